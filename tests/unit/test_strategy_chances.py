"""Chances that have been tested, or the reason why there are none."""

import numpy as np
import pytest
from dynamics_worlds import world

from smartspec.dynamics.panel import Rules
from smartspec.strategy.chances import UNTESTED, entry_chances
from smartspec.strategy.opportunities import opportunities

ANY = Rules(moves="any")


@pytest.fixture(scope="module")
def windows():
    return world(pull=3.0, places=120, windows=7, seed=11)


def test_tested_chances_stand_beside_each_candidate_and_with_no_strength(windows):
    chances = entry_chances(windows, "P05", rules=ANY, draws=60)
    found = opportunities(windows[-1], "P05", chances=chances)
    frame = found.frame
    is_strength = frame["kind"].isin(["consolidate", "eroding"])
    assert frame.loc[is_strength, "entry_probability"].isna().all()
    assert frame.loc[~is_strength, "entry_probability"].between(0, 1).all()
    assert found.notes[-1].startswith("An advantage") or "An advantage" in " ".join(found.notes)
    assert UNTESTED not in found.notes
    # What is near is likelier, in a world in which entries follow relatedness.
    open_to = frame[~is_strength]
    assert open_to["density_pct"].corr(open_to["entry_probability"], method="spearman") > 0.3


def test_without_a_signal_there_is_a_record_and_no_probability():
    chances = entry_chances(world(windows=6, seed=3), "P05", rules=ANY, draws=60)
    assert chances.record is not None
    assert not chances.probability
    assert chances.notes[0].startswith("No advantage")


def test_windows_that_allow_no_back_test_give_the_reason(windows):
    chances = entry_chances(windows[:2], "P05", rules=ANY)
    assert chances.record is None
    assert "could not be tested" in chances.notes[0]
    assert "needs two steps" in chances.notes[0]
    found = opportunities(windows[-1], "P05", chances=chances)
    assert "entry_probability" not in found.frame
    assert chances.notes[0] in found.notes


def test_without_chances_it_is_told_that_nothing_was_tested(windows):
    assert UNTESTED in opportunities(windows[-1], "P05").notes


def test_what_is_not_known_has_no_chance(windows):
    chances = entry_chances(windows, "P05", rules=ANY, draws=60)
    assert np.isnan(chances.of(np.array(["nowhere"]))).all()


def test_an_unknown_place_is_refused_by_name(windows):
    from smartspec.core.errors import RequestError

    with pytest.raises(RequestError, match="no place 'Atlantis'"):
        entry_chances(windows, "Atlantis", rules=ANY)
