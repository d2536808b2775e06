"""Question: what does an SDMX-JSON data message hold?

In: the message, SDMX-JSON 1.0, 2.0 or the draft before them. Out: a cube.
Must not know: which dimension is the place, or who publishes the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from smartspec.core.errors import RequestError
from smartspec.sources.sdmx.cube import VALUE, Cube, Flow, one_flow

_URN = re.compile(r"Dataflow=(.+)$")
LEVELS = ("dataSet", "series", "observation")


class _Component(NamedTuple):
    """A dimension or an attribute with its values, in the order of their numbers."""

    id: str
    name: str
    codes: list[str]
    labels: dict[str, str]
    numbered: bool


class _Structure(NamedTuple):
    dimensions: dict[str, list[_Component]]
    attributes: dict[str, list[_Component]]
    measures: int
    flow: str
    title: str

    @property
    def keys(self) -> list[_Component]:
        return [one for level in LEVELS for one in self.dimensions[level]]


def read_json(message: Mapping[str, Any], file: str) -> Cube:
    """Read an SDMX-JSON data message.

    Parameters
    ----------
    message : mapping
        The message, parsed.
    file : str
        Name of the file, for what is said to the user.

    Returns
    -------
    Cube
        Every observation of every data set in it.

    Raises
    ------
    RequestError
        If it is no data message, or holds several dataflows.
    """
    try:
        return _read(message, file)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, RequestError):
            raise
        raise RequestError(
            f"{file} is not a whole SDMX-JSON data message ({type(error).__name__}: {error}). "
            "Export it anew, or export SDMX-CSV."
        ) from None


def _read(message: Mapping[str, Any], file: str) -> Cube:
    inside = message.get("data") or message
    plain = inside.get("structures") or [inside.get("structure")]
    if not plain[0] or "dataSets" not in inside:
        raise RequestError(
            f"{file} is JSON but no SDMX-JSON data message. Export data as SDMX-CSV or SDMX-JSON."
        )
    structures = [_structure(one) for one in plain]
    numbers = [int(one.get("structure", 0)) for one in inside["dataSets"]]
    rows: list[dict[str, str]] = []
    for number, one in zip(numbers, inside["dataSets"], strict=True):
        if str(one.get("action", "")).lower() != "delete":
            rows += _rows(one, structures[number])
    if not rows:
        raise RequestError(f"{file} holds no observations. Ask for fewer codes or other years.")
    used = [structures[number] for number in dict.fromkeys(numbers)]
    keys = tuple(dict.fromkeys(one.id for structure in used for one in structure.keys))
    about = tuple(
        dict.fromkeys(
            one.id
            for structure in used
            for level in structure.attributes.values()
            for one in level
            if one.id not in keys
        )
    )
    frame = pd.DataFrame(rows, columns=[*keys, VALUE, *about], dtype="str").fillna("")
    every = [one for structure in used for one in _all(structure)]
    return Cube(
        frame,
        keys,
        about,
        f"SDMX-JSON {'2.0' if 'structures' in inside else '1.0'}",
        _flow(used, message, file),
        {one.id: one.name for one in every if one.name},
        {one.id: _names(every, one.id) for one in every if _names(every, one.id)},
    )


def _flow(used: Sequence[_Structure], message: Mapping[str, Any], file: str) -> Flow:
    flow = one_flow(list(dict.fromkeys(one.flow for one in used if one.flow)), file)
    about = message.get("meta") or message.get("header") or {}
    sender = about.get("sender") or {}
    return Flow(
        flow.id,
        flow.agency or str(sender.get("id", "")),
        flow.version,
        used[0].title,
        prepared=str(about.get("prepared", "")),
    )


def _structure(plain: Mapping[str, Any]) -> _Structure:
    links = [str(link.get("urn", "")) for link in plain.get("links", [])]
    found = [match[1] for link in links if (match := _URN.search(link))]
    return _Structure(
        {level: _components(plain["dimensions"].get(level)) for level in LEVELS},
        {level: _components(given) for level, given in (plain.get("attributes") or {}).items()},
        len((plain.get("measures") or {}).get("observation") or [1]),
        found[0] if found else "",
        _text(plain),
    )


def _components(given: object) -> list[_Component]:
    made = []
    for plain in given if isinstance(given, list) else []:
        values = plain.get("values") or []
        codes = [_code(value) for value in values]
        labels = {
            code: name
            for code, value in zip(codes, values, strict=True)
            if isinstance(value, dict) and (name := _text(value)) and name != code
        }
        made.append(_Component(str(plain["id"]), _text(plain), codes, labels, bool(values)))
    return made


def _code(value: object) -> str:
    """Return the code of a value; one that has none stands for itself."""
    if not isinstance(value, dict):
        return _written(value)
    for key in ("id", "value", "name"):
        if value.get(key) is not None:
            return _written(value[key])
    return ""


def _text(plain: Mapping[str, Any]) -> str:
    """Return a name, in English if there are several."""
    names = plain.get("names") or {}
    return str(plain.get("name") or names.get("en") or next(iter(names.values()), ""))


def _written(value: object) -> str:
    """Write a number as the message has it; a text in several languages in one of them."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value.get("en") or next(iter(value.values()), ""))
    if isinstance(value, list):
        return ";".join(_written(one) for one in value)
    return str(value)


