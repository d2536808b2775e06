"""Specialisation agrees with other software and with published figures.

The files in ``peers`` are what each package printed for the same small inputs. Tolerances: packages
that print full precision agree to 1e-12 relative, the noise of double arithmetic done in another
order; those that round agree to half a unit of their last digit.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from smartspec.activities.wipo35 import fields
from smartspec.datasets.load import load_frame
from smartspec.indicators.specialisation import average_location_quotient, rta, specialised
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix

PEERS = Path(__file__).parent / "peers"
EXACT = 1e-12
ECONGEO = "econgeo_v2.1"


def peer(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(PEERS / package / f"{name}.csv", index_col=0)


def counts_of(name: str, *, as_sparse: bool = False) -> Matrix:
    table = peer("inputs", name)
    values = table.to_numpy(dtype=float)
    return Matrix(
        sparse.csr_array(values) if as_sparse else values,
        places=table.index.to_list(),
        activities=table.columns.to_list(),
    )


@pytest.mark.parametrize("as_sparse", [False, True])
@pytest.mark.parametrize(
    ("package", "output", "counts"),
    [
        (ECONGEO, "location_quotient", "counts_t1"),
        (ECONGEO, "tie_lq", "counts_tie"),
        (ECONGEO, "nested_lq", "counts_nested"),
        ("r_economiccomplexity_2.0.0", "balassa_cont", "counts_t1"),
        ("r_economiccomplexity_2.0.0", "nested_balassa_cont", "counts_nested"),
        ("economic_complexity_0.3.0", "rca", "counts_t1"),
        ("economic_complexity_0.3.0", "rca_tie", "counts_tie"),
        ("econci_0.1.3", "rca", "counts_t1"),
    ],
)
def test_rta_is_what_other_packages_print_at_full_precision(package, output, counts, as_sparse):
    theirs = peer(package, output)
    matrix = counts_of(counts, as_sparse=as_sparse)
    assert theirs.index.to_list() == matrix.places.tolist()
    np.testing.assert_allclose(rta(matrix)["rta"], theirs, rtol=EXACT, atol=0)


def test_rta_is_that_of_econgeopy_whose_table_is_transposed_and_without_labels():
    theirs = peer("EconGeoPy_0.1", "rca").to_numpy().T
    np.testing.assert_allclose(rta(counts_of("counts_t1"))["rta"], theirs, rtol=EXACT, atol=0)


@pytest.mark.parametrize(("output", "counts"), [("full", "counts_t1"), ("full_tie", "counts_tie")])
def test_rta_and_specialised_are_those_of_ecomplexity_whose_table_is_long(output, counts):
    theirs = peer("ecomplexity_0.5.3", output)
    matrix = counts_of(counts)
    for their_name, result in (("rca", rta(matrix)), ("mcp", specialised(matrix))):
        wide = theirs.pivot(index="loc", columns="prod", values=their_name)
        (our_name,) = result.columns
        np.testing.assert_allclose(result[our_name], wide, rtol=EXACT, atol=0)


def test_econgeo_rounds_its_rca_to_two_decimals():
    ours = rta(counts_of("counts_t1"))["rta"]
    np.testing.assert_allclose(ours, peer(ECONGEO, "rca"), rtol=0, atol=0.005)


@pytest.mark.parametrize(
    ("package", "output", "counts"),
    [
        (ECONGEO, "location_quotient_binary", "counts_t1"),
        (ECONGEO, "tie_lq_binary", "counts_tie"),
        ("r_economiccomplexity_2.0.0", "balassa", "counts_t1"),
        ("r_economiccomplexity_2.0.0", "tie_balassa", "counts_tie"),
    ],
)
def test_specialised_is_what_other_packages_print(package, output, counts):
    ours = specialised(counts_of(counts))["specialised"]
    np.testing.assert_array_equal(ours, peer(package, output).to_numpy())


def test_average_location_quotient_is_that_of_econgeo():
    ours = average_location_quotient(counts_of("counts_t1"))["average_location_quotient"]
    theirs = peer(ECONGEO, "location_quotient_avg")["x"]
    np.testing.assert_allclose(ours, theirs, rtol=EXACT)


def test_econgeo_gives_0_for_an_empty_place_or_activity_where_we_say_that_there_is_no_value():
    matrix = counts_of("counts_zero_rowcol")
    ours = rta(matrix)
    theirs = peer(ECONGEO, "zero_lq").to_numpy()
    empty = np.zeros(matrix.shape, dtype=bool)
    empty[matrix.place_index("R04"), :] = True
    empty[:, matrix.activities == "T06"] = True
    assert np.isnan(ours["rta"][empty]).all()
    assert (theirs[empty] == 0).all()
    np.testing.assert_allclose(ours["rta"][~empty], theirs[~empty], rtol=EXACT, atol=0)
    assert ours.diagnostics["places_without_total"] == ("R04",)
    assert ours.diagnostics["activities_without_total"] == ("T06",)
    binary = specialised(matrix)["specialised"]
    assert np.isnan(binary[empty]).all()
    np.testing.assert_array_equal(
        binary[~empty], peer(ECONGEO, "zero_lq_binary").to_numpy()[~empty]
    )


def test_economiccomplexity_agrees_that_an_empty_place_or_activity_has_no_value():
    ours = rta(counts_of("counts_zero_rowcol"))["rta"]
    theirs = peer("r_economiccomplexity_2.0.0", "zero_balassa_cont")
    np.testing.assert_allclose(ours, theirs, rtol=EXACT, atol=0, equal_nan=True)


def test_datawheel_drops_the_empty_place_and_agrees_on_the_rest():
    matrix = counts_of("counts_zero_rowcol")
    theirs = peer("economic_complexity_0.3.0", "rca_zero")
    ours = pd.DataFrame(rta(matrix)["rta"], index=matrix.places, columns=matrix.activities)
    np.testing.assert_allclose(
        ours.loc[theirs.index, theirs.columns], theirs, rtol=EXACT, atol=0, equal_nan=True
    )


PUBLISHED = (
    (2009, "Biotechnology", 1.57),
    (2009, "Computer technology", 2.47),
    (2009, "Optics", 0.63),
    (2020, "Medical technology", 1.81),
    (2020, "Digital communication", 1.58),
    (2020, "Biotechnology", 0.90),
)
"""Activity index of the United States as Science and Engineering Indicators print it."""


@pytest.mark.parametrize(("year", "field", "published"), PUBLISHED)
def test_us_specialisation_in_the_shipped_families_is_what_was_published(year, field, published):
    """The whole is every shipped row of a year, also those without a known origin.

    The index is printed to 2 decimals and computed from fractional counts, of which only whole
    numbers are published: half a unit of the last digit, and a little for the rounded counts, make
    the tolerance of 0.006.
    """
    rows = load_frame("patent_families")
    rows = rows[rows["year"] == year]
    keys = ["wipo_field", "year"]
    world = rows.groupby(keys, as_index=False)["families"].sum().assign(iso3="World")
    table = ActivityTable.from_frame(
        pd.concat([rows, world[rows.columns]]),
        place="iso3",
        activity="wipo_field",
        period="year",
        value="families",
        reference="World",
    )
    counts = table.matrix(str(year))
    assert counts.total == rows["families"].sum()
    number = next(entry.code for entry in fields() if entry.name == field)
    assert rta(counts).at("USA", number)["rta"] == pytest.approx(published, abs=0.006)


@pytest.mark.parametrize(("year", "field", "published"), PUBLISHED)
def test_us_specialisation_is_what_the_national_science_board_published(
    shared_data, year, field, published
):
    """The same from the publisher's own table, with its own row for the world."""
    rows = pd.read_csv(shared_data / "ncses" / "patent_families.csv.gz")
    rows = rows[(rows["year"] == year) & (rows["wipo_field"] != "All fields")]
    wide = rows.pivot_table(index="economy", columns="wipo_field", values="families")
    counts = Matrix(
        wide.loc[["United States"]].to_numpy(),
        places=["United States"],
        activities=wide.columns.to_list(),
        reference=wide.loc["World"].to_numpy(),
    )
    assert counts.shape == (1, 35)
    assert rta(counts).at("United States", field)["rta"] == pytest.approx(published, abs=0.006)
