"""Question: what does Figure 7.2 of the OECD profile show, recomputed?

In: the shipped patent families and environment patents. Out: a chapter.
Must not know: how the figure is computed or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from smartspec.activities.groups import activity_group
from smartspec.core.provenance import Source
from smartspec.datasets.catalogue import dataset
from smartspec.datasets.load import ENVIRONMENT, load_table
from smartspec.places.economies import economy_name
from smartspec.policy.figure_7_2 import Figure, Groups, proxy_groups, specialisation_panels
from smartspec.report import charts
from smartspec.report.document import (
    Block,
    Chart,
    ColumnSpec,
    Finding,
    Note,
    Panels,
    Section,
    Table,
)
from smartspec.report.formatting import joined, number, ratio
from smartspec.study.chapters.parts import Chapter, Material, source_line, years
from smartspec.tables.activity import ActivityTable
from smartspec.tables.periods import parse_window

if TYPE_CHECKING:
    import pandas as pd

PANELS = ("bio_nano", "environment", "ict")
USPTO = "environment_uspto"
USPTO_EARLIER = "2000-2002"
"""The United States patents give a total of all fields from 2000 on."""
PROXY = "proxy"
MADE_OF = (
    "Made of granted international patent families by residence of inventors and year of first "
    "grant, not of PCT applications as in the original. The groups are proxies over WIPO fields."
)


def reaches(table: ActivityTable, window: str) -> bool:
    """Whether a table has all years of a window."""
    years_of, wanted = [int(period) for period in table.periods], parse_window(window)
    return min(years_of) <= wanted.start and wanted.end <= max(years_of)


def panel_name(key: str) -> str:
    """Name a panel, and say that it is a proxy."""
    return f"{activity_group(key).name} ({PROXY})"


@dataclass(frozen=True, eq=False)
class Figures:
    """The figure as it is shown in a report.

    Parameters
    ----------
    original : Figure
        For the window of the profile.
    present : Figure
        For the last three years of the data.
    environment : Figure or None
        The environment panel on patents classed by the OECD's own list, where they go back as far.
    """

    original: Figure
    present: Figure
    environment: Figure | None


def recompute(material: Material) -> Figures:
    """Recompute the figure for the windows that a report shows."""
    asked = material.file.study.figure
    families = load_table("patent_families")
    last = families.periods[-1]

    def panels(table: ActivityTable, groups: Groups, window: str, earlier: str) -> Figure:
        return specialisation_panels(
            table,
            groups,
            window=window,
            earlier=earlier,
            minimum=asked.minimum,
            unions=asked.groups,
            members_in=asked.members_in,
            confidence=material.limits.confidence,
        )

    proxies = proxy_groups()
    environment, uspto = {USPTO: [ENVIRONMENT]}, load_table("uspto_environment")
    with material.file.at("figure"):
        return Figures(
            panels(families, proxies, asked.window, asked.earlier),
            panels(families, proxies, f"{int(last) - 2}-{last}", asked.window),
            panels(uspto, environment, asked.window, USPTO_EARLIER)
            if reaches(uspto, asked.window)
            else None,
        )


def figure_chapter(material: Material, made: Figures) -> Chapter:
    """Show Figure 7.2 recomputed, ten years on, and with environment as the OECD defines it."""
    families, uspto = dataset("patent_families").source, dataset("uspto_environment").source
    confidence = material.limits.confidence
    second = [made.environment] if made.environment else []
    blocks: tuple[Block, ...] = (
        *_findings(material, made.original),
        _panels("figure_7_2", "Figure 7.2, recomputed", made.original, material.place, confidence),
        _panels("figure_7_2_now", "The same, later", made.present, material.place, confidence),
        *(_environment_chart(rows, uspto, material.place) for rows in second),
        *(Note("method", activity_group(key).note, activity_group(key).name) for key in PANELS),
        _left_out(made.original),
    )
    annex = (
        _figure_table("figure_7_2", made.original),
        _figure_table("figure_7_2_now", made.present),
        *(_figure_table("figure_7_2_environment_uspto", rows) for rows in second),
    )
    intro = (
        "Which economies are specialised in the enabling technologies of the OECD profile: their "
        "share of the patents in a group relative to their share of all patents."
    )
    section = Section("figure-7-2", "Technology specialisation of economies", blocks, intro=intro)
    return Chapter(section, annex, (families, uspto))


def _findings(material: Material, figure: Figure) -> list[Finding]:
    found = []
    for key in PANELS:
        rows = figure.panel(key)
        rows = rows[~rows["is_union"]]
        top = [f"{row['name']} {ratio(row['rta'])}" for _, row in rows.head(3).iterrows()]
        name = f"{activity_group(key).name} ({PROXY}), {years(figure.window)}"
        text = f"{name}: highest are {joined(top)}"
        mine = rows[rows["code"] == material.inputs.place]
        if len(mine):
            row, rank = mine.iloc[0], int((rows["rta"] > mine.iloc[0]["rta"]).sum()) + 1
            text += f"; {row['name']} is {ratio(row['rta'])}, rank {rank} of {len(rows)}"
        found.append(Finding(f"{text}.", "figure_7_2", str(rows.iloc[0]["name"])))
    return found


def _panels(name: str, title: str, figure: Figure, place: str, confidence: float) -> Panels:
    panels = []
    for key in PANELS:
        rows = figure.panel(key)
        panels.append(
            Chart(
                f"{name}_{key}",
                panel_name(key),
                _ranked(rows, place, figure, legend="none"),
                _panel_alt(rows, figure),
                name,
            )
        )
    subtitle = (
        f"RTA, {years(figure.window)}, economies with more than {number(figure.minimum)} families; "
        f"lines are {confidence:.0%} intervals, diamonds {years(figure.earlier)}; groups of "
        "economies are dark"
    )
    note = f"{MADE_OF} Source: {source_line((dataset('patent_families').source,))}"
    return Panels(name, f"{title}, {years(figure.window)}", tuple(panels), subtitle, note)


def _environment_chart(figure: Figure, source: Source, place: str) -> Chart:
    rows = figure.panel(USPTO)
    return Chart(
        "figure_7_2_environment_uspto",
        "Environment again, as the OECD defines it, on United States patents",
        _ranked(rows, place, figure),
        _panel_alt(rows, figure),
        "figure_7_2_environment_uspto",
        subtitle=f"RTA in environment technologies, {years(figure.window)}, economies with more "
        f"than {number(figure.minimum)} patents; diamonds {years(figure.earlier)}",
        source_note="Made of patents granted by the USPTO by residence of inventors, so economies "
        f"that seldom file there show little. Source: {source_line((source,))}",
    )


def _ranked(
    rows: pd.DataFrame, place: str, figure: Figure, *, legend: Literal["top", "none"] = "top"
) -> dict[str, object]:
    return charts.ranked_bars(
        rows,
        label="name",
        value="rta",
        low="rta_low",
        high="rta_high",
        earlier="rta_earlier",
        group="is_union",
        highlight=place,
        value_title=f"RTA, {years(figure.window)}",
        earlier_title=years(figure.earlier),
        legend=legend,
        extra=(ColumnSpec("count", "Count", "int"),),
    )


def _panel_alt(rows: pd.DataFrame, figure: Figure) -> str:
    economies = rows[~rows["is_union"]]
    top = [f"{row['name']} {ratio(row['rta'])}" for _, row in economies.head(3).iterrows()]
    end = [f"{row['name']} {ratio(row['rta'])}" for _, row in economies.tail(2).iterrows()]
    groups = [f"{row['name']} {ratio(row['rta'])}" for _, row in rows[rows["is_union"]].iterrows()]
    return (
        f"Bars of RTA in {years(figure.window)} for {len(economies)} economies. Highest: "
        f"{joined(top)}. Lowest: {joined(end)}. Groups of economies: {joined(groups) or 'none'}."
    )


def _figure_table(name: str, figure: Figure) -> Table:
    rows = figure.frame.sort_values(
        ["panel", "rta"], ascending=[True, False], kind="stable", ignore_index=True
    )
    titles = {key: panel_name(key) for key in PANELS} | {USPTO: "Environment (USPTO)"}
    rows.insert(1, "panel_name", rows["panel"].map(titles))
    return Table(
        name,
        f"RTA by economy, {years(figure.window)}",
        (
            ColumnSpec("name", "Economy", wide=True),
            ColumnSpec("count", "In the group", "int"),
            ColumnSpec("total", "In all", "int"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
            ColumnSpec("q_value", "q", "p"),
            ColumnSpec("rta_earlier", f"RTA {years(figure.earlier)}", "ratio"),
        ),
        rows,
        group_by="panel_name",
        note=_union_note(rows),
    )


def _union_note(rows: pd.DataFrame) -> str:
    """Say which members of a group of economies have no data."""
    unions = rows[rows["is_union"]].drop_duplicates("code")
    lacking = [
        f"{row['name']}: {row['members_lacking'].replace(';', ',')}"
        for _, row in unions.iterrows()
        if row["members_lacking"]
    ]
    told = f" Members without data: {'; '.join(lacking)}." if lacking else ""
    return f"Groups of economies are sums of the members that have data.{told}"


def _left_out(figure: Figure) -> Note:
    names = joined([economy_name(code) for code in figure.left_out]) or "none"
    limit = f"with {number(figure.minimum)} families or fewer in {years(figure.window)}"
    return Note("caveat", f"Economies not shown, {limit}: {names}.", "Left out")
