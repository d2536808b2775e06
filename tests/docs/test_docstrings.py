"""Public functions and classes are documented in the numpydoc form."""

import importlib
import inspect
import pkgutil
from enum import Enum
from typing import Protocol

import pytest
from numpydoc.validate import validate
from pydantic import BaseModel

import smartspec

# The surfaces are documented by their help, and a chapter by the section that it writes: a summary
# is asked of them. Of all others every section is asked.
SUMMARY_ONLY = ("smartspec.cli.", "smartspec.study.chapters.")
# Not asked: a summary on a line of its own (GL01), an extended summary (ES01), "See Also" (SA01,
# SA04) and examples (EX01) where there is nothing to add; no name for what is returned (RT02), as
# some return several things; the order of the signature (PR03), as parameters that belong together
# are told together.
NOT_ASKED = {"GL01", "ES01", "SA01", "SA04", "EX01", "RT02", "PR03"}
SUMMARY = {"GL08", "SS01", "SS02", "SS03", "SS04", "SS06"}
# Members of an enumeration have docstrings of their own, keys of a study file stand in the reference,
# and nobody makes an object of a protocol.
TOLD_ELSEWHERE = (Enum, BaseModel, Protocol)


def modules():
    found = pkgutil.walk_packages(smartspec.__path__, "smartspec.")
    return sorted(entry.name for entry in found if not entry.name.endswith("__main__"))


def public():
    for module in modules():
        for name, thing in vars(importlib.import_module(module)).items():
            own = getattr(thing, "__module__", "") == module
            if own and not name.startswith("_") and is_code(thing):
                yield f"{module}.{name}"


def is_code(thing):
    return inspect.isclass(thing) or inspect.isfunction(thing)


def is_told_elsewhere(name):
    module, _, thing = name.rpartition(".")
    found = getattr(importlib.import_module(module), thing)
    return inspect.isclass(found) and issubclass(found, TOLD_ELSEWHERE)


PUBLIC = sorted(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_the_docstring_has_what_a_reader_needs(name):
    not_asked = NOT_ASKED | ({"PR01"} if is_told_elsewhere(name) else set())
    errors = [(code, text) for code, text in validate(name)["errors"] if code not in not_asked]
    if name.startswith(SUMMARY_ONLY):
        errors = [(code, text) for code, text in errors if code in SUMMARY]
    assert errors == []


def test_all_rooms_are_looked_at():
    rooms = {name.split(".")[1] for name in PUBLIC}
    assert rooms >= {"core", "places", "activities", "tables", "datasets", "indicators", "policy"}
    assert rooms >= {"report", "study", "cli", "api"}
    assert len(PUBLIC) > 150
