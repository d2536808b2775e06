"""Relatedness, density, complexity and opportunities by hand, and what they refuse."""

import warnings

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._together import BLOCK
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.complexity_interval import (
    activity_complexity_interval,
    place_complexity_interval,
)
from smartspec.indicators.density import (
    coherence,
    distance,
    mean_density,
    relatedness_density,
)
from smartspec.indicators.entry import entry_and_exit
from smartspec.indicators.fitness import place_fitness
from smartspec.indicators.local_shares import local_complexity
from smartspec.indicators.opportunities import opportunity_gain, opportunity_value
from smartspec.indicators.reflections import activity_reflections, place_reflections
from smartspec.indicators.relatedness import (
    place_relatedness,
    relatedness,
    relatedness_of_links,
)
from smartspec.indicators.variety import related_variety
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

NESTED = Matrix(
    [[4, 3, 3, 2], [6, 4, 2, 0], [9, 4, 0, 0], [9, 0, 0, 0]], list("ABCD"), list("wxyz")
)
"""A does everything, D one thing; from a threshold of 0.5 the matrix is a staircase."""

APART = Matrix(
    [[5, 5, 0, 0], [4, 6, 0, 0], [0, 0, 3, 3], [0, 0, 3, 4]],
    list("ABCD"),
    list("wxyz"),
    period="2020",
)
"""A and B have w and x; C and D have y and z; nobody has one of each."""


def given(values, labels="wxyz"):
    names = Matrix(np.zeros((len(labels), len(labels))), list(labels), list(labels)).places
    return Result(
        ("activity", "related_activity"), (names, names), {"relatedness": np.array(values)}
    )


class TestRelatedness:
    def test_empty_activities_and_places_have_none_and_are_named(self):
        counts = Matrix([[4, 0, 6], [5, 0, 1], [0, 0, 0]], list("ABC"), list("xyz"))
        found = relatedness(counts)
        assert np.isnan(found["relatedness"][1]).all()
        assert np.isnan(found["relatedness"][:, 1]).all()
        assert found.diagnostics["activities_without_relatedness"] == ("y",)
        assert place_relatedness(counts).diagnostics["places_without_relatedness"] == ("C",)

    def test_the_diagonal_is_1_or_nothing_by_the_measure(self):
        for method in ("conditional", "cosine", "jaccard", "correlation", "local_shares"):
            assert relatedness(NESTED, method=method, threshold=0.5)["relatedness"][
                1, 1
            ] == pytest.approx(1)
        for method in ("association", "probability", "z_score"):
            assert np.isnan(
                relatedness(NESTED, method=method, threshold=0.5)["relatedness"].diagonal()
            ).all()

    def test_identical_activities_are_as_related_as_can_be(self):
        counts = Matrix([[4, 4, 1], [3, 3, 1], [0, 0, 9]], list("ABC"), list("xyz"))
        for method in ("conditional", "cosine", "jaccard", "correlation"):
            assert relatedness(counts, method=method).at("x", "y")["relatedness"] == pytest.approx(
                1
            )

    def test_a_basis_of_rta_tells_strong_from_weak(self):
        weak = relatedness(NESTED, method="cosine", threshold=0.5)["relatedness"]
        strong = relatedness(NESTED, method="cosine", basis="rta")["relatedness"]
        assert not np.allclose(weak, strong)
        assert np.diag(strong) == pytest.approx(1)

    def test_what_has_no_meaning_is_refused(self):
        with pytest.raises(RequestError, match="Did you mean 'cosine'"):
            relatedness(NESTED, method="cosin")
        with pytest.raises(RequestError, match="basis of rta has no meaning"):
            relatedness(NESTED, basis="rta")
        with pytest.raises(RequestError, match="there is only one"):
            relatedness(Matrix([[3], [4]], ["A", "B"], ["x"]))
        with pytest.raises(RequestError, match="only one, A"):
            relatedness(Matrix([[3, 4]], ["A"], ["x", "y"]))
        with pytest.raises(RequestError, match="threshold of RTA must be a number above 0"):
            relatedness(NESTED, threshold=0)

    def test_too_many_activities_are_refused_before_they_fill_the_memory(self):
        values = sparse.csr_array((np.ones(2), ([0, 1], [0, 10_000])), shape=(2, 10_001))
        counts = Matrix(values, ["A", "B"], [f"a{number}" for number in range(10_001)])
        with pytest.raises(RequestError, match="100,020,001 numbers"):
            relatedness(counts)

    def test_links_have_to_be_square_symmetric_and_between_different_activities(self):
        with pytest.raises(RequestError, match="on one side alone: y, z"):
            relatedness_of_links(Matrix([[0, 1], [1, 0]], ["x", "y"], ["x", "z"]))
        with pytest.raises(RequestError, match="their order differs"):
            relatedness_of_links(Matrix([[0, 1], [1, 0]], ["x", "y"], ["y", "x"]))
        with pytest.raises(RequestError, match="not symmetric in 1 pair, such as x and y"):
            relatedness_of_links(Matrix([[0, 1], [2, 0]], ["x", "y"], ["x", "y"]))
        with pytest.raises(RequestError, match="No two activities are linked"):
            relatedness_of_links(Matrix([[7, 0], [0, 7]], ["x", "y"], ["x", "y"]))


