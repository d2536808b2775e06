"""Question: which activities and classes does somebody's own list of classes have?

In: a CSV file with the columns code and activity. Out: its entries, and names of activities.
Must not know: the lists that ship, or how classes are given to activities.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from smartspec.activities.entries import Entry, parse_entry
from smartspec.core.errors import RequestError, listing, nearest

COLUMNS = ("code", "activity", "name", "include", "classification")
"""The first two must be there."""
CLASSIFICATIONS: Mapping[str, tuple[str, ...]] = {
    "": ("ipc", "cpc"),
    "ipc": ("ipc",),
    "cpc": ("cpc",),
    "ipc+cpc": ("ipc", "cpc"),
}
_YES_NO = {"": True, "include": True, "exclude": False}
_SEPARATORS = ",;\t"
_SHOWN = 3


@dataclass(frozen=True)
class OwnList:
    """A list of classes that a user wrote.

    Parameters
    ----------
    entries : tuple of Entry
        In the order of the file.
    names : mapping of str to str
        Activity to its name; itself where the file gives none.
    """

    entries: tuple[Entry, ...]
    names: Mapping[str, str]


def read_own_list(file: Path) -> OwnList:
    """Read a list of classes of one's own.

    Parameters
    ----------
    file : Path
        CSV in UTF-8, separated by commas, semicolons or tabs. Columns: ``code`` (an entry as for
        :func:`~smartspec.activities.entries.parse_entry`), ``activity`` and, if wanted, ``name``
        (of the activity), ``include`` (``include`` or ``exclude``) and ``classification`` (``ipc``,
        ``cpc`` or ``ipc+cpc``, which is understood). Others are ignored.

    Returns
    -------
    OwnList
        Its entries and names.

    Raises
    ------
    RequestError
        If it cannot be read, lacks a column, or rows are wrong; the first ones are told with their
        numbers.
    """
    rows = list(_rows(_text(file), file))
    entries: list[Entry] = []
    names: dict[str, str] = {}
    faults: list[str] = []
    for number, row in rows:
        try:
            entry = _entry(row)
            _name(names, entry.activity, row.get("name", ""))
        except ValueError as error:
            faults.append(f"row {number} ({error})")
        else:
            entries.append(entry)
    if faults:
        raise RequestError(
            f"{file} has rows that cannot be read: {listing(faults, limit=_SHOWN)}. Mend or remove "
            "them."
        )
    if not any(entry.include for entry in entries):
        raise RequestError(f"{file} includes no class. Add rows with a code and an activity.")
    return OwnList(tuple(entries), {activity: names[activity] or activity for activity in names})


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise RequestError(f"File {file} does not exist. Check the path.") from None
    except IsADirectoryError:
        raise RequestError(f"{file} is a folder. Name a .csv file in it.") from None
    except UnicodeDecodeError:
        raise RequestError(f"{file} is not in UTF-8. Save it as CSV in UTF-8.") from None
    except OSError as error:
        raise RequestError(f"Cannot read {file}: {error.strerror or error}.") from None


def _rows(text: str, file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows that are not empty, each with its number as a spreadsheet shows it."""
    header_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header_line.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise RequestError(f"{file} is no whole CSV file: {error}. Save it anew.") from None
    header = [label.strip().lower() for label in table[0]] if table else []
    for column in COLUMNS[:2]:
        if column not in header:
            guess = nearest(column, header)
            raise RequestError(
                f"{file} has no column '{column}'{f' (is it {guess!r}?)' if guess else ''}. A list "
                f"of classes has the columns code and activity; this one has: {listing(header)}."
            )
    doubled = [column for column in COLUMNS if header.count(column) > 1]
    if doubled:
        raise RequestError(f"{file} has a column twice: {doubled[0]}. Rename one of them.")
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            padded = [cell.strip() for cell in cells] + [""] * len(header)
            yield number, dict(zip(header, padded, strict=False))


def _entry(row: Mapping[str, str]) -> Entry:
    code, activity = row["code"], row["activity"]
    for column, cell in (("code", code), ("activity", activity)):
        if not cell:
            raise ValueError(f"its {column} is empty")
    include = row.get("include", "").lower()
    classification = row.get("classification", "").lower().replace(" ", "").replace("/", "+")
    if include not in _YES_NO:
        raise ValueError(f"include is 'include' or 'exclude', not '{include}'")
    if classification not in CLASSIFICATIONS:
        raise ValueError(f"classification is ipc, cpc or ipc+cpc, not '{classification}'")
    try:
        parts = parse_entry(code)
    except ValueError as error:
        raise ValueError(f"'{code}': {error}") from None
    if len(parts) > 1 and not _YES_NO[include]:
        raise ValueError(f"'{code}': only single classes can be taken out, not combinations")
    return Entry(code, parts, activity, _YES_NO[include], CLASSIFICATIONS[classification])


def _name(names: dict[str, str], activity: str, name: str) -> None:
    known = names.setdefault(activity, name)
    if known and name and known != name:
        raise ValueError(f"activity {activity} is named '{known}' above and '{name}' here")
    names[activity] = known or name
