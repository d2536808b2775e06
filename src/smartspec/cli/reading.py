"""Question: how is the table that was named on the command line read?

In: a file or the name of a data set, and what its columns are called. Out: an activity table.
Must not know: what is computed of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, listing, unknown

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.activities.wipo35 import Field
    from smartspec.datasets.catalogue import Dataset
    from smartspec.tables.activity import ActivityTable

INPUT_HELP = (
    "A .csv(.gz), .tsv, .parquet or .xlsx file, - for standard input, or the name of a data set "
    "that ships ('smartspec datasets')."
)


class Missing(StrEnum):
    """What to do with empty values."""

    REFUSE = "refuse"
    DROP = "drop"
    ZERO = "zero"


@dataclass(frozen=True)
class Reading:
    """How a table of one's own is to be read; the names are those of the options."""

    place: str = "place"
    activity: str = "activity"
    period: str = "period"
    value: str = "value"
    reference: str | None = None
    wide: bool = False
    economies: bool = False
    keep_aggregates: bool = False
    sum_duplicates: bool = False
    missing: Missing = Missing.REFUSE

    def given(self, *names: str) -> list[str]:
        """Return which of these options differ from what is understood without them.

        Parameters
        ----------
        *names : str
            Options by name.

        Returns
        -------
        list of str
            As they are typed.
        """
        usual = Reading()
        differing = [name for name in names if getattr(self, name) != getattr(usual, name)]
        return [f"--{name.replace('_', '-')}" for name in differing]


USUAL = Reading()


def table_of(source: str, reading: Reading) -> ActivityTable:
    """Read the table that was named.

    Parameters
    ----------
    source : str
        A file, ``-`` or the name of a data set.
    reading : Reading
        How a table of one's own is to be read.

    Returns
    -------
    ActivityTable
        Checked.

    Raises
    ------
    RequestError
        If there is neither, or it cannot be read.
    """
    return _shipped(source, reading) if _ships(source) else _own(source, reading)


def is_mix_only(source: str) -> bool:
    """Whether what was named is a data set that is fit for the mix of a place alone.

    Parameters
    ----------
    source : str
        A file, ``-`` or the name of a data set.

    Returns
    -------
    bool
        False for a table of one's own, of which nothing is known.
    """
    entry = shipped_entry(source)
    return entry is not None and entry.mix_only


def shipped_entry(source: str) -> Dataset | None:
    """Find the entry of the data set that was named.

    Parameters
    ----------
    source : str
        A file, ``-`` or the name of a data set.

    Returns
    -------
    Dataset or None
        None for a table of one's own.
    """
    from smartspec.datasets.catalogue import dataset

    return dataset(_as_dataset(source)) if _ships(source) else None


def label_of(places: Sequence[str], name: str) -> str:
    """Find a place by its label, or an economy by a name of its.

    Parameters
    ----------
    places : sequence of str
        Labels that there are.
    name : str
        What was typed.

    Returns
    -------
    str
        The label.

    Raises
    ------
    RequestError
        If there is no such place.
    """
    from smartspec.places.economies import find_economy

    if name in places:
        return name
    found = find_economy(name)
    if found is not None and found.iso3 in places:
        return found.iso3
    raise unknown("place", name, places)


def fields_of(source: str, activities: Iterable[str]) -> dict[str, Field]:
    """Find what activities are, where what was named is a data set with fields of the WIPO.

    Parameters
    ----------
    source : str
        A file, ``-`` or the name of a data set.
    activities : iterable of str
        Their labels.

    Returns
    -------
    dict of str to Field
        Label to field; empty for other tables.
    """
    from smartspec.activities.wipo35 import find_field

    entry = shipped_entry(source)
    if entry is None or entry.activities != "wipo35":
        return {}
    found = {label: find_field(label) for label in activities}
    return {label: field for label, field in found.items() if field is not None}


def with_names(source: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Put names beside labels of activities, where it is known what they are.

    Parameters
    ----------
    source : str
        A file, ``-`` or the name of a data set.
    frame : pandas.DataFrame
        With a column ``activity``, and perhaps ``related_activity``.

    Returns
    -------
    pandas.DataFrame
        The same with ``activity_name`` and ``related_activity_name`` behind their labels; as it
        was for other tables than data sets with fields of the WIPO.
    """
    found = frame.copy()
    for column in ("activity", "related_activity"):
        known = fields_of(source, frame[column].unique()) if column in frame else {}
        if known:
            names = [known[label].name if label in known else "" for label in frame[column]]
            found.insert(list(found.columns).index(column) + 1, f"{column}_name", names)
    return found


def check_out(source: str, out: str) -> None:
    """Refuse before any work what could not be written, or would take the place of the input.

    Parameters
    ----------
    source : str
        What is read.
    out : str
        What is to be written.

    Raises
    ------
    RequestError
        If the ending is not known, or both are one file.
    """
    from smartspec.tables.files import ending_of

    ending_of(out)
    if Path(out).exists() and Path(source).exists() and Path(out).samefile(source):
        raise RequestError(f"{out} is the input; its data would be lost. Choose another name.")


def _ships(source: str) -> bool:
    """Whether a name is that of a data set and not of a file."""
    from smartspec.datasets.catalogue import datasets
    from smartspec.tables.files import STANDARD

    if source == STANDARD or Path(source).is_file():
        return False
    names = [entry.name for entry in datasets()]
    if _as_dataset(source) in names:
        return True
    if source.replace("-", "_").isidentifier():
        raise unknown("file or data set", source, names, see="smartspec datasets")
    return False


def _as_dataset(source: str) -> str:
    return source.lower().replace("-", "_")


def _shipped(source: str, reading: Reading) -> ActivityTable:
    """Load a data set, which its catalogue says how to read."""
    from smartspec.datasets.load import load_table

    ignored = reading.given(*(field.name for field in fields(reading)))
    if ignored:
        raise RequestError(
            f"{source} is read as its catalogue says; {listing(ignored)} would have no effect. "
            f"Leave it out, or make a file first: smartspec datasets {source} -o FILE"
        )
    return load_table(_as_dataset(source))


def _own(source: str, reading: Reading) -> ActivityTable:
    """Read a table of the user's own."""
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.files import read_frame
    from smartspec.tables.frames import melt

    frame = read_frame(source, values=[reading.value])
    if reading.wide:
        named = reading.given("place", "activity", "period", "value")
        if named:
            raise RequestError(
                "With --wide the first column holds the places and each other one is an activity, "
                f"so {listing(named)} would have no effect. Leave it out."
            )
        frame = melt(frame)
    return ActivityTable.from_frame(
        frame,
        place=reading.place,
        activity=reading.activity,
        period=reading.period,
        value=reading.value,
        reference=reading.reference,
        economies=reading.economies,
        aggregates="keep" if reading.keep_aggregates else "leave_out",
        duplicates="sum" if reading.sum_duplicates else "refuse",
        missing=reading.missing.value,
    )
