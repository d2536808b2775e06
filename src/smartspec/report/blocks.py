"""Question: what can stand in a report?

In: sentences, tables and chart specifications that others made. Out: the pieces of a document.
Must not know: where in a document they stand, or how they look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Format = Literal[
    "text",
    "int",
    "count",
    "year",
    "span",
    "decimal1",
    "decimal2",
    "ratio",
    "signed",
    "interval",
    "p",
    "pct",
    "percent-points",
    "flag",
]
Align = Literal["left", "right", "center"]
NoteKind = Literal["caveat", "method", "warning"]

NUMERIC: frozenset[str] = frozenset(
    {"int", "count", "year", "decimal1", "decimal2", "ratio", "signed", "interval", "p", "pct"}
    | {"percent-points"}
)


@dataclass(frozen=True)
class ColumnSpec:
    """How one column of a table is headed and written.

    Parameters
    ----------
    name : str
        Column of the data frame.
    header : str
        What stands above it.
    format : str, default "text"
        ``text``; ``int`` (12,345); ``count`` (the same, but <1 for what a fractional count rounds
        to nothing); ``year`` (2009); ``span`` (years: 2007–2009); ``decimal1``, ``decimal2``;
        ``ratio`` (two decimals, as an RTA); ``signed`` (+0.12); ``interval`` (1.02–1.35, from this
        column and ``upper``); ``p`` (<0.001); ``pct`` (a value that is already in per cent: 12.3%);
        ``percent-points`` (+1.2); ``flag`` (a dot where true).
    align : {"left", "right", "center"}, optional
        Without it numbers stand right, flags in the middle, the rest left.
    unit : str, default ""
        Written small under the header, such as ``"families"``.
    upper : str, default ""
        For ``interval``: the column that holds the upper end.
    wide : bool, default False
        Long text: takes the room that the others leave.
    """

    name: str
    header: str
    format: Format = "text"
    align: Align | None = None
    unit: str = ""
    upper: str = ""
    wide: bool = False

    @property
    def side(self) -> Align:
        """Where the cells stand: as asked for, else as the format has it."""
        if self.align is not None:
            return self.align
        if self.format == "flag":
            return "center"
        return "right" if self.format in NUMERIC else "left"


@dataclass(frozen=True)
class Paragraph:
    """Plain sentences; nothing in them is read as markup.

    Parameters
    ----------
    text : str
        The sentences.
    """

    text: str


@dataclass(frozen=True)
class Bullets:
    """A short list of plain sentences.

    Parameters
    ----------
    items : tuple of str
        One sentence or more each.
    """

    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """Something to know beside the finding: a caveat, a method or a warning.

    Parameters
    ----------
    kind : {"caveat", "method", "warning"}
        What it is; decides how it looks.
    text : str
        The sentences.
    title : str, default ""
        Heading; made from the kind if empty.
    """

    kind: NoteKind
    text: str
    title: str = ""


@dataclass(frozen=True)
class Finding:
    """One plain sentence, backed by a number that stands in a table.

    Parameters
    ----------
    text : str
        The sentence.
    table : str
        Name of the table that holds the number.
    row_hint : str, default ""
        Label of the row that holds it, as in the table's first column; the link then leads to it.
    """

    text: str
    table: str
    row_hint: str = ""


@dataclass(frozen=True)
class KeyFact:
    """A number that stands large at the head of the report.

    Parameters
    ----------
    value : str
        The number, already written (see ``formatting``).
    label : str
        What it is, in a few words.
    table : str, default ""
        Name of the table that holds it.
    row_hint : str, default ""
        Label of the row that holds it.
    """

    value: str
    label: str
    table: str = ""
    row_hint: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as the report shows it; the whole of it lies in ``tables/NAME.csv``.

    Parameters
    ----------
    name : str
        Short name, once in a document; also the name of the file.
    title : str
        What the table says.
    columns : tuple of ColumnSpec
        The columns shown, in order; the first heads each row.
    rows : pandas.DataFrame
        Unrounded values.
    note : str, default ""
        What stands under the table.
    max_rows : int, optional
        How many rows the report shows; the file has all.
    group_by : str, default ""
        A column whose value becomes a line of its own above the rows that share it (rows must
        already be sorted by it).
    highlight : tuple of (str, object), optional
        ``(column, value)``: rows with that value are set off (the place the report is about).
    """

    name: str
    title: str
    columns: tuple[ColumnSpec, ...]
    rows: pd.DataFrame
    note: str = ""
    max_rows: int | None = None
    group_by: str = ""
    highlight: tuple[str, object] | None = None

    def __post_init__(self) -> None:
        """Check that every column asked for is there."""
        wanted = [c.name for c in self.columns] + [c.upper for c in self.columns if c.upper]
        wanted += [self.group_by] if self.group_by else []
        wanted += [self.highlight[0]] if self.highlight else []
        missing = [name for name in wanted if name not in self.rows.columns]
        if missing:
            raise ValueError(f"Table '{self.name}' has no column {', '.join(missing)}.")
        if not self.columns:
            raise ValueError(f"Table '{self.name}' shows no column.")
        bare = [c.name for c in self.columns if c.format == "interval" and not c.upper]
        if bare:
            raise ValueError(f"Table '{self.name}': interval {', '.join(bare)} needs 'upper'.")

    @property
    def shown(self) -> pd.DataFrame:
        """The rows that the report shows."""
        return self.rows if self.max_rows is None else self.rows.head(self.max_rows)

    @property
    def hidden(self) -> int:
        """How many rows stand only in the file."""
        return len(self.rows) - len(self.shown)


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture, its text alternative and the table that backs it.

    Parameters
    ----------
    name : str
        Short name, once in a document; also the name of the files in ``charts/``.
    title : str
        What the chart shows, best as a finding.
    spec : dict
        Vega-Lite specification (see ``charts``).
    alt : str
        What the picture says, in sentences, for who cannot see it.
    table : str
        Name of the table that backs it.
    subtitle : str, default ""
        What is plotted, of whom, when, in which unit.
    source_note : str, default ""
        Source and caveat, under the chart.
    """

    name: str
    title: str
    spec: dict[str, Any]
    alt: str
    table: str
    subtitle: str = ""
    source_note: str = ""


@dataclass(frozen=True, eq=False)
class Panels:
    """Charts that belong together: side by side where there is room, stacked on a phone.

    Parameters
    ----------
    name : str
        Short name, once in a document.
    title : str
        What they show together.
    charts : tuple of Chart
        Two to four; each one's title heads its panel.
    subtitle : str, default ""
        What is plotted, of whom, when, in which unit.
    source_note : str, default ""
        Source and caveat, under the panels.
    """

    name: str
    title: str
    charts: tuple[Chart, ...]
    subtitle: str = ""
    source_note: str = ""


Block = Paragraph | Bullets | Note | Finding | Table | Chart | Panels
