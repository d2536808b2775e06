"""Question: how is output written so that nothing half-written is left and nothing is lost?

In: a destination. Out: a temporary place beside it that takes its name only once it is complete.
Must not know: what is written.
"""

from __future__ import annotations

import errno
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


class Together:
    """Files that take their names together once all of them are complete.

    See :func:`replacing_together`.
    """

    def __init__(self) -> None:
        self._changes: list[tuple[Path, Path, Path | None]] = []

    @contextmanager
    def file(self, path: Path) -> Iterator[Path]:
        """Give a temporary file that will replace ``path``; faults in the block are told of it.

        Parameters
        ----------
        path : Path
            The file to write.

        Yields
        ------
        Path
            A temporary file in the same folder, whose name ends as that of ``path``.

        Raises
        ------
        RequestError
            If the folder does not exist, cannot be written or is full, or ``path`` is a folder.
        """
        temporary = self._change(path)
        try:
            yield temporary
        except OSError as error:
            raise cannot_write(path, error) from error
        except RequestError as error:
            if isinstance(error.__cause__, OSError):  # it names the temporary file
                raise cannot_write(path, error.__cause__) from error
            raise

    def without(self, path: Path) -> None:
        """Let a file of an earlier run go at the same time, if there is one.

        Parameters
        ----------
        path : Path
            The file to remove.
        """
        self._changes.append((path, Path(os.path.realpath(path)), None))

    def _change(self, path: Path) -> Path:
        target = Path(os.path.realpath(path))
        temporary = _beside(target)
        if target.is_dir():
            raise cannot_write(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
        self._changes.append((path, target, temporary))
        return temporary

    def _take_names(self) -> None:
        """Rename one after the other; if one cannot be, those before it get their old content."""
        done: list[tuple[Path, Path | None]] = []
        try:
            for path, target, temporary in self._changes:
                try:
                    done.append((target, _second_name(target)))
                    if temporary is None:
                        target.unlink(missing_ok=True)
                    else:
                        os.replace(temporary, target)
                except OSError as error:
                    raise cannot_write(path, error) from error
        except BaseException:  # also Ctrl-C
            for target, earlier in reversed(done):
                if earlier is None:
                    _remove(target)
                else:
                    os.replace(earlier, target)
            raise
        finally:
            for _, earlier in done:
                if earlier is not None:
                    _remove(earlier)

    def _clear(self) -> None:
        for _, _, temporary in self._changes:
            if temporary is not None:
                _remove(temporary)


@contextmanager
def replacing_together() -> Iterator[Together]:
    """Write several files of which a reader shall find all or none.

    They take their names when the block ends well, in the order in which they were asked for. A
    fault, also Ctrl-C, leaves everything as it was. A computer that loses power between two names
    can leave some files new and some old: let the last one tell the hashes of the others.

    Yields
    ------
    Together
        Gives the temporary files.

    Raises
    ------
    RequestError
        If one of them cannot take its name.
    """
    together = Together()
    try:
        yield together
        together._take_names()
    finally:
        together._clear()


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
    # The name ends alike, since a format may be told by it.
    return path.with_name(f".smartspec-{secrets.token_hex(8)}-{path.name[-16:]}")


def _second_name(path: Path) -> Path | None:
    """Keep the content of a file under a second name; None if there is no such file."""
    if not path.exists():
        return None
    second = _beside(path)
    try:
        os.link(path, second)
    except OSError:  # a file system on which a file has one name only
        shutil.copy2(path, second)
    return second


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
