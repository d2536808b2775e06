"""Question: where does the program begin and end?

In: what was typed. Out: an exit code.
Must not know: any command. Nothing is imported here that takes time, so that Ctrl-C is answered
from the first moment on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from smartspec.cli.answers import INTERRUPTED, ending


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What was typed after ``smartspec``; that of this process if left out.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)

    def work() -> int:
        from smartspec.cli.app import invoke

        return invoke(typed)

    _never_fail_on_letters()
    code = ending(work)
    if code == INTERRUPTED:
        # Where Ctrl-C strikes inside a string that is being executed (named tuples and data
        # classes are made so), Python remembers it as unhandled and ends by the signal, whatever
        # exit code is asked for. By now everything is cleaned up, so leave without it.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, AttributeError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _never_fail_on_letters() -> None:
    """Print a question mark for a letter that the terminal's encoding lacks."""
    with suppress(AttributeError):  # standard output is closed, or no text stream
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # hence the suppress
