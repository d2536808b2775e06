"""A labelled matrix: checked, never changed, the same whether dense or sparse."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.tables.matrix import Matrix, replace_matrix

VALUES = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])
LABELS = (["A", "B"], ["x", "y", "z"])


@pytest.fixture(params=["dense", "sparse"])
def counts(request):
    values = VALUES if request.param == "dense" else sparse.csr_array(VALUES)
    return Matrix(values, *LABELS, period="2009", unit="jobs")


def test_totals_are_sums_of_rows_columns_and_all(counts):
    assert counts.place_totals.tolist() == [3.0, 3.0]
    assert counts.activity_totals.tolist() == [1.0, 3.0, 2.0]
    assert counts.total == 6.0
    assert counts.shape == (2, 3)


def test_a_row_is_that_of_its_label(counts):
    assert counts.row("B").tolist() == [0.0, 3.0, 0.0]
    with pytest.raises(RequestError, match="There is no place 'C'"):
        counts.row("C")


def test_selecting_places_keeps_the_whole(counts):
    chosen = counts.select_places(["B"])
    assert chosen.dense().tolist() == [[0.0, 3.0, 0.0]]
    assert chosen.activity_totals.tolist() == [1.0, 3.0, 2.0]
    assert (chosen.period, chosen.unit) == ("2009", "jobs")
    assert chosen.is_sparse == counts.is_sparse


def test_the_order_of_selected_places_is_the_one_asked_for(counts):
    assert counts.select_places(["B", "A"]).place_totals.tolist() == [3.0, 3.0]
    assert counts.select_places(["B", "A"]).places.tolist() == ["B", "A"]
    with pytest.raises(RequestError, match="A place stands twice: A"):
        counts.select_places(["A", "A"])


def test_a_part_can_be_exchanged_and_is_checked_anew(counts):
    assert replace_matrix(counts, period="2010").period == "2010"
    with pytest.raises(RequestError, match="has shape"):
        replace_matrix(counts, places=["A"])


def test_sparse_counts_store_each_counted_pair_once_and_leave_the_caller_s_alone():
    pairs = (np.array([0, 0, 1, 1]), np.array([2, 2, 1, 0]))
    mine = sparse.coo_array((np.array([1.0, 1.0, 3.0, 0.0]), pairs), shape=(2, 3)).tocsr(copy=True)
    doubled = sparse.csr_array((mine.data, mine.indices, mine.indptr), shape=(2, 3))
    before = doubled.nnz
    counts = Matrix(doubled, *LABELS)
    assert counts.values.nnz == 2
    assert counts.dense().tolist() == [[0.0, 0.0, 2.0], [0.0, 3.0, 0.0]]
    assert doubled.nnz == before


def test_whole_numbers_become_floats_and_any_sparse_format_is_taken():
    made = Matrix(sparse.coo_array(VALUES.astype(int)), *LABELS)
    assert made.values.dtype == np.float64
    assert made.values.format == "csr"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ([1, 2], r"The reference has shape \(2,\); it needs one total for each of the 3"),
        ([1, 2, -1], "must be finite and not negative"),
        ([1, 2, np.nan], "must be finite and not negative"),
    ],
)
def test_a_reference_that_does_not_fit_is_refused(reference, told):
    with pytest.raises(RequestError, match=told):
        Matrix(VALUES, *LABELS, reference=reference)


@pytest.mark.parametrize("values", [[1.0, 2.0], 3.0, np.ones((1, 1, 1))])
def test_what_has_not_two_dimensions_is_refused(values):
    with pytest.raises(RequestError, match="A matrix has two dimensions; this one has"):
        Matrix(values, ["A"], ["x"])


@pytest.mark.parametrize("fault", [-1.0, np.inf, np.nan])
def test_sparse_values_are_checked_like_dense_ones(fault):
    with pytest.raises(RequestError, match="finite and not negative"):
        Matrix(sparse.csr_array(np.array([[fault]])), ["A"], ["x"])


def test_labels_cannot_be_changed(counts):
    with pytest.raises(ValueError, match="read-only"):
        counts.places[0] = "C"
