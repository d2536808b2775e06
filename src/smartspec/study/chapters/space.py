"""Question: where does the place stand in the space of activities?

In: prospects. Out: the chapter that draws it.
Must not know: how the space is laid out or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError
from smartspec.report import charts
from smartspec.report.document import Block, Chart, ColumnSpec, Finding, Note, Section, Table
from smartspec.report.formatting import counted, joined, number
from smartspec.study.chapters.parts import TABLE_ROWS, Chapter, Material

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.study.prospects import Prospects


def activity_space(material: Material, prospects: Prospects | str) -> Chapter | str:
    """Draw which activities are related, and light up the place's."""
    from smartspec.networks.activity_space import activity_space as laid_out

    if isinstance(prospects, str):
        return prospects
    try:
        found = laid_out(
            prospects.counts, place=material.inputs.place, threshold=material.limits.rta
        )
    except RequestError as reason:
        return str(reason).rstrip(".")
    names = material.inputs.names
    nodes = found.nodes.assign(
        activity_name=found.nodes["activity"].map(names.activity),
        short=found.nodes["activity"].map(names.short),
    )
    drawn = nodes[nodes["community"] > 0]
    own, groups = drawn[drawn["specialised"]], _groups(drawn)
    blocks: tuple[Block, ...] = (
        *_findings(material, own, groups),
        Chart(
            "activity_space",
            _title(material, own, groups),
            charts.space_network(
                nodes,
                found.links,
                activity="activity",
                label="short",
                specialised="specialised",
                strength="rta",
                aspect=found.aspect,
                place_title=material.place,
                size_title=f"{material.unit} of all places",
            ),
            _alt(nodes, own, groups),
            "activity_space",
            subtitle=(
                f"Activities that the same places are specialised in are linked, {material.now}; "
                f"filled: {material.place} is specialised"
            ),
            source_note=material.source_note,
        ),
        _table(material, nodes),
        Note("method", " ".join(found.notes)),
    )
    return Chapter(Section("activity-space", "Where it stands among activities", blocks))


def _groups(nodes: pd.DataFrame) -> pd.DataFrame:
    """Count each community's activities and the place's specialisations in it."""
    found = nodes.groupby("community")["specialised"].agg(["size", "sum"])
    return found.sort_values(["sum", "size"], ascending=False, kind="stable")


def _largest_of(nodes: pd.DataFrame, community: int) -> pd.DataFrame:
    rows = nodes[nodes["community"] == community]
    return rows.sort_values("records", ascending=False, kind="stable")


def _findings(material: Material, own: pd.DataFrame, groups: pd.DataFrame) -> list[Finding]:
    home = groups.index[0]
    if own.empty:
        return [Finding(f"{material.place} is specialised in none of them.", "activity_space")]
    members = _largest_of(own, home)
    named = joined([material.in_sentence(label) for label in members["activity"].head(3)])
    text = (
        f"The activities fall into {counted(len(groups), 'group', 'groups')}. {material.place} has "
        f"{number(groups.loc[home, 'sum'])} of its {number(len(own))} specialisations in one group "
        f"of {number(groups.loc[home, 'size'])} activities, among them {named}."
    )
    return [Finding(text, "activity_space", str(members.iloc[0]["activity_name"]))]


def _title(material: Material, own: pd.DataFrame, groups: pd.DataFrame) -> str:
    if own.empty:
        return f"The space of activities, without a specialisation of {material.place}"
    where = int((groups["sum"] > 0).sum())
    spread = "in one group" if where == 1 else f"spread over {number(where)} groups"
    return f"{material.place}'s specialisations are {spread} of related activities"


def _alt(nodes: pd.DataFrame, own: pd.DataFrame, groups: pd.DataFrame) -> str:
    parts = []
    for community in groups.index[:4]:
        rows = _largest_of(nodes, community)
        parts.append(f"{joined(rows['short'].head(4))}")
    return (
        f"A network of {len(nodes)} activities in {counted(len(groups), 'group', 'groups')}, of "
        f"which {len(own)} are lit. Groups: {'; '.join(parts)}."
    )


def _table(material: Material, nodes: pd.DataFrame) -> Table:
    rows = nodes.sort_values(["community", "records"], ascending=[True, False], kind="stable")
    return Table(
        "activity_space",
        f"Groups of related activities, and what {material.place} is specialised in",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("community", "Group", "int"),
            ColumnSpec("records", "All places", "count"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("specialised", "Specialised", "flag"),
        ),
        rows,
        max_rows=TABLE_ROWS,
        note=f"All places: {material.unit} of all places together.",
    )
