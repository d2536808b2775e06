"""Question: how long does each way of reading or counting the same records take?

In: the name of a step, a folder of REGPAT's files, a folder for what is kept. Out: a JSON file with
the seconds of the step and the sums of its answer.
Must not know: what is made of the figures.

Usage: python benchmarks/records.py STEP FILES KEPT REPORT.json

Every step runs in a process of its own, so that its peak memory is its own. Libraries are imported
before the clock starts.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.tables.microdata import Microdata

Answer = dict[str, float]
Timed = Callable[[], Any]
WINDOWS = ("2001-2005", "2006-2010", "2011-2015", "2016-2020")
LITTLE_MEMORY = "1GB"
PANDAS_NEEDS_BYTES = 14_000_000_000
SAMPLED = 10
"""Where the machine is too small for pandas, it counts every tenth filing."""

_PERIOD = " ".join(
    f"WHEN priority_year BETWEEN {window[:4]} AND {window[5:]} THEN '{window}'"
    for window in WINDOWS
)
_PLACE = "CASE WHEN region IS NULL OR region LIKE '%ZZZ' THEN 'UNK' ELSE region END"
# Of a dozen forms tried (joins, windows, lists on one side or both, shares added up before joining)
# this one was the fastest that is exact: fields as a list, unfolded after all other joins.
BEST_SQL = f"""
WITH field AS (
    SELECT filing_id, list(DISTINCT left(code, 4)) AS fields
    FROM classes WHERE scheme = 'ipc' GROUP BY filing_id
), filing AS (
    SELECT filing_id, CASE {_PERIOD} END AS period, fields
    FROM filings JOIN field USING (filing_id) WHERE priority_year BETWEEN 2001 AND 2020
), person AS (
    SELECT filing_id, {_PLACE} AS place, share FROM inventors
    UNION ALL SELECT filing_id, 'UNK', 1.0 FROM filings ANTI JOIN inventors USING (filing_id)
), part AS (
    SELECT place, unnest(fields) AS activity, period, share / len(fields) AS value
    FROM person JOIN filing USING (filing_id)
)
SELECT place, activity, period, sum(value) AS value FROM part GROUP BY ALL
"""
TEXTBOOK_SQL = f"""
WITH field AS (
    SELECT DISTINCT filing_id, left(code, 4) AS activity FROM classes WHERE scheme = 'ipc'
), number AS (
    SELECT filing_id, count(*) AS fields FROM field GROUP BY filing_id
), filing AS (
    SELECT filing_id, CASE {_PERIOD} END AS period, fields
    FROM filings JOIN number USING (filing_id) WHERE priority_year BETWEEN 2001 AND 2020
), person AS (
    SELECT filing_id, {_PLACE} AS place, share FROM inventors
    UNION ALL SELECT filing_id, 'UNK', 1.0 FROM filings ANTI JOIN inventors USING (filing_id)
)
SELECT place, activity, period, sum(share / fields) AS value
FROM person JOIN filing USING (filing_id) JOIN field USING (filing_id) GROUP BY ALL
"""


# --- Counting ------------------------------------------------------------------------------------


def by_smartspec(files: Path, kept: Path, *, memory: str = "") -> Timed:
    """Count with the package, from its cache to a pandas table, every row accounted for."""
    import ibis.backends.duckdb  # noqa: F401  # what the engine imports when it is first opened

    from smartspec.activities.schemes import scheme
    from smartspec.counting.count import count
    from smartspec.counting.engines import open_engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.regions import place_rule

    records = _records(files, kept)

    def step() -> pd.DataFrame:
        with open_engine("duckdb", memory=memory) as engine:
            counted = count(
                engine,
                records,
                scheme=scheme("ipc:subclass"),
                places=place_rule("tl3"),
                options=CountOptions(windows=WINDOWS),
            )
        return counted.frame

    return step


def with_little_memory(files: Path, kept: Path) -> Timed:
    """Count with the package within a bound of memory."""
    return by_smartspec(files, kept, memory=LITTLE_MEMORY)


def by_sql(statement: str, *, key: str = "filing_id") -> Callable[[Path, Path], Timed]:
    """Count with a statement written by hand, from the same files to a pandas table."""

    def prepared(files: Path, kept: Path) -> Timed:
        import duckdb

        records = _records(files, kept)

        def step() -> pd.DataFrame:
            with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
                for table in ("filings", "classes", "inventors"):
                    columns = f"* REPLACE ({key} AS filing_id)"
                    connection.execute(
                        f"CREATE VIEW {table} AS SELECT {columns} FROM '{records.path(table)}'"
                    )
                found: pd.DataFrame = connection.sql(statement).df()
            return found

        return step

    return prepared


def by_pandas(files: Path, kept: Path) -> Timed:
    """Count with pandas; reading the tables into memory is not timed, which favours pandas."""
    import pandas as pd

    records = _records(files, kept)
    needed = {
        "filings": ["filing_id", "priority_year"],
        "classes": ["filing_id", "scheme", "code"],
        "inventors": ["filing_id", "region", "share"],
    }
    tables = {
        name: pd.read_parquet(records.path(name), columns=columns)
        for name, columns in needed.items()
    }
    if is_sampled(records.rows["filings"]):
        some = tables["filings"]["filing_id"].iloc[::SAMPLED]
        tables = {name: table[table["filing_id"].isin(some)] for name, table in tables.items()}

    def step() -> pd.DataFrame:
        filings, classes, inventors = (tables[name] for name in needed)
        filings = filings[filings["priority_year"].between(2001, 2020)]
        start = (filings["priority_year"].astype(int) - 1) // 5 * 5 + 1
        period = start.astype(str) + "-" + (start + 4).astype(str)
        filings = filings[["filing_id"]].assign(period=period)
        fields = classes.loc[classes["scheme"] == "ipc", ["filing_id"]]
        fields = fields.assign(activity=classes["code"].str[:4]).drop_duplicates()
        number = fields.groupby("filing_id")["activity"].transform("size")
        fields = fields.assign(part=1.0 / number)
        unknown = inventors["region"].isna() | inventors["region"].str.endswith("ZZZ").fillna(True)
        persons = inventors[["filing_id", "share"]].assign(
            place=inventors["region"].mask(unknown, "UNK")
        )
        alone = filings.loc[~filings["filing_id"].isin(inventors["filing_id"]), ["filing_id"]]
        persons = pd.concat([persons, alone.assign(place="UNK", share=1.0)])
        joined = persons.merge(filings, on="filing_id").merge(fields, on="filing_id")
        joined["value"] = joined["share"] * joined["part"]
        joined = joined[["place", "activity", "period", "value"]]
        return joined.groupby(["place", "activity", "period"], as_index=False).sum()

    return step


def is_sampled(filings: int) -> bool:
    """Tell whether pandas would need more memory than half of the machine has."""
    has = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return PANDAS_NEEDS_BYTES * filings / 4_500_000 > has * 0.75


# --- Reading -------------------------------------------------------------------------------------


def read_by_smartspec(files: Path, kept: Path) -> Timed:
    """Read text into the cache, every row checked."""
    from smartspec.sources.read import read_records

    return lambda: dict(read_records(files, "regpat", cache=kept, fresh=True).rows)


def read_by_duckdb(files: Path, kept: Path) -> Timed:
    """Copy the same files to Parquet, nothing checked, nothing joined."""
    import duckdb

    found = {"inventors": "Inv_reg", "applicants": "App_reg", "classes": "IPC"}
    paths = {table: next(files.glob(f"*_PCT_{name}.txt")) for table, name in found.items()}
    folder = kept / "copied"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def step() -> dict[str, int]:
        rows = {}
        with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
            for table, path in paths.items():
                out = folder / f"{table}.parquet"
                told = connection.execute(
                    f"COPY (FROM read_csv('{path}', delim='|', quote='', header=true)) TO '{out}'"
                ).fetchone()
                rows[table] = int(told[0]) if told else 0
        shutil.rmtree(folder)
        return rows

    return step


STEPS: Mapping[str, Callable[[Path, Path], Timed]] = {
    "count_smartspec": by_smartspec,
    "count_little_memory": with_little_memory,
    "count_best_sql": by_sql(BEST_SQL),
    "count_textbook_sql": by_sql(TEXTBOOK_SQL),
    # Joins on a number in place of a text. Not exact for certain: two filings may have one hash.
    "count_hashed_sql": by_sql(BEST_SQL, key="hash(filing_id)"),
    "count_pandas": by_pandas,
    "read_smartspec": read_by_smartspec,
    "read_duckdb": read_by_duckdb,
}


def _records(files: Path, kept: Path) -> Microdata:
    from smartspec.sources.read import read_records

    return read_records(files, "regpat", cache=kept)


def summed(found: Any) -> Answer:
    """Reduce an answer to sums that differ if any cell does."""
    if isinstance(found, dict):
        tables = ("inventors", "applicants", "classes")
        return {table: float(found[table]) for table in tables}
    import numpy as np
    import pandas as pd

    weight = np.zeros(len(found), dtype=np.uint64)
    for number, column in enumerate(("place", "activity", "period"), start=1):
        codes, labels = pd.factorize(found[column])
        hashed = pd.util.hash_array(np.asarray(labels, dtype=object))
        weight += np.uint64(2 * number + 1) * hashed[codes]
    value = found["value"].to_numpy(dtype=float)
    return {
        "cells": float(len(found)),
        "filings": float(value.sum()),
        "squares": float((value**2).sum()),
        "labels": float((value * (weight % np.uint64(1009))).sum()),
    }


def main(step: str, files: str, kept: str, report: str) -> None:
    """Prepare one step, time it, write the report."""
    timed = STEPS[step](Path(files), Path(kept))
    start = time.perf_counter()
    found = timed()
    seconds = time.perf_counter() - start
    told = {"seconds": seconds, "answer": summed(found)}
    Path(report).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
