"""Question: which files are in a folder of downloads, packed or not, and what bytes do they hold?

In: a file, plain or packed (.gz, .zip, .7z). Out: its members; its bytes, as far as they go.
Must not know: what the bytes mean.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from smartspec.core.errors import RequestError

BLOCK = 1 << 20
STEP = 1 << 16
"""Unzipped at a time; where a file is damaged, so much before that place may be lost."""
GZIP = b"\x1f\x8b"
ARCHIVES = (".zip", ".7z")
"""Endings of files that hold other files."""


class CutOffError(Exception):
    """A packed file ends too early or is damaged; what came before is good."""


def without_packing(name: str) -> str:
    """Take the ending of a packed file off its name.

    Parameters
    ----------
    name : str
        Name of a file.

    Returns
    -------
    str
        The name of what is in it.

    Examples
    --------
    >>> without_packing("202401_PCT_IPC.txt.gz"), without_packing("g_cpc_current.tsv.zip")
    ('202401_PCT_IPC.txt', 'g_cpc_current.tsv')
    """
    for ending in (".gz", *ARCHIVES):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def is_archive(path: Path) -> bool:
    """Tell whether a file holds other files, by its name.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    bool
        True for .zip and .7z.
    """
    return path.suffix.lower() in ARCHIVES


def is_packed(path: Path) -> bool:
    """Tell whether a file must be unpacked to be read.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    bool
        True for an archive, and for a .gz by its first bytes.
    """
    if is_archive(path):
        return True
    with path.open("rb") as stream:
        return stream.read(2) == GZIP


def members(path: Path) -> tuple[str, ...]:
    """List the files in an archive.

    Parameters
    ----------
    path : Path
        A .zip or .7z file.

    Returns
    -------
    tuple of str
        Their names with the folders in the archive.

    Raises
    ------
    CutOffError
        If it is no whole archive.
    RequestError
        If it is a .7z and nothing is installed that reads those.
    """
    if path.suffix.lower() == ".7z":
        with _seven_zip(path) as archive:
            return tuple(entry.filename for entry in archive.list() if not entry.is_directory)
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(entry.filename for entry in archive.infolist() if not entry.is_dir())
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise CutOffError from error


def blocks(path: Path, member: str, scratch: Path) -> Iterator[bytes]:
    """Read the bytes of a file, unpacked.

    Parameters
    ----------
    path : Path
        The file.
    member : str
        Which member of an archive; ``""`` if it is none.
    scratch : Path
        A folder where a member of a .7z may be unpacked.

    Yields
    ------
    bytes
        Blocks of them in order.

    Raises
    ------
    CutOffError
        At the end of what is there, if the file ends too early or is damaged.
    RequestError
        If the archive needs a password or a package that is not installed.
    """
    if path.suffix.lower() == ".7z":
        yield from _seven_zip_blocks(path, member, scratch)
    elif path.suffix.lower() == ".zip":
        yield from _zip_blocks(path, member)
    else:
        with path.open("rb") as stream:
            packed = stream.read(2) == GZIP  # whatever its name
            stream.seek(0)
            yield from _gzip_blocks(stream) if packed else iter(lambda: stream.read(BLOCK), b"")


def _gzip_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Unzip as far as it goes; several gzip files in a row are one, as gzip has it."""
    waiting = stream.read(BLOCK)
    while waiting.strip(b"\0"):  # zeros that pad the end are no fault
        unzip = zlib.decompressobj(wbits=31)
        while not unzip.eof:
            try:
                if text := unzip.decompress(waiting, STEP):
                    yield text
            except zlib.error as error:
                raise CutOffError from error
            if unzip.eof:
                waiting = unzip.unused_data or stream.read(BLOCK)
                continue
            waiting = unzip.unconsumed_tail or stream.read(BLOCK)
            if not waiting and not text:
                raise CutOffError


def _zip_blocks(path: Path, member: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield from iter(lambda: stream.read(BLOCK), b"")
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise CutOffError from error
        raise RequestError(f"{path} is locked with a password. Unpack it first.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise CutOffError from error


def _seven_zip_blocks(path: Path, member: str, scratch: Path) -> Iterator[bytes]:
    """Unpack one member of a .7z into a folder first, since it cannot be read as a stream."""
    import py7zr

    unpacked = scratch / member
    try:
        with _seven_zip(path) as archive:
            archive.extract(path=scratch, targets=[member])
    except (py7zr.exceptions.ArchiveError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if not unpacked.is_file():
            raise CutOffError from error
    try:
        with unpacked.open("rb") as stream:
            yield from iter(lambda: stream.read(BLOCK), b"")
    finally:
        unpacked.unlink(missing_ok=True)


def _seven_zip(path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202  # py7zr need not be there
    try:
        import py7zr
    except ImportError:
        raise RequestError(
            f"Reading {path.name} needs the package py7zr. Install it with: pip install py7zr, or "
            "unpack the file first."
        ) from None
    try:
        archive = py7zr.SevenZipFile(path)
    except (py7zr.exceptions.ArchiveError, EOFError) as error:
        raise CutOffError from error
    if archive.needs_password():
        archive.close()
        raise RequestError(f"{path} is locked with a password. Unpack it first.")
    return archive
