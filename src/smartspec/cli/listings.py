"""Question: which indicators and data sets are there?

In: nothing, or a name. Out: a list to read, or the data set as a file.
Must not know: what they hold.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import say

if TYPE_CHECKING:
    from smartspec.datasets.catalogue import Dataset
    from smartspec.indicators.catalogue import Indicator

WIDTH = 88
"""Letters a line; longer lines are tiring to read."""


def indicators(
    name: Annotated[
        str | None, typer.Argument(help="One indicator, to be told everything about it.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--out", help="Write the list as a table instead.")
    ] = None,
) -> None:
    """List the indicators: meaning, formula, unit and reference."""
    from smartspec.indicators.catalogue import indicator, indicators, to_records

    if out is not None:
        wanted = None if name is None else indicator(name).name
        _write(out, [row for row in to_records() if wanted in (None, row["name"])])
        return
    family = ""
    for entry in [indicator(name)] if name else indicators():
        if entry.family != family:
            family = entry.family
            print(f"\n{family.upper()}")
        print_entry(entry.name, entry.meaning, _details(entry))


def _details(entry: Indicator) -> list[tuple[str, str]]:
    from smartspec.indicators.catalogue import NO_DOI, written

    columns = [f"{name} ({measure.unit})" for name, measure in entry.columns.items()]
    options = [
        written(name, option)
        for name, option in entry.options().items()
        if option.type or option.each
    ]
    doi = "" if entry.doi == NO_DOI else f" https://doi.org/{entry.doi}"
    return [
        ("also", ", ".join(entry.aliases)),
        ("formula", entry.formula),
        ("columns", ", ".join(columns)),
        ("options", ", ".join(options)),
        ("reference", entry.reference + doi),
    ]


def datasets(
    name: Annotated[str | None, typer.Argument(help="A data set to write to a file.")] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--out", help="Where to write the data set.")
    ] = None,
) -> None:
    """List the data that ship, with source, licence and caveats; or write one to a file."""
    from smartspec.datasets.catalogue import dataset, datasets

    if name is not None and out is not None:
        from smartspec.datasets.load import load_frame
        from smartspec.tables.files import write_frame

        entry = dataset(name)
        write_frame(load_frame(name), out)
        say(f"{entry.title}: {entry.source.publisher}; {entry.source.licence}.")
        return
    entries = [dataset(name)] if name else list(datasets())
    if out is not None:
        _write(out, [_record(entry) for entry in entries])
        return
    for entry in entries:
        details = [
            ("holds", f"{entry.coverage}; {entry.rows:,} rows"),
            ("unit", entry.unit),
            ("columns", ", ".join(column.name for column in entry.columns)),
            ("source", f"{entry.source.publisher}; {entry.source.version}"),
            ("licence", entry.source.licence),
            *(("caveat", caveat) for caveat in entry.source.caveats),
        ]
        print_entry(entry.name, entry.title, details)


def _record(entry: Dataset) -> dict[str, str]:
    source = entry.source
    return {
        "name": entry.name,
        "title": entry.title,
        "coverage": entry.coverage,
        "rows": str(entry.rows),
        "unit": entry.unit,
        "publisher": source.publisher,
        "version": source.version,
        "licence": source.licence,
        "sha256": source.sha256,
        "caveats": " ".join(source.caveats),
    }


def print_entry(name: str, meaning: str, details: Sequence[tuple[str, str]]) -> None:
    """Print a name, what it means, and its details, wrapped to be read."""
    print(f"\n{name}")
    print(_filled(meaning, "  ", "  "))
    for label, text in details:
        if text:
            print(_filled(text, f"  {label + ':':<11}", " " * 13))


def _filled(text: str, first: str, others: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _write(out: str, records: Iterable[dict[str, str]]) -> None:
    import pandas as pd

    from smartspec.tables.files import write_frame

    write_frame(pd.DataFrame(list(records)), out)
