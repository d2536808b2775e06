"""Question: what made-up world is wanted?

In: the wishes of a user. Out: one checked plan, with every rate that shapes the world.
Must not know: how anything is drawn or written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from smartspec.core.errors import RequestError

FIRST_YEAR, LAST_YEAR = 2000, 2020
ERAS: tuple[tuple[int, int], ...] = ((2000, 2004), (2005, 2009), (2010, 2014), (2015, 2020))
"""Windows of priority years within which nothing that is planted changes."""
MOST_FILINGS = 50_000_000
MOST_REGIONS = 20_000
FEWEST_REGIONS, FULL_REGIONS = 24, 5_500
_EDITION = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Rates:
    """Every rate that shapes a world; all of them are made up, and all stand in ``truth.json``.

    Parameters
    ----------
    yearly_growth : float
        Growth of filings from one priority year to the next.
    complete : mapping of int to float
        Priority year to the part of its filings that the edition knows already.
    filed_a_year_later : float
        Part of the filings made in the year after their priority.
    split_address : float
        Part of the inventors whose address fits several regions.
    three_regions : float
        Part of those that fit three regions and not two.
    unknown_region : float
        Part of the inventors of whom the country is known and the region is not.
    unknown_residence : float
        Part of the filings that know neither country nor region of any inventor.
    no_inventor : float
        Part of the filings without a row of inventors.
    no_class : float
        Part of the filings without a class.
    domestic : float
        Part of the filings with several inventors that have some in another region of the country.
    near : float
        Part of those partners that live in a neighbouring region; the others may live anywhere in
        the country, in proportion to the size of regions.
    same_field, related_field : float
        Where a further class of a filing comes from: the field of the first, or its block of
        related fields. The rest comes from any field, in proportion to size.
    own_specialities : float
        Specialities a region has of its own, on average.
    in_home_block : float
        Part of those that lie in the one block of related fields that is the region's home.
    tl2_speciality : float
        Part of the large regions that have a speciality which all their regions share.
    regions_per_cluster : float
        One cluster of neighbours is planted for so many regions.
    entry : float
        Probability that a region enters a field at the beginning of a window, without any signal.
    entry_related, entry_unrelated : float
        The same with the full signal, where the region has a speciality in the field's block and
        where it has none.
    exit : float
        Probability that a speciality of a region's own is lost at the beginning of a window.
    headquarters : float
        Part of the applicants that sit elsewhere than the first inventor.
    """

    yearly_growth: float = 0.055
    complete: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType({2019: 0.9, 2020: 0.12})
    )
    filed_a_year_later: float = 0.7
    split_address: float = 0.04
    three_regions: float = 0.2
    unknown_region: float = 0.015
    unknown_residence: float = 0.004
    no_inventor: float = 0.002
    no_class: float = 0.003
    domestic: float = 0.25
    near: float = 0.6
    same_field: float = 0.6
    related_field: float = 0.25
    own_specialities: float = 1.5
    in_home_block: float = 0.7
    tl2_speciality: float = 0.5
    regions_per_cluster: float = 40.0
    entry: float = 0.02
    entry_related: float = 0.10
    entry_unrelated: float = 0.004
    exit: float = 0.08
    headquarters: float = 0.3


@dataclass(frozen=True)
class Plan:
    """The world that is wanted, checked.

    Parameters
    ----------
    filings : int
        Filings of the PCT part.
    seed : int, default 1
        The same seed makes the same bytes, on any machine and any number of threads.
    epo : int, default 0
        Filings of the EPO part, drawn from the same places and fields; 0 leaves the part out.
    regions : int, default 0
        Regions of level TL3; 0 chooses as many as the filings can fill, 5,500 at most.
    edition : str, default "202107"
        Year and month that begin the names of the files.
    signal : float, default 1
        How much entries follow relatedness, from 0 (not at all) to 1.
    dirt : float, default 0
        Broken rows, as a part of the good ones.
    cpc : bool, default True
        Whether to write the file of CPC classes.

    Raises
    ------
    RequestError
        If there can be no such world.
    """

    filings: int
    seed: int = 1
    epo: int = 0
    regions: int = 0
    edition: str = "202107"
    signal: float = 1.0
    dirt: float = 0.0
    cpc: bool = True

    def __post_init__(self) -> None:
        """Refuse what no world can have."""
        _within("filings", self.filings, 1, MOST_FILINGS)
        _within("epo", self.epo, 0, MOST_FILINGS)
        _within("seed", self.seed, 0, 2**63 - 1)
        _within("signal", self.signal, 0, 1)
        _within("dirt", self.dirt, 0, 0.5)
        if self.regions:
            _within("regions", self.regions, FEWEST_REGIONS, MOST_REGIONS)
        if not _EDITION.fullmatch(self.edition):
            raise RequestError(
                f"--edition '{self.edition}' is no edition: give year and month, such as 202107."
            )

    @property
    def places(self) -> int:
        """Number of TL3 regions: as wished, or growing more slowly than the filings do."""
        grown = round(1.35 * self.filings**0.543)
        return self.regions or min(max(grown, FEWEST_REGIONS), FULL_REGIONS)

    @property
    def entry_probabilities(self) -> tuple[float, float]:
        """Probability of entry into a related and into an unrelated field, under this signal."""
        rates = Rates()
        related = rates.entry + self.signal * (rates.entry_related - rates.entry)
        unrelated = rates.entry + self.signal * (rates.entry_unrelated - rates.entry)
        return related, unrelated


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise RequestError(
            f"--{name} {value:g} is not possible: give a number from {least:,} to {most:,}."
        )
