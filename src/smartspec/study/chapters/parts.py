"""Question: what do chapters share?

In: findings. Out: a chapter, columns and phrases that several chapters use.
Must not know: which chapters a report has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smartspec.report.document import ColumnSpec, Section, Table
from smartspec.report.formatting import interval, number, ratio

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.core.provenance import Source
    from smartspec.study.findings import Findings
    from smartspec.study.inputs import Inputs
    from smartspec.study.read import StudyFile
    from smartspec.study.schema import Thresholds


CHART_ROWS = 40
"""More rows than this are not legible on a page."""
TABLE_ROWS = 80
"""Longer tables are cut in the report; the files have all rows."""
ROUTES = {"pct": "PCT", "epo": "EPO"}
"""How readers call the routes of filings."""
NOT_ECONOMIES = "the places of the data are not economies"
"""Why a chapter is left out."""


@dataclass(frozen=True, eq=False)
class Material:
    """What every chapter is made from.

    Parameters
    ----------
    file : StudyFile
        The study.
    inputs : Inputs
        Counts and names.
    findings : Findings
        What the counts say of the place.
    """

    file: StudyFile
    inputs: Inputs
    findings: Findings

    @property
    def place(self) -> str:
        """Name of the place."""
        return self.inputs.place_name

    @property
    def now(self) -> str:
        """The later window, as readers write it."""
        return years(self.findings.now)

    @property
    def before(self) -> str:
        """The earlier window, as readers write it."""
        return years(self.findings.before)

    @property
    def unit(self) -> str:
        """What is counted, such as "PCT filings (fractional)"."""
        made, asked = self.inputs.counted, self.file.study.counting
        if made is None:
            return self.inputs.table.unit
        options = made.records.options if made.records else {}
        route = asked.routes[0] if len(asked.routes) == 1 else options.get("part") or asked.part
        told = f"{ROUTES.get(str(route).casefold(), '')} {self.inputs.table.unit}".lstrip()
        return f"{told} (fractional)" if asked.count == "fractional" else told

    @property
    def opens_with_summary(self) -> bool:
        """Whether a summary tells already what to know before the numbers."""
        return "summary" in self.file.study.study.sections

    @property
    def limits(self) -> Thresholds:
        """The study's thresholds."""
        return self.file.study.thresholds

    def in_sentence(self, label: str) -> str:
        """Write an activity within a sentence; abbreviations and titles keep their capitals."""
        name = self.inputs.names.activity(label)
        small = self.inputs.names.common and name[1:] == name[1:].lower()
        return name.lower() if small else name

    @property
    def beyond_chance(self) -> str:
        """Return " beyond chance" where chance was assessed."""
        return " beyond chance" if self.inputs.events else ""

    @property
    def whole(self) -> str:
        """Name what places are compared with."""
        given = self.file.study.data.reference
        world = self.inputs.dataset and self.inputs.are_economies
        return "the world" if world or given.casefold() == "world" else given or "all places"

    @property
    def clearly(self) -> str:
        """Return "clearly" where chance was assessed."""
        return "clearly " if self.inputs.events else ""

    @property
    def source_note(self) -> str:
        """Source line under a chart."""
        return f"Source: {source_line(self.inputs.table.sources)}"


@dataclass(frozen=True, eq=False)
class Chapter:
    """A section of the report with the tables that back it.

    Parameters
    ----------
    section : Section
        What the reader sees.
    annex : tuple of Table
        Tables that back its charts and findings without standing in it.
    sources : tuple of Source
        Data that it uses beyond the study's own.
    """

    section: Section
    annex: tuple[Table, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables of the chapter: those in the section, then the others."""
        shown = tuple(block for block in self.section.blocks if isinstance(block, Table))
        return shown + self.annex


def brief(name: str, letters: int) -> str:
    """Cut a long name after a word, for where there is little room.

    >>> brief("Electrical machinery, apparatus, energy", 26)
    'Electrical machinery…'
    """
    if len(name) <= letters:
        return name
    words = name[:letters].rsplit(" ", 1)[0]
    return f"{words.rstrip(' ,;:-')}…"


def years(window: str) -> str:
    """Write a window with an en dash.

    >>> years("2007-2009")
    '2007–2009'
    """
    return window.replace("-", "–")


def source_line(sources: tuple[Source, ...]) -> str:
    """Name sources on one line."""
    parts = []
    for source in sources:
        publisher = "" if source.publisher in source.title else source.publisher
        parts.append(", ".join(part for part in (publisher, source.title, source.version) if part))
    return "; ".join(parts) + "."


def with_interval(row: pd.Series) -> str:
    """Write an RTA with its interval, or alone where chance was not assessed."""
    span = interval(row["rta_low"], row["rta_high"]) if row["rta_low"] == row["rta_low"] else ""
    return f"{ratio(row['rta'])} ({span})" if span else ratio(row["rta"])


def records(amount: float, unit: str) -> str:
    """Write how many of a unit there are."""
    return f"{number(amount)} {unit}"


def rule(material: Material) -> str:
    """Say when a place counts as specialised."""
    limits = material.limits
    if not material.inputs.events:
        return (
            f"Specialised means an RTA above {limits.rta:g}. What is counted here are not separate "
            "events, so chance is not assessed."
        )
    return (
        f"Specialised means a revealed technology advantage (RTA) above {limits.rta:g} with a "
        f"q-value below {limits.q:g}. Of all pairs that stand out from 1 at that level, upwards or "
        f"downwards, about {limits.q:.0%} at most are expected to do so by chance."
    )


def chance_columns(material: Material) -> tuple[ColumnSpec, ...]:
    """Return the columns of uncertainty, where there is any."""
    if not material.inputs.events:
        return ()
    return (
        ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
        ColumnSpec("q_value", "q", "p"),
    )


def legible(rows: pd.DataFrame, value: str, *, head: int = 30) -> pd.DataFrame:
    """Keep as many rows of a sorted table as a chart can show: its beginning and its end.

    Parameters
    ----------
    rows : pandas.DataFrame
        Sorted rows.
    value : str
        Column that the chart shows; where rows are left out, those without a value go first.
    head : int, default 30
        How many of those kept come from the beginning.

    Returns
    -------
    pandas.DataFrame
        At most ``CHART_ROWS`` rows.
    """
    if len(rows) <= CHART_ROWS:
        return rows
    known = rows[rows[value].notna()]
    if len(known) <= CHART_ROWS:
        return known
    return known.iloc[[*range(head), *range(len(known) - CHART_ROWS + head, len(known))]]


def shown_of(rows: pd.DataFrame, value: str, *, head: int = 30) -> str:
    """Say which rows a chart shows, if not all."""
    known = int(rows[value].notna().sum())
    if len(rows) <= CHART_ROWS:
        return ""
    if known <= CHART_ROWS:
        return f"; the {known} of {len(rows)} that have a value"
    return f"; the {head} highest and {CHART_ROWS - head} lowest of {known}"
