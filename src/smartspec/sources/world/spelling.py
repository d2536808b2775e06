"""Question: how does a stretch of filings look in the files of REGPAT?

In: filings as numbers. Out: the lines of each file, as bytes.
Must not know: how filings are drawn, or where files lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from smartspec.sources.world.drawing import (
    MOST_APPLICANTS,
    MOST_INVENTORS,
    People,
    Stretch,
    World,
    Years,
)
from smartspec.sources.world.names import FIRMS, GIVEN, addresses, surnames
from smartspec.sources.world.plan import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from smartspec.sources.world.wheel import Integers

_PCT, _EPO = ("PCT_Nbr", "PCT_App", "Appln_id"), ("Appln_id", "App_nbr", "Person_id")
_WHERE = ("Address", "Reg_code", "Ctry_code", "Reg_share")
_YEARS = ("Prio_year", "App_year", "IPC")
HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PCT_Inv_reg": (*_PCT, "Inv_name", *_WHERE, "Inv_share"),
        "PCT_App_reg": (*_PCT, "App_name", *_WHERE, "App_share"),
        "PCT_IPC": ("PCT_Nbr", *_YEARS),
        "EPO_Inv_reg": (*_EPO, "Inv_name", *_WHERE, "Inv_share"),
        "EPO_App_reg": (*_EPO, "App_name", *_WHERE, "App_share"),
        "EPO_IPC": ("Appln_id", *_YEARS),
        "CPC_Classes": ("appln_id", "CPC_Class"),
    }
)
"""Columns of each file, whose name is the edition, an underscore and this."""
UNKNOWN_REGION, UNKNOWN_PARENT = "ZZZ", "ZZ"
_SURNAMES = 1999
_FIRST_APPLN_ID = 40_000_000
_FIRST_FIRM_ID = 500_000_000
_BLOCK_ROWS = 1 << 15


class Speller:
    """Turns numbers into the text of REGPAT.

    Parameters
    ----------
    world : World
        Regions, fields and people.
    part : str
        ``"PCT"`` or ``"EPO"``.
    years : Years
        Priority years of the part.
    cpc : bool
        Whether to spell CPC classes too.
    """

    def __init__(self, world: World, part: str, years: Years, *, cpc: bool) -> None:
        places, symbols = world.places, world.technology.symbols
        self._part, self._years, self._cpc = part, years, cpc
        self._country = np.concatenate([places.country, np.arange(len(places.countries) + 1)])
        self._countries = pa.array([*places.countries, ""])
        unknown = [f"{code}{UNKNOWN_REGION}" for code in places.countries]
        self._regions = pa.array([*places.codes, *unknown, ""])
        homes = zip(places.labels, (places.names[at] for at in places.country), strict=True)
        known = [text for label, country in homes for text in addresses(label, country)]
        self._streets = len(known) // len(places.codes)
        self._addresses = pa.array([*known, *places.names, ""])
        names = [f"{surname}, {given}" for given in GIVEN for surname in surnames(_SURNAMES)]
        self._names = pa.array(names)
        self._firms = pa.array([firm.format(label) for label in places.labels for firm in FIRMS])
        self._ipc = pa.array(symbols)
        tags = world.technology.tags
        self._classes = pa.array([text.replace(" ", "") for text in (*symbols, *tags)])
        most = max(MOST_INVENTORS, MOST_APPLICANTS)
        self._shares = pa.array(["", "1", *(repr(1 / many) for many in range(2, most + 1))])
        # The serial number within a year has six digits as long as they suffice.
        self._digits = 6 if 2 * np.diff(years.first).max() < 10**6 else 8

    def spell(self, stretch: Stretch) -> dict[str, pa.Buffer]:
        """Write the lines of a stretch of filings.

        Parameters
        ----------
        stretch : Stretch
            The filings.

        Returns
        -------
        dict of str to pyarrow.Buffer
            Lines of each file of :data:`HEADERS` that the part has.
        """
        # A PCT application is published 18 months after its priority. What the edition knows of the
        # last year was filed early in it, and is published with what is of the year before.
        shown = np.minimum(stretch.priority_year, LAST_YEAR - 1)
        serial = stretch.number - self._years.first[shown - FIRST_YEAR]
        appln_id = _FIRST_APPLN_ID + 2 * stretch.number + (self._part == "EPO")
        identity = _text(appln_id)
        if self._part == "PCT":
            published = (shown + 2) * 10**self._digits + serial
            key = _joined("WO", _text(published))
            offices = stretch.applicants.home[_firsts(stretch.applicants.filing)]
            office = self._countries.take(pa.array(self._country[offices]))
            number = pc.utf8_slice_codeunits(_text(10**self._digits + serial), 1)
            keys = [key, _joined("WO", _text(stretch.filing_year), office, number), identity]
        else:
            number = _joined("EP", _text(stretch.filing_year * 10**7 + serial))
            key, keys = identity, [identity, number]
        lines = {
            "Inv_reg": self._people(stretch.inventors, keys, self._names, 0),
            "App_reg": self._people(stretch.applicants, keys, self._firms, _FIRST_FIRM_ID),
            "IPC": _lines(
                [
                    *(column.take(pa.array(stretch.class_filing)) for column in (
                        key, _text(stretch.priority_year), _text(stretch.filing_year)
                    )),
                    self._ipc.take(pa.array(stretch.class_symbol)),
                ]
            ),
        }  # fmt: skip
        found = {f"{self._part}_{name}": text for name, text in lines.items()}
        if self._cpc:
            found["CPC_Classes"] = self._cpc_classes(stretch, identity)
        return found

    def _people(
        self, people: People, keys: list[pa.Array], names: pa.Array, first_id: int
    ) -> pa.Buffer:
        filing = pa.array(people.filing)
        columns = [column.take(filing) for column in keys]
        if self._part == "EPO":
            columns.append(_text(first_id + people.person))
        street = people.place * self._streets + people.person % self._streets
        regions = len(self._regions) - len(self._countries)
        beyond = regions * (self._streets - 1) + people.place
        address = np.where(people.place < regions, street, beyond)
        columns += [
            names.take(pa.array(people.person % len(names))),
            self._addresses.take(pa.array(address)),
            self._regions.take(pa.array(people.place)),
            self._countries.take(pa.array(self._country[people.place])),
            self._shares.take(pa.array(people.regions)),
            self._shares.take(pa.array(people.sharers)),
        ]
        return _lines(columns)

    def _cpc_classes(self, stretch: Stretch, identity: pa.Array) -> pa.Buffer:
        filing = np.concatenate([stretch.class_filing, stretch.tag_filing])
        symbol = np.concatenate([stretch.class_symbol, len(self._ipc) + stretch.tag])
        order = np.argsort(filing, kind="stable")
        return _lines(
            [
                identity.take(pa.array(filing[order])),
                self._classes.take(pa.array(symbol[order])),
            ]
        )


def region_lines(world: World) -> bytes:
    """Write the file of regions.

    Parameters
    ----------
    world : World
        Regions.

    Returns
    -------
    bytes
        With its header; the last lines are the unknown regions of each country.
    """
    places = world.places
    rows = [("Ctry_code", "Reg_code", "Reg_label", "Up_reg_code", "Up_reg_label")]
    for at, code in enumerate(places.codes):
        country, parent = places.countries[places.country[at]], int(places.parent[at])
        above = (places.parents[parent], places.parent_labels[parent])
        rows.append((country, code, places.labels[at], *above))
    for country, name in zip(places.countries, places.names, strict=True):
        unknown = f"Not known - {name}"
        codes = f"{country}{UNKNOWN_REGION}", f"{country}{UNKNOWN_PARENT}"
        rows.append((country, codes[0], unknown, codes[1], unknown))
    return "".join("|".join(row) + "\n" for row in rows).encode()


def header(name: str) -> bytes:
    """Return the first line of a file.

    Parameters
    ----------
    name : str
        One of :data:`HEADERS`.

    Returns
    -------
    bytes
        The line with its end.
    """
    return ("|".join(HEADERS[name]) + "\n").encode()


def _text(numbers: Integers) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _firsts(filing: Integers) -> Integers:
    """Return where each filing begins; every filing has a row."""
    return np.flatnonzero(np.diff(filing, prepend=-1))


def _lines(columns: list[pa.Array]) -> pa.Buffer:
    """Write columns side by side, without quotes: nothing in them needs any."""
    table = pa.Table.from_arrays(columns, [str(at) for at in range(len(columns))])
    stream = pa.BufferOutputStream()
    options = arrow_csv.WriteOptions(
        include_header=False, delimiter="|", quoting_style="none", batch_size=_BLOCK_ROWS
    )
    arrow_csv.write_csv(table, stream, options)
    return stream.getvalue()
