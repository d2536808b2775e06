"""A partner is worth what it has, the place lacks, and the candidate is related to."""

import numpy as np
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.relatedness import relatedness
from smartspec.indicators.specialisation import specialised
from smartspec.strategy.opportunities import opportunities
from smartspec.strategy.partners import partners
from smartspec.strategy.windows import two_windows
from smartspec.tables.matrix import Matrix


@pytest.fixture(scope="module")
def now():
    return two_windows(ss.load_table("patent_families"), "2018-2020", None)[0]


def gains_by_hand(counts, place, method):
    """Density with the partner's specialisations, less density without, pair by pair."""
    has = specialised(counts)["specialised"] == 1
    related = np.nan_to_num(relatedness(counts, method=method)["relatedness"])
    own = has[counts.place_index(place)]
    found = {}
    for partner, theirs in zip(counts.places.tolist(), has, strict=True):
        if partner == place:
            continue
        for number, activity in enumerate(counts.activities.tolist()):
            whole = with_own = with_both = 0.0
            for other in range(len(own)):
                if other == number:
                    continue
                whole += related[number, other]
                with_own += related[number, other] * own[other]
                with_both += related[number, other] * (own[other] or theirs[other])
            if not own[number]:
                found[activity, partner] = (
                    100 * with_own / whole, 100 * (with_both - with_own) / whole
                )  # fmt: skip
    return found


@pytest.mark.parametrize("method", ["conditional", "cosine", "association"])
def test_added_density_is_that_of_the_definition(now, method):
    found = partners(now, "HUN", top=len(now.places), method=method).frame
    expected = gains_by_hand(now, "HUN", method)
    assert len(found) == sum(gain > 1e-9 for _, gain in expected.values())
    for row in found.itertuples():
        density, gain = expected[row.activity, row.partner]
        assert row.density_pct == pytest.approx(density)
        assert row.gain_pp == pytest.approx(gain)
        assert row.density_with_pct == pytest.approx(density + gain)


def test_the_density_of_the_place_is_that_of_the_indicator_and_kinds_are_those_of_the_list(now):
    found = partners(now, "HUN").frame.drop_duplicates("activity").set_index("activity")
    density = relatedness_density(now)["density_pct"][now.place_index("HUN")]
    listed = opportunities(now, "HUN").frame.set_index("activity")
    for activity, row in found.iterrows():
        number = now.activities.tolist().index(activity)
        assert row["density_pct"] == pytest.approx(density[number])
        assert row["kind"] == listed.loc[activity, "kind"]


def test_partners_of_a_candidate_come_in_the_order_of_what_they_add_and_no_more_than_asked(now):
    found = partners(now, "HUN", top=4).frame
    for _, own in found.groupby("activity"):
        assert own["partner_rank"].tolist() == [1, 2, 3, 4][: len(own)]
        assert own["gain_pp"].is_monotonic_decreasing
    assert "HUN" not in set(found["partner"])


def test_what_a_partner_brings_is_lacking_here_held_there_and_the_most_related_first(now):
    has = specialised(now)["specialised"] == 1
    related = relatedness(now)["relatedness"]
    names = now.activities.tolist()
    own = has[now.place_index("HUN")]
    for row in partners(now, "HUN", top=2, brings=4).frame.itertuples():
        theirs = has[now.place_index(row.partner)]
        number = names.index(row.activity)
        brought = [names.index(name) for name in row.brings.split("; ")]
        assert all(theirs[one] and not own[one] and one != number for one in brought)
        strengths = related[number, brought]
        assert (np.diff(strengths) <= 1e-9).all()
        rest = [
            related[number, one]
            for one in range(len(names))
            if theirs[one] and not own[one] and one != number and one not in brought
        ]
        assert max(rest, default=0) <= strengths.min() + 1e-9
        assert row.partner_specialised == ("yes" if theirs[number] else "no")


def test_the_summary_averages_over_candidates(now):
    found = partners(now, "HUN", top=3)
    expected = gains_by_hand(now, "HUN", "conditional")
    kind = opportunities(now, "HUN").frame.set_index("activity")["kind"]
    near = set(kind[kind.isin(["reach", "easy"])].index)
    for row in found.summary.itertuples():
        of = {
            activity: gain for (activity, who), (_, gain) in expected.items() if who == row.partner
        }
        assert row.gain_all_pp == pytest.approx(np.mean(list(of.values())))
        assert row.gain_near_pp == pytest.approx(np.mean([of[one] for one in near]))
        named = found.frame[
            (found.frame["partner"] == row.partner) & found.frame["activity"].isin(near)
        ]
        assert row.among_top == len(named)
    assert found.summary["gain_near_pp"].round(9).is_monotonic_decreasing


def test_places_without_records_are_no_partners_and_wrong_requests_are_refused():
    counts = Matrix(
        [[6, 4, 0, 0], [0, 5, 5, 0], [0, 0, 4, 6], [0, 0, 0, 0]], list("ABCD"), list("wxyz")
    )
    found = partners(counts, "A", top=9)
    assert set(found.summary["partner"]) == {"B", "C"}
    assert found.summary.set_index("partner")["records"].to_dict() == {"B": 10.0, "C": 10.0}
    with pytest.raises(RequestError, match="D has no records"):
        partners(counts, "D")
    with pytest.raises(RequestError, match="At least one partner"):
        partners(counts, "A", top=0)
    with pytest.raises(RequestError, match="no place 'Q'"):
        partners(counts, "Q")
    assert any("few records are largely chance" in note for note in found.notes)


def test_a_place_that_is_specialised_in_everything_has_no_candidate_and_no_partner():
    counts = Matrix(
        [[5, 5, 5], [9, 1, 0], [0, 1, 9]], list("ABC"), list("xyz"), reference=[9, 9, 9]
    )
    found = partners(counts, "A")
    assert found.frame.empty
    assert found.summary.empty
    assert "partner_rank" in found.frame
