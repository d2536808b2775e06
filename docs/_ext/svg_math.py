"""Question: how are formulas drawn in pages that are read without a network?

In: the TeX of a formula. Out: a drawing inside the page, on the line's baseline and in its colour,
with the TeX as its text alternative.
Must not know: what any formula means.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import ziamath
from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

SIZE = 16.0
_VIEWBOX = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="(\S+) (\S+) (\S+) (\S+)"')
# The drawing program leaves no room around this relation.
_TIGHT = re.compile(r"\\sim\b")

ziamath.config.svg2 = False
ziamath.config.math.color = "currentColor"


def draw(tex: str, *, inline: bool) -> str:
    """Draw a formula.

    Parameters
    ----------
    tex : str
        TeX as it stands in the source.
    inline : bool
        Whether it stands in a line of text.

    Returns
    -------
    str
        An SVG element whose size follows the size of the text around it.

    Raises
    ------
    ValueError
        If the formula cannot be drawn.
    """
    spaced = _TIGHT.sub(r"\\; \\sim \\;", tex)
    svg = ziamath.Latex(spaced, size=SIZE, inline=inline).svg()
    found = _VIEWBOX.search(svg)
    if found is None:
        raise ValueError(f"No size in the drawing of: {tex}")
    _, top, width, height = (float(number) for number in found.groups())
    style = f"width:{width / SIZE:.3f}em;height:{height / SIZE:.3f}em"
    if inline:
        style += f";vertical-align:{-(top + height) / SIZE:.3f}em"
    return svg.replace(
        found[0], f'viewBox="{" ".join(found.groups())}" style="{style}" aria-hidden="true"'
    )


def _framed(tag: str, node: nodes.Element, *, inline: bool) -> str:
    tex = node.astext()
    drawing = draw(tex, inline=inline)
    label = escape(" ".join(tex.split()), quote=True)
    return f'<{tag} class="math" role="math" aria-label="{label}">{drawing}</{tag}>'


def visit_inline(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula within a line."""
    translator.body.append(_framed("span", node, inline=True))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula that stands by itself."""
    translator.body.append(_framed("div", node, inline=False))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the renderer to Sphinx under the name ``svg``."""
    app.add_html_math_renderer("svg", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
