"""Question: what does the reference say of the study file?

In: the schema of a study file, the words for its keys, the template. Out: a page.
Must not know: what a study computes.
"""

from __future__ import annotations

import tomllib
import typing
from pathlib import Path
from typing import Literal

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from _pages.markdown import code, codes, fenced, page, table
from smartspec.study.schema import Study
from smartspec.study.template import study_text

WORDS = Path(__file__).parents[1] / "reference" / "study_keys.toml"
NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def pages() -> dict[str, str]:
    """Return path to text of the page on study files."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    parts = [
        "A study file is TOML. Every key but `study.place` has a default. A key that is not known, "
        "a value of the wrong kind and a name that is not in the data are told with file, line and "
        "key. Paths start from the folder of the file.",
    ]
    for name, fields in keys().items():
        rows = [
            (code(key), words[name][key], _kind(field), _default(field))
            for key, field in fields.items()
        ]
        parts += [
            f"## [{name}]",
            words[name][""],
            table(("Key", "Meaning", "Kind", "Default"), rows),
        ]
    parts += [
        "## A file to start from",
        "`smartspec init` writes this:",
        fenced(study_text("Denmark"), "toml"),
    ]
    return {"study_file.md": page("The study file", *parts)}


def keys() -> dict[str, dict[str, FieldInfo]]:
    """Return the tables of a study file, each with its keys."""
    found: dict[str, dict[str, FieldInfo]] = {}
    for name, field in Study.model_fields.items():
        _collect(name, field.annotation, found)
    return found


def _collect(name: str, hint: object, found: dict[str, dict[str, FieldInfo]]) -> None:
    """Follow a table of the file into the tables below it."""
    if typing.get_origin(hint) is dict:
        name, hint = f"{name}.NAME", typing.get_args(hint)[1]
    if not (isinstance(hint, type) and issubclass(hint, BaseModel)):
        raise TypeError(f"[{name}] is no table of a study file: {hint}.")
    model = hint
    plain = {key: field for key, field in model.model_fields.items() if not _is_table(field)}
    found[name] = plain
    for key, field in model.model_fields.items():
        if _is_table(field):
            _collect(f"{name}.{key}", field.annotation, found)


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _kind(field: FieldInfo) -> str:
    kind = _named(field.annotation)
    limits = []
    for limit in field.metadata:
        if isinstance(limit, Gt):
            limits.append(f"above {limit.gt:g}")
        elif isinstance(limit, Ge):
            limits.append(f"at least {limit.ge:g}")
        elif isinstance(limit, Lt):
            limits.append(f"below {limit.lt:g}")
        elif isinstance(limit, Le):
            limits.append(f"at most {limit.le:g}")
        elif isinstance(limit, MinLen) and kind.startswith("list"):
            limits.append(f"at least {limit.min_length} of them")
    return ", ".join([kind, *limits])


def _named(hint: object) -> str:
    if isinstance(hint, type) and hint in NAMES:
        return NAMES[hint]
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return f"one of {codes(inside)}"
    if type(None) in inside:
        return " or ".join(
            [_named(kind) for kind in inside if kind is not type(None)] + ["left out"]
        )
    if origin is list:
        return f"list of {_named(inside[0])}"
    if origin is dict:
        return f"{_named(inside[1])} by name"
    raise TypeError(f"No words for a key of the kind {hint!r}.")


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "none: it must be given"
    if value is None:
        return "left out"
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, list | dict):
        return codes(list(value)) or "empty"
    return code(value) or "empty"
