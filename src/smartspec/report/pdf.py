"""Question: how does a document become pages that print?

In: a document. Out: one tagged PDF, the same bytes on every run.
Must not know: how any number was computed.

The template gets the document as JSON and the charts as SVG files, so no text of the document is
ever read as markup.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from smartspec.core.writing import replacing_file
from smartspec.report import drawing, theme
from smartspec.report.document import Chart, Document, Panels
from smartspec.report.pages import Piece, Plan, plan_pages
from smartspec.report.plain import Plain, plain

if TYPE_CHECKING:
    from typst import Compiler

_PORTRAIT, _LANDSCAPE = 468.0, 717.0
"""Width of the text on A4, upright and turned, in points."""

_LAYOUTS = (
    (_PORTRAIT, 8.8, 4.5, False),
    (_PORTRAIT, 7.8, 3.2, False),
    (_PORTRAIT, 8.8, 4.5, True),
    (_PORTRAIT, 7.8, 3.2, True),
    (_LANDSCAPE, 8.8, 4.5, False),
    (_LANDSCAPE, 7.5, 3.0, True),
    (_LANDSCAPE, 6.2, 2.0, True),
)
"""Width, size of the letters, room beside them, and whether heads of numbers stand upright: the
first one that holds a table is taken."""

_LETTER = 0.53
_PROSE, _NAME = 34, 24
_UPRIGHT_FLAGS = 5
_WORDS = ("text", "span")
"""Formats of cells that are words: their heads lie, and a long one may take what is left."""
_LONG_WORD = re.compile(r"\S{30,}")


def render_pdf(document: Document, *, pictures: Mapping[str, str] | None = None) -> bytes:
    """Write a document as PDF: A4, tagged, with contents, bookmarks and page numbers.

    Parameters
    ----------
    document : Document
        The document.
    pictures : mapping of str to str, optional
        What ``drawing.pictures`` returned, where the charts are drawn already.

    Returns
    -------
    bytes
        The PDF. It meets PDF/UA-1, the standard for accessible PDF, as long as our fonts have all
        the letters of the text, and bears no date of making.
    """
    drawn = pictures if pictures is not None else drawing.pictures(document)
    template = resources.files("smartspec.report") / "templates" / "report.typ"
    with tempfile.TemporaryDirectory(prefix="smartspec-") as name:
        folder = Path(name)
        (folder / "charts").mkdir()
        for chart, image in drawn.items():
            (folder / "charts" / f"{chart}.svg").write_text(image, encoding="utf-8")
        content = json.dumps(_content(document), ensure_ascii=False)
        (folder / "report.json").write_text(content, encoding="utf-8")
        source = folder / "report.typ"
        source.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        return _compiled(source, document)


def _compiled(source: Path, document: Document) -> bytes:
    """Compile with our fonts to PDF/UA-1; where they lack a letter, let the system's fonts help.

    PDF/UA refuses a text that its fonts cannot show, such as a name in Chinese letters.
    """
    import typst

    try:
        return _set(source, document, ours_alone=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _set(source, document, ours_alone=False)


def _set(source: Path, document: Document, *, ours_alone: bool) -> bytes:
    import typst

    setter = typst.Compiler(
        str(source),
        root=str(source.parent),
        font_paths=[str(theme.font_folder())],
        ignore_system_fonts=ours_alone,
    )
    _place(setter, source.with_name("plan.json"), document)
    made = setter.compile(format="pdf", pdf_standards=["ua-1"] if ours_alone else [], timestamp=0)
    return cast("bytes", made)


def _place(setter: Compiler, file: Path, document: Document) -> None:
    """Let the typesetter measure until every figure and table has its place; write down which."""

    def measured(plan: Plan) -> list[Piece]:
        file.write_text(json.dumps(plan), encoding="utf-8")
        return [Piece(**piece) for piece in json.loads(setter.query("<piece>", field="value"))]

    plan = plan_pages(measured, _amid_others(document).__contains__)
    file.write_text(json.dumps(plan), encoding="utf-8")


def _amid_others(document: Document) -> set[str]:
    """Name the figures that have words or tables before and behind them in their section."""
    found = set()
    for section in document.sections:
        others = [
            at for at, block in enumerate(section.blocks) if not isinstance(block, (Chart, Panels))
        ]
        for at, block in enumerate(section.blocks):
            if isinstance(block, (Chart, Panels)) and others and others[0] < at < others[-1]:
                found.add(f"figure-{block.name}")
    return found


def write_pdf(path: Path, document: Document, *, pictures: Mapping[str, str] | None = None) -> None:
    """Write a document as a PDF file.

    Parameters
    ----------
    path : Path
        The file.
    document : Document
        The document.
    pictures : mapping of str to str, optional
        What ``drawing.pictures`` returned, where the charts are drawn already.

    Raises
    ------
    RequestError
        If the file cannot be written.
    """
    content = render_pdf(document, pictures=pictures)
    with replacing_file(path) as temporary:
        temporary.write_bytes(content)


def _content(document: Document) -> Plain:
    content = plain(document)
    blocks = [block for section in content["sections"] for block in section["blocks"]]
    tables = [block["table"] for block in blocks if block["kind"] == "table"]
    for table in [*tables, *content["annex"]]:
        table.update(_layout(table))
        for row in table["rows"]:
            row["cells"] = [_breakable(text) for text in row["cells"]]
    content["font"] = theme.FONT
    content["colours"] = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "hairline": theme.HAIRLINE,
        "wash": theme.WASH,
        "accent": theme.ACCENT,
        "accent_soft": theme.ACCENT_SOFT,
        "counter": theme.COUNTER,
    }
    return content


def _breakable(text: str) -> str:
    """Let a word that would leave its column break, with a space that has no width."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(word.group()), text)


