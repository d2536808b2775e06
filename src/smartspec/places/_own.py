"""Question: which place does a region belong to in somebody's own table of places?

In: a CSV file with the columns region, place and, if regions are divided, weight. Out: the parts.
Must not know: which regions occur, or what is counted.
"""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smartspec.core.errors import RequestError, counted, listing, nearest
from smartspec.places.labels import Kind, kind_of

OTHERS = "*"
"""In the column region: every region that the table does not name."""

_UNKNOWN = "UNK"
_SEPARATORS = ",;\t"
_TOLERANCE = 1e-6  # tables print shares with six digits or so; what is kept is divided by the sum


@dataclass(frozen=True)
class Own:
    """A table of places of one's own.

    Parameters
    ----------
    file : str
        Name of the file.
    weights : mapping of str to tuple
        Region to its places with weights that add up to 1.
    rest : str
        Place of all other regions; empty if there is none.
    """

    file: str
    weights: Mapping[str, tuple[tuple[str, float], ...]]
    rest: str = ""


def read_own(file: Path) -> Own:
    """Read a table of places of one's own.

    Parameters
    ----------
    file : Path
        CSV in UTF-8, separated by commas, semicolons or tabs, with the columns ``region``,
        ``place`` and, if regions are divided, ``weight``. Other columns are ignored.

    Returns
    -------
    Own
        The table, checked.

    Raises
    ------
    RequestError
        If the file cannot be read, lacks a column or has a row that makes no sense; the row is
        named.
    """
    rows = _rows(file)
    found: dict[str, dict[str, tuple[float, int]]] = defaultdict(dict)
    for line, row in rows:
        region, place, weight = _checked(file, line, row)
        if place in found[region]:
            raise _bad(file, line, f"{region} stands in {place} twice", "Keep one row.")
        found[region][place] = (weight, line)
    weights = {region: _parts(file, region, places) for region, places in found.items()}
    rest = weights.pop(OTHERS, ())
    if len(rest) > 1:
        raise RequestError(
            f"{file}: '{OTHERS}' (every other region) has {len(rest)} places; it can have one."
        )
    if not weights:
        raise RequestError(f"{file} names no region. Add rows such as DE300,Berlin.")
    return Own(file.name, weights, rest[0][0] if rest else "")


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Read the rows with their line numbers, whatever of the usual separators they have."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise RequestError(f"Cannot read {file}: {reason[:1].lower()}{reason[1:]}.") from None
    except UnicodeDecodeError:
        raise RequestError(f"{file} is not text in UTF-8. Save it as CSV in UTF-8.") from None
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        table = [
            (reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise _bad(file, reader.line_num, str(error), "Save it as plain CSV.") from None
    if not table:
        raise RequestError(f"{file} is empty. It needs the columns region and place.")
    header = [name.strip().casefold() for name in table[0][1]]
    for name in ("region", "place"):
        if name not in header:
            guess = nearest(name, header)
            hint = f" Is '{guess}' meant?" if guess else ""
            raise RequestError(
                f"{file} has no column '{name}'; it has {listing(table[0][1], limit=12)}.{hint} "
                "It needs region and place, and weight if regions are divided."
            )
    wanted = [name for name in ("region", "place", "weight") if name in header]
    at = {name: header.index(name) for name in wanted}
    return [
        (line, {name: cells[i].strip() if i < len(cells) else "" for name, i in at.items()})
        for line, cells in table[1:]
    ]


def _checked(file: Path, line: int, row: Mapping[str, str]) -> tuple[str, str, float]:
    """Take one row apart and refuse what makes no sense."""
    region, place = row["region"], row["place"]
    if not region or not place:
        lacking = "place" if region else "region"
        raise _bad(file, line, f"the {lacking} is empty", "Fill it in, or take the row out.")
    kind = kind_of(place)
    if kind is Kind.AGGREGATE:
        raise _bad(
            file,
            line,
            f"the place '{place}' reads as a sum of others, which indicators keep out",
            "Give it a name of its own.",
        )
    written = row.get("weight", "")
    try:
        weight = float(written) if written else 1.0
    except ValueError:
        raise _bad(file, line, f"the weight '{written}' is no number", "Write 0.4.") from None
    if not (math.isfinite(weight) and 0 < weight <= 1):
        raise _bad(file, line, f"the weight {written} is not above 0 and up to 1", "Write 0.4.")
    return region, _UNKNOWN if kind is Kind.UNKNOWN_ORIGIN else place, weight


def _parts(
    file: Path, region: str, places: Mapping[str, tuple[float, int]]
) -> tuple[tuple[str, float], ...]:
    """Check that the weights of a region add up to 1."""
    total = math.fsum(weight for weight, _ in places.values())
    if abs(total - 1) > _TOLERANCE:
        lines = sorted(line for _, line in places.values())
        rows = f"{'row' if len(lines) == 1 else 'rows'} {listing(lines)}"
        raise RequestError(
            f"{file}, {rows}: the {counted(len(lines), 'weight')} of {region} add up to {total:g} "
            "in place of 1. Let each region's weights add up to 1, or leave them out."
        )
    return tuple((place, weight / total) for place, (weight, _) in sorted(places.items()))


def _bad(file: Path, line: int, what: str, how: str) -> RequestError:
    return RequestError(f"{file}, row {line}: {what}. {how}")
