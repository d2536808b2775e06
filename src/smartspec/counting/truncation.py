"""Question: up to which year are the records whole?

In: the year that filings are counted by, and the latest years that the records show. Out: the last
whole year, and why.
Must not know: engines, or how filings are counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from smartspec.tables.periods import Window


@dataclass(frozen=True)
class Truncation:
    """Up to which year counts are whole.

    Parameters
    ----------
    basis : str
        The year that filings are counted by.
    complete_to : int or None
        The last whole year; None if it cannot be told, and then every year counts as whole.
    seen : int or None
        The latest year that the records show.
    seen_by : str
        Of which kind that year is: ``"publication"``, ``"filing"``...
    chosen : bool
        Whether the user said so.
    """

    basis: str
    complete_to: int | None
    seen: int | None = None
    seen_by: str = ""
    chosen: bool = False

    def is_complete(self, window: Window) -> bool:
        """Tell whether all years of a window are whole.

        Parameters
        ----------
        window : Window
            Years that are counted together.

        Returns
        -------
        bool
            False if its last year comes after the last whole one.
        """
        return self.complete_to is None or window.end <= self.complete_to

    def note(self, last: int) -> str:
        """Say which years are not whole.

        Parameters
        ----------
        last : int
            The last year that was counted.

        Returns
        -------
        str
            A sentence; empty if every year is whole.
        """
        if self.complete_to is None or last <= self.complete_to:
            return ""
        years = str(Window(self.complete_to + 1, last))
        if self.chosen:
            return f"Counts of {years} are marked incomplete, as complete_to asks."
        return (
            f"Counts by {self.basis} year are marked incomplete for {years}: the records show "
            f"{self.seen_by} years up to {self.seen}, and filings become known 18 months after "
            f"their priority ({entry()['source']})."
        )


def truncation(
    basis: str, latest: Mapping[str, int | None], *, complete_to: int | None = None
) -> Truncation:
    """Work out the last whole year.

    Parameters
    ----------
    basis : {"priority", "filing", "publication", "grant", "none"}
        The year that filings are counted by.
    latest : mapping of str to int or None
        The latest year of each kind that the records show.
    complete_to : int, optional
        The last whole year, if the user knows it.

    Returns
    -------
    Truncation
        The last whole year, from the best kind of year that the records have.

    Examples
    --------
    >>> truncation("priority", {"publication": 2022, "filing": 2021}).complete_to
    2020
    """
    if basis == "none":
        return Truncation(basis, None)
    if complete_to is not None:
        return Truncation(basis, complete_to, chosen=True)
    for kind, lag in _read()["lag"][basis].items():
        seen = latest.get(kind)
        if seen is not None:
            return Truncation(basis, seen - int(lag), seen, kind)
    return Truncation(basis, None)


def entry() -> Mapping[str, str]:
    """Say where the lags come from.

    Returns
    -------
    mapping of str to str
        ``version, source, doi, rule``.
    """
    found: dict[str, str] = _read()["entry"]
    return found


@cache
def _read() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("truncation.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
