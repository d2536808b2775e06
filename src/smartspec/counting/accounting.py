"""Question: where did each row of the records go?

In: records made ready for counting. Out: for each table its rows by outcome, which add up to all of
them.
Must not know: what the counts are.

What stands in the table of filings decides first: rows of a filing that does not count share its
outcome. In filings that count, each row of persons and classes has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from smartspec.core.errors import RequestError, listing
from smartspec.counting.cells import OTHER_SECTOR
from smartspec.counting.classes import looked_at
from smartspec.counting.filings import Outcome
from smartspec.counting.truncation import seen
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
        stands with several outcomes of a table if its rows had several. Where the filing is the
        reason, all filings with that outcome are meant, whether or not the table has rows of them.
    counted : pandas.DataFrame
        ``year, filings``: filings that count, by year.
    rest : int
        Filings among them that are outside the scheme.
    nobody : int
        Filings among them without persons.
    left_out : pandas.DataFrame
        ``year, filings``: filings of unknown residence that would count if they were not left out.
    """

    frame: pd.DataFrame
    counted: pd.DataFrame
    rest: int
    nobody: int
    left_out: pd.DataFrame


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
    RuntimeError
        If the outcomes do not add up to the rows that are there, which would be a fault of the
        program.
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
    before = prepared.selected.rows
    before = before.filter(before.outcome > 0)
    out = prepared.engine.fetch(
        before.group_by("outcome").aggregate(
            filings=before.count(), first=before.year.min(), last=before.year.max()
        )
    )
    numbers = out.set_index("outcome")["filings"]
    found = [
        *_filings(prepared, summary, numbers),
        *_persons(prepared, summary, numbers),
        *_classes(prepared, summary, numbers),
    ]
    frame = pd.DataFrame(found, columns=["table", "outcome", "rows", "filings"])
    for row in frame[frame["rows"] < 0].itertuples():
        raise _fault(row.table, f"{row.outcome!r} has {row.rows:,} rows")
    frame = frame[frame["rows"] > 0]
    frame = _in_order(frame.groupby(["table", "outcome"], sort=False, as_index=False).sum())
    if counts.empty:
        raise _no_such_year(prepared) or _nothing(frame, pd.concat([out["first"], out["last"]]))
    return Accounts(
        frame,
        counts.groupby("year", as_index=False)[["filings"]].sum(),
        int(counts.loc[counts["is_rest"], "filings"].sum()),
        int(counts.loc[counts["outcome"] == Outcome.NOBODY, "filings"].sum()),
        summary.loc[summary["outcome"] == Outcome.UNKNOWN_LEFT_OUT, ["year", "filings"]],
    )


