"""Real drone patents, noisy as they came, from three tables of one's own to counts by WIPO field.

The expected numbers come from plain loops over the files, written here, and from the concordance as
WIPO publishes it: nothing of the package has a part in them.
"""

import csv
import gzip
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from smartspec.activities.schemes import scheme
from smartspec.counting.adding import ALL_FIELDS
from smartspec.counting.count import Counted, count
from smartspec.counting.engines import open_engine
from smartspec.counting.options import CountOptions
from smartspec.places.regions import place_rule
from smartspec.sources.read import read_records
from smartspec.tables.microdata import Microdata

LENS_ID = r"(\d{3}-){4}\d{2}[\dX]"
MAPPING = rf"""
[records]
title = "Drone patents"
publisher = "The Lens"
licence = "CC BY 4.0"
caveats = ["Abstract text has slipped into some keys.", "No years and no residences."]

[inventors]
file = "drones_inventors_cleaned.csv.gz"
key = '{LENS_ID}'
columns = {{ filing_id = "lens_id", name = "inventors_cleaned" }}

[applicants]
file = "drones_applicants_cleaned.csv.gz"
key = '{LENS_ID}'
columns = {{ filing_id = "lens_id", name = "applicants_cleaned" }}

[classes]
file = "drones_ipc.csv.gz"
key = '{LENS_ID}'
columns = {{ filing_id = "lens_id", code = "ipcr_classifications" }}
constants = {{ scheme = "ipc" }}
"""

Lines = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "patents_micro"


