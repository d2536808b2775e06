"""Question: how are the figures shown?

In: rows of figures. Out: a table that reads well on a terminal and in README.md.
Must not know: where the figures come from.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "pandera", "duckdb", "ibis-framework")


class Limit(NamedTuple):
    """What was promised; None where nothing was.

    Parameters
    ----------
    seconds : float, optional
        At most so long.
    peak_mb : float, optional
        At most so much memory.
    times : float, optional
        At most so many times the baseline.
    least_times : float, optional
        At least so many times the baseline: what is compared with is that much slower.
    """

    seconds: float | None = None
    peak_mb: float | None = None
    times: float | None = None
    least_times: float | None = None

    def __str__(self) -> str:
        parts = []
        if self.times is not None:
            parts.append(f"{self.times:g} ×")
        if self.least_times is not None:
            parts.append(f"at least {self.least_times:g} ×")
        if self.seconds is not None:
            parts.append(f"{self.seconds:g} s")
        if self.peak_mb is not None:
            parts.append(f"{self.peak_mb:g} MB")
        return ", ".join(parts)


NO_LIMIT = Limit()


class Baseline(NamedTuple):
    """What a row is compared with, measured in the same run."""

    name: str
    seconds: float


class Row(NamedTuple):
    """One line of the table; without any figure it is a heading."""

    what: str
    seconds: float | None
    peak_mb: float | None = None
    baseline: Baseline | None = None
    limit: Limit = NO_LIMIT
    cpu_seconds: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the promise is kept: yes, no, or empty if there is none."""
        if self.limit == NO_LIMIT:
            return ""
        pairs = [
            (self.seconds, self.limit.seconds),
            (self.peak_mb, self.limit.peak_mb),
            (self._times, self.limit.times),
        ]
        if self._times is not None and self.limit.least_times is not None:
            pairs.append((-self._times, -self.limit.least_times))
        promised = [(found, limit) for found, limit in pairs if limit is not None]
        kept = all(found is not None and found < limit for found, limit in promised)
        return "yes" if kept else "no"

    @property
    def ratio(self) -> str:
        """How many times the baseline it takes."""
        if self._times is None or self.baseline is None:
            return ""
        return f"{_plain(self._times)} × {self.baseline.name}"

    @property
    def _times(self) -> float | None:
        if self.baseline is None or self.seconds is None:
            return None
        return self.seconds / self.baseline.seconds


HEADER = ("", "seconds", "CPU s", "peak MB", "against", "limit", "kept")


def to_markdown(title: str, rows: Iterable[Row]) -> list[str]:
    """Lay rows out as a Markdown table with columns of equal width.

    Parameters
    ----------
    title : str
        Stands over the first column.
    rows : iterable of Row
        In the order shown.

    Returns
    -------
    list of str
        Lines.
    """
    cells = [(title, *HEADER[1:]), *(_cells(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADER))]
    right = {1, 2, 3}
    lines = [
        " | ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    rule = "|".join(
        ("-" * (width + 1) + ":") if column in right else "-" * (width + 2)
        for column, width in enumerate(widths)
    )
    return [f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:]), ""]


def machine() -> str:
    """Describe the machine and the libraries in a sentence."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {os.cpu_count()} cores ({_processor()}{load}), {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}."
    )


def write_between_marks(file: Path, text: str) -> None:
    """Put the table where the marks are and leave the rest of the file as it is."""
    before, begin, rest = file.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{file} has lost its marks {BEGIN} and {END}; put them back.")
    file.write_text(f"{before}{BEGIN}\n{text.strip()}\n{END}{after}", "utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    if row.seconds is None and row.limit == NO_LIMIT:
        return (f"**{row.what}**", *[""] * (len(HEADER) - 1))
    return (
        row.what,
        "" if row.seconds is None else _plain(row.seconds),
        "" if row.cpu_seconds is None else _plain(row.cpu_seconds),
        "" if row.peak_mb is None else f"{row.peak_mb:,.0f}",
        row.ratio,
        str(row.limit),
        row.verdict,
    )


def _plain(number: float) -> str:
    """Write two or three figures that count: 0.0042, 0.31, 12.6, 250."""
    if number >= 10:
        return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
    return f"{float(f'{number:.2g}'):g}" if number < 1 else f"{number:.2f}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
