"""``smartspec indicators`` and ``smartspec datasets``: lists to read, and the same as tables."""

import csv
import gzip
import io

import pandas as pd
import pytest

from smartspec.cli.main import run
from smartspec.datasets.catalogue import DatasetKind, datasets
from smartspec.indicators.catalogue import indicators

TABLES = [entry for entry in datasets() if entry.kind is not DatasetKind.OUTLINE]


@pytest.fixture
def ask(capsysbinary):
    def asked(*arguments):
        with pytest.raises(SystemExit) as left:
            run(arguments)
        printed = capsysbinary.readouterr()
        return left.value.code, printed.out.decode(), printed.err.decode()

    return asked


def test_every_indicator_is_listed_with_meaning_formula_and_reference(ask):
    code, out, err = ask("indicators")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    for entry in indicators():
        assert f"\n{entry.name}\n" in out
        assert " ".join(entry.meaning.split()) in words
        assert " ".join(entry.reference.split()) in words
    assert max(len(line) for line in out.splitlines()) <= 88


def test_one_indicator_is_told_by_any_of_its_names(ask):
    assert ask("indicators", "location-quotient")[1] == ask("indicators", "rta")[1]
    assert "options:   confidence=0.95" in ask("indicators", "rta_significance")[1]
    assert "options:   income=FILE (a number for each place)" in ask("indicators", "prody")[1]


def test_the_list_of_indicators_as_a_table_has_one_row_each(ask):
    code, out, _ = ask("indicators", "-o", "-")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [row["name"] for row in rows] == [entry.name for entry in indicators()]
    assert list(csv.DictReader(io.StringIO(ask("indicators", "rta", "-o", "-")[1]))) == [
        row for row in rows if row["name"] == "rta"
    ]


def test_every_data_set_is_listed_with_source_licence_and_caveats(ask):
    code, out, err = ask("datasets")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    for entry in datasets():
        assert f"\n{entry.name}\n" in out
        for told in (entry.source.publisher, entry.source.licence, *entry.caveats):
            assert " ".join(told.split()) in words


def test_one_data_set_is_told_alone(ask):
    out = ask("datasets", "table_7_1")[1]
    assert out.split()[0] == "table_7_1"
    assert "patent_families" not in out


@pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)
def test_a_data_set_is_written_as_it_ships(ask, tmp_path, entry):
    file = tmp_path / "out.csv"
    code, out, err = ask("datasets", entry.name, "-o", str(file))
    assert (code, out) == (0, "")
    assert entry.source.licence in err
    packed = entry.path.read_bytes()
    shipped = gzip.decompress(packed) if entry.file.endswith(".gz") else packed
    ours = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    theirs = list(csv.DictReader(io.StringIO(shipped.decode("utf-8"))))
    assert len(ours) == entry.rows
    numbers = {"families", "articles_fractional", "applications", "patents"}
    for mine, original in zip(ours, theirs, strict=True):
        for column, text in original.items():
            if column in numbers:
                assert float(mine[column]) == float(text)
            else:
                assert mine[column] == text


def test_a_data_set_written_and_read_gives_the_same_answer_as_its_name(ask, tmp_path):
    file = tmp_path / "families.parquet"
    ask("datasets", "patent_families", "-o", str(file))
    columns = ("--place", "iso3", "--activity", "wipo_field", "--period", "year")
    window = ("--window", "2018-2020")
    own = ask("indicator", "rta", str(file), *columns, "--value", "families", *window)
    assert own == ask("indicator", "rta", "patent_families", *window)
    assert len(pd.read_csv(io.StringIO(own[1]))) == 36 * 35


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("indicators", "rtaa"), "Did you mean 'rta'?"),
        (("datasets", "patent_familys"), "Did you mean 'patent_families'?"),
        (("datasets", "world_outline", "-o", "map.csv"), "'world_outline' is no table"),
        (("datasets", "table_7_1", "-o", "table.doc"), "tells no format"),
        (("datasets", "-o", "none/list.csv"), "there is no folder"),
        (("indicators", "-o", "list.doc"), "tells no format"),
        (("datasets", "one", "two"), "See: smartspec datasets --help"),
    ],
)
def test_a_wrong_question_is_one_line_with_what_to_do(ask, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert told in err
    assert list(tmp_path.iterdir()) == []
