"""Question: what does one indicator say of one table?

In: a file and the names of its columns. Out: a file.
Must not know: the formula, or how files are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes
from smartspec.cli.reading import INPUT_HELP, USUAL, Missing, Reading, check_out, table_of
from smartspec.core.errors import RequestError, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smartspec.indicators.catalogue import Option


def indicator(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="An indicator; 'smartspec indicators' lists them."),
    ],
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help=INPUT_HELP,
        ),
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    place: Annotated[str, typer.Option(help="Column of places.")] = USUAL.place,
    activity: Annotated[str, typer.Option(help="Column of activities.")] = USUAL.activity,
    period: Annotated[str, typer.Option(help="Column of years.")] = USUAL.period,
    value: Annotated[str, typer.Option(help="Column of counts.")] = USUAL.value,
    window: Annotated[
        list[str] | None,
        typer.Option(help="Years to add up, such as 2007-2009; may be given more than once."),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(help="A row of the table (World) that is the whole to compare with."),
    ] = USUAL.reference,
    wide: Annotated[
        bool,
        typer.Option("--wide", help="INPUT is a matrix: first column places, the rest activities."),
    ] = USUAL.wide,
    economies: Annotated[
        bool, typer.Option("--economies", help="Rename places to ISO codes where they match.")
    ] = USUAL.economies,
    keep_aggregates: Annotated[
        bool,
        typer.Option("--keep-aggregates", help="Treat World, EU-27, All fields... as any other."),
    ] = USUAL.keep_aggregates,
    sum_duplicates: Annotated[
        bool, typer.Option("--sum-duplicates", help="Add up keys that stand more than once.")
    ] = USUAL.sum_duplicates,
    missing: Annotated[Missing, typer.Option(help="What to do with empty values.")] = USUAL.missing,
    min_total: Annotated[
        float, typer.Option(min=0, help="Leave out places with a smaller total in a window.")
    ] = 0.0,
    observed_only: Annotated[
        bool, typer.Option("--observed-only", help="Leave out pairs with nothing counted.")
    ] = False,
    option: Annotated[
        list[str] | None,
        typer.Option("--set", help="An option of the indicator: confidence=0.9, income=FILE."),
    ] = None,
) -> None:
    """Compute one indicator over a table of places, activities and years."""
    from smartspec.indicators.apply import apply
    from smartspec.indicators.catalogue import indicator as catalogued
    from smartspec.tables.files import write_frame

    options = _options(catalogued(name).options(), option or [])
    check_out(source, out)
    reading = Reading(
        place=place,
        activity=activity,
        period=period,
        value=value,
        reference=reference,
        wide=wide,
        economies=economies,
        keep_aggregates=keep_aggregates,
        sum_duplicates=sum_duplicates,
        missing=missing,
    )
    found = apply(
        name,
        table_of(source, reading),
        windows=window,
        min_total=min_total,
        observed_only=observed_only,
        options=options,
    )
    write_frame(found.frame, out)
    notes(found.notes)


def _options(known: Mapping[str, Option], given: list[str]) -> dict[str, object]:
    """Read ``name=value`` pairs as the types that the indicator's options have."""
    options: dict[str, object] = {}
    for pair in given:
        written, sign, text = pair.partition("=")
        name = written.strip().replace("-", "_")
        if not sign:
            raise RequestError(f"--set {pair} has no value. Write --set NAME=VALUE.")
        if name not in known:
            raise unknown("option of this indicator", name, known, see="smartspec indicators NAME")
        options[name] = _value(name, text.strip(), known[name])
    return options


def _value(name: str, text: str, option: Option) -> object:
    if option.each:
        from smartspec.cli.given import numbers_from

        return numbers_from(text, option=name, each=option.each)
    kind = option.type
    if kind is None:
        raise RequestError(f"--set {name} cannot be given on the command line; use Python.")
    if kind is bool:
        if text.lower() not in {"true", "yes", "false", "no"}:
            raise RequestError(f"--set {name} is yes or no, not '{text}'.")
        return text.lower() in {"true", "yes"}
    try:
        return kind(text)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise RequestError(f"--set {name} is {what}, not '{text}'.") from None
