"""Question: how does long work in a library obey Ctrl-C at once?

In: the work, and what stops it. Out: its result, or the interruption once the work has stopped.
Must not know: what the work is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")

_AGAIN_SECONDS = 0.5


def interruptibly(work: Callable[[], Result], stop: Callable[[], object]) -> Result:
    """Do work that would not notice Ctrl-C by itself, such as a long query.

    Python can act on a signal only while it runs itself. The work therefore goes to a thread of
    its own, and this one waits for it, ready to be interrupted.

    Parameters
    ----------
    work : callable
        The work. It must give way to other threads, as libraries do while they compute.
    stop : callable
        What makes the work end early; called from this thread, again and again until it does.

    Returns
    -------
    object
        What the work returns.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C, once the work has stopped.

    Examples
    --------
    >>> interruptibly(lambda: 6 * 7, stop=lambda: None)
    42
    """
    if threading.current_thread() is not threading.main_thread():
        return work()  # signals come to the main thread alone
    waiting: Future[Result] = Future()
    thread = threading.Thread(target=_do, args=(work, waiting), daemon=True)
    try:
        thread.start()
        while not waiting.done():
            # The system may give the signal to another thread, of which this one hears only when
            # it wakes up.
            with suppress(TimeoutError):
                waiting.exception(_AGAIN_SECONDS)
        return waiting.result()
    except KeyboardInterrupt:
        while thread.is_alive():
            with suppress(KeyboardInterrupt):  # further ones ask again
                stop()  # asked before it has well begun, work may not hear it
                thread.join(_AGAIN_SECONDS)
        raise


def _do(work: Callable[[], Result], waiting: Future[Result]) -> None:
    try:
        waiting.set_result(work())
    except BaseException as error:
        waiting.set_exception(error)
