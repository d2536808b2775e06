"""Question: which data does a study read, and what are its places and activities called?

In: a study. Out: an activity table with unions among its places, the place that the study is about,
names to show, sources and notes.
Must not know: what will be computed, or how it will look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from smartspec.activities.wipo35 import find_field
from smartspec.core.errors import RequestError, listing, unknown
from smartspec.core.provenance import Source, sha256_of
from smartspec.datasets.catalogue import Dataset, DatasetKind, dataset, datasets
from smartspec.datasets.load import load_table
from smartspec.places.economies import economy_name, find_economy
from smartspec.places.groups import union
from smartspec.places.labels import resolve
from smartspec.policy.likeness import Basis, bases
from smartspec.study.from_records import FromRecords, count_for_study, count_unions
from smartspec.study.read import StudyFile
from smartspec.study.schema import Data, Windows
from smartspec.tables.activity import ActivityTable
from smartspec.tables.files import read_frame

if TYPE_CHECKING:
    import pandas as pd

WIPO35 = "wipo35"


@dataclass(frozen=True)
class Names:
    """What to call places and activities in a report.

    Parameters
    ----------
    places, activities, short_activities : mapping
        Label to name; a label that is not in it is its own name.
    common : bool
        Whether activities are common nouns, which are written small within a sentence.
    """

    places: Mapping[str, str]
    activities: Mapping[str, str]
    short_activities: Mapping[str, str]
    common: bool

    def place(self, label: str) -> str:
        """Return a place's name."""
        return self.places.get(label, label)

    def activity(self, label: str) -> str:
        """Return an activity's name."""
        return self.activities.get(label, label)

    def short(self, label: str) -> str:
        """Return an activity's name for a chart."""
        return self.short_activities.get(label, self.activity(label))


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a study reads.

    Parameters
    ----------
    table : ActivityTable
        Counts, with the study's unions among the places.
    place : str
        Label of the place that the study is about.
    names : Names
        What to call places and activities.
    unions : mapping
        Union to its members.
    are_economies : bool
        Whether the places are economies, so that maps and policies apply.
    events : bool
        Whether what is counted are events, so that chance can be told from pattern.
    mix_only : bool
        Whether the counts say nothing of a place's weight in the whole.
    title : str
        What the data are, in words.
    dataset : str
        Name of the shipped data set; empty for a file of one's own.
    counted : FromRecords or None
        The records that the table was counted from, with an account of every row.
    """

    table: ActivityTable
    place: str
    names: Names
    unions: Mapping[str, tuple[str, ...]]
    are_economies: bool
    events: bool
    mix_only: bool
    title: str
    dataset: str
    counted: FromRecords | None = None

    @property
    def place_name(self) -> str:
        """Name of the place that the study is about."""
        return self.names.place(self.place)


def read_inputs(file: StudyFile, *, step: Callable[[str], None] = lambda _: None) -> Inputs:
    """Read the data that a study asks for.

    Parameters
    ----------
    file : StudyFile
        A checked study.
    step : callable, optional
        Told what is done next.

    Returns
    -------
    Inputs
        Everything the chain needs to begin.

    Raises
    ------
    RequestError
        With file, line and key, if the data, the place or a union cannot be found.
    """
    data = file.study.data
    entry, counted = None, None
    if data.shipped:
        with file.at("data", "dataset"):
            entry = dataset(data.shipped)
            table = load_table(data.shipped)
        are_economies = entry.places == "economies"
    elif data.records:
        counted = count_for_study(file, step=step)
        table, are_economies = counted.table, counted.are_economies
    else:
        table, are_economies = _own_table(file, data)
    unions = _unions(file, table)
    names = _names(table, unions, are_economies=are_economies, vocabulary=_vocabulary(data, entry))
    if counted:
        names = _of_records(names, counted)
    if unions and counted and file.study.counting.count == "whole":
        table = table.with_rows(count_unions(file, unions))
    elif unions:
        table = table.with_places(unions)
    with file.at("study", "place"):
        asked = file.study.study.place
        place = _by_name(asked, names) or _place(asked, table, data.shipped, are_economies)
    return Inputs(
        table=table,
        place=place,
        names=names,
        unions=MappingProxyType(unions),
        are_economies=are_economies,
        events=entry.events if entry else data.events,
        mix_only=bool(entry and entry.mix_only),
        title=_title(data, entry, table),
        dataset=data.shipped,
        counted=counted,
    )


def _title(data: Data, entry: Dataset | None, table: ActivityTable) -> str:
    if entry:
        return entry.title
    if data.records:
        return data.source or (table.sources[0].title if table.sources else "Records")
    return data.source or Path(data.file).name


def _of_records(names: Names, counted: FromRecords) -> Names:
    """Put the names that records and schemes have behind those that are known anyway."""
    places = {label: name for label, name in counted.place_names.items() if name != label}
    activities = {label: name for label, name in counted.activity_names.items() if name != label}
    return replace(
        names,
        places=_distinct(places | dict(names.places)),
        activities=_distinct(activities | dict(names.activities)),
        common=bool(activities) or names.common,
    )


def _vocabulary(data: Data, entry: Dataset | None) -> str:
    """Name the vocabulary of the activities; a table of one's own has none unless it says so."""
    return entry.activities if entry else data.activities


