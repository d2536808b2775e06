"""Who is like whom is said on the finest data that have enough of an economy."""

import numpy as np
import pytest

from smartspec.core.errors import RequestError
from smartspec.datasets.load import load_table
from smartspec.policy.likeness import alike, bases


def test_bases_are_dated_reasoned_and_go_from_fine_to_coarse():
    assert [basis.dataset for basis in bases()] == [
        "patent_families", "pct_applications", "science_articles",
    ]  # fmt: skip
    for basis in bases():
        assert basis.reason
        assert basis.since.count("-") == 2
        assert basis.minimum > 0


@pytest.mark.parametrize(
    ("economy", "dataset"), [("DNK", "patent_families"), ("Poland", "pct_applications")]
)
def test_the_first_basis_with_enough_records_is_used(economy, dataset):
    assert alike(economy).basis.dataset == dataset


def test_similarity_is_the_cosine_of_rsca_profiles_over_the_whole_of_the_data():
    """By plain loops over the shipped counts: shares against all, small economies left out."""
    basis = bases()[0]
    counts = load_table(basis.dataset).matrix(basis.window)
    whole = counts.activity_totals

    def profile(place):
        row = counts.row(place)
        rta = [(n / row.sum()) / (w / whole.sum()) for n, w in zip(row, whole, strict=True)]
        return np.array([(r - 1) / (r + 1) for r in rta])

    mine = profile("DNK")
    expected = {}
    for place, total in zip(counts.places.tolist(), counts.place_totals, strict=True):
        if place != "DNK" and total >= basis.minimum:
            other = profile(place)
            expected[place] = mine @ other / np.sqrt((mine @ mine) * (other @ other))
    best = sorted(expected, key=expected.get, reverse=True)[:5]
    found = alike("DNK", number=5)
    assert [code for code, _ in found.similar] == best
    assert dict(found.similar) == pytest.approx({code: expected[code] for code in best})


def test_no_economy_is_like_itself_and_no_more_are_named_than_there_are():
    found = alike("DNK", number=1000)
    codes = [code for code, _ in found.similar]
    assert "DNK" not in codes
    assert len(codes) == len(set(codes)) < 36
    assert [value for _, value in found.similar] == sorted((v for _, v in found.similar), reverse=True)  # fmt: skip


def test_an_economy_with_hardly_any_records_is_refused_with_what_it_has():
    with pytest.raises(RequestError) as told:
        alike("FJI")
    assert str(told.value).startswith("Fiji has too few records to say which economies are like it")
    assert "science_articles 4" in str(told.value)


def test_data_that_cannot_compare_economies_are_refused():
    with pytest.raises(RequestError, match="There is no data set to compare on 'us_cluster_empl"):
        alike("DNK", on="us_cluster_employment")
