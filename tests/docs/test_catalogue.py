"""The catalogue, the functions and the documentation tell the same."""

import doctest
import importlib
import inspect
import json
import re
import subprocess
import sys
import typing
from pathlib import Path

import numpy as np
import pytest
from numpydoc.validate import validate

from smartspec.core.errors import RequestError
from smartspec.indicators.catalogue import (
    NO_DOI,
    UNIT_OF_COUNTS,
    indicator,
    indicators,
    to_records,
)
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

EXPLANATIONS = Path(__file__).parents[2] / "docs" / "explanation"
CATALOGUE = indicators()
NAMES = [entry.name for entry in CATALOGUE]
EACH = pytest.mark.parametrize("entry", CATALOGUE, ids=NAMES)
TAKES = {("counts",): 1, ("before", "after"): 2}

# What numpydoc asks for and this project does not: the summary on a line of its own (GL01), an
# extended summary (ES01), "See Also" (SA01, SA04) and examples (EX01) where there is nothing to add.
NOT_ASKED = {"GL01", "ES01", "SA01", "SA04", "EX01"}


def family_modules():
    return sorted({entry.function.rpartition(".")[0] for entry in CATALOGUE})


def public_functions(module):
    loaded = importlib.import_module(module)
    return {
        f"{module}.{name}": function
        for name, function in vars(loaded).items()
        if inspect.isfunction(function)
        and function.__module__ == module
        and not name.startswith("_")
    }


def positional(function):
    parameters = inspect.signature(function).parameters.values()
    return tuple(
        parameter.name
        for parameter in parameters
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    )


def is_indicator(function):
    """A function of counts alone that returns a result is an indicator, and so to be listed."""
    returns = typing.get_type_hints(function).get("return")
    return positional(function) in TAKES and returns is Result


def window(period, *, shift=0):
    values = [[60, 20, 10], [55 + shift, 20, 0], [10, 30, 50 + shift], [5, 5, 20]]
    return Matrix(
        values, places=list("ABCD"), activities=list("xyz"), period=period, unit="filings"
    )


def result_of(entry):
    windows = [window("2010"), window("2020", shift=9)][: entry.windows]
    return entry.load()(*windows)


def page_of(entry):
    return EXPLANATIONS / f"{entry.family}.md"


def test_every_indicator_in_the_family_files_is_in_the_catalogue_and_the_reverse():
    written = {
        name
        for module in family_modules()
        for name, function in public_functions(module).items()
        if is_indicator(function)
    }
    assert written == {entry.function for entry in CATALOGUE}


def test_no_family_file_is_left_out_of_the_catalogue():
    folder = Path(importlib.import_module("smartspec.indicators").__file__).parent
    files = {f"smartspec.indicators.{path.stem}" for path in folder.glob("[!_]*.py")}
    others = {
        f"smartspec.indicators.{name}"
        # The last takes two matrices over the same places, which no entry of the catalogue does.
        for name in ("catalogue", "apply", "cross_space")
    }
    assert files - others == set(family_modules())


def test_every_name_leads_to_one_indicator_only():
    names = [name for entry in CATALOGUE for name in (entry.name, *entry.aliases)]
    assert sorted(names) == sorted(set(names))
    for entry in CATALOGUE:
        for name in (entry.name, *entry.aliases):
            assert indicator(name) is entry


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("rca", "rta"),
        ("LQ", "rta"),
        ("location-quotient", "rta"),
        ("location quotient", "rta"),
        ("hhi", "herfindahl"),
        ("spec_coeff", "specialisation_coefficient"),
    ],
)
def test_indicators_are_found_by_the_names_that_the_field_uses(asked, found):
    assert indicator(asked).name == found


def test_an_unknown_indicator_is_answered_with_the_nearest():
    with pytest.raises(RequestError, match=r"Did you mean 'entropy'\? See: smartspec indicators"):
        indicator("entropie")


@EACH
def test_the_entry_has_the_name_and_the_windows_of_its_function(entry):
    function = entry.load()
    assert entry.function.endswith(f".{entry.name}")
    assert TAKES[positional(function)] == entry.windows


@EACH
def test_the_columns_and_units_that_are_listed_are_those_returned(entry):
    result = result_of(entry)
    assert set(result.columns) == set(entry.columns)
    assert result.axes == entry.axes
    for name, measure in entry.columns.items():
        unit = "filings" if measure.unit == UNIT_OF_COUNTS else measure.unit
        assert result.units[name] == unit
        assert measure.meaning


@EACH
def test_results_name_only_columns_that_they_have(entry):
    result = result_of(entry)
    assert set(result.units) <= set(result.columns)
    assert result.period in {"2010", "2010 to 2020"}


