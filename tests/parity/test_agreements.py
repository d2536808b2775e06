"""Every row of ``agreements`` holds: what is told to agree does, and what is told to differ does."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from comparisons import PEERS, absent, comparisons, inputs, peers
from printed import CO_OCCURRENCE, counts_of, output, table

from smartspec.indicators.catalogue import indicator
from smartspec.indicators.cross_space import cross_density, cross_relatedness
from smartspec.indicators.relatedness import relatedness_of_links
from smartspec.tables.result import Result

ROWS = comparisons()
BY_LABEL = ("groups", "income", "values", "complexity")  # the others are given as arrays
OTHERS = {
    known.__name__: known for known in (relatedness_of_links, cross_relatedness, cross_density)
}
TINY = 1e-300  # so that 0 beside 0 does not differ


def given(row, counts):
    """Arrays that an indicator is given: attributes of places or activities, or relatedness."""
    found = {}
    for name, source in row.given.items():
        file, _, column = source.partition(":")
        if not column:
            values = output(*source.split("/")).select_dtypes("number").to_numpy(dtype=float)
            labels = (counts.activities, counts.activities)
            axes = ("activity", "related_activity")
            found[name] = Result(axes, labels, {"relatedness": values})
        else:
            folder, _, name_of_file = file.rpartition("/")
            values = output(folder or "inputs", name_of_file)[column]
            found[name] = values.to_dict() if name in BY_LABEL else values.to_numpy(dtype=float)
    return found


def function_of(row):
    """Indicators stand in the catalogue; what takes links, or two kinds of counts, does not."""
    return OTHERS.get(row.indicator) or indicator(row.indicator).load()


def dense(result, column):
    """Values as an array; a sparse answer does not store the NaN of what is empty."""
    values = np.array(result[column], dtype=float)
    if not result.is_sparse:
        return values
    values[np.isin(result.labels[0], result.diagnostics["places_without_total"])] = np.nan
    values[:, np.isin(result.labels[1], result.diagnostics["activities_without_total"])] = np.nan
    return values


def ours(row, *, as_sparse=False):
    windows = [
        counts_of(name, as_sparse=as_sparse, transposed=row.transposed) for name in row.input
    ]
    result = function_of(row)(*windows, **row.options, **given(row, windows[0]))
    values = dense(result, row.column or next(iter(result.columns)))
    if row.scaled:
        values = 100 * (values - values.min()) / (values.max() - values.min())
    return result, values


def theirs(row, result, values):
    """What the peer printed, in the shape of ours; NaN for what it leaves out."""
    how, _, column = row.read.partition(":")
    if how == "long":
        return long(row, result, column)
    frame = pd.read_csv(row.path) if how == "pairs" else table(row.path)
    if how == "pairs":
        return frame.pivot(index="prod_1", columns="prod_2", values=column).to_numpy(dtype=float)
    numbers = frame.select_dtypes("number")
    if how == "labels":
        assert numbers.index.isin(result.labels[0]).all()
        assert numbers.columns.isin(result.labels[1]).all()
        return numbers.reindex(index=result.labels[0], columns=result.labels[1]).to_numpy()
    if how == "row":
        return numbers.to_numpy(dtype=float).reshape(-1)
    if how == "transposed":
        return numbers.to_numpy(dtype=float).T
    if how in ("row_sums", "column_sums"):
        return numbers.sum(axis=1 if how == "row_sums" else 0).to_numpy(dtype=float)
    return numbers.to_numpy(dtype=float) if values.ndim == 2 else numbers.iloc[:, 0].to_numpy(float)


def long(row, result, column):
    keys = peers()[row.peer].labels
    frame = pd.read_csv(row.path, dtype=dict.fromkeys(keys.values(), str))
    if len(result.axes) == 1:
        of = frame.groupby(keys[result.axes[0]])[column].first()
        return of.reindex(result.labels[0]).to_numpy(dtype=float)
    wide = frame.pivot(index=keys["place"], columns=keys["activity"], values=column)
    return wide.reindex(index=result.labels[0], columns=result.labels[1]).to_numpy(dtype=float)


def compared(row, result, values):
    """Ours and theirs, where they are compared."""
    printed = theirs(row, result, values)
    if row.where == "known_only":  # the peer leaves the others out, without labels
        return values[~np.isnan(values)], printed
    assert printed.shape == values.shape
    keep = np.ones(values.shape, dtype=bool)
    if row.where == "known":
        keep = ~np.isnan(values)
    elif row.where == "printed":
        keep = ~np.isnan(printed)
    elif row.where == "off_diagonal":
        keep = ~np.eye(len(values), dtype=bool)
    if row.read.startswith("long") and row.path.stem == "pairs":  # printed of a few places alone
        keep &= ~np.isnan(printed)
    if row.read == "labels":
        keep &= ~(np.isnan(printed) & np.isnan(values))
    return values[keep], printed[keep]


def differences(row, mine, printed):
    """Absolute or relative; what has no value, or is infinite, must be so on both sides."""
    unlike = ~np.isfinite(mine)
    np.testing.assert_array_equal(mine[unlike], printed[unlike])
    assert np.isfinite(printed[~unlike]).all()
    mine, printed = mine[~unlike], printed[~unlike]
    size = np.maximum(np.abs(printed), TINY) if row.relative else 1.0
    return np.abs(mine - printed) / size


@pytest.mark.parametrize("as_sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_what_is_told_to_agree_does(row, as_sparse):
    mine, printed = compared(row, *ours(row, as_sparse=as_sparse))
    assert len(mine) > 0
    assert differences(row, mine, row.times * printed).max() <= row.within


@pytest.mark.parametrize("row", [row for row in ROWS if row.differs], ids=lambda row: row.label)
def test_what_is_told_to_differ_does(row):
    mine, printed = compared(row, *ours(row))
    if row.at_least:  # by how much is told; a factor is no more than another unit
        assert row.at_least < np.nanmax(np.abs(mine - row.times * printed)) <= row.within
    else:  # the factor is the difference
        assert row.times != 1
        assert np.nanmax(np.abs(mine - printed)) > 1e-3


def test_no_comparison_stands_twice_and_each_is_told_in_words():
    labels = Counter((row.label, row.input, row.column, row.differs != "") for row in ROWS)
    assert [label for label, number in labels.items() if number > 1] == []
    assert all(row.words for row in ROWS)
    assert {name for row in ROWS for name in row.input} <= set(inputs())


def test_what_is_not_compared_is_told_why_and_is_compared_nowhere():
    done = {(row.peer, row.calls) for row in ROWS}
    for entry in absent():
        assert entry.reason
        assert not done & {(entry.peer, call) for call in entry.calls}


def test_every_output_that_is_kept_is_compared_here_or_by_a_test_of_its_own():
    used = {row.path for row in ROWS}
    own = "".join(
        path.read_text("utf-8") for path in Path(__file__).parent.glob("test_parity_*.py")
    )
    kept = {path for peer in peers().values() for path in (PEERS / peer.folder).glob("*.csv")}
    assert sorted(
        path.relative_to(PEERS).as_posix()
        for path in kept - used
        if f'"{path.stem}"' not in own and path.stem != CO_OCCURRENCE
    ) == []  # fmt: skip
