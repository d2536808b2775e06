"""Question: which activities, or places, are related, and which of these links stand out?

In: a table and a window, or a file of links. Out: a row for each related pair.
Must not know: any formula, or how files are read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from smartspec.cli.answers import notes
from smartspec.cli.reading import (
    INPUT_HELP,
    USUAL,
    Missing,
    Reading,
    check_out,
    table_of,
    with_names,
)
from smartspec.core.errors import RequestError, counted, listing

if TYPE_CHECKING:
    from smartspec.indicators.relatedness import LinkMethod, Method
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix
    from smartspec.tables.result import Result

USUAL_METHOD, USUAL_LINK_METHOD, USUAL_THRESHOLD = "conditional", "probability", 1.0
VALUE = "relatedness"
NOTHING = "No two have any relatedness; the table is empty."


class Between(StrEnum):
    """What is related."""

    ACTIVITIES = "activities"
    PLACES = "places"

    @property
    def one(self) -> Literal["activity", "place"]:
        """Its name in columns."""
        return "activity" if self is Between.ACTIVITIES else "place"


@dataclass(frozen=True)
class Test:
    """How pairs are held against chance."""

    draws: int = 200
    seed: int = 1

    @classmethod
    def of(cls, draws: int | None, seed: int | None, *, wanted: bool) -> Test | None:
        """Read the options; None if no test is wanted, and then none may be given."""
        if wanted:
            usual = cls()
            return cls(
                usual.draws if draws is None else draws, usual.seed if seed is None else seed
            )
        if draws is None and seed is None:
            return None
        given = "--draws" if draws is not None else "--seed"
        raise RequestError(
            f"{given} has no effect without --significance. Add it, or leave it out."
        )


def relatedness(
    source: Annotated[str | None, typer.Argument(metavar="INPUT", help=INPUT_HELP)] = None,
    window: Annotated[
        str | None,
        typer.Option(
            help="Years to add up, such as 2018-2020; with --links the period to take, if there "
            "are several."
        ),
    ] = None,
    links: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="In place of INPUT: links that were observed, a file of activity_1, activity_2, "
            "value, as 'smartspec pairs' writes it.",
        ),
    ] = None,
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    between: Annotated[Between, typer.Option(help="What is related.")] = Between.ACTIVITIES,
    method: Annotated[
        str | None,
        typer.Option(
            help="How relatedness is measured; see 'smartspec indicators relatedness'. If left "
            "out: conditional, or probability with --links."
        ),
    ] = None,
    threshold: Annotated[
        float, typer.Option(help="Smallest RTA that counts as specialised.")
    ] = USUAL_THRESHOLD,
    backbone: Annotated[
        bool,
        typer.Option(
            "--backbone", help="Only links that hold the network together, or that stand out."
        ),
    ] = False,
    significance: Annotated[
        bool,
        typer.Option(
            "--significance", help="Tell which pairs meet more often than chance explains."
        ),
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(help="With --significance: how often chance is tried; 200 if left out."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of the draws; 1 if left out.")] = None,
    chart: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Also draw the activity space, as a picture (.svg or .png)."
        ),
    ] = None,
    lit: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="With --chart: whose specialisations to set off."),
    ] = None,
    min_total: Annotated[
        float, typer.Option(min=0, help="Leave out places with a smaller total in the window.")
    ] = 0.0,
    place: Annotated[str, typer.Option(help="Column of places.")] = USUAL.place,
    activity: Annotated[str, typer.Option(help="Column of activities.")] = USUAL.activity,
    period: Annotated[str, typer.Option(help="Column of years.")] = USUAL.period,
    value: Annotated[str, typer.Option(help="Column of counts, or of links.")] = USUAL.value,
    economies: Annotated[
        bool, typer.Option("--economies", help="Rename places to ISO codes where they match.")
    ] = USUAL.economies,
    keep_aggregates: Annotated[
        bool,
        typer.Option("--keep-aggregates", help="Treat World, EU-27, All fields... as any other."),
    ] = USUAL.keep_aggregates,
    missing: Annotated[Missing, typer.Option(help="What to do with empty values.")] = USUAL.missing,
) -> None:
    """Say which activities are related, each pair once, the strongest first."""
    from smartspec.tables.files import write_frame
    from smartspec.tables.links import pairs_once

    reading = Reading(
        place=place,
        activity=activity,
        period=period,
        value=value,
        economies=economies,
        keep_aggregates=keep_aggregates,
        missing=missing,
    )
    test = Test.of(draws, seed, wanted=significance)
    check_out(_one_of(source, links), out)
    _check_chart(chart, lit, links, between)
    if links is not None:
        ignored = _ignored(reading, threshold=threshold, min_total=min_total, test=test)
        if ignored:
            raise RequestError(
                f"{listing(ignored)} needs counts of places and has no effect with --links. Leave "
                "it out, or give a table."
            )
        related = _of_links(links, reading, window, between, method or USUAL_LINK_METHOD)
        told: tuple[str, ...] = ()
    else:
        table = table_of(cast("str", source), reading)
        counts = _counts(table, window, min_total)
        how = cast("Method", method or USUAL_METHOD)  # which is checked where it is used
        related = _of_counts(counts, between, how, threshold, test)
        told = tuple(table.notes)
        if chart is not None:
            told += _drawn(cast("str", source), counts, chart, lit, how, threshold)
    if backbone:
        from smartspec.indicators.backbone import backbone_of

        related = backbone_of(related)
    frame = pairs_once(related, by=VALUE, marked="backbone" if backbone else None)
    write_frame(frame if source is None else with_names(source, frame), out)
    notes([*told, *related.notes, *([] if len(frame) else [NOTHING])])


def _one_of(source: str | None, links: str | None) -> str:
    """Give what is read; refuse both, and neither."""
    if source is not None and links is not None:
        raise RequestError(f"{source} and --links {links} are two inputs. Give one of them.")
    given = source if source is not None else links
    if given is None:
        raise RequestError("There is nothing to relate. Give a table as INPUT, or --links FILE.")
    return given


def _check_chart(chart: str | None, lit: str | None, links: str | None, between: Between) -> None:
    """Refuse a picture that cannot be drawn, before anything is computed."""
    if chart is None:
        if lit is not None:
            raise RequestError("--lit has no effect without --chart. Add it, or leave it out.")
        return
    from smartspec.cli.space_picture import check_picture

    if links is not None or between is Between.PLACES:
        raise RequestError(
            "--chart draws activities by where specialisations meet. Leave out "
            f"{'--links' if links is not None else '--between places'}."
        )
    check_picture(chart)


def _drawn(
    source: str, counts: Matrix, chart: str, lit: str | None, method: Method, threshold: float
) -> tuple[str, ...]:
    from smartspec.cli.reading import fields_of, label_of
    from smartspec.cli.space_picture import draw_space

    fields = fields_of(source, counts.activities.tolist())
    return draw_space(
        counts,
        chart,
        place=None if lit is None else label_of(counts.places.tolist(), lit),
        method=method,
        threshold=threshold,
        labels={label: field.short for label, field in fields.items()},
    )


def _ignored(
    reading: Reading, *, threshold: float, min_total: float, test: Test | None
) -> list[str]:
    """List what was given although links have no use for it."""
    given = reading.given("place", "activity", "economies", "keep_aggregates", "missing")
    given += ["--threshold"] if threshold != USUAL_THRESHOLD else []
    given += ["--min-total"] if min_total else []
    return given + (["--significance"] if test is not None else [])


def _counts(table: ActivityTable, window: str | None, min_total: float) -> Matrix:
    from smartspec.strategy.windows import two_windows

    if window is None:
        raise RequestError(
            f"Which years? The table has {listing(table.periods)}. Give --window, such as "
            f"{table.periods[-1]}."
        )
    return two_windows(table, window, None, min_total=min_total)[0]


def _of_counts(
    counts: Matrix, between: Between, method: Method, threshold: float, test: Test | None
) -> Result:
    """Relate by where specialisations meet, with the test beside if it is wanted."""
    from smartspec.indicators.relatedness import place_relatedness
    from smartspec.indicators.relatedness import relatedness as compute
    from smartspec.indicators.relatedness_significance import relatedness_significance

    if test is not None and between is Between.PLACES:
        raise RequestError(
            "--significance is told of activities alone. Leave out --between places."
        )
    formula = compute if between is Between.ACTIVITIES else place_relatedness
    related = formula(counts, method=method, threshold=threshold)
    if test is None:
        return related
    tested = relatedness_significance(counts, threshold=threshold, draws=test.draws, seed=test.seed)
    told = tuple(dict.fromkeys((*related.notes, *tested.notes)))
    return replace(
        related,
        columns={**related.columns, **tested.columns},
        units={**related.units, **tested.units},
        diagnostics={**tested.diagnostics, **related.diagnostics, "notes": told},
    )


def _of_links(
    source: str, reading: Reading, window: str | None, between: Between, method: str
) -> Result:
    """Relate by links that were observed, of one period."""
    from smartspec.indicators.relatedness import relatedness_of_links
    from smartspec.tables.files import read_frame
    from smartspec.tables.links import square_matrices

    one = between.one
    first, second = f"{one}_1", f"{one}_2"
    frame = read_frame(source, values=[reading.value])
    lacking = [name for name in (first, second, reading.value) if name not in frame]
    if lacking:
        raise RequestError(
            f"{source} has no column {listing(lacking)}; it has "
            f"{listing(map(str, frame.columns))}. Links between {between.value} need {first}, "
            f"{second} and a number (--value)."
        )
    spans = square_matrices(
        frame,
        first=first,
        second=second,
        value=reading.value,
        period=reading.period if reading.period in frame else None,
    )
    known = [matrix.period for matrix in spans]
    if window is None and len(spans) != 1:
        what = f"of {counted(len(spans), 'period')}: {listing(known)}" if spans else "none at all"
        raise RequestError(f"The links of {source} are {what}. Choose one with --window.")
    if window is not None and window not in known:
        raise RequestError(f"{source} has no links of {window}, but of {listing(known)}.")
    chosen = spans[0 if window is None else known.index(window)]
    related = relatedness_of_links(chosen, method=cast("LinkMethod", method))
    return replace(related, axes=(one, f"related_{one}"))
