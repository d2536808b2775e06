"""What the tests of the documentation share: pages, blocks of code, links."""

import importlib
import re
import shlex
import sys
import textwrap
from functools import cache
from pathlib import Path
from typing import NamedTuple

import typer

from smartspec.cli.app import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATED = DOCS / "reference" / "generated"

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,}|:{3,})(?P<head>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=ticks) *$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"^:(\w+): *(.*)\n", re.MULTILINE)
_COMMAND = re.compile(r"(?:^|\||\bif )\s*(smartspec [^|;>#\n]*)", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, its caption if it has one, what is in it."""

    language: str
    caption: str
    text: str


def top_pages() -> list[Path]:
    """The pages at the root of the project."""
    return sorted(ROOT.glob("*.md"))


def written_pages() -> list[Path]:
    """The pages of the documentation that people write."""
    pages = [
        page
        for page in DOCS.rglob("*.md")
        if not page.is_relative_to(GENERATED) and "_build" not in page.parts
    ]
    return sorted(pages)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [_block(found) for found in _FENCE.finditer(page.read_text("utf-8"))]


def without_blocks(text: str) -> str:
    return _FENCE.sub("", text)


def commands_in(text: str) -> list[list[str]]:
    """The smartspec commands of a shell block, as words without the program's name."""
    joined = re.sub(r"\\\n *", "", text)
    return [shlex.split(found)[1:] for found in _COMMAND.findall(joined)]


def leaf(words: list[str]) -> tuple[object, list[str]]:
    """The command that words call, and the words that are left for it."""
    command, rest = typer.main.get_command(app), list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    return command, rest


@cache
def generated_pages() -> dict[str, str]:
    """The pages that are made from the program: path below ``docs/reference/generated`` to text."""
    sys.path.insert(0, str(DOCS))
    try:
        return importlib.import_module("generate").pages()
    finally:
        sys.path.remove(str(DOCS))


def page_module(name: str):
    """A module that makes pages."""
    generated_pages()
    return importlib.import_module(f"_pages.{name}")


def _block(found: re.Match[str]) -> Block:
    head, body = found["head"].strip(), textwrap.dedent(found["body"])
    directive = re.fullmatch(r"\{code-block\} *(\w*)", head)
    if not directive:
        return Block(head, "", body)
    options = dict(_OPTION.findall(body))
    return Block(directive[1], options.get("caption", ""), _OPTION.sub("", body).lstrip("\n"))
