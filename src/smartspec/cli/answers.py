"""Question: how does every command end, well or badly?

In: a command. Out: its exit code; whatever stops it becomes one line on standard error.
Must not know: what any command does, or how commands are parsed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from smartspec.core.errors import RequestError

DONE = 0
WRONG_REQUEST = 2
INTERRUPTED = 130


def say(line: str) -> None:
    """Print a line for the person at the terminal, apart from the answer itself.

    What was answered so far goes out first: if it cannot, only that is told.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    _tell(line)


def _tell(line: str) -> None:
    if sys.stderr is None:  # closed by the caller; print() would turn to standard output
        return
    with suppress(OSError):
        print(line, file=sys.stderr)


def notes(lines: Iterable[str]) -> None:
    """Print what the user should know although the work went on."""
    for line in lines:
        say(f"note: {line}")


def ending(work: Callable[[], int]) -> int:
    """Do the work of a command and turn what stops it into one line and an exit code.

    Parameters
    ----------
    work : callable
        Returns the exit code if all goes well.

    Returns
    -------
    int
        0 done, 2 the request is wrong or the system refuses it, 130 interrupted.
    """
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except RequestError as error:
        return _refused(str(error))
    except KeyboardInterrupt:
        _refused("Interrupted; no file was written or changed.")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return _refused("Standard output was closed before everything was written.")
    except OSError as error:
        _let_go_of_output()
        where = f" {error.filename}" if error.filename else ""
        return _refused(f"The system refused{where}: {error.strerror or error}.")
    return code


def _refused(line: str) -> int:
    _tell(f"smartspec: {' '.join(line.split())}")
    return WRONG_REQUEST


def _let_go_of_output() -> None:
    """Keep Python from failing again when it flushes standard output at the end."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
