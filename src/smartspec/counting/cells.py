"""Question: how do many regions and codes become a few small numbers that an engine can join fast?

In: which region is in which place, and which class in which activity. Out: lookup tables in which
everything that is treated alike has one number, a *cell*, and what each cell leads to.
Must not know: engines, or what is counted.

Regions with the same places, and codes with the same activities, share a cell. Mostly a cell is one
place or one activity, and then nothing more has to be joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smartspec.activities.assign import Assignment
from smartspec.activities.symbols import split_symbol
from smartspec.core.errors import RequestError, listing

NO_RESIDENCE = "no residence"
"""Why a person is in no place, where the rule of places does not say."""

OTHER_SECTOR = -1000
"""Cell of persons of a sector that is not asked for."""

MALFORMED, OUTSIDE = 0, -1
"""Cells of classes that are in no activity."""

UNK, HIDDEN = 0, -1
"""Numbers of the place of unknown residence, and of what is not asked for."""

COUNTRY = "\t"
"""Before the country where there is no region; no code begins with it."""

_WEIGHT_SLACK = 1e-6

Shares = tuple[tuple[int, float], ...]
"""Places with their weights."""


@dataclass(frozen=True)
class PlaceCells:
    """Where each pair of country and region leads to.

    Parameters
    ----------
    lookup : pandas.DataFrame
        ``country, region, cell``.
    spread : pandas.DataFrame
        ``cell, place, weight``; the weights of a cell add up to 1.
    reasons : mapping of int to str
        Cell of unknown residence, 0 or below, to why it is unknown.
    labels : tuple of str
        Label of each place by its number; the first is that of unknown residence.
    is_single : bool
        Whether each cell above 0 is the place of the same number.
    """

    lookup: pd.DataFrame
    spread: pd.DataFrame
    reasons: Mapping[int, str]
    labels: tuple[str, ...]
    is_single: bool

    def by_region(self) -> pd.DataFrame | None:
        """Give the cell of each region by itself, and of each country for persons without one.

        Returns
        -------
        pandas.DataFrame or None
            ``key, cell``: a region, or :data:`COUNTRY` and a country; None if a region stands in
            several countries and means something else in each.
        """
        region = self.lookup["region"].tolist()
        keys = [
            name or COUNTRY + country
            for country, name in zip(self.lookup["country"].tolist(), region, strict=True)
        ]
        cells = pd.DataFrame({"key": keys, "cell": self.lookup["cell"]}).drop_duplicates()
        is_plain = cells["key"].is_unique and not any(name.startswith(COUNTRY) for name in region)
        return cells if is_plain else None


def place_cells(
    pairs: pd.DataFrame, assigned: pd.DataFrame, problems: pd.DataFrame, *, unknown: str
) -> PlaceCells:
    """Give each pair of country and region its cell.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``country, region``: every pair in the records, "" for missing.
    assigned : pandas.DataFrame
        ``country, region, place`` and perhaps ``weight``; without weights several places of a
        region share it in equal parts.
    problems : pandas.DataFrame
        ``country, region, reason``: why a pair has no place.
    unknown : str
        Label of the place of unknown residence.

    Returns
    -------
    PlaceCells
        Every pair of the records has a cell.

    Raises
    ------
    RequestError
        If the weights of a region do not add up to 1.

    Examples
    --------
    >>> pairs = pd.DataFrame({"country": ["DE", "DE", ""], "region": ["DE1", "DE9", ""]})
    >>> assigned = pd.DataFrame({"country": ["DE"], "region": ["DE1"], "place": ["South"]})
    >>> problems = pd.DataFrame({"country": ["DE"], "region": ["DE9"], "reason": ["not listed"]})
    >>> found = place_cells(pairs, assigned, problems, unknown="UNK")
    >>> found.lookup["cell"].tolist(), found.labels, found.reasons
    ([1, 0, -1], ('UNK', 'South'), {0: 'not listed', -1: 'no residence'})
    """
    known = _weighted(assigned)
    labels = (unknown, *natural(set(known["place"]) - {unknown}))
    number = {label: place for place, label in enumerate(labels)}
    shares: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for country, region, place, weight in _rows(known, "country", "region", "place", "weight"):
        shares.setdefault((country, region), []).append((number[place], weight))
    why = {(c, r): reason for c, r, reason in _rows(problems, "country", "region", "reason")}
    cells: dict[Shares, int] = {}
    reasons: dict[str, int] = {}
    found = []
    for pair in _rows(pairs, "country", "region"):
        parts = tuple(sorted(shares.get(pair, ())))
        if all(place == UNK for place, _ in parts):
            found.append(reasons.setdefault(why.get(pair, NO_RESIDENCE), -len(reasons)))
        elif len(parts) == 1:
            found.append(cells.setdefault(parts, parts[0][0]))
        else:  # numbers beyond those of places, so that several are never taken for one
            found.append(cells.setdefault(parts, len(labels) + len(cells)))
    spread = [(cell, place, weight) for parts, cell in cells.items() for place, weight in parts]
    spread += [(cell, UNK, 1.0) for cell in reasons.values()]
    spread.append((OTHER_SECTOR, HIDDEN, 1.0))
    return PlaceCells(
        pairs[["country", "region"]].assign(cell=np.array(found, dtype=np.int32)),
        pd.DataFrame(spread, columns=["cell", "place", "weight"]),
        {cell: reason for reason, cell in reasons.items()},
        labels,
        all(len(parts) == 1 for parts in cells),
    )


def _weighted(assigned: pd.DataFrame) -> pd.DataFrame:
    """Fill in weights, and make those of each region add up to exactly 1."""
    known = assigned.copy()
    keys = ["country", "region"]
    if known.empty:
        return known.assign(weight=pd.Series(dtype="float64"))
    if "weight" not in known:
        sizes = known.groupby(keys)["place"].transform("size")
        return known.assign(weight=1.0 / sizes)
    known = known[known["weight"] > 0]
    sums = known.groupby(keys)["weight"].transform("sum")
    wrong = known[(sums - 1.0).abs() > _WEIGHT_SLACK]
    if len(wrong):
        regions = dict.fromkeys(f"{c} {r}".strip() for c, r in wrong[keys].to_numpy())
        raise RequestError(
            f"The weights of places do not add up to 1 for: {listing(regions)}. What a region has "
            "must be shared out in full; add the place that the rest belongs to."
        )
    return known.assign(weight=known["weight"] / sums)


@dataclass(frozen=True)
class ClassCells:
    """Which activities each code leads to.

    Parameters
    ----------
    lookup : pandas.DataFrame
        ``scheme, code, cell, symbol``; spellings of one class have the same number as symbol, if
        symbols were asked for.
    spread : pandas.DataFrame
        ``cell, activity``.
    parts : pandas.DataFrame
        ``cell, rule, part``: the cell is that part of a combination.
    rules : pandas.DataFrame
        ``rule, activity, parts``: a filing with all parts of the combination has the activity.
    labels : tuple of str
        Label of each activity by its number; the first is that of all others.
    is_single : bool
        Whether each cell above 0 is the activity of the same number, and there is no combination.
    """

    lookup: pd.DataFrame
    spread: pd.DataFrame
    parts: pd.DataFrame
    rules: pd.DataFrame
    labels: tuple[str, ...]
    is_single: bool


def class_cells(
    codes: pd.DataFrame, assigned: Assignment, *, rest: str, with_symbols: bool = False
) -> ClassCells:
    """Give each code its cell.

    Parameters
    ----------
    codes : pandas.DataFrame
        ``scheme, code``: every pair in the records that the scheme looks at.
    assigned : Assignment
        What the codes mean.
    rest : str
        Label of the activity of filings that are in no other.
    with_symbols : bool, default False
        Whether to number the classes that codes mean, which takes a while.

    Returns
    -------
    ClassCells
        Every code of the records has a cell.
    """
    rules = _possible(assigned)
    labels = (rest, *natural(set(assigned.direct["activity"]) | set(rules["activity"])))
    number = {label: activity for activity, label in enumerate(labels)}
    rule_number = {rule: place for place, rule in enumerate(dict.fromkeys(rules["rule"]))}
    leads: dict[tuple[str, str], tuple[int, ...]] = {}
    for scheme, code, activity in _rows(assigned.direct, "scheme", "code", "activity"):
        leads[scheme, code] = (*leads.get((scheme, code), ()), number[activity])
    held: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for scheme, code, rule, part in _rows(assigned.parts, "scheme", "code", "rule", "part"):
        if rule in rule_number:
            held.setdefault((scheme, code), set()).add((rule_number[rule], int(part)))
    bad = set(_rows(assigned.malformed, "scheme", "code"))
    cells: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], int] = {}
    found = []
    for pair in _rows(codes, "scheme", "code"):
        activities, parts = leads.get(pair, ()), held.get(pair, set())
        if not activities and not parts:
            found.append(MALFORMED if pair in bad else OUTSIDE)
        elif len(activities) == 1 and not parts:
            found.append(cells.setdefault((activities, ()), activities[0]))
        else:
            key = (tuple(sorted(set(activities))), tuple(sorted(parts)))
            found.append(cells.setdefault(key, len(labels) + len(cells)))
    lookup = codes[["scheme", "code"]].assign(
        cell=np.array(found, dtype=np.int32), symbol=_symbols(codes) if with_symbols else 0
    )
    return ClassCells(
        lookup,
        _frame([(c, a) for (acts, _), c in cells.items() for a in acts], "cell", "activity"),
        _frame([(c, *p) for (_, ps), c in cells.items() for p in ps], "cell", "rule", "part"),
        _frame(
            [
                (rule_number[rule], number[activity], int(size))
                for rule, activity, size in rules[["rule", "activity", "parts"]].to_numpy()
            ],
            "rule", "activity", "parts",
        ),
        labels,
        all(len(acts) == 1 and not ps for acts, ps in cells),
    )  # fmt: skip


def _possible(assigned: Assignment) -> pd.DataFrame:
    """Keep the combinations of which the records have every part."""
    parts = assigned.parts[["rule", "part"]].drop_duplicates()
    there = parts.groupby("rule").size()
    rules = assigned.rules
    has = there.reindex(rules["rule"], fill_value=0).to_numpy()
    return rules[has >= rules["parts"].to_numpy()]


def _symbols(codes: pd.DataFrame) -> np.ndarray:
    """Give a number to each class that codes mean, whatever its spelling, IPC and CPC alike."""

    def symbol(scheme: str, code: str) -> str:
        taken = split_symbol(code) if scheme in {"ipc", "cpc"} else None
        if taken is None:
            return f"{scheme} {code.strip()}"
        return next(part for part in reversed(taken) if part)

    texts = [symbol(*pair) for pair in _rows(codes, "scheme", "code")]
    numbers, _ = pd.factorize(np.array(texts, dtype=object))
    return numbers.astype(np.int32)


def natural(labels: Iterable[str]) -> list[str]:
    """Order labels as people do: numbers by size, everything else by letters.

    Parameters
    ----------
    labels : iterable of str
        What to order.

    Returns
    -------
    list of str
        Each label once.

    Examples
    --------
    >>> natural(["10", "9"]), natural(["10", "9", "A61K"])
    (['9', '10'], ['10', '9', 'A61K'])
    """
    names = sorted(set(labels))
    if all(name.isascii() and name.isdigit() for name in names):
        names.sort(key=int)
    return names


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Go through rows as plain values, which is many times as fast as through a text column."""
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def _frame(rows: Sequence[tuple[int, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype("int32")
