"""Question: to which place does a record belong, at the level that is asked for?

In: countries and regions of records, and the source's own list of regions. Out: a place for each.
Must not know: which provider wrote the records, or how they are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from smartspec.core.errors import RequestError, unknown
from smartspec.places import _levels
from smartspec.places._levels import Answer, Countries, Level, OwnPlaces, Regions
from smartspec.places._levels_nuts import Nuts
from smartspec.places._levels_us import American
from smartspec.places._listed import Listed
from smartspec.places._own import Own, read_own
from smartspec.places._unions import parse_unions, replaced
from smartspec.places.nuts import check_vintage

UNKNOWN = _levels.UNKNOWN
"""Label of unknown residence; indicators keep it out of totals (``places/labels.toml``)."""

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "country": "countries, by ISO code",
        "tl2": "large regions of the OECD (TL2), from the source's list of regions",
        "tl3": "small regions of the OECD (TL3), as the source writes them",
        "nuts0": "countries, by their NUTS code where they have one",
        "nuts1": "NUTS level 1; countries outside the NUTS system whole",
        "nuts2": "NUTS level 2; countries outside the NUTS system whole",
        "nuts3": "NUTS level 3; countries outside the NUTS system whole",
        "region": "regions as the source writes them",
        "state": "states of the United States; other countries whole",
        "county": "counties of the United States; other countries whole",
        "own": "places of a table of one's own, such as metropolitan areas",
    }
)
"""Levels of places and what they are."""

UNKNOWN_NAME = "Unknown residence"


@dataclass(frozen=True)
class PlaceRule:
    """What counts as a place; made by :func:`place_rule`.

    Parameters
    ----------
    level : str
        One of :data:`LEVELS`.
    vintage : int or None
        Year of the NUTS list that codes are brought to; None takes them as they are.
    unions : mapping of str to tuple of str
        Name to the places that it takes the place of.
    own : Own or None
        Table of places of one's own, at level ``own``.
    """

    level: str
    vintage: int | None = None
    unions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: Own | None = None


@dataclass(frozen=True, eq=False)
class PlaceAssignment:
    """Where records belong.

    Parameters
    ----------
    lookup : pandas.DataFrame
        ``country, region, place, weight``: each country and region as given, its place, and the
        part of it that belongs there. The weights of a country and region add up to 1; most have
        one row. What has no place has :data:`UNKNOWN`.
    names : mapping of str to str
        Place to its name; to itself where none is known.
    problems : pandas.DataFrame
        ``country, region, reason``: what belongs to :data:`UNKNOWN`, and why.
    notes : tuple of str
        What a careful reader should know, in sentences.
    """

    lookup: pd.DataFrame
    names: Mapping[str, str]
    problems: pd.DataFrame
    notes: tuple[str, ...] = ()


def place_rule(
    level: str,
    *,
    vintage: int | None = None,
    unions: Iterable[str] | Mapping[str, Sequence[str]] = (),
    own: Path | None = None,
) -> PlaceRule:
    """Say what counts as a place, checked at the door.

    Parameters
    ----------
    level : str
        One of :data:`LEVELS`; case, spaces and hyphens do not matter.
    vintage : int, optional
        Year of a NUTS list: codes of other years are brought to it. Without it codes are taken as
        they are.
    unions : iterable of str, or mapping of str to sequence of str, default ()
        Places taken together, such as ``"CAPITAL=DE3+DE4"``. A member is a place at the level, a
        larger region of the source's list, or, where codes nest (TL2, TL3, NUTS, counties), what
        the codes of its regions begin with.
    own : Path, optional
        A table of places of one's own, for level ``own``: CSV with the columns ``region``,
        ``place`` and, if regions are divided, ``weight``.

    Returns
    -------
    PlaceRule
        The rule.

    Raises
    ------
    RequestError
        If there is no such level or list, an option does not go with the level, or a union or the
        table of places makes no sense.

    Examples
    --------
    >>> rule = place_rule("NUTS 2", vintage=2016, unions=["CAPITAL=DE3+DE4"])
    >>> rule.level, rule.unions["CAPITAL"]
    ('nuts2', ('DE3', 'DE4'))
    """
    chosen = level.strip().casefold().replace(" ", "").replace("-", "")
    if chosen not in LEVELS:
        raise unknown("level of places", level, LEVELS)
    if vintage is not None:
        if not chosen.startswith("nuts"):
            raise RequestError(
                f"A NUTS list ({vintage}) goes with the levels nuts1, nuts2 and nuts3, not with "
                f"{chosen}. Choose one of these levels or leave it out."
            )
        check_vintage(vintage)
    if (chosen == "own") is not (own is not None):
        raise RequestError(
            f"The table of places {own} goes with the level own, not with {chosen}. Choose --place "
            "own."
            if own is not None
            else "The level own needs a table of places: give it with --place-map, a CSV with the "
            "columns region and place."
        )
    return PlaceRule(
        chosen,
        vintage,
        MappingProxyType(parse_unions(unions, level=chosen)),
        None if own is None else read_own(own),
    )


def assign_places(
    rule: PlaceRule, pairs: pd.DataFrame, regions: pd.DataFrame | None = None
) -> PlaceAssignment:
    """Find the place of each country and region.

    Nothing is dropped: what has no place belongs to :data:`UNKNOWN`, with a reason.

    Parameters
    ----------
    rule : PlaceRule
        What counts as a place.
    pairs : pandas.DataFrame
        ``country, region``: those that occur; missing ones are empty text. Doubled rows count once.
    regions : pandas.DataFrame, optional
        The source's own list: ``region, country, label, parent``.

    Returns
    -------
    PlaceAssignment
        A place, or several with weights, for every country and region.

    Raises
    ------
    RequestError
        If TL2 is asked for and the source lists no larger regions, or a union names what is no
        place.

    Notes
    -----
    The region decides where both are given and the source lists the region. A country of which
    there are no regions at the level counts whole, as one place: countries outside the NUTS system,
    outside the United States (states, counties), or of which the source lists no regions (TL2, TL3,
    ``region``). A country that has regions is never a place beside them: its records without a
    region belong to :data:`UNKNOWN`.

    Examples
    --------
    >>> pairs = pd.DataFrame({"country": ["DE", "DE", "US", ""], "region": ["DE212", "", "", ""]})
    >>> found = assign_places(place_rule("nuts2"), pairs)
    >>> dict(zip(found.lookup["country"] + ":" + found.lookup["region"], found.lookup["place"]))
    {':': 'UNK', 'DE:': 'UNK', 'DE:DE212': 'DE21', 'US:': 'USA'}
    >>> found.problems["reason"].tolist()
    ['no country', 'no region']
    """
    listed = Listed(regions)
    level = _level(rule, listed)
    given = _distinct(pairs)
    answers = [level.answer(country.strip(), region.strip()) for country, region in given]
    notes = level.notes()
    union = _unions(rule, level, answers, notes)
    rows, problems = [], []
    for (country, region), answer in zip(given, answers, strict=True):
        parts: dict[str, float] = {}
        for place, weight in answer.parts or ((UNKNOWN, 1.0),):
            name = union.get(place, place)
            parts[name] = parts.get(name, 0.0) + weight
        rows += [(country, region, place, weight) for place, weight in sorted(parts.items())]
        if answer.reason:
            problems.append((country, region, answer.reason))
    places = sorted({place for _, _, place, _ in rows})
    return PlaceAssignment(
        _frame(rows, ("country", "region", "place"), weight=True),
        MappingProxyType({place: _name(place, rule, level) for place in places}),
        _frame(problems, ("country", "region", "reason")),
        tuple(notes),
    )


def _level(rule: PlaceRule, listed: Listed) -> Level:
    """Choose what answers at a level."""
    if rule.level == "country":
        return Countries(listed)
    if rule.level == "own":
        assert rule.own is not None
        return OwnPlaces(listed, rule.own)
    if rule.level.startswith("nuts"):
        return Nuts(listed, int(rule.level[-1]), rule.vintage)
    if rule.level in ("state", "county"):
        return American(listed, rule.level)
    if rule.level == "tl2" and not listed.parents:
        raise RequestError(
            "TL2 needs the source's own list of regions with the level above each, which these "
            "records do not have. Count at --place tl3, region or nuts2, or read a source that has "
            "the list."
        )
    return Regions(listed, rule.level)


def _distinct(pairs: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each country and region once, in order, missing ones as empty text."""
    columns = [
        [value if isinstance(value, str) else "" for value in pairs[name]]
        for name in ("country", "region")
    ]
    return sorted(set(zip(*columns, strict=True)))


