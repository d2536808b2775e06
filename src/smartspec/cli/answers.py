"""Question: how does every command end, well or badly?

In: a command. Out: the same command, whose faults become one line and an exit code.
Must not know: what any command does.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn, ParamSpec

import typer

from smartspec.core.errors import RequestError

P = ParamSpec("P")

WRONG_REQUEST = 2
INTERRUPTED = 130


def say(line: str) -> None:
    """Print a line for the person at the terminal, apart from the answer itself."""
    print(line, file=sys.stderr)


def notes(lines: Iterable[str]) -> None:
    """Print what the user should know although the work went on."""
    for line in lines:
        say(f"note: {line}")


def refuse(line: str) -> NoReturn:
    """Print one line and leave with the exit code of a wrong request."""
    say(f"smartspec: {' '.join(line.split())}")
    raise typer.Exit(WRONG_REQUEST)


def answering(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a command's faults into one line and an exit code.

    Parameters
    ----------
    command : callable
        A command that may raise.

    Returns
    -------
    callable
        The command with the same signature.
    """

    @functools.wraps(command)
    def answered(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except RequestError as error:
            refuse(str(error))
        except BrokenPipeError:
            _let_go_of_output()
            refuse(
                "Standard output was closed before everything was written; nothing else is lost."
            )
        except KeyboardInterrupt:
            say("smartspec: Interrupted; nothing was written.")
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            _let_go_of_output()
            where = f" {error.filename}" if error.filename else ""
            refuse(f"The system refused{where}: {error.strerror or error}. Nothing was changed.")

    return answered


def _let_go_of_output() -> None:
    """Keep Python from failing again when it flushes standard output at the end."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
