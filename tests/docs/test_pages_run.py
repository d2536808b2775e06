"""What the README, the tutorial and the how-to guides tell a reader to type works."""

import ast
import contextlib
import io
import re
import tomllib
import warnings

import pytest
import tomli_w
from documents import DOCS, ROOT, blocks, commands_in, leaf, name_of, top_pages, written_pages
from typer.testing import CliRunner

from smartspec.cli.app import app
from smartspec.core.errors import SmartspecWarning
from smartspec.sources.mapping import read_mapping
from smartspec.study.read import parse_study

FOLLOWED = [
    ROOT / "README.md",
    *sorted((DOCS / "tutorial").glob("*.md")),
    *sorted((DOCS / "how-to").glob("*.md")),
]
EVERY = [*top_pages(), *written_pages()]
MAKES_A_REPORT = {"demo", "run"}
MAPPING = "[records]"
OTHER_TOML = ("[[dataset]]", "[[group]]", MAPPING)


def pages(candidates):
    return pytest.mark.parametrize("page", candidates, ids=map(name_of, candidates))


def shell(page):
    return [
        words
        for block in blocks(page)
        if block.language == "sh"
        for words in commands_in(block.text)
    ]


def only_with(language):
    return [page for page in FOLLOWED if any(block.language == language for block in blocks(page))]


@pages([page for page in EVERY if shell(page)])
def test_the_commands_are_valid(page):
    for words in shell(page):
        command, rest = leaf(words)
        assert not getattr(command, "commands", None), f"smartspec {' '.join(words)} is no command"
        command.make_context("smartspec", rest)


@pages([page for page in FOLLOWED if shell(page) or page in only_with("python")])
def test_a_reader_who_follows_the_page_meets_no_error(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seen = {}
    for block in blocks(page):
        if block.caption:
            (tmp_path / block.caption).write_text(block.text, "utf-8")
        elif block.language == "python":
            run_python(block.text, seen)
        elif block.language == "sh":
            for words in commands_in(block.text):
                run_command(words)


def run_python(code, seen):
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore", SmartspecWarning)
        exec(code, seen)


def run_command(words):
    if words[0] in MAKES_A_REPORT or "-" in words:
        return
    answer = CliRunner().invoke(app, words, prog_name="smartspec")
    assert answer.exit_code == 0, f"smartspec {' '.join(words)}: {answer.output}"


@pages([page for page in EVERY if any(block.language == "toml" for block in blocks(page))])
def test_the_study_files_are_valid(page):
    for block in blocks(page):
        if block.language == "toml" and not block.text.startswith(OTHER_TOML):
            content = tomllib.loads(block.text)
            content.setdefault("study", {}).setdefault("place", "DNK")
            parse_study(tomli_w.dumps(content), name_of(page))


@pages([page for page in EVERY if MAPPING in page.read_text("utf-8")])
def test_the_mappings_of_records_are_valid(page, tmp_path):
    for block in blocks(page):
        if block.language == "toml" and block.text.startswith(MAPPING):
            (tmp_path / "mapping.toml").write_text(block.text, "utf-8")
            read_mapping(tmp_path / "mapping.toml")


def test_the_templates_for_contributors_are_python():
    templates = [block for block in blocks(ROOT / "CONTRIBUTING.md") if block.language == "python"]
    assert len(templates) >= 4
    for block in templates:
        ast.parse(block.text.replace("import …", "import something"))


def test_there_is_something_to_follow():
    assert {page.name for page in only_with("python")} >= {"README.md", "5_python.md"}
    assert sum(len(shell(page)) for page in FOLLOWED) > 25


def test_what_the_readme_says_of_make_is_so():
    text = (ROOT / "README.md").read_text("utf-8")
    asked = set(re.findall(r"\bmake ([a-z]+)", text)) - {"and"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= asked <= targets
