"""Question: what goes with entering an activity, and would it have foretold entries?

In: a table, windows. Out: a model, or how forecasts fared; probabilities if they have earned it.
Must not know: any formula.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypedDict, cast

import typer

from smartspec.cli.answers import notes
from smartspec.cli.reading import (
    INPUT_HELP,
    USUAL,
    Missing,
    Reading,
    check_out,
    table_of,
)
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.dynamics.backtest import BackTest
    from smartspec.dynamics.panel import Panel, Rules
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.matrix import Matrix
    from smartspec.tables.result import Result


class Given(TypedDict, total=False):
    """What files tell beside the counts."""

    linked: Matrix
    related: Result


class Outcome(StrEnum):
    """What is foretold."""

    ENTRY = "entry"
    EXIT = "exit"


class Moves(StrEnum):
    """Which moves count."""

    SURE = "sure"
    ANY = "any"


class Cluster(StrEnum):
    """What pairs may have in common."""

    BOTH = "both"
    PLACE = "place"
    ACTIVITY = "activity"


def entry(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=INPUT_HELP)],
    window: Annotated[
        list[str],
        typer.Option(
            help="The last years, such as 2018-2020: windows of that length are cut back from it. "
            "Or each window, the option given more than once."
        ),
    ],
    backtest: Annotated[
        bool,
        typer.Option(
            "--backtest", help="Foretell windows past from those before them, and tell how it went."
        ),
    ] = False,
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    steps: Annotated[
        str | None, typer.Option(help="With --backtest: where to write scores window by window.")
    ] = None,
    reliability: Annotated[
        str | None,
        typer.Option(help="With --backtest: where to write what was foretold beside what came."),
    ] = None,
    forecast: Annotated[
        str | None,
        typer.Option(
            help="With --backtest: where to write how likely each pair is in the window to come; "
            "only if the model has an advantage."
        ),
    ] = None,
    outcome: Annotated[Outcome, typer.Option(help="Entries or exits.")] = Outcome.ENTRY,
    moves: Annotated[
        Moves, typer.Option(help="Only moves that chance does not explain, or any.")
    ] = Moves.SURE,
    method: Annotated[
        str,
        typer.Option(help="How relatedness is measured; see 'smartspec indicators relatedness'."),
    ] = "conditional",
    threshold: Annotated[
        float, typer.Option(help="Smallest RTA that counts as specialised.")
    ] = 1.0,
    min_count: Annotated[
        float, typer.Option(min=0, help="Least count with which a place counts as specialised.")
    ] = 0.0,
    min_total: Annotated[
        float, typer.Option(min=0, help="Leave out places with a smaller total before.")
    ] = 0.0,
    links: Annotated[
        str | None,
        typer.Option(help="Pairs of linked places: a file with place, linked_place, value."),
    ] = None,
    related: Annotated[
        str | None,
        typer.Option(
            help="Relatedness from links, in place of --method: a file of activity_1, activity_2, "
            "value, as 'smartspec pairs' writes it, from years before anything is foretold."
        ),
    ] = None,
    cluster: Annotated[
        Cluster, typer.Option(help="What pairs may have in common, for standard errors.")
    ] = Cluster.BOTH,
    k: Annotated[
        int, typer.Option("--top", min=1, help="Candidates of a place that precision looks at.")
    ] = 5,
    draws: Annotated[int, typer.Option(help="How often places are drawn, for intervals.")] = 400,
    seed: Annotated[int, typer.Option(min=0, help="The same gives the same draws.")] = 1,
    confidence: Annotated[
        float, typer.Option(help="Of the intervals, and of which moves are sure.")
    ] = 0.95,
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
    """Say what goes with entering an activity, or how well that foretold windows past."""
    from smartspec.dynamics.panel import Rules, entry_panel
    from smartspec.dynamics.windows import matrices_of

    extra = {"--steps": steps, "--reliability": reliability, "--forecast": forecast}
    _check_files(source, out, extra, backtest=backtest)
    reading = Reading(
        place=place,
        activity=activity,
        period=period,
        value=value,
        economies=economies,
        keep_aggregates=keep_aggregates,
        missing=missing,
    )
    rules = Rules(
        outcome=outcome.value,
        moves=moves.value,
        threshold=threshold,
        min_count=min_count,
        min_total=min_total,
        confidence=confidence,
        method=cast("Method", method),  # which is checked where it is used
    )
    table = table_of(source, reading)
    windows = matrices_of(table, window)
    given = _given(links, related, windows)
    panel = entry_panel(windows, rules=rules, **given)
    if backtest:
        from smartspec.dynamics.backtest import back_test

        found = back_test(panel, k=k, draws=draws, seed=seed, confidence=confidence)
        frames = {out: found.scores, steps: found.steps, reliability: found.reliability}
        told = found.notes
        if forecast is not None and found.advantage:
            frames[forecast] = _foretold(windows, panel, found, given)
        elif forecast is not None:
            told = (*told, f"{forecast} is not written, since no probability is given.")
    else:
        from smartspec.dynamics.entry_model import entry_model

        model = entry_model(panel, cluster=cluster.value, confidence=confidence)
        frames, told = {out: model.frame}, model.notes
    _write(frames)
    notes([*table.notes, _about(panel), *told, *_known_before(panel, backtest and bool(given))])


def _known_before(panel: Panel, matters: bool) -> list[str]:
    """Say from when links must not be, or they would tell the back-test what was to come."""
    if not matters:
        return []
    first = panel.steps[0].rpartition(" to ")[2]
    return [
        f"The verdict holds only if the links that were given are from before {first}: later ones "
        "know what was to be foretold."
    ]


def _check_files(source: str, out: str, extra: dict[str, str | None], *, backtest: bool) -> None:
    """Refuse names of files before anything is computed."""
    given = {option: name for option, name in extra.items() if name is not None}
    if given and not backtest:
        raise RequestError(f"{next(iter(given))} has nothing to write without --backtest. Add it.")
    names = [out, *given.values()]
    for name in names:
        check_out(source, name)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RequestError(f"{twice[0]} is named for two tables. Give each its own file.")


def _given(links: str | None, related: str | None, windows: list[Matrix]) -> Given:
    """Read how places are linked, and how activities are related, where files tell."""
    from smartspec.dynamics.panel import labels_of
    from smartspec.indicators.relatedness import relatedness_of_links

    places, activities = labels_of(windows)
    given: Given = {}
    if links is not None:
        given["linked"] = _square(links, "place", "linked_place", places)
    if related is not None:
        met = _square(related, "activity_1", "activity_2", activities)
        given["related"] = relatedness_of_links(met)
    return given


def _square(source: str, first: str, second: str, labels: list[str]) -> Matrix:
    from smartspec.tables.files import read_frame
    from smartspec.tables.links import square_matrices

    frame = read_frame(source, values=["value"])
    return square_matrices(
        frame, first=first, second=second, value="value", period=None, labels=labels
    )[0]


def _foretold(windows: list[Matrix], panel: Panel, record: BackTest, given: Given) -> pd.DataFrame:
    """Give probabilities, the most likely first."""
    from smartspec.dynamics.forecast import PROBABILITY, probabilities

    frame = probabilities(windows, panel, record, **given).to_frame().dropna()
    return frame.sort_values(PROBABILITY, ascending=False, kind="stable", ignore_index=True)


def _write(frames: dict[str | None, pd.DataFrame]) -> None:
    """Write the tables that were asked for; the main one last, so that it is never alone."""
    from smartspec.tables.files import write_frame

    for name, frame in reversed(list(frames.items())):
        if name is not None:
            write_frame(frame, name)


def _about(panel: Panel) -> str:
    """Say what was counted as a move."""
    rules: Rules = panel.rules
    floor = f", a count of {rules.min_count:g} or more" if rules.min_count else ""
    small = f"; places with {rules.min_total:g} or more before" if rules.min_total else ""
    sure = (
        f", and RTA changed by more than chance explains (confidence {rules.confidence:g})"
        if rules.moves == "sure"
        else "; what chance explains is not left out"
    )
    crossed = "reaches" if rules.outcome == "entry" else "falls below"
    return (
        f"An {rules.outcome} is: RTA {crossed} {rules.threshold:g}{floor}{sure}{small}. "
        f"{int(panel.moved.sum()):,} of {len(panel):,} candidates, in {len(panel.steps)} steps."
    )