def _unions(
    rule: PlaceRule, level: Level, answers: list[Answer], notes: list[str]
) -> dict[str, str]:
    """Find which places a union replaces, and note unions in which nobody lives."""
    if not rule.unions:
        return {}
    places = {place for answer in answers for place, _ in answer.parts} - {UNKNOWN}
    whole = {place for answer in answers if answer.whole for place, _ in answer.parts}
    known = level.known()
    found = replaced(
        rule.unions,
        level=rule.level,
        places=places,
        regional=places - whole,
        known=known,
        parents={place: level.parent(place) for place in {*places, *known}},
    )
    empty = sorted(set(rule.unions) - set(found.values()))
    notes += [f"No record belongs to the union {name}." for name in empty]
    return found


def _name(place: str, rule: PlaceRule, level: Level) -> str:
    if place == UNKNOWN:
        return UNKNOWN_NAME
    if place in rule.unions:
        return place
    return level.name(place) or place


def _frame(
    rows: Sequence[tuple[object, ...]], texts: Sequence[str], *, weight: bool = False
) -> pd.DataFrame:
    names = [*texts, "weight"] if weight else list(texts)
    frame = pd.DataFrame(rows, columns=names)
    types = dict.fromkeys(texts, "str") | ({"weight": "float64"} if weight else {})
    return frame.astype(types)
