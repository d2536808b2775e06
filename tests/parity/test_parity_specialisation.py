"""Specialisation beside published figures, and beside other software where that differs.

What agrees with other software stands in ``agreements``.
"""

import numpy as np
import pandas as pd
import pytest
from printed import ECONGEO, counts_of, output

from smartspec.activities.wipo35 import fields
from smartspec.datasets.load import load_frame
from smartspec.indicators.specialisation import rta, specialised
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix

EXACT = 1e-12


def test_econgeo_gives_0_for_an_empty_place_or_activity_where_we_say_that_there_is_no_value():
    matrix = counts_of("counts_zero_rowcol")
    ours = rta(matrix)
    theirs = output(ECONGEO, "zero_lq").to_numpy()
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
        binary[~empty], output(ECONGEO, "zero_lq_binary").to_numpy()[~empty]
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
