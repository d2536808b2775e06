"""Groups of activities and unions of places: sums that leave the whole what it was."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.tables.grouping import group_activities, members_present, union_places
from smartspec.tables.matrix import Matrix

VALUES = np.array([[1.0, 2.0, 4.0], [8.0, 0.0, 16.0]])


@pytest.fixture(params=["dense", "sparse"])
def counts(request):
    values = VALUES if request.param == "dense" else sparse.csr_array(VALUES)
    return Matrix(values, ["A", "B"], ["x", "y", "z"], period="2009")


def test_what_belongs_to_no_group_is_the_rest(counts):
    grouped = group_activities(counts, {"xz": ["x", "z"]})
    assert grouped.activities.tolist() == ["xz", "other"]
    assert grouped.dense().tolist() == [[5.0, 2.0], [24.0, 0.0]]
    assert grouped.period == "2009"


def test_groups_of_a_reference_are_sums_of_its_totals():
    counts = Matrix(VALUES, ["A", "B"], ["x", "y", "z"], reference=[10, 20, 40])
    grouped = group_activities(counts, {"xz": ["x", "z"]})
    assert grouped.activity_totals.tolist() == [50.0, 20.0]


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"g": ["x", "q"]}, "There is no activity for the group g 'q'"),
        (
            {"g": ["x"], "h": ["x"]},
            r"Activity x stands in the groups more than once \(again in h\)",
        ),
        ({"g": ["x", "x"]}, r"Activity x stands in the groups more than once \(again in g\)"),
        ({"other": ["x"]}, "An activity stands twice: other"),
    ],
)
def test_groups_that_cannot_be_summed_are_refused(counts, groups, told):
    with pytest.raises(RequestError, match=told):
        group_activities(counts, groups)


def test_a_union_sums_the_members_that_are_there(counts):
    union = union_places(counts, {"AB": ["A", "B", "C"], "B only": ["B"]})
    assert union.dense().tolist() == [[9.0, 2.0, 20.0], [8.0, 0.0, 16.0]]
    assert union.activity_totals.tolist() == counts.activity_totals.tolist()


def test_a_union_without_any_member_is_refused(counts):
    with pytest.raises(
        RequestError, match=r"No member of CD is among the places \(looked for C, D\)"
    ):
        union_places(counts, {"CD": ["C", "D"]})


def test_members_are_told_apart_in_the_order_given(counts):
    assert members_present(counts.places, ["C", "B", "A"]) == (("B", "A"), ("C",))
