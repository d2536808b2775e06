"""Question: how many bytes of memory does a user allow?

In: a size as people write it. Out: bytes, enough to work with.
Must not know: what the memory is for.
"""

from __future__ import annotations

import re

from smartspec.core.errors import RequestError

LEAST = 64_000_000
"""With less, not even small tables can be read or counted."""

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(i?)B?\s*", re.IGNORECASE | re.ASCII)
_POWERS = {"K": 1, "M": 2, "G": 3, "T": 4}


def parse_memory(text: str) -> int:
    """Read a size of memory.

    Parameters
    ----------
    text : str
        A number with its unit: KB, MB, GB, TB, or KiB, MiB, GiB, TiB; the B may be left out.

    Returns
    -------
    int
        The size in bytes.

    Raises
    ------
    RequestError
        If it is no size, or too little to work with.

    Examples
    --------
    >>> parse_memory("3GB"), parse_memory("512 MiB")
    (3000000000, 536870912)
    """
    found = _SIZE.fullmatch(text)
    if not found:
        raise RequestError(f"'{text}' is no size of memory. Write a number with its unit: 3GB.")
    number, unit, binary = found.groups()
    size = int(float(number) * (1024 if binary else 1000) ** _POWERS[unit.upper()])
    if size < LEAST:
        raise RequestError(f"{text} of memory is too little to work with. Allow 64MB or more.")
    return size
