"""Question: what can the place strengthen and enter, with whom, and how sure is that?

In: the inputs of a study and its thresholds. Out: opportunities with ranges, partners, the record
of forecasts, and what places that are taken together gain.
Must not know: sentences, charts or files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from smartspec.core.errors import RequestError
from smartspec.dynamics.entry_model import EntryModel, entry_model
from smartspec.dynamics.panel import Rules, entry_panel
from smartspec.dynamics.windows import windows_back
from smartspec.indicators.change import align, large_enough
from smartspec.strategy.chances import Chances, entry_chances
from smartspec.strategy.chances import is_quick as is_quick_to_foretell
from smartspec.strategy.joint import Joint, joint
from smartspec.strategy.opportunities import CutOffs, Opportunities, cut_offs, opportunities
from smartspec.strategy.partners import Partners, partners
from smartspec.strategy.stability import Stability, is_quick, stability
from smartspec.strategy.windows import ANY, other_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from smartspec.study.inputs import Inputs
    from smartspec.study.read import StudyFile
    from smartspec.tables.matrix import Matrix

Found = TypeVar("Found")

NOT_EVENTS = "what is counted are not separate events, so chance cannot be told from pattern"
TOO_LARGE = "a table of this size takes long; ask for it with: smartspec opportunities --ranges"
SLOW = "a table of this size takes minutes; ask for it with: smartspec entry --backtest"


@dataclass(frozen=True, eq=False)
class Prospects:
    """What a place can strengthen and enter.

    Parameters
    ----------
    counts : Matrix
        What they were computed from: large enough places, the place among them.
    opportunities : Opportunities
        Each activity with its kind.
    frame : pandas.DataFrame
        The same with names, ranges, and chances where they have been tested.
    stability : Stability or None
        How kinds hold up.
    no_stability : str
        Why there is none.
    chances : Chances
        How likely entries are, or why that cannot be said.
    model : EntryModel or None
        What goes with entry; None where there is nothing to fit.
    partners : Partners or str
        Who has what is missing, or why that is not told.
    joint : Joint or str
        What the members of a union gain by being taken together, or why that is not told.
    """

    counts: Matrix
    opportunities: Opportunities
    frame: pd.DataFrame
    stability: Stability | None
    no_stability: str
    chances: Chances
    model: EntryModel | None
    partners: Partners | str
    joint: Joint | str


def look_ahead(file: StudyFile, inputs: Inputs) -> Prospects | str:
    """Compute what a report says of what the place can strengthen and enter.

    Parameters
    ----------
    file : StudyFile
        Thresholds and windows.
    inputs : Inputs
        The counts.

    Returns
    -------
    Prospects or str
        Or the reason why nothing can be said.
    """
    windows, limits = file.study.windows, file.study.thresholds
    cut = _Cut(inputs, max(limits.minimum, ANY))
    cutoffs = replace(cut_offs(), threshold=limits.rta)
    try:
        now, before = cut.two(windows.now, windows.before)
        chances, model = _foretold(file, inputs, cut)
        found = opportunities(
            now,
            inputs.place,
            before=before,
            confidence=limits.confidence,
            cutoffs=cutoffs,
            chances=chances,
            mix_only=inputs.mix_only,
            events=inputs.events,
        )
        ranges, why = _ranges(file, inputs, now, cut, cutoffs)
    except RequestError as reason:
        return str(reason).rstrip(".")
    top = file.study.opportunities.partners
    around = _or_why(lambda: partners(now, inputs.place, top=top, cutoffs=cutoffs))
    together = _or_why(lambda: _together(file, inputs, cut, cutoffs))
    frame = found.frame if ranges is None else ranges.beside(found.frame)
    names = inputs.names
    frame = frame.assign(
        activity_name=frame["activity"].map(names.activity),
        short=frame["activity"].map(names.short),
    )
    return Prospects(now, found, frame, ranges, why, chances, model, around, together)


@dataclass(frozen=True, eq=False)
class _Cut:
    """Windows without unions other than the place itself, and without places that are small."""

    inputs: Inputs
    least: float

    def two(self, now: str, before: str) -> tuple[Matrix, Matrix | None]:
        """Cut the window that is looked at and the one before it, with the same labels."""
        if not before:
            return self.one(now), None
        pair = align(self._rows(before), self._rows(now))
        earlier, later = large_enough(pair, self.least, keep=[self.inputs.place])
        return later, earlier

    def one(self, window: str) -> Matrix:
        """Cut a window."""
        return large_enough((self._rows(window),), self.least, keep=[self.inputs.place])[0]

    def apart(self, window: str, members: Sequence[str]) -> Matrix:
        """Cut a window with the members of a union in its place."""
        counts = self.inputs.table.matrix(window or None)
        kept = [label for label in counts.places.tolist() if label not in self.inputs.unions]
        return large_enough((counts.select_places(kept),), self.least, keep=members)[0]

    def all_of(self, window: str) -> Matrix:
        """Cut a window with small places as well, which a panel leaves out step by step."""
        return _Cut(self.inputs, ANY).one(window)

    def _rows(self, window: str) -> Matrix:
        counts = self.inputs.table.matrix(window or None)
        place, unions = self.inputs.place, self.inputs.unions
        out = {*unions, *unions.get(place, ())} - {place}
        return counts.select_places([label for label in counts.places.tolist() if label not in out])


def _foretold(file: StudyFile, inputs: Inputs, cut: _Cut) -> tuple[Chances, EntryModel | None]:
    """Foretell entries of the window to come, if windows past allow it."""
    now = file.study.windows.now
    if not now or not inputs.events:
        why = NOT_EVENTS if now else "the study takes all periods together"
        return Chances({}, None, (f"Entries are not foretold: {why}.",)), None
    windows = [cut.all_of(str(one)) for one in windows_back(now, inputs.table.periods)]
    if not is_quick_to_foretell(windows):
        return Chances({}, None, (f"Entries are not foretold: {SLOW}.",)), None
    limits = file.study.thresholds
    rules = Rules(threshold=limits.rta, min_total=cut.least, confidence=limits.confidence)
    return entry_chances(windows, inputs.place, rules=rules), _model(windows, rules)


def _model(windows: Sequence[Matrix], rules: Rules) -> EntryModel | None:
    try:
        return entry_model(entry_panel(windows, rules=rules), confidence=rules.confidence)
    except RequestError:  # the chances tell why
        return None


def _ranges(
    file: StudyFile, inputs: Inputs, now: Matrix, cut: _Cut, cutoffs: CutOffs
) -> tuple[Stability | None, str]:
    """Say how kinds hold up, or why that is left out."""
    if not inputs.events:
        return None, NOT_EVENTS
    if not is_quick(now):
        return None, TOO_LARGE
    window = file.study.windows.now
    others = []
    if window:
        spans = [one.period for one in other_windows(inputs.table, window)]
        others = [cut.one(span) for span in spans]
    draws = file.study.opportunities.draws
    found = stability(now, inputs.place, windows=others, draws=draws, cutoffs=cutoffs)
    return found, ""


def _together(file: StudyFile, inputs: Inputs, cut: _Cut, cutoffs: CutOffs) -> Joint:
    """Set a union beside each of its members."""
    members = inputs.unions.get(inputs.place, ())
    if len(members) < 2:
        raise RequestError(
            "the place is no union of places; name one under [places] and make it the place"
        )
    if inputs.counted and file.study.counting.count == "whole":
        raise RequestError(
            "records are counted whole, so that those which members share would count twice"
        )
    return joint(cut.apart(file.study.windows.now, members), members, cutoffs=cutoffs)


def _or_why(compute: Callable[[], Found]) -> Found | str:
    """Compute something, or say why that cannot be."""
    try:
        return compute()
    except RequestError as reason:
        return str(reason).rstrip(".")
