"""Question: which region does a NUTS code of one year mean in the code list of another?

In: codes of the NUTS system and a vintage (the list of 2003, 2006, 2010, 2013, 2016, 2021 or 2024).
Out: the code of that vintage, or none where a region was divided and records alone cannot tell.
Must not know: which table the codes come from, or what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smartspec.core.errors import RequestError, listing
from smartspec.places._nuts_table import (
    VINTAGES,
    Change,
    alive,
    events,
    read_changes,
    small_codes,
    successors,
)
from smartspec.places.economies import economy

__all__ = [
    "COUNTRIES",
    "VINTAGES",
    "Change",
    "Recoded",
    "changes",
    "check_vintage",
    "common_vintages",
    "in_vintage",
    "is_told_of",
    "nuts_code",
    "nuts_country",
    "recode",
    "statuses",
]

COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        economy(code).iso3: code
        for code in re.findall(
            "[A-Z]{2}",
            "AL AT BE BG CH CY CZ DE DK EE EL ES FI FR HR HU IE IS IT LI LT LU LV ME MK MT NL NO "
            "PL PT RO RS SE SI SK TR UK",
        )
    }
)
"""ISO 3166 code to NUTS code of the countries that NUTS 2016 divides: members of the Union and of
EFTA, the United Kingdom (until the list of 2021), and candidates with statistical regions."""

_TERRITORIES: Mapping[str, str] = MappingProxyType(
    {
        "GLP": "FR",
        "MTQ": "FR",
        "GUF": "FR",
        "REU": "FR",
        "MYT": "FR",
        "MAF": "FR",
        "ALA": "FI",
        "SJM": "NO",
    }
)
"""Territories with an ISO code of their own whose regions lie within a NUTS country."""

_SHAPE = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")
_LEVEL_OFFSET = 2


@dataclass(frozen=True)
class Recoded:
    """What a code becomes in a vintage.

    Parameters
    ----------
    code : str or None
        The code at the level asked for; None if the records alone cannot tell, since the region was
        divided or is not in that list.
    changed : bool
        Whether the code given is of another vintage.
    small : bool
        Whether a small part of the region (less than 2 of 100 residents) belongs elsewhere.
    """

    code: str | None
    changed: bool = False
    small: bool = False


def changes() -> tuple[Change, ...]:
    """Return the table of changes of NUTS codes.

    Returns
    -------
    tuple of Change
        By vintage and code. Levels 1 and 2, and level 3 where it tells the parts of a divided
        region apart; other changes at level 3 are not in it.

    Notes
    -----
    A region whose boundary moved while its code stayed is not in the table: nothing can be seen
    from the code. Each entry says how far it has been checked.

    Examples
    --------
    >>> [(step.old_code, step.kind) for step in changes() if step.new_code == "DE40"]
    [('DE41', 'merged'), ('DE42', 'merged')]
    """
    return read_changes()


def check_vintage(vintage: int) -> int:
    """Refuse a year that names no NUTS list.

    Parameters
    ----------
    vintage : int
        Year.

    Returns
    -------
    int
        The same.

    Raises
    ------
    RequestError
        With the years that do.
    """
    if vintage not in VINTAGES:
        raise RequestError(
            f"There is no NUTS list of {vintage}. The lists are those of "
            f"{listing(VINTAGES, limit=len(VINTAGES))}."
        )
    return vintage


def nuts_country(iso3: str) -> str | None:
    """Return the two letters with which NUTS codes of a country begin.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code.

    Returns
    -------
    str or None
        None if NUTS does not divide it.

    Examples
    --------
    >>> nuts_country("GRC"), nuts_country("GLP"), nuts_country("USA")
    ('EL', 'FR', None)
    """
    return COUNTRIES.get(iso3) or _TERRITORIES.get(iso3)


def nuts_code(text: str) -> str | None:
    """Read a code of level 1, 2 or 3 if a text looks like one.

    Greek codes that begin with GR, as they were written until 2010, are read with EL: Eurostat
    writes EL for all years.

    Parameters
    ----------
    text : str
        Such as ``"DE21"``.

    Returns
    -------
    str or None
        The code in capitals; None if it does not look like one.

    Examples
    --------
    >>> nuts_code("de212"), nuts_code("GR30"), nuts_code("US06"), nuts_code("DE2123")
    ('DE212', 'EL30', None, None)
    """
    code = text.strip().upper()
    if code.startswith("GR"):
        code = f"EL{code[2:]}"
    if not _SHAPE.fullmatch(code) or code[:2] not in COUNTRIES.values():
        return None
    return code


def in_vintage(code: str, vintage: int) -> bool:
    """Tell whether a code can be of a vintage.

    Parameters
    ----------
    code : str
        NUTS code of any level.
    vintage : int
        One of :data:`VINTAGES`.

    Returns
    -------
    bool
        False if the table of changes says that the code, or the region above it that it begins
        with, came later or had ended. True for what the table does not speak of.

    Examples
    --------
    >>> in_vintage("FR211", 2013), in_vintage("FR211", 2016), in_vintage("FRF2", 2013)
    (True, False, False)
    """
    return all(alive(code[:length], vintage) for length in range(3, len(code) + 1))


def is_told_of(code: str) -> bool:
    """Tell whether the table of changes names a code itself.

    Parameters
    ----------
    code : str
        NUTS code.

    Returns
    -------
    bool
        False for a code that never changed, and for what is no code at all.

    Examples
    --------
    >>> is_told_of("FRF2"), is_told_of("ES30")
    (True, False)
    """
    return bool(events(code))


def common_vintages(codes: Iterable[str]) -> tuple[int, ...]:
    """Return the vintages that all codes can be of.

    Parameters
    ----------
    codes : iterable of str
        NUTS codes.

    Returns
    -------
    tuple of int
        Empty if the codes mix vintages.

    Examples
    --------
    >>> common_vintages(["DE40", "FR21", "HU10"]), common_vintages(["FR21", "FRF2"])
    ((2010, 2013), ())
    """
    distinct = set(codes)
    return tuple(
        vintage for vintage in VINTAGES if all(in_vintage(code, vintage) for code in distinct)
    )


def recode(code: str, vintage: int, *, level: int) -> Recoded:
    """Carry a code over to a vintage, at a level.

    Parameters
    ----------
    code : str
        NUTS code of ``level`` or finer.
    vintage : int
        One of :data:`VINTAGES`.
    level : int
        1, 2 or 3.

    Returns
    -------
    Recoded
        The finest part of the code that is not of the vintage decides. A region that was divided
        has a code only if all its parts lie in one region at the level asked for.

    Examples
    --------
    >>> recode("FR211", 2016, level=2).code, recode("DE41", 2016, level=2).code
    ('FRF2', 'DE40')
    >>> recode("HU10", 2016, level=2).code, recode("HU10", 2016, level=1).code
    (None, 'HU1')
    >>> recode("HU12", 2013, level=2).code, recode("ES21", 2006, level=1).code
    ('HU10', 'ES2')
    """
    wanted = level + _LEVEL_OFFSET
    carried, passed = _carried(code, vintage, len(code))
    if not passed:
        return Recoded(code[:wanted])
    places = {step[:wanted] if len(step) >= wanted else "" for step in carried}
    if len(places) != 1 or "" in places:
        return Recoded(None, changed=True)
    return Recoded(places.pop(), changed=True, small=not passed.isdisjoint(small_codes()))


def _carried(code: str, vintage: int, longest: int) -> tuple[set[str], set[str]]:
    """Return the codes in a vintage that a code leads to, and the codes of others on the way.

    The finest part that is not of the vintage leads on. Where it leads, a region above may not be
    of the vintage either; then that one leads on.
    """
    for length in range(longest, _LEVEL_OFFSET, -1):
        part = code[:length]
        if alive(part, vintage):
            continue
        found: set[str] = set()
        passed = {part}
        for step in successors(part, vintage):
            further, others = _carried(step, vintage, length - 1)
            found |= further
            passed |= others
        return found, passed
    return {code}, set()


def statuses(codes: Iterable[str]) -> tuple[str, ...]:
    """Tell how far the entries on some codes have been checked.

    Parameters
    ----------
    codes : iterable of str
        NUTS codes.

    Returns
    -------
    tuple of str
        The distinct statuses of the entries that speak of these codes or of regions above them.

    Examples
    --------
    >>> statuses(["SE01"])
    ('from knowledge; check against the regulation',)
    """
    parts = {code[:length] for code in codes for length in range(3, len(code) + 1)}
    found = {step.status for step in read_changes() if parts & {step.old_code, step.new_code}}
    return tuple(sorted(found))
