"""Question: how does one ask smartspec from Python in a line or two?

In: a pandas, polars or Arrow table. Out: a pandas table.
Must not know: formulas; every function here calls one of the catalogue.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from smartspec.core.errors import RequestError, SmartspecWarning, listing, unknown
from smartspec.indicators.catalogue import Indicator
from smartspec.indicators.catalogue import indicator as catalogued

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.counting.count import Counted
    from smartspec.counting.options import CountOptions
    from smartspec.counting.pairs import Pairs
    from smartspec.study.records import Reading, Wanted

TableFunction: TypeAlias = Callable[..., "pd.DataFrame"]
"""An indicator of the catalogue as a function of a table; its parameters are those of `indicate`
after the name."""


def indicate(
    name: str,
    table: object,
    *,
    place: str = "place",
    activity: str = "activity",
    period: str | None = "period",
    value: str = "value",
    windows: str | Sequence[str] | None = None,
    reference: str | None = None,
    economies: bool = False,
    aggregates: Literal["leave_out", "keep"] = "leave_out",
    duplicates: Literal["refuse", "sum"] = "refuse",
    missing: Literal["refuse", "drop", "zero"] = "refuse",
    min_total: float = 0.0,
    observed_only: bool = False,
    **options: object,
) -> pd.DataFrame:
    """Compute one indicator of the catalogue over a table.

    Parameters
    ----------
    name : str
        An indicator, such as ``"rta"``; ``smartspec indicators`` lists them.
    table : pandas, polars or Arrow table, or ActivityTable
        Long: one row a place, activity and period. An ActivityTable has been read already, so
        of the other parameters only those from ``min_total`` on and ``windows`` apply to it.
    place, activity, value : str
        What the table calls its columns.
    period : str or None, default "period"
        Column of years; a table without one is a single period.
    windows : str or sequence of str, optional
        Windows to sum periods into, such as ``["2007-2009", "2018-2020"]``.
    reference : str, optional
        A row of the table that is the whole to compare with.
    economies : bool, default False
        Rename places to ISO 3166 codes where they match an economy.
    aggregates : {"leave_out", "keep"}, default "leave_out"
        What to do with rows that add up others.
    duplicates : {"refuse", "sum"}, default "refuse"
        What to do with a key that stands twice.
    missing : {"refuse", "drop", "zero"}, default "refuse"
        What to do with empty values.
    min_total : float, default 0
        Leave out places whose total in a window is smaller.
    observed_only : bool, default False
        Leave out pairs for which nothing was counted.
    **options
        Options of the indicator, such as ``confidence=0.9``.

    Returns
    -------
    pandas.DataFrame
        Labels, period, then the indicator's columns, unrounded.

    Raises
    ------
    RequestError
        Saying what is wrong, where, and what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> jobs = pd.DataFrame({
    ...     "place": ["A", "A", "B", "B"], "activity": ["x", "y"] * 2, "value": [8, 2, 4, 6]})
    >>> indicate("rta", jobs)["rta"].round(2).tolist()
    [1.33, 0.5, 0.67, 1.5]
    """
    from smartspec.indicators.apply import apply
    from smartspec.tables.activity import ActivityTable

    reading = {
        "place": place,
        "activity": activity,
        "period": period,
        "value": value,
        "reference": reference,
        "economies": economies,
        "aggregates": aggregates,
        "duplicates": duplicates,
        "missing": missing,
    }
    if isinstance(table, ActivityTable):
        _refuse_reading(reading)
    else:
        table = ActivityTable.from_frame(table, **_untyped(reading))
    found = apply(
        name,
        table,
        windows=[windows] if isinstance(windows, str) else windows,
        min_total=min_total,
        observed_only=observed_only,
        options=options,
    )
    _warn(found.notes)
    return found.frame


def count_records(
    folder: str | Path | None,
    source: str = "",
    *,
    place: str = "country",
    activity: str = "wipo35",
    windows: str | Sequence[str] = (),
    **options: object,
) -> Counted:
    """Count the records of a folder by place, activity and year.

    Parameters
    ----------
    folder : str or Path or None
        Where the files of the source lie; None if ``engine`` is a database that has the records.
    source : str, default ""
        Whose files they are, such as ``"regpat"``; found out from the files if empty.
    place : str, default "country"
        Level of places, such as ``"tl2"`` or ``"nuts2"``.
    activity : str, default "wipo35"
        Scheme of activities and its level, such as ``"ipc:subclass"``.
    windows : str or sequence of str, default ()
        Windows to count, such as ``["2007-2009", "2018-2020"]``; each year by itself if none.
    **options
        All else by name: how filings count (:class:`smartspec.counting.options.CountOptions`, such
        as ``count="whole"``), what counts as a place (:class:`smartspec.study.records.Wanted`, such
        as ``unions={"CAPITAL": ["DE3", "DE4"]}``), and how records are read
        (:class:`smartspec.study.records.Reading`, such as ``part="pct"`` or ``memory="3GB"``).

    Returns
    -------
    Counted
        With the activity table in ``frame``, ``accounting`` and ``notes``.

    Raises
    ------
    RequestError
        Saying what is wrong, where, and what to do.
    """
    from smartspec.study import records

    asked = {"source": source, "place": place, "activity": activity, "windows": windows, **options}
    counted, read = records.count_records(*_asked(folder, asked))
    _warn([*counted.notes, *(read.notes if read else ())])
    return counted


def count_pairs(
    folder: str | Path | None,
    source: str = "",
    *,
    of: Literal["activities", "places", "colocation"] = "activities",
    diagonal: bool = False,
    least: float = 0.0,
    **options: object,
) -> Pairs:
    """Count which activities, or which places, are found together in the records of a folder.

    Parameters
    ----------
    folder : str or Path or None
        Where the files of the source lie; None if ``engine`` is a database that has the records.
    source : str, default ""
        Whose files they are, such as ``"regpat"``; found out from the files if empty.
    of : {"activities", "places", "colocation"}, default "activities"
        Activities that meet in a filing, places that share a filing, or activities that the same
        places have.
    diagonal : bool, default False
        Whether to add pairs of each one with itself.
    least : float, default 0
        For co-location: how much of an activity a place must have at least.
    **options
        All else by name, as for :func:`count_records`. A filing counts 1 for each of its pairs
        unless ``count="fractional"``.

    Returns
    -------
    Pairs
        With the table of pairs in ``frame``, ``accounting`` and ``notes``.

    Raises
    ------
    RequestError
        Saying what is wrong, where, and what to do.
    """
    from smartspec.study import records

    counting = "fractional" if of == "colocation" else "whole"
    asked = {"source": source, "count": counting, **options}
    found, read = records.pair_records(
        *_asked(folder, asked), of=of, diagonal=diagonal, least=least
    )
    _warn([*found.notes, *(read.notes if read else ())])
    return found


def relatedness_of_links(
    table: object,
    *,
    first: str = "activity_1",
    second: str = "activity_2",
    value: str = "value",
    period: str | None = "period",
    method: Literal["probability", "association", "cosine", "jaccard"] = "probability",
) -> pd.DataFrame:
    """Turn links between activities into relatedness.

    Parameters
    ----------
    table : pandas, polars or Arrow table
        One row a pair with the number of its links, as ``smartspec pairs`` writes them; a pair that
        stands in both orders is added up.
    first, second : str
        Columns of activities, ``activity_1`` and ``activity_2`` if left out.
    value : str, default "value"
        Column of the number of links.
    period : str or None, default "period"
        Column of periods, each computed by itself; None if all rows are of one.
    method : {"probability", "association", "cosine", "jaccard"}, default "probability"
        How relatedness is measured; see
        :func:`smartspec.indicators.relatedness.relatedness_of_links`.

    Returns
    -------
    pandas.DataFrame
        ``activity, related_activity, period, relatedness``.

    Raises
    ------
    RequestError
        Saying what is wrong, where, and what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"activity_1": ["x", "x"], "activity_2": ["y", "z"], "value": [3, 1]})
    >>> found = relatedness_of_links(pairs, period=None, method="cosine")
    >>> found.set_index(["activity", "related_activity"])["relatedness"].round(3)["x", "y"]
    np.float64(0.866)
    """
    import pandas as pd

    from smartspec.indicators.relatedness import relatedness_of_links as compute
    from smartspec.tables.frames import as_frame
    from smartspec.tables.links import square_matrices

    frame = as_frame(table)
    links = square_matrices(frame, first=first, second=second, value=value, period=period)
    results = [compute(matrix, method=method) for matrix in links]
    return pd.concat([result.to_frame() for result in results], ignore_index=True)


def _asked(
    folder: str | Path | None, options: Mapping[str, object]
) -> tuple[Reading, Wanted, CountOptions]:
    """Give each option to what it belongs to."""
    from smartspec.counting.options import CountOptions
    from smartspec.study.records import Reading, Wanted

    parts: tuple[type[Any], ...] = (Reading, Wanted, CountOptions)
    known = {name for part in parts for name in part.__dataclass_fields__} - {"folder"}
    strange = [name for name in options if name not in known]
    if strange:
        raise unknown("option of counting", strange[0], sorted(known))
    asked = dict(options)
    for name in ("mapping", "cache", "place_map", "schemes_in"):
        if isinstance(asked.get(name), str):
            asked[name] = Path(str(asked[name]))
    if isinstance(asked.get("windows"), str):
        asked["windows"] = [asked["windows"]]
    reading, wanted, counting = (
        {name: value for name, value in asked.items() if name in part.__dataclass_fields__}
        for part in parts
    )
    path = None if folder is None else Path(folder)
    return (
        Reading(path, **_untyped(reading)),
        Wanted(**_untyped(wanted)),
        CountOptions(**_untyped(counting)),
    )


def _warn(notes: Sequence[str]) -> None:
    for note in notes:
        warnings.warn(note, SmartspecWarning, stacklevel=_callers_level())


def _untyped(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Pass parameters on whose types the function that takes them states."""
    return dict(parameters)


