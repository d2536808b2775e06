"""Question: which answers beside the list of opportunities were asked for, and where do they go?

In: the options of the command. Out: windows of the places, further tables, files.
Must not know: any formula or cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.cli.progress import progress
from smartspec.cli.reading import check_out, with_names
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from smartspec.counting.actors import Actors
    from smartspec.indicators.relatedness import Method
    from smartspec.strategy.chances import Chances
    from smartspec.strategy.joint import Joint
    from smartspec.strategy.partners import Partners
    from smartspec.strategy.stability import Stability
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix

LEFT_OUT = (
    "How rank and kind hold up is left out, since a table of this size takes long. Ask for it with "
    "--ranges."
)
LEVELS = (
    "These data are fit for the mix of a place alone, and how many records places have is not fit "
    "to be compared. Taken together they weigh by just that number."
)


@dataclass(frozen=True)
class Draws:
    """How counts are drawn again."""

    number: int = 100
    seed: int = 1
    asked: bool = False
    """Whether they were asked for, and so are made however long it takes."""

    @classmethod
    def of(cls, number: int | None, seed: int | None, *, ranges: bool | None) -> Draws | None:
        """Read the options; None if no ranges are wanted, and then none may be given."""
        if ranges is not False:
            usual = cls()
            return cls(
                usual.number if number is None else number,
                usual.seed if seed is None else seed,
                asked=bool(ranges) or number is not None or seed is not None,
            )
        if number is None and seed is None:
            return None
        given = "--draws" if number is not None else "--seed"
        raise RequestError(f"With --no-ranges {given} would have no effect. Leave one out.")


@dataclass(frozen=True, eq=False)
class Cut:
    """The windows of a table, in which several places are taken together if so asked."""

    members: Sequence[str]
    label: str
    apart: Matrix
    now: Matrix
    earlier: Matrix | None
    others: tuple[Matrix, ...]
    past: tuple[Matrix, ...]

    @classmethod
    def of(
        cls,
        table: ActivityTable,
        members: Sequence[str],
        window: str,
        before: str | None,
        *,
        min_total: float,
    ) -> Cut:
        """Cut the table."""
        from smartspec.strategy.joint import merged
        from smartspec.strategy.windows import history, other_windows, two_windows

        label = "+".join(members)
        twice = [member for number, member in enumerate(members) if member in members[:number]]
        if twice:
            raise RequestError(
                f"{twice[0]} is named twice; a place cannot be taken together with itself."
            )
        now, earlier = two_windows(table, window, before, min_total=min_total, keep=members)
        others = other_windows(table, window, min_total=min_total, keep=members)
        past = history(table, window, members=members)
        if len(members) == 1:
            return cls(members, label, now, now, earlier, others, past)
        return cls(
            members,
            label,
            now,
            merged(now, members),
            None if earlier is None else merged(earlier, members),
            tuple(merged(other, members) for other in others),
            past,
        )


NOT_TESTED = (
    "Whether density foretold entries in these data is left out, since it takes minutes in a table "
    "of this size, so no probability is given. Ask for it with --backtest."
)


def chances_of(
    cut: Cut, *, wanted: bool | None, method: Method, threshold: float, min_total: float
) -> Chances | None:
    """Foretell entries, if windows past show that it can be done; None if not asked for."""
    from smartspec.dynamics.panel import Rules
    from smartspec.strategy.chances import Chances, entry_chances, is_quick

    if wanted is False:
        return None
    if wanted is None and not is_quick(cut.past):
        return Chances({}, None, (NOT_TESTED,))
    rules = Rules(method=method, threshold=threshold, min_total=min_total)
    return entry_chances(cut.past, cut.label, rules=rules)


@dataclass(frozen=True, eq=False)
class Extra:
    """What was computed beside the list."""

    ranges: Stability | None
    partners: Partners | None
    joint: Joint | None
    left_out: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a careful reader should know of it."""
        given = (self.ranges, self.partners, self.joint)
        told = tuple(note for answer in given if answer is not None for note in answer.notes)
        return (*told, *self.left_out)


@dataclass(frozen=True)
class Filed:
    """Records that tell who files what, and how they were counted."""

    records: Path
    level: str
    scheme: str
    window: str

    @classmethod
    def of(
        cls, actors: str, records: Path | None, level: str, scheme: str, window: str
    ) -> Filed | None:
        """Read the options; None if nobody asks who files."""
        if actors and records is None:
            raise RequestError("Who files what is told by records. Name their folder by --records.")
        if records is None or not actors:
            if records is not None:
                raise RequestError("--records has no effect without --actors. Add or leave out.")
            return None
        if not records.is_dir():
            raise RequestError(f"There is no folder of records {records}.")
        return cls(records, level, scheme, window)

    def by(self, residence: Sequence[str], top: int) -> Actors:
        """Read the records and name who files most."""
        from smartspec.counting.options import CountOptions
        from smartspec.study.records import Reading, Wanted, actor_records

        with progress() as step:
            return actor_records(
                Reading(self.records),
                Wanted(self.level, self.scheme),
                CountOptions(windows=(self.window,)),
                residence=residence,
                top=top,
                step=step,
            )


@dataclass(frozen=True)
class Destinations:
    """Where the tables go."""

    source: str
    out: str
    partners: str
    partner_summary: str
    joint: str
    actors: str = ""

    def __post_init__(self) -> None:
        """Refuse before any work what could not be written."""
        paths = [
            self.out,
            *(
                path
                for path in (self.partners, self.partner_summary, self.joint, self.actors)
                if path
            ),
        ]
        for path in paths:
            check_out(self.source, path)
        full = [path if path == "-" else str(Path(path).resolve()) for path in paths]
        twice = [path for number, path in enumerate(paths) if full[number] in full[:number]]
        if twice:
            raise RequestError(f"Two tables would go to {twice[0]}. Give each a name of its own.")

    def write(self, frame: pd.DataFrame, extra: Extra, who: Actors | None) -> None:
        """Write every table that was asked for, the list of opportunities last."""
        from smartspec.tables.files import write_frame

        def named(table: pd.DataFrame, path: str) -> None:
            write_frame(with_names(self.source, table), path)

        if who is not None:
            kinds = frame[["activity", "kind"]]
            named(kinds.merge(who.frame, on="activity", validate="1:m"), self.actors)

        if extra.partners is not None:
            if self.partners:
                named(extra.partners.frame, self.partners)
            if self.partner_summary:
                write_frame(extra.partners.summary, self.partner_summary)
        if extra.joint is not None:
            named(extra.joint.frame, self.joint)
        named(frame, self.out)


def further(cut: Cut, to: Destinations, method: Method, draws: Draws | None, *, top: int) -> Extra:
    """Compute what else was asked for."""
    from smartspec.strategy.joint import joint
    from smartspec.strategy.partners import partners
    from smartspec.strategy.stability import is_quick, stability

    windows = cut.others if cut.earlier is None else (*cut.others, cut.earlier)
    too_long = draws is not None and not draws.asked and not is_quick(cut.now)
    ranges = None
    if draws is not None and not too_long:
        ranges = stability(
            cut.now, cut.label, windows=windows, draws=draws.number, seed=draws.seed, method=method
        )
    wanted = to.partners or to.partner_summary
    return Extra(
        ranges,
        partners(cut.now, cut.label, top=top, method=method) if wanted else None,
        joint(cut.apart, cut.members, method=method) if to.joint else None,
        (LEFT_OUT,) if too_long else (),
    )