class TestDensity:
    def test_given_relatedness_takes_the_place_of_what_would_be_measured(self):
        related = given([[1, 0.5, 0, 0], [0.5, 1, 0.5, 0], [0, 0.5, 1, 0.25], [0, 0, 0.25, 1]])
        found = relatedness_density(NESTED, threshold=0.5, related=related)
        # D has w alone, and x is related by 0.5 to w and by 0.5 to y.
        assert found.at("D", "x") == {"density_pct": 50.0}
        assert distance(NESTED, threshold=0.5, related=related).at("D", "x") == {"distance": 0.5}

    def test_the_caller_keeps_what_was_given(self):
        related = given([[1.0, 0.5, 0, 0], [0.5, 1, 0.5, 0], [0, 0.5, 1, 0.25], [0, 0, 0.25, 1]])
        before = related["relatedness"].copy()
        relatedness_density(NESTED, threshold=0.5, related=related)
        coherence(NESTED, related=related)
        assert (related["relatedness"] == before).all()

    def test_what_is_given_has_to_fit(self):
        with pytest.raises(RequestError, match="on one side alone stand: v, z"):
            relatedness_density(NESTED, related=given(np.eye(4), "vwxy"))
        with pytest.raises(RequestError, match="their order differs"):
            relatedness_density(NESTED, related=given(np.eye(4), "zyxw"))
        with pytest.raises(RequestError, match="not symmetric, such as for w and x"):
            relatedness_density(NESTED, related=given(np.triu(np.ones((4, 4)))))

    def test_inside_and_outside_share_out_all_pairs(self):
        whole = relatedness_density(NESTED, threshold=0.5)["density_pct"]
        inside = relatedness_density(NESTED, threshold=0.5, where="inside")["density_pct"]
        outside = relatedness_density(NESTED, threshold=0.5, where="outside")["density_pct"]
        assert (np.isnan(inside) ^ np.isnan(outside)).all()
        assert np.where(np.isnan(inside), outside, inside) == pytest.approx(whole)

    def test_a_place_that_has_everything_has_no_outside(self):
        found = mean_density(NESTED, threshold=0.5).at("A")
        assert found["inside_pct"] == pytest.approx(100)
        assert np.isnan(found["outside_pct"])

    def test_an_activity_with_itself_is_no_matter_of_association(self):
        with pytest.raises(RequestError, match="says nothing of an activity with itself"):
            relatedness_density(NESTED, method="association", own="include")

    def test_opportunities_of_a_place_that_has_everything_are_none(self):
        assert opportunity_value(NESTED, threshold=0.5).at("A") == {"opportunity_value": 0.0}
        assert (opportunity_gain(NESTED, threshold=0.5)["opportunity_gain"][0] == 0).all()