@pytest.fixture(scope="module")
def records(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Microdata:
    here = tmp_path_factory.mktemp("drones")
    (here / "mapping.toml").write_text(MAPPING, "utf-8")
    return read_records(folder, "table", mapping=here / "mapping.toml", cache=here / "cache")


@pytest.fixture(scope="module")
def lines(folder: Path) -> dict[str, Lines]:
    """All rows of each file, read by the standard library."""
    found = {}
    for name in ("inventors_cleaned", "applicants_cleaned", "ipc"):
        with gzip.open(
            folder / f"drones_{name}.csv.gz", "rt", encoding="utf-8", newline=""
        ) as text:
            found[name] = list(csv.DictReader(text))
    return found


def good(rows: Lines) -> Lines:
    return [row for row in rows if re.fullmatch(LENS_ID, row["lens_id"])]


def test_the_files_are_those_that_the_numbers_are_of(lines: dict[str, Lines]) -> None:
    assert {name: len(rows) for name, rows in lines.items()} == {
        "inventors_cleaned": 80_065, "applicants_cleaned": 63_243, "ipc": 187_512,
    }  # fmt: skip


def test_every_row_is_used_or_told_of(records: Microdata, lines: dict[str, Lines]) -> None:
    rejected: Counter[str] = Counter()
    for entry in records.rejected:
        rejected[entry.name] += entry.rows
    nobody = [
        row for row in good(lines["applicants_cleaned"]) if not row["applicants_cleaned"].strip()
    ]
    assert rejected == {
        "drones_inventors_cleaned.csv.gz": 40, "drones_applicants_cleaned.csv.gz": 7,
    }  # fmt: skip
    assert len(nobody) == 42
    assert "Rows of drones_applicants_cleaned.csv.gz that name nobody: 42." in " ".join(
        records.notes
    )
    assert records.rows == {
        "filings": 49_417,
        "inventors": 80_065 - 40,
        "applicants": 63_243 - 7 - 42,
        "classes": 187_512,
    }
    for table, name in (("inventors", "inventors_cleaned"), ("classes", "ipc")):
        assert records.rows[table] == len(good(lines[name]))


def test_rejected_rows_are_shown_with_their_lines(records: Microdata, folder: Path) -> None:
    shown = pd.read_csv(records.folder / "rejects.csv", dtype=str, keep_default_na=False)
    with gzip.open(folder / "drones_applicants_cleaned.csv.gz", "rt", encoding="utf-8") as text:
        raw = text.read().splitlines()
    of_applicants = shown[shown.file == "drones_applicants_cleaned.csv.gz"]
    assert sorted(of_applicants.reason.unique()) == ["lens_id does not look like one", "no lens_id"]
    assert len(of_applicants) == 7
    found = of_applicants[of_applicants.line != ""]  # a row of empty cells cannot be searched for
    assert len(found) >= 6
    for line, told in zip(found.line, found.text, strict=True):
        start = raw[int(line) - 1].lstrip('"')[:20]
        assert told.startswith(start)


def test_filings_are_all_that_any_table_names(records: Microdata, lines: dict[str, Lines]) -> None:
    wanted = {row["lens_id"] for rows in lines.values() for row in good(rows)}
    made = pd.read_parquet(records.path("filings")).filing_id
    assert set(made) == wanted
    assert made.is_unique


def test_names_come_through_with_commas_quotes_and_letters_of_any_alphabet(
    records: Microdata, lines: dict[str, Lines]
) -> None:
    for table, name in (("inventors", "inventors_cleaned"), ("applicants", "applicants_cleaned")):
        made = pd.read_parquet(records.path(table))
        wanted = Counter(
            (row["lens_id"], row[name].strip()) for row in good(lines[name]) if row[name].strip()
        )
        assert Counter(zip(made.filing_id, made.name, strict=True)) == wanted
        assert any("," in cell for cell in made.name)
    assert any('"' in cell for cell in made.name)
    assert any("общество" in cell.casefold() for cell in made.name)


def counted(records: Microdata, by: str, fields: str = "split") -> Counted:
    options = CountOptions(by=by, year="none", fields=fields)
    with open_engine("duckdb") as engine:
        return count(
            engine, records, scheme=scheme("wipo35"), places=place_rule("country"), options=options
        )


def fields_of(codes: set[str], concordance: dict[str, str]) -> set[str]:
    """Look a filing's codes up in WIPO's table; a main group wins over its subclass."""
    found = set()
    for code in codes:
        group, slash, _ = code.partition("/")
        field = concordance.get(group + slash) or concordance.get(code[:4])
        if re.fullmatch(r"[A-H]\d\d[A-Z](\d+/\d+|/)", code) and field:  # some have lost their group
            found.add(field)
    return found


@pytest.fixture(scope="module")
def filings_by_field(shared_data: Path, lines: dict[str, Lines]) -> dict[str, set[str]]:
    with (shared_data.parent / "facts" / "wipo35_ipc.csv").open(encoding="utf-8") as text:
        concordance = {row["ipc_prefix"]: row["field_number"] for row in csv.DictReader(text)}
    codes: dict[str, set[str]] = {}
    for row in good(lines["ipc"]):
        codes.setdefault(row["lens_id"], set()).add(row["ipcr_classifications"])
    found = {key: fields_of(given, concordance) for key, given in codes.items()}
    return {key: fields for key, fields in found.items() if fields}


@pytest.mark.parametrize("by", ["inventor", "applicant"])
def test_fields_add_up_to_the_filings_that_have_one(
    records: Microdata, filings_by_field: dict[str, set[str]], by: str
) -> None:
    wanted: Counter[str] = Counter()
    for fields in filings_by_field.values():
        for field in fields:
            wanted[field] += Fraction(1, len(fields))  # type: ignore[assignment]
    made = counted(records, by).frame
    assert set(made.place) == {"UNK"}  # nobody has a residence, and nobody is lost
    values = dict(zip(made.activity, made.value, strict=True))
    assert values == pytest.approx({field: float(n) for field, n in wanted.items()}, abs=1e-9)
    assert made.value.sum() == pytest.approx(len(filings_by_field), abs=1e-6)


def test_filings_in_several_fields_may_count_in_each(
    records: Microdata, filings_by_field: dict[str, set[str]]
) -> None:
    wanted = Counter(field for fields in filings_by_field.values() for field in fields)
    made = counted(records, "inventor", "whole").frame
    assert dict(zip(made.activity, made.value, strict=True)) == pytest.approx(
        {**wanted, ALL_FIELDS: len(filings_by_field)}
    )


def test_filings_without_inventor_or_class_are_accounted_for(
    records: Microdata, lines: dict[str, Lines], filings_by_field: dict[str, set[str]]
) -> None:
    everything = {row["lens_id"] for rows in lines.values() for row in good(rows)}
    invented = {row["lens_id"] for row in good(lines["inventors_cleaned"])}
    classified = {row["lens_id"] for row in good(lines["ipc"])}
    with_field = set(filings_by_field)
    found = counted(records, "inventor").accounting
    told = {
        outcome: filings
        for table, outcome, filings in zip(found.table, found.outcome, found.filings, strict=True)
        if table == "filings"
    }
    assert sorted(told.values()) == sorted(
        [
            len(with_field - invented),
            len(with_field & invented),
            len(everything - classified),
            len(classified - with_field),
        ]
    )
    assert sum(told.values()) == len(everything)
    assert len(everything - invented) == 23_656
    (without,) = [n for outcome, n in told.items() if "no inventor listed" in outcome]
    assert without == len(with_field - invented)
