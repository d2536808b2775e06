"""A small world of records for holding engines together: every kind of row that counting meets."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from smartspec.activities.schemes import scheme
from smartspec.counting._engine_parts import to_arrow
from smartspec.counting.count import Counted, count
from smartspec.counting.engines import Engine
from smartspec.counting.options import CountOptions
from smartspec.counting.pairs import Pairs, count_pairs
from smartspec.places.distance import Rings, parse_rings
from smartspec.places.regions import PlaceRule, place_rule
from smartspec.tables.microdata import SCHEMA, Microdata


def write_world(folder: Path, tables: Mapping[str, pd.DataFrame]) -> Microdata:
    """Write tables of records as a source does, with the columns that they have."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in tables.items():
        schema = {column: SCHEMA[table][column] for column in frame.columns}
        pq.write_table(to_arrow(frame, schema), folder / f"{table}.parquet")
    records = Microdata(
        folder=folder,
        source="made up",
        tables={table: tuple(frame.columns) for table, frame in tables.items()},
        rows={table: len(frame) for table, frame in tables.items()},
    )
    records.write_manifest()
    return records


LIST = """code,activity
A61K,med
A61K8,cosm
G01N33,bio
G01N33,med
C12N,bio
[F17D5/02 and E03],leak
[C12N and E03],med
"""
PLACES = """region,place,weight
DE30,Berlin,1
DE40,Berlin,0.5
DE40,Brandenburg,0.5
FR10,Paris,1
"""
CODES = ("A61K  31/00", "A61K31/00", "A61K8/02", "G01N33/53", "C12N15/00", "F17D5/02", "E03B7/00",
         "B60K1/00", "???", None)  # fmt: skip
TOWNS = (("DE", "DE30", 52.5, 13.4), ("DE", "DE40", 52.4, 13.0), ("FR", "FR10", 48.9, 2.3),
         ("US", None, 40.7, -74.0), (None, None, None, None))  # fmt: skip
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "fractional, by region": ("list", "own", {}),
    "whole, by region": ("list", "own", {"count": "whole", "fields": "whole"}),
    "by code, by country": ("ipc:subclass", "country", {"fields": "by_code"}),
    "fields whole, windows that overlap": (
        "ipc:group", "country", {"fields": "whole", "windows": ("2001-2003", "2002-2005")},
    ),
    "wipo fields by applicant": ("wipo35", "country", {"by": "applicant", "year": "filing"}),
    "families, without unknown residence": ("list", "own", {"families": True, "unknown": "drop"}),
    "families in one period": ("ipc:subclass", "country", {"families": True, "year": "none"}),
    "one route, the rest left out": ("list", "country", {"routes": ("pct",), "rest": "drop"}),
    "a sector, all years": ("wipo35", "country", {"sectors": ("firm",), "year": "none"}),
    "rings, in windows": ("wipo35", "rings", {"windows": ("2001-2002", "2003-2005")}),
    "rings, whole": ("list", "rings", {"count": "whole", "by": "applicant"}),
}  # fmt: skip

SPARK_CASES = (*tuple(CASES)[:5], "rings, in windows", "families in one period")
"""The dearer engine is held to fewer; each kind of step is among them."""


def make_world(folder: Path, *, filings: int = 400, seed: int = 11) -> Microdata:
    """Draw records with gaps, repetitions, orphans, malformed classes and shares that do not add up."""
    draw = random.Random(seed)
    # Names that bytes and languages put in different orders, as the heads of families show.
    ids = [f"{'aBé_'[number % 4]}{number}" for number in range(filings)]

    def year() -> int | None:
        return draw.choice([2000, 2001, 2002, 2003, 2004, 2005, None])

    def persons() -> pd.DataFrame:
        rows = []
        for number in range(3 * filings):
            country, region, lat, lon = draw.choice(TOWNS)
            rows.append({
                "filing_id": draw.choice([*ids, "orphan"]),
                "person_id": f"p{number % 50}",
                "sector": draw.choice(["firm", "university", None]),
                "country": country, "region": region, "lat": lat, "lon": lon,
                "share": draw.choice([1.0, 0.5, 0.25, 1 / 3, None]),
            })  # fmt: skip
        return pd.DataFrame(rows + rows[:20])

    tables = {
        "filings": pd.DataFrame({
            "filing_id": [*ids, ids[0]],
            "route": [draw.choice(["pct", "epo", None]) for _ in range(filings + 1)],
            "family_id": [
                draw.choice([*map(str, range(filings // 4)), None]) for _ in range(filings + 1)
            ],
            "priority_year": [year() for _ in range(filings + 1)],
            "filing_year": [year() for _ in range(filings + 1)],
        }),
        "inventors": persons(),
        "applicants": persons(),
        "classes": pd.DataFrame({
            "filing_id": [draw.choice([*ids, "orphan"]) for _ in range(3 * filings)],
            "scheme": [draw.choice(["ipc", "ipc", "cpc"]) for _ in range(3 * filings)],
            "code": [draw.choice(CODES) for _ in range(3 * filings)],
        }),
    }  # fmt: skip
    return write_world(folder, tables)


def count_case(name: str, engine: Engine, records: Microdata | None, folder: Path) -> Counted:
    """Count one of the cases; the folder is for the user's own lists."""
    activities, where, chosen = CASES[name]
    (folder / "list.csv").write_text(LIST, "utf-8")
    (folder / "places.csv").write_text(PLACES, "utf-8")
    if where == "rings":
        places: PlaceRule | Rings = parse_rings("52.52,13.405:25,100,1000=Berlin")
    else:
        places = place_rule(where, own=folder / "places.csv" if where == "own" else None)
    asked = scheme("list.csv" if activities == "list" else activities, folder=folder)
    return count(engine, records, scheme=asked, places=places, options=CountOptions(**chosen))


PAIRS = (("activities", "whole"), ("activities", "fractional"), ("places", "whole"),
         ("colocation", "fractional"))  # fmt: skip


def count_pairs_of(
    of: str, how: str, engine: Engine, records: Microdata | None, folder: Path
) -> Pairs:
    """Count pairs of activities of a list of one's own, or of places by its table."""
    (folder / "list.csv").write_text(LIST, "utf-8")
    (folder / "places.csv").write_text(PLACES, "utf-8")
    return count_pairs(
        engine, records, of=of, scheme=scheme("list.csv", folder=folder), diagonal=True,
        places=place_rule("own", own=folder / "places.csv"), options=CountOptions(count=how),
    )  # fmt: skip


def agree(found: Counted | Pairs, expected: Counted | Pairs) -> None:
    """Hold two counts of the same records together, to 1e-9."""
    pd.testing.assert_frame_equal(
        in_order(found.frame), in_order(expected.frame), rtol=0, atol=1e-9
    )
    rows = [tuple(sorted(each.accounting.itertuples(index=False))) for each in (found, expected)]
    assert rows[0] == rows[1]
    assert found.notes == expected.notes


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in frame.columns if name not in ("value", "complete")]
    return frame.sort_values(keys).reset_index(drop=True)
