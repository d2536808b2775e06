"""The three questions to Table 7.1, asked at the command line."""

import csv
import io

import pytest

from smartspec.cli.main import run


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        run(["policy", *arguments])
    assert left.value.code == 0
    return capsys.readouterr().out


def test_an_economy_s_rows_are_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "of", "DNK", "-o", "-"))))
    assert {row["economy"] for row in rows} == {"DNK"}
    assert len(rows) == 5


def test_an_economy_that_is_not_listed_is_not_said_to_have_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = answer(capsys, "of", "Viet Nam")
    assert "does not list" in told
    assert "none" not in told


def test_the_economies_that_use_an_instrument_are_those_published(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "using", "cluster-creation", "-o", "-"))))
    assert [row["economy"] for row in rows] == ["ARG", "CAN", "CHL"]


def test_lessons_come_from_the_most_similar_economies(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "like", "DNK")
    assert told.index("Norway") < told.index("Canada")
    assert "Science-science links" in told
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "like", "DNK", "-o", "-"))))
    assert rows[0]["instrument"] == "science_science"
    assert rows[0]["users"] == "NOR; ESP; CAN"


def test_the_list_has_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "list")
    for key in ("cluster_creation", "specialised_ict", "smart_specialisation"):
        assert key in told