class TestComplexity:
    def test_a_staircase_ranks_as_it_should(self):
        for values in (NESTED.values, sparse.csr_array(NESTED.values)):
            counts = Matrix(values, NESTED.places, NESTED.activities)
            places = place_complexity(counts, threshold=0.5)["place_complexity"]
            activities = activity_complexity(counts, threshold=0.5)["activity_complexity"]
            assert (np.diff(places) < 0).all()
            assert (np.diff(activities) > 0).all()

    def test_two_parts_are_refused_by_name_or_treated_as_asked(self):
        with pytest.raises(RequestError, match=r"2 parts .* C, D \(with y, z\)"):
            place_complexity(APART)
        largest = place_complexity(
            Matrix(
                [[5, 5, 0, 0], [4, 0, 6, 0], [0, 3, 3, 0], [0, 0, 0, 3]], list("ABCD"), list("wxyz")
            ),
            components="largest",
        )
        assert np.isnan(largest["place_complexity"]).tolist() == [False, False, False, True]
        assert "outside the largest: D" in largest.diagnostics["notes"][-1]

    def test_places_that_are_all_alike_cannot_be_told_apart(self):
        with pytest.raises(RequestError, match="specialised in the same activities: A, B, C"):
            place_complexity(Matrix(np.ones((3, 3)), list("ABC"), list("xyz")))

    def test_places_with_nothing_in_common_are_refused(self):
        with pytest.raises(RequestError, match="parts that have nothing in common"):
            place_complexity(Matrix(np.eye(3), list("ABC"), list("xyz")))
        with pytest.raises(RequestError, match="there are none"):
            place_complexity(Matrix(np.eye(3), list("ABC"), list("xyz")), components="largest")

    def test_an_empty_place_has_no_value_and_the_others_keep_theirs(self):
        more = Matrix(np.vstack([NESTED.values, np.zeros(4)]), list("ABCDE"), list("wxyz"))
        found = place_complexity(more, threshold=0.5)
        assert found["place_complexity"][:4] == pytest.approx(
            place_complexity(NESTED, threshold=0.5)["place_complexity"]
        )
        assert np.isnan(found["place_complexity"][4])
        assert found.diagnostics["places_without_total"] == ("E",)

    def test_reflections_keep_their_digits_after_many_steps(self):
        many = place_reflections(NESTED, steps=400, threshold=0.5)["reflections_standardised"]
        eigen = place_complexity(NESTED, threshold=0.5, scale="sample")["place_complexity"]
        assert many == pytest.approx(eigen, abs=1e-6)

    def test_reflections_of_step_0_are_diversity_and_ubiquity(self):
        assert place_reflections(NESTED, steps=0, threshold=0.5)["reflections"].tolist() == [
            4,
            3,
            2,
            1,
        ]
        assert activity_reflections(NESTED, steps=0, threshold=0.5)["reflections"].tolist() == [
            4,
            3,
            2,
            1,
        ]
        with pytest.raises(RequestError, match="cannot be -1 steps"):
            place_reflections(NESTED, steps=-1)

    def test_fitness_says_whether_it_has_converged(self):
        # In a staircase the simple places fade away for ever: never quite there.
        found = place_fitness(NESTED, threshold=0.5, iterations=60)
        assert not found.diagnostics["converged"]
        assert "has not converged" in found.diagnostics["notes"][0]
        assert found["place_fitness"].mean() == pytest.approx(1)
        with pytest.raises(RequestError, match="cannot be 0 iterations"):
            place_fitness(NESTED, iterations=0)
        with pytest.raises(RequestError, match="tolerance must be above 0"):
            place_fitness(NESTED, tolerance=0.0)

    def test_local_complexity_wants_three_of_each_that_differ(self):
        with pytest.raises(RequestError, match="At least 3"):
            local_complexity(Matrix([[3, 4], [4, 9], [1, 1]], list("ABC"), ["x", "y"]))
        with pytest.raises(RequestError, match="At least 3"):
            local_complexity(Matrix([[3, 4, 1], [4, 9, 1], [0, 0, 0]], list("ABC"), list("xyz")))

    def test_a_pair_of_equal_places_shares_a_rank_and_its_interval(self):
        counts = Matrix(
            [[4000, 3000, 3000], [6000, 4000, 0], [10000, 0, 0], [9000, 0, 0]],
            list("ABCD"),
            list("xyz"),
        )
        found = place_complexity_interval(counts, threshold=0.5, draws=20)
        assert found["rank"].tolist() == [1, 2, 3, 3]
        assert found.at("C")["rank_high"] == found.at("D")["rank_high"] == 3

    def test_intervals_hold_the_value_where_records_are_many_and_are_the_same_for_the_same_seed(
        self,
    ):
        counts = Matrix(NESTED.values * 1000, NESTED.places, NESTED.activities)
        found = activity_complexity_interval(counts, threshold=0.5, draws=40, seed=3)
        value = found["activity_complexity"]
        assert (found["complexity_low"] <= value + 1e-9).all()
        assert (found["complexity_high"] >= value - 1e-9).all()
        again = activity_complexity_interval(counts, threshold=0.5, draws=40, seed=3)
        assert (again["complexity_low"] == found["complexity_low"]).all()

    def test_small_counts_leave_the_rank_open(self):
        rng = np.random.default_rng(5)
        counts = Matrix(
            rng.poisson(3, (12, 9)), [f"p{n}" for n in range(12)], [f"a{n}" for n in range(9)]
        )
        found = place_complexity_interval(counts, draws=100, components="largest")
        assert np.nanmean(found["rank_high"] - found["rank_low"]) > 4

    def test_ranks_want_one_part_some_draws_and_a_seed(self):
        with pytest.raises(RequestError, match="apart"):
            place_complexity_interval(APART, components="apart")
        with pytest.raises(RequestError, match="19 draws say too little"):
            place_complexity_interval(NESTED, draws=19)
        with pytest.raises(RequestError, match="from 0 on"):
            place_complexity_interval(NESTED, seed=-1)
        with pytest.raises(RequestError, match="confidence"):
            place_complexity_interval(NESTED, confidence=95)

    def test_small_parts_that_are_all_alike_have_no_value_of_their_own(self):
        values = np.zeros((6, 5))
        values[:4, :3] = [[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]]
        values[4:, 3:] = 5
        found = place_complexity(
            Matrix(values, list("ABCDEF"), list("vwxyz")), threshold=0.5, components="apart"
        )
        assert np.isnan(found["place_complexity"]).tolist() == [False] * 4 + [True] * 2
        assert "too much alike" in found.diagnostics["notes"][-1]

    def test_places_alike_in_every_local_share_are_refused(self):
        with pytest.raises(RequestError, match="no two of them differ"):
            local_complexity(Matrix(np.outer([1, 2, 3, 4], [1, 2, 3]), list("ABCD"), list("xyz")))


