"""Question: which schemes of activities are there, and what is each made of?

In: the name of a scheme and a level, or a list of one's own. Out: its entries, names, origin, and
how sure it is.
Must not know: filings, or how a class is given to an activity.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from smartspec.activities import wipo35
from smartspec.activities.entries import Entry, parse_entry
from smartspec.activities.own_list import CLASSIFICATIONS, read_own_list
from smartspec.activities.symbols import LEVELS
from smartspec.core.errors import RequestError, listing, unknown

OVERLAPS = ("longest", "every")
PUBLISHED = "published"
_HIERARCHIES = {
    "ipc": ("International Patent Classification", "World Intellectual Property Organization"),
    "cpc": (
        "Cooperative Patent Classification",
        "European Patent Office and United States Patent and Trademark Office",
    ),
}
_SECTIONS = {
    "A": "Human necessities",
    "B": "Performing operations; transporting",
    "C": "Chemistry; metallurgy",
    "D": "Textiles; paper",
    "E": "Fixed constructions",
    "F": "Mechanical engineering; lighting; heating; weapons; blasting",
    "G": "Physics",
    "H": "Electricity",
}
_TAGS = {"Y": "Tags of new and cross-sectional technologies"}


@dataclass(frozen=True)
class Scheme:
    """A scheme of activities at one of its levels.

    Parameters
    ----------
    name : str
        ``"wipo35"``, or the path of a list of one's own.
    title : str
        What it is, in words.
    levels : tuple of str
        The levels that it has.
    level : str
        The one chosen.
    version : str
        Edition or date.
    source : str
        Who made it.
    status : str
        Empty if the list was checked; else the sentence to show wherever it is used.
    classifications : tuple of str
        Where it looks for classes: ``"ipc"``, ``"cpc"`` or both, or the name of a scheme that the
        source publishes itself.
    exhaustive : bool
        True if every filing with a class has an activity, but for classes that the scheme does not
        know; False for a selection such as biotechnology, beside which there is a rest.
    names : mapping of str to str
        Activity to its name, in the scheme's order; empty where the classes are the activities.
    entries : tuple of Entry
        The list; empty where the classes are the activities.
    overlap : {"longest", "every"}
        Which entries decide where several hold a class: those with the longest prefix, or every
        one.
    licence, url : str
        Terms, and where it can be found.
    caveats : tuple of str
        What a careful reader has to know.
    """

    name: str
    title: str
    levels: tuple[str, ...]
    level: str
    version: str = ""
    source: str = ""
    status: str = ""
    classifications: tuple[str, ...] = ("ipc", "cpc")
    exhaustive: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    overlap: str = "longest"
    licence: str = ""
    url: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name and level as they can be asked for: ``"wipo35:sector"``."""
        return f"{self.name}:{self.level}" if len(self.levels) > 1 else self.name

    @property
    def is_published(self) -> bool:
        """Whether the source publishes the activities itself."""
        return self.name.startswith(f"{PUBLISHED}:")

    @property
    def is_hierarchy(self) -> bool:
        """Whether the classes themselves are the activities."""
        return not self.entries and not self.is_published


def schemes() -> tuple[Scheme, ...]:
    """Return every scheme that ships, at the level that is understood if none is named.

    Returns
    -------
    tuple of Scheme
        IPC and CPC first.

    Examples
    --------
    >>> [entry.name for entry in schemes()][:3]
    ['ipc', 'cpc', 'wipo35']
    """
    return tuple(scheme(name) for name in (*_HIERARCHIES, *_catalogue()))


def scheme(spec: str, *, folder: Path | None = None) -> Scheme:
    """Return a scheme by its name, and level if it has several, or a list of one's own.

    Parameters
    ----------
    spec : str
        ``"wipo35"``, ``"wipo35:sector"``, ``"ipc:subclass"``, ``"oecd_env:level2"``...; the path of
        a ``.csv`` of one's own; or ``"published:wipo35"`` for fields that the source publishes
        itself. ``@ipc``, ``@cpc`` or ``@ipc+cpc`` behind it says in which classes to look, and
        ``@longest`` or ``@every`` which entries decide.
    folder : Path, optional
        Where a relative path begins.

    Returns
    -------
    Scheme
        The scheme at that level.

    Raises
    ------
    RequestError
        If there is no such scheme, level or file, or the list cannot be read.

    Examples
    --------
    >>> scheme("wipo35").names["15"], scheme("wipo35:sector").level
    ('Biotechnology', 'sector')
    >>> scheme("wipo35@cpc").classifications
    ('cpc',)
    """
    bare, choices = _choices(spec.strip())
    if bare.lower().endswith(".csv"):
        found = _own(bare, folder)
    else:
        name, _, level = bare.partition(":")
        name = name.strip().lower().replace("-", "_")
        level = level.strip().lower()
        if name == PUBLISHED:
            found = _published(level)
        elif name in _HIERARCHIES:
            found = _hierarchy(name, level or "subclass")
        elif name in _catalogue():
            found = _shipped(name, level)
        else:
            known = (*_HIERARCHIES, *_catalogue())
            see = "smartspec schemes; a list of your own is a file that ends in .csv"
            raise unknown("scheme", bare, known, see=see)
    for choice in choices:
        found = _with(found, choice)
    return found


def _choices(spec: str) -> tuple[str, list[str]]:
    """Part the name from what stands behind @; a file may have an @ in its name."""
    choices: list[str] = []
    while "@" in spec and not spec.lower().endswith(".csv"):
        spec, _, choice = spec.rpartition("@")
        choices.insert(0, choice.strip().lower())
    return spec, choices


