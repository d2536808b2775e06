"""Question: where does a number come from?

In: what is known of a source of data. Out: a record that travels with every table made from it.
Must not know: what the data mean or how they are computed with.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """One source of data, told so that a reader can find and check it.

    Parameters
    ----------
    name : str
        Short name, unique within a study.
    title : str
        What the data are, in words.
    publisher : str
        Who published them.
    version : str
        Edition or date.
    licence : str
        Terms under which they may be used.
    url : str
        Where they can be found, if anywhere.
    sha256 : str
        Hash of the bytes that were read.
    caveats : tuple of str
        What a careful reader has to know before using them.
    """

    name: str
    title: str = ""
    publisher: str = ""
    version: str = ""
    licence: str = ""
    url: str = ""
    sha256: str = ""
    caveats: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the record as plain values, for a manifest."""
        record = asdict(self)
        record["caveats"] = list(self.caveats)
        return record


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal digits.

    Parameters
    ----------
    path : Path
        The file to read.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
