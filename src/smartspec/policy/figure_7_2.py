"""Question: which economies are specialised in the technologies of the profile's Figure 7.2?

In: counts by economy and technology field, a window, a threshold. Out: one table for the three
panels, with intervals, groups of economies, and an earlier window beside it.
Must not know: how the figure is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smartspec.activities.groups import figure_groups
from smartspec.core.errors import RequestError
from smartspec.indicators.inference import q_values, rta_significance
from smartspec.places.economies import economy_name
from smartspec.places.groups import members
from smartspec.tables.activity import ActivityTable
from smartspec.tables.grouping import group_activities, members_present, union_places
from smartspec.tables.matrix import Matrix

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("count", "rta", "expected", "rta_low", "rta_high", "p_value", "q_value")
Groups = Mapping[str, Sequence[str]]
"""Key of a panel to its activities."""
UNIONS = ("OECD", "EU27_2007", "BRIICS")


@dataclass(frozen=True, eq=False)
class Figure:
    """What the three panels show.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a panel and economy or group: ``panel, code, name, is_union, members_present,
        members_lacking, total`` and the columns of ``rta_significance``; ``rta_earlier`` for the
        earlier window.
    window, earlier : str
        The years.
    minimum : float
        Economies with fewer records in the window are left out.
    left_out : tuple of str
        ISO codes of those.
    """

    frame: pd.DataFrame
    window: str
    earlier: str
    minimum: float
    left_out: tuple[str, ...]

    def panel(self, key: str) -> pd.DataFrame:
        """Return the rows of one panel, the most specialised first."""
        rows = self.frame[self.frame["panel"] == key]
        return rows.sort_values(["rta", "code"], ascending=[False, True]).reset_index(drop=True)


def proxy_groups() -> dict[str, tuple[str, ...]]:
    """Return the panels of Figure 7.2 as groups of WIPO fields.

    Returns
    -------
    dict
        Key of a panel to the numbers of its fields.
    """
    return {group.key: group.fields for group in figure_groups()}


def figure_7_2(
    table: ActivityTable,
    *,
    window: str = "2007-2009",
    earlier: str = "1998-2000",
    minimum: float = 500,
    unions: Sequence[str] = UNIONS,
    members_in: int = 2012,
    confidence: float = 0.95,
) -> Figure:
    """Compute the figure on counts by economy and WIPO technology field.

    Parameters
    ----------
    table : ActivityTable
        Places are ISO codes, activities the numbers of the 35 WIPO fields.
    window, earlier : str
        Years of the bars and of the marks.
    minimum : float, default 500
        An economy needs more records than this in the window, as in the original.
    unions : sequence of str, default ("OECD", "EU27_2007", "BRIICS")
        Groups of economies to add.
    members_in : int, default 2012
        Year whose members make a group; 2012 is when the original was published.
    confidence : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    Figure
        All three panels.
    """
    return specialisation_panels(
        table,
        proxy_groups(),
        window=window,
        earlier=earlier,
        minimum=minimum,
        unions=unions,
        members_in=members_in,
        confidence=confidence,
    )


def specialisation_panels(
    table: ActivityTable,
    groups: Groups,
    *,
    window: str,
    earlier: str,
    minimum: float = 500,
    unions: Sequence[str] = UNIONS,
    members_in: int = 2012,
    confidence: float = 0.95,
) -> Figure:
    """Compute such a figure for any groups of activities.

    Parameters
    ----------
    table : ActivityTable
        Counts by economy and activity.
    groups : mapping
        Key of a panel to its activities; no activity belongs to two.
    window, earlier : str
        Years of the bars and of the marks.
    minimum : float, default 500
        An economy needs more records than this in the window.
    unions : sequence of str, default ("OECD", "EU27_2007", "BRIICS")
        Groups of economies to add.
    members_in : int, default 2012
        Year whose members make a group.
    confidence : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    Figure
        One panel a group.

    Raises
    ------
    RequestError
        If no economy has more than the minimum.
    """
    counts = group_activities(table.matrix(window), groups)
    large = counts.places[counts.place_totals > minimum]
    if not large.size:
        raise RequestError(
            f"No economy has more than {minimum:g} records in {window}. Lower the minimum."
        )
    shown = counts.select_places(large.tolist())
    frame = _rows(shown, list(groups), unions, members_in, confidence, all_places=counts)
    before = group_activities(table.matrix(earlier), groups)
    known = before.select_places([place for place in large if place in before.places])
    marks = _rows(known, list(groups), unions, members_in, confidence, all_places=before)
    marks = marks.rename(columns={"rta": "rta_earlier", "count": "count_earlier"})
    keys = ["panel", "code"]
    frame = frame.merge(marks[[*keys, "rta_earlier", "count_earlier"]], on=keys, how="left")
    left_out = tuple(sorted(set(counts.places.tolist()) - set(large.tolist())))
    return Figure(frame, window, earlier, minimum, left_out)


def _rows(
    counts: Matrix,
    panels: Sequence[str],
    unions: Sequence[str],
    members_in: int,
    confidence: float,
    *,
    all_places: Matrix,
) -> pd.DataFrame:
    """Lay out economies, then unions; q-values are over the economies of all panels."""
    import pandas as pd

    economies = _tidy(counts, panels, confidence).assign(is_union=False)
    parts = [economies]
    present = {
        name: members_present(all_places.places, members(name, on=members_in)) for name in unions
    }
    made = {name: who[0] for name, who in present.items() if who[0]}
    if made:
        sums = _tidy(union_places(all_places, made), panels, confidence).assign(is_union=True)
        sums["members_present"] = [len(present[code][0]) for code in sums["code"]]
        sums["members_lacking"] = ["; ".join(present[code][1]) for code in sums["code"]]
        parts.append(sums)
    frame = pd.concat(parts, ignore_index=True)
    frame["name"] = [
        _union_name(code) if union else economy_name(code)
        for code, union in zip(frame["code"], frame["is_union"], strict=True)
    ]
    return frame


def _union_name(code: str) -> str:
    """Name a group as figures do; the EU27 of 2007 to 2013 is not that of today."""
    return "EU27 (2007)" if code == "EU27_2007" else code


def _tidy(counts: Matrix, panels: Sequence[str], confidence: float) -> pd.DataFrame:
    """Return the panels' rows of the inference; the rest of all activities is no hypothesis."""
    frame = rta_significance(counts, confidence=confidence).to_frame()
    totals = dict(zip(counts.places.tolist(), counts.place_totals.tolist(), strict=True))
    frame = frame[frame["activity"].isin(panels)].reset_index(drop=True)
    frame["q_value"] = q_values(frame["p_value"].to_numpy(dtype=np.float64))
    frame = frame.rename(columns={"place": "code", "activity": "panel"}).drop(columns="period")
    frame["total"] = frame["code"].map(totals)
    return frame[["panel", "code", "total", *COLUMNS]]
