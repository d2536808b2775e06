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
