"""Question: which economy does a name or code mean?

In: a label as statistics write it. Out: its ISO 3166-1 codes and one short name.
Must not know: which tables the labels come from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smartspec.core.errors import unknown
from smartspec.places.spelling import fold, keys

_CODE_LENGTHS = (2, 3)


@dataclass(frozen=True, order=True)
class Economy:
    """One economy: a country or a territory with statistics of its own.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code; ``XKX`` (in general use) for Kosovo, which ISO does not list.
    iso2 : str
        ISO 3166-1 alpha-2 code; ``XK`` for Kosovo.
    name : str
        Short English name for tables and charts. It takes no position on legal status.
    """

    iso3: str
    iso2: str
    name: str


def economies() -> tuple[Economy, ...]:
    """Return every economy, ordered by its three-letter code.

    Returns
    -------
    tuple of Economy
        The 249 entries of ISO 3166-1 and Kosovo.

    Examples
    --------
    >>> len(economies())
    250
    """
    return tuple(_read())


def find_economy(label: str) -> Economy | None:
    """Find the economy that a label means, if it means one.

    Accepts ISO 3166-1 codes of two and three letters, the codes EL and UK of Eurostat, and the
    names that the OECD, the World Bank, Eurostat, the United Nations and the US National Science
    Foundation write. Case, accents, punctuation, spaces and the word "the" do not matter. Nothing
    is guessed: a mistyped name is not found.

    Parameters
    ----------
    label : str
        A code or a name.

    Returns
    -------
    Economy or None
        None if the label is no economy (an aggregate, a region, a typing error).

    Notes
    -----
    Only a label of two or three letters is read as a code, so no longer word is mistaken for one.
    Codes of regions that look like codes of countries (the US state ``DE`` is Delaware) cannot be
    told apart here: ask only about labels that are meant to be economies.

    Examples
    --------
    >>> find_economy("Korea, Rep.")
    Economy(iso3='KOR', iso2='KR', name='South Korea')
    >>> find_economy("EL").name, find_economy("Türkiye") == find_economy("turkey")
    ('Greece', True)
    >>> find_economy("EU-27") is None
    True
    """
    text = label.strip()
    if len(text) in _CODE_LENGTHS and text.isalpha():
        by_code = _codes().get(text.upper())
        if by_code is not None:
            return by_code
    names = _names()
    for key in keys(text):
        if key in names:
            return names[key]
    return None


def economy(label: str) -> Economy:
    """Return the economy that a label means, or say which name comes nearest.

    Parameters
    ----------
    label : str
        A code or a name, as for :func:`find_economy`.

    Returns
    -------
    Economy
        The economy.

    Raises
    ------
    RequestError
        If the label means none.

    Examples
    --------
    >>> economy("Slovak Republic").iso3
    'SVK'
    """
    found = find_economy(label)
    if found is None:
        raise unknown("economy", label, spellings())
    return found


def economy_name(code: str) -> str:
    """Return the short name of an economy for tables and charts.

    Parameters
    ----------
    code : str
        A code, or any name.

    Returns
    -------
    str
        The short English name.

    Raises
    ------
    RequestError
        If the code means no economy.

    Examples
    --------
    >>> economy_name("CZE")
    'Czechia'
    """
    return economy(code).name


def spellings() -> tuple[str, ...]:
    """Return every name and alias that is recognised, as written in the register.

    Returns
    -------
    tuple of str
        Names and aliases; codes are left out.
    """
    return tuple(spelling for written in _read().values() for spelling in written)


@cache
def _read() -> dict[Economy, tuple[str, ...]]:
    """Read the register once: each economy with its name and aliases."""
    text = resources.files(__package__).joinpath("economies.csv").read_text(encoding="utf-8")
    register = {}
    for row in csv.DictReader(text.splitlines()):
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
        register[Economy(row["iso3"], row["iso2"], row["name"])] = (row["name"], *aliases)
    return register


@cache
def _codes() -> dict[str, Economy]:
    return {code: entry for entry in _read() for code in (entry.iso3, entry.iso2)}


@cache
def _names() -> dict[str, Economy]:
    return {fold(spelling): entry for entry, written in _read().items() for spelling in written}