@pytest.mark.parametrize(
    "ask",
    [relatedness, place_relatedness, relatedness_density, mean_density, opportunity_value,
     opportunity_gain, place_complexity, activity_complexity, place_complexity_interval,
     place_fitness, place_reflections],
)  # fmt: skip
def test_where_nobody_is_specialised_everyone_says_so(ask):
    with pytest.raises(
        RequestError, match="No place is specialised in anything: every RTA is below"
    ):
        ask(NESTED, threshold=1e6)


def test_a_place_without_records_is_no_observation():
    more = Matrix(np.vstack([NESTED.values, np.zeros((2, 4))]), list("ABCDEF"), list("wxyz"))
    for basis in ("presence", "rta", "rsca"):
        asked = {"method": "correlation", "basis": basis}
        assert relatedness(more, **asked)["relatedness"] == pytest.approx(
            relatedness(NESTED, **asked)["relatedness"], nan_ok=True
        )


def test_given_relatedness_has_to_be_known_in_both_directions_and_of_itself():
    nan = np.nan
    with pytest.raises(RequestError, match="not symmetric, such as for w and x"):
        relatedness_density(
            NESTED, related=given([[1, nan, 0, 0], [0.9, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
        )
    without = given([[nan, 0.5, 0, 0], [0.5, nan, 0, 0], [0, 0, nan, 0.5], [0, 0, 0.5, nan]])
    with pytest.raises(RequestError, match="cannot be included"):
        relatedness_density(NESTED, related=without, own="include")
    assert relatedness_density(NESTED, related=without).diagnostics["method"] == "given"


def test_variety_adds_up_and_wants_a_group_for_each_activity():
    found = related_variety(NESTED, groups={"w": "1", "x": "1", "y": "2", "z": "2"})
    assert found["related_variety"] + found["unrelated_variety"] == pytest.approx(found["variety"])
    assert found.at("D") == {"unrelated_variety": 0.0, "related_variety": 0.0, "variety": 0.0}
    with pytest.raises(RequestError, match="2 activities without a group: y, z"):
        related_variety(NESTED, groups={"w": "1", "x": "1"})
    with pytest.raises(RequestError, match="at least 1 letter"):
        related_variety(NESTED, digits=0)
    assert "each a group of its own" in related_variety(NESTED).diagnostics["notes"][0]


def test_an_entry_wants_enough_records():
    before = Matrix([[40, 0], [40, 20]], ["A", "B"], ["x", "y"])
    after = Matrix([[40, 35], [40, 20]], ["A", "B"], ["x", "y"])
    assert entry_and_exit(before, after).at("A", "y")["entry"] == 1
    assert entry_and_exit(before, after, min_count=36).at("A", "y")["entry"] == 0
    with pytest.raises(RequestError, match="least count"):
        entry_and_exit(before, after, min_count=-1)


def test_opportunities_tell_what_complexity_leaves_open_and_name_no_value_outside_of_it():
    values = np.zeros((6, 5))
    values[:4, :3] = [[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]]
    values[4:, 3:] = [[5, 4], [3, 5]]
    counts = Matrix(values, list("ABCDEF"), list("vwxyz"))
    found = opportunity_value(counts, threshold=0.5, components="largest")
    assert np.isnan(found["opportunity_value"]).tolist() == [False] * 4 + [True] * 2
    assert "outside the largest: E, F" in found.diagnostics["notes"][-1]
    gain = opportunity_gain(counts, threshold=0.5, components="largest")
    assert np.isnan(gain["opportunity_gain"]).all(axis=1).tolist() == [False] * 4 + [True] * 2


def test_activities_without_relatedness_are_told():
    counts = Matrix([[4, 0, 6], [5, 0, 1]], list("AB"), list("xyz"))
    assert relatedness(counts).diagnostics["notes"] == ("No relatedness is known of y (all).",)


def test_threads_keep_what_was_said_of_division_by_zero():
    # Three blocks of rows, so that threads work; activities that nobody has divide by zero.
    values = np.zeros((30, 3 * BLOCK))
    values[:, : BLOCK + 5] = np.random.default_rng(1).poisson(1.0, (30, BLOCK + 5))
    names = [f"a{number}" for number in range(values.shape[1])]
    counts = Matrix(values, [f"p{number}" for number in range(30)], names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = relatedness(counts)["relatedness"]
    assert np.isnan(found[-1]).all()
