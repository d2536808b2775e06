"""Scores agree with scikit-learn and plain loops; a back-test knows signal from noise."""

from __future__ import annotations

import numpy as np
import pytest
from dynamics_worlds import world
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.core.errors import RequestError
from smartspec.dynamics._fit import fit_logit
from smartspec.dynamics._record import CHANCE, MODEL, WITHOUT
from smartspec.dynamics.backtest import back_test, ways
from smartspec.dynamics.forecast import entry_forecast, probabilities
from smartspec.dynamics.panel import Rules, candidates, entry_panel
from smartspec.dynamics.scores import areas, precision_at, weights_of_places

ANY = Rules(moves="any")


@st.composite
def scored(draw):
    size = draw(st.integers(4, 40))
    moved = np.array(draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=size, max_size=size)))
    moved[:2] = [0.0, 1.0]
    score = np.array(draw(st.lists(st.integers(0, 6), min_size=size, max_size=size)), dtype=float)
    place = np.array(
        draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)), dtype=np.int32
    )
    return score, moved, place


@given(scored())
@settings(max_examples=80, deadline=None)
def test_areas_are_those_of_scikit_learn_ties_included(drawn):
    metrics = pytest.importorskip("sklearn.metrics")
    score, moved, place = drawn
    area, average = areas(score, moved, place, np.ones((4, 1)))
    assert area.plain == pytest.approx(metrics.roc_auc_score(moved, score))
    assert average.plain == pytest.approx(metrics.average_precision_score(moved, score))
    assert area.drawn[0] == pytest.approx(area.plain)
    assert average.drawn[0] == pytest.approx(average.plain)


