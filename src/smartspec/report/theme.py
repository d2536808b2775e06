"""Question: which colours, letters and lines does everything we print share?

In: nothing. Out: palette, font files and the Vega-Lite configuration.
Must not know: what is drawn or written with them.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

FONT = "Source Sans Pro"

INK = "#1b2733"
MUTED = "#566573"
HAIRLINE = "#d8dfe4"
WASH = "#f3f6f7"
PAPER = "#ffffff"
ACCENT = "#0a6c74"
ACCENT_SOFT = "#d5e8e8"
COUNTER = "#b4561b"
NEUTRAL = "#b7c2ca"
NEUTRAL_DARK = "#71808c"
NO_DATA = "#e2e7ea"

# Burnt orange to teal, light in the middle: told apart by every common form of colour blindness,
# and by lightness alone in a grey print. The steps mirror each other on a ratio scale around 1.
RATIO_STEPS = (0.33, 0.5, 0.8, 1.25, 2.0, 3.0)
RATIO_COLOURS = ("#94420f", "#cf7a3a", "#efc59c", "#f1ead6", "#add8d6", "#4a9ea3", "#0b5960")
RATIO_TEXT_LIGHT_BELOW, RATIO_TEXT_LIGHT_ABOVE = 0.33, 3.0

# Groups without an order, told apart by every common form of colour blindness (Okabe and Ito, 2008,
# without black and yellow, which are ink and too pale here).
GROUP_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")

# Legends under each other, from the left edge of the picture. Vega knows this, the schema of
# Vega-Lite does not, so it is set when a chart is drawn and stands in no specification's config.
LEGEND_LAYOUT = {"top": {"anchor": "start", "bounds": "full", "direction": "vertical"}}

_FONT_FILES = {"400": "SourceSansPro-Regular.otf", "600": "SourceSansPro-Semibold.otf"}


@cache
def font_folder() -> Path:
    """Return the folder that holds the font files.

    Returns
    -------
    Path
        The files of the package ``font-source-sans-pro`` (SIL Open Font License).
    """
    import font_source_sans_pro

    return Path(next(iter(font_source_sans_pro.__path__))) / "files"


@cache
def font_faces() -> str:
    """Return the style rules that carry the fonts inside a page.

    Returns
    -------
    str
        CSS ``@font-face`` rules with the files as base64.
    """
    rules = []
    for weight, name in _FONT_FILES.items():
        data = base64.b64encode((font_folder() / name).read_bytes()).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{FONT}';font-weight:{weight};font-style:normal;"
            f"font-display:swap;src:url(data:font/otf;base64,{data}) format('opentype')}}"
        )
    return "\n".join(rules)


def vega_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart bears.

    Returns
    -------
    dict
        Value for the ``config`` of a specification.
    """
    label = {"labelFontSize": 12, "labelColor": INK, "titleFontSize": 12, "titleColor": MUTED}
    return {
        "font": FONT,
        "aria": False,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": {
            **label,
            "titleFontWeight": "normal",
            "labelFontWeight": "normal",
            "domain": False,
            "ticks": False,
            "grid": False,
            "labelPadding": 6,
            "titlePadding": 8,
        },
        "axisX": {
            "grid": True,
            "titleLimit": 0,
            "gridColor": HAIRLINE,
            "labelColor": MUTED,
            "labelFlush": True,
        },
        "axisY": {"labelLimit": 270},
        "legend": {
            **label,
            "orient": "top",
            "direction": "horizontal",
            "titleFontWeight": "normal",
            "symbolSize": 110,
            "columnPadding": 14,
            "titleLimit": 0,
            "labelLimit": 300,
            "symbolOpacity": 1,
            "offset": 10,
        },
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": INK,
            "fontSize": 17,
            "fontWeight": 600,
            "subtitleColor": MUTED,
            "subtitleFontSize": 13,
            "subtitlePadding": 5,
            "offset": 14,
        },
        "text": {"font": FONT, "fontSize": 11, "color": INK},
        "bar": {"discreteBandSize": {"band": 0.72}},
        "range": {"category": [ACCENT, NEUTRAL_DARK, COUNTER, NEUTRAL]},
    }
