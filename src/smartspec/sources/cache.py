"""Question: have these files been read before, and where is what came of it?

In: files and how they are read. Out: a folder of records in the cache, whole or not at all.
Must not know: how files are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smartspec.core.errors import RequestError
from smartspec.core.writing import cannot_write, replacing_folder
from smartspec.sources.finding import File
from smartspec.tables.microdata import FORMAT, Microdata, open_microdata

READER = 5
"""Raised whenever reading the same files gives other records; the cache is then stale."""
SAMPLE = 1 << 16
LOCK = ".lock"
TEMPORARY = ".smartspec-"
VARIABLE = "SMARTSPEC_CACHE"
A_DAY = 86_400


@dataclass(frozen=True)
class Entry:
    """Records in the cache.

    Parameters
    ----------
    key : str
        Name of its folder.
    folder : Path
        Where it lies.
    bytes : int
        Size of its files.
    written : float
        When it was written, in seconds since 1970.
    records : Microdata or None
        What it holds; None if it is not whole, or of another version.
    """

    key: str
    folder: Path
    bytes: int
    written: float
    records: Microdata | None


def cache_folder(chosen: Path | None = None) -> Path:
    """Return the folder of records that were read.

    Parameters
    ----------
    chosen : Path, optional
        The cache to use; that of the variable ``SMARTSPEC_CACHE`` or, without it, the user's cache
        folder if left out.

    Returns
    -------
    Path
        The folder; it need not exist.
    """
    if chosen is None and os.environ.get(VARIABLE):
        chosen = Path(os.environ[VARIABLE])
    if chosen is None:
        from platformdirs import user_cache_path

        chosen = user_cache_path("smartspec", appauthor=False)
    return chosen / "records"


def key_of(source: str, options: Mapping[str, str], files: Sequence[File]) -> str:
    """Name what comes of reading files in one way.

    Files are told apart by name, size, time of change and their first and last bytes, so that
    nothing is read anew to find that nothing has changed.

    Parameters
    ----------
    source : str
        The provider.
    options : mapping of str to str
        How they are read.
    files : sequence of File
        What is read.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    told = [
        (file.name, file.path.stat().st_size, file.path.stat().st_mtime_ns, _sample(file.path))
        for file in files
    ]
    text = json.dumps([FORMAT, READER, source, dict(sorted(options.items())), told])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def cached(root: Path, key: str) -> Microdata | None:
    """Return records from the cache.

    Parameters
    ----------
    root : Path
        As :func:`cache_folder` tells.
    key : str
        As :func:`key_of` tells.

    Returns
    -------
    Microdata or None
        The records; None if they are not there or not whole.
    """
    folder = root / key
    if not folder.is_dir():
        return None
    try:
        records = open_microdata(folder)
    except RequestError:
        return None
    return records if all(_is_whole(records.path(table)) for table in records.tables) else None


@contextmanager
def entering(root: Path, key: str) -> Iterator[Path]:
    """Give a temporary folder that becomes an entry of the cache when the block ends well.

    What a killed run has left is removed first; what a run in progress holds is let be. Of two runs
    that make the same entry at once, the later one replaces that of the other.

    Parameters
    ----------
    root : Path
        As :func:`cache_folder` tells.
    key : str
        The entry.

    Yields
    ------
    Path
        The temporary folder.

    Raises
    ------
    RequestError
        If the cache cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_cache(root, error) from error
    remove_leftovers(root)
    try:
        with replacing_folder(root / key) as temporary, _held(temporary / LOCK):
            yield temporary
    except RequestError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        if cached(root, key) is None:  # else another run has made the same entry meanwhile
            raise _no_cache(root, error.__cause__) from error


def remove_leftovers(root: Path) -> int:
    """Remove what killed runs have left in the cache.

    Parameters
    ----------
    root : Path
        As :func:`cache_folder` tells.

    Returns
    -------
    int
        How many folders were removed.
    """
    removed = 0
    for folder in root.glob(f"{TEMPORARY}*"):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def entries(root: Path) -> list[Entry]:
    """List what is in the cache, the newest first.

    Parameters
    ----------
    root : Path
        As :func:`cache_folder` tells.

    Returns
    -------
    list of Entry
        Its entries.
    """
    found = []
    for folder in root.glob("*") if root.is_dir() else ():
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        entry = Entry(folder.name, folder, size, folder.stat().st_mtime, cached(root, folder.name))
        found.append(entry)
    return sorted(found, key=lambda entry: -entry.written)


def clear(root: Path) -> int:
    """Remove everything from the cache.

    Parameters
    ----------
    root : Path
        As :func:`cache_folder` tells.

    Returns
    -------
    int
        Bytes given back.
    """
    remove_leftovers(root)
    freed = 0
    for entry in entries(root):
        shutil.rmtree(entry.folder, ignore_errors=True)
        freed += entry.bytes
    return freed


def _sample(path: Path) -> str:
    """Hash the first and last bytes of a file."""
    digest = hashlib.sha256()
    size = path.stat().st_size
    with path.open("rb") as stream:
        digest.update(stream.read(SAMPLE))
        stream.seek(max(0, size - SAMPLE))
        digest.update(stream.read(SAMPLE))
    return digest.hexdigest()


def _is_whole(path: Path) -> bool:
    """Tell whether a Parquet file has its beginning and its end."""
    with path.open("rb") as stream:
        begin = stream.read(4)
        stream.seek(-4, os.SEEK_END)
        return begin == b"PAR1" == stream.read(4)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when this process ends, however it ends."""
    with path.open("wb") as stream:
        _try_lock(stream.fileno())
        yield


def _is_left(folder: Path) -> bool:
    """Tell whether nobody is at work in a temporary folder any more."""
    try:
        with (folder / LOCK).open("rb+") as stream:
            return _try_lock(stream.fileno())
    except OSError:  # no lock yet, or none at all: then only its age tells
        with suppress(OSError):
            return time.time() - folder.stat().st_mtime > A_DAY
    return False


def _try_lock(file: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: a folder in use cannot be told from one that is left
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _no_cache(root: Path, error: OSError) -> RequestError:
    told = str(cannot_write(root, error)).partition(" Nothing was changed")[0]
    return RequestError(
        f"{told} Nothing was written; choose another place for the cache with --cache or the "
        f"variable {VARIABLE}."
    )
