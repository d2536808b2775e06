"""Growth agrees with EconGeo, which rounds to 2 decimals: hence the tolerance of 0.005."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartspec.indicators.change import growth, growth_of_activities, growth_of_places
from smartspec.tables.matrix import Matrix

PEERS = Path(__file__).parent / "peers"


def counts_of(name: str) -> Matrix:
    table = pd.read_csv(PEERS / "inputs" / f"{name}.csv", index_col=0)
    return Matrix(
        table.to_numpy(dtype=float), places=list(table.index), activities=list(table.columns)
    )


@pytest.fixture
def windows() -> tuple[Matrix, Matrix]:
    return counts_of("counts_t1"), counts_of("counts_t2")


@pytest.mark.parametrize(
    ("compute", "output"),
    [
        (growth, "growth_mat"),
        (growth_of_places, "growth_reg"),
        (growth_of_activities, "growth_ind"),
    ],
)
def test_growth_is_that_of_econgeo_under_its_convention(windows, compute, output):
    theirs = pd.read_csv(PEERS / "econgeo_v2.1" / f"{output}.csv", index_col=0).to_numpy()
    ours = compute(*windows, zero="econgeo")["growth_pct"]
    assert np.isinf(theirs).sum() == np.isinf(ours).sum()
    np.testing.assert_allclose(ours.reshape(theirs.shape), theirs, rtol=0, atol=0.005)


def test_without_its_convention_growth_from_nothing_to_nothing_has_no_value(windows):
    before, after = windows
    nothing = (before.dense() == 0) & (after.dense() == 0)
    assert nothing.any()
    ours = growth(before, after)["growth_pct"]
    np.testing.assert_array_equal(np.isnan(ours), nothing)
