"""Question: how does long work show that it goes on?

In: work that tells its steps. Out: a bar on a terminal, and nothing in a pipe.
Must not know: what the work is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(steps: int | None = None) -> Iterator[Callable[[str], None]]:
    """Give a function to be told of each step.

    The bar fills with every step if their number is known, and moves to and fro if not.
    """
    with _bar("Starting", steps) as update:
        yield lambda message: update(description=message, advance=1)


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how much is done, and of how much."""
    with _bar(what, None) as update:
        yield lambda done, total: update(completed=done, total=total)


@contextmanager
def _bar(what: str, total: int | None) -> Iterator[Callable[..., None]]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda **_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda **told: bar.update(task, **told)
