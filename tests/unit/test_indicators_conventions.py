"""Conventions by name: what each changes, what goes before it, and what it refuses."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.cli.main import run
from smartspec.core.errors import RequestError
from smartspec.indicators._conventions import CONVENTIONS, RULES, rules_of
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.density import distance, mean_density, relatedness_density
from smartspec.indicators.opportunities import opportunity_gain, opportunity_value
from smartspec.indicators.reflections import activity_reflections, place_reflections
from smartspec.indicators.relatedness import place_relatedness, relatedness
from smartspec.indicators.specialisation import specialised
from smartspec.tables.matrix import Matrix

# RTA of A in x is exactly 1: 2 of its 4 are in x, as 6 of all 12 are.
TIE = Matrix([[2, 2, 0], [3, 0, 1], [1, 1, 2]], places=list("ABC"), activities=list("xyz"))

# A does everything, D one thing; from a threshold of 0.5 the matrix is a staircase.
SMALL = Matrix([[4, 3, 3, 2], [6, 4, 2, 0], [9, 4, 0, 0], [9, 0, 0, 0]], list("ABCD"), list("wxyz"))
LOW = {"threshold": 0.5}

ALL = [
    specialised, relatedness, place_relatedness, relatedness_density, distance, mean_density,
    opportunity_value, opportunity_gain, place_complexity, activity_complexity, place_reflections,
    activity_reflections,
]  # fmt: skip
EACH = pytest.mark.parametrize("indicator", ALL, ids=lambda function: function.__name__)


def values(result):
    return [np.asarray(result[name]) for name in result.columns]


@EACH
def test_nothing_changes_for_those_who_name_none(indicator):
    plain, named = indicator(SMALL, **LOW), indicator(SMALL, **LOW, convention="standard")
    for first, second in zip(values(plain), values(named), strict=True):
        np.testing.assert_array_equal(first, second)


@EACH
def test_an_unknown_convention_is_answered_with_the_nearest(indicator):
    with pytest.raises(RequestError, match="Did you mean 'econgeo'"):
        indicator(SMALL, **LOW, convention="econgoe")


@EACH
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_convention_gives_an_answer_for_the_same_labels(indicator, convention):
    found = indicator(SMALL, **LOW, convention=convention)
    assert all(np.isfinite(column).any() for column in values(found))
    for labels, plain in zip(found.labels, indicator(SMALL, **LOW).labels, strict=True):
        np.testing.assert_array_equal(labels, plain)


def test_an_rta_of_exactly_1_counts_in_all_but_stata():
    for convention in CONVENTIONS:
        found = specialised(TIE, convention=convention).at("A", "x")["specialised"]
        assert found == (0.0 if convention == "stata" else 1.0)
    assert specialised(TIE, strict=True, convention="econgeo").at("A", "x")["specialised"] == 0.0


def test_what_stata_does_not_count_reaches_everything_that_is_built_on_it():
    # Without the tie A is specialised in y alone, so x and y are never found together.
    assert relatedness(TIE).at("x", "y")["relatedness"] == 0.5
    assert relatedness(TIE, convention="stata").at("x", "y")["relatedness"] == 0.0
    assert place_relatedness(TIE).at("A", "B")["relatedness"] == 0.5
    assert place_relatedness(TIE, convention="stata").at("A", "B")["relatedness"] == 0.0
    sparsely = Matrix(sparse.csr_array(TIE.dense()), places=list("ABC"), activities=list("xyz"))
    assert relatedness(sparsely, convention="stata").at("x", "y")["relatedness"] == 0.0
    steps = {"steps": 0}  # diversity
    assert place_reflections(TIE, **steps).at("A")["reflections"] == 2.0
    assert place_reflections(TIE, **steps, convention="stata").at("A")["reflections"] == 1.0


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_an_activity_is_related_to_itself_by_1_or_by_0(convention):
    diagonal = relatedness(SMALL, **LOW, convention=convention)["relatedness"].diagonal()
    assert set(diagonal) == {1.0 if RULES[convention].diagonal == "formula" else 0.0}


def test_own_that_is_said_outright_goes_before_the_convention():
    for indicator in (relatedness_density, distance, mean_density, opportunity_gain):
        for convention in ("atlas", "econgeo"):
            for own in ("include", "exclude"):
                asked = indicator(SMALL, **LOW, own=own, convention=convention)
                other = indicator(SMALL, **LOW, own=own, convention="standard")
                if indicator is opportunity_gain and convention == "atlas":
                    continue  # it has another scale as well
                np.testing.assert_array_equal(values(asked)[0], values(other)[0])
    without = relatedness_density(SMALL, **LOW, convention="standard")["density_pct"]
    included = relatedness_density(SMALL, **LOW, convention="atlas")["density_pct"]
    assert not np.allclose(without, included)


def test_scale_that_is_said_outright_goes_before_the_convention():
    plain = place_complexity(SMALL, **LOW)["place_complexity"]
    found = place_complexity(SMALL, **LOW, scale="own", convention="econgeo")
    np.testing.assert_array_equal(np.abs(found["place_complexity"]), np.abs(plain))
    assert found.units == {"place_complexity": "standard deviations"}
    by_sum = place_complexity(SMALL, **LOW, convention="econgeo")
    assert by_sum.units == {"place_complexity": "share of the sum"}
    assert abs(by_sum["place_complexity"].sum()) == pytest.approx(1.0)


def test_a_measure_without_a_word_on_the_activity_itself_clashes_with_the_atlas():
    with pytest.raises(RequestError, match=r"cannot be included\. Exclude it \(--set own=exclude"):
        relatedness_density(SMALL, **LOW, method="probability", convention="atlas")
    found = relatedness_density(
        SMALL, **LOW, method="probability", convention="atlas", own="exclude"
    )
    plain = relatedness_density(SMALL, **LOW, method="probability")
    np.testing.assert_array_equal(found["density_pct"], plain["density_pct"])


def test_in_the_atlas_a_place_has_the_mean_complexity_of_its_activities():
    has = specialised(SMALL, **LOW)["specialised"]
    activities = activity_complexity(SMALL, **LOW, convention="atlas")["activity_complexity"]
    places = place_complexity(SMALL, **LOW, convention="atlas")["place_complexity"]
    assert (has @ activities) / has.sum(axis=1) == pytest.approx(places)


def test_the_deviation_of_stata_is_over_a_row_for_each_pair_less_one():
    by_places = place_complexity(SMALL, **LOW, scale="places")["place_complexity"]
    by_pairs = place_complexity(SMALL, **LOW, scale="pairs")["place_complexity"]
    assert by_pairs / by_places == pytest.approx(np.sqrt(15 / 16))
    assert by_pairs @ by_pairs / 4 * 16 / 15 == pytest.approx(1.0)


def test_a_sum_of_0_is_refused_by_name_and_another_scale_is_not():
    # A and C are each other's mirror image, B lies between: their vector adds up to 0.
    mirror = Matrix([[1, 1, 0], [1, 1, 1], [0, 1, 1]], list("ABC"), list("xyz"), period="2020")
    with pytest.raises(RequestError, match=r"adds up to 0 in 2020.*--set scale=own"):
        place_complexity(mirror, **LOW, convention="econgeo")
    assert place_complexity(mirror, **LOW, scale="own", convention="econgeo")["place_complexity"] @ [
        1, 1, 1,
    ] == pytest.approx(0.0)  # fmt: skip


def test_reflections_run_from_0_to_100_from_the_third_step_on_in_econgeo():
    two = place_reflections(SMALL, **LOW, steps=2, convention="econgeo")
    np.testing.assert_array_equal(
        two["reflections"], place_reflections(SMALL, **LOW, steps=2)["reflections"]
    )
    three = place_reflections(SMALL, **LOW, steps=3, convention="econgeo")
    assert (three["reflections"].min(), three["reflections"].max()) == (0.0, 100.0)
    assert three.units["reflections"] == "index from 0 to 100"


def test_a_convention_says_where_it_was_read_off():
    for name in CONVENTIONS:
        assert len(rules_of(name).source) > 5


def test_the_command_line_takes_a_convention(tmp_path, capsys):
    table = tmp_path / "table.csv"
    rows = ["place,activity,period,value"]
    for place, line in zip(SMALL.places, SMALL.dense(), strict=True):
        rows += [f"{place},{name},2020,{value}" for name, value in zip("wxyz", line, strict=True)]
    table.write_text("\n".join(rows) + "\n")
    with pytest.raises(SystemExit) as left:
        run(["indicator", "relatedness_density", str(table), "--set", "convention=atlas",
             "--set", "threshold=0.5"])  # fmt: skip
    assert left.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    found = relatedness_density(SMALL, **LOW, convention="atlas")["density_pct"]
    assert float(lines[1].split(",")[-1]) == pytest.approx(found[0, 0])
    with pytest.raises(SystemExit) as left:
        run(["indicator", "relatedness_density", str(table), "--set", "convention=peer"])
    assert left.value.code == 2
    assert "convention" in capsys.readouterr().err
