"""Question: how much of which activity is where, and when, in these records?

In: records in an engine, a scheme of activities, a rule of places, options. Out: the activity
table, where every row of the records went, and what a careful reader should know.
Must not know: any provider's format, or which indicator will read the counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smartspec.counting.accounting import Accounts, account
from smartspec.counting.adding import ALL_FIELDS, Sums, add_up
from smartspec.counting.notes import notes_on
from smartspec.counting.prepare import REST, REST_NAME, Prepared, prepare
from smartspec.counting.truncation import seen, truncation
from smartspec.places.regions import UNKNOWN, UNKNOWN_NAME

if TYPE_CHECKING:
    from smartspec.activities.schemes import Scheme
    from smartspec.core.provenance import Source
    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.distance import Rings
    from smartspec.places.regions import PlaceRule
    from smartspec.tables.microdata import Microdata

_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Counted:
    """An activity table that was counted from records.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place, activity, period, value, complete``: one row where something was counted;
        ``complete`` is False for periods that the records do not have whole.
    unit : str
        What is counted.
    accounting : pandas.DataFrame
        ``table, outcome, rows, filings``: where each row of the records went.
    notes : tuple of str
        What a careful reader should know, in sentences.
    place_names, activity_names : mapping of str to str
        Label to name.
    sources : tuple of Source
        Where the records come from.
    """

    frame: pd.DataFrame
    unit: str
    accounting: pd.DataFrame
    notes: tuple[str, ...]
    place_names: Mapping[str, str]
    activity_names: Mapping[str, str]
    sources: tuple[Source, ...] = ()


def count(
    engine: Engine,
    records: Microdata | None,
    *,
    scheme: Scheme,
    places: PlaceRule | Rings,
    options: CountOptions,
) -> Counted:
    r"""Count filings by place, activity and period.

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
        How filings count.

    Returns
    -------
    Counted
        The activity table and where each row went.

    Raises
    ------
    RequestError
        If the records lack what is needed, or nothing counts.
    RuntimeError
        If counts do not add up to the filings counted, which would be a fault of the program.

    Notes
    -----
    Each filing counts 1 (fractional counting, fields split). Of it, a person has the share that the
    source gives, brought to a sum of 1 over the persons of the filing; an activity has one part of
    as many as the filing has; and a place has what its persons have:

    .. math:: n_{pat} = \sum_{i \in t} s_{ip} f_{ia}, \qquad
        \sum_p s_{ip} = 1, \quad \sum_a f_{ia} = 1

    References
    ----------
    OECD (2009). OECD Patent Statistics Manual. OECD Publishing, Paris, chapter 4.
    https://doi.org/10.1787/9789264056442-en
    """
    ready = prepare(engine, records, scheme=scheme, places=places, options=options)
    accounts = account(ready)
    sums = add_up(ready, accounts)
    _check(sums, accounts, options)
    known = seen(ready.selected.years)
    whole = truncation(options.year, known, complete_to=options.complete_to)
    complete = [whole.is_complete(span) for span in sums.spans] or [True]
    rows, left_out = sums.visible(keeps_unknown=options.unknown == "keep")
    frame = sums.labelled(rows, ready.where.labels, ready.activity_labels, complete)
    last = max((span.end for span in sums.spans), default=0)
    return Counted(
        frame=frame,
        unit=ready.options.unit(),
        accounting=accounts.frame.reset_index(drop=True),
        notes=notes_on(ready, accounts, left_out=left_out, truncated=whole.note(last)),
        place_names={UNKNOWN: UNKNOWN_NAME, **ready.where.names},
        activity_names=_activity_names(ready, frame),
        sources=() if records is None else records.provenance,
    )


def _check(sums: Sums, accounts: Accounts, options: CountOptions) -> None:
    """Compare the counts of each period with its filings: nothing may be lost or doubled."""
    filings = sums.filings_by_period(accounts.counted)
    if options.count == "whole":
        _check_whole(sums, filings)
        return
    totals = sums.totals_by_period()
    off = (totals - filings).abs() > _SLACK * filings.clip(lower=1.0)
    if off.any():
        period = str(off.idxmax())
        raise RuntimeError(
            f"The counts of {period} add up to {totals[period]!r} and not to its "
            f"{filings[period]:,.0f} filings."
        )


def _check_whole(sums: Sums, filings: pd.Series) -> None:
    """Look at counts of which there is no sum to compare: places overlap.

    What a place has is a whole number of filings, and of no more than there are; and since each
    filing is somewhere, places together have no fewer.
    """
    places = sums.totals_by_place()
    together = places.groupby("period")["value"].sum()
    for number, (period, there) in enumerate(filings.items()):
        slack = _SLACK * max(1.0, there)
        own = places.loc[places["period"] == number, "value"]
        broken = (own - np.rint(own)).abs() > slack
        if broken.any() or own.max() > there + slack or together.get(number, 0.0) < there - slack:
            raise RuntimeError(
                f"The whole counts of {period} cannot be of its {there:,.0f} filings: places have "
                f"up to {own.max()!r} and {together.get(number, 0.0)!r} together."
            )


def _activity_names(ready: Prepared, frame: pd.DataFrame) -> dict[str, str]:
    names = {**ready.scheme.names, REST: REST_NAME, ALL_FIELDS: ALL_FIELDS}
    return {label: names.get(label, label) for label in frame["activity"].unique()}
