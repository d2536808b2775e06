"""Question: in which line of a file does a row stand?

In: a text file and the cells of rows, in the order of the file. Out: line numbers.
Must not know: why anybody asks.
"""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Sequence
from pathlib import Path

TRIES = 20_000
"""Places looked at for one row before it is given up."""
STEP = 1 << 24


def locate(
    path: Path, rows: Sequence[tuple[str, ...]], *, separator: str, quote: str, nth: int = 1
) -> list[int | None]:
    """Find the lines in which rows stand.

    A reader of tables that works on several parts of a file at once does not tell line numbers.
    This searches for the longest cell of a row and then compares all of it.

    Parameters
    ----------
    path : Path
        A text file in UTF-8.
    rows : sequence of tuple of str
        All cells of each row, in the order of the file.
    separator : str
        Between fields.
    quote : str
        Around fields; ``""`` if a quote is text.
    nth : int, default 1
        Which of several equal rows is meant, counted from the row before.

    Returns
    -------
    list of int or None
        The number of the line in which each row begins, the first line being 1; None if not found.
    """
    if path.stat().st_size == 0:
        return [None for _ in rows]
    found: list[int | None] = []
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        line, counted_to, position = 1, 0, 0
        for row in rows:
            at = position
            for _ in range(nth):
                begin, end = _find(text, row, at, separator, quote)
                at = end
            if begin < 0:
                found.append(None)
                continue
            if begin < counted_to:
                line, counted_to = 1, 0
            line += _line_feeds(text, counted_to, begin)
            counted_to = begin
            position = end if nth == 1 else 0
            found.append(line)
    return found


def _find(
    text: mmap.mmap, row: tuple[str, ...], start: int, separator: str, quote: str
) -> tuple[int, int]:
    """Return where the line of a row begins and ends, -1 if it is not there."""
    if start < 0:
        return -1, -1
    marks = f"[\n{quote}]"
    pieces = (piece for cell in row for piece in re.split(marks, cell))
    needle = max(pieces, key=len).encode("utf-8")
    position = start
    for _ in range(TRIES):
        position = text.find(needle, position) if needle else -1
        if position < 0:
            break
        begin = max(text.rfind(b"\n", 0, position) + 1, start)
        end = text.find(b"\n", position)
        end = len(text) if end < 0 else end
        if _cells(text[begin:end], separator, quote) == row:
            return begin, end
        position = end
    return -1, -1


def _cells(line: bytes, separator: str, quote: str) -> tuple[str, ...]:
    plain = line.decode("utf-8", "replace").removesuffix("\r").removeprefix("\ufeff")
    if not quote:
        return tuple(plain.split(separator))
    return tuple(next(csv.reader([plain], delimiter=separator, quotechar=quote), []))


def _line_feeds(text: mmap.mmap, begin: int, end: int) -> int:
    return sum(text[at : min(at + STEP, end)].count(b"\n") for at in range(begin, end, STEP))
