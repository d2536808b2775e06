"""Question: what should a careful reader of counts know?

In: records made ready, and what became of them. Out: sentences.
Must not know: engines, or how records are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from smartspec.core.errors import counted, listing
from smartspec.counting.adding import ALL_FIELDS
from smartspec.counting.prepare import REST
from smartspec.places.regions import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.counting.accounting import Accounts
    from smartspec.counting.options import CountOptions
    from smartspec.counting.prepare import Prepared

WITHOUT_CPC = "records without CPC"
"""What a caveat of a scheme says if it applies only where there are no classes of the CPC."""


def notes_on(
    ready: Prepared,
    accounts: Accounts,
    *,
    left_out: Mapping[str, float],
    truncated: str,
    adds_up: bool = True,
) -> tuple[str, ...]:
    """Say what a careful reader of counts should know.

    Parameters
    ----------
    ready : Prepared
        Records made ready.
    accounts : Accounts
        What became of them.
    left_out : mapping of str to float
        Filings that were left out, as they count.
    truncated : str
        Which years are not whole, or "".
    adds_up : bool, default True
        Whether the counts are those of an activity table, so that a reader should know what they
        add up to.

    Returns
    -------
    tuple of str
        Sentences.
    """
    return tuple(
        note
        for note in (
            truncated,
            *(_adding_up(ready.options) if adds_up else ()),
            *ready.missing,
            *_selection(ready.options),
            *(_left_out(ready, accounts, left_out) if adds_up else ()),
            ready.scheme.status,
            *_caveats(ready),
            *ready.where.notes,
        )
        if note
    )


def _adding_up(options: CountOptions) -> Iterator[str]:
    if options.count == "whole":
        yield "A filing counts 1 for each of its places, so places overlap and do not add up."
    if options.fields == "whole":
        yield (
            "A filing counts 1 in each of its activities, so activities overlap and do not add up; "
            f"the rows '{ALL_FIELDS}' are the true totals."
        )


def _selection(options: CountOptions) -> Iterator[str]:
    if options.overlapping:
        told = [f"{one} and {other}" for one, other in options.overlapping]
        yield f"Windows overlap ({listing(told, limit=3)}): a filing counts in each that it is in."
    if options.families:
        order = "the shortest and lowest number"
        if options.year != "none":
            order = f"the earliest {options.year} year"
        yield (
            f"Each family counts once, by the filing with {order} of those that have a class and "
            f"an {options.by} of known residence, else of those with a class, else of all; filings "
            "without a family stand for themselves."
        )


def _left_out(ready: Prepared, accounts: Accounts, left_out: Mapping[str, float]) -> Iterator[str]:
    options = ready.options
    if options.unknown == "drop":
        in_full = _in_windows(accounts.left_out, options)
        parts = left_out.get("unknown", 0.0) + in_full
        each = ", in each window that they are in" if options.overlapping else ""
        yield (
            f"Left out for unknown residence: {parts:,.1f} filings as they count{each}, of which "
            f"{counted(in_full, 'filing')} in full. What others count is the same."
        )
    if left_out.get("sector"):
        yield (
            f"Persons of other sectors than {listing(options.sectors)} have "
            f"{left_out['sector']:,.1f} of the filings that are counted in part; it is left out."
        )
    if accounts.rest:
        yield (
            f"{counted(accounts.rest, 'filing')} without an activity of {ready.scheme.label} "
            f"{'counts' if accounts.rest == 1 else 'count'} as '{REST}'."
        )
    if accounts.nobody and options.unknown == "keep":
        yield (
            f"{counted(accounts.nobody, 'filing')} without any {options.by} in the records "
            f"{'counts' if accounts.nobody == 1 else 'count'} as {UNKNOWN}."
        )


def _in_windows(filings: pd.DataFrame, options: CountOptions) -> int:
    """Count filings as counts do: in each window that they are in."""
    if not options.windows:
        return int(filings["filings"].sum())
    return sum(
        int(filings.loc[filings["year"].between(span.start, span.end), "filings"].sum())
        for span in options.spans
    )


def _caveats(ready: Prepared) -> Iterator[str]:
    """Give the caveats of the scheme that apply to these records."""
    has_cpc = (ready.codes["scheme"] == "cpc").any()
    for caveat in ready.scheme.caveats:
        if not (has_cpc and WITHOUT_CPC in caveat):
            yield caveat
