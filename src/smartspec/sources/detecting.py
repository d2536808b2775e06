"""Question: whose files lie in a folder?

In: a folder. Out: the name of the source, if there is only one that it can be.
Must not know: any provider's format; each is asked whether the names are its own.
"""

from __future__ import annotations

from pathlib import Path

from smartspec.core.errors import RequestError, listing
from smartspec.sources.archives import blocks
from smartspec.sources.finding import File, matching
from smartspec.sources.format import Kind
from smartspec.sources.registry import MICRODATA, PROVIDERS, provider, sources
from smartspec.sources.text import find_columns, read_head
from smartspec.tables.microdata import MANIFEST

NAMED_BY_THEIR_USERS = ("lens",)
"""Providers whose files can have any name, so that only the header tells."""
NEED_A_MAPPING = ("table",)


def detect(folder: Path, *, mapping: Path | None = None) -> str:
    """Tell whose files lie in a folder.

    Parameters
    ----------
    folder : Path
        A folder, or a single file.
    mapping : Path, optional
        If given, the files are a table of one's own.

    Returns
    -------
    str
        As ``--source`` takes it.

    Raises
    ------
    RequestError
        If it cannot be told.
    """
    if mapping is not None:
        return NEED_A_MAPPING[0]
    if (folder / MANIFEST).is_file():
        return MICRODATA
    by_name = [
        name
        for name in PROVIDERS
        if name not in (*NAMED_BY_THEIR_USERS, *NEED_A_MAPPING) and _files(folder, name)
    ]
    found = by_name or [name for name in NAMED_BY_THEIR_USERS if _has_header(folder, name)]
    if len(found) == 1:
        return found[0]
    told = f"files of {listing(found)}" if found else "no files whose names or headers are known"
    raise RequestError(
        f"{folder} holds {told}. Say with --source what they are: {listing(sources(), limit=12)}."
    )


def _files(folder: Path, name: str) -> list[tuple[Kind, File]]:
    found = matching(folder, provider(name, folder=folder), notes=[], damaged=[])
    return [(kind, file) for kind, files in found.items() for file in files.values()]


def _has_header(folder: Path, name: str) -> bool:
    for kind, file in _files(folder, name):
        try:
            head = read_head(file.name, blocks(file.path, file.member, folder), kind)
            find_columns(file.name, head, kind)
        except RequestError:
            continue
        return bool(head.headers)
    return False
