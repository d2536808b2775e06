"""What a place's structure is, worked by hand."""

import math

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators import structure
from smartspec.tables.matrix import Matrix

# Totals: places 10, 10, 20; activities 10, 10, 20; whole 40.
#   A has the mix of the whole but for a shift of 2 from x to y.
VALUES = [[0.5, 4.5, 5.0], [9.5, 0.5, 0.0], [0.0, 5.0, 15.0]]


def counts(values=VALUES, *, kind=np.array, **parts):
    rows, columns = np.shape(values)
    return Matrix(
        kind(values), places=list("ABCDEFGH")[:rows], activities=list("stuvwxyz")[:columns], **parts
    )


KINDS = pytest.mark.parametrize("kind", [np.array, sparse.csr_array, sparse.coo_array])


@KINDS
def test_diversity_counts_an_rta_of_exactly_one(kind):
    even = counts([[2, 2], [3, 3], [1, 9]], kind=kind)
    # Whole 6 : 14. A and B have half in each: RTA 1.67 and 0.71; C 0.33 and 1.29.
    assert structure.diversity(even)["diversity"].tolist() == [1, 1, 1]
    same = counts([[1, 2], [2, 4]], kind=kind)
    assert structure.diversity(same)["diversity"].tolist() == [2, 2]


def test_diversity_with_a_higher_threshold_counts_fewer():
    matrix = counts([[8, 2], [4, 6]])
    assert structure.diversity(matrix, threshold=1.4)["diversity"].tolist() == [0, 1]


def test_diversity_against_a_reference_uses_the_whole_it_gives():
    matrix = counts([[8, 2]], reference=[90, 10])
    # Shares 0.8 and 0.2 against 0.9 and 0.1.
    assert structure.diversity(matrix)["diversity"].tolist() == [1]


@KINDS
def test_herfindahl_is_the_sum_of_squared_shares(kind):
    matrix = counts([[8, 2, 0], [5, 5, 0], [7, 0, 0]], kind=kind)
    found = structure.herfindahl(matrix)
    assert found["herfindahl"] == pytest.approx([0.68, 0.5, 1.0])
    assert found.axes == ("place",)
    assert found.at("C") == {"herfindahl": 1.0}


@KINDS
def test_entropy_of_equal_activities_is_the_logarithm_of_their_number(kind):
    matrix = counts([[3] * 8, [1, 1, 0, 0, 0, 0, 0, 0], [4] + [0] * 7], kind=kind)
    assert structure.entropy(matrix)["entropy"] == pytest.approx([3, 1, 0])
    assert structure.entropy(matrix, base=math.e)["entropy"][0] == pytest.approx(math.log(8))


def test_a_place_with_one_activity_has_entropy_zero_without_a_minus():
    assert str(structure.entropy(counts([[7, 0]]))["entropy"][0]) == "0.0"


@pytest.mark.parametrize(("base", "unit"), [(2, "bits"), (math.e, "nats"), (3, "digits of base 3")])
def test_entropy_says_its_unit(base, unit):
    assert structure.entropy(counts(), base=base).units["entropy"] == unit


@pytest.mark.parametrize("base", [1, 0.5, 0, -2, math.inf, math.nan])
def test_a_base_that_is_no_base_is_refused(base):
    with pytest.raises(RequestError, match="must be above 1"):
        structure.entropy(counts(), base=base)


@KINDS
def test_krugman_index_adds_up_differences_of_shares(kind):
    matrix = counts([[8, 2], [4, 6]], kind=kind)
    # 0.8 and 0.4 against 0.6 of the whole; against the other place 0.8 - 0.4 twice.
    assert structure.krugman(matrix)["krugman"] == pytest.approx([0.4, 0.4])
    assert structure.krugman(matrix, whole="others")["krugman"] == pytest.approx([0.8, 0.8])
    half = structure.specialisation_coefficient(matrix)["specialisation_coefficient"]
    assert half == pytest.approx([0.2, 0.2])


@KINDS
def test_krugman_index_is_two_where_places_have_nothing_in_common(kind):
    apart = counts([[8, 0], [0, 3]], kind=kind)
    assert structure.krugman(apart, whole="others")["krugman"] == pytest.approx([2, 2])


def test_krugman_index_of_a_place_in_a_published_whole():
    matrix = counts([[8, 2]], reference=[30, 70])
    assert structure.krugman(matrix)["krugman"] == pytest.approx([1.0])
    # The others have 22 and 68 of 90.
    others = structure.krugman(matrix, whole="others")["krugman"]
    assert others == pytest.approx([abs(0.8 - 22 / 90) + abs(0.2 - 68 / 90)])


