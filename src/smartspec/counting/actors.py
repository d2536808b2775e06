"""Question: who in a place files what?

In: records in an engine, a scheme of activities, a rule of places, options, some places. Out: for
each activity the applicants resident there with most filings.
Must not know: which activities matter, or any provider's format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from smartspec.core.errors import RequestError, counted, unknown
from smartspec.counting.filings import Outcome
from smartspec.counting.persons import located
from smartspec.counting.prepare import Prepared, prepare
from smartspec.places.distance import Rings

if TYPE_CHECKING:
    from smartspec.activities.schemes import Scheme
    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.regions import PlaceRule
    from smartspec.tables.microdata import Microdata

AS_WRITTEN = (
    "Applicants are told apart by the number that the source gives them, or else by their name as "
    "it is written: one firm under two spellings stands twice."
)


@dataclass(frozen=True, eq=False)
class Actors:
    """Who files what in a place.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``activity, actor_rank, person_id, name, sector, filings, share_pct``: the applicants of
        each activity, those with most filings first; the share is that of the filings in the
        activity with an applicant there.
    notes : tuple of str
        What a careful reader should know.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]


def count_actors(
    engine: Engine,
    records: Microdata | None,
    *,
    scheme: Scheme,
    places: PlaceRule | Rings,
    options: CountOptions,
    residence: Sequence[str],
    top: int = 5,
) -> Actors:
    """Name the applicants of some places that file most in each activity.

    Parameters
    ----------
    engine : Engine
        Where the records are counted.
    records : Microdata or None
        The folder of records; None for a database that has them.
    scheme : Scheme
        Where activities come from.
    places : PlaceRule or Rings
        What counts as a place.
    options : CountOptions
        Which filings count; by applicant, whatever they say of that.
    residence : sequence of str
        Places, taken together.
    top : int, default 5
        How many to name for an activity, at least 1.

    Returns
    -------
    Actors
        Each filing counts once for each of its applicants there, and in each of its activities.

    Raises
    ------
    RequestError
        If no applicant is in one of the places, there are no applicants, or ``top`` is below 1.

    Notes
    -----
    Applicants of the same number of filings stand in the order of their names. Filings outside the
    scheme are in no activity. Where the place of an applicant is shared between several, it is in
    each of them.
    """
    if top < 1:
        raise RequestError(f"At least one applicant is to be named for an activity, not {top}.")
    asked = replace(options, by="applicant")
    ready = prepare(engine, records, scheme=scheme, places=places, options=asked)
    found = engine.fetch(_filings_by_actor(ready, _numbers(ready, residence)))
    nameless = found["actor"].isna() | (found["actor"] == "")
    whole = found.groupby("activity")["filing"].nunique()
    known = found[~nameless]
    grouped = known.groupby(["activity", "actor"], as_index=False).agg(
        person_id=("person_id", "min"), name=("name", "min"), sector=("sector", "min"),
        filings=("filing", "nunique"),
    )  # fmt: skip
    grouped["share_pct"] = 100.0 * grouped["filings"] / grouped["activity"].map(whole)
    frame = grouped.sort_values(
        ["activity", "filings", "name", "actor"], ascending=[True, False, True, True]
    )
    frame["actor_rank"] = frame.groupby("activity").cumcount() + 1
    frame = frame[frame["actor_rank"] <= top]
    frame["activity"] = [ready.activity_labels[number] for number in frame["activity"]]
    lost = int(found.loc[nameless, "filing"].nunique())
    told = (f"{counted(lost, 'filing')} with an applicant there who is not named.",) if lost else ()
    columns = ["activity", "actor_rank", "person_id", "name", "sector", "filings", "share_pct"]
    return Actors(frame[columns].reset_index(drop=True), (*told, AS_WRITTEN))


def _numbers(ready: Prepared, residence: Sequence[str]) -> list[int]:
    labels = list(ready.where.labels)
    for label in residence:
        if label not in labels:
            raise unknown("place with applicants", label, labels[1:])
    return [labels.index(label) for label in residence]


def _filings_by_actor(ready: Prepared, numbers: list[int]) -> ibis.Table:
    """Give filing, activity and applicant, each once, of what counts and is there."""
    where, engine = ready.where.cells, ready.engine
    rows = located(engine, ready.persons_table, ready.selected.rows, where, ready.options.sectors)
    rows = rows.filter(rows.cell.isin(_cells(ready, numbers)))
    counts = ready.filings.filter(ready.filings.outcome == int(Outcome.COUNTED)).select("filing")
    rows = rows.inner_join(counts, "filing").select(
        "filing", "person_id", "name", "sector",
        actor=ibis.coalesce(rows.person_id.nullif(""), rows.name),
    )  # fmt: skip
    activities = ready.classes.activities.select("filing", "activity").distinct()
    return rows.inner_join(activities, "filing").select(
        "filing", "activity", "actor", "person_id", "name", "sector"
    ).distinct()  # fmt: skip


def _cells(ready: Prepared, numbers: list[int]) -> list[int]:
    where = ready.where.cells
    if isinstance(where, Rings):
        return numbers
    spread = where.spread
    return sorted({int(cell) for cell in spread.loc[spread["place"].isin(numbers), "cell"]})
