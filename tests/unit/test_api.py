"""smartspec from Python: every indicator by its name, tables of any kind, warnings that point home."""

import inspect
import pickle
import subprocess
import sys
import warnings

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import smartspec as ss

JOBS = {"place": ["A", "A", "B", "B"], "activity": ["x", "y"] * 2, "value": [8, 2, 4, 6]}


def test_every_indicator_is_declared_for_type_checkers_and_nothing_else_is():
    source = inspect.getsource(ss)
    declared = [line.split(":")[0].strip() for line in source.splitlines() if line.endswith(": TableFunction")]  # fmt: skip
    assert declared == sorted(entry.name for entry in ss.list_indicators())


def test_an_indicator_goes_by_its_other_names_too():
    assert ss.location_quotient is ss.rta
    assert ss.rca(JOBS)["rta"].tolist() == ss.rta(JOBS)["rta"].tolist()


def test_an_indicator_tells_what_it_takes_and_means():
    parameters = list(inspect.signature(ss.rta_significance).parameters)
    assert parameters[:2] == ["table", "place"]
    assert "name" not in parameters
    assert ss.rta.__doc__.startswith("Revealed technological advantage")
    assert "confidence=0.95" in ss.rta_significance.__doc__
    assert ss.rta.__name__ == "rta"


def test_an_indicator_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(ss.rta)) is ss.rta


def test_rooms_and_lists_do_not_hide_each_other():
    code = (
        "import smartspec as ss; ss.rta({'place': ['A', 'B'], 'activity': ['x', 'x'], 'value': [1, 2]});"
        "ss.load_table('patent_families');"
        "print(len(ss.list_indicators()) > 20, len(ss.list_datasets()) > 5, len(ss.list_datasets()) > 5)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 3


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, smartspec; print(sorted({'pandas', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_answer_is_a_pandas_table_whatever_goes_in():
    for table in (JOBS, pd.DataFrame(JOBS), pl.DataFrame(JOBS), pa.table(JOBS)):
        found = ss.indicate("rta", table)
        assert type(found) is pd.DataFrame
        assert found["rta"].round(2).tolist() == [1.33, 0.5, 0.67, 1.5]


def test_a_categorical_column_and_its_unused_categories_make_no_places():
    frame = pd.DataFrame(JOBS)
    frame["place"] = pd.Categorical(frame["place"], categories=["B", "A", "unused"])
    assert ss.diversity(frame)["place"].tolist() == ["A", "B"]


def test_one_window_may_be_given_as_it_is():
    frame = pd.DataFrame(JOBS).assign(period=2009)
    assert ss.diversity(frame, windows="2009")["period"].tolist() == ["2009", "2009"]


def test_what_was_kept_out_is_a_warning_that_points_to_the_caller():
    frame = pd.DataFrame({**JOBS, "place": ["A", "World", "B", "B"]})
    for ask in (ss.rta, lambda table: ss.indicate("rta", table)):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            ask(frame)
        assert [str(warning.message) for warning in caught] == [
            "Kept out as sums of other places: World."
        ]
        assert caught[0].category is ss.SmartspecWarning
        assert caught[0].filename == __file__


def test_how_to_read_a_table_that_has_been_read_is_not_ignored_in_silence():
    table = ss.ActivityTable.from_frame(JOBS)
    assert ss.rta(table)["rta"].round(2).tolist() == [1.33, 0.5, 0.67, 1.5]
    with pytest.raises(ss.RequestError, match=r"read already; reference, missing would have no"):
        ss.rta(table, reference="A", missing="drop")


def test_the_caller_s_table_is_never_changed():
    frame = pd.DataFrame(
        {**JOBS, "period": [2009.0] * 4, "note": [None, "b", "c", "d"]}, index=[3, 3, 1, 0]
    )
    before = frame.copy(deep=True)
    ss.rta(frame, windows=["2009"], duplicates="sum", missing="zero")
    pd.testing.assert_frame_equal(frame, before)
