"""Which places are alike, worked by hand."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.similarity import PROFILES, peers, profile_similarity
from smartspec.tables.matrix import Matrix

VALUES = [[8, 2, 0, 1], [4, 1, 0, 1], [3, 12, 2, 0], [0, 0, 0, 0], [1, 1, 9, 4]]


def counts(values=VALUES, *, kind=np.array, **parts):
    rows, columns = np.shape(values)
    return Matrix(
        kind(values), places=list("ABCDEFGH")[:rows], activities=list("stuvwxyz")[:columns], **parts
    )


KINDS = pytest.mark.parametrize("kind", [np.array, sparse.csr_array])


def test_places_with_the_same_mix_are_alike_whatever_their_size():
    matrix = counts([[8, 2], [400, 100], [3, 12]])
    assert profile_similarity(matrix).at("A", "B")["similarity"] == pytest.approx(1)


def test_opposite_profiles_of_two_activities():
    # RTA 1.6 and 0.4 against 0.4 and 1.6: RSCA 3/13 and -3/7 against -3/7 and 3/13.
    matrix = counts([[8, 2], [8, 2], [4, 16]])
    expected = -2 * (3 / 13) * (3 / 7) / ((3 / 13) ** 2 + (3 / 7) ** 2)
    found = profile_similarity(counts([[8, 2], [2, 8]])).at("A", "B")["similarity"]
    assert found == pytest.approx(expected)
    assert profile_similarity(matrix).at("A", "C")["similarity"] < 0


@KINDS
@pytest.mark.parametrize("profile", PROFILES)
def test_similarity_agrees_with_plain_loops(profile, kind):
    found = profile_similarity(counts(kind=kind), profile=profile)["similarity"]
    rows = {p: _profile(p, profile) for p in (0, 1, 2, 4)}
    for p, mine in rows.items():
        for q, theirs in rows.items():
            product = sum(x * y for x, y in zip(mine, theirs, strict=True))
            sizes = sum(x * x for x in mine) ** 0.5 * sum(y * y for y in theirs) ** 0.5
            assert found[p, q] == pytest.approx(product / sizes, abs=1e-12)


def _profile(place, profile):
    totals = [sum(row[a] for row in VALUES) for a in range(4)]
    mix = [value / sum(VALUES[place]) for value in VALUES[place]]
    if profile == "share":
        return mix
    ratio = [s * sum(totals) / total for s, total in zip(mix, totals, strict=True)]
    if profile == "rta":
        return ratio
    if profile == "rsca":
        return [(r - 1) / (r + 1) for r in ratio]
    logarithms = [np.log(r + 0.1) for r in ratio]
    return [value - sum(logarithms) / 4 for value in logarithms]


@KINDS
@pytest.mark.parametrize("profile", PROFILES)
def test_a_place_without_any_count_is_like_no_place_and_named(profile, kind):
    found = profile_similarity(counts(kind=kind), profile=profile)
    similarity = found["similarity"]
    assert np.isnan(similarity[3]).all()
    assert np.isnan(similarity[:, 3]).all()
    assert np.count_nonzero(np.isnan(similarity)) == 9
    assert found.diagnostics["places_without_total"] == ("D",)
    assert found.axes == ("place", "peer")


@KINDS
@pytest.mark.parametrize("profile", ["rsca", "log_rta"])
def test_a_place_with_the_mix_of_the_whole_has_no_profile(profile, kind):
    matrix = counts([[5, 5, 20], [9, 1, 20], [1, 9, 20]], kind=kind)
    found = profile_similarity(matrix, profile=profile)
    assert np.isnan(found["similarity"][0]).all()
    assert found["similarity"][1, 2] < 0
    assert found.diagnostics["places_like_the_whole"] == ("A",)
    with pytest.raises(RequestError, match="A has the mix of the whole"):
        peers(matrix, "A", profile=profile)
    assert peers(matrix, "B", profile=profile).labels[0].tolist() == ["C"]


@KINDS
def test_activities_without_any_count_make_no_difference(kind):
    wider = np.insert(np.array(VALUES), 2, 0, axis=1)
    np.testing.assert_allclose(
        profile_similarity(counts(wider, kind=kind))["similarity"],
        profile_similarity(counts(kind=kind))["similarity"],
        rtol=0,
        atol=1e-12,
    )


def test_a_reference_changes_what_counts_as_strength():
    plain = profile_similarity(counts([[8, 2], [6, 4], [1, 9]])).at("A", "B")["similarity"]
    against = counts([[8, 2], [6, 4], [1, 9]], reference=[700, 300])
    assert plain > 0
    assert profile_similarity(against).at("A", "B")["similarity"] < 0


@KINDS
def test_peers_come_in_the_order_of_similarity_without_the_place_itself(kind):
    matrix = counts(kind=kind)
    found = peers(matrix, "A")
    assert found.axes == ("peer",)
    assert found.labels[0].tolist()[0] == "B"
    assert sorted(found.labels[0].tolist()) == ["B", "C", "E"]
    table = profile_similarity(matrix)
    for label, value in zip(found.labels[0].tolist(), found["similarity"], strict=True):
        assert value == pytest.approx(table.at("A", label)["similarity"])
    assert list(found["similarity"]) == sorted(found["similarity"], reverse=True)


def test_places_that_are_equally_alike_are_put_in_the_order_of_their_labels():
    values = [[9, 1, 2], [2, 6, 1], [2, 6, 1], [20, 60, 10], [2, 6, 1]]
    matrix = Matrix(values, places=["HUB", "S2", "S10", "LARGE", "A"], activities=list("xyz"))
    assert peers(matrix, "HUB").labels[0].tolist() == ["A", "LARGE", "S10", "S2"]
    backwards = Matrix(values[::-1], places=matrix.places[::-1], activities=list("xyz"))
    assert peers(backwards, "HUB", number=2).labels[0].tolist() == ["A", "LARGE"]


def test_no_more_peers_are_given_than_asked_for():
    assert peers(counts(), "A", number=1).labels[0].tolist() == ["B"]


def test_a_wrong_question_for_peers_is_refused():
    with pytest.raises(RequestError, match="at least 1"):
        peers(counts(), "A", number=0)
    with pytest.raises(RequestError, match="There is no place 'Z'"):
        peers(counts(), "Z")
    with pytest.raises(RequestError, match=r"D has no count in all, .* Widen the window"):
        peers(counts(), "D")
    with pytest.raises(RequestError, match="Did you mean 'rsca'"):
        peers(counts(), "A", profile="rscaa")


def test_too_many_places_are_refused_before_any_work_but_peers_are_still_found():
    n_places = 4_500
    values = sparse.csr_array(
        (np.ones(n_places), (np.arange(n_places), np.arange(n_places) % 7)), shape=(n_places, 7)
    )
    many = Matrix(values, [f"P{p:04}" for p in range(n_places)], list("abcdefg"))
    with pytest.raises(RequestError, match="20,250,000 numbers"):
        profile_similarity(many)
    assert peers(many, "P0000", number=2).labels[0].tolist() == ["P0007", "P0014"]


def test_one_place_alone_has_nothing_to_be_compared_with():
    with pytest.raises(RequestError, match="there is only one, A"):
        profile_similarity(counts([[1, 2]]))
