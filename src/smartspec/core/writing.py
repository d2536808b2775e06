"""Question: how is output written so that nothing half-written is left and nothing is lost?

In: a destination. Out: a temporary place beside it that takes its name only once it is complete.
Must not know: what is written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartspec.core.errors import RequestError


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Give a temporary file that replaces ``path`` when the block ends well.

    Parameters
    ----------
    path : Path
        The file to write. An existing one keeps its content until the new one is complete.

    Yields
    ------
    Path
        A temporary file in the same folder, with the same ending.

    Raises
    ------
    RequestError
        If the folder does not exist, cannot be written or is full.
    """
    temporary = _beside(path)
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder that replaces ``path`` when the block ends well.

    The caller decides beforehand whether an existing folder may be replaced.

    Parameters
    ----------
    path : Path
        The folder to write.

    Yields
    ------
    Path
        A temporary folder beside it.

    Raises
    ------
    RequestError
        If the parent folder cannot be written or is full.
    """
    temporary = _beside(path)
    try:
        temporary.mkdir()
        yield temporary
        _swap(temporary, path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def cannot_write(path: Path, error: OSError) -> RequestError:
    """Build the error for a destination that cannot be written.

    Parameters
    ----------
    path : Path
        What was to be written.
    error : OSError
        What the system said.

    Returns
    -------
    RequestError
        Ready to be raised.
    """
    reason = error.strerror or str(error)
    return RequestError(
        f"Cannot write {path}: {reason[:1].lower()}{reason[1:]}. "
        "Nothing was changed; choose another place with -o."
    )


def _beside(path: Path) -> Path:
    """Name an unused temporary path in the same folder, so that renaming is one step."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise RequestError(
            f"Cannot write {path}: there is no folder {folder}. Make it first or choose another."
        )
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=folder)
    except OSError as error:
        raise cannot_write(path, error) from error
    os.close(handle)
    os.unlink(name)
    return Path(name)


def _swap(new: Path, target: Path) -> None:
    """Put ``new`` where ``target`` is; the old folder goes only after the new one stands."""
    if not target.exists():
        os.replace(new, target)
        return
    old = _beside(target)
    os.replace(target, old)
    try:
        os.replace(new, target)
    except OSError:
        os.replace(old, target)
        raise
    shutil.rmtree(old)
