"""Question: what is the place specialised in, and how has that changed?

In: findings on the place. Out: the chapters on strengths and change.
Must not know: how findings are computed or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.report import charts
from smartspec.report.document import (
    Chart,
    ColumnSpec,
    Finding,
    Section,
    Table,
)
from smartspec.report.formatting import counted, interval, joined, number, ordinal, ratio
from smartspec.study.chapters.parts import (
    TABLE_ROWS,
    Chapter,
    Material,
    chance_columns,
    legible,
    records,
    shown_of,
    with_interval,
)
from smartspec.study.findings import SPECIALISED, UNDER

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (ColumnSpec("change", "Growth", "int"), ColumnSpec("competitive", "Of which own", "int"))
LEVELS_NOTE = (
    "Growth is the change of the count; 'of which own' is what remains of it after growth of the "
    "whole and of the activity everywhere (shift-share)."
)


def strengths(material: Material) -> Chapter:
    """Write what the place is specialised in now."""
    rows = material.findings.strengths
    strong = rows[rows["status"] == SPECIALISED]
    weak = rows[rows["status"] == UNDER].iloc[::-1]
    events = material.inputs.events
    table = Table(
        "strengths",
        f"{material.place}: specialisation by activity, {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("count", "Count", "count"),
            ColumnSpec("share_of_place_pct", "Share of all", "pct"),
            ColumnSpec("rta", "RTA", "ratio"),
            *chance_columns(material),
            *((ColumnSpec("rta_shrunk", "Steadied RTA", "ratio"),) if events else ()),
            ColumnSpec("rank", "Rank", "int"),
            ColumnSpec("status", "Reading"),
        ),
        rows,
        max_rows=TABLE_ROWS,
        note=(
            f"Count: {material.unit}. Rank among {number(rows['ranked_places'].iloc[0])} places: "
            f"itself and those with at least {number(material.limits.minimum)} {material.unit}. "
            + (
                "Steadied RTA: shrunk towards the mean of all places where counts are small."
                if events
                else ""
            )
        ),
    )
    chart = Chart(
        "strengths",
        _strengths_title(material, strong),
        charts.strengths_bars(
            legible(rows, "rta").assign(
                short=lambda kept: kept["activity"].map(material.inputs.names.short)
            ),
            label="short",
            value="rta",
            status="status",
            low="rta_low" if events else "",
            high="rta_high" if events else "",
            extra=(ColumnSpec("count", "Count", "count"),),
        ),
        _strengths_alt(material, rows, strong, weak),
        "strengths",
        subtitle=f"RTA of {material.place}, {material.now}; 1 is the share of {material.whole}"
        + (f", lines are {material.limits.confidence:.0%} intervals" if events else "")
        + shown_of(rows, "rta"),
        source_note=material.source_note,
    )
    findings = [
        Finding(_strength_sentence(material, row), "strengths", str(row["activity_name"]))
        for _, row in strong.head(3).iterrows()
    ]
    if len(weak):
        names = [material.in_sentence(row["activity"]) for _, row in weak.head(3).iterrows()]
        findings.append(
            Finding(
                f"Least present, against the whole, is {joined(names)} "
                f"(RTA {joined([ratio(value) for value in weak.head(3)['rta']])}).",
                "strengths",
                str(weak.iloc[0]["activity_name"]),
            )
        )
    return Chapter(Section("strengths", "What it is strong in", (*findings, chart, table)))


def _strengths_title(material: Material, strong: pd.DataFrame) -> str:
    if strong.empty:
        return f"{material.place} is {material.clearly}specialised in no activity"
    names = [material.in_sentence(label) for label in strong["activity"].head(2)]
    return f"{material.place} stands out most in {joined(names)}"


def _strengths_alt(
    material: Material, rows: pd.DataFrame, strong: pd.DataFrame, weak: pd.DataFrame
) -> str:
    top = [
        f"{material.inputs.names.short(row['activity'])} {ratio(row['rta'])}"
        for _, row in rows.head(3).iterrows()
    ]
    end = [
        f"{material.inputs.names.short(row['activity'])} {ratio(row['rta'])}"
        for _, row in rows.tail(2).iterrows()
    ]
    return (
        f"Bars of RTA for {len(rows)} activities. Highest: {joined(top)}. Lowest: {joined(end)}. "
        f"{counted(len(strong), 'activity is', 'activities are')} {material.clearly}above the "
        f"whole, {len(weak)} {material.clearly}below."
    )


def _strength_sentence(material: Material, row: pd.Series) -> str:
    return (
        f"{row['activity_name']}: {material.place}'s share is {with_interval(row)} times that of "
        f"{material.whole}, with {records(row['count'], material.unit)} in {material.now}; it "
        f"ranks {ordinal(int(row['rank']))} of {int(row['ranked_places'])} places."
    )


def change(material: Material) -> Chapter | str:
    """Write what the place gained and lost since the earlier window."""
    rows = material.findings.change
    if rows is None:
        return "the study names no earlier window"
    clear = rows[rows["moved"]]
    gains, losses = clear[clear["difference"] > 0], clear[clear["difference"] < 0].iloc[::-1]
    events = material.inputs.events
    table = Table(
        "change",
        f"{material.place}: change of specialisation, {material.before} to {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("rta_before", f"RTA {material.before}", "ratio"),
            ColumnSpec("rta_after", f"RTA {material.now}", "ratio"),
            ColumnSpec("difference", "Change", "signed"),
            *(
                (
                    ColumnSpec("ratio_low", "Ratio", "interval", upper="ratio_high"),
                    ColumnSpec("q_value", "q", "p"),
                )
                if events
                else ()
            ),
            *(LEVELS if material.findings.levels else ()),
        ),
        rows,
        max_rows=TABLE_ROWS,
        note=f"Count: {material.unit}. {LEVELS_NOTE}" if material.findings.levels else "",
    )
    chart = Chart(
        "change",
        _change_title(material, gains, losses),
        charts.change_dumbbell(
            legible(rows, "difference", head=20).assign(
                short=lambda kept: kept["activity"].map(material.inputs.names.short)
            ),
            label="short",
            earlier="rta_before",
            later="rta_after",
            significant="moved" if events else "",
            earlier_title=material.before,
            later_title=material.now,
        ),
        _change_alt(material, gains, losses, len(rows)),
        "change",
        subtitle=f"RTA of {material.place}, {material.before} and {material.now}"
        + ("; grey where chance explains the difference" if events else "")
        + shown_of(rows, "difference", head=20),
        source_note=material.source_note,
    )
    findings = [
        *(_change_finding(material, row, "rose") for _, row in gains.head(3).iterrows()),
        *(_change_finding(material, row, "fell") for _, row in losses.head(3).iterrows()),
    ]
    if not findings:
        text = f"Specialisation changed nowhere{material.beyond_chance}."
        findings = [Finding(text, "change")]
    return Chapter(Section("change", "What it gained and lost", (*findings, chart, table)))


def _change_title(material: Material, gains: pd.DataFrame, losses: pd.DataFrame) -> str:
    parts = []
    if len(gains):
        parts.append(f"gained most in {material.in_sentence(gains.iloc[0]['activity'])}")
    if len(losses):
        parts.append(f"lost most in {material.in_sentence(losses.iloc[0]['activity'])}")
    return f"{material.place} {' and '.join(parts) or 'kept its profile'}"


def _change_alt(material: Material, gains: pd.DataFrame, losses: pd.DataFrame, total: int) -> str:
    told = f"{counted(len(gains), 'gain', 'gains')}, {counted(len(losses), 'loss', 'losses')}"
    return (
        f"For each of {total} activities a bar from RTA in {material.before} to RTA in "
        f"{material.now}. {told}{material.beyond_chance}."
    )


def _change_finding(material: Material, row: pd.Series, verb: str) -> Finding:
    name = row["activity_name"]
    text = f"{name}: RTA {verb} from {ratio(row['rta_before'])} to {ratio(row['rta_after'])}"
    if material.inputs.events:
        text += f", by a factor of {interval(row['ratio_low'], row['ratio_high'])}"
    if material.findings.levels:
        own, grown = row["competitive"], row["change"]
        text += (
            f"; {number(abs(grown))} {'more' if grown >= 0 else 'fewer'} {material.unit}, "
            f"{number(abs(own))} {'more' if own >= 0 else 'fewer'} than had it grown as the "
            "activity did everywhere"
        )
    return Finding(f"{text}.", "change", str(name))
