"""Question: what do the counts say of the place, now, before and beside others?

In: the inputs of a study and its thresholds. Out: tables, unrounded.
Must not know: sentences, charts or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smartspec.core.errors import RequestError
from smartspec.indicators.change import align, rta_change
from smartspec.indicators.inference import rta_significance
from smartspec.indicators.shift_share import shift_share
from smartspec.indicators.shrinkage import rta_shrunk
from smartspec.indicators.specialisation import rta, shares
from smartspec.indicators.structure import (
    diversity,
    entropy,
    hachman,
    herfindahl,
    krugman,
)
from smartspec.study.peers import choose_peers
from smartspec.tables.matrix import replace_matrix
from smartspec.tables.periods import parse_window, periods_inside

if TYPE_CHECKING:
    from collections.abc import Callable

    from smartspec.study.inputs import Inputs
    from smartspec.study.read import StudyFile
    from smartspec.tables.matrix import Matrix

SPECIALISED, UNCLEAR, UNDER = "specialised", "not clear", "under-specialised"
REPORT_CELLS = 1_000_000
"""Pairs of places and activities beyond which a report makes no sense."""
CHANCE = ("rta_low", "rta_high", "p_value", "q_value")


@dataclass(frozen=True, eq=False)
class Findings:
    """What the counts say.

    Parameters
    ----------
    now, before : str
        The windows; ``before`` is empty if there is none.
    levels : bool
        Whether counts of the two windows may be compared, not only their mix.
    everything : pandas.DataFrame
        All places, activities and both windows: counts, shares, RTA with its uncertainty, rank.
    strengths : pandas.DataFrame
        The place's rows of the later window, the most specialised first.
    change : pandas.DataFrame or None
        The place's RTA in both windows with a test of the difference, and its shift-share parts.
    structure : pandas.DataFrame
        Diversity, concentration and distance from the whole, of the place and its peers.
    peers : pandas.DataFrame
        Whom the place is compared with, and how alike they are.
    profiles : pandas.DataFrame
        RTA of the place and its peers in every activity.
    totals : dict
        Records of the place in each window.
    """

    now: str
    before: str
    levels: bool
    everything: pd.DataFrame
    strengths: pd.DataFrame
    change: pd.DataFrame | None
    structure: pd.DataFrame
    peers: pd.DataFrame
    profiles: pd.DataFrame
    totals: dict[str, float]


def find(file: StudyFile, inputs: Inputs) -> Findings:
    """Compute everything that a report says about the place itself.

    Parameters
    ----------
    file : StudyFile
        Thresholds, windows and peers.
    inputs : Inputs
        The counts.

    Returns
    -------
    Findings
        Tables, unrounded.

    Raises
    ------
    RequestError
        With file, line and key, if a window or a peer is not in the data, or the place has
        nothing in a window.
    """
    windows = file.study.windows
    with file.at("windows", "now"):
        now = _dense(inputs.table.matrix(windows.now or None))
    with file.at("windows", "before"):
        before = _dense(inputs.table.matrix(windows.before)) if windows.before else None
    both = [now] if before is None else [before, now]
    with file.at("study", "place"):
        _require_records(both, inputs)
    pictures = [_picture(counts, inputs, file) for counts in both]
    mine = pictures[-1][pictures[-1]["place"] == inputs.place]
    chosen = choose_peers(file, inputs, now)
    company = [inputs.place, *chosen["place"]]
    return Findings(
        now=now.period,
        before="" if before is None else before.period,
        levels=_levels(inputs, [windows.before, windows.now]),
        everything=pd.concat(pictures, ignore_index=True),
        strengths=mine.sort_values("rta", ascending=False, kind="stable", ignore_index=True),
        change=None if before is None else _change(before, now, inputs, file),
        structure=_structure(both, company, inputs),
        peers=chosen,
        profiles=pictures[-1][pictures[-1]["place"].isin(company)].reset_index(drop=True),
        totals={counts.period: float(counts.row(inputs.place).sum()) for counts in both},
    )


def _dense(counts: Matrix) -> Matrix:
    """Lay a window out in full, as a report needs it; refuse what no report can hold."""
    if counts.shape[0] * counts.shape[1] > REPORT_CELLS:
        raise RequestError(
            f"A report on {counts.shape[0]:,} places and {counts.shape[1]:,} activities is more "
            "than fits; compute single indicators with: smartspec indicator"
        )
    return replace_matrix(counts, values=counts.dense())


def _levels(inputs: Inputs, windows: list[str]) -> bool:
    """Whether counts of the two windows may be compared, not only their mix."""
    if inputs.mix_only or not all(windows):
        return False
    if inputs.counted and any(inputs.counted.reaches_into(window) for window in windows):
        return False
    found = [periods_inside(parse_window(window), inputs.table.periods) for window in windows]
    return len(found[0]) == len(found[1])


def _require_records(windows: list[Matrix], inputs: Inputs) -> None:
    for counts in windows:
        if not counts.row(inputs.place).sum() > 0:
            raise RequestError(
                f"{inputs.place_name} has no {counts.unit} in {counts.period}. Widen the window."
            )


def status_of(frame: pd.DataFrame, *, threshold: float, q: float, events: bool) -> pd.Series:
    """Say which rows are specialised, which are not, and where chance leaves it open.

    Parameters
    ----------
    frame : pandas.DataFrame
        With ``rta`` and ``q_value``.
    threshold : float
        RTA above which a place counts as specialised.
    q : float
        Value of q below which a pair counts as standing out.
    events : bool
        Whether chance was assessed at all; if not, the RTA alone decides.

    Returns
    -------
    pandas.Series
        ``"specialised"``, ``"under-specialised"`` or ``"not clear"``.
    """
    ruled_out = frame["q_value"] < q if events else pd.Series(True, index=frame.index)
    above, below = frame["rta"] > threshold, frame["rta"] < 1
    words = np.where(above & ruled_out, SPECIALISED, np.where(below & ruled_out, UNDER, UNCLEAR))
    return pd.Series(words, index=frame.index)


def _picture(counts: Matrix, inputs: Inputs, file: StudyFile) -> pd.DataFrame:
    """Return one window's specialisation of every place in every activity."""
    limits = file.study.thresholds
    keys = ["place", "activity", "period"]
    frame = apart(counts, inputs, lambda rows: _assessed(rows, inputs.events, limits.confidence))
    frame = frame.merge(shares(counts).to_frame(), on=keys)
    names = inputs.names
    frame.insert(1, "place_name", frame["place"].map(names.place))
    frame.insert(3, "activity_name", frame["activity"].map(names.activity))
    large = set(counts.places[counts.place_totals >= limits.minimum].tolist())
    ranked = frame["place"].isin((large - set(inputs.unions)) | {inputs.place})
    ranks = frame[ranked].groupby("activity")["rta"].rank(method="min", ascending=False)
    frame["rank"] = ranks.reindex(frame.index)
    frame["ranked_places"] = int(frame.loc[ranked, "place"].nunique())
    frame["status"] = status_of(frame, threshold=limits.rta, q=limits.q, events=inputs.events)
    return frame