@EACH
def test_the_columns_are_told_in_the_docstring(entry):
    text = inspect.getdoc(entry.load())
    returns = text.partition("Returns\n-------")[2].partition("\n\n")[0]
    for column in entry.columns:
        assert column in returns or _told_of_both_shares(column, returns)


def _told_of_both_shares(column, returns):
    """`share_change` writes its six columns out once and says "the same three" of the other."""
    twin = column.replace("share_of_activity", "share_of_place")
    return twin in returns and "``share_of_activity``" in returns


@EACH
def test_the_entry_says_what_it_means_how_it_is_computed_and_where_it_comes_from(entry):
    assert re.fullmatch(r"[A-Z].{15,110}\.", entry.meaning)
    assert len(entry.formula) > 5
    assert re.search(r"\(\d{4}\)", entry.reference)
    if entry.doi == NO_DOI:
        # A classic without DOI is a book: title and publisher help to find it.
        assert entry.reference.count(",") >= 2
    else:
        assert re.fullmatch(r"10\.\d{4,9}/\S+", entry.doi)


@EACH
def test_the_reference_is_that_of_the_docstring_and_of_the_page(entry):
    sources = inspect.getdoc(entry.load()).partition("References\n----------")[2]
    surname = re.match(r"[\w'-]+", entry.reference).group()
    if entry.doi != NO_DOI:
        assert f"https://doi.org/{entry.doi}" in page_of(entry).read_text(encoding="utf-8")
    if sources and entry.doi != NO_DOI:
        assert f"https://doi.org/{entry.doi}" in sources
    if sources:
        assert surname in sources


@EACH
def test_the_page_of_its_family_tells_of_it(entry):
    assert f"`{entry.name}`" in page_of(entry).read_text(encoding="utf-8")


@EACH
def test_options_have_a_default_and_are_told_in_the_docstring(entry):
    text = inspect.getdoc(entry.load())
    for name, option in entry.options().items():
        assert option.default is not inspect.Parameter.empty
        assert re.search(rf"^{name} : ", text, flags=re.MULTILINE)
        if option.choices:
            assert option.default in option.choices


def test_options_tell_plain_values_choices_and_what_only_python_can_give():
    hoover = indicator("hoover").options()
    assert hoover["weights"] == (str, "total", ("total", "equal"), "")
    assert hoover["population"].type is None
    assert indicator("diversity").options() == {"threshold": (float, 1.0, (), "")}
    assert indicator("herfindahl").options() == {}
    assert indicator("prody").options() == {"income": (None, None, (), "place")}


@pytest.mark.parametrize(
    "function",
    [name for module in family_modules() for name in public_functions(module)],
)
def test_docstrings_have_their_sections_in_order(function):
    errors = [
        f"{code}: {message}"
        for code, message in validate(function)["errors"]
        if code not in NOT_ASKED and not _several_returns(function, code)
    ]
    assert errors == []


def _several_returns(function, code):
    """numpydoc wants no name before a single type (RT02); helpers that return two do name them."""
    return code == "RT02" and not function.endswith(tuple(f".{name}" for name in NAMES))


@EACH
def test_every_indicator_has_an_example_that_can_be_checked_by_hand(entry):
    assert ">>> " in inspect.getdoc(entry.load())


def test_the_listing_has_a_row_of_text_for_every_indicator():
    rows = to_records()
    assert [row["name"] for row in rows] == NAMES
    assert len({tuple(row) for row in rows}) == 1
    assert all(isinstance(value, str) for row in rows for value in row.values())
    hoover = next(row for row in rows if row["name"] == "hoover")
    assert hoover["options"] == "weights=total (or equal), population (from Python)"
    assert hoover["rows"] == "activity"


def test_the_catalogue_is_listed_without_loading_any_array():
    code = (
        "import sys, json; from smartspec.indicators.catalogue import indicators; "
        "indicators(); print(json.dumps([m for m in ('numpy', 'scipy', 'pandas') if m in sys.modules]))"
    )
    path = str(Path(importlib.import_module("smartspec.indicators").__file__).parents[2])
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r}); {code}"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(loaded) == []


def examples():
    """Every block of Python on the pages of explanation."""
    found = []
    for page in sorted(EXPLANATIONS.glob("*.md")):
        blocks = re.findall(r"^```pycon\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
        found += [pytest.param(page, block, id=page.stem) for block in blocks]
    return found


@pytest.mark.parametrize(("page", "block"), examples())
def test_the_examples_on_the_pages_run(page, block):
    test = doctest.DocTestParser().get_doctest(block, {"np": np}, page.name, str(page), 0)
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=report.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)


def test_the_pages_have_examples():
    pages = {parameter.values[0].stem for parameter in examples()}
    assert {entry.family for entry in CATALOGUE} <= pages
