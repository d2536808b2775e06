"""Question: what does a chart say, told in sentences to who cannot see it?

In: the table that the chart is drawn from. Out: two to five plain sentences.
Must not know: how the chart is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.report.formatting import counted, joined, number, ordinal, ratio, signed

if TYPE_CHECKING:
    import pandas as pd

NAMED = 3


def alt_for_ranked(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    what: str,
    highlight: str = "",
    group: str = "",
    line_at: float = 1.0,
) -> str:
    """Tell a ranking: who leads, who comes last and where one place stands.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a place or group.
    label, value : str
        Columns with the name and the measure.
    what : str
        What is measured, such as ``"RTA in biotechnology, 2018-20"``.
    highlight : str, optional
        The place whose rank is told.
    group : str, optional
        Column that is true for groups of economies, which have no rank.
    line_at : float, default 1
        The value that others are held against.

    Returns
    -------
    str
        Plain sentences.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"name": ["A", "B", "C", "D"], "rta": [2.0, 0.5, 1.5, 1.2]})
    >>> print(alt_for_ranked(frame, label="name", value="rta", what="RTA", highlight="B"))
    Bars of RTA for 4 economies. Highest: A (2.00), C (1.50) and D (1.20). Lowest: B (0.50).
    3 of 4 are above 1. B is 4th of 4 with 0.50.
    """
    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    groups = rows[rows[group].astype(bool)] if group else rows.head(0)
    rows = rows.drop(groups.index)
    count = len(rows)
    if not count:
        return f"Bars of {what}. No economy has a value."
    above = int((rows[value] > line_at).sum())
    first = f"Bars of {what} for {counted(count, 'economy', 'economies')}."
    ends = f"Highest: {_named(rows.head(NAMED), label, value)}."
    ends += f" Lowest: {_named(rows.tail(1), label, value)}." if count > NAMED else ""
    second = f"{above} of {count} are above {line_at:g}."
    place = _rank(rows, label, value, highlight)
    among = f" Groups: {_named(groups, label, value)}." if len(groups) else ""
    return f"{first} {ends} {second}{place}{among}"


def alt_for_strengths(
    frame: pd.DataFrame, *, label: str, value: str, status: str, place: str, what: str
) -> str:
    """Tell in which fields a place is specialised and in which it is not.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field.
    label, value, status : str
        Columns with the field, the measure and ``"specialised"``, ``"not clear"`` or
        ``"under-specialised"``.
    place : str
        Whose fields they are.
    what : str
        What is measured.

    Returns
    -------
    str
        Plain sentences.
    """
    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    strong = rows[rows[status] == "specialised"]
    weak = rows[rows[status] == "under-specialised"]
    parts = [f"Bars of {what} for {place} in {counted(len(rows), 'field')}."]
    if len(strong):
        parts.append(f"Specialised in {len(strong)}: {_named(strong, label, value, most=5)}.")
    else:
        parts.append("Clearly specialised in none.")
    if len(weak):
        least = weak.tail(NAMED).iloc[::-1]
        parts.append(f"Under-specialised in {len(weak)}, least {_named(least, label, value)}.")
    unclear = len(rows) - len(strong) - len(weak)
    parts.append(f"In {unclear} the numbers are too small to tell." if unclear else "")
    return " ".join(part for part in parts if part)


def alt_for_change(
    frame: pd.DataFrame,
    *,
    label: str,
    earlier: str,
    later: str,
    place: str,
    what: str,
    earlier_title: str,
    later_title: str,
    significant: str = "",
) -> str:
    """Tell which fields gained and which lost between two windows.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field.
    label, earlier, later : str
        Columns with the field and the measure in both windows.
    place : str
        Whose fields they are.
    what : str
        What is measured.
    earlier_title, later_title : str
        Names of the windows.
    significant : str, optional
        Column that is true where chance alone does not explain the change.

    Returns
    -------
    str
        Plain sentences.
    """
    rows = frame.dropna(subset=[earlier, later])
    rows = rows.assign(moved=rows[later] - rows[earlier])
    sure = rows[rows[significant].astype(bool)] if significant else rows
    told = [
        f"Change of {what} for {place} in {counted(len(rows), 'field')}, "
        f"from {earlier_title} to {later_title}."
    ]
    gains = sure[sure["moved"] > 0].sort_values("moved", ascending=False, kind="stable")
    losses = sure[sure["moved"] < 0].sort_values("moved", kind="stable")
    for word, words, moved in (("gain", "gains", gains), ("loss", "losses", losses)):
        top = moved.head(NAMED)
        names = [f"{n} ({signed(x)})" for n, x in zip(top[label], top["moved"], strict=True)]
        if names:
            many = counted(len(moved), f"clear {word}", f"clear {words}")
            told.append(f"{many}, largest: {joined(names)}.")
        else:
            told.append(f"No clear {word}.")
    return " ".join(told)


def alt_for_heatmap(
    frame: pd.DataFrame,
    *,
    activity: str,
    place: str,
    value: str,
    what: str,
    highlight: str = "",
    line_at: float = 1.0,
) -> str:
    """Tell in what one place differs from the others in a table of colours.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field and place.
    activity, place, value : str
        Columns with the field, the place and the measure.
    what : str
        What is measured.
    highlight : str, optional
        The place that is told about.
    line_at : float, default 1
        The value that others are held against.

    Returns
    -------
    str
        Plain sentences.
    """
    fields, places = frame[activity].nunique(), frame[place].nunique()
    told = [
        f"Table of colours: {what} of {counted(places, 'place')} in {counted(fields, 'field')}."
    ]
    top = frame.dropna(subset=[value]).nlargest(1, value)
    for name, field, amount in zip(top[place], top[activity], top[value], strict=True):
        told.append(f"The highest value is {ratio(amount)}, of {name} in {field}.")
    own = frame[frame[place] == highlight].dropna(subset=[value])
    if len(own):
        best = own.sort_values(value, ascending=False, kind="stable").head(NAMED)
        above = int((own[value] > line_at).sum())
        told.append(
            f"{highlight} is above {line_at:g} in {above} of {len(own)} fields, "
            f"most in {_named(best, activity, value)}."
        )
    return " ".join(told)


def alt_for_map(
    frame: pd.DataFrame, *, label: str, value: str, what: str, highlight: str = ""
) -> str:
    """Tell a world map: who is highest, how many there are and where one place stands.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an economy.
    label, value : str
        Columns with the name and the measure.
    what : str
        What is measured.
    highlight : str, optional
        The economy whose rank is told.

    Returns
    -------
    str
        Plain sentences.
    """
    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    return (
        f"World map of {what} for {counted(len(rows), 'economy', 'economies')}; the others have "
        f"no data. Highest: {_named(rows.head(NAMED), label, value)}. "
        f"Lowest: {_named(rows.tail(1), label, value)}.{_rank(rows, label, value, highlight)}"
    )


def alt_for_sectors(
    frame: pd.DataFrame, *, sector: str, series: str, value: str, what: str, highlight: str
) -> str:
    """Tell a place's mix of sectors beside that of the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a sector and series.
    sector, series, value : str
        Columns with the sector, whose mix it is and the share in per cent.
    what : str
        What is measured.
    highlight : str
        The series that is told in full.

    Returns
    -------
    str
        Plain sentences.
    """
    own = frame[frame[series] == highlight].set_index(sector)[value]
    told = [f"Bars of {what} by sector."]
    told += [
        f"{highlight}: "
        + joined(f"{name} {number(share, decimals=1)}%" for name, share in own.items())
        + "."
    ]
    for name, rows in frame[frame[series] != highlight].groupby(series, sort=False):
        gaps = (own - rows.set_index(sector)[value]).dropna()
        if len(gaps):
            widest, gap = max(gaps.items(), key=lambda item: abs(item[1]))
            told.append(
                f"Against {name} the largest difference is {widest}: "
                f"{number(abs(gap), decimals=1)} percentage points {'more' if gap > 0 else 'less'}."
            )
    return " ".join(told)


def _named(rows: pd.DataFrame, label: str, value: str, *, most: int = NAMED) -> str:
    pairs = list(zip(rows[label], rows[value], strict=True))
    names = [f"{name} ({ratio(amount)})" for name, amount in pairs[:most]]
    rest = len(pairs) - most
    return joined([*names, f"{rest} more"] if rest > 0 else names)


def _rank(rows: pd.DataFrame, label: str, value: str, highlight: str) -> str:
    names = list(rows[label])
    if highlight not in names:
        return ""
    position = names.index(highlight)
    amount = ratio(rows[value].iloc[position])
    return f" {highlight} is {ordinal(position + 1)} of {len(names)} with {amount}."
