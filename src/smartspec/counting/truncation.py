"""Question: up to which year are the records whole?

In: the year that filings are counted by, and how many filings the records have of each year. Out:
the last whole year, and why.
Must not know: engines, or how filings are counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from smartspec.tables.periods import Window


@dataclass(frozen=True)
class Seen:
    """How far records run.

    Parameters
    ----------
    latest : mapping of str to int
        The latest year of each kind that the records show; without kinds that they lack.
    granted_only : bool
        Whether they have granted filings alone.
    """

    latest: Mapping[str, int] = field(default_factory=dict)
    granted_only: bool = False


def seen(years: pd.DataFrame, *, next_year: int | None = None) -> Seen:
    """Tell how far records run, without being misled by single wrong years.

    Parameters
    ----------
    years : pandas.DataFrame
        ``kind, year, filings``; the year may be missing.
    next_year : int, optional
        No year after it can be right; by default the next one of the calendar.

    Returns
    -------
    Seen
        Of each kind the last year that has at least a hundredth of the filings of the fullest one.

    Examples
    --------
    >>> years = pd.DataFrame(
    ...     {"kind": "publication", "year": [2020, 2021, 2999, None], "filings": [500, 400, 1, 3]}
    ... )
    >>> seen(years).latest
    {'publication': 2021}
    """
    rules = _read()
    last = datetime.now(UTC).year + 1 if next_year is None else next_year
    known = years[years["year"].notna() & (years["year"] <= last)]
    latest = {}
    for kind, own in known.groupby("kind"):
        full = own["filings"] >= rules["seen"]["share"] * own["filings"].max()
        latest[str(kind)] = int(own.loc[full, "year"].max())
    grants = years[years["kind"] == "grant"]
    granted = grants.loc[grants["year"].notna(), "filings"].sum()
    is_granted = granted >= rules["granted"]["share"] * grants["filings"].sum()
    return Seen(latest, "grant" in latest and "publication" not in latest and bool(is_granted))


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
    granted_only : bool
        Whether the records have granted filings alone.
    chosen : bool
        Whether the user said so.
    """

    basis: str
    complete_to: int | None
    seen: int | None = None
    seen_by: str = ""
    granted_only: bool = False
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
        told = f"Counts by {self.basis} year are marked incomplete for {years}: "
        if self.granted_only:
            cited = entry(granted=True)
            return (
                f"{told}only granted filings are in the records, with grants up to {self.seen}, "
                f"and a filing is granted years after it ({cited['source']}; {cited['status']})."
            )
        return (
            f"{told}the records show {self.seen_by} years up to {self.seen}, and filings become "
            f"known 18 months after their priority ({entry()['source']})."
        )


def truncation(basis: str, known: Seen, *, complete_to: int | None = None) -> Truncation:
    """Work out the last whole year.

    Parameters
    ----------
    basis : {"priority", "filing", "publication", "grant", "none"}
        The year that filings are counted by.
    known : Seen
        How far the records run.
    complete_to : int, optional
        The last whole year, if the user knows it.

    Returns
    -------
    Truncation
        The last whole year, from the best kind of year that the records have.

    Examples
    --------
    >>> truncation("priority", Seen({"publication": 2022, "filing": 2021})).complete_to
    2020
    >>> truncation("filing", Seen({"grant": 2022, "filing": 2021}, granted_only=True)).complete_to
    2017
    """
    if basis == "none":
        return Truncation(basis, None)
    if complete_to is not None:
        return Truncation(basis, complete_to, chosen=True)
    rules = _read()
    by_grant = known.granted_only and basis in rules["granted"]
    for kind, lag in rules["granted" if by_grant else "lag"][basis].items():
        if kind in known.latest:
            last = known.latest[kind]
            return Truncation(basis, last - int(lag), last, kind, granted_only=by_grant)
    return Truncation(basis, None)


def entry(*, granted: bool = False) -> Mapping[str, str]:
    """Say where the lags come from.

    Parameters
    ----------
    granted : bool, default False
        Whether those of records of granted filings alone are meant.

    Returns
    -------
    mapping of str to str
        ``version, source, doi, rule`` and, for granted filings, ``status``: how far it was checked.
    """
    found = _read()["granted" if granted else "entry"]
    return {name: str(value) for name, value in found.items() if not isinstance(value, dict)}


@cache
def _read() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("truncation.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
