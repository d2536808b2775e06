"""A candidate that hangs on a draw, a threshold, a measure or a window is told to be fragile."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.indicators.complexity import activity_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.specialisation import specialised
from smartspec.strategy.opportunities import cut_offs, opportunities
from smartspec.strategy.stability import stability, stability_cut_offs
from smartspec.strategy.standing import holdings, space, stand
from smartspec.strategy.windows import other_windows, two_windows
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix

SHARES = ["counts_share", "threshold_share", "measure_share", "window_share"]


@pytest.fixture(scope="module")
def families():
    return ss.load_table("patent_families")


@pytest.fixture(scope="module")
def now(families):
    return two_windows(families, "2018-2020", None)[0]


@pytest.fixture(scope="module")
def denmark(families, now):
    windows = other_windows(families, "2018-2020")
    return stability(now, "DNK", windows=windows, draws=40, seed=3)


def kinds_by_hand(counts, place, threshold, method):
    """The rule once more, from the indicators as they are published."""
    row = counts.place_index(place)
    has = specialised(counts, threshold=threshold)["specialised"][row] == 1
    density = relatedness_density(counts, method=method, threshold=threshold)["density_pct"][row]
    complexity = activity_complexity(counts, threshold=threshold, components="largest")[
        "activity_complexity"
    ]
    edge = np.median(density[~has & ~np.isnan(density)])
    found = []
    for own, near, rare in zip(has, density >= edge, complexity >= 0, strict=True):
        outside = {(1, 1): "reach", (1, 0): "easy", (0, 1): "gamble", (0, 0): "leave"}
        found.append("strength" if own else outside[int(near), int(rare)])
    return np.array(found), density, has


def test_the_cut_offs_have_a_date_a_source_and_a_status():
    vary = stability_cut_offs()
    assert vary.thresholds == (0.75, 1.0, 1.25, 1.5)
    assert vary.measures == ("conditional", "cosine", "jaccard", "association")
    assert vary.date
    assert vary.source
    assert "to be checked" in vary.status


def test_the_standing_of_a_place_is_that_of_the_list_of_opportunities(now):
    cut = cut_offs()
    has = holdings(now, ["DNK"], threshold=1.0)[0]
    found = stand(space(now, threshold=1.0, method="conditional"), has, cut)
    listed = opportunities(now, "DNK").frame.set_index("activity").loc[now.activities.tolist()]
    assert found.kind.tolist() == listed["kind"].tolist()
    np.testing.assert_allclose(found.density_pct, listed["density_pct"])


def test_the_rank_is_that_of_candidates_by_density(now, denmark):
    _, density, has = kinds_by_hand(now, "DNK", 1.0, "conditional")
    rank = denmark.frame["rank"].to_numpy()
    assert (np.isnan(rank) == has).all()
    expected = rankdata(-density[~has].round(9), method="min")
    np.testing.assert_array_equal(rank[~has], expected)


def test_the_shares_of_thresholds_measures_and_windows_are_those_counted_by_hand(
    families, now, denmark
):
    kind, *_ = kinds_by_hand(now, "DNK", 1.0, "conditional")
    variants = {
        "threshold": [kinds_by_hand(now, "DNK", t, "conditional")[0] for t in (0.75, 1.25, 1.5)],
        "measure": [kinds_by_hand(now, "DNK", 1.0, m)[0] for m in ("cosine", "jaccard", "association")],
        "window": [
            kinds_by_hand(two_windows(families, window, None)[0], "DNK", 1.0, "conditional")[0]
            for window in ("2019-2020", "2018-2019", "2017-2020")
        ],
    }  # fmt: skip
    for source, others in variants.items():
        same = np.mean([other == kind for other in others], axis=0)
        np.testing.assert_allclose(denmark.frame[f"{source}_share"], same)


def test_each_source_of_doubt_weighs_the_same_and_fragile_is_what_is_below_the_cut_off(denmark):
    frame, edge = denmark.frame, denmark.cutoffs.steady_from
    np.testing.assert_allclose(frame["kind_share"], frame[SHARES].mean(axis=1))
    assert set(frame["fragile"]) == {"yes", "no"}
    assert ((frame["fragile"] == "yes") == (frame["kind_share"] < edge)).all()
    for _, row in frame.iterrows():
        below = [name.removesuffix("_share") for name in SHARES if row[name] < edge]
        assert row["fragile_to"] == (" ".join(below) if row["fragile"] == "yes" else "")
    assert (frame.loc[frame["fragile"] == "yes", "fragile_to"] != "").all()


def test_a_strength_is_the_same_kind_exactly_where_it_is_one(denmark):
    strong = denmark.frame["rank"].isna()
    frame = denmark.frame[strong]
    assert len(frame)
    np.testing.assert_allclose(frame["kind_share"], frame["specialised_share"])


def test_more_records_of_the_same_mix_make_ranks_surer():
    rng = np.random.default_rng(5)
    base = rng.integers(1, 30, (25, 12)) * (rng.random((25, 12)) < 0.6)
    places, activities = [f"p{n}" for n in range(25)], [f"a{n}" for n in range(12)]
    widths, shares = [], []
    for factor in (1, 10_000):
        frame = stability(Matrix(base * factor, places, activities), "p0", draws=60).frame
        widths.append((frame["rank_high"] - frame["rank_low"]).sum())
        shares.append(frame["counts_share"].mean())
    assert widths[0] > widths[1]
    assert shares[0] < shares[1]
    assert shares[1] > 0.9


def test_a_seed_gives_the_same_answer_and_another_seed_another(now):
    one, again, other = (stability(now, "DNK", draws=20, seed=seed).frame for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)


def test_without_other_windows_there_is_no_share_of_windows(now):
    frame = stability(now, "DNK", draws=20).frame
    assert frame["window_share"].isna().all()
    np.testing.assert_allclose(frame["kind_share"], frame[SHARES[:3]].mean(axis=1))


def test_a_window_with_other_activities_is_laid_out_by_name(families, now):
    half = Matrix(
        now.dense()[:, ::-1], now.places, now.activities[::-1].tolist(), period="backwards"
    )  # the same counts in another order have to give the same kinds
    frame = stability(now, "DNK", draws=20, windows=(half,)).frame
    assert (frame["window_share"] == 1).all()


def test_a_window_in_which_the_place_has_no_records_is_left_out_and_told(now):
    values = now.dense().copy()
    values[now.place_index("DNK")] = 0
    empty = Matrix(values, now.places, now.activities, period="1900")
    found = stability(now, "DNK", draws=20, windows=(empty,))
    assert found.frame["window_share"].isna().all()
    assert any("Nothing could be computed for 1900" in note for note in found.notes)


def test_a_stricter_cut_off_finds_more_fragile(now):
    strict = dataclasses.replace(stability_cut_offs(), steady_from=0.95)
    usual = (stability(now, "DNK", draws=20).frame["fragile"] == "yes").sum()
    more = (stability(now, "DNK", draws=20, varied=strict).frame["fragile"] == "yes").sum()
    assert more > usual


def test_what_cannot_be_answered_is_refused(now):
    with pytest.raises(RequestError, match="19 draws say too little"):
        stability(now, "DNK", draws=19)
    with pytest.raises(RequestError, match="no place 'Q'"):
        stability(now, "Q")


def test_the_counts_stay_as_they_are(now):
    before = now.dense().copy()
    stability(now, "DNK", draws=20)
    np.testing.assert_array_equal(now.dense(), before)


def test_other_windows_are_those_that_the_table_has(families):
    def found(window):
        return [counts.period for counts in other_windows(families, window)]

    assert found("2010-2012") == ["2011-2012", "2010-2011", "2009-2012", "2010-2013"]
    assert found("1998") == ["1998-1999"]


def test_a_table_whose_periods_are_no_years_has_no_other_windows():
    quarters = ActivityTable.from_frame(
        pd.DataFrame(
            {"place": ["A", "B"], "activity": ["x", "y"], "period": "2020Q1", "value": [1, 2]}
        )
    )
    assert other_windows(quarters, "2020Q1") == ()
