"""Question: which cluster policies does the place use, and what do economies like it use?

In: Table 7.1 and the peers of the place. Out: a chapter, where the place is an economy.
Must not know: how peers were found.
"""

from __future__ import annotations

import pandas as pd

from smartspec.places.economies import economy_name, find_economy
from smartspec.policy.repository import NOT_LISTED, Repository, repository
from smartspec.report.document import Block, ColumnSpec, Finding, Note, Section, Table
from smartspec.report.formatting import counted, joined
from smartspec.study.chapters.parts import NOT_ECONOMIES, Chapter, Material, source_line


def policies(material: Material) -> Chapter | str:
    """Set the policies of the place beside those of its peers."""
    place = material.inputs.place
    if not material.inputs.are_economies:
        return NOT_ECONOMIES
    if find_economy(place) is None:
        return "policies are reported by economies, not by unions of them"
    table = repository()
    peers = [label for label in material.findings.peers["place"] if find_economy(label)]
    rows = _grid(table, place, peers)
    lessons = table.lessons(place, peers)
    own = [row for row in table.of(place) if row.is_policy]
    if own:
        many = counted(len(own), "instrument", "instruments")
        told = f"{material.place} reported {many} of {len(table.policies)} in 2012"
        told += f": {'; '.join(row.short for row in own)}."
    else:
        told = f"Table 7.1 lists no cluster policy of {material.place}."
    findings: list[Block] = [Finding(told, "policies")]
    findings += [
        Finding(
            f"{lesson.instrument.name}: used by {joined(map(economy_name, lesson.users))}, not "
            f"reported by {material.place}.",
            "policies",
            lesson.instrument.name,
        )
        for lesson in lessons
    ]
    silent = [economy_name(code) for code in peers if code not in table.economies]
    caveat = NOT_LISTED + (f" Not in the table at all: {joined(silent)}." if silent else "")
    columns = [ColumnSpec(code, economy_name(code), "flag") for code in (place, *peers)]
    shown = Table(
        "policies",
        f"Cluster policies of {material.place} and the economies it is compared with, 2012",
        (ColumnSpec("name", "Instrument", wide=True), *columns),
        rows,
        group_by="group",
        note=f"A dot: listed in Table 7.1. Source: {source_line((table.source,))}",
    )
    intro = (
        "What the economies that it is compared with do, and it does not report, is a place to "
        "look, not a recommendation."
    )
    blocks = (*findings, shown, Note("caveat", caveat))
    return Chapter(Section("policies", "Policies in use", blocks, intro=intro), (), (table.source,))


def _grid(table: Repository, place: str, peers: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"group": row.group, "instrument": row.key, "name": row.name}
            | {code: code in row.economies for code in (place, *peers)}
            for row in table.policies
        ]
    )
