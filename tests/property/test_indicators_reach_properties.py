"""Relatedness, density and complexity against plain loops, and what must hold for any counts."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.backbone import backbone_of, relatedness_backbone, spanning_tree
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.fitness import place_fitness
from smartspec.indicators.local_shares import correlations, local_complexity
from smartspec.indicators.opportunities import opportunity_gain
from smartspec.indicators.reflections import place_reflections
from smartspec.indicators.relatedness import relatedness, relatedness_of_links
from smartspec.tables.matrix import Matrix

COUNTS = arrays(
    np.int64, st.tuples(st.integers(3, 7), st.integers(3, 6)), elements=st.integers(0, 9)
)


def matrix(values, *, as_sparse=False, order=None):
    rows, columns = order or (range(values.shape[0]), range(values.shape[1]))
    values = np.asarray(values, dtype=float)[np.ix_(list(rows), list(columns))]
    return Matrix(
        sparse.csr_array(values) if as_sparse else values,
        [f"p{row}" for row in rows],
        [f"a{column}" for column in columns],
    )


def ones(values):
    """Who is specialised, by the definition, in whole numbers."""
    n_p, n_a, n = values.sum(axis=1), values.sum(axis=0), values.sum()
    has = values * n >= np.outer(n_p, n_a)
    return has & (n_p > 0)[:, None] & (n_a > 0)[None, :]


def oracle(values, method):
    """Relatedness by loops over pairs and places."""
    has = ones(values)
    size = has.shape[1]
    both = np.array(
        [[sum(row[a] and row[b] for row in has) for b in range(size)] for a in range(size)]
    )
    own = [both[a][a] for a in range(size)]
    links = [sum(both[a][b] for b in range(size) if b != a) for a in range(size)]
    whole, rows = sum(links), sum(any(row) for row in has)
    found = np.full((size, size), np.nan)
    for a, b in product(range(size), repeat=2):
        if not own[a] or not own[b]:
            continue
        if method == "conditional":
            found[a, b] = min(both[a][b] / own[a], both[a][b] / own[b])
        elif method == "jaccard":
            found[a, b] = both[a][b] / sum(row[a] or row[b] for row in has)
        elif method == "cosine":
            found[a, b] = both[a][b] / (own[a] * own[b]) ** 0.5
        elif a == b:
            continue
        elif method == "association" and links[a] and links[b]:
            found[a, b] = both[a][b] * whole / (links[a] * links[b])
        elif method == "probability" and links[a] and links[b]:
            chance = links[a] / whole * links[b] / (whole - links[a])
            chance += links[b] / whole * links[a] / (whole - links[b])
            found[a, b] = both[a][b] / (chance * whole / 2)
        elif method == "z_score":
            mean = own[a] * own[b] / rows
            variance = mean * (1 - own[a] / rows) * (rows - own[b]) / max(rows - 1, 1)
            if variance > 0:
                found[a, b] = (both[a][b] - mean) / variance**0.5
    return found


def answered(function, *args, **options):
    try:
        return function(*args, **options)
    except RequestError:
        assume(False)


@pytest.mark.parametrize(
    "method", ["conditional", "cosine", "jaccard", "association", "probability", "z_score"]
)
@given(values=COUNTS, as_sparse=st.booleans())
@settings(max_examples=60, deadline=None)
def test_relatedness_is_what_loops_give(method, values, as_sparse):
    assume(values.any())
    ours = relatedness(matrix(values, as_sparse=as_sparse), method=method)["relatedness"]
    assert ours == pytest.approx(oracle(values, method), nan_ok=True, abs=1e-12)


@given(values=COUNTS, own=st.sampled_from(["exclude", "include"]))
@settings(max_examples=80, deadline=None)
def test_density_is_what_loops_give(values, own):
    assume(values.any())
    has, related = ones(values), np.nan_to_num(oracle(values, "conditional"))
    ours = relatedness_density(matrix(values), own=own)["density_pct"]
    for p, a in product(range(values.shape[0]), range(values.shape[1])):
        others = [b for b in range(values.shape[1]) if b != a or own == "include"]
        below = sum(related[a, b] for b in others)
        if not values[p].any() or not below:
            assert np.isnan(ours[p, a])
        else:
            there = sum(related[a, b] for b in others if has[p, b])
            assert ours[p, a] == pytest.approx(100 * there / below, abs=1e-9)


@given(values=COUNTS)
@settings(max_examples=80, deadline=None)
def test_density_lies_between_nothing_and_everything(values):
    assume(values.any())
    found = relatedness_density(matrix(values))["density_pct"]
    known = found[~np.isnan(found)]
    assert (known >= 0).all()
    assert (known <= 100 + 1e-9).all()


@given(values=COUNTS)
@settings(max_examples=80, deadline=None)
def test_complexity_solves_its_equation_and_is_standardised(values):
    found = answered(place_complexity, matrix(values), components="largest")
    other = activity_complexity(matrix(values), components="largest")["activity_complexity"]
    places = found["place_complexity"]
    rows, columns = ~np.isnan(places), ~np.isnan(other)
    has = ones(values)[rows][:, columns].astype(float)
    d_p, u_a = has.sum(axis=1), has.sum(axis=0)
    step = (has / d_p[:, None]) @ (has / u_a).T
    second = found.diagnostics["second_eigenvalue"]
    assume(second > 1e-6)
    # A place's complexity is the second eigenvector, up to a constant: so is its image.
    image = step @ places[rows]
    assert image - image.mean() == pytest.approx(
        second * places[rows] - (second * places[rows]).mean(), abs=1e-6
    )
    assert places[rows].mean() == pytest.approx(0, abs=1e-9)
    assert places[rows].std() == pytest.approx(1, abs=1e-9)
    # An activity is the mean of its places, stretched by a positive number.
    means = (has.T @ places[rows]) / u_a
    assert np.corrcoef(means, other[columns])[0, 1] == pytest.approx(1, abs=1e-6)


@given(values=COUNTS, data=st.data())
@settings(max_examples=80, deadline=None)
def test_the_order_of_labels_changes_nothing(values, data):
    rows = data.draw(st.permutations(range(values.shape[0])))
    columns = data.draw(st.permutations(range(values.shape[1])))
    plain, shuffled = matrix(values), matrix(values, order=(rows, columns))
    found = answered(place_complexity, plain, components="largest")
    told = found.diagnostics
    assume(told["second_eigenvalue"] - told["third_eigenvalue"] > 1e-3)
    assume(told["sign_correlation"] > 1e-3)
    assume(told["parts"] == 1)
    again = place_complexity(shuffled, components="largest")["place_complexity"]
    assert again == pytest.approx(found["place_complexity"][list(rows)], nan_ok=True, abs=1e-6)
    gain = opportunity_gain(plain)["opportunity_gain"][np.ix_(rows, columns)]
    assert opportunity_gain(shuffled)["opportunity_gain"] == pytest.approx(
        gain, nan_ok=True, abs=1e-6
    )


@given(values=COUNTS, scale=st.sampled_from([0.001, 0.5, 3.0, 1e6]))
@settings(max_examples=60, deadline=None)
def test_the_scale_of_counts_changes_nothing(values, scale):
    found = answered(place_fitness, matrix(values))
    again = place_fitness(matrix(values * scale))
    assert again["place_fitness"] == pytest.approx(found["place_fitness"], nan_ok=True, abs=1e-9)


@given(values=COUNTS, steps=st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_reflections_are_what_loops_give(values, steps):
    assume(values.any())
    has = ones(values).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        to_places, to_activities = has / has.sum(axis=1)[:, None], has.T / has.sum(axis=0)[:, None]
    to_places, to_activities = np.nan_to_num(to_places), np.nan_to_num(to_activities)
    places, activities = has.sum(axis=1), has.sum(axis=0)
    for _ in range(steps):
        places, activities = to_places @ activities, to_activities @ places
    ours = place_reflections(matrix(values), steps=steps)["reflections"]
    kept = has.any(axis=1)
    assert np.isnan(ours[~kept]).all()
    assert ours[kept] == pytest.approx(places[kept], rel=1e-9, abs=1e-9)


def correlated(values):
    """Weighted correlation of local shares by loops over pairs and places."""
    n_p = values.sum(axis=1)
    size = values.shape[1]
    found = np.full((size, size), np.nan)
    for a, b in product(range(size), repeat=2):
        if not values[:, a].any() or not values[:, b].any():
            continue
        rows = [p for p in range(len(values)) if values[p, a] and values[p, b]]
        x = [values[p, a] / n_p[p] for p in rows]
        y = [values[p, b] / n_p[p] for p in rows]
        w = [n_p[p] / n_p.sum() for p in rows]
        found[a, b] = float(a == b)
        if len(rows) < 2 or a == b:
            continue
        mean_x = sum(i * j for i, j in zip(w, x, strict=True)) / sum(w)
        mean_y = sum(i * j for i, j in zip(w, y, strict=True)) / sum(w)
        dx, dy = [i - mean_x for i in x], [i - mean_y for i in y]
        var_x = sum(i * i * j * j for i, j in zip(w, dx, strict=True))
        var_y = sum(i * i * j * j for i, j in zip(w, dy, strict=True))
        if min(var_x, var_y) < 1e-18:
            continue
        cov = sum(i * i * j * k for i, j, k in zip(w, dx, dy, strict=True))
        found[a, b] = cov / (var_x * var_y) ** 0.5
    return (found + 1) / 2


@given(values=COUNTS)
@settings(max_examples=80, deadline=None)
def test_local_correlations_are_what_loops_give(values):
    assume(values.any())
    ours = correlations(matrix(values), between="activities")
    assert ours == pytest.approx(correlated(values), nan_ok=True, abs=1e-6)


@given(values=COUNTS)
@settings(max_examples=40, deadline=None)
def test_local_complexity_is_standardised(values):
    found = answered(local_complexity, matrix(values))["local_complexity"]
    known = found[~np.isnan(found)]
    assert known.mean() == pytest.approx(0, abs=1e-9)
    assert known.std(ddof=1) == pytest.approx(1, abs=1e-9)


@given(
    values=arrays(np.int64, (5, 5), elements=st.integers(0, 9)),
    method=st.sampled_from(["probability", "association", "cosine", "jaccard"]),
)
@settings(max_examples=60, deadline=None)
def test_relatedness_of_links_is_symmetric_and_knows_no_self(values, method):
    links = values + values.T
    assume(links[~np.eye(5, dtype=bool)].any())
    names = list("vwxyz")
    found = relatedness_of_links(Matrix(links, names, names), method=method)["relatedness"]
    assert np.isnan(found.diagonal()).all()
    assert found == pytest.approx(found.T, nan_ok=True, abs=1e-12)


@given(values=COUNTS, alpha=st.sampled_from([0.05, 0.3, 0.9]))
@settings(max_examples=60, deadline=None)
def test_the_backbone_is_what_loops_give(values, alpha):
    assume(values.any())
    found = relatedness_backbone(matrix(values), alpha=alpha)
    related = np.nan_to_num(oracle(values, "conditional"))
    np.fill_diagonal(related, 0)
    size = len(related)
    for a, b in product(range(size), repeat=2):
        ends = []
        for i in (a, b):
            links = [related[i, c] for c in range(size) if related[i, c] > 0]
            ends.append(
                (1 - related[a, b] / sum(links)) ** (len(links) - 1) if len(links) > 1 else 1
            )
        p_value = min(ends) if related[a, b] > 0 else 1.0
        ours = found["disparity_p"][a, b]
        assert np.isnan(ours) or ours == pytest.approx(p_value, abs=1e-12)
        kept = found["spanning_tree"][a, b] == 1 or p_value < alpha
        assert np.isnan(ours) or (found["backbone"][a, b] == 1) == kept


@given(values=COUNTS, alpha=st.sampled_from([0.05, 0.3, 0.9]))
@settings(max_examples=40, deadline=None)
def test_the_backbone_of_relatedness_that_is_known_is_the_same(values, alpha):
    assume(values.any())
    known = relatedness(matrix(values))
    before = known["relatedness"].copy()
    one, other = relatedness_backbone(matrix(values), alpha=alpha), backbone_of(known, alpha=alpha)
    assert set(one.columns) == set(other.columns)
    for name in one.columns:
        assert np.array_equal(one[name], other[name], equal_nan=True)
    assert np.array_equal(known["relatedness"], before, equal_nan=True)


@given(values=arrays(np.int64, (6, 6), elements=st.integers(0, 5)))
@settings(max_examples=60, deadline=None)
def test_a_spanning_tree_is_as_strong_as_that_of_kruskal(values):
    weights = np.triu(values, 1) + np.triu(values, 1).T
    tree = spanning_tree(weights.astype(float))
    part, total = list(range(6)), 0
    for weight, one, other in sorted(
        ((weights[a, b], a, b) for a in range(6) for b in range(a) if weights[a, b]), reverse=True
    ):
        if part[one] != part[other]:
            total += weight
            part = [part[one] if own == part[other] else own for own in part]
    assert weights[tree].sum() / 2 == total
    assert (tree == tree.T).all()
