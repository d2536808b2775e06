"""Question: which state or county of the United States does a residence lie in?

In: countries, and postal or FIPS codes. Out: states or counties, other countries, or a reason.
Must not know: unions, or how many records live where.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from smartspec.places._levels import NO_REGION, Answer, Level, at, country_name, whole_note
from smartspec.places._listed import Listed, is_nowhere, residence

NO_COUNTY = "not a county of the United States"
NO_STATE = "not a state of the United States"


class American(Level):
    """States or counties of the United States by postal or FIPS code; other countries whole.

    Parameters
    ----------
    listed : Listed
        The source's own list of regions.
    level : str
        ``state`` or ``county``.
    """

    def __init__(self, listed: Listed, level: str) -> None:
        self._listed, self._level = listed, level
        self._whole: set[str] = set()
        self._sources: dict[str, str] = {}

    def answer(self, country: str, region: str) -> Answer:
        """Return the state or county as ``US-CA`` or ``US-06037``."""
        home = residence(country)[0] or self._listed.country(region)
        if not home:
            return Answer(reason=residence(country)[1])
        if home != "USA":
            self._whole.add(home)
            return Answer(((home, 1.0),), whole=True)
        if is_nowhere(region, self._listed.label(region)) or region.upper() in ("US", "USA"):
            return Answer(reason=NO_REGION)
        code = region.upper().removeprefix("US").lstrip("-")
        fips = _fips(code)
        if self._level == "county":
            if len(fips) != 5 or fips[:2] not in _state_codes():
                return Answer(reason=NO_COUNTY)
            place = f"US-{fips}"
        else:
            state = _state_codes().get(fips[:2]) or (code if code in _state_names() else "")
            if not state:
                return Answer(reason=NO_STATE)
            place = f"US-{state}"
        self._sources[place] = region
        return at(place)

    def name(self, place: str) -> str:
        """Return the name of the state, the source's name of the county, or the country's."""
        state = _state_names().get(place.removeprefix("US-"))
        return state or self._listed.label(self._sources.get(place, "")) or country_name(place)

    def parent(self, place: str) -> str:
        """Return the state of a county."""
        state = _state_codes().get(place.removeprefix("US-")[:2])
        return f"US-{state}" if state and self._level == "county" else ""

    def known(self) -> frozenset[str]:
        """Return the states; counties are known only from records."""
        codes = () if self._level == "county" else _state_names()
        return frozenset(f"US-{code}" for code in codes)

    def notes(self) -> list[str]:
        """Tell of countries taken whole."""
        return whole_note(self._whole, "outside the United States")


def _fips(code: str) -> str:
    """Read a FIPS code of a state (2 digits) or county (5), with a leading zero that got lost."""
    if not code.isdecimal():
        return ""
    return code.zfill(2) if len(code) <= 2 else code.zfill(5)


@cache
def _states() -> tuple[tuple[str, str, str], ...]:
    text = resources.files(__package__).joinpath("us_states.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["fips"], row["code"], row["name"]) for row in rows)


@cache
def _state_codes() -> dict[str, str]:
    return {fips: code for fips, code, _ in _states()}


@cache
def _state_names() -> dict[str, str]:
    return {code: name for _, code, name in _states()}
