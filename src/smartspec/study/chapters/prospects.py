"""Question: what can the place strengthen and enter, and with whom?

In: prospects. Out: the chapters on opportunities, on partners and on joint strategies.
Must not know: how prospects are computed or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smartspec.report import charts
from smartspec.report.document import Block, Chart, ColumnSpec, Finding, Note, Section, Table
from smartspec.report.formatting import counted, joined, number, percent
from smartspec.strategy.opportunities import (
    CONSOLIDATE,
    EASY,
    ERODING,
    GAMBLE,
    KINDS,
    LEAVE,
    REACH,
)
from smartspec.strategy.partners import CAUTION
from smartspec.strategy.standing import NEAR
from smartspec.study.chapters.parts import TABLE_ROWS, Chapter, Material

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.study.prospects import Prospects

STRENGTHS = (CONSOLIDATE, ERODING)
CHANGED = {
    "diluted": "A strength of a member that the union as a whole does not have",
    "nearer": "Within reach of the union, and of no member alone",
    "farther": "Within reach of a member, and not of the union",
}
NAMED = 3
"""How many activities a sentence names."""
PARTNERS = 10
"""How many partners the summary shows."""

MEANINGS = (
    "Consolidate: its RTA is {threshold:g} or more. Eroding: so it is, and RTA has fallen by more "
    "than chance explains. Reach: not specialised; near, and complex. Easy: near, not complex. "
    "Gamble: complex, and far. Leave: neither."
)


def opportunities(material: Material, prospects: Prospects | str) -> Chapter | str:
    """Write what the place can strengthen and enter."""
    if isinstance(prospects, str):
        return prospects
    frame = _told(prospects)
    sentences = [*_strengths(material, frame), *_candidates(material, frame)]
    sentences += _fragile(prospects, frame)
    blocks: tuple[Block, ...] = (
        *(Finding(text, "opportunities", hint) for text, hint in sentences),
        _picture(material, prospects, frame),
        _table(material, prospects, frame),
        _cut_offs(prospects),
        Note("caveat", _chances(prospects), "How likely entry is"),
    )
    return Chapter(Section("opportunities", "What it could build on, and reach", blocks))


def in_brief(material: Material, prospects: Prospects) -> list[Finding]:
    """Say in one sentence what the place could reach, for the summary."""
    reach = _of(prospects.frame, REACH)
    if reach.empty:
        return []
    text = (
        f"Near to what it does, more complex than the average, and not yet among its strengths "
        f"{'is' if len(reach) == 1 else 'are'} {_names(material, reach)}."
    )
    return [Finding(text, "opportunities", _first(reach))]


def _chances(prospects: Prospects) -> str:
    """Say how likely entry is, or why that is not told, with how often it came before."""
    told = prospects.chances.notes[0]
    if prospects.model is None:
        return told
    share = percent(prospects.model.moved_pct)
    return f"{told} For comparison: of all candidates of windows past {share} were entered next."


def _told(prospects: Prospects) -> pd.DataFrame:
    """Add what is shown as text."""
    frame = prospects.frame
    if prospects.stability is None:
        return frame
    ranks = [
        "" if np.isnan(low) else number(low) if low == high else f"{number(low)}–{number(high)}"
        for low, high in zip(frame["rank_low"], frame["rank_high"], strict=True)
    ]
    return frame.assign(ranks=ranks, is_fragile=frame["fragile"] == "yes")


def _of(frame: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    return frame[frame["kind"].isin(kinds)]


def _names(material: Material, rows: pd.DataFrame) -> str:
    """Name the first few of some rows, and say how many more there are."""
    more = f", and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return joined([material.in_sentence(label) for label in rows["activity"].head(NAMED)]) + more


def _first(rows: pd.DataFrame) -> str:
    return str(rows.iloc[0]["activity_name"])


def _strengths(material: Material, frame: pd.DataFrame) -> list[tuple[str, str]]:
    strong, eroding = _of(frame, *STRENGTHS), _of(frame, ERODING)
    if strong.empty:
        return [(f"{material.place} has no specialisation to consolidate.", "")]
    best = _names(material, _densest(strong).head(1))
    text = (
        f"In {len(strong)} of {len(frame)} activities {material.place} has an RTA of "
        f"{material.limits.rta:g} or more; best embedded in what else it does is {best}"
    )
    told = [(f"{text}.", _first(_densest(strong)))]
    if len(eroding):
        verb = "is" if len(eroding) == 1 else "are"
        told.append(
            (
                f"Eroding since {material.before} {verb} {_names(material, eroding)}.",
                _first(eroding),
            )
        )
    return told


def _densest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("density_pct", ascending=False, kind="stable")


def _candidates(material: Material, frame: pd.DataFrame) -> list[tuple[str, str]]:
    told = []
    phrases = {
        REACH: "Near to what it does, and complex",
        EASY: "Near, but no more complex than the average",
        GAMBLE: "Complex, but far from what it does",
    }
    for kind, phrase in phrases.items():
        rows = _of(frame, kind)
        if rows.empty:
            continue
        first = rows.iloc[0]
        told.append(
            (
                f"{phrase} ({kind}): {_names(material, rows)}. For the first it has "
                f"{percent(first['density_pct'], decimals=0)} of what is related.",
                _first(rows),
            )
        )
    return told


def _fragile(prospects: Prospects, frame: pd.DataFrame) -> list[tuple[str, str]]:
    if prospects.stability is None:
        return [(f"How kinds hold up is not told: {prospects.no_stability}.", "")]
    rows = frame[frame["is_fragile"]]
    if rows.empty:
        return [("Every kind holds up under other counts, thresholds, measures and windows.", "")]
    verb = "is" if len(rows) == 1 else "are"
    text = (
        f"{len(rows)} of {len(frame)} {verb} fragile: under other counts, thresholds, measures or "
        "windows the kind is often another. Do not build on these alone."
    )
    return [(text, _first(rows))]


def _picture(material: Material, prospects: Prospects, frame: pd.DataFrame) -> Chart:
    cut = prospects.opportunities.cutoffs
    shown = frame[frame["density_pct"].notna() & frame["complexity"].notna()]
    edge = prospects.opportunities.near_from
    edge = edge if np.isfinite(edge) else 0.0
    reach = _of(frame, REACH)
    title = (
        f"{material.place} could reach {_names(material, reach)}"
        if len(reach)
        else f"Nothing complex lies near to what {material.place} does"
    )
    return Chart(
        "opportunities",
        title,
        charts.quadrant(
            shown,
            label="short",
            x="density_pct",
            y="complexity",
            kind="kind",
            cuts=charts.Cuts(edge, cut.complex_from, (REACH, EASY, GAMBLE, LEAVE)),
            fragile="is_fragile" if prospects.stability else "",
            x_title="Nearness: part of what is related that it has, %",
            y_title="Complexity, standard deviations",
        ),
        _alt(frame),
        "opportunities",
        subtitle=(
            f"Activities by nearness (risk) and complexity (benefit), {material.place}, "
            f"{material.now}" + ("; hollow: fragile" if prospects.stability else "")
        ),
        source_note=material.source_note,
    )


def _alt(frame: pd.DataFrame) -> str:
    parts = [f"{kind}: {joined(rows['short'])}" for kind in KINDS if len(rows := _of(frame, kind))]
    return f"{len(frame)} activities by nearness and complexity. {'. '.join(parts)}."


def _table(material: Material, prospects: Prospects, frame: pd.DataFrame) -> Table:
    events = material.inputs.events
    tested = "entry_probability" in frame
    grown = "world_growth_pct" in frame
    columns = (
        ColumnSpec("activity_name", "Activity", wide=True),
        ColumnSpec("kind", "Kind"),
        ColumnSpec("rta", "RTA", "ratio"),
        *((ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),) if events else ()),
        ColumnSpec("density_pct", "Nearness", "pct"),
        *((ColumnSpec("ranks", "Rank range", align="right"),) if prospects.stability else ()),
        ColumnSpec("complexity", "Complexity", "signed"),
        *((ColumnSpec("chance_pct", "Chance of entry", "pct"),) if tested else ()),
        *((ColumnSpec("world_growth_pct", "Growth, all places", "pct"),) if grown else ()),
        *((ColumnSpec("is_fragile", "Fragile", "flag"),) if prospects.stability else ()),
    )
    if tested:
        frame = frame.assign(chance_pct=100 * frame["entry_probability"])
    ranks = (
        f" Rank range: place among the candidates by nearness, in "
        f"{prospects.stability.cutoffs.interval:.0%} of {material.file.study.opportunities.draws} "
        "draws of the counts."
        if prospects.stability
        else ""
    )
    return Table(
        "opportunities",
        f"{material.place}: what to consolidate, what to reach, {material.now}",
        columns,
        frame,
        max_rows=TABLE_ROWS,
        note=(
            "Nearness: relatedness density, the part of what is related to the activity that the "
            f"place is specialised in. Complexity: 0 is the average activity.{ranks}"
        ),
    )


def _cut_offs(prospects: Prospects) -> Note:
    cut = prospects.opportunities.cutoffs
    text = (
        f"{MEANINGS.format(threshold=cut.threshold)} Near: from the {cut.near_quantile:.0%} "
        f"quantile of what it is not specialised in; complex: from {cut.complex_from:g}. An RTA of "
        f"{cut.threshold:g} counts whether chance explains it or not; the interval tells. These "
        f"cut-offs: {cut.status}. Source: {cut.source} ."
    )
    if prospects.stability:
        steady = prospects.stability.cutoffs
        text += (
            f" Fragile: the same kind in less than {steady.steady_from:.0%} of the variants; "
            f"{steady.status}."
        )
    return Note("method", text, "How kinds are told apart")


def partners(material: Material, prospects: Prospects | str) -> Chapter | str:
    """Write which other places have the related capabilities that are missing here."""
    if isinstance(prospects, str):
        return prospects
    found, names = prospects.partners, material.inputs.names
    if isinstance(found, str):
        return found
    if found.summary.empty:
        return "no other place has related capabilities that it lacks"
    summary = found.summary.assign(partner_name=found.summary["partner"].map(names.place))
    summary = summary.head(PARTNERS) if len(summary) > TABLE_ROWS else summary
    rows = _partner_rows(material, found.frame)
    near = rows[rows["kind"].isin(NEAR)]
    findings = [*_best_partner(summary.iloc[0])]
    for _, row in near[near["partner_rank"] == 1].head(NAMED).iterrows():
        text = (
            f"For {material.in_sentence(row['activity'])}, {row['partner_name']} would raise "
            f"nearness from {percent(row['density_pct'], decimals=0)} to "
            f"{percent(row['density_with_pct'], decimals=0)} (bringing: {row['brings_names']})."
        )
        findings.append(Finding(text, "partners", str(row["activity_name"])))
    blocks: tuple[Block, ...] = (
        *findings,
        Table(
            "partners_summary",
            f"Who has what {material.place} lacks, {material.now}",
            (
                ColumnSpec("partner_name", "Partner", wide=True),
                ColumnSpec("gain_near_pp", "Gain, near candidates", "percent-points"),
                ColumnSpec("gain_all_pp", "Gain, all candidates", "percent-points"),
                ColumnSpec("among_top", "Times among the first", "int"),
                ColumnSpec("specialisations", "Specialisations", "int"),
                ColumnSpec("lacking_here", "Lacking here", "int"),
            ),
            summary,
            max_rows=PARTNERS,
            note="Gain: points of nearness that its specialisations would add, on average.",
        ),
        Table(
            "partners",
            f"Partners for what {material.place} might enter, {material.now}",
            (
                ColumnSpec("activity_name", "Candidate", wide=True),
                ColumnSpec("kind", "Kind"),
                ColumnSpec("partner_name", "Partner"),
                ColumnSpec("gain_pp", "Gain", "percent-points"),
                ColumnSpec("density_with_pct", "Nearness with it", "pct"),
                ColumnSpec("brings_names", "Brings", wide=True),
            ),
            rows,
            max_rows=24,
        ),
        Note("caveat", CAUTION.replace(": leave small places out with --min-total", "")),
    )
    return Chapter(Section("partners", "With whom", blocks))


def _best_partner(first: pd.Series) -> list[Finding]:
    """Say who adds most over all candidates that are near, if there are any."""
    if not np.isfinite(first["gain_near_pp"]):
        return []
    name, gain = str(first["partner_name"]), number(first["gain_near_pp"], decimals=1)
    text = (
        f"Over all candidates that are near, {name} adds most: with what it is specialised in, "
        f"nearness would rise by {gain} points on average."
    )
    return [Finding(text, "partners_summary", name)]


def _partner_rows(material: Material, frame: pd.DataFrame) -> pd.DataFrame:
    names = material.inputs.names

    def brought(labels: str) -> str:
        # Names of activities hold commas.
        return "; ".join(material.in_sentence(label) for label in labels.split("; ") if label)

    return frame.assign(
        activity_name=frame["activity"].map(names.activity),
        partner_name=frame["partner"].map(names.place),
        brings_names=[brought(labels) for labels in frame["brings"]],
    )


def joint(material: Material, prospects: Prospects | str) -> Chapter | str:
    """Write what the members of a union gain by a joint strategy."""
    if isinstance(prospects, str):
        return prospects
    if isinstance(prospects.joint, str):
        return prospects.joint
    members = material.inputs.unions[material.inputs.place]
    names, found = material.inputs.names, prospects.joint.frame
    frame = found.assign(activity_name=found["activity"].map(names.activity))
    findings = []
    shared, carried = (frame[frame["change"] == change] for change in ("shared", "carried"))
    findings.append(
        Finding(
            f"All members are specialised in {counted(len(shared), 'activity', 'activities')}; "
            f"in {number(len(carried))} more the union is, carried by some of them.",
            "joint",
        )
    )
    findings += [
        Finding(f"{phrase}: {_names(material, rows)}.", "joint", _first(rows))
        for change, phrase in CHANGED.items()
        if len(rows := frame[frame["change"] == change])
    ]
    centres = frame[frame["domain_role"] == "centre"].sort_values("domain")
    if len(centres):
        findings.append(
            Finding(
                f"Joint domains that suggest themselves: "
                f"{joined([material.in_sentence(one) for one in centres['activity']])}.",
                "joint",
                _first(centres),
            )
        )
    each = tuple(ColumnSpec(f"kind_{member}", names.place(member)) for member in members)
    table = Table(
        "joint",
        f"{material.place}: together and apart, {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("kind", "Together"),
            *each[:4],
            ColumnSpec("change", "By joining"),
            ColumnSpec("domain", "Domain", "int"),
        ),
        frame,
        max_rows=TABLE_ROWS,
        note=(
            "Shared: all are specialised. Carried: the union is, though not every member. Diluted: "
            "a member is, the union is not. Nearer, farther: of what no member has. A strength is "
            "called consolidate here whether it erodes or not."
        ),
    )
    rule = prospects.joint.notes[-1]
    return Chapter(
        Section("joint", "What a joint strategy changes", (*findings, table, Note("method", rule)))
    )
