"""Question: what can a place strengthen and enter, as the table tells?

In: a place, a table, windows. Out: a table, or a list to read.
Must not know: any formula or cut-off.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from smartspec.cli.answers import notes
from smartspec.cli.opportunity_answers import (
    LEVELS,
    Cut,
    Destinations,
    Draws,
    Filed,
    chances_of,
    further,
)
from smartspec.cli.reading import (
    INPUT_HELP,
    USUAL,
    Missing,
    Reading,
    is_mix_only,
    label_of,
    table_of,
)
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.indicators.relatedness import Method


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
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PLACE",
            help="A place to take together with PLACE, for a joint strategy; may be repeated.",
        ),
    ] = None,
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    partners: Annotated[
        str,
        typer.Option(metavar="FILE", help="Also write who has what is missing, a candidate each."),
    ] = "",
    partner_summary: Annotated[
        str, typer.Option(metavar="FILE", help="Also write what each partner adds on the whole.")
    ] = "",
    joint: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="With --with: also write each place alone beside all together, and joint domains.",
        ),
    ] = "",
    actors: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="With --records: also write which applicants of the place file most in each "
            "activity.",
        ),
    ] = "",
    records: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of records that INPUT was counted from."),
    ] = None,
    level: Annotated[
        str, typer.Option(help="Level of places in INPUT, as in 'smartspec count --place'.")
    ] = "country",
    scheme: Annotated[
        str, typer.Option(help="Scheme of activities in INPUT, as 'smartspec count --activity'.")
    ] = "wipo35",
    top: Annotated[int, typer.Option(min=1, help="How many partners and applicants to name.")] = 3,
    ranges: Annotated[
        bool | None,
        typer.Option(
            "--ranges/--no-ranges",
            help="Tell how rank and kind hold up by other counts, thresholds, measures, windows. "
            "If left out: unless it takes long.",
        ),
    ] = None,
    backtest: Annotated[
        bool | None,
        typer.Option(
            "--backtest/--no-backtest",
            help="Test on windows past whether entries can be foretold, and give probabilities if "
            "so. If left out: unless it takes long.",
        ),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="How often to draw counts anew, from 20 on; 100 if left out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of the draws; 1 if left out.")] = None,
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
    from smartspec.strategy.opportunities import cut_offs
    from smartspec.strategy.opportunities import opportunities as compute

    to = Destinations(source, out, partners, partner_summary, joint, actors)
    if joint and not others:
        raise RequestError("A joint strategy is of two places or more. Name another by --with.")
    filed = Filed.of(actors, records, level, scheme, window)
    drawing = Draws.of(draws, seed, ranges=ranges)
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
    members = [label_of(table.places, label) for label in (name, *(others or ()))]
    cut = Cut.of(table, members, window, before, min_total=min_total)
    how = cast("Method", method)  # which is checked where it is used
    found = compute(
        cut.now,
        cut.label,
        before=cut.earlier,
        method=how,
        chances=chances_of(
            cut, wanted=backtest, method=how, threshold=cut_offs().threshold, min_total=min_total
        ),
        mix_only=is_mix_only(source),
    )
    extra = further(cut, to, how, drawing, top=top)
    frame = found.frame if extra.ranges is None else extra.ranges.beside(found.frame)
    who = filed.by(cut.members, top) if filed is not None else None
    to.write(frame, extra, who)
    used = found.cutoffs
    notes(
        dict.fromkeys(
            [
                *table.notes,
                *found.notes,
                f"Kinds are cut at RTA {used.threshold:g}, the {used.near_quantile:.0%} quantile "
                f"of the place's densities and complexity {used.complex_from:g}: {used.status}. "
                f"Source: {used.source}",
                *extra.notes,
                *(who.notes if who is not None else ()),
                *([LEVELS] if others and is_mix_only(source) else []),
            ]
        )
    )
