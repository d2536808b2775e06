"""Small worlds for the oracle of counting: what they are made of, and an engine that holds them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from counting_oracle import Meaning, Row
from hypothesis import strategies as st

from smartspec.activities.schemes import Scheme, scheme
from smartspec.places.distance import Rings, parse_rings
from smartspec.places.regions import PlaceRule, place_rule
from smartspec.tables.microdata import SCHEMA

LIST = """code,activity
A61K,med
A61K8,cosm
G01N33,bio
G01N33,med
C12N,bio
[F17D5/02 and E03],leak
[C12N and E03],med
[F17D5/02 and C12N and G01N33],rare
"""

PLACES = """region,place,weight
R1,A,1
R2,B,1
R3,A,0.25
R3,B,0.75
R4,C,0.5
R4,UNK,0.5
R5,UNK,1
"""

CODES = {
    "A61K  31/00": ("A61K31/00", frozenset({"med"})),
    "A61K31/00": ("A61K31/00", frozenset({"med"})),
    "A61K 9/10": ("A61K9/10", frozenset({"med"})),
    "A61K8/02": ("A61K8/02", frozenset({"cosm"})),
    "G01N33/53": ("G01N33/53", frozenset({"bio", "med"})),
    "C12N15/00": ("C12N15/00", frozenset({"bio"})),
    "F17D5/02": ("F17D5/02", frozenset()),
    "E03B7/00": ("E03B7/00", frozenset()),
    "B60K1/00": ("B60K1/00", frozenset()),
}  # fmt: skip
MALFORMED = ("???", "", None)

OWN = Meaning(
    classifications=("ipc", "cpc"),
    codes=CODES,
    together=(
        ("leak", (frozenset({"F17D5/02"}), frozenset({"E03B7/00"}))),
        ("med", (frozenset({"C12N15/00"}), frozenset({"E03B7/00"}))),
        (
            "rare",
            (frozenset({"F17D5/02"}), frozenset({"C12N15/00"}), frozenset({"G01N33/53"})),
        ),
    ),
    regions={
        "R1": {"A": Fraction(1)},
        "R2": {"B": Fraction(1)},
        "R3": {"A": Fraction(1, 4), "B": Fraction(3, 4)},
        "R4": {"C": Fraction(1, 2), "UNK": Fraction(1, 2)},
        "R5": {"UNK": Fraction(1)},
    },
)
SUBCLASSES = replace(
    OWN,
    classifications=("ipc",),
    codes={code: (symbol, frozenset({symbol[:4]})) for code, (symbol, _) in CODES.items()},
    together=(),
    exhaustive=True,
)
# Not every rule is one of weights: the simple one takes a shorter way through the engine.
WHOLE_REGIONS = {"R1": {"A": Fraction(1)}, "R2": {"B": Fraction(1)}, "R3": {"B": Fraction(1)}}
# A degree of the equator has 111.2 km; on the far side of the earth it is 20,015 km.
RINGS = "0,0:100,500=O"
POINTS = {
    (0.0, 0.0): "within 100 km of O",
    (0.5, 0.0): "within 100 km of O",
    (0.0, -1.0): "100-500 km from O",
    (4.0, 2.0): "100-500 km from O",
    (0.0, 180.0): "beyond 500 km from O",
    (-90.0, 7.0): "beyond 500 km from O",
}


def write_rules(folder: Path) -> tuple[dict[str, Scheme], dict[str, PlaceRule | Rings]]:
    """Write the list of classes and the tables of places as a user would."""
    (folder / "list.csv").write_text(LIST, "utf-8")
    for name, text in (
        ("weights", PLACES),
        ("whole", "region,place\nR1,A\nR2,B\nR3,B\n"),
    ):
        (folder / name).mkdir()
        (folder / name / "places.csv").write_text(text, "utf-8")
    own = scheme("list.csv", folder=folder)
    schemes = {
        "own": own,
        "own, exhaustive": replace(own, exhaustive=True),
        "subclasses": scheme("ipc:subclass"),
    }
    rules: dict[str, PlaceRule | Rings] = {
        name: place_rule("own", own=folder / name / "places.csv") for name in ("weights", "whole")
    }
    rules["rings"] = parse_rings(RINGS)
    return schemes, rules


def meaning(scheme_name: str, rule_name: str) -> Meaning:
    """Say what the codes and regions mean under a scheme and a rule of places."""
    found = SUBCLASSES if scheme_name == "subclasses" else OWN
    if scheme_name == "own, exhaustive":
        found = replace(found, exhaustive=True)
    if rule_name == "rings":
        return replace(found, rings=POINTS)
    return found if rule_name == "weights" else replace(found, regions=WHOLE_REGIONS)


IDS = ["f9", "f10", "F9", "é", "e", "zz", "f100", "_"]
YEARS = st.sampled_from([2007, 2008, 2009, 2010, 2012, None])
MORE_YEARS = st.sampled_from([2007, 2008, 2009, 2010, 2012, None, 2999])

filing_rows = st.fixed_dictionaries(
    {
        "filing_id": st.sampled_from(IDS),
        "route": st.sampled_from(["pct", "pct", "epo", None]),
        "office": st.sampled_from(["EP", "US", None]),
        "family_id": st.sampled_from(["x", "x", "y", None]),
        "priority_year": YEARS,
        "filing_year": YEARS,
        "publication_year": MORE_YEARS,
        "grant_year": YEARS,
    }
)
person_rows = st.fixed_dictionaries(
    {
        "filing_id": st.sampled_from([*IDS, "orphan"]),
        "person_id": st.sampled_from(["p", "q", None]),
        "name": st.sampled_from(["n", None]),
        "sector": st.sampled_from(["firm", "university", None]),
        "country": st.sampled_from(["DE", None]),
        "region": st.sampled_from(["R1", "R1", "R2", "R3", "R4", "R5", "R9", None]),
        "point": st.sampled_from(
            [*POINTS, *POINTS, (91.0, 0.0), (0.0, 181.0), (None, 0.0), (0.5, None)]
        ),
        "share": st.sampled_from([0.5, 0.5, 0.25, 1.0, 1 / 3, 0.0, -1.0, None]),
    }
)
class_rows = st.fixed_dictionaries(
    {
        "filing_id": st.sampled_from([*IDS, "orphan"]),
        "scheme": st.sampled_from(["ipc", "ipc", "ipc", "cpc", "wipo35", None]),
        "code": st.sampled_from([*CODES, *CODES, *MALFORMED]),
        "weight": st.sampled_from([0.5, 0.25, 1.0, 0.0, None]),
    }
)


# A filing that counts whatever the options are, so that no example is about nothing.
SOUND = {
    "filings": {
        "filing_id": "sound", "route": "pct", "office": "EP", "family_id": None,
        "priority_year": 2009, "filing_year": 2009, "publication_year": 2009, "grant_year": 2009,
    },
    "people": {
        "filing_id": "sound", "person_id": "p", "name": None, "sector": "firm", "country": "DE",
        "region": "R1", "lat": 0.0, "lon": 0.0, "share": 1.0,
    },
    "classes": {"filing_id": "sound", "scheme": "ipc", "code": "A61K31/00", "weight": 1.0},
}  # fmt: skip


def _at_its_point(row: Row) -> Row:
    lat, lon = row["point"]
    return {
        **{name: value for name, value in row.items() if name != "point"},
        "lat": lat,
        "lon": lon,
    }


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Draw a world; some have a row several times, some have sound shares."""
    # Large enough that one count, which takes a while to plan, tries many cases at once.
    filings = draw(
        st.lists(filing_rows, min_size=1, max_size=8, unique_by=lambda r: r["filing_id"])
    )
    if draw(st.booleans()):
        filings += draw(st.lists(filing_rows, max_size=2))
    people = draw(st.lists(person_rows.map(_at_its_point), max_size=20))
    classes = draw(st.lists(class_rows, min_size=1, max_size=24))
    if draw(st.booleans()):
        for row in people:
            size = sum(other["filing_id"] == row["filing_id"] for other in people)
            row["share"] = 1 / size
    filings.append(dict(SOUND["filings"]))
    people.insert(0, dict(SOUND["people"]))
    classes.append(dict(SOUND["classes"]))
    for rows in (filings, people, classes):
        if rows and draw(st.booleans()):
            rows.append(dict(draw(st.sampled_from(rows))))
    return {"filings": filings, "inventors": people, "applicants": people[::2], "classes": classes}


KNOWN = ("all", "all", "granted only", "filed only")
"""Which years records may have."""


def with_years(world: dict[str, list[Row]], known: str, asked: str) -> dict[str, list[Row]]:
    """Leave of the years what some sources have; the year that is asked for stays."""
    if known == "all" or asked == "publication":
        return world
    filings = [{**row, "publication_year": None} for row in world["filings"]]
    if known == "granted only":
        filings = [{**row, "grant_year": row["grant_year"] or 2011} for row in filings]
    return {**world, "filings": filings}


class InMemory:
    """An engine that has the tables of a world."""

    name = "memory"

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.lookup, self.keep, self.fetch = engine.lookup, engine.keep, engine.fetch

    def hold(self, world: dict[str, list[Row]]) -> InMemory:
        """Take in the rows of a world."""
        self._tables = {
            table: self.lookup(
                pd.DataFrame(rows, columns=list(SCHEMA[table]), dtype=object), SCHEMA[table]
            )
            for table, rows in world.items()
        }
        return self

    def tables(self, records: None) -> dict[str, Any]:
        return self._tables
