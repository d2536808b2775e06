"""Relatedness, density, complexity and opportunities by hand, and what they refuse."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.density import (
    coherence,
    distance,
    mean_density,
    relatedness_density,
)
from smartspec.indicators.fitness import place_fitness
from smartspec.indicators.local_shares import local_complexity
from smartspec.indicators.opportunities import opportunity_gain, opportunity_value
from smartspec.indicators.reflections import activity_reflections, place_reflections
from smartspec.indicators.relatedness import (
    place_relatedness,
    relatedness,
    relatedness_of_links,
)
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
        assert found.diagnostics["activities_without_specialisation"] == ("y",)
        assert place_relatedness(counts).diagnostics["places_without_specialisation"] == ("C",)

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
        with pytest.raises(RequestError, match="there is only 1"):
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
