"""Question: what does one indicator say of one table?

In: a file and the names of its columns. Out: a file.
Must not know: the formula, or how files are read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes
from smartspec.core.errors import RequestError, listing, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smartspec.indicators.catalogue import Option
    from smartspec.tables.activity import ActivityTable


class Missing(StrEnum):
    """What to do with empty values."""

    REFUSE = "refuse"
    DROP = "drop"
    ZERO = "zero"


@dataclass(frozen=True)
class Reading:
    """How a table of one's own is to be read; the names are those of the options."""

    place: str = "place"
    activity: str = "activity"
    period: str = "period"
    value: str = "value"
    reference: str | None = None
    wide: bool = False
    economies: bool = False
    keep_aggregates: bool = False
    sum_duplicates: bool = False
    missing: Missing = Missing.REFUSE

    def given(self, *names: str) -> list[str]:
        """Return which of these options differ from what is understood without them."""
        usual = Reading()
        differing = [name for name in names if getattr(self, name) != getattr(usual, name)]
        return [f"--{name.replace('_', '-')}" for name in differing]


USUAL = Reading()


def indicator(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="An indicator; 'smartspec indicators' lists them."),
    ],
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A .csv(.gz), .tsv, .parquet or .xlsx file, - for standard input, or the name of "
            "a data set that ships ('smartspec datasets').",
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
        typer.Option("--set", help="An option of the indicator, such as confidence=0.9."),
    ] = None,
) -> None:
    """Compute one indicator over a table of places, activities and years."""
    from smartspec.indicators.apply import apply
    from smartspec.indicators.catalogue import indicator as catalogued
    from smartspec.tables.files import write_frame

    options = _options(catalogued(name).options(), option or [])
    _check_out(source, out)
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
        _shipped(source, reading) if _ships(source) else _own(source, reading),
        windows=window,
        min_total=min_total,
        observed_only=observed_only,
        options=options,
    )
    write_frame(found.frame, out)
    notes(found.notes)


def _check_out(source: str, out: str) -> None:
    """Refuse before any work what could not be written, or would take the place of the input."""
    from smartspec.tables.files import ending_of

    ending_of(out)
    if Path(out).exists() and Path(source).exists() and Path(out).samefile(source):
        raise RequestError(f"{out} is the input; its data would be lost. Choose another name.")


def _ships(source: str) -> bool:
    """Whether a name is that of a data set and not of a file."""
    from smartspec.datasets.catalogue import datasets
    from smartspec.tables.files import STANDARD

    if source == STANDARD or Path(source).is_file():
        return False
    names = [entry.name for entry in datasets()]
    if _as_dataset(source) in names:
        return True
    if source.replace("-", "_").isidentifier():
        raise unknown("file or data set", source, names, see="smartspec datasets")
    return False


def _as_dataset(source: str) -> str:
    return source.lower().replace("-", "_")


def _shipped(source: str, reading: Reading) -> ActivityTable:
    """Load a data set, which its catalogue says how to read."""
    from smartspec.datasets.load import load_table

    ignored = reading.given(*(field.name for field in fields(reading)))
    if ignored:
        raise RequestError(
            f"{source} is read as its catalogue says; {listing(ignored)} would have no effect. "
            f"Leave it out, or make a file first: smartspec datasets {source} -o FILE"
        )
    return load_table(_as_dataset(source))


def _own(source: str, reading: Reading) -> ActivityTable:
    """Read a table of the user's own."""
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.files import read_frame
    from smartspec.tables.frames import melt

    frame = read_frame(source, values=[reading.value])
    if reading.wide:
        named = reading.given("place", "activity", "period", "value")
        if named:
            raise RequestError(
                "With --wide the first column holds the places and each other one is an activity, "
                f"so {listing(named)} would have no effect. Leave it out."
            )
        frame = melt(frame)
    return ActivityTable.from_frame(
        frame,
        place=reading.place,
        activity=reading.activity,
        period=reading.period,
        value=reading.value,
        reference=reading.reference,
        economies=reading.economies,
        aggregates="keep" if reading.keep_aggregates else "leave_out",
        duplicates="sum" if reading.sum_duplicates else "refuse",
        missing=reading.missing.value,
    )


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
        options[name] = _value(name, text.strip(), known[name].type)
    return options


def _value(name: str, text: str, kind: type | None) -> object:
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
