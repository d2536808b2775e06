"""Every command, indicator, data set, key of a study file and public function is documented."""

import re

import pytest
from documents import DOCS, ROOT, generated_pages, page_module, top_pages, written_pages

from smartspec.datasets.catalogue import datasets
from smartspec.indicators.catalogue import indicators

PAGES = generated_pages()
COMMANDS = page_module("commands").commands()
WRITTEN = "\n".join(page.read_text("utf-8") for page in [*top_pages(), *written_pages()])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_has_its_help_in_the_reference_and_is_told_of_elsewhere(words):
    assert f"## smartspec {' '.join(words)}\n" in PAGES["commands.md"]
    assert f"smartspec {' '.join(words)}" in WRITTEN


def test_the_commands_are_those_of_the_program():
    assert {words[0] for words in COMMANDS} == {
        "demo", "init", "run", "indicator", "indicators", "datasets", "policy", "records", "fetch", "classify", "schemes",
        "count", "pairs", "synthesize", "opportunities", "entry", "complexity", "relatedness",
    }  # fmt: skip


@pytest.mark.parametrize("entry", indicators(), ids=lambda entry: entry.name)
def test_an_indicator_has_a_page_with_every_column_and_option(entry):
    text = PAGES[f"indicators/{entry.name}.md"]
    assert entry.meaning in text
    for column in (*entry.columns, *entry.options()):
        assert f"`{column}`" in text
    assert (DOCS / "explanation" / f"{entry.family}.md").is_file()
    assert f"[{entry.name}]({entry.name}.md)" in PAGES["indicators/index.md"]


def test_every_family_has_a_heading():
    assert set(page_module("indicators").FAMILIES) == {entry.family for entry in indicators()}


@pytest.mark.parametrize("entry", datasets(), ids=lambda entry: entry.name)
def test_a_data_set_has_a_page_with_columns_licence_and_caveats(entry):
    text = PAGES[f"datasets/{entry.name}.md"]
    assert entry.source.licence in text
    assert entry.source.sha256 in text
    for column in entry.columns:
        assert f"| `{column.name}` | {column.role} |" in text
    for caveat in entry.source.caveats:
        assert caveat in text


@pytest.mark.parametrize("entry", datasets(), ids=lambda entry: entry.name)
def test_the_licence_of_a_data_set_is_told_of_in_the_readme(entry):
    text = (ROOT / "README.md").read_text("utf-8")
    words = ("National Science Foundation", "Census", "OECD", "Natural Earth")
    publishers = [word for word in words if word in entry.source.publisher]
    assert publishers
    assert all(publisher in text for publisher in publishers)


def test_every_key_of_a_study_file_has_words_and_no_other_has():
    study = page_module("study")
    words = study.tomllib.loads(study.WORDS.read_text("utf-8"))
    known = {name: {"", *fields} for name, fields in study.keys().items()}
    assert {name: set(keys) for name, keys in words.items()} == known


def test_the_study_page_shows_kinds_and_defaults():
    text = PAGES["study_file.md"]
    assert "| `place` |" in text
    assert "| none: it must be given |" in text
    assert "number, above 0, below 1 | `0.05` |" in text
    assert "one of `refuse`, `drop`, `zero` | `refuse` |" in text


@pytest.mark.parametrize("name", ["core", "places", "activities", "tables", "datasets", "policy"])
def test_a_room_that_others_build_on_has_a_page(name):
    python = page_module("python")
    _, _, modules = python.ROOMS[name]
    for module in modules:
        for full in python.public(f"smartspec.{name}.{module}"):
            assert f":: {full}\n" in PAGES[f"python/{name}.md"]


def test_the_names_at_hand_are_those_of_the_package():
    import smartspec

    told = set(re.findall(r"\| `ss\.(\w+)` \|", PAGES["python/index.md"]))
    others = {entry.name for entry in indicators()} - {"rta"}  # each has a page of its own
    assert told == set(smartspec.__all__) - others


def test_the_example_of_every_indicator_asks_for_as_many_windows_as_it_compares():
    for entry in indicators():
        text = PAGES[f"indicators/{entry.name}.md"]
        command = re.search(r"^smartspec indicator .*$", text, re.MULTILINE)[0]
        assert command.count("--window") == entry.windows
