"""Question: what does a document say once every number is written and every link is set?

In: a document. Out: plain dictionaries and lists of text that any template can print.
Must not know: HTML, PDF or how anything looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from smartspec.report.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Finding,
    KeyFact,
    Note,
    Panels,
    Paragraph,
    Section,
    Table,
)
from smartspec.report.formatting import cells

Plain = dict[str, Any]

NOTE_TITLES = {"caveat": "Read with care", "method": "Method", "warning": "Warning"}


def plain(document: Document) -> Plain:
    """Write a document out as plain text in dictionaries and lists.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    dict
        Ready for a template or for JSON; holds no chart specification.
    """
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "place": document.place,
        "date_note": document.date_note,
        "language": document.language,
        "author": document.author,
        "key_facts": [_key_fact(document, fact) for fact in document.key_facts],
        "sections": [_section(document, section) for section in document.sections],
        "annex": [_table(document, table) for table in document.annex_tables()],
        "footer": list(document.footer),
    }


def reference(document: Document, name: str, row_hint: str = "") -> Plain:
    """Say how a text points to a table, and to a row of it where the report shows that row.

    Parameters
    ----------
    document : Document
        The document.
    name : str
        Name of the table.
    row_hint : str, default ""
        Label of a row, as in the table's first column.

    Returns
    -------
    dict
        ``label`` ("Table 3"), ``row``, ``anchor`` (of the row, else of the table), ``table``
        (anchor of the table), ``name`` and ``csv`` (the file with all rows).
    """
    table = document.table(name)
    anchor = table_anchor(name)
    if row_hint:
        labels = [str(label) for label in table.shown[table.columns[0].name]]
        if row_hint in labels:
            anchor = f"{anchor}-row-{labels.index(row_hint)}"
    return {
        "label": document.label(name),
        "row": row_hint,
        "anchor": anchor,
        "table": table_anchor(name),
        "name": name,
        "csv": f"tables/{name}.csv",
    }


def table_anchor(name: str) -> str:
    """Return the anchor of a table.

    Parameters
    ----------
    name : str
        Name of the table.

    Returns
    -------
    str
        What a link to it ends in.
    """
    return f"table-{name}"


def _key_fact(document: Document, fact: KeyFact) -> Plain:
    target = reference(document, fact.table, fact.row_hint) if fact.table else None
    return {"value": fact.value, "label": fact.label, "ref": target}


def _section(document: Document, section: Section) -> Plain:
    return {
        "id": section.id,
        "title": section.title,
        "intro": section.intro,
        "blocks": list(_blocks(document, section.blocks)),
    }


def _blocks(document: Document, blocks: Iterable[Block]) -> Iterable[Plain]:
    """Write blocks out; findings that follow each other become one list."""
    for kind, run in groupby(blocks, key=type):
        if kind is Finding:
            items = [block for block in run if isinstance(block, Finding)]
            yield {"kind": "findings", "items": [_finding(document, item) for item in items]}
        else:
            for block in run:
                yield _block(document, block)


def _finding(document: Document, finding: Finding) -> Plain:
    return {
        "text": finding.text,
        "ref": reference(document, finding.table, finding.row_hint),
    }


def _block(document: Document, block: Block) -> Plain:
    match block:
        case Paragraph():
            written: Plain = {"kind": "paragraph", "text": block.text}
        case Bullets():
            written = {"kind": "bullets", "items": list(block.items)}
        case Note():
            title = block.title or NOTE_TITLES[block.kind]
            written = {"kind": "note", "tone": block.kind, "title": title, "text": block.text}
        case Table():
            written = {"kind": "table", "table": _table(document, block)}
        case Chart():
            written = _figure(document, block, (block,))
        case Panels():
            written = _figure(document, block, block.charts)
        case Finding():
            written = {"kind": "findings", "items": [_finding(document, block)]}
    return written


def _figure(document: Document, figure: Chart | Panels, charts: tuple[Chart, ...]) -> Plain:
    return {
        "kind": "figure",
        "name": figure.name,
        "label": document.figure_label(figure.name),
        "title": figure.title,
        "subtitle": figure.subtitle,
        "source": figure.source_note,
        "single": isinstance(figure, Chart),
        "panels": [_panel(document, chart) for chart in charts],
    }


def _panel(document: Document, chart: Chart) -> Plain:
    return {
        "name": chart.name,
        "label": document.figure_label(chart.name),
        "title": chart.title,
        "subtitle": chart.subtitle,
        "source": chart.source_note,
        "alt": chart.alt,
        "ref": reference(document, chart.table),
    }


def _table(document: Document, table: Table) -> Plain:
    name = table.name
    return {
        "name": name,
        "label": document.label(name),
        "title": table.title,
        "note": table.note,
        "anchor": table_anchor(name),
        "csv": f"tables/{name}.csv",
        "columns": [
            {
                "header": c.header,
                "unit": c.unit,
                "align": c.side,
                "wide": c.wide,
                "format": c.format,
            }
            for c in table.columns
        ],
        "rows": _rows(table),
        "shown": len(table.shown),
        "total": len(table.rows),
    }


def _rows(table: Table) -> list[Plain]:
    shown = table.shown
    marked = [False] * len(shown)
    if table.highlight is not None:
        column, wanted = table.highlight
        marked = [value == wanted for value in shown[column]]
    heads = list(shown[table.group_by]) if table.group_by else [""] * len(shown)
    before = ["", *heads][: len(heads)]
    return [
        {
            "cells": texts,
            "highlight": bool(mark),
            "group": str(head) if head != last else "",
        }
        for texts, mark, head, last in zip(cells(table), marked, heads, before, strict=True)
    ]
