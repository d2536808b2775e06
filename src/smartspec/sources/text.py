"""Question: how is a text file made such that a strict reader of tables can read it?

In: its bytes, in whatever encoding and with whatever line ends, perhaps cut off. Out: its header;
a clean copy with the same line numbers, and which lines had to be left out.
Must not know: what the columns mean, or any provider.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from smartspec.core.errors import RequestError, listing, nearest
from smartspec.sources.archives import CutOffError
from smartspec.sources.format import Kind

HEAD = 1 << 18
"""How many bytes are looked at to find the header."""

OTHER_ENCODING = "cp1252"
"""What a file that is not UTF-8 is read as: Western European, of which Latin-1 is a part."""

OTHER_SEPARATORS = (",", ";", "\t", "|")
"""What may stand between fields where another mark should."""

KEPT = 20
"""How many faulty lines of one reason in one file are kept to be shown."""


@dataclass(frozen=True)
class Head:
    """What the first line of a file tells.

    Parameters
    ----------
    headers : tuple of str
        Names of the columns as written; none if the file is empty.
    separator : str
        What stands between them.
    encoding : str
        ``"utf-8"``, or what the byte-order mark says.
    mended : bool
        Whether the file must be copied clean before it is read.
    """

    headers: tuple[str, ...]
    separator: str
    encoding: str
    mended: bool


@dataclass
class Copy:
    """What happened while a clean copy was made.

    Parameters
    ----------
    path : Path
        The copy: UTF-8, lines end with a line feed, no NUL byte.
    nul_lines : int, default 0
        Lines left out because of NUL bytes.
    nul_shown : list of tuple, default empty
        The first of them: line number and text.
    cut : tuple, optional
        Line number and text where the file is cut off, if it is.
    """

    path: Path
    nul_lines: int = 0
    nul_shown: list[tuple[int, str]] = field(default_factory=list)
    cut: tuple[int, str] | None = None


def read_head(name: str, blocks: Iterator[bytes], kind: Kind) -> Head:
    """Read the header of a file.

    Parameters
    ----------
    name : str
        The file as the user knows it.
    blocks : iterator of bytes
        Its bytes.
    kind : Kind
        What it should be.

    Returns
    -------
    Head
        Its columns, separator and encoding.

    Raises
    ------
    RequestError
        If it is no text.
    """
    start = b""
    try:
        for block in blocks:
            start += block
            if len(start) >= HEAD:
                break
    except CutOffError:
        pass  # counted when the file is read
    encoding = _encoding(start)
    text = start.decode(encoding, "replace").lstrip("\ufeff")
    line = re.split("[\r\n]", text, maxsplit=1)[0]
    if "\0" in line or (len(text) >= HEAD and len(line) == len(text)):
        raise RequestError(f"{name} is no text table. Is it the file that its name says?")
    mended = encoding != "utf-8" or ("\r" in text and "\n" not in text)
    split = {mark: _fields(line, mark, kind.quote) for mark in kind.separators}
    wanted = {spelling for column in kind.columns for spelling in column.spellings}
    separator = max(split, key=lambda mark: sum(cell.casefold() in wanted for cell in split[mark]))
    return Head(tuple(split[separator]) if line else (), separator, encoding, mended)


def find_columns(name: str, head: Head, kind: Kind) -> dict[str, int]:
    """Find the columns that are read, whatever their case and order.

    Parameters
    ----------
    name : str
        The file as the user knows it.
    head : Head
        Its header.
    kind : Kind
        What it should be.

    Returns
    -------
    dict of str to int
        Name of a column to its position; an optional one that the file lacks is left out.

    Raises
    ------
    RequestError
        If a column is lacking, or there twice.
    """
    folded = [cell.casefold() for cell in head.headers]
    found: dict[str, int] = {}
    for column in kind.columns:
        spelling = next((name for name in column.spellings if name in folded), None)
        if spelling is None and column.optional:
            continue
        if spelling is None:
            wanted = " or ".join(column.headers or (column.name,))
            raise RequestError(
                f"{name} has no column {wanted}; its first line has "
                f"{listing(head.headers, limit=12)}. {_advice(column.spellings[0], head)}"
            )
        if folded.count(spelling) > 1:
            raise RequestError(f"{name} has the column {spelling} twice. Rename one of them.")
        found[column.name] = folded.index(spelling)
    return found


def copy_clean(blocks: Iterator[bytes], target: Path, encoding: str) -> Copy:
    """Write a clean copy with the same line numbers.

    A line with NUL bytes becomes an empty line, which readers of tables skip. The last line of a
    file that is cut off is left out.

    Parameters
    ----------
    blocks : iterator of bytes
        The bytes of the file.
    target : Path
        The copy.
    encoding : str
        In which the file is.

    Returns
    -------
    Copy
        What was left out.
    """
    done = Copy(target)
    lines = 0
    with target.open("wb") as out:
        tail = b""
        try:
            for block in _line_feeds(_as_utf8(blocks, encoding)):
                whole, feed, rest = (tail + block).rpartition(b"\n")
                tail = rest
                if feed:
                    out.write(_without_nul(whole, lines, done) + feed)
                    lines += whole.count(b"\n") + 1
        except CutOffError:
            done.cut = (lines + 1, tail.decode("utf-8", "replace"))
        else:
            out.write(_without_nul(tail, lines, done))
    return done


def is_other_encoding(path: Path) -> bool:
    """Tell whether a file is in another encoding than UTF-8, rather than damaged here and there.

    Parameters
    ----------
    path : Path
        A text file with some line that is not UTF-8.

    Returns
    -------
    bool
        True if nearly no line with such letters is UTF-8; looks at the first 10,000 of them.
    """
    good = bad = 0
    with path.open("rb") as stream:
        for line in stream:
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
            if good + bad >= 10_000:
                break
    return good * 20 < bad


def _advice(wanted: str, head: Head) -> str:
    """Say what may be behind a missing column: another separator, another name, another file."""
    line = head.separator.join(head.headers)
    between = {mark: line.count(mark) for mark in OTHER_SEPARATORS if mark != head.separator}
    likely = max(between, key=lambda mark: between[mark])
    if between[likely] > line.count(head.separator):
        shown = "tab" if likely == "\t" else f"'{likely}'"
        return f"Its fields seem to be separated by {shown}; convert it."
    guess = nearest(wanted, head.headers)
    return f"Did you mean '{guess}'?" if guess else "Is it the file that its name says?"


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _fields(line: str, separator: str, quote: str) -> list[str]:
    if quote:
        cells = next(csv.reader([line], delimiter=separator, quotechar=quote), [])
    else:
        cells = line.split(separator)
    return [cell.strip() for cell in cells]


def _latin_letter(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("smartspec.latin", _latin_letter)


def _as_utf8(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        yield from blocks
        return
    errors = "smartspec.latin" if encoding == OTHER_ENCODING else "replace"
    decode = codecs.getincrementaldecoder(encoding)(errors).decode
    for block in blocks:
        yield decode(block).encode("utf-8")


def _line_feeds(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """End every line with a line feed, and keep no other carriage return."""
    first, held = True, b""
    lone = b" "
    for block in blocks:
        text = held + block
        if first:
            text = text.removeprefix(codecs.BOM_UTF8)
            lone = b"\n" if b"\n" not in text else b" "  # lines may end as they did on old Macs
            first = False
        held = b"\r" if text.endswith(b"\r") else b""
        text = text.removesuffix(b"\r")
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", lone)
        yield text
    if held:
        yield lone


def _without_nul(text: bytes, before: int, done: Copy) -> bytes:
    """Empty the lines that have NUL bytes, so that the numbers of the others stay."""
    if b"\0" not in text:
        return text
    lines = text.split(b"\n")
    for index, line in enumerate(lines):
        if b"\0" in line:
            done.nul_lines += 1
            if len(done.nul_shown) < KEPT:
                done.nul_shown.append((before + index + 1, line.decode("utf-8", "replace")))
            lines[index] = b""
    return b"\n".join(lines)
