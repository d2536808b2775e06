"""What was known of a pair, and what counts as a move."""

from __future__ import annotations

import numpy as np
import pytest
from dynamics_worlds import world

from smartspec.core.errors import RequestError
from smartspec.dynamics.panel import Rules, candidates, entry_panel
from smartspec.dynamics.windows import matrices_of, windows_back
from smartspec.indicators.complexity import activity_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.specialisation import rta
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix


@pytest.fixture(scope="module")
def windows():
    return world(places=12, activities=9, windows=5, seed=4)


def test_each_row_holds_what_was_known_in_the_window_before_and_what_came_after(windows):
    panel = entry_panel(windows, rules=Rules(moves="any"))
    assert panel.steps == ("2001 to 2002", "2002 to 2003", "2003 to 2004")
    column = {name: number for number, name in enumerate(panel.variables)}
    seen = 0
    for step, (before, now, after) in enumerate(
        zip(windows[:-2], windows[1:], windows[2:], strict=False)
    ):
        was, then = rta(now)["rta"], rta(after)["rta"]
        density = relatedness_density(now)["density_pct"]
        complexity = activity_complexity(now, components="largest")["activity_complexity"]
        for p in range(12):
            for a in range(9):
                rows = (panel.step == step) & (panel.place == p) & (panel.activity == a)
                assert rows.sum() == (was[p, a] < 1)
                if not rows.any():
                    continue
                seen += 1
                known, moved = panel.values[rows][0], panel.moved[rows][0]
                assert moved == (then[p, a] >= 1)
                assert known[column["rta"]] == pytest.approx(was[p, a])
                assert known[column["density_pct"]] == pytest.approx(density[p, a])
                assert known[column["complexity"]] == pytest.approx(complexity[a])
                totals = now.dense().sum(axis=0)[a], before.dense().sum(axis=0)[a]
                assert known[column["activity_size"]] == pytest.approx(np.log2(totals[0]))
                assert known[column["activity_growth"]] == pytest.approx(
                    np.log2(totals[0] / totals[1])
                )
                assert known[column["place_size"]] == pytest.approx(np.log2(now.dense()[p].sum()))
                assert known[column["ubiquity_pct"]] == pytest.approx(100 * (was[:, a] >= 1).mean())
                assert known[column["diversity_pct"]] == pytest.approx(100 * (was[p] >= 1).mean())
    assert seen == len(panel) > 100


def test_a_sure_move_is_one_that_chance_does_not_explain(windows):
    every, sure = (entry_panel(windows, rules=Rules(moves=kind)) for kind in ("any", "sure"))
    assert len(every) == len(sure)
    assert 0 < sure.moved.sum() < every.moved.sum()
    assert (sure.moved <= every.moved).all()


def test_exits_are_moves_of_what_places_are_specialised_in(windows):
    panel = entry_panel(windows, rules=Rules(outcome="exit", moves="any"))
    assert (panel.values[:, panel.variables.index("rta")] >= 1).all()
    assert 0 < panel.moved.mean() < 1


def test_small_places_are_left_out_by_what_they_had_before(windows):
    least = float(np.median(windows[1].place_totals))
    panel = entry_panel(windows, rules=Rules(moves="any", min_total=least))
    first = panel.step == 0
    assert set(panel.place[first]) == set(np.flatnonzero(windows[1].place_totals >= least))


def test_with_few_windows_growth_is_left_out_and_that_is_told(windows):
    panel = entry_panel(windows[:3], rules=Rules(moves="any"))
    assert len(panel.steps) == 2
    assert "activity_growth" not in panel.variables
    assert "needs 4 windows" in panel.notes[0]


def test_links_count_the_part_that_goes_to_places_with_the_activity(windows):
    names = windows[0].places.tolist()
    links = np.zeros((12, 12))
    links[0, 1], links[0, 2], links[0, 0] = 3.0, 1.0, 99.0
    linked = Matrix(links + links.T - np.diag(links.diagonal()), names, names)
    panel = entry_panel(windows, rules=Rules(moves="any"), linked=linked)
    has = rta(windows[1])["rta"] >= 1
    rows = (panel.place == 0) & (panel.step == 0)
    found = panel.values[rows, panel.variables.index("linked_pct")]
    expected = [75.0 * has[1, a] + 25.0 * has[2, a] for a in panel.activity[rows]]
    assert found == pytest.approx(expected)
    assert (panel.values[panel.place == 5, panel.variables.index("linked_pct")] == 0).all()


