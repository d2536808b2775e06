"""The page on agreement tells what the tests compare, all of it and nothing else."""

import re

import pytest
from documents import generated_pages, page_module

from smartspec.indicators.catalogue import indicators

MAKER = page_module("parity")
ROWS = MAKER.comparisons()
PAGE = generated_pages()["parity.md"]
NAMES = {entry.name for entry in indicators()}


def lines_of(title):
    """Cells of the table below a heading, without its header."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in rows[2:]]


@pytest.mark.parametrize("name", sorted({row.indicator for row in ROWS}))
def test_the_page_has_a_line_for_each_comparison_and_no_other(name):
    mine = [row for row in ROWS if row.indicator == name]
    lines = lines_of(name)
    assert [line[1] for line in lines] == [f"`{row.calls}`" for row in mine]
    assert [line[-1] for line in lines] == [MAKER.verdict(row) for row in mine]


def test_every_section_is_of_what_is_compared():
    sections = set(re.findall(r"^## (.+)$", PAGE, flags=re.MULTILINE))
    others = {"Packages", "Inputs", "Not compared"}
    assert sections - others == {row.indicator for row in ROWS}
    assert {row.indicator for row in ROWS} <= NAMES | {MAKER.LINKS}


def test_the_sums_are_those_of_the_table():
    differ = sum(bool(row.differs) for row in ROWS)
    assert f"{len(ROWS)} comparisons of" in PAGE
    assert f"{len(ROWS) - differ} agree, {differ} differ" in PAGE
    assert sum(int(line[-1]) for line in lines_of("Packages")) == len(ROWS)
    assert {row.peer for row in ROWS} == set(MAKER.peers())


def test_what_is_not_compared_is_told_with_its_reason():
    assert [line[-1] for line in lines_of("Not compared")] == [
        MAKER.reason(entry) for entry in MAKER.absent()
    ]
    for entry in MAKER.absent():
        if "has no such indicator" in MAKER.reason(entry):
            assert not [name for name in NAMES if entry.ours in name]


@pytest.mark.parametrize("row", [row for row in ROWS if row.differs], ids=lambda row: row.label)
def test_what_differs_is_not_called_agreement(row):
    assert MAKER.verdict(row).startswith("**differs**")
    assert row.differs in MAKER.verdict(row)