def _layout(table: Plain) -> dict[str, Any]:
    """Choose size and direction so that no table leaves the page."""
    flags = sum(column["format"] == "flag" for column in table["columns"])
    for room, size, inset, upright in _LAYOUTS:
        standing = [
            position > 0
            and (upright or (column["format"] == "flag" and flags > _UPRIGHT_FLAGS))
            and column["format"] not in _WORDS
            for position, column in enumerate(table["columns"])
        ]
        letters = [_letters(table, position, up) for position, up in enumerate(standing)]
        if sum(count * size * _LETTER + 2 * inset for count in letters) <= room:
            break
    spare = room / (size * _LETTER) - sum(letters) - 2 * inset * len(letters) / (size * _LETTER)
    letters = _with_heads(table, letters, standing, spare)
    return {
        "size": size,
        "inset": inset,
        "landscape": room == _LANDSCAPE,
        "upright": standing,
        "widths": _widths(table, letters, size, inset),
    }


def _letters(table: Plain, position: int, upright: bool) -> float:
    """Return how many letters wide a column must be at least."""
    column = table["columns"][position]
    longest = max((len(row["cells"][position]) for row in table["rows"]), default=0)
    words = f"{column['header']} {column['unit']}".split()
    header = 2.0 if upright else max(map(len, words), default=0) * 1.08
    if column["wide"]:
        return max(header, min(longest, _PROSE))
    if column["format"] in _WORDS:
        return max(header, min(longest, _NAME))
    return max(header, longest)


def _with_heads(
    table: Plain, letters: list[float], standing: list[bool], spare: float
) -> list[float]:
    """Widen columns until heads take two lines at most, where no cell needs the room for itself."""
    columns = table["columns"]
    cells = [[row["cells"][at] for row in table["rows"]] for at in range(len(columns))]
    needed = [max(map(len, texts), default=0) for texts in cells]
    wanted = [
        count if up else max(count, _two_lines(column["header"]) * 1.08, len(column["unit"]))
        for column, count, up in zip(columns, letters, standing, strict=True)
    ]
    asked = sum(max(0.0, want - have) for want, have in zip(wanted, letters, strict=True))
    cut = sum(max(0.0, need - have) for need, have in zip(needed, letters, strict=True))
    return wanted if asked + cut <= spare else letters


def _two_lines(head: str) -> int:
    """Return how many letters wide a head is if it takes two lines at most."""
    words = head.split()
    breaks = range(1, len(words) + 1)
    lines = [(" ".join(words[:at]), " ".join(words[at:])) for at in breaks]
    return min((max(map(len, pair)) for pair in lines), default=0)


def _widths(table: Plain, letters: list[float], size: float, inset: float) -> list[str]:
    """Give each column its width; long text shares the room that the others leave.

    Widths are in points, shares of the rest without a unit. The template's own choice would let
    the words of a head take the room of the names beside it.
    """
    long = [
        column["wide"] or (column["format"] in _WORDS and count >= _NAME)
        for column, count in zip(table["columns"], letters, strict=True)
    ]
    if not any(long):
        long[0] = True
    shares = ["2" if column["wide"] else "1" for column in table["columns"]]
    fixed = [f"{count * size * _LETTER + 2 * inset:.1f}pt" for count in letters]
    return [
        share if grows else width for share, width, grows in zip(shares, fixed, long, strict=True)
    ]
