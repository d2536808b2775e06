"""Question: what does the reference say of agreement with other software?

In: the table from which the tests of agreement run (``tests/parity/agreements``). Out: a page.
Must not know: any number beside those of the table; what is not in it cannot be told.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from _pages.markdown import code, codes, page, table
from smartspec.indicators.catalogue import indicators

PARITY = Path(__file__).parents[2] / "tests" / "parity"
sys.path.insert(0, str(PARITY))

from comparisons import (  # noqa: E402  (found by the line above)
    Absent,
    Comparison,
    absent,
    comparisons,
    inputs,
    peers,
)

LINKS = "relatedness_of_links"
"""Compared like an indicator, but from links instead of counts, so it has no page of its own."""

INTRODUCTION = (
    "What was compared with which function of which package, on what, and how far it agrees. This "
    "page is made from the table from which the tests run (`tests/parity/agreements`): each line "
    "is a test, for dense and for sparse counts, and fails if it no longer holds. What each "
    "package printed lies in `tests/parity/peers`. How the packages differ, and which convention "
    "to name, is told in [Conventions](../../explanation/conventions.md)."
)


def pages() -> dict[str, str]:
    """Return path to text of the page on agreement."""
    return {"parity.md": parity()}


def parity() -> str:
    """Write the page."""
    rows = comparisons()
    found = [
        part
        for name, group in groupby(sorted(rows, key=_place), key=lambda row: row.indicator)
        for part in (f"## {name}", _link(name), _compared(tuple(group)))
    ]
    return page(
        "Agreement with other software",
        INTRODUCTION,
        _summary(rows),
        "## Packages",
        _peers(rows),
        "## Inputs",
        table(("Input", "What it is"), [(code(name), told) for name, told in inputs().items()]),
        *found,
        "## Not compared",
        "Functions of these packages that no line above compares.",
        _absent(absent()),
    )


def _place(row: Comparison) -> int:
    """Order of the catalogue; what is not in it comes last."""
    names = [entry.name for entry in indicators()]
    return names.index(row.indicator) if row.indicator in names else len(names)


def _summary(rows: Sequence[Comparison]) -> str:
    differ = sum(bool(row.differs) for row in rows)
    return (
        f"{len(rows)} comparisons of {len({row.indicator for row in rows})} functions: "
        f"{len(rows) - differ} agree, {differ} differ for a reason that is told."
    )


def _peers(rows: Sequence[Comparison]) -> str:
    lines = [
        (peer.name, peer.version, peer.language, sum(row.peer == name for row in rows))
        for name, peer in peers().items()
    ]
    return table(("Package", "Version", "Language", "Comparisons"), lines)


def _link(name: str) -> str:
    if name == LINKS:
        return "From links that are given; see [Python](python/index.md)."
    return f"[`{name}`](indicators/{name}.md)"


def _compared(rows: Sequence[Comparison]) -> str:
    lines = [
        (_peer(row.peer), code(row.calls), _input(row), _asked(row), verdict(row)) for row in rows
    ]
    return table(
        ("Package", "Its function or output", "Input", "Asked of smartspec", "Result"), lines
    )


def _peer(name: str) -> str:
    peer = peers()[name]
    return f"{peer.name} ({peer.language})"


def _input(row: Comparison) -> str:
    names = codes(row.input)
    return f"{names}, transposed" if row.transposed else names


def _asked(row: Comparison) -> str:
    given = [f"{name} from {source}" for name, source in row.given.items()]
    options = [f"{name}={_short(value)}" for name, value in row.options.items()]
    column = [f"column {row.column}"] if row.column else []
    return codes([*options, *given, *column])


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def verdict(row: Comparison) -> str:
    """Say whether it agrees, how far, and why not if not."""
    note = f"; {row.note}" if row.note else ""
    if not row.differs:
        unit = f", times {row.times:g}" if row.times != 1 else ""
        return f"agrees {row.words}{unit}{note}"
    if not row.at_least:  # the reason is a factor, and beside it nothing differs
        return f"**differs**: {row.differs}. Apart from that it agrees {row.words}{note}"
    return (
        f"**differs**, by {row.at_least:g} to {row.within:g} where it differs most: "
        f"{row.differs}{note}"
    )


def _absent(entries: Iterable[Absent]) -> str:
    lines = [(_peer(entry.peer), codes(entry.calls), reason(entry)) for entry in entries]
    return table(("Package", "Its functions", "Why not"), lines)


def reason(entry: Absent) -> str:
    """Say why nothing is compared; what smartspec has by now may have tests of its own."""
    if entry.reason:
        return entry.reason
    names = [known.name for known in indicators() if entry.ours in known.name]
    if not names:
        return f"smartspec has no such indicator ({entry.ours.replace('_', ' ')})"
    return f"{codes(names)} is tested apart from this table"
