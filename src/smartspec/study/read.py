"""Question: what does this study file ask for, and if something is wrong, on which line?

In: a TOML file. Out: a checked study, or one line with file, line, key and the nearest valid name.
Must not know: how a study is computed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from smartspec.core.errors import RequestError, nearest
from smartspec.study.schema import Study

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")
_POSITION = re.compile(r"\(at line (\d+), column \d+\)")

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class StudyFile:
    """A study with the lines that it was read from.

    Parameters
    ----------
    study : Study
        What it asks for.
    name : str
        What to call the file in an error.
    folder : Path
        Folder that relative paths in the study start from.
    text : str
        The file as written; empty if the study was made without one.
    """

    study: Study
    name: str
    folder: Path
    text: str = ""

    @contextmanager
    def at(self, *key: str) -> Iterator[None]:
        """Tell file, line and key with any wrong request that is raised inside.

        Parameters
        ----------
        *key : str
            Where in the study the mistake would be, such as ``"study", "place"``.
        """
        try:
            yield
        except RequestError as error:
            if not self.text:
                raise
            raise RequestError(f"{_where(self.name, self.text, key)}: {error}") from None


def read_study(path: Path) -> StudyFile:
    """Read and check a study file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    StudyFile
        Checked; defaults filled in.

    Raises
    ------
    RequestError
        With file, line, key and the nearest valid name.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise RequestError(
            f"There is no study file {path}. Write one with: smartspec init {path}"
        ) from None
    except UnicodeDecodeError:
        raise RequestError(f"Study file {path} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise RequestError(f"Cannot read study file {path}: {error.strerror}.") from None
    return StudyFile(parse_study(text, str(path)), str(path), path.absolute().parent, text)


def parse_study(text: str, name: str) -> Study:
    r"""Check the text of a study file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        What to call it in an error.

    Returns
    -------
    Study
        Checked.

    Raises
    ------
    RequestError
        With file, line, key and the nearest valid name.

    Examples
    --------
    >>> parse_study("[study]\nplac = 'DNK'", "s.toml")
    Traceback (most recent call last):
        ...
    smartspec.core.errors.RequestError: s.toml, line 2: there is no key 'study.plac'. Did ...
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        line = f", line {found[1]}" if found else ""
        reason = _POSITION.sub("", str(error)).strip()
        raise RequestError(f"{name}{line}: this is not TOML: {reason}.") from None
    try:
        return Study.model_validate(content)
    except ValidationError as error:
        raise _first_mistake(error, text, name) from None


def _first_mistake(error: ValidationError, text: str, name: str) -> RequestError:
    """Translate the first of pydantic's findings; unknown keys first, for they explain others."""
    found = sorted(error.errors(), key=lambda item: item["type"] != "extra_forbidden")[0]
    key = tuple(str(part) for part in found["loc"])
    where, dotted = _where(name, text, key, show_key=False), ".".join(key)
    if found["type"] == "extra_forbidden":
        valid = _valid_keys(key[:-1])
        guess = nearest(key[-1], valid)
        hint = f"Did you mean '{guess}'?" if guess else f"Valid: {', '.join(valid)}."
        return RequestError(f"{where}: there is no key '{dotted}'. {hint}")
    if found["type"] == "missing":
        return RequestError(f"{where}: '{dotted}' is missing. Add it, or see: smartspec init")
    if found["type"] == "literal_error":
        return RequestError(f"{where}: {_literal(dotted, found)}")
    message = str(found["msg"]).removeprefix("Value error, ")
    return RequestError(f"{where}: '{dotted}' is {found['input']!r}: {message}.")


def _literal(dotted: str, found: Mapping[str, Any]) -> str:
    given = str(found["input"])
    valid = re.findall(r"'([^']*)'", str(found["ctx"]["expected"]))
    guess = nearest(given, valid)
    hint = f"Did you mean '{guess}'?" if guess else f"Valid: {', '.join(valid)}."
    return f"'{dotted}' cannot be '{given}'. {hint}"


def _valid_keys(path: Path_) -> list[str]:
    """Return the keys that a table of the study file may have."""
    model: type[BaseModel] = Study
    for part in path:
        field = model.model_fields.get(part)
        if field is None:
            return list(model.model_fields)
        annotation: Any = field.annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            annotation = annotation.__args__[-1]
            return list(annotation.model_fields)
        model = annotation
    return list(model.model_fields)


def _where(name: str, text: str, key: Path_, *, show_key: bool = True) -> str:
    lines = _lines(text)
    dotted = f", {'.'.join(key)}" if show_key else ""
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return f"{name}, line {lines[key[:length]]}{dotted}"
    return f"{name}{dotted}"


def _lines(text: str) -> dict[Path_, int]:
    """Find on which line each key of a TOML text stands."""
    found: dict[Path_, int] = {}
    table: Path_ = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.fullmatch(line)
        if header:
            table = _split(header[1])
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault(table + _split(key[1]), number)
    return found


def _split(dotted: str) -> Path_:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
