"""``smartspec policy``: Table 7.1 asked from the command line, to read or as a table."""

import csv
import io
from importlib import resources

import pandas as pd
import pytest

from smartspec.cli.main import run


@pytest.fixture
def ask(capsysbinary):
    def asked(*arguments):
        with pytest.raises(SystemExit) as left:
            run(("policy", *arguments))
        printed = capsysbinary.readouterr()
        return left.value.code, printed.out.decode(), printed.err.decode()

    return asked


@pytest.fixture(scope="module")
def published():
    """The rows as they ship, read without any code of the policy room."""
    text = (
        resources.files("smartspec.datasets").joinpath("data", "table_7_1.csv").read_text("utf-8")
    )
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_counts_the_economies_of_each_row(ask, published):
    code, out, err = ask("list")
    assert code == 0
    for key in {row["row_id"] for row in published}:
        number = sum(row["row_id"] == key for row in published)
        line = next(line for line in out.splitlines() if line.split()[:1] == [key])
        assert int(line.split()[1]) == number
    assert err == "source: OECD, Cluster policies and specialisation patterns by economy, 2012.\n"


def test_the_list_as_a_table_is_the_published_rows(ask, published):
    code, out, _ = ask("list", "-o", "-")
    assert code == 0
    found = {(row["instrument"], row["economy"]) for row in csv.DictReader(io.StringIO(out))}
    assert found == {(row["row_id"], row["iso3"]) for row in published}


@pytest.mark.parametrize("label", ["DNK", "DK", "Denmark", "denmark"])
def test_an_economy_may_be_named_as_one_likes(ask, published, label):
    code, out, _ = ask("of", label)
    assert code == 0
    assert out.splitlines()[0] == "Denmark in Table 7.1 (2012)"
    names = {row["instrument"]: set() for row in published}
    for row in published:
        names[row["instrument"]].add(row["iso3"])
    for name, economies in names.items():
        assert ("DNK" in economies) == (f"{name}\n" in out)
    assert "does not mean that the economy has no such policy" in out


def test_an_economy_as_a_table_has_its_own_rows_alone(ask, published):
    _, out, _ = ask("of", "Denmark", "-o", "-")
    found = list(csv.DictReader(io.StringIO(out)))
    assert {row["economy"] for row in found} == {"DNK"}
    assert [row["instrument"] for row in found] == [
        row["row_id"] for row in published if row["iso3"] == "DNK"
    ]


def test_an_economy_that_the_table_does_not_list_is_said_to_be_so(ask):
    code, out, _ = ask("of", "Fiji")
    assert code == 0
    assert out.startswith("Table 7.1 (2012) does not list Fiji.")
    assert ask("of", "Fiji", "-o", "-")[1] == "instrument,group,name,basis,economy\n"


@pytest.mark.parametrize("name", ["science_science", "science-science", "Science Science"])
def test_the_economies_of_an_instrument_are_named(ask, published, name):
    code, out, _ = ask("using", name)
    assert code == 0
    listed = [line.strip() for line in out.splitlines() if line.startswith("  ")]
    assert len(listed) == sum(row["row_id"] == "science_science" for row in published)
    assert {"Belgium", "Norway"} <= set(listed)


def test_what_similar_economies_use_is_told_with_the_data_that_say_so(ask, published):
    code, out, err = ask("like", "DNK", "--number", "3")
    assert code == 0
    assert out.startswith("Economies most like Denmark (International patent families")
    similar = [line.split() for line in out.splitlines() if "similarity " in line and "  " in line]
    numbers = [float(words[words.index("similarity") + 1]) for words in similar]
    assert len(numbers) == 3
    assert numbers == sorted(numbers, reverse=True)
    assert all(line.startswith(("note: ", "source: ")) for line in err.splitlines())


def test_lessons_as_a_table_are_rows_of_similar_economies_and_none_of_one_s_own(ask, published):
    _, out, _ = ask("like", "DNK", "-o", "-")
    of = {(row["row_id"], row["iso3"]) for row in published}
    lessons = list(csv.DictReader(io.StringIO(out)))
    assert lessons
    for lesson in lessons:
        assert (lesson["instrument"], "DNK") not in of
        users = lesson["users"].split("; ")
        assert len(users) == int(lesson["users_count"])
        assert all((lesson["instrument"], user) in of for user in users)


def test_an_economy_without_families_is_compared_on_the_next_data_that_have_it(ask):
    code, out, _ = ask("like", "Poland")
    assert code == 0
    assert "PCT applications" in out.splitlines()[0]


def test_the_data_to_compare_on_can_be_chosen(ask):
    code, out, _ = ask("like", "DNK", "--on", "science_articles")
    assert code == 0
    assert out.startswith("Economies most like Denmark (Science and engineering articles")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("of", "Ruritania"), "There is no economy 'Ruritania'."),
        (("of", "Denmrk"), "Did you mean 'Denmark'?"),
        (("using", "smart_specialization"), "Did you mean 'smart_specialisation'?"),
        (("like", "Denmrk"), "Did you mean 'Denmark'?"),
        (("like", "FJI"), "Fiji has too few records to say which economies are like it"),
        (("like", "DNK", "--on", "patent_family"), "Did you mean 'patent_families'?"),
        (("like", "DNK", "--number", "0"), "'--number'"),
        (("like", "DNK", "--number", "many"), "'--number'"),
        (("like",), "See: smartspec policy like --help"),
        (("lik", "DNK"), "Did you mean 'like'?"),
        (("list", "-o", "table.doc"), "tells no format"),
        (("list", "-o", "none/table.csv"), "there is no folder"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_one_line_with_what_to_do(ask, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("smartspec: ")
    assert err.count("\n") == 1
    assert told in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "xlsx"])
def test_an_answer_can_be_a_file_of_any_format(ask, tmp_path, ending):
    file = tmp_path / f"using.{ending}"
    assert ask("using", "science_science", "-o", str(file))[:2] == (0, "")
    readers = {"parquet": pd.read_parquet, "xlsx": pd.read_excel, "csv": pd.read_csv}
    read = readers.get(ending, lambda path: pd.read_csv(path, sep="\t"))
    assert set(read(file)["instrument"]) == {"science_science"}
