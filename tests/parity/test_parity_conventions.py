"""Where another package is unstable, wrong or peculiar: what smartspec says instead, and why.

What agrees, and by how much the rest differs, stands in ``agreements``. Here it is shown that the
reason told there is the whole reason: each package's own steps are repeated in plain numpy.
"""

import numpy as np
import pytest
from printed import ATLAS, DATAWHEEL, ECONGEO, counts_of, numbers, output

from smartspec.indicators._presence import presence
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.opportunities import opportunity_gain
from smartspec.indicators.reflections import place_reflections
from smartspec.indicators.relatedness import relatedness

EXACT = 1e-12
SOLVER = 1e-7
"""Eigenvectors of an unsymmetric matrix, divided by a sum that is near 0."""


def second_eigenvector_over_its_sum(transitions):
    values, vectors = np.linalg.eig(transitions)
    vector = vectors[:, np.argsort(-values.real)[1]].real
    return vector / vector.sum()


def transitions(has, side):
    over_diversity, over_ubiquity = has / has.sum(axis=1, keepdims=True), has / has.sum(axis=0)
    if side == "place":
        return over_diversity @ over_ubiquity.T
    return over_ubiquity.T @ over_diversity


def near_up_to_sign(found, printed, tolerance):
    return min(np.abs(found - printed).max(), np.abs(found + printed).max()) <= tolerance


@pytest.mark.parametrize(
    ("side", "data", "file"),
    [
        ("place", "counts_t1", "kci"),
        ("place", "counts_nested", "nested_kci"),
        ("place", "counts_zero_rowcol", "kci_zero"),
        ("activity", "counts_t1", "tci"),
        ("activity", "counts_nested", "nested_tci"),
    ],
)
def test_the_rounding_of_econgeo_is_the_whole_difference(side, data, file):
    counts = counts_of(data)
    has = presence(counts).toarray()
    has = has[has.sum(axis=1) > 0][:, has.sum(axis=0) > 0]
    exact = transitions(has, side)
    rounded = second_eigenvector_over_its_sum(exact.round(4))
    assert near_up_to_sign(rounded, numbers(ECONGEO, file), 1e-9)
    indicator = place_complexity if side == "place" else activity_complexity
    found = indicator(counts, convention="econgeo")[f"{side}_complexity"]
    found = found[~np.isnan(found)]
    assert near_up_to_sign(second_eigenvector_over_its_sum(exact), found, SOLVER)
    assert found @ numbers(ECONGEO, file) > 0  # the sign is that of EconGeo


@pytest.mark.parametrize("indicator", [place_complexity, activity_complexity])
def test_a_sum_near_0_and_sides_that_contradict_each_other_are_told(indicator):
    notes = " ".join(indicator(counts_of("counts_t1"), convention="econgeo").notes)
    assert "two sides contradict each other" in notes
    assert "3.1% of what is added up" in notes
    assert indicator(counts_of("counts_nested"), convention="econgeo").notes == ()


def test_econgeo_turns_activities_against_its_own_places_and_we_do_not():
    counts = counts_of("counts_t1")
    has = presence(counts).toarray()

    def places_follow(places, activities):
        mean = (has @ activities) / has.sum(axis=1)
        return np.corrcoef(places, mean)[0, 1]

    assert places_follow(numbers(ECONGEO, "kci"), numbers(ECONGEO, "tci")) < -0.99
    ours = place_complexity(counts)["place_complexity"]
    assert places_follow(ours, activity_complexity(counts)["activity_complexity"]) > 0.99
    told = place_complexity(counts)
    assert told.diagnostics["sign_correlation"] == pytest.approx(0.069, abs=0.001)
    assert "weakly determined" in told.notes[0]


def test_an_empty_place_takes_the_value_from_no_other_as_it_does_in_two_packages():
    # R04 is empty. economic-complexity has no value for any place; so has ecomplexity where
    # exactly one place is specialised in nothing (full_avgregion).
    assert np.isnan(numbers(DATAWHEEL, "eci_zero")).all()
    printed = output(ATLAS, "full_avgregion")
    nothing = printed.groupby("loc")["mcp"].sum() == 0
    assert nothing.sum() == 1
    assert printed["eci"].isna().all()
    counts = counts_of("counts_zero_rowcol")
    for convention in ("datawheel", "atlas"):
        found = place_complexity(counts, convention=convention)["place_complexity"]
        assert np.isnan(found).tolist() == (counts.place_totals == 0).tolist()
    standardised = place_reflections(counts)["reflections_standardised"]
    assert np.isnan(standardised).tolist() == (counts.place_totals == 0).tolist()


def test_the_gain_of_datawheel_is_its_formula_with_its_complexity():
    counts = counts_of("counts_t1")
    lacks = 1 - presence(counts).toarray()
    near = relatedness(counts, convention="datawheel")["relatedness"]
    part = near / near.sum(axis=0)

    def gain(complexity):
        return (lacks * complexity) @ part - (1 - lacks @ part) * complexity

    theirs = numbers(DATAWHEEL, "pci")
    assert gain(theirs) == pytest.approx(
        output(DATAWHEEL, "opportunity_gain").to_numpy(), abs=EXACT
    )
    ours = activity_complexity(counts, convention="datawheel")["activity_complexity"]
    found = opportunity_gain(counts, convention="datawheel")["opportunity_gain"]
    assert found == pytest.approx(gain(ours), abs=EXACT)


def test_what_datawheel_stops_at_leads_to_our_complexity():
    counts = counts_of("counts_t1")
    wanted = place_complexity(counts, convention="datawheel")["place_complexity"]
    steps = {n: place_reflections(counts, steps=n)["reflections_standardised"] for n in (18, 200)}
    assert np.abs(steps[18] - wanted).max() > 0.2
    assert np.abs(steps[200] - wanted).max() < 1e-9
