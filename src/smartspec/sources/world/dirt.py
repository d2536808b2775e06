"""Question: what do files look like in which some lines are broken?

In: good lines. Out: the same lines with broken ones among them, and how many of each kind.
Must not know: what the lines mean, beyond which column is which.

Every broken line is a spoilt copy of a good one that stays; only a stray quote is put into a good
line. Whoever leaves out what cannot be read therefore counts the same as in a clean world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from smartspec.sources.world.spelling import HEADERS

if TYPE_CHECKING:
    import numpy as np

Spoil = Callable[[list[bytes]], list[bytes]]


def _at(position: int, value: bytes) -> Spoil:
    def put(fields: list[bytes]) -> list[bytes]:
        spoilt = list(fields)
        spoilt[position] = value
        return spoilt

    return put


def _in_key(odd: bytes) -> Spoil:
    def put(fields: list[bytes]) -> list[bytes]:
        return [fields[0][:5] + odd + fields[0][5:], *fields[1:]]

    return put


_ANY: Mapping[str, Spoil] = {
    "too few fields": lambda fields: fields[:-1],
    "too many fields": lambda fields: [*fields, b"x"],
    "no key": _at(0, b""),
    "repeated": list,
}
_PEOPLE: Mapping[str, Spoil] = {
    **_ANY,
    "NUL byte": _in_key(b"\0"),
    "not UTF-8": _in_key(b"\xe9"),
}
_STRAY_QUOTE = "stray quote"
_CLASSES: Mapping[str, Spoil] = {**_ANY, "malformed class": _at(-1, b"A6!K  31/0O")}
_IPC: Mapping[str, Spoil] = {**_CLASSES, "impossible year": _at(1, b"1066")}


def soil(
    name: str, text: bytes, rate: float, rng: np.random.Generator
) -> tuple[bytes, Counter[str]]:
    """Put broken lines among good ones.

    Parameters
    ----------
    name : str
        Which file, one of :data:`~smartspec.sources.world.spelling.HEADERS`.
    text : bytes
        Good lines.
    rate : float
        How many broken lines there are for each good one.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    tuple of bytes and Counter
        The lines, and how many are broken in which way.
    """
    lines = text.splitlines(keepends=True)
    is_people = name.endswith("_reg")
    ways = _PEOPLE if is_people else _IPC if name.endswith("IPC") else _CLASSES
    kinds = [*ways, _STRAY_QUOTE] if is_people else [*ways]
    told: Counter[str] = Counter()
    for at in (rng.random(len(lines)) < rate).nonzero()[0].tolist():
        kind = kinds[int(rng.integers(len(kinds)))]
        fields = lines[at].rstrip(b"\n").split(b"|")
        told[kind] += 1
        if kind == _STRAY_QUOTE:
            whose = HEADERS[name].index("Inv_name" if "Inv_name" in HEADERS[name] else "App_name")
            fields[whose] = b'"' + fields[whose]
            lines[at] = b"|".join(fields) + b"\n"
        else:
            lines[at] += b"|".join(ways[kind](fields)) + b"\n"
    return b"".join(lines), told
