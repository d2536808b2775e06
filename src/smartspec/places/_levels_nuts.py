"""Question: which NUTS region does a residence lie in, in the code list of one year?

In: countries and region codes. Out: NUTS codes at a level, countries outside NUTS, or a reason.
Must not know: unions, or how many records live where.
"""

from __future__ import annotations

from smartspec.core.errors import counted, listing
from smartspec.places._levels import (
    NO_REGION,
    NOT_REGIONALISED,
    UNKNOWN_REGION,
    Answer,
    Level,
    at,
    country_name,
    whole_note,
)
from smartspec.places._listed import Listed, is_nowhere, residence
from smartspec.places.nuts import (
    common_vintages,
    in_vintage,
    is_told_of,
    nuts_code,
    nuts_country,
    recode,
    statuses,
)

ELSEWHERE = "region code of another country"
NO_NUTS = "not a NUTS code"
_LAST_BRITISH = 2021
_FINEST = 3


class Nuts(Level):
    """NUTS regions by their codes, brought to one vintage if one is asked for.

    Parameters
    ----------
    listed : Listed
        The source's own list of regions.
    depth : int
        NUTS level, 0 to 3.
    vintage : int or None
        Year of a NUTS list.
    """

    def __init__(self, listed: Listed, depth: int, vintage: int | None) -> None:
        self._listed, self._depth, self._vintage = listed, depth, vintage
        self._codes: set[str] = set()
        self._recoded: dict[str, str] = {}
        self._small: set[str] = set()
        self._lost: set[str] = set()
        self._whole: set[str] = set()

    def answer(self, country: str, region: str) -> Answer:
        """Return the NUTS region, or the whole country outside the NUTS system."""
        code = nuts_code(region)
        home = self._listed.country(region) or residence(country)[0]
        if not home and code is not None:
            home = residence(code[:2])[0]
        if not home:
            return Answer(reason=residence(country)[1])
        letters = nuts_country(home)
        if letters is None:
            self._whole.add(home)
            return Answer(((home, 1.0),), whole=True)
        if self._depth == 0:
            return at(letters)
        if is_nowhere(region, self._listed.label(region)) or region.upper() == country.upper():
            return Answer(reason=NOT_REGIONALISED if len(region) > 2 else NO_REGION)
        return self._placed(code, region, home) if code else Answer(reason=NO_NUTS)

    def _placed(self, code: str, region: str, home: str) -> Answer:
        """Bring a code to the level and vintage, if it is one of its country."""
        if code[:2] != nuts_country(home):
            return Answer(reason=ELSEWHERE)
        # The table of changes is as good a witness as the source's list: a code that only it knows
        # comes from files of another edition.
        told = self._vintage is not None and (
            not in_vintage(code, self._vintage) or is_told_of(code[: self._depth + 2])
        )
        listed = self._listed.knows_part(region) or self._listed.knows_part(code)
        if not told and home in self._listed.countries and not listed:
            return Answer(reason=UNKNOWN_REGION)
        if len(code) < self._depth + 2:
            return Answer(reason=f"code too coarse for NUTS {self._depth}")
        self._codes.add(code)
        if self._vintage is None:
            return at(code[: self._depth + 2])
        found = recode(code, self._vintage, level=self._depth)
        if found.code is None:
            self._lost.add(code)
            return Answer(
                reason=f"NUTS code of another year than {self._vintage}, cannot be recoded without "
                "weights"
            )
        if found.changed:
            self._recoded[code] = found.code
            self._small.update([code] if found.small else [])
        return at(found.code)

    def name(self, place: str) -> str:
        """Return the source's name of the region, or the country's."""
        return self._listed.label(place) or country_name(place)

    def known(self) -> frozenset[str]:
        """Return the regions that the source's list has at this level."""
        codes = (nuts_code(code) for code in self._listed.codes)
        long = (code for code in codes if code is not None and len(code) >= self._depth + 2)
        cut = {code[: self._depth + 2] for code in long}
        return frozenset(
            code for code in cut if self._vintage is None or in_vintage(code, self._vintage)
        )

    def notes(self) -> list[str]:
        """Tell of codes that were recoded, of mixed vintages, and of countries taken whole."""
        notes = whole_note(self._whole, "outside the NUTS system")
        if self._vintage is None:
            if self._codes and not common_vintages(self._codes):
                notes.append(
                    "The NUTS codes are of several years, so a region may stand under two codes. "
                    "Choose one list, such as --nuts-vintage 2016."
                )
            return notes
        if self._recoded:
            steps = [f"{old} to {new}" for old, new in sorted(self._recoded.items())]
            notes.append(
                f"{counted(len(steps), 'NUTS code')} of other years recoded to NUTS "
                f"{self._vintage}: {listing(steps)}."
            )
        if self._small:
            notes.append(
                "A small part of these regions, with less than 2 of 100 residents, belongs "
                f"elsewhere in NUTS {self._vintage}: {listing(sorted(self._small))}."
            )
        touched = sorted({*self._recoded, *self._lost})
        notes += [f"The table of NUTS changes is {status}." for status in statuses(touched)]
        if self._depth == _FINEST:
            notes.append(self._unseen(set(touched)))
        british = any(code.startswith("UK") for code in self._codes)
        if british and self._vintage > _LAST_BRITISH:
            notes.append(
                f"The United Kingdom is not in NUTS {self._vintage}; its regions bear their codes "
                f"of {_LAST_BRITISH}."
            )
        return notes

    def _unseen(self, touched: set[str]) -> str:
        """Tell of how many codes of level 3 the table of changes says nothing."""
        told = {code for code in self._codes if code in touched or is_told_of(code)}
        number = len(self._codes) - len(told)
        return (
            "The table of NUTS changes has level 3 only in part, where it tells the parts of a "
            f"divided region apart. Of {number:,} of the {counted(len(self._codes), 'NUTS code')} "
            f"in the records it says nothing: they stand as they are, whether or not NUTS "
            f"{self._vintage} has them."
        )