def test_links_of_unknown_places_are_refused_by_name(windows):
    linked = Matrix(np.ones((2, 2)), ["P00", "Atlantis"], ["P00", "Atlantis"])
    with pytest.raises(RequestError, match="do not have: Atlantis"):
        entry_panel(windows, linked=linked)


def test_labels_may_come_and_go(windows):
    whole = windows[2]
    short = Matrix(whole.dense()[:-1], whole.places[:-1], whole.activities, period="2002")
    panel = entry_panel([*windows[:2], short, *windows[3:]], rules=Rules(moves="any"))
    gone = windows[0].places.tolist()[-1]
    row = panel.places.tolist().index(gone)
    assert not ((panel.place == row) & (panel.step < 2)).any()  # nothing after, then nothing before


def test_what_may_move_next_is_what_is_not_there_now(windows):
    now = candidates(windows, rules=Rules(moves="any"))
    was = rta(windows[-1])["rta"]
    assert set(zip(now.place.tolist(), now.activity.tolist(), strict=True)) == set(
        zip(*(numbers.tolist() for numbers in np.nonzero(was < 1)), strict=True)
    )
    assert np.isnan(now.moved).all()


@pytest.mark.parametrize(
    ("some", "rules", "told"),
    [
        (slice(0, 1), Rules(), "1 window is given"),
        (slice(0, 5), Rules(min_total=1e9), "No pair could show an entry"),
        (slice(0, 5), Rules(min_count=1e9, moves="any"), "There is no entry from"),
    ],
)
def test_a_panel_without_anything_to_tell_apart_is_refused(windows, some, rules, told):
    with pytest.raises(RequestError, match=told):
        entry_panel(windows[some], rules=rules)


def test_identical_windows_have_no_entries(windows):
    with pytest.raises(RequestError, match=r"There is no sure entry .*--moves any"):
        entry_panel([windows[0]] * 3)


def test_too_many_pairs_are_refused():
    many = Matrix(
        np.ones((4000, 3000)), [f"p{n}" for n in range(4000)], [f"a{n}" for n in range(3000)]
    )
    with pytest.raises(RequestError, match="more pairs than"):
        entry_panel([many, many])


def table() -> ActivityTable:
    import pandas as pd

    rows = [(p, a, y, 1 + (p == a)) for p in "AB" for a in "AB" for y in range(2000, 2011)]
    return ActivityTable.from_frame(
        pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    )


def test_windows_are_cut_back_from_the_last():
    assert [m.period for m in matrices_of(table(), ["2008-2010"])] == [
        "2002-2004",
        "2005-2007",
        "2008-2010",
    ]
    assert [m.period for m in matrices_of(table(), ["2006", "2001"])] == ["2001", "2006"]
    assert [str(one) for one in windows_back("2010", ["2007", "2009", "2010"])] == ["2009", "2010"]


def test_counts_that_are_windows_already_are_taken_as_they_are():
    periods = ["2015-2018", "2000-2004", "2010-2014", "2005-2009", "2012-2016"]
    assert [str(one) for one in windows_back("2015-2018", periods)] == [
        "2000-2004", "2005-2009", "2010-2014", "2015-2018",
    ]  # fmt: skip
    assert [str(one) for one in windows_back("2000-2004", ["2000-2004", "soon"])] == ["2000-2004"]


@pytest.mark.parametrize(
    ("windows", "told"),
    [
        (["2001-2010"], "Before 2001-2010 there is no window of 10 years"),
        (["2001-2004", "2004-2006"], "overlap"),
        (["2001-2014"], "outside the data"),
    ],
)
def test_windows_that_cannot_follow_each_other_are_refused(windows, told):
    with pytest.raises(RequestError, match=told):
        matrices_of(table(), windows)


def test_a_floor_of_counts_holds_for_the_past_and_for_what_may_come(windows):
    rules = Rules(moves="any", min_count=60)
    values, was = windows[-1].dense(), rta(windows[-1])["rta"]
    small = (was >= 1) & (values < 60)
    assert small.any()
    now = candidates(windows, rules=rules)
    pairs = set(zip(now.place.tolist(), now.activity.tolist(), strict=True))
    assert set(zip(*(n.tolist() for n in np.nonzero(small)), strict=True)) <= pairs


def test_windows_of_different_lengths_are_told(windows):
    from smartspec.tables.matrix import replace_matrix

    long = replace_matrix(windows[0], period="1995-2000")
    notes = entry_panel([long, *windows[1:]], rules=Rules(moves="any")).notes
    assert any("of different lengths" in note for note in notes)
