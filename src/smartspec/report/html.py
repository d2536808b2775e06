"""Question: how does a document become one page that works anywhere, offline?

In: a document. Out: one HTML file that holds its fonts, charts, tables and scripts.
Must not know: how any number was computed.

Tables come from a small template of our own and not from great-tables: that writes a style sheet
of eight kilobytes and a new random name into every table, gives cells of different tables the
same ids, and writes no ``caption``; ours is a tenth of the size and the same on every run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from smartspec.core.writing import replacing_file
from smartspec.report import drawing, theme
from smartspec.report.document import Document
from smartspec.report.plain import plain

_SPAN = re.compile(r"[\d.,]*\d–\d[\d.,]*\d")
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def render_html(document: Document, *, pictures: Mapping[str, str] | None = None) -> str:
    """Write a document as one HTML page.

    Parameters
    ----------
    document : Document
        The document.
    pictures : mapping of str to str, optional
        What ``drawing.pictures`` returned, where the charts are drawn already.

    Returns
    -------
    str
        The page. It loads nothing from elsewhere, and its content security policy forbids it to.
    """
    charts = document.charts()
    drawn = pictures if pictures is not None else drawing.pictures(document)
    scripts = [*([_library()] if charts else []), _template("report.js")]
    report = plain(document)
    annex = {table["name"]: table for table in report["annex"]}
    first_use: dict[str, str] = {}
    for chart in charts:
        if chart.table in annex:
            first_use.setdefault(chart.table, chart.name)
    return _page().render(
        report=report,
        annex=annex,
        first_use=first_use,
        rest=[table for name, table in annex.items() if name not in first_use],
        css=Markup(_variables() + theme.font_faces() + _template("report.css")),
        scripts=[Markup(script) for script in scripts],
        policy=_policy(scripts),
        stills={name: Markup(drawing.inline(image, name)) for name, image in drawn.items()},
        specs={chart.name: Markup(_json(chart.spec)) for chart in charts},
        widths={chart.name: _min_width(chart.spec) for chart in charts},
    )


def write_html(
    path: Path, document: Document, *, pictures: Mapping[str, str] | None = None
) -> None:
    """Write a document as one HTML file.

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
    page = render_html(document, pictures=pictures)
    with replacing_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="\n")


@cache
def _page() -> Template:
    environment = Environment(
        loader=PackageLoader("smartspec.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["spans"] = _spans
    return environment.get_template("report.html.j2")


def _spans(text: str) -> Markup:
    """Keep the two ends of a span of years, or of an interval, on one line."""
    return Markup(_SPAN.sub(r'<span class="span">\g<0></span>', str(escape(text))))


@cache
def _library() -> str:
    """Return the drawing library as one script that needs no other."""
    import vl_convert

    script: str = vl_convert.javascript_bundle(_SNIPPET)
    return script.replace("</script", "<\\/script")


def _template(name: str) -> str:
    folder = resources.files("smartspec.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")


def _variables() -> str:
    colours = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "hairline": theme.HAIRLINE,
        "wash": theme.WASH,
        "paper": theme.PAPER,
        "accent": theme.ACCENT,
        "accent-soft": theme.ACCENT_SOFT,
        "counter": theme.COUNTER,
    }
    body = "".join(f"--{name}:{colour};" for name, colour in colours.items())
    return f":root{{{body}--font:'{theme.FONT}'}}\n"


def _policy(scripts: list[str]) -> str:
    """Allow our own scripts by their hash, inline styles and data; nothing from elsewhere."""
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {hashes or chr(39) + 'none' + chr(39)}; "
        "style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(spec: Mapping[str, object]) -> str:
    """Write JSON that cannot end the script element it stands in."""
    text = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _min_width(spec: Mapping[str, object]) -> int:
    hints = spec.get("usermeta", {})
    ours = hints.get("smartspec", {}) if isinstance(hints, dict) else {}
    return int(ours.get("min_width", 0))
