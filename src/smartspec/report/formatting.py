"""Question: how is a number written for a reader?

In: unrounded numbers. Out: short text, rounded once and for all.
Must not know: what the number measures, or where the text will stand.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, SupportsFloat, cast

from smartspec.core.errors import counted

if TYPE_CHECKING:
    from smartspec.report.blocks import ColumnSpec, Table

__all__ = [
    "DASH",
    "DOT",
    "EMPTY",
    "MINUS",
    "NOT_AVAILABLE",
    "SMALLEST_P",
    "as_number",
    "cell",
    "cells",
    "count",
    "counted",
    "interval",
    "is_missing",
    "joined",
    "number",
    "ordinal",
    "p_value",
    "percent",
    "ratio",
    "signed",
    "span",
]

MINUS = "−"
DASH = "–"
EMPTY = DASH
DOT = "•"
ENDLESS = 1_000
NOT_AVAILABLE = "n/a"
SMALLEST_P = 0.001
_YEARS = re.compile(r"(?<=\d{4})-(?=\d{4})")


def number(value: object, *, decimals: int = 0) -> str:
    """Write a number with thousands separators and a fixed number of decimals.

    Parameters
    ----------
    value : float or None
        What to write; missing values become ``"n/a"``.
    decimals : int, default 0
        Digits after the point.

    Returns
    -------
    str
        Such as ``"12,345"``. A value that rounds to zero has no sign.

    Examples
    --------
    >>> number(12345.6), number(float("nan")), number(-0.001, decimals=2)
    ('12,346', 'n/a', '0.00')
    """
    amount = as_number(value)
    if amount is None:
        return NOT_AVAILABLE
    if math.isinf(amount):
        return f"{MINUS if amount < 0 else ''}∞"
    text = f"{abs(amount):,.{decimals}f}"
    rounds_to_zero = not text.strip("0.,")
    return text if rounds_to_zero or amount > 0 else f"{MINUS}{text}"


def count(value: object) -> str:
    """Write a count, never passing a small fractional one off as none.

    Parameters
    ----------
    value : float or None
        What to write.

    Returns
    -------
    str
        Such as ``"12,345"``; ``"<1"`` for what is positive but rounds to zero.

    Examples
    --------
    >>> count(12345.6), count(0.3), count(0)
    ('12,346', '<1', '0')
    """
    amount = as_number(value)
    text = number(value)
    return "<1" if amount is not None and amount > 0 and text == "0" else text


def span(period: object) -> str:
    """Write a span of years with an en dash; any other label stays as it is.

    Parameters
    ----------
    period : str
        Label of a period or window.

    Returns
    -------
    str
        Such as ``"2007–2009"``.

    Examples
    --------
    >>> print(span("2007-2009"), span("pre-war"))
    2007–2009 pre-war
    """
    return _YEARS.sub(DASH, str(period))


def ratio(value: object) -> str:
    """Write a ratio such as an RTA to two decimals, never passing a small one off as none.

    Parameters
    ----------
    value : float or None
        What to write.

    Returns
    -------
    str
        Such as ``"1.57"``; ``"<0.01"`` for what is positive but rounds to zero.

    Examples
    --------
    >>> ratio(1.567), ratio(0.001), ratio(0)
    ('1.57', '<0.01', '0.00')
    """
    amount = as_number(value)
    text = number(value, decimals=2)
    return "<0.01" if amount is not None and amount > 0 and text == "0.00" else text


def interval(low: object, high: object) -> str:
    """Write the two ends of an interval.

    Parameters
    ----------
    low, high : float or None
        The ends.

    Returns
    -------
    str
        Such as ``"1.02–1.35"``; ``"0.15 or more"`` if it has no upper end worth telling;
        ``"n/a"`` if an end is missing.

    Examples
    --------
    >>> print(interval(1.02, 1.349), interval(0.15, 194_811.7))
    1.02–1.35 0.15 or more
    """
    top = as_number(high)
    if as_number(low) is None or top is None:
        return NOT_AVAILABLE
    bottom = number(low, decimals=2)
    # So far up an end says only that the data say nothing.
    return f"{bottom} or more" if top > ENDLESS else f"{bottom}{DASH}{number(top, decimals=2)}"


def signed(value: object, *, decimals: int = 2) -> str:
    """Write a change with its sign.

    Parameters
    ----------
    value : float or None
        The change.
    decimals : int, default 2
        Digits after the point.

    Returns
    -------
    str
        Such as ``"+0.12"``; a change that rounds to zero has no sign.

    Examples
    --------
    >>> signed(0.124), signed(0.001)
    ('+0.12', '0.00')
    """
    amount = as_number(value)
    text = number(value, decimals=decimals)
    positive = amount is not None and amount > 0 and text.strip("0.,")
    return f"+{text}" if positive else text


def p_value(value: object) -> str:
    """Write a p-value or q-value to three decimals.

    Parameters
    ----------
    value : float or None
        Between 0 and 1.

    Returns
    -------
    str
        Such as ``"0.032"``; ``"<0.001"`` for anything smaller.

    Examples
    --------
    >>> p_value(0.0321), p_value(1e-9)
    ('0.032', '<0.001')
    """
    amount = as_number(value)
    if amount is None:
        return NOT_AVAILABLE
    return f"<{SMALLEST_P}" if amount < SMALLEST_P else f"{amount:.3f}"


def percent(value: object, *, decimals: int = 1) -> str:
    """Write a value that is already in per cent.

    Parameters
    ----------
    value : float or None
        Per cent, so 12.3 and not 0.123.
    decimals : int, default 1
        Digits after the point.

    Returns
    -------
    str
        Such as ``"12.3%"``.

    Examples
    --------
    >>> percent(12.345)
    '12.3%'
    """
    text = number(value, decimals=decimals)
    return text if text == NOT_AVAILABLE else f"{text}%"


def ordinal(position: int) -> str:
    """Write a rank.

    Parameters
    ----------
    position : int
        From 1.

    Returns
    -------
    str
        Such as ``"2nd"``.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    teens = range(11, 14)
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if position % 100 in teens else endings.get(position % 10, "th")
    return f"{position:,}{ending}"


