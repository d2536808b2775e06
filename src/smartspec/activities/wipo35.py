"""Question: which of WIPO's 35 technology fields does a number or name mean?

In: a label as statistics write it. Out: the field with its number, names and sector.
Must not know: patents, or how classification symbols lead to fields.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smartspec.activities.spelling import fold
from smartspec.core.errors import unknown


@dataclass(frozen=True, order=True)
class Field:
    """One of the 35 technology fields.

    Parameters
    ----------
    number : int
        1 to 35.
    code : str
        The number as text, the label in tables: ``"15"``.
    name : str
        WIPO's name.
    short : str
        A name of at most 22 characters, for charts.
    sector : str
        One of five: electrical engineering, instruments, chemistry, mechanical engineering, other
        fields.
    """

    number: int
    code: str
    name: str
    short: str
    sector: str


def fields() -> tuple[Field, ...]:
    """Return the 35 fields in order of their numbers.

    Returns
    -------
    tuple of Field
        Field 1 first.

    References
    ----------
    Schmoch U. (2008). Concept of a technology classification for country comparisons. Report to
    the World Intellectual Property Organization.

    Examples
    --------
    >>> fields()[14].name
    'Biotechnology'
    """
    return tuple(_read())


def sectors() -> tuple[str, ...]:
    """Return the five sectors in WIPO's order.

    Returns
    -------
    tuple of str
        Names of sectors.

    Examples
    --------
    >>> sectors()[:2]
    ('Electrical engineering', 'Instruments')
    """
    return tuple(dict.fromkeys(entry.sector for entry in fields()))


def find_field(label: str) -> Field | None:
    """Find the field that a label means, if it means one.

    Parameters
    ----------
    label : str
        A number ("15", "015"), WIPO's name, the short name, or the name that the US National
        Science Foundation writes; case and punctuation do not matter.

    Returns
    -------
    Field or None
        None if the label is no field.

    Examples
    --------
    >>> find_field("Microstructural technology, nanotechnology").number
    22
    >>> find_field("015").name, find_field("36") is None
    ('Biotechnology', True)
    """
    text = label.strip()
    if text.isdecimal():
        return _by_code().get(text.lstrip("0"))
    return _by_name().get(fold(text))


def field(label: str) -> Field:
    """Return the field that a label means, or say which one comes nearest.

    Parameters
    ----------
    label : str
        As for :func:`find_field`.

    Returns
    -------
    Field
        The field.

    Raises
    ------
    RequestError
        If the label means none.

    Examples
    --------
    >>> field("optics").sector
    'Instruments'
    """
    found = find_field(label)
    if found is None:
        raise unknown("technology field", label, [entry.name for entry in fields()])
    return found


@cache
def _read() -> dict[Field, tuple[str, ...]]:
    """Read the register once: each field with every name it goes by."""
    text = resources.files(__package__).joinpath("wipo35.csv").read_text(encoding="utf-8")
    register = {}
    for row in csv.DictReader(text.splitlines()):
        entry = Field(int(row["number"]), row["number"], row["name"], row["short"], row["sector"])
        aliases = [alias for alias in row["aliases"].split("|") if alias]
        register[entry] = (entry.name, entry.short, *aliases)
    return register


@cache
def _by_code() -> dict[str, Field]:
    # Apart from the names: folded, "1.5" would be field 15.
    return {entry.code: entry for entry in _read()}


@cache
def _by_name() -> dict[str, Field]:
    return {fold(spelling): entry for entry, written in _read().items() for spelling in written}
