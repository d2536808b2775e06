"""Relatedness, density and complexity agree with other software.

The files in ``peers`` are what each package printed for the same small inputs. Packages that print
full precision agree to 1e-9: eigenvectors carry the tolerance of their solvers, everything else is
far closer. EconGeo's densities are rounded to two decimals, their averages to none.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.density import coherence, distance, mean_density, relatedness_density
from smartspec.indicators.entry import entry_and_exit
from smartspec.indicators.fitness import activity_fitness, place_fitness
from smartspec.indicators.opportunities import opportunity_gain, opportunity_value
from smartspec.indicators.reflections import activity_reflections, place_reflections
from smartspec.indicators.relatedness import (
    place_relatedness,
    relatedness,
    relatedness_of_links,
)
from smartspec.indicators.variety import related_variety
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

PEERS = Path(__file__).parent / "peers"
CLOSE = 1e-9
TWO_DECIMALS = 0.005 + 1e-9
WHOLE = 0.5 + 1e-9
WHOLE_OF_WHOLE = 1.0 + 1e-9
"""EconGeo averages densities that it has rounded to whole numbers, and rounds the average."""
ECONGEO, ECONCI, ATLAS = "econgeo_v2.1", "econci_0.1.3", "ecomplexity_0.5.3"
R_EC, REKS, DATAWHEEL = "r_economiccomplexity_2.0.0", "ReKS_0.5.2", "economic_complexity_0.3.0"
PYTHON = "EconGeoPy_0.1"


def table(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(PEERS / package / f"{name}.csv", index_col=0)


def numbers(package: str, name: str) -> np.ndarray:
    return table(package, name).select_dtypes("number").iloc[:, 0].to_numpy(dtype=float)


def square(package: str, name: str) -> np.ndarray:
    return table(package, name).select_dtypes("number").to_numpy(dtype=float)


def counts_of(name: str = "counts_t1") -> Matrix:
    frame = table("inputs", name)
    return Matrix(frame.to_numpy(dtype=float), list(frame.index), list(frame.columns))


def full(column: str, name: str = "full") -> np.ndarray:
    frame = table(ATLAS, name)
    return frame.pivot(index="loc", columns="prod", values=column).to_numpy()


def links() -> Matrix:
    frame = table(ECONGEO, "co_occurrence")
    return Matrix(frame.to_numpy(dtype=float), list(frame.index), list(frame.columns))


def off_diagonal(values: np.ndarray) -> np.ndarray:
    return values[~np.eye(len(values), dtype=bool)]


@pytest.mark.parametrize(
    ("package", "name"),
    [(R_EC, "proximity_product"), (REKS, "proximity"), (DATAWHEEL, "proximity_max"),
     (ECONCI, "proximity"), (PYTHON, "relatedness_Symmetric")],
)  # fmt: skip
def test_proximity_is_that_of_five_packages(package, name):
    ours = relatedness(counts_of())["relatedness"]
    assert off_diagonal(ours) == pytest.approx(off_diagonal(square(package, name)), abs=CLOSE)


def test_proximity_is_that_of_ecomplexity_with_its_diagonal():
    theirs = table(ATLAS, "proximity").pivot(index="prod_1", columns="prod_2", values="proximity")
    ours = relatedness(counts_of())["relatedness"]
    assert ours == pytest.approx(theirs.to_numpy(), abs=CLOSE)


def test_proximity_of_places_is_that_of_economiccomplexity():
    ours = place_relatedness(counts_of())["relatedness"]
    assert ours == pytest.approx(square(R_EC, "proximity_country"), abs=CLOSE)


@pytest.mark.parametrize(
    ("method", "package", "name"),
    [
        ("probability", ECONGEO, "relatedness_prob"),
        ("association", ECONGEO, "relatedness_association"),
        ("cosine", ECONGEO, "relatedness_cosine"),
        ("jaccard", ECONGEO, "relatedness_jaccard"),
        ("probability", PYTHON, "relatedness_Steijn"),
        ("association", PYTHON, "relatedness_Association"),
        ("cosine", PYTHON, "relatedness_Cosine"),
        ("jaccard", PYTHON, "relatedness_Jaccard"),
    ],
)
def test_relatedness_of_links_is_that_of_econgeo(method, package, name):
    ours = relatedness_of_links(links(), method=method)["relatedness"]
    assert off_diagonal(ours) == pytest.approx(off_diagonal(square(package, name)), abs=CLOSE)


@pytest.mark.parametrize("method", ["probability", "association"])
def test_relatedness_of_counts_normalises_by_links_as_econgeo_does(method):
    ours = relatedness(counts_of(), method=method)["relatedness"]
    theirs = square(
        ECONGEO, {"probability": "relatedness_prob"}.get(method, f"relatedness_{method}")
    )
    assert off_diagonal(ours) == pytest.approx(off_diagonal(theirs), abs=CLOSE)


@pytest.mark.parametrize(
    ("package", "name", "own"),
    [(ECONCI, "density", "exclude"), (DATAWHEEL, "relatedness", "exclude"),
     (R_EC, "density", "include"), (REKS, "local_density", "include")],
)  # fmt: skip
def test_density_is_that_of_four_packages(package, name, own):
    ours = relatedness_density(counts_of(), own=own)["density_pct"]
    assert ours == pytest.approx(100 * square(package, name), abs=100 * CLOSE)


def test_density_is_that_of_ecomplexity():
    ours = relatedness_density(counts_of(), own="include")["density_pct"]
    assert ours == pytest.approx(100 * full("density"), abs=100 * CLOSE)


@pytest.mark.parametrize(
    ("package", "own"), [(ECONCI, "exclude"), (DATAWHEEL, "exclude"), (R_EC, "include")]
)
def test_distance_is_that_of_three_packages(package, own):
    assert distance(counts_of(), own=own)["distance"] == pytest.approx(
        square(package, "distance"), abs=CLOSE
    )


@pytest.mark.parametrize(("where", "name"), [("inside", "int"), ("outside", "ext")])
def test_density_inside_and_outside_is_that_of_econgeo_with_its_relatedness(where, name):
    # EconGeo was given relatedness by "prob"; it rounds to whole numbers.
    ours = relatedness_density(counts_of(), method="probability", where=where)["density_pct"]
    theirs = square(ECONGEO, f"relatedness_density_{name}")
    assert np.isnan(ours).tolist() == np.isnan(theirs).tolist()
    assert np.nanmax(np.abs(ours - theirs)) <= WHOLE


def test_density_is_that_of_econgeo_to_its_two_decimals():
    ours = relatedness_density(counts_of(), method="probability")["density_pct"]
    assert np.abs(ours - square(ECONGEO, "relatedness_density")).max() <= TWO_DECIMALS


@pytest.mark.parametrize(("column", "name"), [("inside_pct", "int"), ("outside_pct", "ext")])
def test_mean_density_is_that_of_econgeo_to_whole_numbers(column, name):
    ours = mean_density(counts_of(), method="probability")[column]
    theirs = numbers(ECONGEO, f"relatedness_density_{name}_avg")
    assert np.nanmax(np.abs(ours - theirs)) <= WHOLE_OF_WHOLE


@pytest.mark.parametrize("data", ["counts_t1", "counts_nested"])
def test_place_complexity_is_that_of_three_packages(data):
    start = "nested_" if data == "counts_nested" else ""
    theirs = numbers(R_EC, f"{start}eigenvalues_region")
    ours = place_complexity(counts_of(data), scale="sample")["place_complexity"]
    assert ours == pytest.approx(theirs, abs=1e-7)
    atlas = full("eci", f"{start}full")[:, 0]
    assert place_complexity(counts_of(data))["place_complexity"] == pytest.approx(atlas, abs=1e-7)


def test_activity_complexity_is_that_of_economiccomplexity_and_in_line_with_ecomplexity():
    ours = activity_complexity(counts_of(), scale="sample")["activity_complexity"]
    assert ours == pytest.approx(numbers(R_EC, "eigenvalues_tech"), abs=1e-7)
    # ecomplexity takes the mean and the deviation of places, which changes the scale alone.
    assert np.corrcoef(ours, full("pci")[0])[0, 1] == pytest.approx(1.0, abs=1e-12)


def test_activity_complexity_contradicts_econci_which_turns_its_sides_apart():
    # On these counts diversity and complexity correlate by 0.07, so the sign is hardly determined,
    # and we say so; econci turns activities against its own places.
    found = activity_complexity(counts_of())
    assert found.diagnostics["sign_correlation"] < 0.1
    assert "weakly determined" in found.diagnostics["notes"][0]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_reflections_are_those_of_econgeo(steps):
    ours = place_reflections(counts_of(), steps=steps)["reflections"]
    assert ours == pytest.approx(numbers(ECONGEO, f"morc_{steps}"), abs=CLOSE)
    ours = activity_reflections(counts_of(), steps=steps)["reflections"]
    assert ours == pytest.approx(numbers(ECONGEO, f"mort_{steps}"), abs=CLOSE)


def test_opportunities_are_those_of_economiccomplexity_on_its_scale():
    counts = counts_of()
    size = counts.shape[1]
    scale = np.sqrt((size - 1) / size)  # it divides complexity by n - 1
    ours = scale * opportunity_value(counts, own="include")["opportunity_value"]
    assert ours == pytest.approx(numbers(R_EC, "coi"), abs=1e-7)
    ours = scale * opportunity_gain(counts, own="include")["opportunity_gain"]
    assert ours == pytest.approx(square(R_EC, "cog"), abs=1e-7)


def test_fitness_is_that_of_economiccomplexity_after_as_many_iterations():
    given = {"iterations": 19, "tolerance": 1e-300}
    ours = place_fitness(counts_of(), **given)["place_fitness"]
    assert ours == pytest.approx(numbers(R_EC, "fitness_region"), abs=CLOSE)
    ours = activity_fitness(counts_of(), **given)["activity_fitness"]
    assert ours == pytest.approx(numbers(R_EC, "fitness_tech"), abs=CLOSE)


def test_fitness_is_that_of_reks_once_it_has_converged():
    found = place_fitness(counts_of())
    assert found.diagnostics["converged"]
    # ReKS stops when nothing changes by more than 1e-8 or so.
    assert found["place_fitness"] == pytest.approx(numbers(REKS, "fitness"), abs=1e-7)
    ours = activity_fitness(counts_of())["activity_fitness"]
    assert ours == pytest.approx(numbers(REKS, "fitness_tech"), abs=1e-7)


@pytest.mark.parametrize(("column", "name"), [("entry", "entry_mat"), ("exit", "exit_mat")])
def test_entry_and_exit_are_those_of_econgeo(column, name):
    ours = entry_and_exit(counts_of("counts_t1"), counts_of("counts_t2"))[column]
    assert ours == pytest.approx(square(ECONGEO, name), nan_ok=True)


def test_variety_is_that_of_econgeopy_in_natural_logarithms():
    groups = table("inputs", "tech_attr")["group"].to_dict()
    found = related_variety(counts_of(), base=np.e, groups=groups)
    assert found["related_variety"] == pytest.approx(numbers(PYTHON, "rel_variety"), abs=CLOSE)
    assert found["unrelated_variety"] == pytest.approx(numbers(PYTHON, "unrel_variety"), abs=CLOSE)


def test_coherence_is_that_of_reks_by_its_relatedness():
    labels = counts_of().activities
    given = Matrix(np.zeros((9, 9)), labels, labels)
    related = Result(
        ("activity", "related_activity"),
        (given.activities, given.activities),
        {"relatedness": square(REKS, "relatedness_t_patent")},
    )
    ours = coherence(counts_of(), related=related)["coherence"]
    assert ours == pytest.approx(numbers(REKS, "coherence"), nan_ok=True, abs=CLOSE)
