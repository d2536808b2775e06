"""Question: which records stand behind the counts, and what became of each of them?

In: what a study that begins at the records is made from. Out: the chapter on its records.
Must not know: how records are read or counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from smartspec.report.document import Block, ColumnSpec, Finding, Note, Section, Table
from smartspec.report.formatting import counted, joined, number, percent
from smartspec.sources.rejects import is_damage
from smartspec.study.chapters.parts import Chapter, Material, years

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
        "What became of every row of the records, all years",
        (
            ColumnSpec("outcome", "Outcome", wide=True),
            ColumnSpec("rows", "Rows", "int"),
            ColumnSpec("filings", "Filings", "int"),
        ),
        made.accounting,
        group_by="table",
        note="The rows of each table add up to all that were read. A filing stands under several "
        "outcomes of a table if its rows had several. UNK: of unknown residence.",
    )
    warned = () if material.opens_with_summary else (*damage(made), *unfinished(material))
    blocks: list[Block] = [
        *warned,
        _share_counted(made),
        Note("method", made.rule),
        _windows(material, made),
        account,
    ]
    if made.records is not None:
        blocks.append(_files(made.records))
    return Chapter(Section("counting", "From records to counts", tuple(blocks)))


def damage(made: FromRecords) -> list[Note]:
    """Warn of files that were cut off: what they lost is in no number."""
    if made.records is None:
        return []
    names = [entry.name for entry in made.records.rejected if is_damage(entry.reason)]
    if not names:
        return []
    return [
        Note(
            "warning",
            f"{joined(names)} {'is' if len(names) == 1 else 'are'} cut off or damaged. What was "
            "lost there is in no number of this report. Get the file anew before using it.",
        )
    ]


def unfinished(material: Material) -> list[Note]:
    """Warn of windows that reach into years which the records do not have whole."""
    made = material.inputs.counted
    windows = (material.findings.now, material.findings.before)
    touched = [years(window) for window in windows if window and made and made.reaches_into(window)]
    if not made or not touched:
        return []
    return [
        Note(
            "warning",
            f"The records do not have {joined(list(made.incomplete))} whole, and {joined(touched)} "
            f"{'reaches' if len(touched) == 1 else 'reach'} into them, so no growth is told. "
            "Shares and RTA compare places within the same years and suffer less, but a field "
            "whose filings become public later looks smaller than it is.",
        )
    ]


def _windows(material: Material, made: FromRecords) -> Table:
    """Say how many filings the windows of the report rest on."""
    found = material.findings
    asked = material.file.study.windows
    rows = [
        {
            "window": label,
            "filings": material.inputs.table.matrix(window or None).total,
            "complete": "yes" if not made.reaches_into(label) else "no",
        }
        for label, window in ((found.now, asked.now), (found.before, asked.before))
        if label
    ]
    return Table(
        "counted_by_window",
        "What the windows of this report rest on",
        (
            ColumnSpec("window", "Window", "span"),
            ColumnSpec("filings", "Of known residence", "int", unit=material.unit),
            ColumnSpec("complete", "All years whole"),
        ),
        pd.DataFrame(rows),
    )


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
