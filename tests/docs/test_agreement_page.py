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
    section = section.partition("\n### ")[0]
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
    assert {row.indicator for row in ROWS} <= NAMES | set(MAKER.OTHERS)


def test_the_sums_are_those_of_the_table():
    differ = sum(bool(row.differs) for row in ROWS)
    assert f"{len(ROWS)} comparisons: {len(ROWS) - differ} agree, {differ} differ" in PAGE
    functions = {(row.peer, row.calls) for row in ROWS}
    assert f"{len(functions)} functions or outputs of {len(MAKER.peers())} packages" in PAGE
    agree = functions - {(row.peer, row.calls) for row in ROWS if row.differs}
    never = functions - {(row.peer, row.calls) for row in ROWS if not row.differs}
    both = len(functions) - len(agree) - len(never)
    assert f"{len(agree)} agree wherever" in PAGE
    assert f"{len(never)} differ for" in PAGE
    assert f"and {both} agree in some" in PAGE
    assert sum(int(line[-1]) for line in lines_of("Packages")) == len(ROWS)
    assert {row.peer for row in ROWS} == set(MAKER.peers())


def test_what_is_not_compared_is_told_with_its_reason():
    reasons = [entry.reason for entry in MAKER.absent()]
    assert [line[-1] for line in lines_of("Not compared")] == reasons


@pytest.mark.parametrize("peer", sorted(MAKER.peers()))
def test_every_function_of_a_package_is_found_by_its_name(peer):
    told = MAKER.peers()[peer]
    section = PAGE.partition(f"\n### {told.name} ({told.language})\n")[2].partition("\n#")[0]
    lines = re.findall(r"^\| `(.+?)` \| (.*?) \| (.+) \|$", section, flags=re.MULTILINE)
    compared = {
        (row.calls, f"[`{row.indicator}`](#{row.indicator})") for row in ROWS if row.peer == peer
    }
    absent = {(call, "") for entry in MAKER.absent() if entry.peer == peer for call in entry.calls}
    assert len(lines) == len(compared | absent)
    assert {(calls, ours) for calls, ours, _ in lines} == compared | absent
    for calls, ours, result in lines:
        mine = [
            row
            for row in ROWS
            if row.peer == peer
            and (row.calls, f"[`{row.indicator}`](#{row.indicator})") == (calls, ours)
        ]
        assert ("differs" in result) == any(row.differs for row in mine)
        assert ("agrees" in result) == any(not row.differs for row in mine)


@pytest.mark.parametrize("row", [row for row in ROWS if row.differs], ids=lambda row: row.label)
def test_what_differs_is_not_called_agreement(row):
    assert MAKER.verdict(row).startswith("**differs**")
    assert row.differs in MAKER.verdict(row)
