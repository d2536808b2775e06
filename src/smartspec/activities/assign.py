"""Question: to which activities does each patent class, or each filing, belong?

In: a scheme and the distinct classes of some records. Out: class to activity, classes that belong
only together with others, and those that could not be read or belong nowhere.
Must not know: who filed, when or where, or how filings are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from smartspec.activities import wipo35
from smartspec.activities.entries import Entry, Span
from smartspec.activities.schemes import Scheme
from smartspec.activities.symbols import LEVELS, split_symbol
from smartspec.core.errors import RequestError

TOO_COARSE = "coarser than the level asked for"
IN_NO_ACTIVITY = "no entry of the scheme holds it alone"

Taken = tuple[str, str | None, str | None, str | None, str | None]
"""A class taken apart, see :func:`~smartspec.activities.symbols.split_symbol`."""


@dataclass(frozen=True)
class Assignment:
    """What classes mean in a scheme.

    Parameters
    ----------
    direct : pandas.DataFrame
        ``scheme, code, activity, symbol, rule``: one row per class and activity, as the records
        write the class; ``symbol`` is its canonical spelling and ``rule`` the entry that decided.
    parts : pandas.DataFrame
        ``scheme, code, rule, part``: the class is that part (from 0) of a combination.
    rules : pandas.DataFrame
        ``rule, activity, parts``: a filing belongs to the activity if its classes hold every part
        of the combination; ``parts`` is their number.
    malformed : pandas.DataFrame
        ``scheme, code``: what is no class.
    outside : pandas.DataFrame
        ``scheme, code, reason``: classes that alone belong to no activity; they may be part of a
        combination.
    """

    direct: pd.DataFrame
    parts: pd.DataFrame
    rules: pd.DataFrame
    malformed: pd.DataFrame
    outside: pd.DataFrame


def assign(chosen: Scheme, codes: pd.DataFrame) -> Assignment:
    """Give classes to activities.

    Parameters
    ----------
    chosen : Scheme
        From :func:`~smartspec.activities.schemes.scheme`.
    codes : pandas.DataFrame
        Columns ``scheme`` (``ipc``, ``cpc`` or a published one) and ``code``, as the records write
        it; other columns are ignored, rows that repeat are taken once, and classes of a
        classification that the scheme does not look in are left out.

    Returns
    -------
    Assignment
        Every class that the scheme looks at is in ``direct``, ``outside`` or ``malformed``.

    Raises
    ------
    RequestError
        If a column is missing.

    Notes
    -----
    Of the entries of one activity that hold a class, the finest decides whether it belongs; where
    an entry includes and an equally fine one excludes it, it does not. If the scheme's ``overlap``
    is ``"longest"``, only the activities with the finest of these entries get the class, all of
    them if several are equally fine; if ``"every"``, each activity gets it.

    Examples
    --------
    >>> from smartspec.activities.schemes import scheme
    >>> codes = pd.DataFrame({"scheme": "ipc", "code": ["A61K  31/00", "A61K0008020000", "?"]})
    >>> found = assign(scheme("wipo35"), codes)
    >>> found.direct[["code", "activity", "rule"]].values.tolist()
    [['A61K  31/00', '16', 'A61K31/'], ['A61K0008020000', '14', 'A61K8/']]
    >>> found.malformed["code"].tolist()
    ['?']
    """
    wanted = _distinct(chosen, codes)
    reading = _Published(chosen) if chosen.is_published else _Reading(chosen)
    direct: list[tuple[str, str, str, str, str]] = []
    parts: list[tuple[str, str, str, int]] = []
    malformed: list[tuple[str, str]] = []
    outside: list[tuple[str, str, str]] = []
    for classification, code in wanted:
        taken = reading.take(code)
        if taken is None:
            malformed.append((classification, code))
            continue
        found, combined = reading.of(classification, taken)
        if found:
            symbol = reading.text(taken)
            direct.extend((classification, code, name, symbol, rule) for name, rule in found)
        else:
            outside.append((classification, code, reading.why_outside))
        parts.extend((classification, code, rule, part) for rule, part in combined)
    return Assignment(
        _frame(direct, "scheme", "code", "activity", "symbol", "rule"),
        _frame(parts, "scheme", "code", "rule", "part"),
        _rules(chosen),
        _frame(malformed, "scheme", "code"),
        _frame(outside, "scheme", "code", "reason"),
    )


def filings_in(chosen: Scheme, classes: pd.DataFrame) -> pd.DataFrame:
    """Tell to which activities filings belong, by any one of their classes or by several together.

    Parameters
    ----------
    chosen : Scheme
        From :func:`~smartspec.activities.schemes.scheme`.
    classes : pandas.DataFrame
        Columns ``filing_id``, ``scheme`` and ``code``.

    Returns
    -------
    pandas.DataFrame
        ``filing_id, activity, rule``: one row per filing and entry of the scheme that holds it.

    Raises
    ------
    RequestError
        If a column is missing.

    Examples
    --------
    >>> from smartspec.activities.schemes import scheme
    >>> classes = pd.DataFrame({"filing_id": ["1", "1", "2"], "scheme": "ipc",
    ...                         "code": ["F17D5/02", "E03B7/00", "F17D5/02"]})
    >>> filings_in(scheme("oecd_env:level3"), classes).values.tolist()
    [['1', '2.1.4', '[F17D5/02 and E03]']]
    """
    if "filing_id" not in classes:
        raise RequestError("The classes lack the column 'filing_id'. Name it so.")
    found = assign(chosen, classes)
    key = ["scheme", "code"]
    alone = classes.merge(found.direct, on=key)[["filing_id", "activity", "rule"]]
    held = classes.merge(found.parts, on=key)[["filing_id", "rule", "part"]].drop_duplicates()
    sizes = held.groupby(["filing_id", "rule"], sort=False, as_index=False).agg(
        held=("part", "size")
    )
    whole = sizes.merge(found.rules, on="rule")
    together = whole[whole["held"] == whole["parts"]][["filing_id", "activity", "rule"]]
    everything = pd.concat([alone, together], ignore_index=True)
    return everything.drop_duplicates(ignore_index=True)


def _distinct(chosen: Scheme, codes: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for column in ("scheme", "code"):
        if column not in codes:
            raise RequestError(f"The classes lack the column '{column}'. Name it so.")
    wanted = codes.loc[codes["scheme"].isin(chosen.classifications), ["scheme", "code"]]
    distinct = wanted.drop_duplicates()
    text = distinct["code"].fillna("").astype("str")
    return zip(distinct["scheme"].tolist(), text.tolist(), strict=True)


def _frame(rows: Sequence[tuple[object, ...]], *columns: str) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
    kinds = {name: "int64" if name in {"part", "parts"} else "str" for name in columns}
    return frame.astype(kinds)


def _rules(chosen: Scheme) -> pd.DataFrame:
    rows = {
        (entry.rule, entry.activity): len(entry.parts)
        for entry in chosen.entries
        if entry.is_about_filings
    }
    return _frame([(*key, parts) for key, parts in rows.items()], "rule", "activity", "parts")


class _Published:
    """Fields that the source publishes: the code is the activity."""

    why_outside = IN_NO_ACTIVITY

    def __init__(self, chosen: Scheme) -> None:
        self._is_wipo = chosen.name.endswith(":wipo35")

    def take(self, code: str) -> Taken | None:
        """Return the field; a number of WIPO's may be written 015 or 15.0."""
        text = code.strip().removesuffix(".0")
        if self._is_wipo:
            field = wipo35.find_field(text)
            text = field.code if field else ""
        return (text, None, None, None, None) if text else None

    def of(
        self, classification: str, taken: Taken
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
        """Return the field itself."""
        del classification
        return ((taken[0], taken[0]),), ()

    def text(self, taken: Taken) -> str:
        """Return no symbol, as there is no class."""
        del taken
        return ""


class _Reading:
    """A scheme made ready for many classes: what was found for a main group is kept."""

    def __init__(self, chosen: Scheme) -> None:
        self._level = LEVELS.index(chosen.level) if chosen.is_hierarchy else None
        self.why_outside = TOO_COARSE if chosen.is_hierarchy else IN_NO_ACTIVITY
        self._longest = chosen.overlap == "longest"
        self._entries = chosen.entries
        self._order = {activity: place for place, activity in enumerate(chosen.names)}
        self._whole: dict[str, list[int]] = {}
        self._groups: dict[str, list[int]] = {}
        self._subgroups: dict[str, list[int]] = {}
        self._spans: list[tuple[Span, int, int]] = []  # span, entry, part
        for number, entry in enumerate(chosen.entries):
            for part, spans in enumerate(entry.parts):
                for span in spans:
                    self._add(span, number, part)
        self._above: dict[Taken, tuple[int, ...]] = {}
        self._decided: dict[
            tuple[str, tuple[int, ...]],
            tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]],
        ] = {}

    def _add(self, span: Span, entry: int, part: int) -> None:
        place = self._groups if span.first else self._whole
        place = self._subgroups if span.has_subgroups else place
        place.setdefault(span.stem, []).append(len(self._spans))
        self._spans.append((span, entry, part))

    def take(self, code: str) -> Taken | None:
        """Take a class apart; None if it is none."""
        return split_symbol(code)

    def text(self, taken: Taken) -> str:
        """Return the canonical spelling."""
        section, klass, subclass, group, subgroup = taken
        return subgroup or group or subclass or klass or section

    def of(
        self, classification: str, taken: Taken
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
        """Return activities, each with the entry that decided, and parts of combinations."""
        if self._level is not None:
            name = taken[self._level]
            return (((name, name),), ()) if name is not None else ((), ())
        key = (classification, self._spans_of(taken))
        found = self._decided.get(key)
        if found is None:
            found = self._decided[key] = self._decide(*key)
        return found

    def _spans_of(self, taken: Taken) -> tuple[int, ...]:
        section, klass, subclass, group, subgroup = taken
        above = (section, klass, subclass, group, None)
        found = self._above.get(above)
        if found is None:
            found = self._above[above] = self._spans_above(above)
        if subgroup is not None and group in self._subgroups:
            digits = subgroup.partition("/")[2]
            fine = self._subgroups[group]
            found += tuple(one for one in fine if self._spans[one][0].has_digits(digits))
        return found

    def _spans_above(self, taken: Taken) -> tuple[int, ...]:
        """Return the spans that hold a main group, or what is coarser."""
        found = [one for name in taken if name for one in self._whole.get(name, ())]
        subclass, group = taken[2], taken[3]
        if subclass is not None and group is not None:
            number = int(group[4:])
            for one in self._groups.get(subclass, ()):
                span = self._spans[one][0]
                if int(span.first) <= number <= int(span.last):
                    found.append(one)
        return tuple(found)

    def _decide(
        self, classification: str, spans: tuple[int, ...]
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
        """Weigh the spans that hold a class."""
        best: dict[str, tuple[int, bool, Entry]] = {}
        combined: dict[tuple[str, int], None] = {}
        for one in spans:
            span, number, part = self._spans[one]
            entry = self._entries[number]
            if classification not in entry.classifications:
                continue
            if entry.is_about_filings:
                combined[entry.rule, part] = None
                continue
            weight = (span.rank, not entry.include)
            if entry.activity not in best or weight > best[entry.activity][:2]:
                best[entry.activity] = (*weight, entry)
        kept = {name: (rank, entry) for name, (rank, out, entry) in best.items() if not out}
        if self._longest and kept:
            finest = max(rank for rank, _ in kept.values())
            kept = {name: pair for name, pair in kept.items() if pair[0] == finest}
        ordered = sorted(kept, key=self._order.__getitem__)
        return tuple((name, kept[name][1].text) for name in ordered), tuple(combined)
