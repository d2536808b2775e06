"""Question: what are the hashes of the files, how long are they, and does any hold NUL bytes?

In: files. Out: for each what one pass over its bytes tells, made while something else reads them.
Must not know: what the files are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np

BLOCK = 1 << 20
NEWLINE = 10


@dataclass(frozen=True)
class Scan:
    """What one pass over a file tells.

    Parameters
    ----------
    sha256 : str
        Hash of its bytes.
    has_nul : bool
        Whether there is a NUL byte in it.
    lines : int
        Its lines, also a last one without an end.
    """

    sha256: str
    has_nul: bool
    lines: int


@contextmanager
def scanning(paths: Iterable[Path], stop: Event) -> Iterator[dict[Path, Future[Scan]]]:
    """Hash files one after another beside other work; hashing leaves the interpreter free.

    Parameters
    ----------
    paths : iterable of Path
        The files, in the order in which their scans will be asked for.
    stop : Event
        Once set, scans end early and tell nothing that is true.

    Yields
    ------
    dict of Path to Future
        What each scan will tell.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hash")
    try:
        yield {path: pool.submit(_scan, path, stop) for path in dict.fromkeys(paths)}
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _scan(path: Path, stop: Event) -> Scan:
    digest, has_nul, lines, last = hashlib.sha256(), False, 0, b"\n"
    with path.open("rb") as stream:
        while not stop.is_set() and (block := stream.read(BLOCK)):
            digest.update(block)
            has_nul = has_nul or b"\0" in block
            # Several times as fast as bytes.count, which looks for any text.
            lines += int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == NEWLINE))
            last = block[-1:]
    return Scan(digest.hexdigest(), has_nul, lines + (last != b"\n"))
