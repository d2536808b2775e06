"""Question: how do charts become files that travel alone?

In: a document. Out: a folder with each chart as SVG, PNG and Vega-Lite, title and source on it.
Must not know: what a chart shows or where it stood in the report.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from smartspec.report import drawing, theme
from smartspec.report.chart_parts import Spec, for_print, titled
from smartspec.report.document import Chart, Document, Panels

_MARGIN, _GAP = 20, 14
_TITLE, _TEXT, _SMALL = 18, 14, 12
_LETTER = 0.49
_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
_FAMILY = f'font-family="{theme.FONT}"'
_FAMILIES = (
    f"font-family=\"'{theme.FONT}', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif\""
)


@dataclass(frozen=True)
class _Picture:
    """A picture with all that has to stand around it."""

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    parts: tuple[tuple[str, str], ...]
    """Heading and SVG of each part, from left to right."""


def write_charts(
    folder: Path, document: Document, *, pictures: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Write every figure of a document as ``NAME.svg``, ``NAME.png`` and ``NAME.vl.json``.

    Panels are one picture under their common name, and one specification each.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is not there.
    document : Document
        The document.
    pictures : mapping of str to str, optional
        What ``drawing.pictures`` returned, where the charts are drawn already.

    Returns
    -------
    tuple of str
        Names of the files written, in order.
    """
    drawn = pictures if pictures is not None else drawing.pictures(document)
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    for picture in _pictures(document, drawn):
        image = _composed(picture)
        files[f"{picture.name}.svg"] = image.replace(_FAMILY, _FAMILIES).encode()
        files[f"{picture.name}.png"] = drawing.png(image)
    for name, spec in _specs(document):
        text = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        files[f"{name}.vl.json"] = f"{text}\n".encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return tuple(sorted(files))


def _pictures(document: Document, drawn: Mapping[str, str]) -> Iterator[_Picture]:
    for block in document.blocks():
        if isinstance(block, Chart):
            yield _Picture(
                block.name,
                block.title,
                block.subtitle,
                block.source_note,
                block.alt,
                (("", drawn[block.name]),),
            )
        elif isinstance(block, Panels):
            yield _Picture(
                block.name,
                block.title,
                block.subtitle,
                block.source_note,
                " ".join(chart.alt for chart in block.charts),
                tuple((chart.title, drawn[chart.name]) for chart in block.charts),
            )


def _specs(document: Document) -> Iterator[tuple[str, Spec]]:
    for block in document.blocks():
        charts = block.charts if isinstance(block, Panels) else (block,)
        for chart in charts:
            if isinstance(chart, Chart):
                subtitle = chart.subtitle or (block.subtitle if isinstance(block, Panels) else "")
                spec = titled(chart.spec, chart.title, subtitle, chart.source_note)
                yield chart.name, for_print(spec, drawing.FULL_WIDTH)


def _composed(picture: _Picture) -> str:
    """Set title, parts side by side and source on one sheet."""
    images = [drawing.inline(image, f"p{at}") for at, (_, image) in enumerate(picture.parts)]
    sizes = [_size(image) for image in images]
    width = sum(size[0] for size in sizes) + _GAP * (len(sizes) - 1)
    lines = [(line, _TITLE, 600, theme.INK) for line in _wrapped(picture.title, width, _TITLE)]
    lines += [(line, _TEXT, 400, theme.MUTED) for line in _wrapped(picture.subtitle, width, _TEXT)]
    content, y = _text(lines, _MARGIN)
    y += _GAP
    if any(heading for heading, _ in picture.parts):
        written, y = _headings(picture, sizes, y)
        content += written
        y += _GAP
    x = float(_MARGIN)
    for image, size in zip(images, sizes, strict=True):
        content.append(image.replace("<svg ", f'<svg x="{x:g}" y="{y:g}" ', 1))
        x += size[0] + _GAP
    y += max(size[1] for size in sizes) + _GAP
    source = [(line, _SMALL, 400, theme.MUTED) for line in _wrapped(picture.source, width, _SMALL)]
    below, y = _text(source, y)
    sheet = f'width="{width + 2 * _MARGIN:g}" height="{y + _MARGIN:g}"'
    box = f'viewBox="0 0 {width + 2 * _MARGIN:g} {y + _MARGIN:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {sheet} {box} role="img">'
        f"<title>{escape(picture.title)}</title><desc>{escape(picture.alt)}</desc>"
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>'
    )
    return "".join([head, *content, *below, "</svg>\n"])


def _headings(
    picture: _Picture, sizes: Sequence[tuple[float, float]], top: float
) -> tuple[list[str], float]:
    """Head each part within its own width; return the lines and where the parts may begin."""
    written, x, bottom = [], float(_MARGIN), top
    for (heading, _), (width, _) in zip(picture.parts, sizes, strict=True):
        y = top
        for words in _wrapped(heading, width, _TEXT):
            written.append(_line(words, (x, y + _TEXT), size=_TEXT, weight=600, colour=theme.INK))
            y += _TEXT * 1.32
        x, bottom = x + width + _GAP, max(bottom, y)
    return written, bottom


def _text(lines: Sequence[tuple[str, int, int, str]], top: float) -> tuple[list[str], float]:
    """Write lines under each other; return them and where the next one may begin."""
    written = []
    for words, size, weight, colour in lines:
        written.append(_line(words, (_MARGIN, top + size), size=size, weight=weight, colour=colour))
        top += size * 1.32
    return written, top


def _line(words: str, at: tuple[float, float], *, size: int, weight: int, colour: str) -> str:
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" {_FAMILY} font-size="{size}px" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _wrapped(words: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(words, max(20, int(width / (size * _LETTER))))


def _size(image: str) -> tuple[float, float]:
    found = _SIZE.search(image)
    if found is None:
        raise ValueError("An SVG without width and height cannot be placed on a sheet.")
    return float(found.group(1)), float(found.group(2))
