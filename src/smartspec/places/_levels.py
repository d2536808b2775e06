"""Question: which place at a level does a country and a region mean?

In: a level, and what the source lists of its regions. Out: for each residence a place or a reason.
Must not know: unions, or how many records live where.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from smartspec.core.errors import counted, listing
from smartspec.places._listed import Listed, is_code, is_nowhere, residence
from smartspec.places._own import Own
from smartspec.places.economies import economy_name, find_economy
from smartspec.places.labels import Kind, kind_of
from smartspec.places.nuts import nuts_code, nuts_country

UNKNOWN = "UNK"
NO_REGION = "no region"
NOT_REGIONALISED = "region not known to the source"
UNKNOWN_REGION = "unknown region code"
NO_PARENT = "the source lists no larger region (TL2) for it"


@dataclass(frozen=True)
class Answer:
    """Where a residence is at a level.

    Parameters
    ----------
    parts : tuple of (str, float)
        Places with weights that add up to 1; empty if the place is not known.
    reason : str
        Why it is not known.
    whole : bool
        Whether the place is a whole country although the level is a finer one.
    """

    parts: tuple[tuple[str, float], ...] = ()
    reason: str = ""
    whole: bool = False


class Level(ABC):
    """What every level can tell; what a level has nothing to say of is empty."""

    @abstractmethod
    def answer(self, country: str, region: str) -> Answer:
        """Return the place of one residence."""

    def name(self, place: str) -> str:
        """Return the name of a place; empty if none is known."""
        return country_name(place)

    def parent(self, place: str) -> str:
        """Return the larger region that a place belongs to; empty if none is known."""
        return ""

    def known(self) -> frozenset[str]:
        """Return places that exist at this level although no record may live there."""
        return frozenset()

    def notes(self) -> list[str]:
        """Return what a careful reader should know, in sentences."""
        return []


def at(place: str) -> Answer:
    """Answer with one place.

    Parameters
    ----------
    place : str
        Its label.

    Returns
    -------
    Answer
        With the whole weight.
    """
    return Answer(((place, 1.0),))


def country_name(place: str) -> str:
    """Name a place that is a country.

    Parameters
    ----------
    place : str
        Label of a place.

    Returns
    -------
    str
        The short name; empty if it is no economy.
    """
    return economy_name(place) if find_economy(place) is not None else ""


class Countries(Level):
    """Whole countries, by ISO code.

    Parameters
    ----------
    listed : Listed
        The source's own list of regions.
    """

    def __init__(self, listed: Listed) -> None:
        self._listed = listed

    def answer(self, country: str, region: str) -> Answer:
        """Return the country; a region tells it where the record does not."""
        place, reason = residence(country)
        if reason and region:
            code = nuts_code(region)
            place = self._listed.country(region) or (residence(code[:2])[0] if code else "")
        return at(place) if place else Answer(reason=reason)


class Regions(Level):
    """Regions as the source has them: its own (``region``), TL3, or TL2 as the level above.

    Parameters
    ----------
    listed : Listed
        The source's own list of regions.
    level : str
        ``region``, ``tl3`` or ``tl2``.
    """

    def __init__(self, listed: Listed, level: str) -> None:
        self._listed, self._level = listed, level
        self._whole: set[str] = set()
        self._strange: set[str] = set()
        self._sources: dict[str, str] = {}

    def answer(self, country: str, region: str) -> Answer:
        """Return the region, or the whole country where the source lists no regions of it."""
        home = self._listed.country(region) or residence(country)[0]
        bare = region.upper() == country.upper()
        if bare or is_nowhere(region, self._listed.label(region)):
            return self._without_region(country, home, region)
        known = region in self._listed.codes or region in self._listed.parents
        if self._listed.given and not known:
            if home and home not in self._listed.countries:
                return self._without_region(country, home, region)
            if self._level != "region":
                return Answer(reason=UNKNOWN_REGION)
            self._strange.add(region)
        if self._level == "tl2" and region not in self._listed.parents:
            region = self._listed.parent(region)
            if is_nowhere(region):
                return Answer(reason=NO_PARENT)
        place = region_label(home, region)
        self._sources[place] = region
        return at(place)

    def _without_region(self, country: str, home: str, region: str) -> Answer:
        if not home:
            return Answer(reason=residence(country)[1])
        if self._listed.given and home not in self._listed.countries:
            self._whole.add(home)
            return Answer(((home, 1.0),), whole=True)
        given = region and region.upper() != country.upper()
        return Answer(reason=NOT_REGIONALISED if given else NO_REGION)

    def name(self, place: str) -> str:
        """Return the source's name of the region, or the country's."""
        if place in self._sources:
            return self._listed.label(self._sources[place])
        return country_name(place)

    def parent(self, place: str) -> str:
        """Return the larger region that the source lists."""
        return self._listed.parent(self._sources.get(place, place))

    def known(self) -> frozenset[str]:
        """Return every region that the source lists at this level."""
        if self._level == "tl2":
            return self._listed.parents
        return frozenset(
            region_label(self._listed.country(code), code) for code in self._listed.codes
        )

    def notes(self) -> list[str]:
        """Tell of countries taken whole and of regions that are not listed."""
        notes = whole_note(self._whole, "of which the source lists no regions")
        if self._strange:
            notes.append(
                f"{counted(len(self._strange), 'region code')} not in the source's own list of "
                f"regions, kept as written: {listing(sorted(self._strange))}."
            )
        return notes


class OwnPlaces(Level):
    """Places of one's own, from a table of regions.

    Parameters
    ----------
    listed : Listed
        The source's own list of regions.
    own : Own
        The table.
    """

    def __init__(self, listed: Listed, own: Own) -> None:
        self._listed, self._own = listed, own
        self._met: set[str] = set()

    def answer(self, country: str, region: str) -> Answer:
        """Return what the table says of the region, in parts if it says so."""
        self._met.add(region)
        if region not in self._own.weights:
            if is_nowhere(region, self._listed.label(region)):
                reason = residence(country)[1] or (NOT_REGIONALISED if region else NO_REGION)
                return Answer(reason=reason)
            if not self._own.rest:
                return Answer(reason=f"region not in {self._own.file}")
        parts = self._own.weights.get(region, ((self._own.rest, 1.0),))
        unknown = any(place == UNKNOWN for place, _ in parts)
        return Answer(parts, f"unknown in {self._own.file}" if unknown else "")

    def name(self, place: str) -> str:
        """Return nothing: the places are named as the table names them."""
        return ""

    def notes(self) -> list[str]:
        """Name regions of the table that nobody knows: they may be misspelt."""
        strange = sorted(set(self._own.weights) - self._met - set(self._listed.codes))
        if not strange:
            return []
        return [
            f"{self._own.file} names {counted(len(strange), 'region')} that neither the records "
            f"nor the source's list of regions have: {listing(strange)}."
        ]

    def known(self) -> frozenset[str]:
        """Return every place of the table."""
        return frozenset(place for parts in self._own.weights.values() for place, _ in parts)


def region_label(home: str, region: str) -> str:
    """Name a region so that it is the same in every country and mistaken for no economy.

    Parameters
    ----------
    home : str
        ISO code of its country; empty if not known.
    region : str
        As the source writes it.

    Returns
    -------
    str
        The code itself if it begins with its country's letters; else with the country before it,
        as in ``US-CA`` and ``FR-Nord``.

    Examples
    --------
    >>> region_label("DEU", "DE300"), region_label("USA", "CA"), region_label("", "North")
    ('DE300', 'US-CA', 'North')
    """
    found = find_economy(home) if home else None
    if found is None:
        return region
    letters = {found.iso2, nuts_country(found.iso3) or found.iso2}
    begins = len(region) > 2 and region[:2] in letters
    plain = begins and (is_code(region) or kind_of(region) is Kind.UNMATCHED)
    return region if plain else f"{found.iso2}-{region}"


def whole_note(countries: set[str], why: str) -> list[str]:
    """Write the note on countries that are taken whole.

    Parameters
    ----------
    countries : set of str
        Their labels.
    why : str
        Words that follow their number.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    if not countries:
        return []
    many = counted(len(countries), "country", "countries")
    verb = "counts" if len(countries) == 1 else "count"
    return [f"{many} {why} {verb} whole: {listing(sorted(countries))}."]
