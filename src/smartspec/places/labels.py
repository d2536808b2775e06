"""Question: is a row of a published table an economy, a sum of economies, or neither?

In: the labels of a table's places. Out: what each of them is; none is lost.
Must not know: the values in the rows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from smartspec.places.economies import find_economy
from smartspec.places.spelling import keys


class Kind(StrEnum):
    """What a label among places is, and hence whether it counts."""

    ECONOMY = "economy"
    """One economy: a place, part of the total."""

    AGGREGATE = "aggregate"
    """A sum of others that are listed too ("World", "EU-27", "Asia"): kept out of totals."""

    REST = "rest"
    """Economies taken together or without a code ("OTH"): part of the total, not a place."""

    UNKNOWN_ORIGIN = "unknown_origin"
    """Records whose place is not known ("Unclassified"): kept out of totals."""

    UNMATCHED = "unmatched"
    """Anything else: a region, a typing error. Kept, and listed."""


@dataclass(frozen=True)
class Resolution:
    """What the labels of a table are.

    Each label stands in exactly one part, in order of its first appearance.

    Parameters
    ----------
    economies : dict of str to str
        Label to ISO 3166-1 alpha-3 code.
    aggregates : tuple of str
        Sums of others.
    rest : tuple of str
        Economies taken together.
    unknown_origin : tuple of str
        Records without a known place.
    unmatched : tuple of str
        Labels that match nothing.
    """

    economies: dict[str, str]
    aggregates: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    unknown_origin: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


def kind_of(label: str) -> Kind:
    """Tell what a label among places is.

    Parameters
    ----------
    label : str
        As the table writes it.

    Returns
    -------
    Kind
        Economy, aggregate, rest, unknown origin or unmatched.

    Notes
    -----
    An economy is looked for first. The lists of the others are exact names that published tables
    were seen to use, so a region of one's own is never mistaken for an aggregate because it sounds
    like one. Where a table has "Other ..." rows of its own, look at what it calls unmatched.

    Examples
    --------
    >>> [str(kind_of(label)) for label in ("Georgia", "EU27_2020", "OTH", "Unclassified", "ES63")]
    ['economy', 'aggregate', 'rest', 'unknown_origin', 'unmatched']
    """
    return Kind.ECONOMY if find_economy(label) is not None else _kind_of_others(label)


def resolve(labels: Iterable[str]) -> Resolution:
    """Sort the labels of a table's places by what they are.

    Parameters
    ----------
    labels : iterable of str
        Labels, repeated or not.

    Returns
    -------
    Resolution
        Every label in exactly one part.

    Examples
    --------
    >>> found = resolve(["World", "Korea, Rep.", "Asia", "ES63", "World"])
    >>> found.economies, found.aggregates, found.unmatched
    ({'Korea, Rep.': 'KOR'}, ('World', 'Asia'), ('ES63',))
    """
    economies: dict[str, str] = {}
    others: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for label in dict.fromkeys(labels):
        found = find_economy(label)
        if found is not None:
            economies[label] = found.iso3
        else:
            others[_kind_of_others(label)].append(label)
    return Resolution(
        economies,
        aggregates=tuple(others[Kind.AGGREGATE]),
        rest=tuple(others[Kind.REST]),
        unknown_origin=tuple(others[Kind.UNKNOWN_ORIGIN]),
        unmatched=tuple(others[Kind.UNMATCHED]),
    )


def _kind_of_others(label: str) -> Kind:
    """Tell what a label is that is no economy."""
    listed = _listed()
    folded = keys(label)
    for key in folded:
        if key in listed:
            return listed[key]
    matches = any(_patterns().fullmatch(key) for key in folded)
    return Kind.AGGREGATE if matches else Kind.UNMATCHED


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    text = resources.files(__package__).joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _listed() -> dict[str, Kind]:
    kinds = (Kind.AGGREGATE, Kind.REST, Kind.UNKNOWN_ORIGIN)
    return {
        keys(label)[0]: kind
        for kind in kinds
        for names in _read()[kind.value].values()
        for label in names
    }


@cache
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in _read()["aggregate_patterns"].values()))