def _rows(plain: Mapping[str, Any], structure: _Structure) -> Iterator[dict[str, str]]:
    """Yield the observations of one data set as component to code."""
    fixed = {one.id: one.codes[0] for one in structure.dimensions["dataSet"] if one.codes}
    shared = _attributes(structure.attributes.get("dataSet"), plain.get("attributes"))
    groups = _groups(plain.get("dimensionGroupAttributes"), structure)
    for key, series in (plain.get("series") or {"": plain}).items():
        outer = [int(number) for number in key.split(":")] if key else []
        codes = _key(structure.dimensions["series"], outer)
        about = _attributes(structure.attributes.get("series"), series.get("attributes"))
        about = about if key else {}
        for inner, cells in (series.get("observations") or {}).items():
            numbers = [int(number) for number in inner.split(":")]
            yield {
                **fixed,
                **codes,
                **_key(structure.dimensions["observation"], numbers),
                **shared,
                **_of_groups(groups, [*outer, *numbers]),
                **about,
                VALUE: _written(cells[0] if cells else None),
                **_attributes(structure.attributes.get("observation"), cells[structure.measures :]),
            }


def _key(dimensions: Sequence[_Component], numbers: Sequence[int]) -> dict[str, str]:
    return {one.id: one.codes[number] for one, number in zip(dimensions, numbers, strict=True)}


def _attributes(known: Sequence[_Component] | None, given: object) -> dict[str, str]:
    """Read attributes: each is the number of one of its values, or else the value itself."""
    found = {}
    for one, cell in zip(known or (), given if isinstance(given, list) else (), strict=False):
        if cell is not None:
            listed = one.numbered and isinstance(cell, int)
            found[one.id] = one.codes[cell] if listed else _written(cell)
    return found


_Groups = dict[tuple[int, ...], dict[tuple[int, ...], dict[str, str]]]


def _groups(given: object, structure: _Structure) -> _Groups:
    """Sort attributes of groups by the places of a key that they look at.

    A key such as ``:0::`` has a number for each dimension that the group fixes.
    """
    known = structure.attributes.get("dimensionGroup")
    found: _Groups = {}
    if not isinstance(given, dict):
        return found
    lead = len(structure.dimensions["dataSet"])
    inner = len(structure.keys) - lead
    for key, cells in given.items():
        numbers = key.split(":")
        numbers = numbers[lead:] if len(numbers) == inner + lead else numbers
        slots = tuple(slot for slot, number in enumerate(numbers) if number)
        values = tuple(int(numbers[slot]) for slot in slots)
        found.setdefault(slots, {}).setdefault(values, {}).update(_attributes(known, cells))
    return found


def _of_groups(groups: _Groups, numbers: Sequence[int]) -> dict[str, str]:
    found: dict[str, str] = {}
    for slots, members in groups.items():
        found.update(members.get(tuple(numbers[slot] for slot in slots), {}))
    return found


def _all(structure: _Structure) -> list[_Component]:
    return [*structure.keys, *(one for level in structure.attributes.values() for one in level)]


def _names(components: Sequence[_Component], name: str) -> dict[str, str]:
    return {
        code: label for one in components if one.id == name for code, label in one.labels.items()
    }
