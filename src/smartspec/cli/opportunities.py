"""Question: what can a place strengthen and enter, as the table tells?

In: a place, a table, windows. Out: a table, or a list to read.
Must not know: any formula or cut-off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from smartspec.cli.answers import notes
from smartspec.cli.reading import (
    INPUT_HELP,
    USUAL,
    Missing,
    Reading,
    check_out,
    is_mix_only,
    table_of,
)
from smartspec.core.errors import unknown

if TYPE_CHECKING:
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.activity import ActivityTable


def opportunities(
    name: Annotated[
        str, typer.Argument(metavar="PLACE", help="A place of the table, or its name.")
    ],
    source: Annotated[str, typer.Argument(metavar="INPUT", help=INPUT_HELP)],
    window: Annotated[str, typer.Option(help="Years to look at, such as 2018-2020.")],
    before: Annotated[
        str | None,
        typer.Option(help="Earlier years to compare with: growth, and which strengths erode."),
    ] = None,
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    method: Annotated[
        str,
        typer.Option(help="How relatedness is measured; see 'smartspec indicators relatedness'."),
    ] = "conditional",
    min_total: Annotated[
        float, typer.Option(min=0, help="Leave out places with a smaller total in a window.")
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
    """Tell what a place can strengthen, reach or leave, activity by activity."""
    from smartspec.strategy.opportunities import opportunities as compute
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
    table = table_of(source, reading)
    label = _label(table, name)
    now, earlier = two_windows(table, window, before, min_total=min_total, keep=label)
    found = compute(
        now,
        label,
        before=earlier,
        method=cast("Method", method),  # which is checked where it is used
        mix_only=is_mix_only(source),
    )
    write_frame(found.frame, out)
    cut = found.cutoffs
    notes(
        [
            *table.notes,
            *found.notes,
            f"Kinds are cut at RTA {cut.threshold:g}, the {cut.near_quantile:.0%} quantile of the "
            f"place's densities and complexity {cut.complex_from:g}: {cut.status}. Source: "
            f"{cut.source}",
        ]
    )


def _label(table: ActivityTable, name: str) -> str:
    """Find a place by its label, or an economy by a name of its."""
    from smartspec.places.economies import find_economy

    if name in table.places:
        return name
    found = find_economy(name)
    if found is not None and found.iso3 in table.places:
        return found.iso3
    raise unknown("place", name, table.places)
