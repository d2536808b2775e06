"""Question: what does the reference say of the commands?

In: the command line itself. Out: its own help, command by command.
Must not know: what any command does.
"""

from __future__ import annotations

from collections.abc import Iterator

import typer
from typer.testing import CliRunner

from _pages.markdown import fenced, page
from smartspec.cli.app import app

WIDTH = 84


def commands() -> tuple[tuple[str, ...], ...]:
    """Return every command as the words that are typed after ``smartspec``."""
    return tuple(_below(typer.main.get_command(app), ()))


def help_of(words: tuple[str, ...]) -> str:
    """Return what a command prints when it is asked for help."""
    asked = CliRunner().invoke(app, [*words, "--help"], prog_name="smartspec", terminal_width=WIDTH)
    if asked.exit_code != 0:
        raise RuntimeError(f"smartspec {' '.join(words)} --help failed: {asked.output}")
    return asked.output


def pages() -> dict[str, str]:
    """Return path to text of the page on commands."""
    parts = [
        "What each command prints with `--help`. How files are told apart and what the exit codes "
        "mean is told in [Files and exit codes](../files.md).",
        fenced(help_of(()), "text"),
    ]
    for words in commands():
        parts += [f"## smartspec {' '.join(words)}", fenced(help_of(words), "text")]
    return {"commands.md": page("Commands", *parts)}


def _below(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, child in getattr(command, "commands", {}).items():
        yield (*words, name)
        yield from _below(child, (*words, name))
