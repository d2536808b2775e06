"""Question: how is output written so that nothing half-written is left and nothing is lost?

In: a destination. Out: a temporary place beside it that takes its name only once it is complete.
Must not know: what is written.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from smartspec.core.errors import RequestError


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Give a temporary file that replaces ``path`` when the block ends well.

    Parameters
    ----------
    path : Path
        The file to write. An existing one keeps its content until the new one is complete; a
        link stays a link, and the file that it points to is replaced.

    Yields
    ------
    Path
        A temporary file in the same folder, with the same ending.

    Raises
    ------
    RequestError
        If the folder does not exist, cannot be written or is full.
    """
    target = Path(os.path.realpath(path))
    temporary = _beside(target)
    try:
        yield temporary
        os.replace(temporary, target)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        _remove(temporary)


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
    target = Path(os.path.realpath(path))
    temporary = _beside(target)
    try:
        temporary.mkdir()
        yield temporary
        _swap(temporary, target)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        _remove(temporary)


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
    try:
        has_folder = path.parent.is_dir()
    except OSError as error:
        raise cannot_write(path, error) from error
    if not has_folder:
        raise RequestError(
            f"Cannot write {path}: there is no folder {path.parent}. Make it first or choose "
            "another."
        )
    return path.with_name(f".smartspec-{secrets.token_hex(8)}{path.suffix}")


def _swap(new: Path, target: Path) -> None:
    """Put ``new`` where ``target`` is; the old folder goes only after the new one stands."""
    if not target.exists():
        os.replace(new, target)
        return
    old = _beside(target)
    os.replace(target, old)
    try:
        os.replace(new, target)
    except BaseException:  # also Ctrl-C: the old folder must not stay behind under a hidden name
        os.replace(old, target)
        raise
    _remove(old)


def _remove(path: Path) -> None:
    """Remove a file or folder if it is there; what cannot be removed must not hide an error."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)
