"""Question: who belongs to a group of economies, and since when?

In: the name of a group and a date, or the members of a union of one's own. Out: their codes.
Must not know: which of the members a data set covers.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.places.economies import find_economy
from smartspec.places.labels import Kind, kind_of
from smartspec.places.spelling import fold


@dataclass(frozen=True)
class Membership:
    """One economy's time in a group.

    Parameters
    ----------
    iso3 : str
        The economy.
    since : datetime.date or None
        First day; None in a composition that is used for all years.
    until : datetime.date or None
        Last day; None if it still belongs.
    """

    iso3: str
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, on: dt.date | None) -> bool:
        """Tell whether the economy belongs on a day; with None, whether it belongs today."""
        if on is None:
            return self.until is None
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Group:
    """A group of economies with dates of membership.

    Parameters
    ----------
    key : str
        Short name, such as ``"EU27"``.
    name : str
        Name for tables and charts.
    memberships : tuple of Membership
        Ordered by code.
    source : str
        The treaty or organisation that says so.
    note : str
        What a careful reader has to know.
    aliases : tuple of str
        Other spellings.
    """

    key: str
    name: str
    memberships: tuple[Membership, ...]
    source: str
    note: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Union:
    """Places taken together under a name of one's own.

    Parameters
    ----------
    name : str
        What the union is called in tables.
    members : tuple of str
        Three-letter codes of economies; labels of other places as they are.
    """

    name: str
    members: tuple[str, ...]


def groups() -> tuple[Group, ...]:
    """Return the groups that are known, in the order of the register.

    Returns
    -------
    tuple of Group
        With dates, sources and notes.

    Examples
    --------
    >>> [group.key for group in groups()]
    ['OECD', 'EU', 'EU15', 'EU27', 'EU27_2007', 'EU27+UK', 'BRIICS', 'G7']
    """
    return tuple(_read())


def find_group(label: str) -> Group | None:
    """Find a group by its name, whatever the spelling.

    Parameters
    ----------
    label : str
        Such as ``"EU-27"``, ``"EU27_2020"`` or ``"oecd"``.

    Returns
    -------
    Group or None
        None if it is no group.

    Examples
    --------
    >>> find_group("EU-27 + UK").key
    'EU27+UK'
    """
    return _by_spelling().get(fold(label))


def members(group: str, *, on: dt.date | int | None = None) -> tuple[str, ...]:
    """Return the members of a group, today or at a time.

    Parameters
    ----------
    group : str
        Name of a group, whatever the spelling.
    on : datetime.date or int, optional
        A day, or a year, which stands for its last day. Without it, the members of today.

    Returns
    -------
    tuple of str
        Three-letter codes in alphabetical order.

    Raises
    ------
    RequestError
        If there is no such group, or it had no members then.

    Notes
    -----
    ``"EU"`` changes with time. ``"EU15"``, ``"EU27"``, ``"EU27_2007"``, ``"EU27+UK"`` and
    ``"BRIICS"`` are fixed lists that statistics apply to every year, so ``on`` does not change
    them. ``"EU27"`` is the Union since February 2020, without the United Kingdom.

    Examples
    --------
    >>> len(members("OECD", on=2012)), len(members("OECD"))
    (34, 38)
    >>> "GBR" in members("EU", on=2012), "GBR" in members("EU-27")
    (True, False)
    """
    found = find_group(group)
    if found is None:
        raise unknown("group of economies", group, [entry.key for entry in groups()])
    day = _last_day(on) if isinstance(on, int) else on
    held = tuple(entry.iso3 for entry in found.memberships if entry.holds(day))
    if not held:
        first = min(entry.since for entry in found.memberships if entry.since is not None)
        raise RequestError(
            f"{found.key} had no members on {day}: it begins on {first}. Choose a later date."
        )
    return held


def union(name: str, members: Iterable[str]) -> Union:
    """Take places together under a name of one's own.

    Parameters
    ----------
    name : str
        What the union is called; not the name of an economy.
    members : iterable of str
        Economies by name or code; other places (regions) by their label in the table.

    Returns
    -------
    Union
        Members in the order given, economies by their three-letter code.

    Raises
    ------
    RequestError
        If the name is empty or an economy's, there are no members, a member stands twice, or a
        member is itself a sum or of unknown origin.

    Examples
    --------
    >>> union("NORDIC", ["Denmark", "SE", "Norway"]).members
    ('DNK', 'SWE', 'NOR')
    """
    called = name.strip()
    if not called:
        raise RequestError("A union of places has no name. Give it one, such as NORDIC.")
    if find_economy(called) is not None:
        raise RequestError(
            f"The union '{called}' has the name of an economy. Choose a name of its own."
        )
    written = [member.strip() for member in members]
    _check_written(called, written)
    codes = [_code(member) for member in written]
    doubled = [member for member, code in zip(written, codes, strict=True) if codes.count(code) > 1]
    if doubled:
        raise RequestError(
            f"The union '{called}' names a member more than once: {listing(doubled)}. Keep one."
        )
    return Union(called, tuple(codes))


def _last_day(year: int) -> dt.date:
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise RequestError(f"{year} is not a year. Give one of four digits, such as 2012.")
    return dt.date(year, 12, 31)


def _check_written(name: str, written: list[str]) -> None:
    if not written or not all(written):
        raise RequestError(
            f"The union '{name}' has {'an empty member' if written else 'no members'}. "
            'List its places, such as members = ["Denmark", "Sweden"].'
        )
    no_places = (Kind.AGGREGATE, Kind.UNKNOWN_ORIGIN)
    sums = [member for member in written if kind_of(member) in no_places]
    if sums:
        raise RequestError(
            f"The union '{name}' has members that are no places: {listing(sums)}. Rows that add up "
            "others are kept out of tables; list the economies instead."
        )


def _code(member: str) -> str:
    found = find_economy(member)
    return member if found is None else found.iso3


@cache
def _read() -> tuple[Group, ...]:
    text = resources.files(__package__).joinpath("groups.toml").read_text(encoding="utf-8")
    return tuple(
        Group(
            entry["key"],
            entry["name"],
            _memberships(entry),
            entry["source"],
            entry["note"],
            tuple(entry.get("aliases", ())),
        )
        for entry in tomllib.loads(text)["group"]
    )


def _memberships(entry: Mapping[str, object]) -> tuple[Membership, ...]:
    fixed, dated = entry.get("list"), entry.get("members")
    if isinstance(fixed, list):
        return tuple(Membership(code) for code in sorted(fixed))
    assert isinstance(dated, dict)
    return tuple(_membership(code, dated[code]) for code in sorted(dated))


def _membership(code: str, dates: dt.date | Mapping[str, dt.date]) -> Membership:
    if isinstance(dates, dt.date):
        return Membership(code, dates)
    return Membership(code, dates["from"], dates["until"])


@cache
def _by_spelling() -> dict[str, Group]:
    return {
        fold(spelling): group
        for group in _read()
        for spelling in (group.key, group.name, *group.aliases)
    }