def apart(counts: Matrix, inputs: Inputs, assess: Callable[[Matrix], pd.DataFrame]) -> pd.DataFrame:
    """Assess the places among themselves, and each union beside them.

    A union holds records of its members a second time. It must not move the false-discovery rate
    or the mean that small counts are drawn to, so each is assessed with the places and then only
    its own rows are taken.

    Parameters
    ----------
    counts : Matrix
        Places and unions of one window.
    inputs : Inputs
        Which of them are unions.
    assess : callable
        Returns rows with a column ``place``.

    Returns
    -------
    pandas.DataFrame
        Rows of the places, then of the unions.
    """
    base = [label for label in counts.places.tolist() if label not in inputs.unions]
    frames = [assess(counts.select_places(base))]
    for union in inputs.unions:
        rows = assess(counts.select_places([*base, union]))
        frames.append(rows[rows["place"] == union])
    return pd.concat(frames, ignore_index=True)


def _assessed(counts: Matrix, events: bool, confidence: float) -> pd.DataFrame:
    """Return RTA with its uncertainty where events are counted, else RTA alone."""
    keys = ["place", "activity", "period"]
    if events:
        shrunk = rta_shrunk(counts, confidence=confidence).to_frame()
        kept = [*keys, "rta_shrunk", "rta_shrunk_low", "rta_shrunk_high"]
        return (
            rta_significance(counts, confidence=confidence).to_frame().merge(shrunk[kept], on=keys)
        )
    frame = rta(counts).to_frame()
    frame.insert(3, "count", counts.dense().reshape(-1))
    return frame.assign(**dict.fromkeys(("expected", *CHANCE, "rta_shrunk"), np.nan))


def _change(before: Matrix, now: Matrix, inputs: Inputs, file: StudyFile) -> pd.DataFrame:
    """Return the place's change of RTA, with shift-share parts of its growth."""
    limits = file.study.thresholds
    base = [label for label in now.places.tolist() if label not in inputs.unions]
    rows = base if inputs.place in base else [*base, inputs.place]
    pair = align(before.select_places(rows), now.select_places(rows))
    changed = rta_change(*pair, confidence=limits.confidence).to_frame()
    frame = changed[changed["place"] == inputs.place]
    frame = frame.merge(shift_share(*pair).to_frame(), on=["place", "activity", "period"])
    if not inputs.events:
        frame[["ratio_low", "ratio_high", "p_value", "q_value"]] = np.nan
    frame.insert(1, "place_name", inputs.place_name)
    frame.insert(3, "activity_name", frame["activity"].map(inputs.names.activity))
    frame["moved"] = frame["q_value"] < limits.q if inputs.events else frame["difference"] != 0
    return frame.sort_values("difference", ascending=False, kind="stable", ignore_index=True)


def _structure(windows: list[Matrix], places: list[str], inputs: Inputs) -> pd.DataFrame:
    """Return how varied each place is and how far from the whole, in both windows."""
    frames = []
    for counts in windows:
        chosen = counts.select_places(places)
        frame = diversity(chosen).to_frame()
        for measure in (entropy, herfindahl, krugman, hachman):
            frame = frame.merge(measure(chosen).to_frame(), on=["place", "period"])
        totals = dict(zip(chosen.places.tolist(), chosen.place_totals.tolist(), strict=True))
        frame.insert(1, "place_name", frame["place"].map(inputs.names.place))
        frames.append(frame.assign(records=frame["place"].map(totals)))
    return pd.concat(frames, ignore_index=True)
