"""Question: what does the reference say of agreement with other software?

In: the table from which the tests of agreement run (``tests/parity/agreements``). Out: a page.
Must not know: any number beside those of the table; what is not in it cannot be told.
"""

from __future__ import annotations

import sys
from collections import Counter
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
    Peer,
    absent,
    comparisons,
    inputs,
    peers,
)

OTHERS = {
    "relatedness_of_links": "From links that are given",
    "cross_relatedness": "From two kinds of activities",
    "cross_density": "From two kinds of activities",
}
"""Compared like indicators, but not from one kind of counts; they have no page of their own."""

INTRODUCTION = (
    "What was compared with which function of which package, on what, and how far it agrees. Find "
    "your package and your function below; a link leads to each comparison, with the options that "
    "smartspec was asked for. How the packages differ, and which convention to name, is told in "
    "[Conventions](../../explanation/conventions.md)."
)
SOURCE = (
    "This page is made from the table from which the tests run (`tests/parity/agreements`): each "
    "comparison is a test, for dense and for sparse counts, and fails if it no longer holds. What "
    "each package printed lies in `tests/parity/peers`."
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
        *(part for name in peers() for part in _found_by_function(name, rows)),
        "## Inputs",
        SOURCE,
        table(("Input", "What it is"), [(code(name), told) for name, told in inputs().items()]),
        *found,
        "## Not compared",
        "Functions of these packages that no comparison above names.",
        _absent(absent()),
    )


def _place(row: Comparison) -> int:
    """Order of the catalogue; what is not in it comes last."""
    names = [entry.name for entry in indicators()]
    return names.index(row.indicator) if row.indicator in names else len(names)


def _summary(rows: Sequence[Comparison]) -> str:
    """Count comparisons, and functions of packages by whether they agree wherever compared."""
    differ = sum(bool(row.differs) for row in rows)
    kinds = Counter(
        frozenset(bool(row.differs) for row in rows if (row.peer, row.calls) == function)
        for function in {(row.peer, row.calls) for row in rows}
    )
    agree, never = kinds[frozenset({False})], kinds[frozenset({True})]
    return (
        f"{kinds.total()} functions or outputs of {len({row.peer for row in rows})} packages are "
        f"compared with {len({row.indicator for row in rows})} functions of smartspec: {agree} "
        f"agree wherever they are compared, {never} differ for a reason that is told, and "
        f"{kinds.total() - agree - never} agree in some comparisons and differ in others, for a "
        f"reason that is told. These are {len(rows)} comparisons: {len(rows) - differ} agree, "
        f"{differ} differ."
    )


def _peers(rows: Sequence[Comparison]) -> str:
    lines = [
        (
            f"[{_named(peer)}](#{_anchor(peer)})",
            peer.version,
            len({row.calls for row in rows if row.peer == name}),
            sum(row.peer == name for row in rows),
        )
        for name, peer in peers().items()
    ]
    return table(("Package", "Version", "Functions or outputs", "Comparisons"), lines)


def _found_by_function(name: str, rows: Sequence[Comparison]) -> tuple[str, str]:
    """Write the functions of a package by alphabet, each with what it is in smartspec."""
    mine = [row for row in rows if row.peer == name]
    pairs = {(row.calls, row.indicator) for row in mine}
    lines = [
        (
            code(calls),
            f"[`{ours}`](#{ours})",
            _result([row for row in mine if _is(row, calls, ours)]),
        )
        for calls, ours in pairs
    ]
    others = [call for entry in absent() if entry.peer == name for call in entry.calls]
    lines += [(code(call), "", "[not compared](#not-compared)") for call in others]
    lines.sort(key=lambda line: (line[0].strip("`").lower(), line[1]))
    found = table(("Its function or output", "In smartspec", "Result"), lines)
    return f"### {_named(peers()[name])}", found


def _is(row: Comparison, calls: str, ours: str) -> bool:
    return (row.calls, row.indicator) == (calls, ours)


def _result(rows: Sequence[Comparison]) -> str:
    """Say whether they agree, and if not why not, by the first that differs."""
    reasons = [row.differs for row in rows if row.differs]
    if not reasons:
        return "agrees"
    if len(reasons) == len(rows):
        return f"**differs**: {reasons[0]}"
    agree = len(rows) - len(reasons)
    return (
        f"agrees in {agree} of {len(rows)} comparisons, **differs** in {len(reasons)}: {reasons[0]}"
    )


def _named(peer: Peer) -> str:
    return f"{peer.name} ({peer.language})"


def _anchor(peer: Peer) -> str:
    return f"{peer.name}-{peer.language}".lower()


def _link(name: str) -> str:
    if name in OTHERS:
        return f"{OTHERS[name]}; what it computes is told in [Python](python/index.md)."
    return f"What it computes: [indicator {name}](indicators/{name}.md)."


def _compared(rows: Sequence[Comparison]) -> str:
    lines = [
        (_peer(row.peer), code(row.calls), _input(row), _asked(row), verdict(row)) for row in rows
    ]
    return table(
        ("Package", "Its function or output", "Input", "Asked of smartspec", "Result"), lines
    )


def _peer(name: str) -> str:
    return _named(peers()[name])


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
    lines = [(_peer(entry.peer), codes(entry.calls), entry.reason) for entry in entries]
    return table(("Package", "Its functions", "Why not"), lines)
