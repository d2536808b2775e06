"""Question: which places are taken together, and under which name?

In: unions as a user writes them, and places that occur. Out: the name that replaces each member.
Must not know: how places are found, or what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from smartspec.core.errors import RequestError, listing, nearest
from smartspec.places.economies import find_economy
from smartspec.places.groups import union
from smartspec.places.labels import Kind, kind_of

_PREFIXED = frozenset({"tl2", "tl3", "nuts1", "nuts2", "nuts3", "county"})
"""Levels at which what a code begins with is the region above it."""

_SHORTEST_PREFIX = 2


def parse_unions(
    written: Iterable[str] | Mapping[str, Sequence[str]], *, level: str
) -> dict[str, tuple[str, ...]]:
    """Read unions such as ``CAPITAL=DE3+DE4``.

    Parameters
    ----------
    written : iterable of str, or mapping of str to sequence of str
        As a user wrote them, or names with members.
    level : str
        Level of the places; at ``country`` members are economies by name or code.

    Returns
    -------
    dict of str to tuple of str
        Name to members.

    Raises
    ------
    RequestError
        If one has no name, no members, a name that means something else, or a name or member twice.
    """
    pairs = (
        [(name, list(members)) for name, members in written.items()]
        if isinstance(written, Mapping)
        else [_split(text) for text in written]
    )
    found: dict[str, tuple[str, ...]] = {}
    for name, members in pairs:
        called = name.strip()
        if called in found:
            raise RequestError(f"There are two unions '{called}'. Put their members into one.")
        found[called] = _checked(called, [member.strip() for member in members], level)
    _refuse_doubled(found)
    return found


def replaced(
    unions: Mapping[str, tuple[str, ...]],
    *,
    level: str,
    places: Set[str],
    regional: Set[str],
    known: Set[str],
    parents: Mapping[str, str],
) -> dict[str, str]:
    """Tell which places a union takes the place of.

    Parameters
    ----------
    unions : mapping of str to tuple of str
        Name to members.
    level : str
        Level of the places.
    places : set of str
        Places that occur.
    regional : set of str
        Those of them that are not whole countries at a finer level.
    known : set of str
        Places that exist although none may occur.
    parents : mapping of str to str
        Place to the larger region above it.

    Returns
    -------
    dict of str to str
        Place to the name of its union.

    Raises
    ------
    RequestError
        If a member is no place, a place is in two unions, or a union has the name of another place.
    """
    found: dict[str, str] = {}
    by: dict[str, str] = {}
    for name, members in unions.items():
        for member in members:
            meant = _meant(member, level, places, regional, parents)
            if not meant and not _exists(member, level, known, parents):
                raise _no_member(name, member, {*places, *known})
            for place in sorted(meant):
                if place in found:
                    raise _doubled(place, (found[place], by[place]), (name, member))
                found[place], by[place] = name, member
    for name in unions:
        if name in places and found.get(name) != name:
            raise RequestError(
                f"The union '{name}' has the name of a place that is not in it. Choose a name of "
                "its own."
            )
    return found


def _split(text: str) -> tuple[str, list[str]]:
    name, equals, members = text.partition("=")
    if not equals:
        raise RequestError(
            f"'{text}' is no union. Write a name, an equals sign and members joined by plus signs, "
            "such as CAPITAL=DE3+DE4."
        )
    return name, members.split("+")


def _checked(name: str, members: list[str], level: str) -> tuple[str, ...]:
    """Refuse names and members that mean something else or nothing."""
    checked = union(name, members)  # the house's own rules on names and members
    if kind_of(name) is not Kind.UNMATCHED:
        raise RequestError(
            f"The union '{name}' has the name of a row that indicators keep out or add up. Choose "
            "a name of its own."
        )
    return checked.members if level == "country" else tuple(members)


def _refuse_doubled(unions: Mapping[str, tuple[str, ...]]) -> None:
    seen: dict[str, str] = {}
    for name, members in unions.items():
        for member in members:
            if member in seen:
                raise RequestError(
                    f"{member} is in the union '{seen[member]}' and again in '{name}'. A place can "
                    "be in one union; take it out of the other."
                )
            seen[member] = name


def _meant(
    member: str, level: str, places: Set[str], regional: Set[str], parents: Mapping[str, str]
) -> set[str]:
    """Return the places that a member means: itself, those of a larger region, or by prefix."""
    if member in places:
        return {member}
    found = find_economy(member)
    # Only countries taken whole: FRA is also the NUTS code of a region that France once had.
    if found is not None and found.iso3 in places - regional:
        return {found.iso3}
    below = {place for place in places if parents.get(place) == member}
    if below or level not in _PREFIXED or len(member) < _SHORTEST_PREFIX:
        return below
    return {place for place in regional if place.startswith(member)}


def _exists(member: str, level: str, known: Set[str], parents: Mapping[str, str]) -> bool:
    """Whether a member is a place where nobody happens to live."""
    if level == "country":
        return find_economy(member) is not None
    if member in known or member in parents.values():
        return True
    return level in _PREFIXED and any(place.startswith(member) for place in known)


def _doubled(place: str, first: tuple[str, str], second: tuple[str, str]) -> RequestError:
    (name, member), (other, again) = first, second
    if name == other:
        return RequestError(
            f"The union '{name}' has {place} twice, by '{member}' and by '{again}'. Keep one."
        )
    return RequestError(
        f"{place} is in the union '{name}' (by '{member}') and again in '{other}' (by '{again}'). "
        "A place can be in one union; take it out of the other."
    )


def _no_member(name: str, member: str, places: Set[str]) -> RequestError:
    guess = nearest(member, sorted(places))
    if guess:
        hint = f" Did you mean '{guess}'?"
    else:
        hint = f" Places are {listing(sorted(places), limit=4)}." if places else ""
    return RequestError(f"The union '{name}' has a member '{member}' that is no place here.{hint}")
