"""Question: where did each row of the records go?

In: records made ready for counting. Out: for each table its rows by outcome, which add up to all of
them.
Must not know: what the counts are.

What stands in the table of filings decides first: rows of a filing that does not count share its
outcome. In filings that count, each row of persons and classes has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from smartspec.core.errors import RequestError, listing
from smartspec.counting.cells import OTHER_SECTOR
from smartspec.counting.classes import looked_at
from smartspec.counting.filings import Outcome
from smartspec.places.regions import UNKNOWN

if TYPE_CHECKING:
    from smartspec.counting.prepare import Prepared

COUNTED = "counted"
DUPLICATE = "duplicate"
ORPHAN = "no such filing"
MALFORMED = "malformed class"
OUTSIDE = "outside the scheme"
AS_REST = "counted as other"
SECTOR = "other sector"

_OWN_PERSONS = (Outcome.NO_SECTOR, Outcome.UNKNOWN_LEFT_OUT)
"""Outcomes of a filing for which its persons are the reason, so each row tells its own."""

_OWN_CLASSES = (Outcome.NO_CLASS, Outcome.OUTSIDE_SCHEME)

Row = tuple[str, str, int, int]


@dataclass(frozen=True)
class Accounts:
    """Where the rows went.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``table, outcome, rows, filings``; the rows of a table add up to all that it has. A filing
        stands with several outcomes of a table if its rows had several.
    counted : pandas.DataFrame
        ``year, filings``: filings that count, by year.
    rest : int
        Filings among them that are outside the scheme.
    nobody : int
        Filings among them without persons.
    left_out : int
        Filings of unknown residence that would count if they were not left out.
    """

    frame: pd.DataFrame
    counted: pd.DataFrame
    rest: int
    nobody: int
    left_out: int


def account(prepared: Prepared) -> Accounts:
    """Tell where each row of filings, persons and classes went.

    Parameters
    ----------
    prepared : Prepared
        Records made ready.

    Returns
    -------
    Accounts
        Rows by outcome.

    Raises
    ------
    RequestError
        If nothing counts at all.
    """
    rows = prepared.filings
    summary = prepared.engine.fetch(
        rows.group_by("outcome", "is_rest", "year").aggregate(
            filings=rows.count(),
            people=rows.people.sum(),
            codes=rows.codes.sum(),
            listed=(rows.people > 0).ifelse(1, 0).sum(),
            classed=(rows.codes > 0).ifelse(1, 0).sum(),
        )
    )
    counts = summary[summary["outcome"] <= 0]
    found = [
        *_filings(prepared, summary),
        *_persons(prepared, summary),
        *_classes(prepared, summary),
    ]
    frame = pd.DataFrame(found, columns=["table", "outcome", "rows", "filings"])
    frame = frame[frame["rows"] > 0]
    frame = _in_order(frame.groupby(["table", "outcome"], sort=False, as_index=False).sum())
    if counts.empty:
        raise _nothing(frame, summary["year"].dropna().astype(int))
    return Accounts(
        frame,
        counts.groupby("year", as_index=False)[["filings"]].sum(),
        int(counts.loc[counts["is_rest"], "filings"].sum()),
        int(counts.loc[counts["outcome"] == Outcome.NOBODY, "filings"].sum()),
        int(summary.loc[summary["outcome"] == Outcome.UNKNOWN_LEFT_OUT, "filings"].sum()),
    )


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the most frequent outcome of each table first; engines give rows in any order."""
    table = pd.factorize(frame["table"])[0]
    return (
        frame.assign(_table=table)
        .sort_values(["_table", "rows", "outcome"], ascending=[True, False, True])
        .drop(columns="_table")
    )


def _nothing(frame: pd.DataFrame, years: pd.Series) -> RequestError:
    outcomes = frame[frame["table"] == "filings"].sort_values("rows", ascending=False)
    told = listing(f"{row.outcome} ({row.rows:,})" for row in outcomes.itertuples())
    span = f" Their years run from {years.min()} to {years.max()}." if len(years) else ""
    return RequestError(
        f"No filing can be counted as asked. What became of the filings: "
        f"{told or 'there are none'}.{span} Ask for other years, routes or classes, or check the "
        "records."
    )


def outcome_words(outcome: int, prepared: Prepared) -> str:
    """Say in words what became of a filing.

    Parameters
    ----------
    outcome : int
        One of :class:`~smartspec.counting.filings.Outcome`.
    prepared : Prepared
        Records made ready.

    Returns
    -------
    str
        A few words.
    """
    options = prepared.options
    return {
        Outcome.NOBODY: f"counted as {UNKNOWN}: no {options.by} listed",
        Outcome.UNPLACED: f"counted as {UNKNOWN}: no {options.by} with a known residence",
        Outcome.COUNTED: COUNTED,
        Outcome.OTHER_ROUTE: "other route",
        Outcome.OTHER_OFFICE: "other office",
        Outcome.NO_YEAR: f"no {options.year} year",
        Outcome.FAMILY: "not the earliest of its family",
        Outcome.OUTSIDE_WINDOWS: "outside the windows",
        Outcome.NO_CLASS: "no class",
        Outcome.OUTSIDE_SCHEME: OUTSIDE,
        Outcome.NO_SECTOR: f"no {options.by} of the sector",
        Outcome.UNKNOWN_LEFT_OUT: "left out: residence unknown",
    }[Outcome(outcome)]


