"""Question: how does one ask smartspec from Python in a line or two?

In: a pandas, polars or Arrow table. Out: a pandas table.
Must not know: formulas; every function here calls one of the catalogue.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from smartspec.core.errors import SmartspecWarning
from smartspec.indicators.catalogue import indicator as catalogued

if TYPE_CHECKING:
    import pandas as pd


class TableFunction:
    """An indicator of the catalogue as a function of a table.

    Parameters
    ----------
    name : str
        The indicator.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.__name__ = name
        self.__doc__ = f"{catalogued(name).meaning}\n\nSee ``smartspec.indicate`` for parameters."

    def __call__(
        self,
        table: object,
        *,
        place: str = "place",
        activity: str = "activity",
        period: str | None = "period",
        value: str = "value",
        windows: Sequence[str] | None = None,
        reference: str | None = None,
        economies: bool = False,
        aggregates: Literal["leave_out", "keep"] = "leave_out",
        duplicates: Literal["refuse", "sum"] = "refuse",
        missing: Literal["refuse", "drop", "zero"] = "refuse",
        min_total: float = 0.0,
        observed_only: bool = False,
        **options: object,
    ) -> pd.DataFrame:
        """Compute the indicator; see :func:`indicate`."""
        return indicate(
            self.name,
            table,
            place=place,
            activity=activity,
            period=period,
            value=value,
            windows=windows,
            reference=reference,
            economies=economies,
            aggregates=aggregates,
            duplicates=duplicates,
            missing=missing,
            min_total=min_total,
            observed_only=observed_only,
            **options,
        )

    def __repr__(self) -> str:
        return f"<smartspec indicator {self.name}>"


def indicate(
    name: str,
    table: object,
    *,
    place: str = "place",
    activity: str = "activity",
    period: str | None = "period",
    value: str = "value",
    windows: Sequence[str] | None = None,
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
        Long: one row a place, activity and period.
    place, activity, value : str
        What the table calls its columns.
    period : str or None, default "period"
        Column of years; a table without one is a single period.
    windows : sequence of str, optional
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

    if not isinstance(table, ActivityTable):
        table = ActivityTable.from_frame(
            table,
            place=place,
            activity=activity,
            period=period,
            value=value,
            reference=reference,
            economies=economies,
            aggregates=aggregates,
            duplicates=duplicates,
            missing=missing,
        )
    found = apply(
        name,
        table,
        windows=windows,
        min_total=min_total,
        observed_only=observed_only,
        options=options,
    )
    for note in found.notes:
        warnings.warn(note, SmartspecWarning, stacklevel=2)
    return found.frame
