"""Question: which rows could not be used, and why?

In: rows with file, line and reason, as they are met. Out: how many of each, a sample to look at.
Must not know: what makes a row unusable.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from smartspec.core.errors import RequestError, counted
from smartspec.tables.microdata import REJECTS, Outcome, Rejected

SHOWN = 20
"""Rows of one file and one reason that are kept to be looked at."""
SHOWN_IN_ALL = 1_000
LETTERS = 500
"""How much of a row is kept."""

CUT = "the file is cut off or damaged here; what followed is lost"
DAMAGED = "the archive is cut off or damaged; nothing in it can be read"


def is_damage(reason: str) -> bool:
    """Tell whether rows were lost because a file is cut off, so that nobody knows how many.

    Parameters
    ----------
    reason : str
        Why rows could not be used.

    Returns
    -------
    bool
        Whether a file or an archive is damaged.
    """
    return reason in {CUT, DAMAGED}


class Rejects:
    """Counts rows that could not be used, and keeps a sample of them.

    Parameters
    ----------
    limit : int, optional
        With more rows left out than this, in all files together, reading stops. Rows that are there
        twice, and cells that are read as missing, do not count towards it. A file that is cut off
        exceeds any limit, since nobody knows how much it lost.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._counts: Counter[tuple[str, str, Outcome]] = Counter()
        self._samples: list[tuple[str, int | None, str, str]] = []
        self._shown: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, reason: str, rows: int, *, outcome: Outcome = "rejected") -> None:
        """Count rows of one file and one reason.

        Parameters
        ----------
        name : str
            The file.
        reason : str
            Why.
        rows : int
            How many; none are not counted.
        outcome : {"rejected", "kept", "duplicate"}, default "rejected"
            What becomes of them.

        Raises
        ------
        RequestError
            If there are now more than the limit.
        """
        if not rows:
            return
        self._counts[name, reason, outcome] += rows
        self._check(name, reason)

    def _check(self, name: str, reason: str) -> None:
        if self._limit is None:
            return
        if is_damage(reason):
            raise RequestError(
                f"{name} is cut off or damaged, so nobody knows how many rows are lost, and "
                f"--max-rejects {self._limit} allows no more than that. Nothing was written. Get "
                "the file anew, or leave --max-rejects out."
            )
        if self.left_out > self._limit:
            raise RequestError(self._too_many())

    def show(self, name: str, line: int | None, reason: str, text: str) -> None:
        """Keep a row to be looked at, unless there are enough like it.

        Parameters
        ----------
        name : str
            The file.
        line : int or None
            Its number, the header being 1; None if it could not be found.
        reason : str
            Why it could not be used.
        text : str
            The row.
        """
        if len(self._samples) >= SHOWN_IN_ALL or self._shown[name, reason] >= SHOWN:
            return
        self._shown[name, reason] += 1
        shown = text.replace("\0", "\\0")
        if len(shown) > LETTERS:
            shown = f"{shown[:LETTERS]}..."
        self._samples.append((name, line, reason, shown))

    @property
    def left_out(self) -> int:
        """Rows that are left out and not because they are there twice."""
        return sum(n for (_, _, outcome), n in self._counts.items() if outcome == "rejected")

    def counts(self) -> tuple[Rejected, ...]:
        """Return how many rows of each file and reason.

        Returns
        -------
        tuple of Rejected
            In the order in which they were met.
        """
        return tuple(
            Rejected(name, reason, rows, outcome)
            for (name, reason, outcome), rows in self._counts.items()
        )

    def write(self, folder: Path) -> None:
        """Write the sample, if there is any, into a folder.

        Parameters
        ----------
        folder : Path
            Where ``rejects.csv`` goes.
        """
        if not self._samples:
            return
        with (folder / REJECTS).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("file", "line", "reason", "text"))
            writer.writerows(
                (name, "" if line is None else line, reason, text)
                for name, line, reason, text in self._samples
            )

    def _too_many(self) -> str:
        left_out = Counter({key: n for key, n in self._counts.items() if key[2] == "rejected"})
        (name, reason, _), rows = left_out.most_common(1)[0]
        where = next((s for s in self._samples if s[0] == name and s[2] == reason), None)
        line = f", first in line {where[1]}" if where and where[1] is not None else ""
        return (
            f"At least {counted(self.left_out, 'row')} could not be used, more than --max-rejects "
            f"{self._limit}; most of them in {name}: {reason} ({rows:,}{line}). Nothing was "
            "written. Mend the files, or allow more."
        )
