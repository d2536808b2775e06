"""Question: which activities meet in a filing or in a place, and which places share filings?

In: records in an engine, a scheme of activities, a rule of places, options. Out: pairs with their
counts by period, each unordered pair once.
Must not know: any measure of relatedness, or how networks are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd
from scipy import sparse

from smartspec.core.errors import RequestError, unknown
from smartspec.counting.accounting import Accounts, account
from smartspec.counting.adding import ALL_YEARS, add_up, in_periods
from smartspec.counting.notes import notes_on
from smartspec.counting.prepare import Prepared, prepare
from smartspec.counting.truncation import seen, truncation
from smartspec.tables.periods import Window

if TYPE_CHECKING:
    from smartspec.activities.schemes import Scheme
    from smartspec.core.provenance import Source
    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.distance import Rings
    from smartspec.places.regions import PlaceRule
    from smartspec.tables.microdata import Microdata

KINDS: Mapping[str, str] = {
    "activities": "activities that meet in a filing (co-classification)",
    "places": "places that share a filing (co-invention, or joint ownership by applicants)",
    "colocation": "activities that the same places have (co-location)",
}
"""What pairs can be made of."""

_DIAGONALS = {
    "whole": "the diagonal is the number of filings that have it",
    "fractional": "the diagonal is the number of filings that have it alone",
    "colocation": "the diagonal is the number of places that have it",
}


@dataclass(frozen=True, eq=False)
class Pairs:
    """Counts of pairs.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``activity_1, activity_2`` (or ``place_1, place_2``), ``period, value, complete``: each
        unordered pair once, the first label before the second in order; ``complete`` is False for
        periods that the records do not have whole.
    unit : str
        What is counted.
    accounting : pandas.DataFrame
        ``table, outcome, rows, filings``: where each row of the records went.
    notes : tuple of str
        What a careful reader should know, in sentences.
    sources : tuple of Source
        Where the records come from.
    """

    frame: pd.DataFrame
    unit: str
    accounting: pd.DataFrame
    notes: tuple[str, ...]
    sources: tuple[Source, ...] = ()


def count_pairs(
    engine: Engine,
    records: Microdata | None,
    *,
    of: str,
    scheme: Scheme,
    places: PlaceRule | Rings,
    options: CountOptions,
    diagonal: bool = False,
    least: float = 0.0,
) -> Pairs:
    """Count which activities or places are found together.

    Parameters
    ----------
    engine : Engine
        Where the records are counted.
    records : Microdata or None
        The folder of records; None for a database that has them.
    of : {"activities", "places", "colocation"}
        What the pairs are made of, see :data:`KINDS`.
    scheme : Scheme
        Where activities come from.
    places : PlaceRule or Rings
        What counts as a place.
    options : CountOptions
        Which filings count. Fractional: a filing counts 1 in all, in equal parts for each of its
        pairs. Whole: it counts 1 for each of its pairs, so that large filings weigh more.
    diagonal : bool, default False
        Whether to add each activity or place with itself. Whole counts: the number of filings that
        have it. Fractional counts: the number of filings that have it alone, so that the table then
        adds up to the filings with any. Co-location: the number of places that have it.
    least : float, default 0
        For co-location: how much of an activity a place must have, at least and more than nothing.

    Returns
    -------
    Pairs
        Pairs that are found together at least once.

    Raises
    ------
    RequestError
        If there is no such kind of pairs, or the records lack what is needed.

    Notes
    -----
    What is unknown is not found together with anything: unknown residence and the rest outside a
    scheme make no pairs. Other software often fills a square, symmetric matrix; here the value of
    a pair stands once, and a pair that is absent is zero.

    References
    ----------
    Breschi, S., Lissoni, F. and Malerba, F. (2003). Knowledge-relatedness in firm technological
    diversification. Research Policy 32, 69-87. https://doi.org/10.1016/S0048-7333(02)00004-5
    """
    if of not in KINDS:
        raise unknown("kind of pairs", of, KINDS)
    if least and of != "colocation":
        raise RequestError(
            "How much a place must have of an activity matters for pairs of colocation alone. "
            "Leave it out."
        )
    if least < 0:
        raise RequestError(f"What a place must have at least cannot be {least:g}. Give 0 or more.")
    ready = prepare(engine, records, scheme=scheme, places=places, options=options)
    accounts = account(ready)
    if of == "colocation":
        frame, spans = _colocated(ready, accounts, diagonal=diagonal, least=least)
        unit, what = "places that have both", _DIAGONALS["colocation"]
    else:
        frame, spans = _in_filings(ready, accounts, of, diagonal=diagonal)
        unit, what = f"filings that have both, {options.count}", _DIAGONALS[options.count]
    known = seen(ready.selected.years)
    whole = truncation(options.year, known, complete_to=options.complete_to)
    told = whole.note(max((span.end for span in spans), default=0))
    notes = notes_on(ready, accounts, left_out={}, truncated=told, adds_up=False)
    complete = [whole.is_complete(span) for span in spans] or [True]
    labels = ready.where.labels if of == "places" else ready.activity_labels
    return Pairs(
        frame=_labelled(frame, of, labels, [str(span) for span in spans] or [ALL_YEARS], complete),
        unit=unit,
        accounting=accounts.frame.reset_index(drop=True),
        notes=(*([f"In pairs of one with itself, {what}."] if diagonal else []), *notes),
        sources=() if records is None else records.provenance,
    )


def _in_filings(
    ready: Prepared, accounts: Accounts, of: str, *, diagonal: bool
) -> tuple[pd.DataFrame, tuple[Window, ...]]:
    """Pair what each filing has."""
    filings = ready.filings.filter(ready.filings.outcome <= 0)
    filings, spans = in_periods(ready, filings, accounts.counted)
    if of == "activities":
        items = ready.classes.activities.select("filing", item="activity")
    else:
        items = ready.places.filter(ready.places.place > 0).select("filing", item="place")
        items = items.distinct()
    items = ready.engine.keep(
        items.semi_join(filings, "filing").select("filing", item=items["item"])
    )
    sizes = items.group_by("filing").aggregate(size=items.count().cast("float64"))
    filings = filings.inner_join(sizes, "filing").select("filing", "period", "size")
    others = items.view()
    both = items.inner_join(others, "filing").select(
        "filing", first=items["item"], second=others["item"]
    )
    both = both.filter(both["first"] < both.second).inner_join(filings, "filing")
    one = ibis.literal(1.0, "float64")
    part = one
    if ready.options.count == "fractional":
        part = ibis.literal(2.0, "float64") / (both.size * (both.size - 1.0))
    frames = [ready.engine.fetch(_summed(both.mutate(part=part)))]
    if diagonal:
        alone = items.select("filing", first=items["item"], second=items["item"])
        alone = alone.inner_join(filings, "filing")
        if ready.options.count == "fractional":
            alone = alone.filter(alone.size == 1.0)
        frames.append(ready.engine.fetch(_summed(alone.mutate(part=one))))
    return pd.concat(frames, ignore_index=True), spans


def _summed(pairs: ibis.Table) -> ibis.Table:
    return pairs.group_by("first", "second", "period").aggregate(value=pairs.part.sum())


def _colocated(
    ready: Prepared, accounts: Accounts, *, diagonal: bool, least: float
) -> tuple[pd.DataFrame, tuple[Window, ...]]:
    """Pair the activities that each place has in each period."""
    sums = add_up(ready, accounts)
    rows = sums.frame
    has = (rows["place"] > 0) & (rows["activity"] < sums.activities) & (rows["value"] > 0)
    rows = rows[has & (rows["value"] >= least)]
    frames = []
    for period, own in rows.groupby("period"):
        shape = (len(ready.where.labels), len(ready.activity_labels))
        ones = np.ones(len(own))
        has_it = sparse.coo_array((ones, (own["place"], own["activity"] + 1)), shape=shape).tocsr()
        together = sparse.triu(has_it.T @ has_it, k=0 if diagonal else 1).tocoo()
        frames.append(
            pd.DataFrame(
                {
                    "first": together.row,
                    "second": together.col,
                    "period": int(str(period)),
                    "value": together.data,
                }
            )
        )
    empty = pd.DataFrame({"first": [], "second": [], "period": [], "value": []})
    return (pd.concat(frames, ignore_index=True) if frames else empty), sums.spans


def _labelled(
    frame: pd.DataFrame,
    of: str,
    labels: tuple[str, ...],
    periods: Sequence[str],
    complete: Sequence[bool],
) -> pd.DataFrame:
    ordered = frame.sort_values(["first", "second", "period"], ignore_index=True)
    kind = "place" if of == "places" else "activity"
    names, spans = np.array(labels, dtype=object), np.array(periods, dtype=object)
    period = ordered["period"].astype(int)
    return pd.DataFrame(
        {
            f"{kind}_1": pd.Series(names[ordered["first"].astype(int)], dtype="str"),
            f"{kind}_2": pd.Series(names[ordered["second"].astype(int)], dtype="str"),
            "period": pd.Series(spans[period], dtype="str"),
            "value": ordered["value"].astype("float64"),
            "complete": np.array(complete, dtype=bool)[period],
        }
    )
