"""Question: what do the data that ship say?

In: the name of a data set. Out: its table as published, as an activity table, or as shapes.
Must not know: which indicator or chart will read it.
"""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

from smartspec.core.errors import RequestError, listing
from smartspec.datasets.catalogue import Dataset, DatasetKind, dataset, datasets

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.tables.activity import ActivityTable

ENVIRONMENT = "all environmental sustainability technologies"
REMAINDER = "all other technologies"
_ALL_FIELDS = "All fields"
_ENVIRONMENT_SET = "uspto_environment"
_NUMBER_COLUMNS = frozenset(
    {"year", "families", "articles_fractional", "applications", "patents"}
    | {"employment", "establishments"}
)


def load_frame(name: str) -> pd.DataFrame:
    """Return a data set as it ships: every row and column, nothing left out.

    Parameters
    ----------
    name : str
        Name of a table in the catalogue.

    Returns
    -------
    pandas.DataFrame
        Codes and labels as text (``"15"``, ``"10100"``), years and counts as numbers.

    Raises
    ------
    RequestError
        If there is no such data set, or it is no table.

    Examples
    --------
    >>> frame = load_frame("patent_families")
    >>> len(frame), frame.loc[0, "wipo_field"]
    (30590, '1')
    """
    import pandas as pd

    entry = dataset(name)
    if entry.kind is DatasetKind.OUTLINE:
        raise _not_a(entry, "table", "Use load_outline().")
    text = {column.name: "str" for column in entry.columns if column.name not in _NUMBER_COLUMNS}
    return pd.read_csv(io.BytesIO(_content(entry)), dtype=text, keep_default_na=False)


def load_records(name: str) -> list[dict[str, str]]:
    """Return a small data set row by row, all text: for tables of words, not of counts.

    Parameters
    ----------
    name : str
        Name of a table in the catalogue.

    Returns
    -------
    list of dict
        Column to text, one a row.

    Examples
    --------
    >>> load_records("figure_7_2_claims")[0]["economy"]
    'Denmark'
    """
    rows = load_frame(name).to_dict("records")
    return [{str(column): str(value) for column, value in row.items()} for row in rows]


def load_table(name: str) -> ActivityTable:
    """Return a data set as an activity table, ready for any indicator.

    Rows of unknown origin (UNK) are left out; other economies (OTH) count in totals without being
    places of their own. Of the environment technologies, which overlap, the table has the whole of
    them and the remainder of all fields, from 2000 on.

    Parameters
    ----------
    name : str
        Name of a data set of the kind ``activity_table``.

    Returns
    -------
    ActivityTable
        With unit and source from the catalogue.

    Raises
    ------
    RequestError
        If there is no such data set, or it holds no counts of activities.

    Examples
    --------
    >>> table = load_table("patent_families")
    >>> len(table.places), len(table.activities), table.periods[-1]
    (36, 35, '2020')
    """
    from smartspec.tables.activity import ActivityTable

    entry = dataset(name)
    if entry.kind is not DatasetKind.ACTIVITY_TABLE:
        tables = [other.name for other in datasets() if other.kind is DatasetKind.ACTIVITY_TABLE]
        raise _not_a(entry, "activity table", f"Those are: {listing(tables)}.")
    frame = load_frame(name)
    if entry.name == _ENVIRONMENT_SET:
        frame = _without_overlap(frame)
    if entry.period:
        frame = frame.assign(period=entry.period)
    return ActivityTable.from_frame(
        frame,
        place=entry.column("place") or "place",
        activity=entry.column("activity") or "activity",
        period=entry.column("period") or "period",
        value=entry.column("value") or "value",
        unit=entry.unit,
        sources=[entry.source],
        economies=entry.places == "economies",
    )


def load_outline() -> dict[str, Any]:
    """Return the outline of economies for world maps.

    Returns
    -------
    dict
        GeoJSON: one feature an economy, with ``iso3`` as its id; a polygon, or a point where the
        economy is too small to be drawn. Outer rings run clockwise, as d3 and Vega expect.

    Examples
    --------
    >>> shapes = {feature["id"]: feature for feature in load_outline()["features"]}
    >>> shapes["FRA"]["geometry"]["type"], shapes["SGP"]["geometry"]["type"]
    ('MultiPolygon', 'Point')
    """
    outline: dict[str, Any] = json.loads(_content(dataset("world_outline")))
    return outline


def _content(entry: Dataset) -> bytes:
    """Return the bytes of the table, unpacked."""
    packed = entry.path.read_bytes()
    return gzip.decompress(packed) if entry.file.endswith(".gz") else packed


def _without_overlap(frame: pd.DataFrame) -> pd.DataFrame:
    """Split all fields into the environment technologies and the rest, where both are known."""
    keys = ["iso3", "year"]
    counts = frame.set_index([*keys, "technology"])["patents"]
    whole = counts.xs(_ALL_FIELDS, level="technology")
    green = counts.xs(ENVIRONMENT, level="technology").reindex(whole.index, fill_value=0)
    parts = {ENVIRONMENT: green, REMAINDER: whole - green}
    wide = whole.to_frame()[[]].assign(**parts)
    return wide.reset_index().melt(keys, var_name="technology", value_name="patents")


def _not_a(entry: Dataset, wanted: str, advice: str) -> RequestError:
    return RequestError(f"The data set '{entry.name}' is no {wanted} ({entry.kind}). {advice}")
