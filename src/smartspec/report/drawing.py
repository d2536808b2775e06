"""Question: how does a chart become a still picture?

In: Vega-Lite specifications. Out: SVG or PNG, drawn with our fonts and without a network.
Must not know: what a chart shows, or where the picture will stand.
"""

from __future__ import annotations

import re
from functools import cache

from smartspec.report import theme
from smartspec.report.chart_parts import Spec, for_print
from smartspec.report.document import Chart, Document, Panels

FULL_WIDTH = 720
PANEL_WIDTH = 212
_NO_NETWORK: list[str] = []
_LONG_DECIMALS = re.compile(r"(\.\d\d)\d+")
_PATHS = re.compile(r' (?:d|transform)="[^"]*"')
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


def pictures(document: Document) -> dict[str, str]:
    """Draw all charts of a document once, for every rendering of it.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    dict of str to str
        SVG by the name of the chart; charts in panels are drawn at a third of the width.
    """
    drawn = {}
    for block in document.blocks():
        if isinstance(block, Chart):
            drawn[block.name] = svg(block.spec)
        elif isinstance(block, Panels):
            drawn |= {chart.name: svg(chart.spec, PANEL_WIDTH) for chart in block.charts}
    return drawn


def svg(spec: Spec, width: int = FULL_WIDTH) -> str:
    """Draw a chart as SVG.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification.
    width : int, default 720
        Width of the whole picture in pixels.

    Returns
    -------
    str
        The SVG; coordinates have two decimals.
    """
    import vl_convert

    _fonts()
    drawn = vl_convert.vegalite_to_svg(
        for_print(spec, width),
        allowed_base_urls=_NO_NETWORK,
        config={"legend": {"layout": theme.LEGEND_LAYOUT}},
    )
    return _PATHS.sub(lambda part: _LONG_DECIMALS.sub(r"\1", part.group()), drawn)


def png(drawn: str, *, scale: float = 2.0) -> bytes:
    """Turn an SVG of this room into pixels.

    Parameters
    ----------
    drawn : str
        What ``svg`` returned.
    scale : float, default 2
        Pixels of the image for each of the drawing.

    Returns
    -------
    bytes
        PNG.
    """
    import vl_convert

    _fonts()
    return bytes(vl_convert.svg_to_png(drawn, scale=scale))


def inline(drawn: str, prefix: str) -> str:
    """Make an SVG fit to stand inside a page beside others.

    Names inside it (clip paths, gradients) get a prefix, since a page shares one set of names.

    Parameters
    ----------
    drawn : str
        What ``svg`` returned.
    prefix : str
        Something that no other picture of the page has.

    Returns
    -------
    str
        The SVG.
    """
    named = _IDS.sub(lambda found: f"{found.group(1)}{prefix}-", drawn)
    return named.replace("<svg ", '<svg focusable="false" aria-hidden="true" ', 1)


@cache
def _fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(theme.font_folder()))