def _refuse_reading(reading: Mapping[str, object]) -> None:
    """Refuse to be told how to read a table that has been read already."""
    usual = inspect.signature(indicate).parameters
    ignored = [name for name, value in reading.items() if value != usual[name].default]
    if ignored:
        raise RequestError(
            f"An ActivityTable has been read already; {listing(ignored)} would have no effect. "
            "Leave it out, or say so to ActivityTable.from_frame."
        )


def _callers_level() -> int:
    """Count the frames up to the first that is not in this file, for a warning to point there."""
    level = 2
    frame = sys._getframe(1).f_back
    while frame is not None and frame.f_code.co_filename == __file__:
        frame, level = frame.f_back, level + 1
    return level


@cache
def table_function(name: str) -> TableFunction:
    """Return an indicator of the catalogue as a function of a table.

    Parameters
    ----------
    name : str
        The indicator, or another name that it goes by.

    Returns
    -------
    callable
        Takes a table and the parameters of `indicate` after the name; returns a pandas table.

    Raises
    ------
    RequestError
        If there is no such indicator.

    Examples
    --------
    >>> import pandas as pd
    >>> jobs = pd.DataFrame({
    ...     "place": ["A", "A", "B", "B"], "activity": ["x", "y"] * 2, "value": [8, 2, 4, 6]})
    >>> table_function("herfindahl")(jobs)["herfindahl"].round(2).tolist()
    [0.68, 0.52]
    """
    entry = catalogued(name)

    def function(table: object, **parameters: object) -> pd.DataFrame:
        return indicate(entry.name, table, **_untyped(parameters))

    signature = inspect.signature(indicate)
    without_name = list(signature.parameters.values())[1:]
    function.__name__ = function.__qualname__ = entry.name
    function.__module__ = "smartspec"
    function.__doc__ = _documentation(entry)
    function.__signature__ = signature.replace(parameters=without_name)  # type: ignore[attr-defined]  # read by inspect
    return function


def _documentation(entry: Indicator) -> str:
    columns = [
        f"{name}: {measure.meaning} ({measure.unit})" for name, measure in entry.columns.items()
    ]
    options = [f"{name}={option.default!r}" for name, option in entry.options().items()]
    parts = [
        entry.meaning,
        f"Formula: {entry.formula}",
        "Columns: " + "; ".join(columns),
        *(["Options: " + ", ".join(options)] if options else []),
        "All other parameters are those of smartspec.indicate.",
        f"Reference: {entry.reference}",
    ]
    return "\n\n".join(textwrap.fill(part, 88) for part in parts)
