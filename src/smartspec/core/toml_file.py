"""Question: does this TOML file say what it should, and if not, on which line is the mistake?

In: the text of a file, and a pydantic model of what it can say. Out: the checked content, or one
line with file, line, key and the nearest valid name. Must not know: what any key means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from smartspec.core.errors import RequestError, nearest

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")
_POSITION = re.compile(r"\(at line (\d+), column \d+\)")

M = TypeVar("M", bound=BaseModel)
Key = tuple[str, ...]
"""Where something stands, such as ``("study", "place")``; the place in a list is a number."""


def read_text(path: Path, kind: str, *, see: str = "") -> str:
    """Read the text of a file that a user wrote.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What it is, such as ``"study file"``.
    see : str, default ""
        What to do if there is none.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    RequestError
        If it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise RequestError(f"There is no {kind} {path}.{f' {see}' if see else ''}") from None
    except UnicodeDecodeError:
        raise RequestError(
            f"{kind[:1].upper()}{kind[1:]} {path} is not UTF-8 text. Save it as UTF-8."
        ) from None
    except OSError as error:
        raise RequestError(f"Cannot read {kind} {path}: {error.strerror}.") from None


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML.

    Parameters
    ----------
    text : str
        The content of a file.
    name : str
        What to call it in an error.

    Returns
    -------
    dict
        Plain values.

    Raises
    ------
    RequestError
        With the line of the fault.

    Examples
    --------
    >>> parse_toml("a = 1", "x.toml")
    {'a': 1}
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        line = f", line {found[1]}" if found else ""
        reason = _POSITION.sub("", str(error)).strip()
        raise RequestError(f"{name}{line}: this is not TOML: {reason}.") from None


def check(model: type[M], content: Mapping[str, Any], *, text: str, name: str, see: str = "") -> M:
    """Check parsed TOML against a model.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        What the file can say.
    content : mapping
        What it says.
    text : str
        Its text, to find lines in.
    name : str
        What to call it in an error.
    see : str, default ""
        Where a reader finds what is missing, such as a command.

    Returns
    -------
    pydantic.BaseModel
        The checked content.

    Raises
    ------
    RequestError
        For the first mistake, with file, line, key and the nearest valid name.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _first_mistake(model, error, text, name, see) from None


def where(name: str, text: str, key: Key, *, show_key: bool = True) -> str:
    r"""Tell in which file, on which line and under which key something stands.

    Parameters
    ----------
    name : str
        What to call the file.
    text : str
        Its text.
    key : tuple of str
        Where in it.
    show_key : bool, default True
        Whether the key is named as well.

    Returns
    -------
    str
        Such as ``"study.toml, line 2, study.place"``.

    Examples
    --------
    >>> where("x.toml", "[a]\nb = 1", ("a", "b"))
    'x.toml, line 2, a.b'
    """
    lines = _lines(text)
    dotted = f", {_dotted(key)}" if show_key else ""
    for length in range(len(key), 0, -1):
        for found in (key[:length], _without_numbers(key[:length])):
            if found in lines:
                return f"{name}, line {lines[found]}{dotted}"
    return f"{name}{dotted}"


def _first_mistake(
    model: type[BaseModel], error: ValidationError, text: str, name: str, see: str
) -> RequestError:
    """Translate the first of pydantic's findings; unknown keys first, for they explain others."""
    found = sorted(error.errors(), key=lambda item: item["type"] != "extra_forbidden")[0]
    key = tuple(str(part) for part in found["loc"])
    line, dotted = where(name, text, key, show_key=False), _dotted(key)
    if found["type"] == "extra_forbidden":
        valid = _valid_keys(model, key[:-1])
        guess = nearest(key[-1], valid)
        hint = f"Did you mean '{guess}'?" if guess else f"Valid: {', '.join(valid)}."
        return RequestError(f"{line}: there is no key '{dotted}'. {hint}")
    if found["type"] == "missing":
        hint = f"Add it, or see: {see}" if see else "Add it."
        return RequestError(f"{line}: '{dotted}' is missing. {hint}")
    if found["type"] == "literal_error":
        return RequestError(f"{line}: {_literal(dotted, found)}")
    message = str(found["msg"]).removeprefix("Value error, ")
    if isinstance(found["input"], dict):  # a whole table: its content says nothing new
        table = ".".join(_without_numbers(key))
        return RequestError(f"{line}: {f'{table!r}: ' if table else ''}{message}.")
    return RequestError(f"{line}: '{dotted}' is {found['input']!r}: {message}.")


def _literal(dotted: str, found: Mapping[str, Any]) -> str:
    given = str(found["input"])
    valid = re.findall(r"'([^']*)'", str(found["ctx"]["expected"]))
    guess = nearest(given, valid)
    hint = f"Did you mean '{guess}'?" if guess else f"Valid: {', '.join(valid)}."
    return f"'{dotted}' cannot be '{given}'. {hint}"


def _valid_keys(model: type[BaseModel], path: Key) -> list[str]:
    """Return the keys that a table of the file may have."""
    for part in _without_numbers(path):
        field = model.model_fields.get(part)
        if field is None:
            return list(model.model_fields)  # the key of an entry that may have any name
        annotation: Any = field.annotation
        while not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            annotation = get_args(annotation)[-1]
        model = annotation
    return list(model.model_fields)


def _dotted(key: Key) -> str:
    """Name a key; which entry of a list of tables it is in, the line tells."""
    return ".".join((*_without_numbers(key[:-1]), *key[-1:]))


def _without_numbers(key: Key) -> Key:
    return tuple(part for part in key if not part.isdigit())


def _lines(text: str) -> dict[Key, int]:
    """Find on which line each key of a TOML text stands."""
    found: dict[Key, int] = {}
    entries: dict[Key, int] = {}
    table: Key = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.fullmatch(line)
        if header:
            table = _in_entry(_split(header[2]), entries)
            if header[1] == "[[":
                entries[table] = entries.get(table, -1) + 1
                table = (*table, str(entries[table]))
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault(table + _split(key[1]), number)
    return found


def _in_entry(path: Key, entries: Mapping[Key, int]) -> Key:
    """Add the number of the entry that a table is in: [a.b] after the second [[a]] is a.1.b."""
    for length in range(len(path) - 1, 0, -1):
        if path[:length] in entries:
            return (*path[:length], str(entries[path[:length]]), *path[length:])
    return path


def _split(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