def test_a_place_cannot_have_more_than_the_reference_when_compared_with_the_others():
    matrix = counts([[8, 2]], reference=[5, 70])
    with pytest.raises(RequestError, match=r"^A has more of s than the reference"):
        structure.krugman(matrix, whole="others")


def test_a_place_that_is_the_whole_reference_has_no_others():
    matrix = counts([[8, 2]], reference=[8, 2])
    assert np.isnan(structure.krugman(matrix, whole="others")["krugman"]).all()


def test_an_unknown_whole_is_refused_with_the_nearest():
    with pytest.raises(RequestError, match="Did you mean 'others'"):
        structure.krugman(counts(), whole="other")


@KINDS
def test_hachman_is_one_for_the_mix_of_the_whole_and_less_otherwise(kind):
    same = counts([[1, 2], [2, 4]], kind=kind)
    assert structure.hachman(same)["hachman"] == pytest.approx([1, 1])
    other = counts([[8, 2], [4, 6]], kind=kind)
    assert structure.hachman(other)["hachman"] == pytest.approx([6 / 7, 6 / 7])


def test_hachman_has_no_value_where_the_reference_lacks_what_the_place_has():
    matrix = counts([[8, 2], [1, 0]], reference=[30, 0])
    found = structure.hachman(matrix)["hachman"]
    assert np.isnan(found[0])
    assert found[1] == 1


@KINDS
@pytest.mark.parametrize(
    "name",
    ["diversity", "herfindahl", "entropy", "krugman", "specialisation_coefficient", "hachman"],
)
def test_a_place_without_any_count_has_no_value_and_is_named(name, kind):
    matrix = counts([[8, 2, 0], [0, 0, 0], [4, 6, 0]], kind=kind, period="2009")
    found = getattr(structure, name)(matrix)
    assert np.isnan(found[name]).tolist() == [False, True, False]
    assert found.diagnostics["places_without_total"] == ("B",)
    assert found.period == "2009"


@pytest.mark.parametrize("name", ["diversity", "krugman", "specialisation_coefficient", "hachman"])
def test_a_single_place_has_nothing_to_be_compared_with(name):
    with pytest.raises(RequestError, match="there is only one, A"):
        getattr(structure, name)(counts([[8, 2]]))


def test_what_needs_no_comparison_is_computed_for_a_single_place():
    assert structure.herfindahl(counts([[8, 2]]))["herfindahl"] == pytest.approx([0.68])
    assert structure.entropy(counts([[5, 5]]))["entropy"] == pytest.approx([1])


def test_explicit_zeros_and_doubled_entries_of_a_sparse_matrix_change_nothing():
    # Row A: 3 + 5 in s, 2 in t, a stored 0 in u.
    stored = sparse.csr_array(
        (np.array([3.0, 5.0, 2.0, 0.0, 4.0]), np.array([0, 0, 1, 2, 1]), np.array([0, 4, 5])),
        shape=(2, 3),
    )
    before = stored.data.copy()
    matrix = Matrix(stored, places=["A", "B"], activities=list("stu"))
    assert structure.herfindahl(matrix)["herfindahl"] == pytest.approx([0.68, 1])
    assert structure.entropy(matrix)["entropy"][1] == 0
    np.testing.assert_array_equal(stored.data, before)


def test_structure_agrees_with_plain_loops():
    matrix = counts()
    whole = [sum(row[a] for row in VALUES) for a in range(3)]
    for p, row in enumerate(VALUES):
        total = sum(row)
        mix = [value / total for value in row]
        usual = [value / sum(whole) for value in whole]
        rest = [whole[a] - row[a] for a in range(3)]
        others = [value / sum(rest) for value in rest]
        expected = {
            "herfindahl": sum(s * s for s in mix),
            "entropy": -sum(s * math.log2(s) for s in mix if s > 0),
            "krugman": sum(abs(s - t) for s, t in zip(mix, usual, strict=True)),
            "hachman": 1 / sum(s * s / t for s, t in zip(mix, usual, strict=True)),
            "diversity": sum(s / t >= 1 for s, t in zip(mix, usual, strict=True)),
        }
        for name, value in expected.items():
            assert getattr(structure, name)(matrix)[name][p] == pytest.approx(value)
        apart = sum(abs(s - t) for s, t in zip(mix, others, strict=True))
        assert structure.krugman(matrix, whole="others")["krugman"][p] == pytest.approx(apart)
