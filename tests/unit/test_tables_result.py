"""What an indicator found, as arrays, at one place, and as a long table."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.tables.result import Result

VALUES = np.array([[1.5, 0.0], [0.0, 2.5]])
LABELS = (np.array(["A", "B"]), np.array(["x", "y"]))


def result(values, **columns):
    return Result(("place", "activity"), LABELS, {"rta": values, **columns}, period="2009")


def test_a_dense_result_has_a_row_for_each_pair_in_the_order_of_the_labels():
    frame = result(VALUES).to_frame()
    assert frame.columns.tolist() == ["place", "activity", "period", "rta"]
    assert frame["place"].tolist() == ["A", "A", "B", "B"]
    assert frame["activity"].tolist() == ["x", "y", "x", "y"]
    assert frame["rta"].tolist() == [1.5, 0.0, 0.0, 2.5]
    assert set(frame["period"]) == {"2009"}


def test_a_sparse_result_has_a_row_for_each_pair_that_is_stored():
    both = sparse.csr_array(VALUES)
    frame = result(both, other=both * 2).to_frame()
    assert frame[["place", "activity"]].to_numpy().tolist() == [["A", "x"], ["B", "y"]]
    assert frame["other"].tolist() == [3.0, 5.0]
    assert result(both).is_sparse
    assert not result(VALUES).is_sparse


def test_rows_can_be_chosen():
    chosen = np.array([[False, True], [True, False]])
    assert result(VALUES).to_frame(where=chosen)["rta"].tolist() == [0.0, 0.0]


def test_values_at_a_pair_are_found_by_its_labels():
    assert result(VALUES).at("B", "y") == {"rta": 2.5}
    assert result(sparse.csr_array(VALUES)).at("B", "x") == {"rta": 0.0}
    with pytest.raises(RequestError, match="There is no activity 'z'"):
        result(VALUES).at("B", "z")


def test_a_column_is_found_by_its_name():
    assert result(sparse.csr_array(VALUES))["rta"].tolist() == VALUES.tolist()
    with pytest.raises(RequestError, match=r"There is no column 'rtaa'\. Did you mean 'rta'?"):
        result(VALUES)["rtaa"]


def test_columns_have_the_shape_of_the_labels():
    with pytest.raises(RequestError, match=r"Column 'rta' has shape \(1, 2\), its labels \(2, 2\)"):
        result(VALUES[:1])


def test_labels_are_text_in_the_table_whatever_they_look_like():
    labels = (np.array(["01", "NA"]),)
    frame = Result(("place",), labels, {"gini": np.array([0.5, np.nan])}).to_frame()
    assert frame["place"].dtype == "str"
    assert frame["place"].tolist() == ["01", "NA"]
    assert frame["gini"].isna().tolist() == [False, True]