def _with(found: Scheme, choice: str) -> Scheme:
    """Look in other classifications, or decide otherwise between entries."""
    if not found.entries:
        raise RequestError(
            f"{found.name} has no list of classes, so @{choice} means nothing to it. Leave it out."
        )
    if choice in OVERLAPS:
        return replace(found, overlap=choice)
    if choice not in CLASSIFICATIONS or not choice:
        valid = [*CLASSIFICATIONS, *OVERLAPS]
        raise unknown("choice behind @", choice, [name for name in valid if name])
    wanted = CLASSIFICATIONS[choice]
    entries = tuple(
        replace(entry, classifications=_looks_in(entry.classifications, wanted))
        for entry in found.entries
    )
    if not any(entry.classifications for entry in entries):
        raise RequestError(
            f"{found.name} is made of CPC classes alone, so @{choice} would find nothing. Use "
            f"{found.name} without it."
        )
    caveats = found.caveats
    if "cpc" in wanted and "cpc" not in found.classifications:
        caveats += (
            "The list is made for the IPC and read here on classes of the CPC, which shares most "
            "groups with the IPC, but not all.",
        )
    return replace(found, entries=entries, classifications=wanted, caveats=caveats)


def _looks_in(defined: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """IPC entries can be looked for among CPC classes; tags of the CPC are nowhere else."""
    return wanted if "ipc" in defined else tuple(name for name in wanted if name in defined)


def _hierarchy(name: str, level: str) -> Scheme:
    _check_level(name, level, LEVELS)
    title, source = _HIERARCHIES[name]
    sections = _SECTIONS if name == "ipc" else _SECTIONS | _TAGS
    return Scheme(
        name,
        f"{title}, by {level}",
        levels=LEVELS,
        level=level,
        version="whichever edition the records use",
        source=source,
        classifications=(name,),
        exhaustive=True,
        names=MappingProxyType(dict(sections)) if level == "section" else MappingProxyType({}),
    )


def _published(name: str) -> Scheme:
    if not name:
        raise RequestError(
            "Say which published fields: published:wipo35, or the name that the records' table of "
            "classes has in its column scheme."
        )
    names = {entry.code: entry.name for entry in wipo35.fields()} if name == "wipo35" else {}
    return Scheme(
        f"{PUBLISHED}:{name}",
        f"Fields as the source publishes them ({name})",
        levels=("field",),
        level="field",
        version="as in the records",
        source="the publisher of the records",
        classifications=(name,),
        exhaustive=True,
        names=MappingProxyType(names),
        overlap="every",
    )


def _own(path: str, folder: Path | None) -> Scheme:
    file = Path(path) if folder is None else folder / path
    found = read_own_list(file)
    looked_in = {name for entry in found.entries for name in entry.classifications}
    return Scheme(
        path,
        f"A list of one's own: {Path(path).name}",
        levels=("activity",),
        level="activity",
        source="the user",
        classifications=tuple(name for name in ("ipc", "cpc") if name in looked_in),
        names=MappingProxyType(dict(found.names)),
        entries=found.entries,
    )


@cache
def _shipped(name: str, level: str) -> Scheme:
    record = _catalogue()[name]
    level = level or record["level"]
    _check_level(name, level, record["levels"])
    entries = tuple(
        Entry(row["code"], parse_entry(row["code"]), _activity(record, level, file, row),
              classifications=CLASSIFICATIONS[row["classification"]])
        for file in record["files"]
        for row in _rows(file)
        if "parts" not in record or row.get("part", "") in record["parts"]
    )  # fmt: skip
    status = record["status"]
    return Scheme(
        name,
        record["title"],
        levels=tuple(record["levels"]),
        level=level,
        version=record["version"],
        source=record["source"],
        status=f"The list {name} is not verified: {status}." if status else "",
        classifications=tuple(record["classifications"]),
        exhaustive=record["exhaustive"],
        names=MappingProxyType(_names(record, entries)),
        entries=entries,
        overlap=record["overlap"],
        licence=record["licence"],
        url=record["url"],
        caveats=tuple(record["caveats"]),
    )


def _activity(record: Mapping[str, Any], level: str, file: str, row: Mapping[str, str]) -> str:
    """Return the activity of an entry at a level; lists are written at their finest."""
    finest: str = row["activity"]
    if "whole" in record and level == record["levels"][0]:
        whole: str = record["whole"][file]
        return whole
    if level == "sector":
        return wipo35.field(finest).sector
    if level.startswith("level"):  # 1.2.3 at level2 is 1.2; where a level is lacking, the one above
        return ".".join(finest.split(".")[: int(level.removeprefix("level"))])
    return finest


def _names(record: Mapping[str, Any], entries: tuple[Entry, ...]) -> dict[str, str]:
    """Name the activities that entries have, in the order of the list."""
    told: dict[str, str] = dict(_toml()["names"])
    if record["name"] == "wipo35":
        told = {entry.code: entry.name for entry in wipo35.fields()}
    for file in [record["labels"]] if "labels" in record else record["files"]:
        told |= {row["activity"]: row["name"] for row in _rows(file) if "name" in row}
    used = dict.fromkeys(entry.activity for entry in entries)
    return {activity: told.get(activity, activity) for activity in used}


def _check_level(name: str, level: str, levels: tuple[str, ...]) -> None:
    if level not in levels:
        raise RequestError(
            f"{name} has no level '{level}'. Its levels are: {listing(levels)}; write for example "
            f"{name}:{levels[-1]}."
        )


@cache
def _toml() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("lists", "schemes.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    return {record["name"]: record for record in _toml()["scheme"]}


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath("lists", file).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
