"""Question: where does an engine put what does not fit into memory, and who removes it?

In: a folder of the user's choice, or none. Out: a private folder in it for a while.
Must not know: any engine.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from smartspec.core.errors import RequestError

try:
    import fcntl
except ImportError:  # Windows, where a killed run's folder stays until the system clears it
    fcntl = None  # type: ignore[assignment]

_PREFIX = "smartspec-spill-"
_LOCK = "in-use"


@contextmanager
def private_folder(under: Path | None = None) -> Iterator[Path]:
    """Give a folder of this run alone, and remove it however the block ends.

    A killed run cannot remove its own; the next one does, as it finds the lock open.

    Parameters
    ----------
    under : Path or None, default None
        Where to make it; the place for large temporary files of the system if left out.

    Yields
    ------
    Path
        An empty folder.

    Raises
    ------
    RequestError
        If it cannot be made there.
    """
    parent = under or default_spill()
    try:
        own = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).resolve()
    except OSError as error:
        raise RequestError(
            f"Cannot make a temporary folder in {parent}: {error.strerror or error}. Set TMPDIR "
            "to a folder with space."
        ) from error
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, own, ignore_errors=True)
        stack.enter_context(_locked(own))
        _remove_abandoned(own)
        inner = own / "data"  # the engine may remove its folder; the lock beside it stays
        inner.mkdir()
        yield inner


def default_spill() -> Path:
    """Name the folder under which temporary folders are made unless told otherwise.

    Returns
    -------
    Path
        What ``TMPDIR`` says; else ``/var/tmp``, since ``/tmp`` is often memory; else the system's.
    """
    chosen = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    large = Path("/var/tmp")  # made for large files, as /tmp is not everywhere
    if not chosen and large.is_dir() and os.access(large, os.W_OK):
        return large
    return Path(tempfile.gettempdir())


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock in the folder; it takes its name once it is held, so nobody finds it open."""
    if fcntl is None:
        yield
        return
    making = folder / f"{_LOCK}-soon"
    with making.open("w") as lock:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            making.rename(folder / _LOCK)
        yield


def _remove_abandoned(own: Path) -> None:
    if fcntl is None:
        return
    for lock in own.parent.glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError), lock.open("r+") as handle:
            if lock.parent != own and _is_open(handle):
                shutil.rmtree(lock.parent, ignore_errors=True)


def _is_open(handle: IO[str]) -> bool:
    """Tell whether nobody holds the lock, which is so if its run has ended."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
