"""What a place can strengthen and reach is told by rules that have a source."""

import dataclasses

import numpy as np
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.strategy.opportunities import KINDS, cut_offs, opportunities
from smartspec.strategy.windows import two_windows
from smartspec.tables.matrix import Matrix


@pytest.fixture(scope="module")
def families():
    return ss.load_table("patent_families")


@pytest.fixture(scope="module")
def denmark(families):
    now, before = two_windows(families, "2018-2020", "2008-2010")
    return opportunities(now, "DNK", before=before)


def test_the_cut_offs_have_a_date_a_source_and_a_status():
    cut = cut_offs()
    assert cut.date == "2019-07-19"
    assert "Balland" in cut.source
    assert "to be checked" in cut.status


def test_each_activity_has_one_kind_by_the_rule(denmark):
    frame, cut = denmark.frame, denmark.cutoffs
    assert len(frame) == 35
    assert set(frame["kind"]) <= set(KINDS)
    has = frame["rta"] >= cut.threshold
    assert (frame["kind"].isin(["consolidate", "eroding"]) == has).all()
    edge = frame.loc[~has, "density_pct"].quantile(cut.near_quantile)
    near, rare = frame["density_pct"] >= edge, frame["complexity"] >= cut.complex_from
    for kind, rule in {
        "reach": near & rare, "easy": near & ~rare, "gamble": ~near & rare, "leave": ~near & ~rare
    }.items():  # fmt: skip
        assert (frame.loc[~has, "kind"] == kind).tolist() == rule[~has].tolist()


def test_a_strength_erodes_only_if_it_fell_by_more_than_chance(denmark):
    falling = denmark.frame[denmark.frame["kind"] == "eroding"]
    assert len(falling)
    assert (falling["rta_before"] > falling["rta"]).all()


def test_kinds_come_in_order_and_the_nearest_first(denmark):
    order = [KINDS.index(kind) for kind in denmark.frame["kind"]]
    assert order == sorted(order)
    for _, own in denmark.frame.groupby("kind"):
        assert own["density_pct"].is_monotonic_decreasing


def test_nothing_is_left_to_gain_where_the_place_is_specialised(denmark):
    has = denmark.frame["kind"].isin(["consolidate", "eroding"])
    assert denmark.frame.loc[has, "gain"].isna().all()
    assert denmark.frame.loc[~has, "gain"].notna().all()


def test_it_says_that_no_probability_is_given(denmark):
    assert "no probability is given" in denmark.notes[-1]


def test_stricter_cut_offs_leave_less_within_reach(families):
    counts = families.matrix("2018-2020")
    usual = opportunities(counts, "DNK").frame
    strict = opportunities(
        counts, "DNK", cutoffs=dataclasses.replace(cut_offs(), near_quantile=0.9)
    ).frame
    assert (strict["kind"] == "reach").sum() < (usual["kind"] == "reach").sum()
    assert "rta_before" not in usual


def test_a_place_without_records_and_an_unknown_one_are_refused():
    counts = Matrix([[8, 1, 1], [2, 6, 1], [0, 0, 0]], list("ABC"), list("xyz"), period="2020")
    with pytest.raises(RequestError, match="C has no records in 2020"):
        opportunities(counts, "C")
    with pytest.raises(RequestError, match="no place 'Q'"):
        opportunities(counts, "Q")


def test_windows_have_to_follow_each_other_and_share_their_labels(families):
    now, before = two_windows(families, "2018-2020", "2008-2010", min_total=1000, keep="MDA")
    assert now.places.tolist() == before.places.tolist()
    assert "MDA" in now.places
    assert (np.delete(now.place_totals, now.place_index("MDA")) >= 1000).all()
    assert now.reference is not None
    with pytest.raises(RequestError, match="does not end before"):
        two_windows(families, "2018-2020", "2018-2019")


def test_a_case_worked_by_hand():
    """A has w and x; B has x and y; C has y and z: related are w-x and y-z by 1, x-y by 1/2.

    RTA of A: w (6/10) / (6/30) = 3, x (4/10) / (9/30) = 4/3; of B: x 5/3, y 5/3; of C: y 4/3, z 3.
    The staircase is the same from either end, so diversity gives no sign, and w, the first, is up.
    """
    counts = Matrix(
        [[6, 4, 0, 0], [0, 5, 5, 0], [0, 0, 4, 6]], list("ABC"), list("wxyz"), period="2020"
    )
    before = Matrix(
        [[3, 2, 0, 0], [0, 3, 2, 0], [0, 0, 2, 3]], list("ABC"), list("wxyz"), period="2010"
    )
    frame = opportunities(counts, "A", before=before).frame.set_index("activity")
    assert frame.loc["w", "rta"] == pytest.approx(3)
    assert frame.loc["x", "rta"] == pytest.approx(4 / 3)
    assert frame.loc[["w", "x"], "kind"].tolist() == ["consolidate"] * 2
    # c_wx = 1 of max(u_w, u_x) = 2, so 1/2; the same for y-z; c_xy = 1 of 2, so 1/2; others 0.
    # y is related to x and z, of which A has x: half. z is related to y alone: nothing.
    assert frame.loc["y", "density_pct"] == pytest.approx(50)
    assert frame.loc["z", "density_pct"] == pytest.approx(0)
    # Both stand below the middle of the line that w is the upper end of.
    assert frame.loc[["y", "z"], "kind"].tolist() == ["easy", "leave"]
    assert frame["world_growth_pct"].round(6).to_dict() == pytest.approx(
        {"w": 100.0, "x": 80.0, "y": 125.0, "z": 100.0}
    )
    assert frame.loc["w", "rta_before"] == pytest.approx((3 / 5) / (3 / 15))


def test_an_rta_of_1_but_for_rounding_is_a_specialisation_here_as_elsewhere():
    tenths = np.array([[6, 7, 1, 4], [7, 1, 6, 1], [2, 3, 3, 6], [6, 5, 3, 2]])
    # A has 6 of its 18 in w, and all have 21 of 63: RTA is 1, and less by rounding in tenths.
    counts = Matrix(tenths * 0.1, list("ABCD"), list("wxyz"))
    frame = opportunities(counts, "A").frame.set_index("activity")
    assert 1 - 1e-12 < frame.loc["w", "rta"] < 1
    assert frame.loc["w", "kind"] == "consolidate"


def test_data_fit_for_the_mix_alone_tell_no_growth(families):
    now, before = two_windows(families, "2018-2020", "2008-2010")
    frame = opportunities(now, "DNK", before=before, mix_only=True).frame
    assert "world_growth_pct" not in frame
    assert "rta_before" in frame


def test_what_has_nothing_related_is_never_near():
    from smartspec.strategy.opportunities import kinds, near_from

    # Most candidates have a density of 0, and so has the middle of them.
    density = np.array([0.0, 0.0, 0.0, 5.0, 50.0])
    has, no = np.array([False] * 4 + [True]), np.zeros(5, dtype=bool)
    assert near_from(density, has, cut_offs()) == 0.0
    found = kinds(density, np.ones(5), has, no, cut_offs())
    assert found.tolist() == ["gamble", "gamble", "gamble", "reach", "consolidate"]
