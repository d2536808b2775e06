"""Models agree with other ways to compute them, and find what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from dynamics_worlds import world

from smartspec.core.errors import RequestError
from smartspec.dynamics._fit import fit_logit
from smartspec.dynamics.entry_model import average_effects, entry_model, without_effects
from smartspec.dynamics.panel import Panel, Rules, entry_panel


@pytest.fixture(scope="module")
def panel() -> Panel:
    return entry_panel(world(pull=2.0, seed=3), rules=Rules(moves="any"))


def rows_of(model, name: str) -> pd.Series:
    frame = model.frame
    return frame[frame["model"] == name].set_index("variable")["coefficient"]


def test_the_logit_is_that_of_another_solver(panel):
    sklearn = pytest.importorskip("sklearn.linear_model")
    fit = fit_logit(panel.values, panel.moved)
    scaled = (panel.values - fit.center) / fit.scale
    other = sklearn.LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(scaled, panel.moved)
    assert fit.params[0] == pytest.approx(other.intercept_[0], abs=1e-5)
    assert fit.params[1:] == pytest.approx(other.coef_[0], abs=1e-5)


def test_clustered_errors_of_the_logit_are_the_sandwich_that_is_written_out(panel):
    """One way: bread, meat of sums of scores by place, bread, times G/(G-1) * (n-1)/(n-k)."""
    fit = fit_logit(panel.values, panel.moved, groups=panel.place)
    design = np.column_stack(
        [np.ones(len(panel)), (panel.values - fit.center)[:, fit.kept] / fit.scale[fit.kept]]
    )
    chance = 1 / (1 + np.exp(-design @ fit.params))
    bread = np.linalg.inv((design * (chance * (1 - chance))[:, None]).T @ design)
    meat = np.zeros((design.shape[1],) * 2)
    for place in np.unique(panel.place):
        held = panel.place == place
        score = design[held].T @ (panel.moved - chance)[held]
        meat += np.outer(score, score)
    groups, (n, k) = len(np.unique(panel.place)), design.shape
    factor = groups / (groups - 1) * (n - 1) / (n - k)
    assert fit.covariance == pytest.approx(factor * bread @ meat @ bread, rel=1e-6)


def test_average_effects_are_those_of_statsmodels(panel):
    fit = fit_logit(panel.values, panel.moved)
    plain = sm.Logit(panel.moved, sm.add_constant(panel.values)).fit(disp=0)
    margins = plain.get_margeff(at="overall")
    found = average_effects(fit, panel.values)
    assert found.size == pytest.approx(margins.margeff, rel=1e-6)
    assert found.error == pytest.approx(margins.margeff_se, rel=1e-4)


def test_the_linear_model_is_that_with_a_dummy_for_each_place_activity_and_step(panel):
    model = entry_model(panel, cluster="place")
    dummies = pd.get_dummies(
        pd.DataFrame({"p": panel.place, "a": panel.activity, "s": panel.step}).astype(str),
        drop_first=True,
        dtype=float,
    )
    design = np.column_stack([panel.values, dummies, np.ones(len(panel))])
    plain = sm.OLS(panel.moved, design).fit(cov_type="cluster", cov_kwds={"groups": panel.place})
    linear = model.frame[model.frame["model"] == "linear"]
    assert linear["coefficient"].to_numpy() == pytest.approx(plain.params[:8], rel=1e-6)
    # The same but for the number of effects in the correction for few observations.
    n, k = len(panel), design.shape[1]
    factor = np.sqrt((n - k) / (n - 8))
    assert linear["std_error"].to_numpy() == pytest.approx(plain.bse[:8] * factor, rel=1e-6)


def test_errors_clustered_both_ways_add_up_places_and_activities_less_pairs(panel):
    def variance(groups: np.ndarray) -> np.ndarray:
        return fit_logit(panel.values, panel.moved, groups=groups).covariance

    _, pair = np.unique(np.column_stack([panel.place, panel.activity]), axis=0, return_inverse=True)
    both = variance(np.column_stack([panel.place, panel.activity]))
    parts = variance(panel.place) + variance(panel.activity) - variance(pair.astype(np.int32))
    assert np.diag(both) == pytest.approx(np.diag(parts), rel=1e-6)


def test_what_effects_explain_is_taken_out_whole(panel):
    rng = np.random.default_rng(1)
    effects = [rng.normal(size=200)[codes] for codes in (panel.place, panel.activity, panel.step)]
    left = without_effects(np.column_stack([sum(effects), rng.normal(size=len(panel))]), panel)
    assert np.abs(left[:, 0]).max() < 1e-6
    for codes in (panel.place, panel.activity, panel.step):
        assert np.abs(np.bincount(codes, weights=left[:, 1])).max() < 1e-6


def test_a_planted_pull_of_relatedness_is_found_and_none_where_there_is_none():
    for pull, found in ((3.0, True), (0.0, False)):
        panel = entry_panel(world(pull=pull, seed=8, places=120), rules=Rules(moves="any"))
        frame = entry_model(panel).frame.set_index(["model", "variable"])
        density = frame.loc["logit", :].loc["density_pct"]
        assert (density["effect_low"] > 0) == found
        assert density["effect_high"] > density["effect_points"] > density["effect_low"]


def test_an_effect_is_told_for_its_step_and_as_part_of_all_moves(panel):
    model = entry_model(panel)
    row = model.frame[model.frame["model"] == "linear"].iloc[0]
    assert row["per"] == "10 points"
    assert row["effect_points"] == pytest.approx(100 * 10 * row["coefficient"])
    assert row["effect_pct"] == pytest.approx(row["effect_points"] / panel.moved.mean())
    assert model.moved_pct == pytest.approx(100 * panel.moved.mean())


def test_variables_that_follow_from_others_have_no_coefficient_and_that_is_told():
    one = entry_panel(world(windows=2, seed=2), rules=Rules(moves="any"))
    model = entry_model(one)
    linear = rows_of(model, "linear")
    # In a single step what is said of places or activities alone is their effect.
    assert linear[["complexity", "place_size", "activity_size"]].isna().all()
    assert np.isfinite(linear[["density_pct", "rta"]]).all()
    assert any("follows from effects of places" in note for note in model.notes)


def test_few_groups_are_told():
    small = entry_panel(world(places=9, activities=30, seed=6), rules=Rules(moves="any"))
    told = " ".join(entry_model(small).notes)
    assert "clustered by place, of which there are only 9" in told
    assert "by activity" not in told


def test_moves_that_can_be_told_without_a_mistake_are_refused():
    values = np.arange(20.0)[:, None]
    with pytest.raises(RequestError, match="without a mistake"):
        fit_logit(values, (values[:, 0] > 9).astype(float))


def test_intervals_are_those_of_students_t_by_the_smaller_number_of_clusters(panel):
    from scipy import stats

    row = entry_model(panel, cluster="place").frame.iloc[0]
    freedom = len(np.unique(panel.place)) - 1
    reach = row["effect_high"] - row["effect_points"]
    spread = reach / stats.t.ppf(0.975, freedom)
    wider = entry_model(panel, cluster="place", confidence=0.99).frame.iloc[0]
    assert wider["effect_high"] - wider["effect_points"] == pytest.approx(
        spread * stats.t.ppf(0.995, freedom)
    )
    z = abs(row["coefficient"] / row["std_error"])
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(z, freedom))


def test_an_error_that_cannot_be_computed_is_named():
    small = entry_panel(
        world(places=9, activities=24, windows=4, seed=6), rules=Rules(outcome="exit", moves="any")
    )
    model = entry_model(small)
    lost = model.frame[model.frame["coefficient"].notna() & model.frame["std_error"].isna()]
    told = [note for note in model.notes if "too few clusters" in note]
    assert bool(told) == bool(len(lost))
