"""Question: what does Table 7.1 say, and what do economies like a given one use?

In: an economy or an instrument. Out: a list to read, or a table in a file.
Must not know: how similar economies are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import say

if TYPE_CHECKING:
    from smartspec.policy.repository import Instrument

app = typer.Typer(
    help="Ask Table 7.1 of the OECD profile which economies use which cluster policies.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Out = Annotated[str | None, typer.Option("-o", "--out", help="Write a table instead.")]
Economy = Annotated[str, typer.Argument(help="Code or name, such as DNK or Denmark.")]


@app.command("list")
def list_all(out: Out = None) -> None:
    """List the instruments and how many economies use each."""
    from smartspec.policy.repository import repository

    rows = repository().instruments
    if out is not None:
        _write(out, rows)
        return
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            print(f"\n{group}")
        print(f"  {row.key:<24}{len(row.economies):>3}  {row.name}")
    _source()


@app.command("of")
def of(economy: Economy, out: Out = None) -> None:
    """List the instruments that an economy uses, and its specialisation as published."""
    from smartspec.places.economies import economy as find
    from smartspec.policy.repository import NOT_LISTED, repository

    rows = repository().of(economy)
    if out is not None:
        _write(out, rows, only=find(economy).iso3)
        return
    if not rows:
        print(f"Table 7.1 (2012) does not list {find(economy).name}.")
        print(f"\n{NOT_LISTED}")
        _source()
        return
    print(f"{find(economy).name} in Table 7.1 (2012)")
    policies = [row for row in rows if row.is_policy]
    patterns = [row for row in rows if not row.is_policy]
    _bullets("Policies", [f"{row.group}: {row.name}" for row in policies])
    _bullets("Specialisation, as published", [row.name for row in patterns])
    print(f"\n{NOT_LISTED}")
    _source()


@app.command("using")
def using(
    instrument: Annotated[str, typer.Argument(help="Key, such as science_science.")],
    out: Out = None,
) -> None:
    """List the economies that use an instrument."""
    from smartspec.policy.repository import named, repository

    row = repository().instrument(instrument)
    if out is not None:
        _write(out, [row])
        return
    print(f"{row.group}: {row.name}")
    _bullets("Economies, 2012", named(row.economies))
    _source()


@app.command("like")
def like(
    economy: Economy,
    number: Annotated[int, typer.Option(min=1, help="How many similar economies.")] = 5,
    on: Annotated[
        str | None, typer.Option(help="Data set to compare on; the finest that serves if left out.")
    ] = None,
    out: Out = None,
) -> None:
    """List the instruments that similar economies use and this one does not report."""
    from smartspec.places.economies import economy as find
    from smartspec.places.economies import economy_name
    from smartspec.policy.likeness import alike
    from smartspec.policy.repository import NOT_LISTED, named, repository

    found = alike(economy, number=number, on=on)
    table = repository()
    lessons = table.lessons(economy, [code for code, _ in found.similar])
    if out is not None:
        records = [
            {
                "economy": found.economy,
                "instrument": lesson.instrument.key,
                "name": lesson.instrument.name,
                "users": "; ".join(lesson.users),
                "users_count": len(lesson.users),
            }
            for lesson in lessons
        ]
        _write_records(out, records, ["economy", "instrument", "name", "users", "users_count"])
        return
    name = find(economy).name
    print(f"Economies most like {name} ({found.data.title}, {found.basis.window})")
    for code, similarity in found.similar:
        reported = len([row for row in table.of(code) if row.is_policy])
        state = f"policies in Table 7.1: {reported}" if reported else "not in Table 7.1"
        print(f"  {economy_name(code):<24}similarity {similarity:5.2f}   {state}")
    own = [row.name for row in table.of(economy) if row.is_policy]
    _bullets(f"{name} reports", own or ["nothing: Table 7.1 does not list it"])
    print(f"\nUsed by similar economies, not reported by {name}")
    for lesson in lessons:
        print(f"  {lesson.instrument.name}\n      by {', '.join(named(lesson.users))}")
    if not lessons:
        print("  none")
    print(f"\n{NOT_LISTED}\nSimilarity is the cosine of specialisation profiles (RSCA).")
    for caveat in found.data.source.caveats:
        say(f"note: {caveat}")
    _source()


def _bullets(title: str, items: list[str]) -> None:
    print(f"\n{title}")
    for item in items or ["none"]:
        print(f"  {item}")


def _source() -> None:
    from smartspec.policy.repository import repository

    source = repository().source
    say(f"source: {source.publisher}, {source.title}.")


def _write(out: str, rows: tuple[Instrument, ...] | list[Instrument], *, only: str = "") -> None:
    """Write one row an instrument and economy, of one economy if it is named."""
    records = [
        {
            "instrument": row.key,
            "group": row.group,
            "name": row.name,
            "basis": row.basis,
            "economy": code,
        }
        for row in rows
        for code in row.economies
        if only in ("", code)
    ]
    _write_records(out, records, ["instrument", "group", "name", "basis", "economy"])


def _write_records(out: str, records: Sequence[Mapping[str, object]], columns: list[str]) -> None:
    import pandas as pd

    from smartspec.tables.files import write_frame

    write_frame(pd.DataFrame(records, columns=columns), out)
