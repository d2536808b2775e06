"""The activity space: planted blocks are communities, parts stay apart, no circle lies on another."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from smartspec.core.errors import RequestError
from smartspec.networks.activity_space import activity_space
from smartspec.networks.communities import adjusted_rand, agreement, communities
from smartspec.networks.layout import AIR, ASPECT
from smartspec.tables.matrix import Matrix


def blocks(n_places, n_activities, n_blocks, *, seed=1, noise=0.02):
    """Places that are busy in one block of activities each, and a little elsewhere."""
    rng = np.random.default_rng(seed)
    place, activity = np.arange(n_places) % n_blocks, np.arange(n_activities) % n_blocks
    mean = np.where(place[:, None] == activity, 1.0, noise) * rng.lognormal(2, 1, n_activities)
    counts = Matrix(
        rng.poisson(mean),
        places=[f"P{at}" for at in range(n_places)],
        activities=[f"a{at}" for at in range(n_activities)],
    )
    return counts, activity


def tightest(found):
    """Smallest distance of two middles, in sums of their radii."""
    nodes = found.nodes.dropna(subset=["x"])
    x, y, r = (
        nodes["x"].to_numpy(),
        found.aspect * nodes["y"].to_numpy(),
        nodes["radius"].to_numpy(),
    )
    far = np.hypot(x[:, None] - x, y[:, None] - y) / (r[:, None] + r)
    return far[np.triu_indices(len(nodes), 1)].min()


def test_planted_blocks_are_found_as_communities():
    counts, planted = blocks(120, 40, 4)
    found = activity_space(counts)
    assert found.communities == 4
    assert adjusted_rand_score(planted, found.nodes["community"]) == 1
    assert found.agreement > 0.9


def test_links_hold_the_tree_and_little_more():
    counts, _ = blocks(120, 40, 4)
    found = activity_space(counts, beyond_tree=2)
    assert found.links["in_tree"].sum() == 39
    assert 39 < len(found.links) <= 39 + 2 * 40
    assert activity_space(counts, beyond_tree=0).links["in_tree"].all()
    assert (found.links["relatedness"].diff().dropna() <= 0).all()


def test_the_same_seed_gives_the_same_and_the_counts_stay():
    counts, _ = blocks(200, 180, 6)
    before = counts.dense().copy()
    first, again = activity_space(counts, seed=3), activity_space(counts, seed=3)
    assert first.nodes.equals(again.nodes)
    assert first.links.equals(again.links)
    assert (counts.dense() == before).all()


def test_no_two_of_640_circles_overlap_and_all_lie_on_the_sheet():
    counts, _ = blocks(400, 640, 16)
    found = activity_space(counts)
    assert tightest(found) > 0.95 * AIR
    nodes = found.nodes
    assert (nodes["x"] - nodes["radius"]).min() > -1e-9
    assert (nodes["x"] + nodes["radius"]).max() < 1 + 1e-9
    assert (ASPECT * nodes["y"] + nodes["radius"]).max() < ASPECT + 1e-9


def test_parts_stand_side_by_side():
    counts, part = blocks(60, 20, 2, noise=0.0)
    nodes = activity_space(counts).nodes
    one, other = nodes[part == 0], nodes[part == 1]
    assert one["x"].max() < other["x"].min() or other["x"].max() < one["x"].min()


def test_an_activity_related_to_nothing_is_told_and_has_no_position():
    counts = Matrix([[5, 5, 0, 0], [4, 6, 0, 0], [0, 0, 9, 0]], list("ABC"), list("wxyz"))
    found = activity_space(counts)
    alone = found.nodes.set_index("activity").loc[["y", "z"]]
    assert alone["x"].isna().all()
    assert (alone["community"] == 0).all()
    assert any("related to no other: y, z" in note for note in found.notes)


def test_a_place_is_told_by_its_own_numbers():
    counts, _ = blocks(40, 12, 3)
    nodes = activity_space(counts, place="P2").nodes
    row, whole = counts.row("P2"), counts.activity_totals
    assert nodes["rta"].to_numpy() == pytest.approx(row / row.sum() / (whole / whole.sum()))
    assert (nodes["specialised"] == (nodes["rta"] >= 1)).all()
    assert (nodes["count"] == row).all()


@pytest.mark.parametrize(
    ("counts", "options", "says"),
    [
        (Matrix([[3], [4]], ["A", "B"], ["x"]), {}, "activit"),
        (Matrix([[3, 0], [0, 4]], ["A", "B"], ["x", "y"]), {}, "No two activities are related"),
        (Matrix([[3, 3], [0, 0]], ["A", "B"], ["x", "y"]), {"place": "B"}, "B has no records"),
        (Matrix([[3, 3], [0, 0]], ["A", "B"], ["x", "y"]), {"place": "C"}, "C"),
        (Matrix([[3, 3], [0, 1]], ["A", "B"], ["x", "y"]), {"beyond_tree": -1}, "0 or more"),
        (Matrix([[3, 3], [3, 3]], ["A", "B"], ["x", "y"]), {"resolution": 0}, "above 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(counts, options, says):
    with pytest.raises(RequestError, match=says):
        activity_space(counts, **options)


def test_a_missing_part_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(RequestError, match=r"networkx.*smartspec\[network\]"):
        activity_space(blocks(40, 12, 3)[0])


def test_agreement_is_that_of_scikit_learn():
    rng = np.random.default_rng(5)
    drawn = [rng.integers(0, groups, 50) for groups in (2, 3, 5, 7)]
    oracle = [adjusted_rand_score(a, b) for at, a in enumerate(drawn) for b in drawn[:at]]
    assert agreement(drawn) == pytest.approx(np.mean(oracle))
    assert adjusted_rand(drawn[0], drawn[1]) == pytest.approx(adjusted_rand_score(*drawn[:2]))


def test_the_quality_is_the_modularity_of_networkx():
    nx = pytest.importorskip("networkx")
    graph = nx.karate_club_graph()
    ends = tuple(np.array(list(graph.edges())).T)
    found = communities(ends, np.array([w for *_, w in graph.edges(data="weight")], float), 34)
    groups = [set(np.flatnonzero(found.member == at)) for at in range(1, found.member.max() + 1)]
    assert found.quality == pytest.approx(nx.community.modularity(graph, groups))
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