def _filings(prepared: Prepared, summary: pd.DataFrame) -> Iterator[Row]:
    sums = summary.groupby("outcome")["filings"].sum()
    for outcome, number in sums.items():
        yield "filings", outcome_words(int(str(outcome)), prepared), int(number), int(number)
    if prepared.selected.repeated is not None:
        yield "filings", DUPLICATE, *_rows_and_filings(prepared, prepared.selected.repeated)


def _persons(prepared: Prepared, summary: pd.DataFrame) -> Iterator[Row]:
    table = f"{prepared.options.by}s"
    own = summary["outcome"].isin([*_counting(), *_OWN_PERSONS])
    yield from _with_their_filing(table, summary[~own], "people", "listed", prepared)
    filings = prepared.filings
    idle = prepared.persons.by_cell
    idle = idle.filter(idle.cell <= 0).inner_join(
        filings.filter(filings.outcome.isin([*_counting(), *_OWN_PERSONS])).select("filing_id"),
        "filing_id",
    )
    idle = prepared.engine.fetch(
        idle.group_by("cell").aggregate(rows=idle.n.sum(), filings=idle.count())
    )
    verb = "left out" if prepared.options.unknown == "drop" else f"counted as {UNKNOWN}"
    for cell, rows, number in idle.itertuples(index=False):
        reason = prepared.where.reasons.get(int(cell))
        words = SECTOR if cell == OTHER_SECTOR else f"{verb}: {reason}"
        yield table, words, int(rows), int(number)
    placed = int(summary.loc[own, "people"].sum() - idle["rows"].sum())
    counted = summary.loc[summary["outcome"] == Outcome.COUNTED, "filings"].sum()
    yield table, COUNTED, placed, int(counted)
    yield from _orphans(
        prepared, table, prepared.persons.by_filing, summary[["people", "listed"]].sum()
    )
    if prepared.persons.repeated is not None:
        yield table, DUPLICATE, *_rows_and_filings(prepared, prepared.persons.repeated)


def _classes(prepared: Prepared, summary: pd.DataFrame) -> Iterator[Row]:
    own = summary["outcome"].isin([*_counting(), *_OWN_CLASSES])
    yield from _with_their_filing("classes", summary[~own], "codes", "classed", prepared)
    idle = list(_idle_classes(prepared))
    yield from idle
    used = int(summary.loc[own, "codes"].sum()) - sum(rows for _, _, rows, _ in idle)
    counts = summary["outcome"].isin(_counting()) & ~summary["is_rest"].astype(bool)
    yield "classes", COUNTED, used, int(summary.loc[counts, "filings"].sum())
    yield from _orphans(
        prepared, "classes", prepared.classes.by_filing, summary[["codes", "classed"]].sum()
    )
    yield from _other_classifications(prepared)


def _idle_classes(prepared: Prepared) -> Iterator[Row]:
    """Give the rows that lead to no activity, of filings that have them as their own reason."""
    idle, filings = prepared.classes.idle, prepared.filings
    if idle is None:
        return
    own = filings.filter(filings.outcome.isin([*_counting(), *_OWN_CLASSES]))
    own = own.select("filing_id", as_rest=own.is_rest & (own.outcome <= 0))
    joined = idle.inner_join(own, "filing_id")
    found = prepared.engine.fetch(
        joined.group_by("is_malformed", "as_rest").aggregate(
            rows=joined.n.sum(), filings=joined.count()
        )
    )
    for malformed, as_rest, rows, number in found.itertuples(index=False):
        words = MALFORMED if malformed else AS_REST if as_rest else OUTSIDE
        yield "classes", words, int(rows), int(number)


def _other_classifications(prepared: Prepared) -> Iterator[Row]:
    codes = prepared.codes
    others = codes[~codes["scheme"].isin(prepared.scheme.classifications)]
    if others.empty:
        return
    classes = prepared.classes_table
    asked = looked_at(classes, prepared.scheme.classifications)
    found = prepared.engine.fetch(
        classes.filter(~asked).aggregate(filings=classes.filing_id.nunique(where=~asked))
    )
    names = listing(sorted(name or "not named" for name in set(others["scheme"])))
    yield (
        "classes",
        f"other classification: {names}",
        int(others["n"].sum()),
        int(found["filings"].iloc[0]),
    )


def _with_their_filing(
    table: str, summary: pd.DataFrame, rows: str, filings: str, prepared: Prepared
) -> Iterator[Row]:
    """Give rows of filings that do not count the outcome of their filing."""
    for outcome, sums in summary.groupby("outcome")[[rows, filings]].sum().iterrows():
        words = outcome_words(int(str(outcome)), prepared)
        yield table, words, int(sums[rows]), int(sums[filings])


def _orphans(
    prepared: Prepared, table: str, by_filing: ibis.Table, known: pd.Series
) -> Iterator[Row]:
    """Give the rows of filings that the table of filings does not have."""
    total = prepared.engine.fetch(
        by_filing.aggregate(rows=by_filing.n.sum().fill_null(0), filings=by_filing.count())
    ).iloc[0]
    yield (
        table,
        ORPHAN,
        int(total["rows"]) - int(known.iloc[0]),
        int(total["filings"]) - int(known.iloc[1]),
    )


def _rows_and_filings(prepared: Prepared, repeated: ibis.Table) -> tuple[int, int]:
    found = prepared.engine.fetch(
        repeated.aggregate(rows=repeated.n.sum(), filings=repeated.count())
    ).iloc[0]
    return int(found["rows"]), int(found["filings"])


def _counting() -> list[int]:
    return [int(outcome) for outcome in Outcome if outcome <= 0]
