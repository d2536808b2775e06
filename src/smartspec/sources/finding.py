"""Question: which files of a provider lie in a folder?

In: a folder and what is known of the provider's files. Out: the files of each kind, in order; what
is missing or there twice.
Must not know: what is in the files beyond their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from smartspec.core.errors import RequestError, listing
from smartspec.sources.archives import CutOffError, is_archive, members, without_packing
from smartspec.sources.format import Kind, Provider

DEPTH = 3
"""How many folders deep files are looked for."""


@dataclass(frozen=True)
class File:
    """A file that is read.

    Parameters
    ----------
    name : str
        As the user knows it: its path in the folder, with the member of an archive after a colon.
    path : Path
        Where it lies.
    member : str
        Which member of an archive; ``""`` if it is none.
    part : int
        Number of the part; 0 if the name has none.
    edition : str
        Edition; ``""`` if the name has none.
    """

    name: str
    path: Path
    member: str
    part: int
    edition: str


@dataclass(frozen=True)
class Finding:
    """The files of a provider in a folder.

    Parameters
    ----------
    files : mapping of str to tuple of File
        Name of a kind to its files, in the order of their parts.
    kinds : tuple of Kind
        The kinds that are read.
    part : str
        Which of the provider's parts.
    edition : str
        Which edition; ``""`` if no name tells it.
    notes : tuple of str
        What is missing or left aside.
    damaged : tuple of str
        Archives that cannot be opened.
    """

    files: Mapping[str, tuple[File, ...]]
    kinds: tuple[Kind, ...]
    part: str = ""
    edition: str = ""
    notes: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def all(self) -> tuple[File, ...]:
        """Return every file, in the order in which they are read.

        Returns
        -------
        tuple of File
            Those of the first kind first.
        """
        return tuple(file for kind in self.kinds for file in self.files[kind.name])


def find(folder: Path, provider: Provider, *, part: str = "") -> Finding:
    """Find the files of a provider in a folder and the folders in it.

    Parameters
    ----------
    folder : Path
        A folder, or a single file.
    provider : Provider
        Whose files.
    part : str, default ""
        Which of the provider's parts; if left out, the one that is there.

    Returns
    -------
    Finding
        The files.

    Raises
    ------
    RequestError
        If there is no such folder, if there are several parts or editions to choose from, or if a
        file is lacking without which nothing can be counted.
    """
    _check_part(provider, part)
    notes: list[str] = []
    damaged: list[str] = []
    found = matching(folder, provider, notes=notes, damaged=damaged)
    part = _choose_part(folder, provider, part, found)
    kinds = tuple(kind for kind in provider.kinds if kind.part in ("", part))
    files = {kind.name: _in_order(found[kind].values()) for kind in kinds}
    for kind in kinds:
        notes += _missing(folder, provider, kind, files[kind.name])
    edition = _one_edition(folder, [file for kind in kinds for file in files[kind.name]])
    return Finding(files, kinds, part, edition, tuple(notes), tuple(damaged))


def matching(
    folder: Path, provider: Provider, *, notes: list[str], damaged: list[str]
) -> dict[Kind, dict[str, File]]:
    """Find the files whose names are those of a provider, whether or not they are enough.

    Parameters
    ----------
    folder : Path
        A folder, or a single file.
    provider : Provider
        Whose files.
    notes : list of str
        Takes what is left aside.
    damaged : list of str
        Takes archives that cannot be opened.

    Returns
    -------
    dict of Kind to dict
        Of each kind its files by name.

    Raises
    ------
    RequestError
        If there is no such folder.
    """
    found: dict[Kind, dict[str, File]] = {kind: {} for kind in provider.kinds}
    for name, path, member in _candidates(folder, damaged):
        plain = without_packing(PurePosixPath(member or name).name)
        for kind in provider.kinds:
            if match := kind.match(plain):
                _keep(found[kind], plain.casefold(), _file(name, path, member, match), notes)
    return found


def _check_part(provider: Provider, part: str) -> None:
    if part and part not in provider.parts:
        told = f"its parts are {listing(provider.parts)}" if provider.parts else "it has no parts"
        raise RequestError(f"{provider.title} has no part '{part}': {told}. Change --part.")


def _candidates(folder: Path, damaged: list[str]) -> Iterator[tuple[str, Path, str]]:
    """Give every file with its name and, of an archive, every member."""
    if not folder.exists():
        raise RequestError(f"There is no folder {folder}. Name the one that holds the files.")
    paths = [folder] if folder.is_file() else _walk(folder, DEPTH)
    for path in sorted(paths):
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        if not is_archive(path):
            yield name, path, ""
            continue
        try:
            inside = members(path)
        except CutOffError:
            damaged.append(name)
            continue
        for member in sorted(inside):
            yield f"{name}:{member}", path, member


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RequestError(f"Cannot read {folder}: {reason}.") from None
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_file():
            yield path
        elif depth > 1 and path.is_dir():
            yield from _walk(path, depth - 1)


def _file(name: str, path: Path, member: str, match: re.Match[str]) -> File:
    groups = match.groupdict()
    return File(name, path, member, int(groups.get("part") or 0), groups.get("edition") or "")


def _keep(files: dict[str, File], plain: str, file: File, notes: list[str]) -> None:
    """Keep one of several files of the same name: the one that need not be unpacked."""
    other = files.setdefault(plain, file)
    if other is file:
        return
    first, second = sorted((other, file), key=lambda f: (f.name.casefold() != plain, f.name))
    files[plain] = first
    notes.append(f"{first.name} and {second.name} are the same file by name; {first.name} is read.")


def _choose_part(
    folder: Path, provider: Provider, part: str, found: Mapping[Kind, Mapping[str, File]]
) -> str:
    if part or not provider.parts:
        return part
    there = [p for p in provider.parts if any(files and k.part == p for k, files in found.items())]
    if len(there) > 1:
        raise RequestError(
            f"{folder} holds {' and '.join(there)} files of {provider.title}, whose keys are not "
            f"the same. Choose with --part {' or --part '.join(there)}."
        )
    return there[0] if there else provider.parts[0]


def _in_order(files: Iterable[File]) -> tuple[File, ...]:
    return tuple(sorted(files, key=lambda file: (file.part, file.name)))


def _missing(folder: Path, provider: Provider, kind: Kind, files: tuple[File, ...]) -> list[str]:
    """Tell of a kind without a file, and of a gap among its parts."""
    if not files:
        if kind.needed:
            raise RequestError(
                f"{folder} has no file of {provider.title} with a name like "
                f"{kind.like or kind.pattern}. {kind.needed}"
            )
        return [kind.lack] if kind.lack else []
    there = {file.part for file in files if file.part}
    gaps = [str(number) for number in range(1, max(there, default=0)) if number not in there]
    if gaps:
        name = next(file.name for file in files if file.part)
        return [
            f"The files like {name} lack part {listing(gaps)} of {max(there)}; what it holds is "
            "not counted."
        ]
    return []


def _one_edition(folder: Path, files: list[File]) -> str:
    editions = {file.edition: file.name for file in files if file.edition}
    if len(editions) > 1:
        told = listing(f"{edition} ({name})" for edition, name in sorted(editions.items()))
        raise RequestError(
            f"{folder} mixes editions: {told}. Keep the files of one edition in a folder."
        )
    return next(iter(editions), "")
