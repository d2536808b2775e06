"""A patent class means the same place in the classification, however a file spells it."""

from __future__ import annotations

import csv
import gzip
import time
from pathlib import Path

import pytest

from smartspec.activities.symbols import LEVELS, Symbol, parse_symbol, split_symbol
from smartspec.core.errors import RequestError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A61K31/00", "A61K31/00"), ("A61K  31/00", "A61K31/00"), ("A61K 31/00", "A61K31/00"),
        ("a61k31/00", "A61K31/00"), ("A61K-031/00", "A61K31/00"), ("A61K031/00", "A61K31/00"),
        ("A61K\t31/00", "A61K31/00"), ("A61K\u00a031/00", "A61K31/00"), (" A61K31/00 ", "A61K31/00"),
        ("A61K 31 / 00", "A61K31/00"), ("A 61 K 31/00", "A61K31/00"), ("A61K  31/00      ", "A61K31/00"),
        ("A61K0031000000", "A61K31/00"), ("A61K0038170000", "A61K38/17"),
        ("H01S0003093300", "H01S3/0933"), ("H01S0003100000", "H01S3/10"), ("A61K2300000000", "A61K2300/00"),
        ("A61K2300/00", "A61K2300/00"), ("A61B2018/00351", "A61B2018/00351"),
        ("C12N15/8273", "C12N15/8273"), ("Y02E  10/50", "Y02E10/50"), ("Y04S10/12", "Y04S10/12"),
        ("Y02T0010709400", "Y02T10/7094"), ("Y01N6/00", "Y01N6/00"), ("Y10T 428/24", "Y10T428/24"),
        ("A61K 31/00 (2006.01)", "A61K31/00"), ("A61K31/00(2006.01)", "A61K31/00"),
        ("A61K31/00 2006.01", "A61K31/00"), ("A61K 31/00 (20060101)", "A61K31/00"),
        ("A61K 31/00 2013-01-01", "A61K31/00"), ("A61K31/00(IPC1-7)", "A61K31/00"),
        ("A61K  31/00        20060101AFI20051110BHEP", "A61K31/00"),
        ("A61K003100000020060101AFI20051110BHEP", "A61K31/00"),
        # Zeros at the end of decimals are padding; two digits are the least.
        ("A61K31/7030", "A61K31/703"), ("A61K31/700", "A61K31/70"), ("A61K31/10", "A61K31/10"),
        ("A61K31", "A61K31"), ("A61K31/", "A61K31"), ("A61K 031", "A61K31"), ("A61K0031", "A61K31"), ("B29K 2105", "B29K2105"), ("A61K2300", "A61K2300"),
        ("A61K", "A61K"), ("H04N/", "H04N"), ("A61K (2006.01)", "A61K"), ("A61K 2006.01", "A61K"),
        ("A61K0/00", "A61K"), ("A61K0000000000", "A61K"), ("A61", "A61"), ("A", "A"), ("y", "Y"),
    ],
)  # fmt: skip
def test_a_class_is_read_in_every_spelling(written: str, read: str) -> None:
    symbol = parse_symbol(written)
    assert symbol is not None
    assert symbol.text == read


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "?", "I01B1/00", "X99Z1/00", "A6", "A6K", "AA1K31/00", "61K31/00",
        "A61K31/5",  # a subgroup has two digits or more; 05 and 50 are both possible
        "A61K3100", "G01N 3300", "A61K-3100", "A61K3100/", "A61K3100/00", "A61K3100000000", "A61K1234/00",
        "A61K31/1234567", "A61K12345/00", "A61K0/12", "A61K310000", "A61K00310000000",
        "A61K31/00; A61K31/12", "A61K31/00 A61K31/12", "A61K20060101", "A61K31/00 [x]",
        "A61K31/0x", "A61K/31", "A61K31//00", "nan", "None", "G06F17/30*", "A61K٣١/00",
    ],
)  # fmt: skip
def test_what_is_no_class_is_not_read(written: str) -> None:
    assert parse_symbol(written) is None


def test_a_class_is_known_at_its_own_level_and_all_above() -> None:
    symbol = parse_symbol("A61K  31/7004")
    assert symbol is not None
    assert [symbol.at(level) for level in LEVELS] == ["A", "A61", "A61K", "A61K31", "A61K31/7004"]
    assert symbol.digits == "7004"
    coarse = parse_symbol("A61K")
    assert coarse is not None
    assert [coarse.at(level) for level in LEVELS] == ["A", "A61", "A61K", None, None]
    assert coarse.digits is None
    assert coarse == Symbol("A", "A61", "A61K")


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RequestError, match=r"no level of a classification 'subgruop'.*'subgroup'"):
        Symbol("A").at("subgruop")


def test_every_class_of_the_drone_patents_is_read(shared_data: Path) -> None:
    path = shared_data / "patents_micro" / "drones_ipc.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["subclass"] for row in rows}) == 525
    for row in rows:
        parts = split_symbol(row["ipcr_classifications"])
        assert parts is not None
        assert parts[2] == row["subclass"]
        # 49 rows have no main group behind the slash.
        assert (parts[3] is None) == row["ipcr_classifications"].endswith("/")


def test_reading_stays_fast() -> None:
    # 250,000 classes take about a second; five of processor time are allowed on a slow machine.
    codes = [
        f"{'ABCDEFGH'[n % 8]}{n % 90 + 10}K {n % 97 + 1:>3}/{n % 9973:04d}" for n in range(250_000)
    ]
    begin = time.process_time()
    read = [parse_symbol(code) for code in codes]
    assert time.process_time() - begin < 5
    assert None not in read


def test_nothing_takes_long_to_refuse() -> None:
    begin = time.process_time()
    for text in (
        "A61K" + " " * 20_000 + "x",
        "A61K31/00 (" + "1" * 20_000,
        "A61K31/00 200601" + "A " * 9_999 + "(",
    ):
        assert parse_symbol(text) is None
    assert time.process_time() - begin < 2
