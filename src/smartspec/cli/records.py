"""Question: what records are in a folder of files, and what could not be read?

In: a folder and whose files it holds. Out: what was read, row by row accounted for; a folder of
records if asked for. Also: what is kept of earlier readings, and how it is removed.
Must not know: any provider's format.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes, say
from smartspec.cli.progress import progress
from smartspec.core.errors import RequestError, counted
from smartspec.sources.rejects import is_damage

if TYPE_CHECKING:
    from smartspec.tables.microdata import Microdata, Rejected

OUTCOMES = {"rejected": "left out", "duplicate": "left out", "kept": "kept"}


def records(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder of files, or a single file.")
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            help="Whose files they are: regpat, patstat, patentsview, lens, table (with "
            "--mapping), or microdata; found out from the files if left out."
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Also write the records into a folder, to keep."),
    ] = None,
    part: Annotated[
        str, typer.Option(help="Which part of the source's files, such as pct or epo.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(help="A TOML file that says which column is which (--source table)."),
    ] = None,
    choice: Annotated[
        list[str] | None,
        typer.Option("--set", help="A choice that the source leaves to the reader: NAME=VALUE."),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder where records are kept once read.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Read the files anew, whatever is kept.")
    ] = False,
    memory: Annotated[
        str,
        typer.Option(help="How much memory to use, such as 3GB; what does not fit goes to disk."),
    ] = "",
    threads: Annotated[int, typer.Option(min=0, help="Processors to use; all if left out.")] = 0,
    max_rejects: Annotated[
        int | None, typer.Option(min=0, help="Stop if more rows than this cannot be used.")
    ] = None,
    list_cache: Annotated[
        bool, typer.Option("--list-cache", help="List the records that are kept, and stop.")
    ] = False,
    clear_cache: Annotated[
        bool, typer.Option("--clear-cache", help="Remove the records that are kept, and stop.")
    ] = False,
) -> None:
    """Read the files of a source, and say what is in them and what could not be used."""
    if list_cache or clear_cache:
        if folder is not None or (list_cache and clear_cache):
            raise RequestError(
                "--list-cache and --clear-cache stand alone. Leave the other one and DIR out."
            )
        _keep_up(cache, clear=clear_cache)
        return
    if folder is None:
        raise RequestError(
            "Name the folder that holds the files: smartspec records DIR. See: smartspec records "
            "--help"
        )
    from smartspec.sources.read import keep_records, read_records

    with progress() as step:
        found = read_records(
            folder,
            source,
            cache=cache,
            fresh=fresh,
            memory=memory,
            threads=threads,
            max_rejects=max_rejects,
            mapping=mapping,
            part=part,
            choices=choices_of(choice),
            step=step,
        )
        kept = None if out is None else keep_records(found, out)
    _show(found)
    if kept is not None:
        print(f"The records lie in {kept.folder}")
    notes([*found.notes, *found.remarks])


def choices_of(settings: list[str] | None) -> dict[str, str]:
    """Take NAME=VALUE apart, as ``--set`` of the commands on records has it."""
    found: dict[str, str] = {}
    for setting in settings or []:
        name, sign, value = setting.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise RequestError(f"'{setting}' sets nothing. Write --set NAME=VALUE.")
        if name.strip() in found:
            raise RequestError(f"{name.strip()} is set twice. Keep one --set of it.")
        found[name.strip()] = value.strip()
    return found


def became(entry: Rejected) -> str:
    """Say what became of rows that could not be used, or not wholly, and why."""
    if is_damage(entry.reason):  # nobody knows how many rows it cost
        return f"{'':>14}  {entry.name}: {entry.reason}"
    rows = "row" if entry.rows == 1 else "rows"
    return f"{entry.rows:>14,}  {rows} {OUTCOMES[entry.outcome]}: {entry.name}: {entry.reason}"


def tell_rejected(found: Microdata) -> None:
    """Say what became of rows that could not be used; files that are cut off come first."""
    for entry in sorted(found.rejected, key=lambda entry: not is_damage(entry.reason)):
        say(became(entry))


def _show(found: Microdata) -> None:
    """Print what was read, and tell what could not be used."""
    from smartspec.tables.microdata import REJECTS

    sources = [entry for entry in found.provenance if entry.title]
    title = " ".join(f"{entry.title} {entry.version}".strip() for entry in sources) or found.source
    print(f"{title}: {counted(len(found.inputs), 'file')}")
    for table, rows in found.rows.items():
        print(f"{rows:>14,}  {table}")
    tell_rejected(found)
    totals = Counter[str]()
    for entry in found.rejected:
        totals[entry.outcome] += 0 if is_damage(entry.reason) else entry.rows
    if any(totals.values()):
        read = sum(entry.rows for entry in found.inputs)
        left = totals["rejected"] + totals["duplicate"]
        told = f"Of {counted(read, 'row')}, {left:,} {'was' if left == 1 else 'were'} left out"
        twice = f", {totals['duplicate']:,} of them because they are there twice"
        say(f"{told}{twice if totals['duplicate'] else ''}.")
    if (found.folder / REJECTS).is_file():
        say(f"A sample of them: {found.folder / REJECTS}")


def _keep_up(cache: Path | None, *, clear: bool) -> None:
    from smartspec.sources import cache as kept

    root = kept.cache_folder(cache)
    if clear:
        freed = kept.clear(root)
        print(f"Removed {_size(freed)} of records from {root}")
        return
    entries = kept.entries(root)
    for entry in entries:
        found = entry.records
        what = "not whole" if found is None else _what(found)
        written = datetime.fromtimestamp(entry.written).astimezone()
        print(f"{_size(entry.bytes):>10}  {written:%Y-%m-%d %H:%M}  {what}  {entry.folder}")
    total = sum(entry.bytes for entry in entries)
    print(f"{counted(len(entries), 'reading')} kept in {root}, {_size(total)}")


def _what(found: Microdata) -> str:
    versions = " ".join(entry.version for entry in found.provenance)
    filings = counted(found.rows.get("filings", 0), "filing")
    return f"{found.source} {versions}".strip() + f", {filings}"


def _size(number: int) -> str:
    if number < 1_000_000:
        return f"{number / 1e3:.0f} kB"
    return f"{number / 1e6:.0f} MB" if number < 1_000_000_000 else f"{number / 1e9:.1f} GB"