@given(scored(), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_a_drawn_place_counts_as_often_as_it_was_drawn(drawn, seed):
    score, moved, place = drawn
    weights = weights_of_places(4, draws=1, seed=seed)
    rows = np.repeat(np.arange(len(score)), weights[place, 0].astype(int))
    area, average = areas(score, moved, place, weights)
    if len(set(moved[rows].tolist())) < 2:
        return
    again = areas(score[rows], moved[rows], place[rows], np.ones((4, 1)))
    assert area.drawn[0] == pytest.approx(again[0].plain)
    assert average.drawn[0] == pytest.approx(again[1].plain)


def test_a_fine_score_is_told_apart_nearly_as_well_when_places_are_drawn():
    rng = np.random.default_rng(1)
    score = rng.normal(size=60_000)
    moved = (rng.random(60_000) < 1 / (1 + np.exp(3 - score))).astype(float)
    area, average = areas(
        score, moved, rng.integers(0, 50, 60_000).astype(np.int32), np.ones((50, 1))
    )
    assert area.drawn[0] == pytest.approx(area.plain, abs=2e-5)
    assert average.drawn[0] == pytest.approx(average.plain, abs=2e-3)


@given(scored(), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_precision_is_the_mean_over_every_order_of_equals(drawn, k):
    score, moved, place = drawn
    found = precision_at(score, moved, place, np.ones((4, 1)), k=k)
    rng = np.random.default_rng(0)
    means = []
    for _ in range(400):
        own = []
        for one in range(4):
            rows = np.flatnonzero(place == one)
            if len(rows) >= k:
                rows = rng.permutation(rows)
                best = rows[np.argsort(-score[rows], kind="stable")][:k]
                own.append(moved[best].mean())
        means.append(np.mean(own) if own else np.nan)
    if np.isnan(means[0]):
        assert np.isnan(found.plain)
    else:
        assert abs(found.plain - np.mean(means)) < 4 * np.std(means) / 20 + 1e-9


def test_each_step_is_foretold_by_what_came_before_it_alone():
    windows = world(pull=2.0, windows=6, seed=5)
    panel = entry_panel(windows, rules=ANY)
    found = back_test(panel, draws=20)
    last = panel.step == len(panel.steps) - 1
    fit = fit_logit(panel.values[~last], panel.moved[~last])
    metrics = pytest.importorskip("sklearn.metrics")
    row = found.steps[(found.steps["step"] == panel.steps[-1]) & (found.steps["forecast"] == MODEL)]
    score = fit.log_odds(panel.values[last])
    assert row["auc"].item() == pytest.approx(metrics.roc_auc_score(panel.moved[last], score))
    # Another future changes no forecast of what came before.
    other = entry_panel([*windows[:-1], windows[0]], rules=ANY)
    again = back_test(other, draws=20).steps
    early = found.steps["step"] != panel.steps[-1]
    assert found.steps[early]["auc"].tolist() == pytest.approx(again["auc"][early].tolist())


def test_a_planted_signal_is_found_and_probabilities_are_right():
    windows = world(pull=3.0, places=150, windows=7, seed=11)
    forecast = entry_forecast(windows, rules=ANY, draws=100)
    record = forecast.record
    assert record.advantage
    assert record.relatedness_adds
    table = record.scores.set_index("forecast")
    assert table.loc[MODEL, "auc"] > table.loc[WITHOUT, "auc"] > table.loc[CHANCE, "auc"] == 0.5
    assert table.loc[MODEL, "brier_skill"] > 0
    # What is foretold comes as often as foretold: in most tenths within its interval.
    inside = record.reliability["predicted"].between(
        record.reliability["observed_low"] - 0.01, record.reliability["observed_high"] + 0.01
    )
    assert inside.mean() >= 0.8
    assert record.reliability["predicted"].is_monotonic_increasing
    chance = forecast.probability["probability"]
    now = candidates(windows, rules=ANY)
    assert np.isfinite(chance).sum() == len(now)
    assert np.nanmin(chance) >= 0
    assert np.nanmax(chance) <= 1
    assert np.nanmean(chance) == pytest.approx(record.reliability["observed"].mean(), rel=0.3)


def test_where_no_signal_is_planted_relatedness_is_not_said_to_add():
    claims = [
        back_test(entry_panel(world(pull=0.0, windows=6, seed=seed), rules=ANY), draws=100)
        for seed in range(12)
    ]
    # At 95% two-sided on two scores at once a false claim is rare; of twelve worlds at most one.
    assert sum(one.relatedness_adds for one in claims) <= 1


def test_entries_dealt_out_at_random_give_no_advantage_and_no_probability():
    windows = world(pull=2.0, windows=6, seed=9)
    panel = entry_panel(windows, rules=ANY)
    rng = np.random.default_rng(5)
    from dataclasses import replace

    dealt = replace(panel, moved=rng.permutation(panel.moved))
    found = back_test(dealt, draws=100)
    assert not found.advantage
    assert found.notes[0].startswith("No advantage")
    assert found.scores.set_index("forecast").loc[MODEL, "auc"] == pytest.approx(0.5, abs=0.06)
    with pytest.raises(RequestError, match="No probability is given"):
        probabilities(windows, dealt, found)


def test_chance_has_half_the_area_and_the_share_that_moved():
    panel = entry_panel(world(seed=2), rules=ANY)
    row = back_test(panel, draws=20).scores.set_index("forecast").loc[CHANCE]
    assert row["auc"] == row["auc_low"] == row["auc_high"] == 0.5
    shares = [panel.moved[panel.step == step].mean() for step in range(1, len(panel.steps))]
    assert row["average_precision"] == pytest.approx(np.mean(shares))
    assert row["brier_skill"] == 0


def test_the_same_seed_gives_the_same_intervals():
    panel = entry_panel(world(seed=2), rules=ANY)
    one, other = (back_test(panel, draws=30, seed=4).scores for _ in range(2))
    assert one.equals(other)
    assert not one.equals(back_test(panel, draws=30, seed=5).scores)


def test_ways_without_relatedness_know_neither_density_nor_links():
    assert ways(("density_pct", "rta", "linked_pct"))[WITHOUT] == ("rta",)


@pytest.mark.parametrize(
    ("windows", "wish", "told"),
    [
        (2, {}, "A back-test needs two steps"),
        (5, {"draws": 3}, "3 draws say too little"),
        (5, {"k": 0}, "1 candidate or more"),
        (5, {"confidence": 2}, "onfidence"),
    ],
)
def test_a_back_test_that_cannot_be_is_refused(windows, wish, told):
    panel = entry_panel(world(windows=windows, seed=2), rules=ANY)
    with pytest.raises(RequestError, match=told):
        back_test(panel, **wish)


def test_steps_with_few_moves_are_not_scored_and_that_is_told():
    panel = entry_panel(
        world(places=20, activities=16, windows=5, rate=0.004, seed=3), rules=Rules()
    )
    with pytest.raises(RequestError, match="No step has enough moves"):
        back_test(panel)
