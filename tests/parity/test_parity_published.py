"""The command of the README's promise, on the published tables as they came, gives published figures.

The aggregates ("World", "Europe", "EU-27 + UK"), "All fields" and "Unclassified" are among the rows.
The specialisation of the United States is what the National Science Board prints in Science and
Engineering Indicators (Invention, Knowledge Transfer, and Innovation), to two decimals; the counts
are published rounded to whole families, which moves the third decimal.
"""

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from smartspec.cli.main import run

PUBLISHED = [
    ("2009", "Biotechnology", 1.57),
    ("2009", "Computer technology", 2.47),
    ("2009", "Optics", 0.63),
    ("2020", "Medical technology", 1.81),
    ("2020", "Digital communication", 1.58),
    ("2020", "Biotechnology", 0.90),
]


def ask(*arguments: str) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 0


@pytest.fixture(scope="module")
def families(shared_data: Path) -> Path:
    return shared_data / "ncses" / "patent_families.csv.gz"


@pytest.fixture(scope="module")
def answer(families: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    out = tmp_path_factory.mktemp("rta") / "rta.csv"
    ask(
        "indicator", "rta", str(families), "--place", "economy", "--activity", "wipo_field",
        "--period", "year", "--value", "families", "--reference", "World", "-o", str(out),
    )  # fmt: skip
    return pd.read_csv(out, dtype={"period": str}, keep_default_na=False, na_values={"rta": [""]})


@pytest.mark.parametrize(("year", "field", "published"), PUBLISHED)
def test_the_united_states_are_specialised_as_published(answer, year, field, published):
    row = answer[
        (answer["place"] == "United States")
        & (answer["activity"] == field)
        & (answer["period"] == year)
    ]
    assert row["rta"].tolist() == [pytest.approx(published, abs=0.006)]


def test_the_answer_has_every_field_and_year_and_no_aggregate(answer):
    assert answer["activity"].nunique() == 35
    assert sorted(answer["period"].unique()) == [str(year) for year in range(1998, 2021)]
    assert not {"World", "Europe", "EU-27 + UK", "Unclassified"} & set(answer["place"])
    assert not {"All fields"} & set(answer["activity"])
    assert len(answer) == answer["place"].nunique() * 35 * 23


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def plainly(rows, place, *, activity, value, total):
    """RTA against the row World as anyone would take it from the table: one ratio of ratios."""
    count = defaultdict(float)
    for row in rows:
        if row["economy"] in (place, "World") and row[activity].casefold() != total.casefold():
            count[row["economy"], row[activity], row["year"]] += float(row[value] or 0)
    sums = defaultdict(float)
    for (economy, _, year), number in count.items():
        sums[economy, year] += number
    return {
        (field, year): (number / sums[place, year])
        / (count["World", field, year] / sums["World", year])
        for (economy, field, year), number in count.items()
        if economy == place
    }


@pytest.mark.parametrize("place", ["United States", "Denmark", "South Korea"])
def test_every_field_and_year_is_the_plain_ratio_of_ratios(answer, families, place):
    told = answer[answer["place"] == place].set_index(["activity", "period"])["rta"]
    expected = plainly(
        read(families), place, activity="wipo_field", value="families", total="All fields"
    )
    assert len(expected) == 35 * 23
    for pair, ratio in expected.items():
        assert told[pair] == pytest.approx(ratio, rel=1e-12)


def test_science_articles_run_from_the_published_table_to_the_answer(shared_data, capsysbinary):
    table = shared_data / "ncses" / "science_articles.csv.gz"
    ask(
        "indicator", "rta", str(table), "--place", "economy", "--activity", "science_field",
        "--period", "year", "--value", "articles_fractional", "--window", "2016-2018",
        "--reference", "World", "--min-total", "500",
    )  # fmt: skip
    printed = capsysbinary.readouterr()
    answer = pd.read_csv(io.BytesIO(printed.out))
    told = answer[answer["place"] == "Denmark"].set_index("activity")["rta"]
    rows = [row for row in read(table) if row["year"] in ("2016", "2017", "2018")]
    for row in rows:
        row["year"] = "2016-2018"
    expected = plainly(
        rows,
        "Denmark",
        activity="science_field",
        value="articles_fractional",
        total="all fields combined",
    )
    assert {field for field, _ in expected} == set(told.index)
    for (field, _), ratio in expected.items():
        assert told[field] == pytest.approx(ratio, rel=1e-12)
    assert b"Kept out as sums of other places" in printed.err