def _fault(table: object, what: str) -> RuntimeError:
    return RuntimeError(f"The account of the {table} does not add up: {what}.")


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the most frequent outcome of each table first; engines give rows in any order."""
    table = pd.factorize(frame["table"])[0]
    return (
        frame.assign(_table=table)
        .sort_values(["_table", "rows", "outcome"], ascending=[True, False, True])
        .drop(columns="_table")
    )


def _no_such_year(prepared: Prepared) -> RequestError | None:
    """Name the kinds of year that filings have, if none has the kind asked for."""
    asked, latest = prepared.options.year, seen(prepared.selected.years).latest
    kinds = [kind for kind in ("priority", "filing", "publication", "grant") if kind in latest]
    if asked == "none" or asked in kinds or not kinds:
        return None
    told = " and ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))
    return RequestError(
        f"No filing has a {asked} year; the records have {told} years: use --year {kinds[0]}."
    )


def _nothing(frame: pd.DataFrame, years: pd.Series) -> RequestError:
    outcomes = frame[frame["table"] == "filings"].sort_values("rows", ascending=False)
    told = listing(f"{row.outcome} ({row.rows:,})" for row in outcomes.itertuples())
    has_years = years.notna().any() and years.max() > 0
    span = f" Their years run from {years.min():.0f} to {years.max():.0f}." if has_years else ""
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
        Outcome.FAMILY: "another of its family counts",
        Outcome.OUTSIDE_WINDOWS: "outside the windows",
        Outcome.NO_CLASS: "no class",
        Outcome.OUTSIDE_SCHEME: OUTSIDE,
        Outcome.NO_SECTOR: f"no {options.by} of the sector",
        Outcome.UNKNOWN_LEFT_OUT: "left out: residence unknown",
    }[Outcome(outcome)]


def _filings(prepared: Prepared, summary: pd.DataFrame, out: pd.Series) -> Iterator[Row]:
    sums = pd.concat([summary.groupby("outcome")["filings"].sum(), out])
    for outcome, number in sums.items():
        yield "filings", outcome_words(int(str(outcome)), prepared), int(number), int(number)
    told = int(sums.sum())
    if prepared.selected.repeated is not None:
        rows, number = _rows_and_filings(prepared, prepared.selected.repeated)
        told += rows
        yield "filings", DUPLICATE, rows, number
    if told != prepared.selected.total:
        raise _fault("filings", f"{told:,} of {prepared.selected.total:,} rows have an outcome")


def _persons(prepared: Prepared, summary: pd.DataFrame, out: pd.Series) -> Iterator[Row]:
    table, persons = f"{prepared.options.by}s", prepared.persons
    told = list(
        _with_their_filing(table, persons.by_cell.filter(persons.by_cell.filing < 0), out, prepared)
    )
    own = summary["outcome"].isin([*_counting(), *_OWN_PERSONS])
    told += _with_a_later_outcome(table, summary[~own], "people", "listed", prepared)
    idle = _idle_persons(prepared)
    verb = "left out" if prepared.options.unknown == "drop" else f"counted as {UNKNOWN}"
    for cell, rows, number in idle.itertuples(index=False):
        reason = prepared.where.reasons.get(int(cell))
        words = SECTOR if cell == OTHER_SECTOR else f"{verb}: {reason}"
        told.append((table, words, int(rows), int(number)))
    placed = int(summary.loc[own, "people"].sum() - idle["rows"].sum())
    counted = summary.loc[summary["outcome"] == Outcome.COUNTED, "filings"].sum()
    told.append((table, COUNTED, placed, int(counted)))
    if persons.repeated is not None:
        told.append((table, DUPLICATE, *_rows_and_filings(prepared, persons.repeated)))
    yield from told
    everything = prepared.persons_table
    total = prepared.engine.fetch(everything.aggregate(rows=everything.count()))["rows"].iloc[0]
    yield from _orphans(prepared, everything, int(total), told)


def _idle_persons(prepared: Prepared) -> pd.DataFrame:
    """Count rows without a place by cell, in filings that have them as their own reason."""
    filings, idle = prepared.filings, prepared.persons.by_cell
    idle = idle.filter((idle.cell <= 0) & (idle.filing >= 0))
    own = filings.filter(filings.outcome.isin([*_counting(), *_OWN_PERSONS]))
    joined = idle.inner_join(own.select("filing"), "filing")
    return prepared.engine.fetch(
        joined.group_by("cell").aggregate(rows=joined.n.sum(), filings=joined.count())
    )


def _classes(prepared: Prepared, summary: pd.DataFrame, out: pd.Series) -> Iterator[Row]:
    told = list(_with_their_filing("classes", prepared.classes.out, out, prepared))
    own = summary["outcome"].isin([*_counting(), *_OWN_CLASSES])
    told += _with_a_later_outcome("classes", summary[~own], "codes", "classed", prepared)
    idle = list(_idle_classes(prepared))
    used = int(summary.loc[own, "codes"].sum()) - sum(rows for _, _, rows, _ in idle)
    counts = summary["outcome"].isin(_counting()) & ~summary["is_rest"].astype(bool)
    told += [*idle, ("classes", COUNTED, used, int(summary.loc[counts, "filings"].sum()))]
    yield from told
    codes, classes = prepared.codes, prepared.classes_table
    asked = codes["scheme"].isin(prepared.scheme.classifications)
    own_classes = classes.filter(looked_at(classes, prepared.scheme.classifications))
    yield from _orphans(prepared, own_classes, int(codes.loc[asked, "n"].sum()), told)
    yield from _other_classifications(prepared)


def _idle_classes(prepared: Prepared) -> Iterator[Row]:
    """Give the rows that lead to no activity, of filings that have them as their own reason."""
    idle, filings = prepared.classes.idle, prepared.filings
    if idle is None:
        return
    own = filings.filter(filings.outcome.isin([*_counting(), *_OWN_CLASSES]))
    own = own.select("filing", as_rest=own.is_rest & (own.outcome <= 0))
    joined = idle.inner_join(own, "filing")
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
    table: str, rows: ibis.Table, out: pd.Series, prepared: Prepared
) -> Iterator[Row]:
    """Give rows of filings that were out before they were looked at the outcome of their filing."""
    found = prepared.engine.fetch(rows.group_by("filing").aggregate(rows=rows.n.sum()))
    for number, size in found.itertuples(index=False):
        outcome = -int(number)
        yield table, outcome_words(outcome, prepared), int(size), int(out[outcome])


def _with_a_later_outcome(
    table: str, summary: pd.DataFrame, rows: str, filings: str, prepared: Prepared
) -> Iterator[Row]:
    """Give rows of filings that turned out not to count the outcome of their filing."""
    for outcome, sums in summary.groupby("outcome")[[rows, filings]].sum().iterrows():
        words = outcome_words(int(str(outcome)), prepared)
        yield table, words, int(sums[rows]), int(sums[filings])


def _orphans(
    prepared: Prepared, table: ibis.Table, total: int, told: Sequence[Row]
) -> Iterator[Row]:
    """Give the rows of filings that the table of filings does not have.

    They are what is left when all other rows have an outcome, and are looked for themselves as
    well: were a row lost on the way, there would be fewer of them than are left.
    """
    name, left = told[-1][0], total - sum(rows for _, _, rows, _ in told)
    if left < 0:
        raise _fault(name, f"{total - left:,} of {total:,} rows have an outcome")
    if left:
        alone = table.anti_join(prepared.selected.rows, "filing_id")
        found = prepared.engine.fetch(
            alone.aggregate(rows=alone.count(), filings=alone.filing_id.nunique())
        ).iloc[0]
        if int(found["rows"]) != left:
            raise _fault(name, f"{left:,} rows are left, and {found['rows']:,} have no filing")
        yield name, ORPHAN, left, int(found["filings"])


def _rows_and_filings(prepared: Prepared, repeated: ibis.Table) -> tuple[int, int]:
    found = prepared.engine.fetch(
        repeated.aggregate(rows=repeated.n.sum(), filings=repeated.count())
    ).iloc[0]
    return int(found["rows"]), int(found["filings"])


def _counting() -> list[int]:
    return [int(outcome) for outcome in Outcome if outcome <= 0]