def dataset_for(place: str) -> Basis:
    """Choose the finest data set that ships and has an economy, with its last window.

    Parameters
    ----------
    place : str
        Code or name of an economy; anything else gets the first choice.

    Returns
    -------
    Basis
        Data set and window.
    """
    found = find_economy(place)
    if found is None:
        return bases()[0]
    having = [basis for basis in bases() if found.iso3 in set(load_table(basis.dataset).places)]
    enough = [basis for basis in having if _records(basis, found.iso3) >= basis.minimum]
    return (enough or having or list(bases()))[0]


def _records(basis: Basis, code: str) -> float:
    """Count an economy's records in the window of a basis and in the study's earlier one."""
    table = load_table(basis.dataset)
    windows = (basis.window, Windows().before)
    return float(min(table.matrix(window).row(code).sum() for window in windows))


def _own_table(file: StudyFile, data: Data) -> tuple[ActivityTable, bool]:
    """Read a table of the user's own, beside the study file, and tell whether it has economies."""
    with file.at("data", "file"):
        path = file.folder / data.file
        frame = read_frame(path, values=[data.columns.value])
        source = Source(
            name=path.name,
            title=data.source or path.name,
            publisher=data.source,
            licence=data.licence or "not stated in the study",
            sha256=sha256_of(path),
        )
    with file.at("data", "columns"):
        columns = data.columns
        economies, note = _are_economies(frame, data)
        table = ActivityTable.from_frame(
            frame,
            place=columns.place,
            activity=columns.activity,
            period=columns.period,
            value=columns.value,
            unit=data.unit,
            sources=[source],
            reference=data.reference or None,
            economies=economies,
            aggregates="keep" if data.keep_aggregates else "leave_out",
            duplicates="sum" if data.sum_duplicates else "refuse",
            missing=data.missing,
        )
    return replace(table, notes=(*table.notes, *note)), economies


def _are_economies(frame: pd.DataFrame, data: Data) -> tuple[bool, tuple[str, ...]]:
    """Find out whether places are economies: all of them must be, or the study says so."""
    if data.economies is not None or data.columns.place not in frame.columns:
        return bool(data.economies), ()
    found = resolve(frame[data.columns.place].astype("str").unique())
    if found.unmatched or len(found.economies) < 2:
        return False, ()
    label, code = next(iter(found.economies.items()))
    return True, (
        f"All places match economies and were read as such ({label} is {economy_name(code)}). If "
        "they are not, say economies = false under [data].",
    )


def _unions(file: StudyFile, table: ActivityTable) -> dict[str, tuple[str, ...]]:
    """Resolve the members of the study's unions; only those whose members the data have."""
    known = set(table.places)
    made: dict[str, tuple[str, ...]] = {}
    for name, asked in file.study.places.items():
        with file.at("places", name, "members"):
            members = union(name, asked.members).members
            if name in known:
                raise RequestError(f"'{name}' is a place of the data already; choose another name.")
            lacking = [member for member in members if member not in known]
            used = name in (file.study.study.place, *file.study.peers.members)
            if lacking and used:
                raise unknown(f"place for the union {name}", lacking[0], table.places)
            if not lacking:
                made[name] = members
    return made


def _by_name(asked: str, names: Names) -> str | None:
    """Find the label of a region that is asked for by its name, as the report calls it."""
    return next((label for label, name in names.places.items() if name == asked), None)


def _place(asked: str, table: ActivityTable, shipped: str, are_economies: bool) -> str:
    """Find the place that the study is about among the labels of the table."""
    known = set(table.places)
    if asked in known:
        return asked
    economy = find_economy(asked) if are_economies or shipped else None
    if economy is None and not are_economies:
        raise unknown("place", asked, table.places)
    if economy is None:
        named = {found.name for label in known if (found := find_economy(label))}
        raise unknown("place", asked, sorted(known | named))
    if economy.iso3 in known:
        return economy.iso3
    if not shipped:
        raise unknown("place", asked, table.places)
    others = [
        entry.name
        for entry in datasets()
        if entry.places == "economies"
        and entry.kind is DatasetKind.ACTIVITY_TABLE
        and economy.iso3 in set(load_table(entry.name).places)
    ]
    have = f" These have it: {listing(others)}." if others else ""
    raise RequestError(f"{shipped} has no {economy.name}.{have} Choose a data set under [data].")


def _names(
    table: ActivityTable,
    unions: Mapping[str, tuple[str, ...]],
    *,
    are_economies: bool,
    vocabulary: str,
) -> Names:
    places = {
        label: found.name
        for label in table.places
        if are_economies and label not in unions and (found := find_economy(label))
    }
    if vocabulary == WIPO35:
        fields = {label: find_field(label) for label in table.activities}
        known = {label: found for label, found in fields.items() if found}
        activities = {label: found.name for label, found in known.items()}
        short = {label: found.short for label, found in known.items()}
        return Names(_distinct(places), _distinct(activities), _distinct(short), common=True)
    if vocabulary:
        capital = {label: label[:1].upper() + label[1:] for label in table.activities}
        return Names(_distinct(places), _distinct(capital), {}, common=True)
    return Names(_distinct(places), {}, {}, common=False)


def _distinct(names: dict[str, str]) -> dict[str, str]:
    """Leave out names that two labels share, so that the two stay apart in a report."""
    times = Counter(names.values())
    return {label: name for label, name in names.items() if times[name] == 1}
