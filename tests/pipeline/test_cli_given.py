"""``--set income=FILE`` gives an indicator a number for each place or activity."""

import io
from pathlib import Path

import pandas as pd
import pytest

from smartspec.cli.main import run

JOBS = "place,activity,period,value\nA,x,2019,5\nA,y,2019,5\nB,x,2019,2\nB,y,2019,18\n"


@pytest.fixture
def ask(capsys, tmp_path, monkeypatch):
    """Ask in a folder with the table; returns the exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)
    Path("jobs.csv").write_text(JOBS, "utf-8")

    def asked(*arguments):
        with pytest.raises(SystemExit) as left:
            run(("indicator", *arguments))
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return asked


def income(text, name="income.csv"):
    Path(name).write_text(text, "utf-8")
    return f"income={name}"


@pytest.mark.parametrize(
    "text",
    [
        "place,income\nA,60\nB,30\n",
        "region,gdp\nA,60\nB,30\nC,\n",
        "name,place,period,income\nAa,A,2019,60\nBb,B,2019,30\n",
    ],
)
def test_the_columns_are_found_by_name_or_by_being_the_only_ones(ask, text):
    code, out, err = ask("prody", "jobs.csv", "--set", income(text))
    assert (code, err) == (0, "")
    found = pd.read_csv(io.StringIO(out)).set_index("activity")["prody"]
    assert found["x"] == pytest.approx(55)
    assert found["y"] == pytest.approx(57 / 1.4)


def test_what_has_no_number_is_told(ask):
    code, out, err = ask("expy", "jobs.csv", "--set", income("place,income\nA,60\nB,:\n"))
    assert code == 0
    assert pd.read_csv(io.StringIO(out))["expy"].tolist() == [60, 60]
    assert err == "note: 1 place has no income and is left out of every mean: B.\n"


def test_without_income_it_is_told_what_stands_in(ask):
    code, _, err = ask("prody", "jobs.csv")
    assert code == 0
    assert "No income was given, so the diversity of places stands in for it." in err


def test_the_answer_of_one_command_is_given_to_the_next(ask):
    world = "place,activity,value\nA,x,4\nA,y,3\nA,z,3\nB,x,6\nB,y,4\nC,x,10\nD,x,9\n"
    Path("world.csv").write_text(world, "utf-8")
    asked = ("activity_complexity", "world.csv", "--set", "threshold=0.5", "-o", "pci.csv")
    assert ask(*asked)[0] == 0
    code, out, err = ask("outside_complexity", "jobs.csv", "--set", "complexity=pci.csv")
    assert (code, err) == (0, "")
    found = pd.read_csv(io.StringIO(out)).set_index("place")["outside_complexity"]
    pci = pd.read_csv("pci.csv").set_index("activity")["activity_complexity"]
    assert found["A"] == pytest.approx(pci["x"])
    assert found["B"] == pytest.approx(pci["y"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("place,income\nA,60\nA,30\n", "more than one row for A. Give --set income one number for "
         "each place: keep one period."),
        ("place,gdp,jobs\nA,60,1\n", "needs one column of numbers beside 'place'; it has gdp, jobs. "
         "Name the one that is meant 'income'"),
        ("place\nA\n", "needs one column of numbers beside 'place'; it has none."),
        ("place,income\nA,60\nB,rich\n", "column 'income' holds text where a number should be: "
         "'rich' in row 3."),
        ("place,income\nDE,60\n", "None of the places has a value in 'income'"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(ask, text, told):
    code, out, err = ask("prody", "jobs.csv", "--set", income(text))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert told in err


def test_a_file_that_is_not_there_is_refused(ask):
    code, _, err = ask("prody", "jobs.csv", "--set", "income=60")
    assert code == 2
    assert "60" in err
    assert err.count("\n") == 1
