"""Counting once more, as plain loops with exact fractions, written from the definitions.

Worlds are lists of dictionaries, one a row. Nothing here knows of engines, cells or expressions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
IDENTITY = ("person_id", "name", "sector", "country", "region", "lat", "lon", "share")


@dataclass(frozen=True)
class Meaning:
    """What codes and regions of a world mean."""

    classifications: tuple[str, ...]
    codes: dict[str, tuple[str, frozenset[str]]]
    """Code as written: the class that it means, and its activities. Others are malformed."""
    together: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = ()
    """Activity and the parts of a combination, each a set of classes."""
    exhaustive: bool = False
    regions: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    """Region to the parts that it has in places. Others are unknown."""
    no_place: str = "region not in places.csv"
    rings: dict[tuple[float, float], str] | None = None
    """Point to the ring that it lies in; other coordinates are not on earth. None: by region."""


@dataclass
class Answer:
    values: dict[tuple[str, str, str], Fraction]
    accounts: dict[tuple[str, str], tuple[int, int]]
    counted: dict[str, int]
    """Filings that count, by period."""
    complete: dict[str, bool]
    """Whether the records have all of a period."""
    pairs: dict[str, dict[tuple[str, str, str], Fraction]]
    """By what they are made of: pairs, with the diagonal, as filings have them."""


def count_by_hand(world: dict[str, list[Row]], meaning: Meaning, options: Any) -> Answer:
    """Count a world."""
    return _Count(world, meaning, options).answer()


class _Count:
    def __init__(self, world: dict[str, list[Row]], meaning: Meaning, options: Any) -> None:
        self.meaning, self.options = meaning, options
        self.world = world
        self.people_table = f"{options.by}s"
        self.rest = options.rest == "keep" or (options.rest == "auto" and not meaning.exhaustive)
        self.rows: Counter[tuple[str, str]] = Counter()
        self.ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.filings = self._filings(world["filings"])
        self.people = self._people(world[self.people_table])
        self.classes: dict[str, list[Row]] = defaultdict(list)
        for row in world["classes"]:
            if row["scheme"] in meaning.classifications:
                self.classes[row["filing_id"]].append(row)
            else:
                others = {r["scheme"] for r in world["classes"]} - set(meaning.classifications)
                names = ", ".join(sorted(name or "not named" for name in others))
                self.note("classes", f"other classification: {names}", row["filing_id"])

    def note(self, table: str, outcome: str, filing: str, rows: int = 1) -> None:
        if rows:
            self.rows[table, outcome] += rows
            self.ids[table, outcome].add(filing)

    # -- one row a filing -----------------------------------------------------------------------
    def _filings(self, rows: list[Row]) -> dict[str, Row]:
        merged: dict[str, Row] = {}
        for row in rows:
            own = merged.setdefault(row["filing_id"], dict(row))
            for name, value in row.items():
                own[name] = min((v for v in (own[name], value) if v is not None), default=None)
        for number, row in enumerate(rows):
            if any(earlier["filing_id"] == row["filing_id"] for earlier in rows[:number]):
                self.note("filings", "duplicate", row["filing_id"])
        return merged

    def year(self, filing: Row) -> int | None:
        return 0 if self.options.year == "none" else filing[f"{self.options.year}_year"]

    def periods(self, filing: Row) -> list[str]:
        if self.options.year == "none":
            return ["all"]
        year = self.year(filing)
        if not self.options.windows:
            return [str(year)]
        return [str(span) for span in self.options.spans if span.start <= year <= span.end]

    def before_parts(self, filing: Row) -> str | None:
        """Say why a filing does not count, as far as the table of filings tells."""
        options = self.options
        if options.routes and filing["route"] not in options.routes:
            return "other route"
        if options.offices and filing["office"] not in options.offices:
            return "other office"
        if self.year(filing) is None:
            return f"no {options.year} year"
        if options.families and filing["family_id"] is not None and self.head(filing) != filing:
            return "another of its family counts"
        if not self.periods(filing):
            return "outside the windows"
        return None

    def head(self, filing: Row) -> Row:
        options = self.options
        family = [
            other
            for other in self.filings.values()
            if other["family_id"] == filing["family_id"]
            and not (options.routes and other["route"] not in options.routes)
            and not (options.offices and other["office"] not in options.offices)
            and self.year(other) is not None
        ]

        def order(other: Row) -> tuple[bool, bool, int, int, bytes]:
            key = other["filing_id"]
            is_classed = any(
                row["filing_id"] == key
                and row["scheme"] in self.meaning.classifications
                and row["code"] in self.meaning.codes
                for row in self.world["classes"]
            )
            is_placed = any(
                row["filing_id"] == key and self.parts_of(row)
                for row in self.world[self.people_table]
            )
            is_told = is_classed and is_placed
            return not is_told, not is_classed, self.year(other), len(key), key.encode()

        return min(family, key=order)

    # -- persons --------------------------------------------------------------------------------
    def _people(self, rows: list[Row]) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            grouped[row["filing_id"]].append(row)
        kept: dict[str, list[Row]] = {}
        for filing, own in grouped.items():
            given = [exact(row["share"]) for row in own]
            sound = None not in given and abs(sum(given) - 1) <= Fraction("0.005")
            is_asked = filing in self.filings and not self.before_parts(self.filings[filing])
            kept[filing] = []
            for row in own:
                named = row["person_id"] is not None or row["name"] is not None
                same = any(all(row[k] == other[k] for k in IDENTITY) for other in kept[filing])
                if named and same and not sound and is_asked:
                    self.note(self.people_table, "duplicate", filing)
                else:
                    kept[filing].append(row)
        return kept

    def shares(self, filing: str) -> list[Fraction]:
        """Give the shares of the persons of a filing; together they are 1."""
        own = self.people.get(filing, [])
        given = [exact(row["share"]) for row in own]
        if not own:
            return []
        if None in given or sum(given) == 0:
            return [Fraction(1, len(own))] * len(own)
        return [share / sum(given) for share in given]

    def is_asked(self, person: Row) -> bool:
        return not self.options.sectors or person["sector"] in self.options.sectors

    def parts_of(self, person: Row) -> dict[str, Fraction]:
        """Give the places of a person; nothing if its residence is not known."""
        if self.meaning.rings is not None:
            ring = self.meaning.rings.get((person["lat"], person["lon"]))
            return {ring: Fraction(1)} if ring else {}
        parts = self.meaning.regions.get(person["region"] or "", {})
        return {} if set(parts) <= {"UNK"} else parts

    def why_unknown(self, person: Row) -> str:
        if self.meaning.rings is not None:
            return "no coordinates"
        if person["region"] in self.meaning.regions:
            return "unknown in places.csv"
        if person["region"]:
            return self.meaning.no_place
        return "no region" if person["country"] else "no country"

    # -- classes --------------------------------------------------------------------------------
    def classes_of(self, filing: str) -> list[str]:
        """Give the classes that the codes of a filing mean, each once."""
        codes = [row["code"] for row in self.classes.get(filing, [])]
        return sorted({self.meaning.codes[c][0] for c in codes if c in self.meaning.codes})

    def supports(self, filing: str) -> dict[str, set[str]]:
        """Give the activities of a filing, each with the classes that speak for it."""
        own = set(self.classes_of(filing))
        found: dict[str, set[str]] = defaultdict(set)
        for symbol, activities in self.meaning.codes.values():
            if symbol in own:
                for activity in activities:
                    found[activity].add(symbol)
        for activity, parts in self.meaning.together:
            if all(own & part for part in parts):
                found[activity] |= own & frozenset().union(*parts)
        return found

    def activity_shares(self, filing: str) -> dict[str, Fraction]:
        supports = self.supports(filing)
        if not supports:
            return {"other": Fraction(1)}
        if self.options.fields == "whole":
            return dict.fromkeys(supports, Fraction(1))
        if self.options.fields == "split":
            return dict.fromkeys(supports, Fraction(1, len(supports)))
        weights: dict[str, list[Fraction]] = defaultdict(list)
        for row in self.classes[filing]:
            if row["code"] in self.meaning.codes:
                given = exact(row["weight"])
                if given is not None:
                    weights[self.meaning.codes[row["code"]][0]].append(given)
        cells = [(a, s) for a, symbols in supports.items() for s in symbols]
        known = {symbol: max(given) for symbol, given in weights.items()}
        if any(s not in known for _, s in cells) or sum(known[s] for _, s in cells) == 0:
            known = dict.fromkeys({s for _, s in cells}, Fraction(1))
        total = sum(known[s] for _, s in cells)
        return {a: sum(known[s] for s in symbols) / total for a, symbols in supports.items()}

    # -- together -------------------------------------------------------------------------------
    def outcome(self, filing: Row) -> str:
        """Say what becomes of a filing; 'counts' if it does."""
        key, options = filing["filing_id"], self.options
        early = self.before_parts(filing)
        if early:
            return early
        if not self.classes_of(key):
            return "no class"
        if not self.supports(key) and not self.rest:
            return "outside the scheme"
        people = self.people.get(key, [])
        if options.sectors and not any(map(self.is_asked, people)):
            return f"no {options.by} of the sector"
        placed = any(self.parts_of(p) for p in people if self.is_asked(p))
        if options.unknown == "drop" and not placed:
            return "left out: residence unknown"
        return "counts"

    def answer(self) -> Answer:
        values: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
        counted: Counter[str] = Counter()
        complete: dict[str, bool] = {}
        for key, filing in self.filings.items():
            outcome = self.outcome(filing)
            self._account(key, outcome)
            if outcome != "counts":
                continue
            for period in self.periods(filing):
                counted[period] += 1
                complete[period] = self.is_complete(period)
                for place, part in self.place_shares(key).items():
                    for activity, share in self.activity_shares(key).items():
                        values[place, activity, period] += part * share
                    if self.options.fields == "whole":
                        values[place, "All fields", period] += part
        self._account_orphans()
        accounts = {key: (rows, len(self.ids[key])) for key, rows in self.rows.items()}
        values = {key: value for key, value in values.items() if value}
        return Answer(values, accounts, dict(counted), complete, self._pairs())

    # -- pairs ----------------------------------------------------------------------------------
    def _pairs(self) -> dict[str, dict[tuple[str, str, str], Fraction]]:
        found: dict[str, dict[tuple[str, str, str], Fraction]] = {}
        for of in ("activities", "places"):
            found[of] = defaultdict(Fraction)
            for key, filing in self.filings.items():
                if self.outcome(filing) == "counts":
                    items = sorted(self.supports(key) if of == "activities" else self.places(key))
                    for pair, part in self.pairs_of(items).items():
                        for period in self.periods(filing):
                            found[of][(*pair, period)] += part
        return found

    def places(self, filing: str) -> set[str]:
        people = filter(self.is_asked, self.people.get(filing, []))
        return {place for person in people for place in self.parts_of(person)} - {"UNK"}

    def pairs_of(self, items: list[str]) -> dict[tuple[str, str], Fraction]:
        """Pair each two of a filing, and each with itself."""
        both = [(one, other) for one in items for other in items if one < other]
        alone = [(one, one) for one in items]
        if self.options.count == "whole":
            return dict.fromkeys([*both, *alone], Fraction(1))
        return dict.fromkeys(both or alone, Fraction(1, len(both or alone)) if items else 1)

    # -- the last years -------------------------------------------------------------------------
    def is_complete(self, period: str) -> bool:
        options = self.options
        if options.year == "none":
            return True
        end, last = int(period[-4:]), options.complete_to
        if last is None:
            last = self.last_whole_year()
        return last is None or end <= last

    def last_whole_year(self) -> int | None:
        """Tell it by the worlds' years: none is so rare that it would not count, but for 2999."""
        asked = [
            row for row in self.filings.values()
            if not (self.options.routes and row["route"] not in self.options.routes)
            and not (self.options.offices and row["office"] not in self.options.offices)
        ]  # fmt: skip

        def seen(kind: str) -> int | None:
            years = [row[f"{kind}_year"] for row in asked]
            return max((year for year in years if year not in (None, 2999)), default=None)

        basis = self.options.year
        if basis in ("publication", "grant"):
            return seen(basis)
        if seen("publication") is not None:
            return seen("publication") - 2
        if all(row["grant_year"] is not None for row in asked):
            return seen("grant") - {"filing": 5, "priority": 6}[basis]
        if seen("filing") is not None:
            return seen("filing") - 2
        return None if seen(basis) is None or basis == "filing" else seen(basis) - 1

    def place_shares(self, filing: str) -> dict[str, Fraction]:
        people = self.people.get(filing, [])
        found: dict[str, Fraction] = defaultdict(Fraction)
        if not people:
            found["UNK"] = Fraction(1)
        for person, share in zip(people, self.shares(filing), strict=True):
            if self.is_asked(person):
                for place, part in (self.parts_of(person) or {"UNK": Fraction(1)}).items():
                    found[place] += share * part
        if self.options.count == "whole":
            found = dict.fromkeys(found, Fraction(1))
        if self.options.unknown == "drop":
            found.pop("UNK", None)
        return found

    # -- accounting -----------------------------------------------------------------------------
    def _account(self, key: str, outcome: str) -> None:
        people = self.people.get(key, [])
        placed = any(self.parts_of(p) for p in people if self.is_asked(p))
        if outcome != "counts":
            self.note("filings", outcome, key)
        elif not people:
            self.note("filings", f"counted as UNK: no {self.options.by} listed", key)
        elif not placed:
            words = f"counted as UNK: no {self.options.by} with a known residence"
            self.note("filings", words, key)
        else:
            self.note("filings", "counted", key)
        early = self.before_parts(self.filings[key])
        for person in people:
            self.note(self.people_table, self._person(person, outcome), key)
        for row in self.classes.get(key, []):
            self.note("classes", self._class(key, row, outcome), key)
        if early:  # then all filings with that outcome are meant
            self.ids[self.people_table, early].add(key)
            self.ids["classes", early].add(key)

    def _person(self, person: Row, outcome: str) -> str:
        own = ("counts", "left out: residence unknown", f"no {self.options.by} of the sector")
        if outcome not in own:
            return outcome
        if not self.is_asked(person):
            return "other sector"
        if self.parts_of(person):
            return "counted"
        verb = "left out" if self.options.unknown == "drop" else "counted as UNK"
        return f"{verb}: {self.why_unknown(person)}"

    def _class(self, key: str, row: Row, outcome: str) -> str:
        if outcome not in ("counts", "no class", "outside the scheme"):
            return outcome
        if row["code"] not in self.meaning.codes:
            return "malformed class"
        symbol = self.meaning.codes[row["code"]][0]
        if any(symbol in symbols for symbols in self.supports(key).values()):
            return "counted"
        if outcome == "counts" and not self.supports(key):
            return "counted as other"
        return "outside the scheme"

    def _account_orphans(self) -> None:
        for table, grouped in ((self.people_table, self.people), ("classes", self.classes)):
            for key, rows in grouped.items():
                if key not in self.filings:
                    self.note(table, "no such filing", key, len(rows))


def exact(value: float | None) -> Fraction | None:
    """Read a share; what is no number from 0 on is missing."""
    if value is None or value != value or value < 0 or value == float("inf"):
        return None
    return Fraction(value)
