"""Question: which records stand behind the counts, and what became of each of them?

In: what a study that begins at the records is made from. Out: the chapter on its records.
Must not know: how records are read or counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from smartspec.report.document import Block, ColumnSpec, Finding, Note, Section, Table
from smartspec.report.formatting import counted, joined, number, percent
from smartspec.study.chapters.parts import Chapter, Material, years
from smartspec.tables.periods import parse_window

if TYPE_CHECKING:
    from smartspec.study.from_records import FromRecords
    from smartspec.tables.microdata import Microdata

FILINGS = "filings"
COUNTS = "counted"
"""Outcomes that begin so are in the counts; all others say why not."""


def counting(material: Material, made: FromRecords) -> Chapter:
    """Write which records were counted, and what became of the others."""
    account = Table(
        "accounting",
        "What became of every row of the records",
        (
            ColumnSpec("outcome", "Outcome", wide=True),
            ColumnSpec("rows", "Rows", "int"),
            ColumnSpec("filings", "Filings", "int"),
        ),
        made.accounting,
        group_by="table",
        note="The rows of each table add up to all that the source has. A filing stands under "
        "several outcomes of a table if its rows had several.",
    )
    blocks: list[Block] = [
        _share_counted(made),
        Note("method", made.rule),
        *_unfinished(material, made),
        account,
    ]
    if made.records is not None:
        blocks.append(_files(made.records))
    return Chapter(Section("counting", "From records to counts", tuple(blocks)))


def _share_counted(made: FromRecords) -> Finding:
    rows = made.accounting[made.accounting["table"] == FILINGS]
    inside = rows[rows["outcome"].str.startswith(COUNTS)]["filings"].sum()
    whole = rows["filings"].sum()
    text = (
        f"Of {counted(int(whole), 'filing')} in the records {number(inside)} are counted "
        f"({percent(100 * inside / whole)})"
    )
    others = rows[~rows["outcome"].str.startswith(COUNTS)].sort_values("filings", ascending=False)
    if len(others):
        told = [f"{row.outcome} ({number(row.filings)})" for row in others.head(3).itertuples()]
        text += f"; of the others the most frequent reasons are: {joined(told)}"
    return Finding(f"{text}.", "accounting")


def _unfinished(material: Material, made: FromRecords) -> list[Block]:
    """Warn of windows that reach into years which the records do not have whole."""
    touched = [
        window
        for window in (material.findings.now, material.findings.before)
        if window and any(_is_in(year, window) for year in made.incomplete)
    ]
    if not touched:
        return []
    told = joined([years(window) for window in touched])
    return [
        Note(
            "warning",
            f"The records do not have {joined(list(made.incomplete))} whole, and {told} reaches "
            "into them. Shares and RTA compare places within the same years and suffer less than "
            "counts do, but a field whose filings become public later looks smaller than it is.",
        )
    ]


def _is_in(year: str, window: str) -> bool:
    if not year.isdecimal() or not window[:4].isdecimal():
        return False
    span = parse_window(window)
    return span.start <= int(year) <= span.end


def _files(records: Microdata) -> Table:
    """List the files that were read, with rows that could not be used."""
    lost: dict[str, int] = {}
    for entry in records.rejected:
        if entry.outcome != "kept":
            lost[entry.name] = lost.get(entry.name, 0) + entry.rows
    rows = pd.DataFrame(
        [
            (entry.name, entry.table, entry.rows, lost.get(entry.name, 0), entry.sha256)
            for entry in records.inputs
        ],
        columns=["file", "table", "rows", "left_out", "sha256"],
    )
    return Table(
        "record_files",
        "Files that were read",
        (
            ColumnSpec("file", "File", wide=True),
            ColumnSpec("table", "Holds"),
            ColumnSpec("rows", "Rows", "int"),
            ColumnSpec("left_out", "Not used", "int"),
        ),
        rows,
        note="Rows that could not be used, or stood twice. The manifest has the hash of each file.",
    )
