"""World trade of 1998-2000: the rankings are those that the field knows."""

import numpy as np
import pandas as pd
import pytest

from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.relatedness import relatedness
from smartspec.indicators.specialisation import specialised
from smartspec.tables.matrix import Matrix

KNOWN_COMPLEX = {"jpn", "deu", "che", "swe", "fin", "gbr", "usa", "aut", "fra", "sgp", "irl", "kor"}


@pytest.fixture(scope="module")
def trade(shared_data):
    rows = pd.read_csv(
        shared_data / "trade" / "world_trade_avg_1998_2000.csv.gz", dtype={"product": str}
    )
    table = rows.pivot(index="country", columns="product", values="value").fillna(0)
    return Matrix(table.to_numpy(dtype=float), list(table.index), list(table.columns))


@pytest.fixture(scope="module")
def large(trade):
    """Countries with at least a thousandth of the largest, since the smallest are noise."""
    totals = trade.place_totals
    return Matrix(
        trade.values[totals >= totals.max() / 1000],
        trade.places[totals >= totals.max() / 1000],
        trade.activities,
        reference=trade.activity_totals,
    )


def test_all_countries_and_products_are_there(trade):
    assert trade.shape == (226, 785)


def test_specialisation_and_proximity_are_what_their_definitions_give(trade):
    has = specialised(trade)["specialised"]
    values = trade.dense()
    plain = (values / values.sum(axis=1)[:, None]) / (values.sum(axis=0) / values.sum()) >= 1
    assert (has == plain).all()
    chosen = np.random.default_rng(7).integers(0, 785, size=(200, 2))
    found = relatedness(trade)["relatedness"]
    for first, second in chosen:
        both = (plain[:, first] & plain[:, second]).sum()
        most = max(plain[:, first].sum(), plain[:, second].sum())
        assert found[first, second] == pytest.approx(both / most, abs=1e-12)


def test_the_most_complex_countries_are_those_that_the_field_knows(large):
    found = place_complexity(large, components="largest")
    order = large.places[np.argsort(-np.nan_to_num(found["place_complexity"], nan=-9))]
    assert len(KNOWN_COMPLEX & set(order[:12].tolist())) >= 9
    assert not KNOWN_COMPLEX & set(order[-40:].tolist())


def test_machines_are_complex_and_crops_are_not(large):
    found = activity_complexity(large, components="largest")["activity_complexity"]
    chapter = np.array([code[0] for code in large.activities])
    assert np.nanmean(found[chapter == "7"]) > 0.3  # machinery and transport equipment (SITC 7)
    assert np.nanmean(found[chapter == "0"]) < -0.2  # food and live animals (SITC 0)
