"""Question: which data ship with smartspec, where are they from, and what must a reader know?

In: the name of a data set. Out: its record from the catalogue.
Must not know: the data themselves.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from smartspec.core.errors import unknown
from smartspec.core.provenance import Source


class DatasetKind(StrEnum):
    """What a data set is, and hence how it is read."""

    ACTIVITY_TABLE = "activity_table"
    """Counts of activities by place and period."""

    POLICY_TABLE = "policy_table"
    """Which economy has which policy."""

    CLAIMS = "claims"
    """What a publication says of economies."""

    OUTLINE = "outline"
    """Shapes for maps."""


@dataclass(frozen=True)
class Column:
    """One column of a data set.

    Parameters
    ----------
    name : str
        As in the file.
    role : str
        ``place``, ``activity``, ``period``, ``value`` or ``attribute``.
    meaning : str
        What it holds, in words.
    """

    name: str
    role: str
    meaning: str


@dataclass(frozen=True)
class Dataset:
    """The record of one data set.

    Parameters
    ----------
    name : str
        Short name, as in ``smartspec datasets NAME``.
    title : str
        What the data are.
    description : str
        In a sentence or two.
    kind : DatasetKind
        What it is.
    coverage : str
        How many places, activities and periods.
    file : str
        Name of the file in the package.
    rows : int
        Records in the file.
    unit : str
        What is counted.
    events : bool
        Whether what is counted are separate events (filings, articles), so that chance can be told
        from pattern; jobs are not.
    mix_only : bool
        Whether the counts are fit for the mix of a place but not for its size, weight or growth.
    places : str
        Vocabulary of the places: ``economies`` or ``cbsa``.
    activities : str
        Vocabulary of the activities, empty if there are none.
    period : str
        The one period of a file without such a column, else empty.
    columns : tuple of Column
        In the order of the file.
    source : Source
        Publisher, version, licence, address, hash and caveats.
    """

    name: str
    title: str
    description: str
    kind: DatasetKind
    coverage: str
    file: str
    rows: int
    unit: str
    events: bool
    mix_only: bool
    places: str
    activities: str
    period: str
    columns: tuple[Column, ...]
    source: Source

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a careful reader has to know before using the data."""
        return self.source.caveats

    @property
    def path(self) -> Traversable:
        """The file in the package."""
        return resources.files(__package__).joinpath("data", self.file)

    def column(self, role: str) -> str | None:
        """Return the name of the column that has a role, None if there is none."""
        return next((column.name for column in self.columns if column.role == role), None)


def datasets() -> tuple[Dataset, ...]:
    """Return the records of all data sets, in the order of the catalogue.

    Returns
    -------
    tuple of Dataset
        One a data set.

    Examples
    --------
    >>> [entry.name for entry in datasets()][:3]
    ['patent_families', 'science_articles', 'pct_applications']
    """
    return tuple(_read().values())


def dataset(name: str) -> Dataset:
    """Return the record of one data set.

    Parameters
    ----------
    name : str
        Short name.

    Returns
    -------
    Dataset
        The record.

    Raises
    ------
    RequestError
        If there is none of that name.

    Examples
    --------
    >>> dataset("patent_families").column("place")
    'iso3'
    """
    found = _read().get(name.strip().lower().replace("-", "_"))
    if found is None:
        raise unknown("data set", name, _read(), see="smartspec datasets")
    return found


@cache
def _read() -> dict[str, Dataset]:
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {entry["name"]: _as_dataset(entry) for entry in tomllib.loads(text)["dataset"]}


def _as_dataset(entry: dict[str, Any]) -> Dataset:
    source = Source(
        entry["name"],
        title=entry["title"],
        publisher=entry["publisher"],
        version=entry["version"],
        licence=entry["licence"],
        url=entry.get("url", ""),
        sha256=entry["sha256"],
        caveats=tuple(entry["caveats"]),
    )
    return Dataset(
        name=entry["name"],
        title=entry["title"],
        description=entry["description"],
        kind=DatasetKind(entry["kind"]),
        coverage=entry["coverage"],
        file=entry["file"],
        rows=entry["rows"],
        unit=entry["unit"],
        events=entry.get("events", True),
        mix_only=entry.get("mix_only", False),
        places=entry["places"],
        activities=entry["activities"],
        period=entry.get("period", ""),
        columns=tuple(Column(**column) for column in entry["column"]),
        source=source,
    )
