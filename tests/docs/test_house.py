"""The drawing of the house, its floors, and what is told of the project at its root."""

import ast
import re
import tomllib

import pytest
import yaml
from documents import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PACKAGE = ROOT / "src" / "smartspec"


def contract():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    return next(entry["layers"] for entry in contracts if entry["type"] == "layers")


def drawing():
    drawn = ARCHITECTURE.partition("<!-- floors: begin -->")[2].partition("<!-- floors: end -->")[0]
    return [line.split("│")[1].strip() for line in drawn.splitlines() if line.startswith("│")]


def rooms():
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("[!_]*.py")}
    return packages | modules


def names(floors):
    return [name.strip() for floor in floors for name in floor.split("|")]


def test_the_drawing_has_the_floors_of_the_contract():
    assert drawing() == contract()


def test_rooms_that_stand_are_drawn_as_standing_and_planned_ones_in_brackets():
    standing = {name for name in names(drawing()) if not name.startswith("(")}
    assert standing == rooms()


def test_every_room_has_a_paragraph():
    told = set(re.findall(r"\*\*(\w+)\*\*", ARCHITECTURE.partition("## Rooms")[2]))
    assert rooms() <= told


@pytest.mark.parametrize(
    "path", [path for path in sorted(PACKAGE.rglob("*.py")) if path.name not in {"__init__.py", "__main__.py"}],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)  # fmt: skip
def test_a_module_opens_with_its_question_and_what_it_must_not_know(path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    flat = " ".join(text.split())
    assert flat.startswith("Question: ")
    assert " Must not know: " in flat


def test_files_are_small():
    long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


def test_the_changelog_has_the_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert PROJECT["project"]["version"] == versions[0]
    assert "## [Unreleased]" in text


def test_the_citation_file_is_complete_and_has_the_version():
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert told["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type"} <= set(told)
    assert told["version"] == PROJECT["project"]["version"]
    assert told["license"] == PROJECT["project"]["license"]
    assert [author["name"] for author in told["authors"]] == [
        author["name"] for author in PROJECT["project"]["authors"]
    ]


def test_what_contributors_are_pointed_to_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    pointed = re.findall(r"`((?:[a-z_]+/)+[a-z0-9_]+\.(?:py|toml|csv))`", text)
    assert len(pointed) > 10
    planned = {"datasets/data/short_name.csv.gz"}
    lost = [
        path
        for path in set(pointed) - planned
        if not (ROOT / path).exists() and not (PACKAGE / path).exists()
    ]
    assert lost == []


def test_the_project_speaks_of_itself_alone():
    told = "\n".join(path.read_text("utf-8") for path in sorted(ROOT.glob("*.md")))
    told += "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
    assert not re.search(r"\bTODO\b|\bFIXME\b|\btbd\b|lorem ipsum", told, re.IGNORECASE)
