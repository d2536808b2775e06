"""A joint strategy is what places are together beside what each is alone."""

import dataclasses

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import rankdata

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.indicators.complexity import activity_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.relatedness import relatedness
from smartspec.indicators.specialisation import rta
from smartspec.strategy.joint import CHANGES, domains, joint, joint_cut_offs, merged
from smartspec.strategy.opportunities import opportunities
from smartspec.strategy.standing import Space, Standing
from smartspec.strategy.windows import two_windows
from smartspec.tables.matrix import Matrix


@pytest.fixture(scope="module")
def now():
    return two_windows(ss.load_table("patent_families"), "2018-2020", None)[0]


@pytest.fixture(scope="module")
def both(now):
    return joint(now, ["DEU", "DNK"])


def test_the_cut_offs_have_a_date_a_source_and_a_status():
    rule = joint_cut_offs()
    assert rule.domains == 5
    assert "innoBB" in rule.source
    assert "to be checked" in rule.status


@pytest.mark.parametrize("sparsely", [False, True])
def test_merging_adds_counts_and_leaves_the_whole(sparsely):
    values = np.array([[1.0, 2, 0], [3, 4, 5], [5, 6, 7]])
    counts = Matrix(
        sparse.csr_array(values) if sparsely else values, list("ABC"), list("xyz"),
        reference=[20, 30, 40],
    )  # fmt: skip
    found = merged(counts, ["C", "A"], "CA")
    assert found.places.tolist() == ["B", "CA"]
    assert found.is_sparse == sparsely
    assert found.dense().tolist() == [[3, 4, 5], [6, 8, 7]]
    assert found.activity_totals.tolist() == [20, 30, 40]
    assert counts.dense().tolist() == values.tolist()


def test_wrong_unions_are_refused():
    counts = Matrix([[1, 2], [3, 4], [5, 6]], list("ABC"), list("xy"))
    with pytest.raises(RequestError, match="A is named twice"):
        merged(counts, ["A", "A"])
    with pytest.raises(RequestError, match="two places or more"):
        merged(counts, ["A"])
    with pytest.raises(RequestError, match="no place 'Q'"):
        merged(counts, ["A", "Q"])
    with pytest.raises(RequestError, match="'C' is a place of the table"):
        merged(counts, ["A", "B"], "C")
    assert merged(counts, ["A", "B"], "A").places.tolist() == ["C", "A"]


def test_the_joint_columns_are_those_of_the_list_for_the_union(now, both):
    listed = opportunities(merged(now, ["DEU", "DNK"]), "DEU+DNK").frame.set_index("activity")
    own = both.frame.set_index("activity")
    assert own["kind"].to_dict() == listed["kind"].to_dict()
    for column in ("rta", "density_pct", "complexity"):
        np.testing.assert_allclose(own[column], listed[column].loc[own.index])
    assert both.frame["activity"].tolist() == listed.index.tolist()


def test_each_alone_is_told_by_its_own_counts_and_the_common_relatedness(now, both):
    related = relatedness(merged(now, ["DEU", "DNK"]))
    density = relatedness_density(now, related=related)["density_pct"]
    for place in ("DEU", "DNK"):
        row = now.place_index(place)
        own = both.frame.set_index("activity").loc[now.activities.tolist()]
        np.testing.assert_allclose(own[f"rta_{place}"], rta(now)["rta"][row])
        np.testing.assert_allclose(own[f"density_pct_{place}"], density[row])


def test_rta_together_lies_between_those_alone(now, both):
    totals = now.place_totals[[now.place_index("DEU"), now.place_index("DNK")]]
    alone = both.frame[["rta_DEU", "rta_DNK"]].to_numpy()
    np.testing.assert_allclose(both.frame["rta"], alone @ totals / totals.sum())


def test_the_change_follows_the_rule(both):
    assert set(both.frame["change"]) <= set(CHANGES)
    assert {"shared", "carried", "diluted"} <= set(both.frame["change"])
    for row in both.frame.itertuples():
        kinds = [row.kind_DEU, row.kind_DNK]
        has = [kind == "consolidate" for kind in kinds]
        near = any(kind in ("reach", "easy") for kind in kinds)
        if row.kind == "consolidate":
            assert row.change == ("shared" if all(has) else "carried")
            assert any(has)
        elif any(has):
            assert row.change == "diluted"
        elif row.kind in ("reach", "easy"):
            assert row.change == ("none" if near else "nearer")
        else:
            assert row.change == ("farther" if near else "none")


def test_domains_are_what_places_are_strong_in_or_near_and_complex_and_no_neighbours(now, both):
    union = merged(now, ["DEU", "DNK"])
    related = relatedness(union)["relatedness"].copy()
    np.fill_diagonal(related, 0.0)
    edge = np.quantile(related[np.triu_indices(len(related), 1)], 0.9)
    names = union.activities.tolist()
    frame = both.frame
    centres = frame[frame["domain_role"] == "centre"].sort_values("domain")
    assert centres["domain"].tolist() == list(range(1, len(centres) + 1))
    assert 2 <= len(centres) <= 5
    eligible = frame[frame["kind"].isin(["consolidate", "reach"])].copy()
    eligible["score"] = rankdata(eligible["density_pct"]) + rankdata(eligible["complexity"])
    assert eligible["score"].idxmax() in centres.index[:1]
    number = [names.index(activity) for activity in centres["activity"]]
    for one in number:
        for other in number:
            assert one == other or related[one, other] < edge
    for row in frame[frame["domain_role"] == "around"].itertuples():
        ties = related[names.index(row.activity), number]
        assert ties[int(row.domain) - 1] == pytest.approx(ties.max())
        assert ties.max() >= edge
    assert set(frame.loc[frame["domain"].notna(), "kind"]) <= {"consolidate", "reach"}
    complexity = activity_complexity(union, components="largest")["activity_complexity"]
    np.testing.assert_allclose(frame.set_index("activity").loc[names, "complexity"], complexity)


def test_as_many_domains_as_asked_for(now):
    for number in (1, 3):
        rule = dataclasses.replace(joint_cut_offs(), domains=number)
        frame = joint(now, ["DEU", "DNK"], rule=rule).frame
        assert (frame["domain_role"] == "centre").sum() == number


def test_domains_worked_by_hand():
    """v-w are neighbours, x and y are alone; v is first, then w joins it and x is the second."""
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 0] = 0.9
    weights[1, 2] = weights[2, 1] = weights[2, 3] = weights[3, 2] = 0.1
    around = Space(weights, np.array([2.0, 1.0, 0.5, -1.0]), ())
    together = Standing(
        np.array([True, True, False, False]), np.array([80.0, 70.0, 60.0, 50.0]),
        np.array(["consolidate", "consolidate", "reach", "easy"]), np.array([np.nan, np.nan, 1, 2]),
    )  # fmt: skip
    number, role = domains(around, together, np.array(list("vwxy")), joint_cut_offs())
    np.testing.assert_array_equal(number, [1, 1, 2, np.nan])
    assert role.tolist() == ["centre", "around", "centre", ""]