def joined(items: Iterable[object], *, last: str = "and") -> str:
    """Write a list as a sentence has it.

    Parameters
    ----------
    items : iterable
        What to list.
    last : str, default "and"
        The word before the last item.

    Returns
    -------
    str
        Such as ``"a, b and c"``.

    Examples
    --------
    >>> joined(["optics", "biotechnology", "games"])
    'optics, biotechnology and games'
    >>> joined([])
    ''
    """
    names = [str(item) for item in items]
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def as_number(value: object) -> float | None:
    """Return a value as a float, or None where it is missing or no number.

    Parameters
    ----------
    value : object
        A number of Python, numpy or pandas, None, NaN or NA.

    Returns
    -------
    float or None
        The number; infinite ones stay.

    Examples
    --------
    >>> as_number(3), as_number(None), as_number("3")
    (3.0, None, None)
    """
    if not isinstance(value, numbers.Real) and not hasattr(value, "__float__"):
        return None
    try:
        amount = float(cast("SupportsFloat", value))
    except (TypeError, ValueError):
        return None
    return None if math.isnan(amount) else amount


_WRITERS: dict[str, Callable[[object], str]] = {
    "int": number,
    "count": count,
    "decimal1": lambda value: number(value, decimals=1),
    "decimal2": lambda value: number(value, decimals=2),
    "ratio": ratio,
    "signed": signed,
    "p": p_value,
    "pct": percent,
    "percent-points": lambda value: signed(value, decimals=1),
}


def cell(value: object, column: ColumnSpec, upper: object = None) -> str:
    """Write one cell of a table as its column asks.

    Parameters
    ----------
    value : object
        The value.
    column : ColumnSpec
        How the column is written.
    upper : object, optional
        The other end, where the column is an interval.

    Returns
    -------
    str
        The text; a dash where there is no value, nothing where a flag is down.

    Examples
    --------
    >>> from smartspec.report.blocks import ColumnSpec
    >>> cell(0.0004, ColumnSpec("q", "q", "p"))
    '<0.001'
    """
    if column.format == "interval":
        text = interval(value, upper)
    elif column.format == "flag":
        return DOT if _is_true(value) else ""
    elif column.format == "year":
        amount = as_number(value)
        text = NOT_AVAILABLE if amount is None else f"{amount:.0f}"
    elif column.format in ("text", "span"):
        text = str(value) if column.format == "text" else span(value)
        return EMPTY if is_missing(value) else text
    else:
        text = _WRITERS[column.format](value)
    return EMPTY if text == NOT_AVAILABLE else text


def cells(table: Table) -> list[list[str]]:
    """Write the rows that a report shows of a table.

    Parameters
    ----------
    table : Table
        The table.

    Returns
    -------
    list of list of str
        One list a row, one text a column.
    """
    shown = table.shown
    columns = []
    for column in table.columns:
        uppers = shown[column.upper] if column.upper else [None] * len(shown)
        pairs = zip(shown[column.name], uppers, strict=True)
        columns.append([cell(value, column, upper) for value, upper in pairs])
    return [list(row) for row in zip(*columns, strict=True)]


def is_missing(value: object) -> bool:
    """Tell whether a value is missing: None, NaN, NaT, NA or an empty text.

    Parameters
    ----------
    value : object
        What stands in a cell.

    Returns
    -------
    bool
        True where there is nothing to show.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing(""), is_missing(0)
    (True, True, False)
    """
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, str):
        return not value
    return isinstance(value, numbers.Real) and math.isnan(value)


def _is_true(value: object) -> bool:
    return not is_missing(value) and bool(value)
