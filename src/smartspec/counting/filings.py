"""Question: which filings count, in which year, and what do their parts count?

In: the table of filings, and what is known of their persons and classes. Out: one row a filing with
its outcome, its year, and by what its parts are to be divided.
Must not know: places or activities by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from smartspec.counting.cells import OTHER_SECTOR
from smartspec.counting.families import once_a_family

if TYPE_CHECKING:
    from smartspec.counting.classes import Classes
    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.counting.persons import Persons


class Outcome(IntEnum):
    """What became of a filing; those up to 0 count."""

    NOBODY = -2
    """Counts as of unknown residence: no person is listed."""
    UNPLACED = -1
    """Counts as of unknown residence: no person has a place."""
    COUNTED = 0
    OTHER_ROUTE = 1
    OTHER_OFFICE = 2
    NO_YEAR = 3
    FAMILY = 4
    OUTSIDE_WINDOWS = 5
    NO_CLASS = 6
    OUTSIDE_SCHEME = 7
    NO_SECTOR = 8
    UNKNOWN_LEFT_OUT = 9


@dataclass(frozen=True)
class Filings:
    """Filings, each once.

    Parameters
    ----------
    rows : ibis.Table
        ``filing_id, filing, year, outcome``: the outcome so far, by what the table of filings says,
        and a number to join by, which is short. Filings that are out already have the negative of
        their outcome in its place, so that all their rows fall together.
    repeated : ibis.Table or None
        ``filing_id, n``: rows beyond the first; None if there are none.
    total : int
        Rows of the table of filings.
    years : pandas.DataFrame
        ``kind, year, filings``: how many filings of the routes and offices asked for have each
        year of each kind; without rows where nobody will look.
    """

    rows: ibis.Table
    repeated: ibis.Table | None
    total: int
    years: pd.DataFrame


def select_filings(
    engine: Engine,
    filings: ibis.Table,
    options: CountOptions,
    *,
    once: bool = False,
    ranks: ibis.Table | None = None,
) -> Filings:
    """Find the filings that are asked for.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    filings : ibis.Table
        The table of filings.
    options : CountOptions
        What is asked for.
    once : bool, default False
        Whether each filing is known to stand once; if not, that is looked at.
    ranks : ibis.Table, optional
        ``filing_id, rank``, from :func:`~smartspec.counting.families.ranked`: which filing of a
        family is to count. If left out, families are not looked at.

    Returns
    -------
    Filings
        Each filing once, with its year and the outcome so far.

    Notes
    -----
    Where a filing has several rows, they are taken for one: the earliest of each year counts, and
    of route, office and family the first in order of letters.
    """
    summary = engine.fetch(
        filings.aggregate(
            total=filings.count(),
            distinct=filings.count() if once else filings.filing_id.nunique(),
        )
    ).iloc[0]
    repeated = None
    if summary["total"] > summary["distinct"]:
        repeated = filings.group_by("filing_id").aggregate(n=filings.count() - 1)
        repeated = engine.keep(repeated.filter(repeated.n > 0))
        others = [name for name in filings.columns if name != "filing_id"]
        filings = filings.group_by("filing_id").aggregate(
            **{name: filings[name].min() for name in others}
        )
        filings = engine.keep(filings)
    asked = _asked(filings, options)
    years = _years(engine, filings, asked, options)
    year = ibis.literal(0, "int32")
    if options.year != "none":
        year = filings[f"{options.year}_year"]
    rows = filings.select("filing_id", "family_id", year=year, asked=asked)
    rows = rows.mutate(
        outcome=ibis.cases(
            (rows.asked > 0, rows.asked),
            (rows.year.isnull(), _int(Outcome.NO_YEAR)),
            else_=_int(Outcome.COUNTED),
        )
    )
    if ranks is not None:
        is_later = once_a_family(engine, rows.filter(rows.outcome == 0), ranks)
        joined = rows.left_join(is_later, "filing_id")
        rows = joined.select(
            "filing_id",
            "year",
            outcome=joined.is_later.fill_null(False).ifelse(_int(Outcome.FAMILY), joined.outcome),
        )
    rows = rows.mutate(outcome=_in_windows(rows, options).cast("int32"))
    return Filings(_numbered(engine, rows), repeated, int(summary["total"]), years)


def _numbered(engine: Engine, rows: ibis.Table) -> ibis.Table:
    """Give each filing that is still in a number."""
    rows = rows.select("filing_id", "year", "outcome")
    if engine.name == "duckdb":  # in what it keeps, rows have numbers of their own
        rows = engine.keep(rows)
        return _with_number(rows, rows.rowid())
    # An engine that may compute anew what it keeps has to find the same numbers again.
    return engine.keep(_with_number(rows, ibis.row_number().over(order_by=rows.filing_id)))


def _with_number(rows: ibis.Table, number: ibis.Value) -> ibis.Table:
    """Add the number of filings that are still in, the negative of their outcome to the others."""
    is_in = rows.outcome == 0
    return rows.mutate(filing=is_in.ifelse(number.cast("int32"), -rows.outcome).cast("int32"))


def _years(
    engine: Engine, filings: ibis.Table, asked: ibis.Value, options: CountOptions
) -> pd.DataFrame:
    """Count filings by year of each kind, unless the last whole year is told or does not matter."""
    if options.year == "none" or options.complete_to is not None:
        return pd.DataFrame({"kind": [], "year": [], "filings": []})
    if options.routes or options.offices:
        filings = filings.filter(asked == 0)
    parts = []
    for kind in ("publication", "filing", "priority", "grant"):
        counts = filings.group_by(year=filings[f"{kind}_year"]).aggregate(filings=filings.count())
        parts.append(counts.select("year", "filings", kind=ibis.literal(kind, "string")))
    return engine.fetch(ibis.union(*parts))


def _asked(filings: ibis.Table, options: CountOptions) -> ibis.Value:
    """Give 0 for filings of the routes and offices asked for, else the outcome."""
    cases = []
    if options.routes:
        within = filings.route.isin(list(options.routes)).fill_null(False)
        cases.append((~within, _int(Outcome.OTHER_ROUTE)))
    if options.offices:
        within = filings.office.isin(list(options.offices)).fill_null(False)
        cases.append((~within, _int(Outcome.OTHER_OFFICE)))
    return ibis.cases(*cases, else_=_int(0)) if cases else _int(0)


def _in_windows(rows: ibis.Table, options: CountOptions) -> ibis.Value:
    if not options.windows:
        return rows.outcome
    inside = [rows.year.between(span.start, span.end) for span in options.spans]
    is_out = (rows.outcome == 0) & ~ibis.or_(*inside)
    return is_out.ifelse(_int(Outcome.OUTSIDE_WINDOWS), rows.outcome)


def weigh(
    engine: Engine,
    filings: Filings,
    persons: Persons,
    classes: Classes,
    options: CountOptions,
    *,
    keeps_rest: bool,
) -> ibis.Table:
    """Say of each filing that is asked for whether it counts, and what its parts are divided by.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    filings : Filings
        From :func:`select_filings`.
    persons : Persons
        What is known of their persons.
    classes : Classes
        What is known of their classes.
    options : CountOptions
        How they count.
    keeps_rest : bool
        Whether filings outside the scheme are an activity of their own.

    Returns
    -------
    ibis.Table
        ``filing, year, outcome, is_rest, people, codes`` (rows of persons and of classes),
        ``is_even, share`` and, for codes in proportion, ``codes_even``: what a row of persons
        counts is its share, or 1 if ``is_even``, times ``share``. Kept.
    """
    one = filings.rows.filter(filings.rows.outcome == 0).select("filing", "year")
    people = persons.by_filing.select("filing", "best", "is_even", "total", people="n")
    own = {"codes": "n", "is_readable": "is_readable", "activities": "activities"}
    if options.fields == "by_code":
        own |= {"codes_even": "is_even", "codes_total": "total"}
    codes = classes.by_filing.select("filing", **own)
    joined = one.left_join(people, "filing").drop("filing_right")
    joined = joined.left_join(codes, "filing").drop("filing_right")
    number = joined.activities.fill_null(0)
    parts = {
        "is_rest": number == 0,
        "people": joined.people.fill_null(0),
        "codes": joined.codes.fill_null(0),
        "is_even": joined.is_even.fill_null(False),
        "share": 1.0 / _divisor(joined, options),
    }
    if options.fields == "by_code":
        parts["codes_even"] = joined.codes_even.fill_null(True)
    outcome = _outcome(joined, number, options, keeps_rest=keeps_rest)
    return engine.keep(joined.select("filing", "year", outcome=outcome, **parts))


def _divisor(joined: ibis.Table, options: CountOptions) -> ibis.Value:
    """Give what the parts of a filing add up to."""
    one = ibis.literal(1.0, "float64")
    divisor = one
    if options.count == "fractional":
        divisor = ibis.cases(
            (joined.people.isnull(), one),
            (joined.is_even, joined.people.cast("float64")),
            else_=joined.total,
        )
    number = joined.activities.fill_null(0)
    if options.fields == "split":
        divisor *= (number > 0).ifelse(number.cast("float64"), one)
    elif options.fields == "by_code":
        divisor *= (number > 0).ifelse(joined.codes_total, one)
    return divisor


def _outcome(
    joined: ibis.Table, number: ibis.Value, options: CountOptions, *, keeps_rest: bool
) -> ibis.Value:
    """Tell what becomes of a filing, by the first of the reasons that applies."""
    nobody, best = joined.people.isnull(), joined.best.fill_null(OTHER_SECTOR)
    placed = best > 0
    reasons = [(~joined.is_readable.fill_null(False), _int(Outcome.NO_CLASS))]
    if not keeps_rest:
        reasons.append((number == 0, _int(Outcome.OUTSIDE_SCHEME)))
    if options.sectors:
        reasons.append((best == OTHER_SECTOR, _int(Outcome.NO_SECTOR)))
    if options.unknown == "drop":
        reasons.append((~placed, _int(Outcome.UNKNOWN_LEFT_OUT)))
    reasons += [(nobody, _int(Outcome.NOBODY)), (~placed, _int(Outcome.UNPLACED))]
    return ibis.cases(*reasons, else_=_int(Outcome.COUNTED)).cast("int32")


def _int(value: int) -> ibis.Value:
    return ibis.literal(int(value), "int32")
