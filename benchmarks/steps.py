"""Question: how long does each way of computing the same numbers take?

In: the name of a case. Out: a JSON file with the seconds of every call of every step; an error if
two steps do not give the same numbers.
Must not know: what is made of the figures.

Usage: python benchmarks/steps.py CASE ROUNDS REPORT.json [STEP]

Each step is prepared before the clock starts, and libraries are imported there, so that a process
with one step holds nothing that belongs to another.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import chances
import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

Answer = dict[str, float]
Step = Callable[[], Answer]
SEED = 20_120
LARGE = (5_000, 8_000, 400_000)
MIDDLE = (1_500, 650, 351_000)
TESTED = ("rta_low", "rta_high", "q_value")


class Cells(NamedTuple):
    """Counts as rows, columns and values, with the size of the grid and the labels."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.float64]
    places: list[str]
    activities: list[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of places and of activities."""
        return len(self.places), len(self.activities)

    def sparse(self) -> sparse.csr_array:
        """Return the counts as scipy keeps them."""
        stored = sparse.coo_array((self.value, (self.row, self.column)), shape=self.shape)
        return stored.tocsr()


def drawn(places: int, activities: int, filled: int) -> Cells:
    """Draw whole counts with a long tail for some cells of a grid."""
    rng = np.random.default_rng(SEED)
    where = rng.choice(places * activities, filled, replace=False)
    row, column = np.divmod(where, activities)
    value = np.ceil(rng.pareto(1.2, filled)) + 1.0
    # Labels are the same length as NUTS 3 codes and CPC subgroups.
    return Cells(
        row,
        column,
        value,
        [f"P{number:04}" for number in range(places)],
        [f"A{number:09}" for number in range(activities)],
    )


def families() -> Cells:
    """Return the patent families that ship, 2018-2020."""
    from smartspec.datasets.load import load_table

    counts = load_table("patent_families").matrix("2018-2020")
    row, column = np.nonzero(counts.dense())
    value = counts.dense()[row, column]
    return Cells(row, column, value, counts.places.tolist(), counts.activities.tolist())


# --- RTA of a matrix -----------------------------------------------------------------------------


def rta_of_sparse(cells: Cells) -> Step:
    """Take a scipy array and its labels to a Result."""
    from smartspec.indicators.specialisation import rta
    from smartspec.tables.matrix import Matrix

    counts = cells.sparse()
    return lambda: _sums(rta(Matrix(counts, cells.places, cells.activities)).columns, "rta")


def scipy_scaling(cells: Cells) -> Step:
    """Scale rows and columns, without labels or checks."""
    counts = cells.sparse()

    def scale() -> Answer:
        n_p, n_a = counts.sum(axis=1), counts.sum(axis=0)
        with np.errstate(divide="ignore"):
            rows, columns = sparse.diags_array(1 / n_p), sparse.diags_array(n_a.sum() / n_a)
        return _sums({"rta": rows @ counts @ columns}, "rta")

    return scale


def rta_of_dense(cells: Cells) -> Step:
    """Take a dense array and its labels to a Result."""
    from smartspec.indicators.specialisation import rta
    from smartspec.tables.matrix import Matrix

    counts = cells.sparse().toarray()
    return lambda: _sums(rta(Matrix(counts, cells.places, cells.activities)).columns, "rta")


def numpy_scaling(cells: Cells) -> Step:
    """Divide shares by shares on the full grid, as one writes it by hand."""
    counts = cells.sparse().toarray()

    def scale() -> Answer:
        share_in_place = counts / counts.sum(axis=1, keepdims=True)
        share_in_all = counts.sum(axis=0) / counts.sum()
        with np.errstate(invalid="ignore"):
            return _sums({"rta": share_in_place / share_in_all}, "rta")

    return scale


# --- RTA of a long table -------------------------------------------------------------------------


def _long(cells: Cells) -> Any:
    import pandas as pd

    places, activities = np.array(cells.places), np.array(cells.activities)
    return pd.DataFrame(
        {
            "place": places[cells.row],
            "activity": activities[cells.column],
            "value": cells.value,
        }
    )


def rta_of_table(cells: Cells) -> Step:
    """Take a pandas table to a pandas table, every row checked."""
    import smartspec as ss

    table = _long(cells)
    return lambda: _sums(ss.rta(table, observed_only=True), "rta")


def pandas_groupby(cells: Cells) -> Step:
    """Do the same with two group sums, as one writes it by hand, without any check."""
    table = _long(cells)

    def scale() -> Answer:
        n_p = table.groupby("place")["value"].transform("sum")
        n_a = table.groupby("activity")["value"].transform("sum")
        rta = (table["value"] / n_p) / (n_a / table["value"].sum())
        return _sums(table.assign(rta=rta), "rta")

    return scale


def pandas_pivot(cells: Cells) -> Step:
    """Do the same over the full grid, as one also writes it by hand."""
    table = _long(cells)

    def scale() -> Answer:
        wide = table.pivot_table(
            index="place", columns="activity", values="value", aggfunc="sum", fill_value=0
        )
        rta = wide.div(wide.sum(axis=1), axis=0).div(wide.sum(axis=0) / wide.to_numpy().sum())
        long = rta.stack().rename("rta").reset_index()
        return _sums(long[long["rta"] > 0], "rta")

    return scale


# --- Intervals, tests and shrinkage --------------------------------------------------------------


def significance(cells: Cells) -> Step:
    """Take a matrix to RTA with limits, p-values and q-values."""
    from smartspec.indicators.inference import rta_significance
    from smartspec.tables.matrix import Matrix

    counts = Matrix(cells.sparse().toarray(), cells.places, cells.activities)
    return lambda: _sums(rta_significance(counts).columns, "rta", *TESTED)


def shrunk(cells: Cells) -> Step:
    """Take a matrix to shrunken RTA with limits."""
    from smartspec.indicators.shrinkage import rta_shrunk
    from smartspec.tables.matrix import Matrix

    counts = Matrix(cells.sparse().toarray(), cells.places, cells.activities)
    return lambda: _sums(rta_shrunk(counts).columns, "rta", "rta_shrunk")


def stats_by_hand(cells: Cells) -> Step:
    """Compute the same limits, p-values and q-values with scipy.stats, as the textbook has them."""
    from scipy import stats

    counts = cells.sparse().toarray()

    def test() -> Answer:
        n_p, n_a = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
        expected = n_p * n_a / n_a.sum()
        at_most = stats.poisson.cdf(counts, expected)
        at_least = stats.poisson.sf(counts - 1, expected)
        p_value = np.minimum(1, 2 * np.minimum(at_most, at_least))
        found = {
            "rta": counts / expected,
            "rta_low": stats.chi2.ppf(0.025, 2 * counts) / 2 / expected,
            "rta_high": stats.chi2.ppf(0.975, 2 * counts + 2) / 2 / expected,
            "q_value": stats.false_discovery_control(p_value, axis=None),
        }
        return _sums(found, "rta", *TESTED)

    return test


# --- Relatedness, density and complexity ---------------------------------------------------------


def reach(cells: Cells) -> Step:
    """Take a matrix to RTA, relatedness, density and complexity of both sides."""
    from smartspec.indicators.complexity import activity_complexity, place_complexity
    from smartspec.indicators.density import relatedness_density
    from smartspec.indicators.relatedness import relatedness
    from smartspec.indicators.specialisation import rta
    from smartspec.tables.matrix import Matrix

    values = _dense_or_sparse(cells)

    def step() -> Answer:
        counts = Matrix(values, cells.places, cells.activities)
        found = _sums(rta(counts).columns, "rta")
        related = relatedness(counts)
        found |= _sums(related.columns, "relatedness")
        found |= _sums(relatedness_density(counts, related=related).columns, "density_pct")
        places = place_complexity(counts, components="largest")
        activity_complexity(counts, components="largest")
        return found | {"second_eigenvalue": float(str(places.diagnostics["second_eigenvalue"]))}

    return step


def reach_by_hand(cells: Cells) -> Step:
    """Compute the same numbers with scipy, without labels or checks, as one writes it by hand."""
    from scipy.sparse.linalg import eigsh

    values = _dense_or_sparse(cells)

    def step() -> Answer:
        counts = sparse.csr_array(values)
        n_p, n_a = counts.sum(axis=1), counts.sum(axis=0)
        with np.errstate(divide="ignore"):
            ratio = sparse.diags_array(1 / n_p) @ counts @ sparse.diags_array(n_a.sum() / n_a)
        has = (ratio >= 1).astype(np.float64)
        together = (has.T @ has).toarray()
        own = together.diagonal().copy()
        with np.errstate(invalid="ignore"):
            related = together / np.maximum.outer(own, own)
        found = _sums({"rta": ratio, "relatedness": related}, "rta", "relatedness")
        related = np.nan_to_num(related)
        np.fill_diagonal(related, 0.0)
        with np.errstate(invalid="ignore"):
            found |= _sums(
                {"density_pct": 100 * (has @ related) / related.sum(axis=0)}, "density_pct"
            )
        held = has[has.sum(axis=1) > 0][:, own > 0]
        eigenvalues = eigsh(_normal(held), k=2, which="LA")[0]
        return found | {"second_eigenvalue": float(eigenvalues[0])}

    return step


def _normal(held: Any) -> Any:
    """Give the square of the normalised presence, on the smaller side."""
    d_p, u_a = held.sum(axis=1), held.sum(axis=0)
    normal = sparse.diags_array(d_p**-0.5) @ held @ sparse.diags_array(u_a**-0.5)
    normal = normal if normal.shape[0] <= normal.shape[1] else normal.T
    return normal @ normal.T


def complexity_by_hand(cells: Cells) -> Step:
    """Compute both complexities with scipy, without labels or checks."""
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import eigsh

    counts = cells.sparse()

    def step() -> Answer:
        n_p, n_a = counts.sum(axis=1), counts.sum(axis=0)
        with np.errstate(divide="ignore"):
            ratio = sparse.diags_array(1 / n_p) @ counts @ sparse.diags_array(n_a.sum() / n_a)
        has = (ratio >= 1).astype(np.float64)
        whole = sparse.block_array([[None, has], [has.T, None]], format="csr")
        number = connected_components(whole, directed=False)[1]
        largest = number == np.bincount(number).argmax()
        places, activities = largest[: has.shape[0]], largest[has.shape[0] :]
        held = has[places][:, activities]
        vector = eigsh(_normal(held), k=2, which="LA")[1][:, 0]
        v = vector * held.sum(axis=1) ** -0.5
        w = (held.T @ v) / held.sum(axis=0)
        scaled = [(one - one.mean()) / one.std() for one in (v, w)]
        return {
            name: float(np.abs(one).sum())
            for name, one in zip(("places", "activities"), scaled, strict=True)
        }

    return step


def _dense_or_sparse(cells: Cells) -> Any:
    """Give counts dense where a tenth of the grid or more is filled, as one keeps them."""
    counts = cells.sparse()
    return counts.toarray() if counts.nnz * 10 > counts.shape[0] * counts.shape[1] else counts


CASES: Mapping[str, tuple[Callable[[], Cells], Mapping[str, Callable[[Cells], Step]]]] = {
    "matrix_large": (
        lambda: drawn(*LARGE),
        {"smartspec": rta_of_sparse, "scipy": scipy_scaling, "numpy": numpy_scaling},
    ),
    "matrix_middle": (
        lambda: drawn(*MIDDLE),
        {"smartspec": rta_of_dense, "numpy": numpy_scaling},
    ),
    "table_large": (
        lambda: drawn(*LARGE),
        {"smartspec": rta_of_table, "groupby": pandas_groupby, "pivot": pandas_pivot},
    ),
    "inference_small": (
        families,
        {
            "rta_significance": significance,
            "rta_shrunk": shrunk,
            "by hand": stats_by_hand,
            "numpy": numpy_scaling,
        },
    ),
    "inference_middle": (
        lambda: drawn(*MIDDLE),
        {
            "rta_significance": significance,
            "rta_shrunk": shrunk,
            "by hand": stats_by_hand,
            "numpy": numpy_scaling,
        },
    ),
    "reach_middle": (lambda: drawn(*MIDDLE), {"by hand": reach_by_hand, "smartspec": reach}),
    "complexity_large": (
        lambda: drawn(*LARGE),
        {
            "by hand": complexity_by_hand,
            "smartspec": chances.complexity_of_both,
            "places": chances.complexity_of_places,
        },
    ),
    "draws_middle": (
        lambda: drawn(*MIDDLE),
        {"a few": chances.drawn_a_little, "smartspec": chances.drawn_again},
    ),
    "entry_middle": (
        lambda: drawn(*MIDDLE),
        {"one logit": chances.one_logit, "smartspec": chances.entry_with_back_test},
    ),
    "reach_large": (lambda: drawn(*LARGE), {"by hand": reach_by_hand, "smartspec": reach}),
}


def _sums(columns: Any, *names: str) -> Answer:
    """Sum columns up, so that steps can be held against each other."""
    found: Answer = {}
    for name in names:
        values = columns[name]
        stored = values.data if isinstance(values, sparse.csr_array) else values
        found[name] = float(np.nansum(stored))
    return found


def timed(steps: Mapping[str, Step], rounds: int) -> dict[str, list[float]]:
    """Call every step in turn, once and then ``rounds`` times, and hold the answers together.

    Raises
    ------
    AssertionError
        If a step's column does not add up to what another step's does.
    """
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    known: Answer = {}
    for _ in range(rounds + 1):
        for name, step in steps.items():
            start = time.perf_counter()
            answer = step()
            seconds[name].append(time.perf_counter() - start)
            for column, total in answer.items():
                if not np.isclose(total, known.setdefault(column, total), rtol=1e-9):
                    raise AssertionError(f"{name} gives {total} for {column}, not {known[column]}.")
    return seconds


def main(case: str, rounds: str, report: str, only: str | None = None) -> None:
    """Prepare the input, time the steps, write the report."""
    make, makers = CASES[case]
    cells = make()
    chosen = makers if only is None else {only: makers[only]}
    steps = {name: maker(cells) for name, maker in chosen.items()}
    Path(report).write_text(json.dumps(timed(steps, int(rounds))), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
