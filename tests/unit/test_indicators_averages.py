"""Averages, cross-space, recombination and normalised ubiquity by hand, and what they refuse."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.averages import (
    expy,
    mean_of_activities,
    mean_of_places,
    prody,
)
from smartspec.indicators.cross_space import cross_density, cross_relatedness
from smartspec.indicators.normalised_ubiquity import (
    inverse_normalised_ubiquity,
    normalised_ubiquity,
)
from smartspec.indicators.outside_complexity import outside_complexity
from smartspec.indicators.recombination import (
    ease_of_recombination,
    mean_modular_complexity,
    modular_complexity,
)
from smartspec.tables.matrix import Matrix

# C has nothing, and nobody has z. Shares: A 1/2, 1/2; B 1/10, 9/10.
GAPS = Matrix([[5, 5, 0], [2, 18, 0], [0, 0, 0]], list("ABC"), list("xyz"), period="2020")
# Three filings with x and y, x and y, x and z; P4 has w alone, which met nothing; P5 has no class.
FILINGS = Matrix(
    [[1, 1, 0, 0, 0], [3, 0.5, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 2, 0], [0, 0, 0, 0, 0]],
    ["P1", "P2", "P3", "P4", "P5"],
    list("xyzwv"),
)


class TestProdyAndExpy:
    def test_places_weigh_by_their_share_so_size_does_not_matter(self):
        income = {"A": 60.0, "B": 30.0, "C": 1e6}
        found = prody(GAPS, income=income)
        # x: (0.5 * 60 + 0.1 * 30) / 0.6; y: (0.5 * 60 + 0.9 * 30) / 1.4
        np.testing.assert_allclose(found["prody"], [55.0, 57 / 1.4, np.nan])
        assert found.units["prody"] == "unit of income"
        assert found.notes == ()
        assert found.diagnostics["activities_without_total"] == ("z",)
        by_place = expy(GAPS, income=income)
        np.testing.assert_allclose(
            by_place["expy"], [(55 + 57 / 1.4) / 2, 5.5 + 0.9 * 57 / 1.4, np.nan]
        )
        assert by_place.diagnostics["places_without_total"] == ("C",)

    def test_a_place_without_income_is_left_out_and_named_and_still_has_an_expy(self):
        found = prody(GAPS, income={"A": 60.0, "B": float("nan"), "elsewhere": 1.0})
        np.testing.assert_allclose(found["prody"], [60.0, 60.0, np.nan])
        assert found.notes == ("2 places have no income and are left out of every mean: B, C.",)
        np.testing.assert_allclose(expy(GAPS, income={"A": 60.0})["expy"], [60.0, 60.0, np.nan])

    def test_an_activity_of_places_without_income_has_none_and_is_left_out_of_expy(self):
        counts = Matrix([[4, 0], [2, 2]], list("AB"), list("xy"))
        np.testing.assert_allclose(prody(counts, income={"A": 7.0})["prody"], [7.0, np.nan])
        np.testing.assert_allclose(expy(counts, income={"A": 7.0})["expy"], [7.0, 7.0])

    def test_without_income_diversity_stands_in_and_that_is_said(self):
        # A is specialised in x, B in y: one each; so every mean is 1.
        for function in (prody, expy):
            found = function(Matrix([[8, 2], [4, 6]], list("AB"), list("xy")))
            np.testing.assert_allclose(found[function.__name__], [1.0, 1.0])
            assert found.units[function.__name__] == "activities"
            assert "No income was given, so the diversity" in found.notes[0]

    @pytest.mark.parametrize("function", [prody, expy])
    @pytest.mark.parametrize(
        ("income", "words"),
        [
            ({"DE": 1.0}, r"None of the places has a value in 'income': .* has DE"),
            ({}, r"'income' has nothing"),
            ({"A": float("inf")}, r"'income' of A is not finite"),
            ({"A": "rich"}, r"'income' of A is no number but 'rich'"),
        ],
    )
    def test_income_that_cannot_be_used_is_refused(self, function, income, words):
        with pytest.raises(RequestError, match=words):
            function(GAPS, income=income)

    def test_the_mapping_of_the_caller_stays(self):
        income = {"A": 60.0, "B": 30.0}
        prody(GAPS, income=income)
        assert income == {"A": 60.0, "B": 30.0}


class TestMeans:
    def test_values_are_weighted_by_counts(self):
        found = mean_of_activities(GAPS, values={"x": 10.0, "y": 20.0, "z": 99.0})
        np.testing.assert_allclose(found["mean_of_activities"], [15.0, 19.0, np.nan])
        found = mean_of_places(GAPS, values={"A": 23.0, "B": 46.0, "C": 0.0})
        # x: 5 and 2 of 7; y: 5 and 18 of 23.
        np.testing.assert_allclose(
            found["mean_of_places"], [(5 * 23 + 2 * 46) / 7, 5 + 36.0, np.nan]
        )

    def test_what_has_no_value_is_left_out_with_its_weight(self):
        found = mean_of_activities(GAPS, values={"y": -20.0})
        np.testing.assert_allclose(found["mean_of_activities"], [-20.0, -20.0, np.nan])
        assert "2 activities have no values and are left out" in found.notes[0]

    def test_without_values_complexity_is_averaged(self):
        counts = Matrix([[4, 3, 3], [6, 4, 0], [9, 1, 0]], list("ABC"), list("xyz"))
        found = mean_of_activities(counts, threshold=0.5)
        assert found.units["mean_of_activities"] == "standard deviations"
        of_places = found["mean_of_activities"]
        assert of_places[0] > of_places[1] > of_places[2]
        with pytest.raises(RequestError, match=r"fall into 2 parts"):
            mean_of_activities(counts)
        found = mean_of_places(counts, threshold=0.5)["mean_of_places"]
        assert found[2] > found[1] > found[0]


class TestOutsideComplexity:
    # Specialised from 0.9: A in x and y, B in y and z, C in z.
    COUNTS = Matrix([[5, 4, 1], [1, 5, 4], [1, 1, 8]], list("ABC"), list("xyz"), period="2020")

    def test_it_is_the_mean_over_specialisations_known_elsewhere(self):
        found = outside_complexity(self.COUNTS, complexity={"x": -1.0, "z": 2.0}, threshold=0.9)
        np.testing.assert_allclose(found["outside_complexity"], [-1.0, 2.0, 2.0])
        np.testing.assert_allclose(
            found["outside_complexity_standardised"], np.array([-2, 1, 1]) / np.sqrt(2)
        )
        assert "1 activity has no complexity and is left out of every mean: y." in found.notes

    def test_where_all_have_the_same_there_is_nothing_to_standardise(self):
        found = outside_complexity(self.COUNTS, complexity=dict.fromkeys("xyz", 0.1))
        np.testing.assert_allclose(found["outside_complexity"], [0.1, 0.1, 0.1])
        assert np.isnan(found["outside_complexity_standardised"]).all()

    def test_a_place_specialised_in_nothing_that_is_known_has_none(self):
        found = outside_complexity(self.COUNTS, complexity={"x": 1.0}, threshold=0.9)
        np.testing.assert_allclose(found["outside_complexity"], [1.0, np.nan, np.nan])

    def test_nothing_known_is_refused(self):
        counts = Matrix([[5, 4, 1], [5, 4, 1]], list("AB"), list("xyz"), period="2020")
        with pytest.raises(RequestError, match=r"specialised in an activity with a complexity"):
            outside_complexity(
                Matrix([[5, 0, 5], [0, 5, 5]], list("AB"), list("xyz")),
                complexity={"z": 1.0},
                threshold=1.5,
            )
        with pytest.raises(RequestError, match=r"None of the activities has a value"):
            outside_complexity(counts, complexity={"w": 1.0})


class TestRecombination:
    def test_by_hand(self):
        # x met y and z in 3 filings, y met x in 2, z met x in 1, w met nothing in 1.
        ease = ease_of_recombination(FILINGS)["ease_of_recombination"]
        np.testing.assert_allclose(ease, [2 / 3, 1 / 2, 1, 0, np.nan])
        found = modular_complexity(FILINGS)["modular_complexity"]
        np.testing.assert_allclose(found, [12 / 7, 12 / 7, 6 / 5, np.nan, np.nan])
        found = mean_modular_complexity(FILINGS)["mean_modular_complexity"]
        np.testing.assert_allclose(found, [(24 / 7 + 6 / 5) / 3, 12 / 7, 6 / 5, np.nan, np.nan])

    @pytest.mark.parametrize(
        "function", [ease_of_recombination, modular_complexity, mean_modular_complexity]
    )
    def test_how_much_a_filing_has_of_a_class_makes_no_difference(self, function):
        ones = Matrix(FILINGS.values > 0, FILINGS.places, FILINGS.activities)
        np.testing.assert_array_equal(
            function(FILINGS)[function.__name__], function(ones)[function.__name__]
        )

    def test_no_class_at_all_is_refused(self):
        with pytest.raises(RequestError, match=r"No filing has any class \(2020\)"):
            modular_complexity(Matrix([[0, 0]], ["P1"], list("xy"), period="2020"))


class TestNormalisedUbiquity:
    # RTA: A 4/3, 1/2; B 2/3, 3/2. Third place empty, third activity empty.
    COUNTS = Matrix([[8, 2, 0], [4, 6, 0], [0, 0, 0]], list("ABC"), list("xyz"))

    def test_by_hand(self):
        found = normalised_ubiquity(self.COUNTS)
        np.testing.assert_allclose(found["normalised_ubiquity"], [1.2, 0.8, np.nan])
        assert found.diagnostics["activities_without_total"] == ("z",)
        found = inverse_normalised_ubiquity(self.COUNTS)["inverse_normalised_ubiquity"]
        np.testing.assert_allclose(found, [100 * np.log(12), 100 * np.log(8), np.nan])

    def test_an_activity_in_which_nobody_is_specialised_has_none(self):
        found = normalised_ubiquity(self.COUNTS, threshold=1.4)["normalised_ubiquity"]
        np.testing.assert_allclose(found, [np.nan, 0.4, np.nan])

    @pytest.mark.parametrize("added", [-0.1, float("nan"), float("inf")])
    def test_what_cannot_be_added_is_refused(self, added):
        with pytest.raises(RequestError, match=r"added to a total is 0 or more"):
            inverse_normalised_ubiquity(self.COUNTS, added=added)


class TestCrossSpace:
    ONE = Matrix([[8, 2, 0], [7, 3, 0], [0, 9, 0]], list("ABC"), list("xyz"), period="2018")
    OTHER = Matrix([[5, 6], [9, 1], [1, 9]], list("CAB"), list("uv"), period="2020")

    @pytest.mark.parametrize("as_sparse", [False, True])
    def test_by_hand_whatever_the_order_of_places(self, as_sparse):
        """x: A and B; y: C; z: nobody. u: A; v: B and C (RTA of C: 6/11 over 16/31)."""
        one, other = (
            Matrix(
                sparse.csr_array(m.dense()) if as_sparse else m.values,
                m.places, m.activities, period=m.period,
            )
            for m in (self.ONE, self.OTHER)
        )  # fmt: skip
        found = cross_relatedness(one, other)
        np.testing.assert_allclose(found["relatedness"], [[0.5, 0.5], [0, 0.5], [np.nan] * 2])
        assert found.period == "2018 with 2020"
        found = cross_density(one, other)
        np.testing.assert_allclose(found["cross_density_pct"], [[100, 50], [100, 50], [0, 50]])
        assert found.labels[0].tolist() == ["A", "B", "C"]

    def test_other_places_are_refused_by_name(self):
        other = Matrix([[1, 2], [2, 1]], list("AD"), list("uv"))
        with pytest.raises(RequestError, match=r"differ in 3 places: B, C, D are in one only"):
            cross_relatedness(self.ONE, other)
