"""Question: whom is the place compared with?

In: the counts of a window, and whom the study names. Out: the peers, with their similarity.
Must not know: what is said of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from smartspec.core.errors import RequestError, listing
from smartspec.indicators.similarity import peers, profile_similarity
from smartspec.places.economies import find_economy

if TYPE_CHECKING:
    from smartspec.study.inputs import Inputs
    from smartspec.study.read import StudyFile
    from smartspec.tables.matrix import Matrix


def choose_peers(file: StudyFile, inputs: Inputs, now: Matrix) -> pd.DataFrame:
    """Return the peers that the study names, or the most similar large places.

    Parameters
    ----------
    file : StudyFile
        Names of peers, or how many to find; the minimum of records.
    inputs : Inputs
        The place, and which labels are unions.
    now : Matrix
        Counts of the later window.

    Returns
    -------
    pandas.DataFrame
        ``place, place_name, similarity, records, period``.

    Raises
    ------
    RequestError
        With file, line and key, if a named peer is not there or has no records, or no place is
        large enough.
    """
    if file.study.peers.members:
        with file.at("peers", "members"):
            found = _named(file.study.peers.members, inputs, now)
    else:
        with file.at("thresholds", "minimum"):
            found = _similar(file, inputs, now)
    frame = pd.DataFrame(found, columns=["place", "similarity"])
    frame.insert(1, "place_name", frame["place"].map(inputs.names.place))
    totals = dict(zip(now.places.tolist(), now.place_totals.tolist(), strict=True))
    return frame.assign(records=frame["place"].map(totals), period=now.period)


def _named(asked: list[str], inputs: Inputs, now: Matrix) -> list[tuple[str, float]]:
    labels = [_label(name, now) for name in asked]
    if inputs.place in labels or len(set(labels)) < len(labels):
        raise RequestError(
            f"The peers name the place itself or one place twice: {listing(asked)}. Name each "
            "other place once."
        )
    totals = dict(zip(now.places.tolist(), now.place_totals.tolist(), strict=True))
    empty = [label for label in labels if not totals[label] > 0]
    if empty:
        raise RequestError(
            f"These peers have no {now.unit} in {now.period}: {listing(empty)}. Choose others."
        )
    alike = profile_similarity(now)
    return [
        (label, float(alike["similarity"][now.place_index(inputs.place), now.place_index(label)]))
        for label in labels
    ]


def _label(name: str, now: Matrix) -> str:
    if name in now.places:
        return name
    found = find_economy(name)
    label = found.iso3 if found else name
    now.place_index(label)
    return label


def _similar(file: StudyFile, inputs: Inputs, now: Matrix) -> list[tuple[str, float]]:
    minimum = file.study.thresholds.minimum
    large = now.places[now.place_totals >= minimum].tolist()
    kin = {*inputs.unions, *inputs.unions.get(inputs.place, ()), inputs.place}
    others = [label for label in large if label not in kin]
    if not others:
        raise RequestError(
            f"No other place has {minimum:g} or more {now.unit} in {now.period}, so there is none "
            "to compare with. Lower the minimum."
        )
    kept = now.select_places([*others, inputs.place])
    found = peers(kept, inputs.place, number=min(file.study.peers.number, len(others)))
    return [
        (str(label), float(value))
        for label, value in zip(found.labels[0], found["similarity"], strict=True)
    ]
