"""Question: which activities does each filing belong to?

In: the table of classes and the cell of each code. Out: per filing its activities, and for codes in
proportion how much each of them has.
Must not know: persons, years, or what the filing counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from smartspec.counting.cells import MALFORMED, ClassCells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smartspec.counting.engines import Engine

_LARGE = 1e300


@dataclass(frozen=True)
class Classes:
    """Classes of filings, made ready.

    Parameters
    ----------
    out : ibis.Table
        ``filing, n``: rows of filings that are out already, by the negative of the reason.
    by_filing : ibis.Table
        ``filing, n, is_readable, activities`` (rows, whether any is a class, number of activities)
        and, for codes in proportion, ``is_even, total``. Not kept: it is looked at once.
    activities : ibis.Table
        ``filing, activity`` and, for codes in proportion, ``n, w``: codes and their weights.
    idle : ibis.Table or None
        ``filing, is_malformed, n``: rows of a filing that led to no activity, in at most two
        parts: what is no class, and what is outside the scheme. None if there are no such codes.
    """

    out: ibis.Table
    by_filing: ibis.Table
    activities: ibis.Table
    idle: ibis.Table | None


def codes_of(classes: ibis.Table) -> ibis.Table:
    """Give every code of every classification in the records with its number of rows.

    Parameters
    ----------
    classes : ibis.Table
        The table of classes.

    Returns
    -------
    ibis.Table
        ``scheme, code, n``.
    """
    keys = classes.select(scheme=classes.scheme.fill_null(""), code=classes.code.fill_null(""))
    return keys.group_by("scheme", "code").aggregate(n=keys.count())


def looked_at(classes: ibis.Table, classifications: Sequence[str]) -> ibis.Value:
    """Say which rows a scheme looks at.

    Parameters
    ----------
    classes : ibis.Table
        The table of classes.
    classifications : sequence of str
        Where the scheme looks.

    Returns
    -------
    ibis.Value
        True for rows of these classifications.
    """
    return classes.scheme.isin(list(classifications)).fill_null(False)


def sort_out(
    engine: Engine,
    classes: ibis.Table,
    filings: ibis.Table,
    cells: ClassCells,
    *,
    classifications: Sequence[str],
    by_code: bool,
) -> Classes:
    """Find the activities of each filing.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    classes : ibis.Table
        The table of classes.
    filings : ibis.Table
        ``filing_id, filing``: the numbers of filings.
    cells : ClassCells
        What codes mean.
    classifications : sequence of str
        Where the scheme looks.
    by_code : bool
        Whether to keep how much of a filing's codes each activity has.

    Returns
    -------
    Classes
        Computed and kept.
    """
    rows = read(engine, classes, cells, classifications=classifications, by_code=by_code)
    rows = rows.inner_join(filings.select("filing_id", "filing"), "filing_id")
    # All rows of filings that are out already fall into one cell for each reason.
    rows = rows.mutate(cell=(rows.filing < 0).ifelse(_int(MALFORMED), rows.cell))
    if by_code:
        return _by_code(engine, rows, cells)
    by_cell = engine.keep(rows.group_by("filing", "cell").aggregate(n=rows.count().cast("int32")))
    whole, (out, by_cell) = by_cell, _parted(by_cell)
    if cells.is_single:
        placed = by_cell.cell > 0
        return Classes(
            out,
            _by_filing(by_cell, activities=placed),
            whole.filter(whole.cell > 0).select("filing", activity=whole.cell),
            _idle(by_cell.filter(~placed)) if (cells.lookup["cell"] <= 0).any() else None,
        )
    reached = _Reached(engine, by_cell, cells)
    activities = engine.keep(reached.rows("filing", "activity").distinct())
    numbers = activities.group_by("filing").aggregate(activities=_size(activities))
    return Classes(out, _joined(by_cell, numbers), activities, reached.idle)


def read(
    engine: Engine,
    classes: ibis.Table,
    cells: ClassCells,
    *,
    classifications: Sequence[str],
    by_code: bool = False,
) -> ibis.Table:
    """Add the cell of each row's code.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    classes : ibis.Table
        The table of classes.
    cells : ClassCells
        What codes mean.
    classifications : sequence of str
        Where the scheme looks.
    by_code : bool, default False
        Whether to add the number of the class that a code means, as ``symbol``.

    Returns
    -------
    ibis.Table
        Rows of these classifications with their columns and ``cell``.
    """
    columns = {"scheme": "string", "code": "string", "cell": "int32", "symbol": "int32"}
    if not by_code:
        del columns["symbol"]
    lookup = engine.lookup(cells.lookup, columns)
    # Bare, since a missing scheme is in none of them, and engines filter by it while they read.
    asked = classes.filter(classes.scheme.isin(list(classifications)))
    key = ["scheme", "code"] if cells.lookup["scheme"].nunique() > 1 else ["code"]
    if (
        cells.lookup["code"] == ""
    ).any():  # where no code is missing, columns are joined as they are
        asked = asked.mutate(code=asked.code.fill_null(""))
    return asked.inner_join(lookup, key)


def _parted(by_cell: ibis.Table) -> tuple[ibis.Table, ibis.Table]:
    """Part rows of filings that are out already from the others."""
    return by_cell.filter(by_cell.filing < 0).select("filing", "n"), by_cell.filter(
        by_cell.filing >= 0
    )


def _by_code(engine: Engine, rows: ibis.Table, cells: ClassCells) -> Classes:
    """Count how many codes, and which weight, each activity of a filing has."""
    usable = rows.weight.notnull() & (rows.weight >= 0) & (rows.weight < _LARGE)
    rows = rows.mutate(
        given=usable.ifelse(rows.weight, ibis.null("float64")),
        symbol=(rows.filing < 0).ifelse(_int(0), rows.symbol),
    )
    by_code = engine.keep(
        rows.group_by("filing", "cell", "symbol").aggregate(
            n=rows.count().cast("int32"), given=rows.given.max()
        )
    )
    by_cell = engine.keep(
        by_code.group_by("filing", "cell").aggregate(n=by_code.n.sum().cast("int32"))
    )
    out, by_cell = _parted(by_cell)
    reached = _Reached(engine, by_cell, cells)
    codes = reached.rows("filing", "activity", "cell").inner_join(by_code, ["filing", "cell"])
    # A code may lead to an activity by itself and as a part of a combination, or stand among the
    # classes of the IPC and of the CPC.
    codes = codes.group_by("filing", "activity", "symbol").aggregate(given=codes.given.max())
    activities = engine.keep(
        codes.group_by("filing", "activity").aggregate(
            n=_size(codes), shared=codes.given.count().cast("int32"),
            w=codes.given.sum().fill_null(0.0),
        )
    )  # fmt: skip
    even = (activities.shared.sum() < activities.n.sum()) | (activities.w.sum() <= 0)
    numbers = activities.group_by("filing").aggregate(
        activities=_size(activities),
        is_even=even,
        total=even.ifelse(activities.n.sum().cast("float64"), activities.w.sum()),
    )
    return Classes(out, _joined(by_cell, numbers), activities, reached.idle)


class _Reached:
    """The activities that the cells of each filing lead to, alone or together."""

    def __init__(self, engine: Engine, by_cell: ibis.Table, cells: ClassCells) -> None:
        self._by_cell = by_cell
        self._direct = engine.lookup(cells.spread, {"cell": "int32", "activity": "int32"})
        self._has_rules = bool(len(cells.rules))
        alone = set(cells.spread["cell"])
        if not self._has_rules:
            self.idle = _idle(by_cell.filter(by_cell.cell <= 0))
            return
        parts = engine.lookup(cells.parts, {"cell": "int32", "rule": "int32", "part": "int32"})
        self._rules = engine.lookup(
            cells.rules, {"rule": "int32", "activity": "int32", "parts": "int32"}
        )
        held = by_cell.inner_join(parts, "cell").select("filing", "rule", "part").distinct()
        held = held.group_by("filing", "rule").aggregate(held=_size(held))
        sizes = self._rules.select("rule", "parts").distinct()
        whole = held.inner_join(sizes, "rule")
        whole = engine.keep(whole.filter(whole.held == whole.parts).select("filing", "rule"))
        by_rule = parts.select("cell", "rule").distinct()
        self._together = engine.keep(
            by_cell.select("filing", "cell")
            .inner_join(by_rule, "cell")
            .inner_join(whole, ["filing", "rule"])
            .select("filing", "cell", "rule")
        )
        only_parts = sorted(set(cells.parts["cell"]) - alone)
        helped = self._together.select("filing", "cell").distinct()
        unhelped = by_cell.filter(by_cell.cell.isin(only_parts)).anti_join(
            helped, ["filing", "cell"]
        )
        idle = _idle(ibis.union(by_cell.filter(by_cell.cell <= 0), unhelped[by_cell.columns]))
        self.idle = engine.keep(
            idle.group_by("filing", "is_malformed").aggregate(n=idle.n.sum().cast("int32"))
        )

    def rows(self, *columns: str) -> ibis.Table:
        """Give filings with their activities; rows may repeat."""
        rows = self._by_cell.inner_join(self._direct, "cell").select(*columns)
        if not self._has_rules:
            return rows
        more = self._together.inner_join(self._rules, "rule").select(*columns)
        return ibis.union(rows, more)


def _idle(cells: ibis.Table) -> ibis.Table:
    return cells.select("filing", is_malformed=cells.cell == MALFORMED, n=cells.n)


def _by_filing(by_cell: ibis.Table, *, activities: ibis.Value | None = None) -> ibis.Table:
    parts = {
        "n": by_cell.n.sum().cast("int32"),
        "is_readable": (by_cell.cell != MALFORMED).any(),
    }
    if activities is not None:
        parts["activities"] = by_cell.count(where=activities).cast("int32")
    return by_cell.group_by("filing").aggregate(**parts)


def _joined(by_cell: ibis.Table, numbers: ibis.Table) -> ibis.Table:
    """Add the number of activities to what is known of each filing."""
    filings = _by_filing(by_cell)
    joined = filings.left_join(numbers, "filing")
    more = {name: joined[name] for name in numbers.columns if name != "filing"}
    more["activities"] = joined.activities.fill_null(0)
    return joined.select("filing", "n", "is_readable", **more)


def _size(table: ibis.Table) -> ibis.Value:
    return table.count().cast("int32")


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int32")
