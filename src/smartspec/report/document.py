"""Question: what does a report say, apart from how it looks?

In: sentences, findings, charts and tables that others computed. Out: one checked document.
Must not know: HTML, PDF, fonts, files or how any number was computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from smartspec.report.blocks import (
    Align,
    Block,
    Bullets,
    Chart,
    ColumnSpec,
    Finding,
    Format,
    KeyFact,
    Note,
    NoteKind,
    Panels,
    Paragraph,
    Table,
)

__all__ = [
    "Align",
    "Block",
    "Bullets",
    "Chart",
    "ColumnSpec",
    "Document",
    "Finding",
    "Format",
    "KeyFact",
    "Note",
    "NoteKind",
    "Panels",
    "Paragraph",
    "Section",
    "Table",
]


@dataclass(frozen=True, eq=False)
class Section:
    """A chapter of the report.

    Parameters
    ----------
    id : str
        Anchor: small letters, digits and hyphens, once in a document.
    title : str
        Heading.
    blocks : tuple
        What stands in it.
    intro : str, default ""
        One or two sentences under the heading, set larger.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    intro: str = ""


@dataclass(frozen=True, eq=False)
class Document:
    """A report: everything it says, ready for any renderer.

    Parameters
    ----------
    title, subtitle : str
        Headings of the title block.
    place : str
        The economy or region that the report is about.
    date_note : str
        Period of the data and date of making, in words.
    sections : tuple of Section
        The chapters.
    key_facts : tuple of KeyFact, default ()
        Numbers set large at the head; three or four.
    footer : tuple of str, default ()
        Provenance, one paragraph each.
    tables : tuple of Table, default ()
        Tables that back charts or findings without being a block of a section. In HTML they stand
        under their chart ("Data behind this chart") or in an annex, in PDF in an annex.
    language : str, default "en"
        Language of the text, for screen readers and hyphenation.
    author : str, default "smartspec"
        For the metadata.

    Raises
    ------
    ValueError
        If a name stands twice, a chart or finding leans on a table that is not there, or a chart
        has no text alternative.
    """

    title: str
    subtitle: str
    place: str
    date_note: str
    sections: tuple[Section, ...]
    key_facts: tuple[KeyFact, ...] = ()
    footer: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    language: str = "en"
    author: str = "smartspec"
    _by_name: dict[str, Table] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Check names and references."""
        self._by_name.update({table.name: table for table in self.all_tables()})
        _check_names(self)
        _check_references(self)

    def blocks(self) -> Iterator[Block]:
        """Go through all blocks of all sections in order."""
        for section in self.sections:
            yield from section.blocks

    def charts(self) -> tuple[Chart, ...]:
        """Return all charts in order, those within panels too."""
        found: list[Chart] = []
        for block in self.blocks():
            if isinstance(block, Chart):
                found.append(block)
            elif isinstance(block, Panels):
                found.extend(block.charts)
        return tuple(found)

    def body_tables(self) -> tuple[Table, ...]:
        """Return the tables that are blocks of a section, in order."""
        return tuple(block for block in self.blocks() if isinstance(block, Table))

    def annex_tables(self) -> tuple[Table, ...]:
        """Return the tables that are not blocks of a section."""
        return self.tables

    def all_tables(self) -> tuple[Table, ...]:
        """Return every table: those in the sections, then those of the annex."""
        return self.body_tables() + self.annex_tables()

    def table(self, name: str) -> Table:
        """Return a table by its name.

        Parameters
        ----------
        name : str
            Name of a table of the document.

        Returns
        -------
        Table
            The table.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        return self._by_name[name]

    def label(self, name: str) -> str:
        """Return how a table is called in the text: ``"Table 3"`` or ``"Table A2"``.

        Parameters
        ----------
        name : str
            Name of a table of the document.

        Returns
        -------
        str
            The label, the same in every rendering.
        """
        body = [table.name for table in self.body_tables()]
        if name in body:
            return f"Table {body.index(name) + 1}"
        return f"Table A{[table.name for table in self.tables].index(name) + 1}"

    def figure_label(self, name: str) -> str:
        """Return how a chart or its panels are called: ``"Figure 2"``, a panel ``"Figure 2b"``.

        Parameters
        ----------
        name : str
            Name of a chart or of panels.

        Returns
        -------
        str
            The label, the same in every rendering.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        figures = [block for block in self.blocks() if isinstance(block, (Chart, Panels))]
        for number, figure in enumerate(figures, start=1):
            if figure.name == name:
                return f"Figure {number}"
            panels = figure.charts if isinstance(figure, Panels) else ()
            for letter, panel in zip("abcdefgh", panels, strict=False):
                if panel.name == name:
                    return f"Figure {number}{letter}"
        raise KeyError(name)


def _check_names(document: Document) -> None:
    panels = [block.name for block in document.blocks() if isinstance(block, Panels)]
    for kind, names in (
        ("section", [section.id for section in document.sections]),
        ("table", [table.name for table in document.all_tables()]),
        ("chart", [chart.name for chart in document.charts()] + panels),
    ):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise ValueError(f"A {kind} of the report stands twice: {', '.join(twice)}.")
        odd = [name for name in names if not _is_slug(name)]
        if odd:
            raise ValueError(
                f"The name of a {kind} becomes an anchor and a file: use letters, digits, "
                f"'-' and '_' only, not {', '.join(map(repr, odd))}."
            )


def _is_slug(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()


def _check_references(document: Document) -> None:
    known = {table.name for table in document.all_tables()}
    leaning = [chart.table for chart in document.charts()]
    leaning += [block.table for block in document.blocks() if isinstance(block, Finding)]
    leaning += [fact.table for fact in document.key_facts if fact.table]
    lost = sorted(set(leaning) - known)
    if lost:
        raise ValueError(f"The report leans on tables that it does not have: {', '.join(lost)}.")
    mute = [chart.name for chart in document.charts() if not chart.alt.strip()]
    if mute:
        raise ValueError(f"Charts without a text alternative: {', '.join(mute)}.")
