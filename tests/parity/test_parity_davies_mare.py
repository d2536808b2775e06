"""Complexity by local shares retraces Davies and Maré for the cities of New Zealand.

Published values are printed with five decimals, so ours may differ by half of the last.
"""

import pandas as pd
import pytest

from smartspec.indicators.local_shares import local_activity_complexity, local_complexity
from smartspec.tables.matrix import Matrix

FIVE_DECIMALS = 0.000005 + 1e-9
LARGE_ACTIVITY, LARGE_CITY = 800, 1400


@pytest.fixture(scope="module")
def years(shared_data):
    """Employment by city and activity, year by year, as the authors chose them."""
    rows = pd.read_csv(shared_data / "nz" / "nz_employment_city_industry_occupation.csv.gz")
    rows = rows[rows["year"] > 1976]
    rows["activity"] = rows["ind"] + "." + rows["occ"].astype(str)
    national = rows.pivot_table(
        index="activity", columns="year", values="emp", aggfunc="sum", fill_value=0
    )
    large = national.index[(national >= LARGE_ACTIVITY).all(axis=1)]
    rows["activity"] = rows["activity"].where(rows["activity"].isin(large), "all others")
    cities = rows.pivot_table(index="ua", columns="year", values="emp", aggfunc="sum", fill_value=0)
    rows = rows[rows["ua"].isin(cities.index[(cities >= LARGE_CITY).all(axis=1)])]
    found = {}
    for year, own in rows.groupby("year"):
        table = own.pivot_table(
            index="ua", columns="activity", values="emp", aggfunc="sum", fill_value=0
        )
        found[int(year)] = Matrix(
            table.to_numpy(dtype=float), [str(city) for city in table.index], list(table.columns)
        )
    return found


def test_there_are_200_activities_in_50_cities_and_seven_censuses(years):
    assert {counts.shape for counts in years.values()} == {(50, 200)}
    assert list(years) == [1981, 1986, 1991, 1996, 2001, 2006, 2013]


@pytest.mark.parametrize(("year", "published"), [(1981, -0.99131), (2013, -0.66398)])
def test_the_complexity_of_an_activity_is_as_published(years, year, published):
    found = local_activity_complexity(years[year]).at("AA111.6")["local_activity_complexity"]
    assert found == pytest.approx(published, abs=FIVE_DECIMALS)


@pytest.mark.parametrize(("year", "published"), [(1981, -0.15546), (1986, 0.43938)])
def test_the_complexity_of_a_city_is_as_published(years, year, published):
    found = local_complexity(years[year]).at("1")["local_complexity"]
    assert found == pytest.approx(published, abs=FIVE_DECIMALS)


def test_every_activity_and_city_has_a_value_and_every_sign_is_determined(years):
    for counts in years.values():
        for indicator in (local_activity_complexity, local_complexity):
            found = indicator(counts)
            (column,) = found.columns
            assert not pd.isna(found[column]).any()
            assert found.diagnostics["sign_correlation"] > 0.2
