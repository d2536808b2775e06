"""Question: when did each NUTS code begin and end, and where did its region go?

In: the table of changes. Out: whether a code is of a vintage, and its successors in another.
Must not know: levels, countries, or what codes are asked for.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

VINTAGES = (2003, 2006, 2010, 2013, 2016, 2021, 2024)
"""The code lists that the table of changes spans, by the year that names them."""


@dataclass(frozen=True)
class Change:
    """One step from the code of a region to the code of its successor.

    A region that was divided has several steps, one to each successor.

    Parameters
    ----------
    old_code : str
        Code in the older list; empty if the region is new.
    new_code : str
        Code in the newer list.
    from_vintage : int
        The older list.
    to_vintage : int
        The list that follows it.
    kind : str
        ``renamed``: the same region under another code. ``merged``: the old region lies whole
        within the new one, which is larger. ``split``: the old region was divided. ``shift``: most
        of it went to one region and a part to another. ``small_shift``: the same, but the part had
        less than 2 of 100 residents; codes are carried over. ``small_part``: where that part went.
        ``new``: not in the older list.
    source : str
        The legal act or agreement.
    status : str
        How far the entry has been checked.
    """

    old_code: str
    new_code: str
    from_vintage: int
    to_vintage: int
    kind: str
    source: str
    status: str


@cache
def read_changes() -> tuple[Change, ...]:
    """Read the table once."""
    text = resources.files(__package__).joinpath("nuts_changes.csv").read_text(encoding="utf-8")
    return tuple(
        Change(
            row["old_code"],
            row["new_code"],
            int(row["from_vintage"]),
            int(row["to_vintage"]),
            row["kind"],
            row["source"],
            row["status"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _steps() -> tuple[dict[tuple[str, int], set[str]], dict[tuple[str, int], set[str]]]:
    """Where codes went to and came from at each vintage, small parts left out."""
    onward: dict[tuple[str, int], set[str]] = defaultdict(set)
    back: dict[tuple[str, int], set[str]] = defaultdict(set)
    for step in read_changes():
        if step.kind == "small_part":
            continue
        if step.old_code:
            onward[step.old_code, step.to_vintage].add(step.new_code)
        origin = back[step.new_code, step.to_vintage]
        origin.update([step.old_code] if step.old_code else [])
    return dict(onward), dict(back)


@cache
def small_codes() -> frozenset[str]:
    """Return regions that lost or won a small part while their code was carried over."""
    return frozenset(
        code
        for step in read_changes()
        if step.kind in ("small_shift", "small_part")
        for code in (step.old_code, step.new_code)
    )


@cache
def _all_events() -> dict[str, tuple[tuple[int, bool], ...]]:
    """For each code the vintages at which it began (True) or ended (False)."""
    onward, back = _steps()
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for code, vintage in onward:
        found[code].append((vintage, False))
    for code, vintage in back:
        found[code].append((vintage, True))
    return {code: tuple(sorted(events)) for code, events in found.items()}


def events(code: str) -> tuple[tuple[int, bool], ...]:
    """Return the vintages at which a code began (True) or ended (False).

    Parameters
    ----------
    code : str
        NUTS code.

    Returns
    -------
    tuple of (int, bool)
        In order of the vintages; empty if the table does not speak of the code.
    """
    return _all_events().get(code, ())


def alive(code: str, vintage: int) -> bool:
    """Tell whether the table leaves it open that a code is in the list of a year.

    Parameters
    ----------
    code : str
        NUTS code.
    vintage : int
        One of :data:`VINTAGES`.

    Returns
    -------
    bool
        True for a code that the table does not speak of.
    """
    known = events(code)
    before = [began for year, began in known if year <= vintage]
    if before:
        return before[-1]
    return not known or not known[0][1]


def successors(code: str, vintage: int) -> set[str]:
    """Return the codes at a vintage of a region whose code is of another.

    Parameters
    ----------
    code : str
        NUTS code that is not of the vintage.
    vintage : int
        One of :data:`VINTAGES`.

    Returns
    -------
    set of str
        Several if the region was divided or put together since; none if it was not there.
    """
    ended = [year for year, began in events(code) if not began and year <= vintage]
    begins = [year for year, began in events(code) if began and year > vintage]
    onward, back = _steps()
    found: set[str] = set()
    if ended:
        years = [year for year in VINTAGES if ended[-1] <= year <= vintage]
        found |= _walk(code, years, onward)
    if begins:
        years = [year for year in reversed(VINTAGES) if vintage < year <= begins[0]]
        found |= _walk(code, years, back)
    return found


def _walk(code: str, years: list[int], steps: Mapping[tuple[str, int], set[str]]) -> set[str]:
    codes = {code}
    for year in years:
        codes = {after for before in codes for after in steps.get((before, year), {before})}
    return codes
