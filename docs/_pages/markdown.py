"""Question: how is a table, a link or a fact written in MyST Markdown?

In: plain text. Out: Markdown.
Must not know: what the pages are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def code(text: object) -> str:
    """Write something as it is typed; an empty text stays empty."""
    return f"`{text}`" if str(text) else ""


def codes(names: Iterable[object]) -> str:
    """Write several names as they are typed."""
    return ", ".join(code(name) for name in names)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; a bar in a cell does not end it."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines) + "\n"


def facts(known: Mapping[str, str]) -> str:
    """Write what is known as a table of two columns, without what is not."""
    rows = [(name, text) for name, text in known.items() if text]
    return table(("", ""), rows)


def bullets(items: Iterable[str]) -> str:
    """Write a list."""
    return "\n".join(f"- {item}" for item in items) + "\n"


def doi(number: str) -> str:
    """Link a DOI."""
    address = f"https://doi.org/{number}"
    return f"[{address}]({address})"


def fenced(text: str, language: str) -> str:
    """Write a block as it is typed or printed."""
    return f"```{language}\n{text.strip()}\n```\n"


def autodoc(directive: str, name: str, *options: str) -> str:
    """Ask Sphinx to write a docstring here."""
    body = "".join(f"   :{option}:\n" for option in options)
    return f"```{{eval-rst}}\n.. {directive}:: {name}\n{body}```\n"


def toctree(pages: Iterable[str], *, hidden: bool = False) -> str:
    """List pages that lie below this one."""
    options = ":hidden:\n" if hidden else ":maxdepth: 1\n"
    return f"```{{toctree}}\n{options}\n" + "\n".join(pages) + "\n```\n"


def page(title: str, *parts: str) -> str:
    """Put parts below a title, a blank line between."""
    kept = [part.strip("\n") for part in parts if part]
    return "\n\n".join([f"# {title}", *kept]) + "\n"


def _cell(text: object) -> str:
    return " ".join(str(text).replace("|", "\\|").split())
