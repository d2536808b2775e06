"""Question: how complex are the places or activities of a table, and what about that is open?

In: a table, a window. Out: a table, the most complex first, and notes.
Must not know: any formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes
from smartspec.cli.reading import (
    INPUT_HELP,
    USUAL,
    Missing,
    Reading,
    check_out,
    fields_of,
    shipped_entry,
    table_of,
)
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.tables.matrix import Matrix


class Of(StrEnum):
    """Whose complexity."""

    PLACES = "places"
    ACTIVITIES = "activities"


class Parts(StrEnum):
    """What to do about parts that have nothing in common."""

    REFUSE = "refuse"
    LARGEST = "largest"
    APART = "apart"


def complexity(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=INPUT_HELP)],
    window: Annotated[str, typer.Option(help="Years to add up, such as 2018-2020.")],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    of: Annotated[Of, typer.Option(help="Whose complexity.")] = Of.PLACES,
    threshold: Annotated[
        float, typer.Option(help="Smallest RTA that counts as specialised.")
    ] = 1.0,
    thresholds: Annotated[
        str, typer.Option(help="Other thresholds, for the range of each rank.")
    ] = "0.5,0.75,1,1.25,1.5",
    components: Annotated[
        Parts,
        typer.Option(
            help="If places and activities fall into parts with nothing in common: refuse, take "
            "the largest alone, or compute each apart (without common ranks)."
        ),
    ] = Parts.REFUSE,
    draws: Annotated[
        int | None,
        typer.Option(
            help="How often to draw counts anew for intervals, from 20 on. If left out: 200, "
            "unless it takes long."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same gives the same draws.")] = 1,
    min_total: Annotated[
        float, typer.Option(min=0, help="Leave out places with a smaller total in the window.")
    ] = 0.0,
    place: Annotated[str, typer.Option(help="Column of places.")] = USUAL.place,
    activity: Annotated[str, typer.Option(help="Column of activities.")] = USUAL.activity,
    period: Annotated[str, typer.Option(help="Column of years.")] = USUAL.period,
    value: Annotated[str, typer.Option(help="Column of counts.")] = USUAL.value,
    economies: Annotated[
        bool, typer.Option("--economies", help="Rename places to ISO codes where they match.")
    ] = USUAL.economies,
    keep_aggregates: Annotated[
        bool,
        typer.Option("--keep-aggregates", help="Treat World, EU-27, All fields... as any other."),
    ] = USUAL.keep_aggregates,
    missing: Annotated[Missing, typer.Option(help="What to do with empty values.")] = USUAL.missing,
) -> None:
    """Rank places or activities by complexity, and say what about the ranks is open."""
    from smartspec.strategy.complexity_table import ComplexityAsked, complexity_table
    from smartspec.strategy.windows import two_windows
    from smartspec.tables.files import write_frame

    check_out(source, out)
    reading = Reading(
        place=place,
        activity=activity,
        period=period,
        value=value,
        economies=economies,
        keep_aggregates=keep_aggregates,
        missing=missing,
    )
    asked = ComplexityAsked(
        of=of.value,
        threshold=threshold,
        thresholds=thresholds,
        components=components.value,
        draws=draws,
        seed=seed,
    )
    table = table_of(source, reading)
    counts, _ = two_windows(table, window, None, min_total=min_total)
    with _in_options_of_this_command():
        names = _names(source, counts, of, are_economies=economies)
        found = complexity_table(counts, asked, names=names)
    write_frame(found.frame, out)
    notes(dict.fromkeys(map(_as_options, [*table.notes, *found.notes])))


def _names(source: str, counts: Matrix, of: Of, *, are_economies: bool) -> dict[str, str] | None:
    """Name labels, where it is known what they are."""
    from smartspec.places.economies import find_economy

    if of is Of.ACTIVITIES:
        fields = fields_of(source, counts.activities.tolist())
        return {label: field.name for label, field in fields.items()} or None
    entry = shipped_entry(source)
    if not are_economies and (entry is None or entry.places != "economies"):
        return None
    economies = {label: find_economy(label) for label in counts.places.tolist()}
    return {label: economy.name for label, economy in economies.items() if economy is not None}


@contextmanager
def _in_options_of_this_command() -> Iterator[None]:
    """Let an error advise options as this command has them."""
    try:
        yield
    except RequestError as error:
        raise RequestError(_as_options(str(error))) from None


def _as_options(told: str) -> str:
    """Write ``--set threshold=0.5``, an option of an indicator, as ``--threshold 0.5``."""
    return re.sub(r"--set (threshold|components)=(\w)", r"--\1 \2", told)
