"""``smartspec classify`` and ``smartspec schemes``: what a user types and reads."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from smartspec.activities.schemes import schemes
from smartspec.cli.main import run

Ask = Callable[..., tuple[object, str, str]]
CONJUNCTION = "[F17D5/02 and E03]"


@pytest.fixture
def ask(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Ask:
    monkeypatch.chdir(tmp_path)

    def asked(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as left:
            run(arguments)
        printed = capsysbinary.readouterr()
        return left.value.code, printed.out.decode(), printed.err.decode()

    return asked


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_classes_on_the_command_line_are_answered_with_the_rule_that_decided(ask: Ask) -> None:
    code, out, err = ask("classify", "A61K  31/00", "a61k0008020000", "--scheme", "wipo35")
    assert (code, err) == (0, "")
    assert rows(out) == [
        {"code": "A61K  31/00", "symbol": "A61K31/00", "activity": "16", "name": "Pharmaceuticals", "rule": "A61K31/"},
        {"code": "a61k0008020000", "symbol": "A61K8/02", "activity": "14", "name": "Organic fine chemistry", "rule": "A61K8/"},
    ]  # fmt: skip


def test_what_cannot_be_read_or_belongs_nowhere_is_told_and_kept(ask: Ask) -> None:
    code, out, err = ask("classify", "A61K31/00", "A61K80/00", "?", "x1", "--scheme", "wipo35")
    assert code == 0
    assert [(row["code"], row["symbol"], row["activity"]) for row in rows(out)] == [
        ("A61K31/00", "A61K31/00", "16"), ("A61K80/00", "A61K80/00", ""), ("?", "", ""), ("x1", "", ""),
    ]  # fmt: skip
    assert "note: 2 classes of 4 cannot be read: '?', 'x1'." in err
    assert (
        "note: No activity for 1 class of 4 (no entry of the scheme holds it alone): A61K80/00."
        in err
    )
    assert "note: Classes that came into the IPC after 2019" in err


def test_only_if_nothing_can_be_read_is_the_request_wrong(ask: Ask) -> None:
    code, out, err = ask("classify", "foo", "bar", "--scheme", "wipo35")
    assert (code, out) == (2, "")
    assert err.startswith("smartspec: None of the classes can be read: 'foo', 'bar'.")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "name", ["oecd_biotech", "oecd_nano", "oecd_ict", "oecd_figure_7_2", "cpc_y02"]
)
def test_a_list_that_was_not_checked_says_so_wherever_it_is_used(name: str, ask: Ask) -> None:
    told = f"note: The list {name} is not verified: "
    assert told in ask("classify", "C12N15/09", "Y02E10/50", "--scheme", name)[2]
    assert told in ask("schemes", name, "-o", "list.csv")[2]
    assert f"The list {name} is not verified:" in " ".join(ask("schemes", name)[1].split())


def test_a_file_is_read_by_its_column_and_each_class_answered_once(
    ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "classes.csv").write_text(
        "id,ipc\n1,H04N5/00\n2,H04N5/00\n2,A61K31/00\n3,\n", "utf-8"
    )
    code, out, err = ask(
        "classify", "classes.csv", "--code", "ipc", "--scheme", "wipo35:sector", "-o", "answer.csv"
    )
    assert (code, out) == (0, "")
    assert "1 class of 3 cannot be read: ''" in err
    frame = pd.read_csv(tmp_path / "answer.csv", dtype="str", keep_default_na=False)
    assert list(frame) == ["code", "symbol", "activity", "name", "rule"]
    assert frame["activity"].tolist() == ["Electrical engineering", "Chemistry", ""]


@pytest.mark.parametrize("text", ["code\nA61K31/00\nH04N5/00\n", "A61K31/00\nH04N5/00\n"])
def test_standard_input_may_lack_a_header(
    text: str, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, err = ask("classify", "-", "--scheme", "wipo35")
    assert (code, err) == (0, "")
    assert [row["activity"] for row in rows(out)] == ["16", "2"]


def test_classes_that_come_together_need_filings(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "filings.csv").write_text(
        "id,class\n7,F17D5/02\n7,E03B7/00\n8,F17D5/02\n9,B09C1/00\n9,F23G7/06\n", "utf-8"
    )
    code, out, err = ask(
        "classify", "filings.csv", "--code", "class", "--scheme", "oecd_env:level3"
    )
    assert code == 0
    assert (
        f"note: 3 entries ask for several classes of one filing, and no single class can answer: {CONJUNCTION}"
        in err
    )
    assert "--filing" in err
    assert {row["activity"] for row in rows(out)} == {"", "1.4", "1.1.1", "1.3.4"}

    code, out, err = ask(
        "classify",
        "filings.csv",
        "--filing",
        "id",
        "--code",
        "class",
        "--scheme",
        "oecd_env:level2",
    )
    assert code == 0
    assert [(row["filing"], row["activity"], row["rule"]) for row in rows(out)] == [
        ("7", "2.1", CONJUNCTION), ("8", "", ""), ("9", "1.4", "B09C"), ("9", "1.1", "F23G7/06"), ("9", "1.3", "F23G7"),
    ]  # fmt: skip
    assert rows(out)[0]["name"] == "Demand-side technologies (water conservation)"
    assert "note: No activity for 1 filing of 3." in err
    assert "no single class can answer" not in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("classify", "A61K31/00"), "--scheme"),
        (("classify", "A61K31/00", "--scheme", "wipo"), "Did you mean 'wipo35'?"),
        (("classify", "A61K31/00", "--scheme", "wipo35:sectr"), "field, sector"),
        (("classify", "none.csv", "--scheme", "wipo35"), "none.csv does not exist"),
        (("classify", "in.csv", "--code", "clas", "--scheme", "wipo35"), "Did you mean 'class'?"),
        (("classify", "in.csv", "--filing", "ids", "--scheme", "wipo35"), "--filing"),
        (("classify", "A61K31/00", "--code", "class", "--scheme", "wipo35"), "given directly"),
        (("classify", "A61K31/00", "H04N5/00", "--filing", "id", "--scheme", "wipo35"), "given directly"),
        (("classify", "in.csv", "--code", "class", "--scheme", "wipo35", "-o", "in.csv"), "is the input"),
        (("classify", "A61K31/00", "--scheme", "wipo35", "-o", "out.doc"), "tells no format"),
        (("classify", "A61K31/00", "--scheme", "mine.csv"), "row 3 ('B01D53/9-8'"),
        (("schemes", "wipo36"), "Did you mean 'wipo35'?"),
        (("schemes", "ipc", "-o", "x.csv"), "has no list of classes"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line(
    arguments: tuple[str, ...], told: str, ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("id,class\n1,A61K31/00\n", "utf-8")
    (tmp_path / "mine.csv").write_text("code,activity\nA61K,x\nB01D53/9-8,y\n", "utf-8")
    before = sorted(tmp_path.iterdir())
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("smartspec: ")
    assert len(err.splitlines()) == 1
    assert told in err
    assert sorted(tmp_path.iterdir()) == before


def test_schemes_are_listed_with_levels_source_and_status(ask: Ask) -> None:
    code, out, err = ask("schemes")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    for entry in schemes():
        assert f"\n{entry.name}\n" in out
        for text in (entry.title, entry.version, entry.source, entry.status, *entry.caveats):
            assert " ".join(text.split()) in words
    assert "field (*), sector" in out
    assert "197 entries, of them 3 for classes that come together" in words
    assert max(len(line) for line in out.splitlines()) <= 88


def test_one_scheme_is_told_with_its_activities(ask: Ask) -> None:
    out = ask("schemes", "oecd_env:level2")[1]
    assert "  1.4        Soil remediation\n" in out
    assert "level2 (*)" in out
    assert max(len(line) for line in out.splitlines()) <= 88
    assert "\n  Chemistry\n" in ask("schemes", "wipo35:sector")[1]


def test_the_list_of_schemes_is_a_table_too(ask: Ask, tmp_path: Path) -> None:
    assert ask("schemes", "-o", "schemes.csv") == (0, "", "")
    frame = pd.read_csv(tmp_path / "schemes.csv", dtype="str", keep_default_na=False).set_index(
        "name"
    )
    assert frame.index.tolist() == [entry.name for entry in schemes()]
    assert frame.loc["wipo35", ["activities", "entries", "levels"]].tolist() == [
        "35",
        "764",
        "field sector",
    ]
    assert "not verified" in frame.loc["oecd_ict", "status"]


@pytest.mark.parametrize("name", ["wipo35", "oecd_env:level3@every", "cpc_y02"])
def test_a_list_that_ships_can_be_written_changed_and_used_as_ones_own(name: str, ask: Ask) -> None:
    spec, _, choice = name.partition("@")
    assert ask("schemes", spec, "-o", "mine.csv")[0] == 0
    codes = ("A61K8/02", "B01D53/50", "F23G7/06", "Y02E10/50", "H04N5/00", "G16Y10/00")
    mine = f"mine.csv{'@' if choice else ''}{choice}"
    assert (
        ask("classify", *codes, "--scheme", mine)[1] == ask("classify", *codes, "--scheme", spec)[1]
    )
