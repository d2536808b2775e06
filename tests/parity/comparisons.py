"""What is compared with whom: read from ``agreements``, for the tests and for the page of the docs.

The tests run each comparison, and the page lists the same; so the page cannot tell what was not
compared. Nothing here knows smartspec or any array.

Keys of a row: ``peer``; ``calls``, its function; ``file``, what it printed; ``input``, one table or
two; ``options`` and ``given`` (``TABLE:COLUMN`` of the inputs or ``FOLDER/FILE:COLUMN``, a number or
group for each place or activity; ``FOLDER/FILE``, relatedness), what smartspec is asked; ``column`` of the answer, if not the first; ``read``, how the file is read;
``where``, which values; ``transposed``, whether smartspec is asked of the transposed input;
``times``, what theirs is multiplied by; ``scaled``, whether ours is brought to 0-100 first;
``agrees``, a tolerance by its name or as a number; ``differs``, why: either ``times`` is the whole
difference, or the largest lies between ``at_least`` and the tolerance; ``note``, what else there is
to know.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
AGREEMENTS = HERE / "agreements"
PEERS = HERE / "peers"
NO_ROWS = ("peers", "absent")


@dataclass(frozen=True)
class Peer:
    """A package that smartspec is compared with."""

    name: str
    version: str
    language: str
    folder: str
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """One function of a peer on one input, beside an indicator."""

    indicator: str
    peer: str
    calls: str
    file: str
    input: tuple[str, ...]
    within: float
    words: str
    relative: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    column: str = ""
    read: str = "table"
    where: str = "all"
    transposed: bool = False
    times: float = 1.0
    scaled: str = ""
    differs: str = ""
    at_least: float = 0.0
    note: str = ""

    @property
    def path(self) -> Path:
        """Where the output of the peer lies."""
        return PEERS / peers()[self.peer].folder / f"{self.file}.csv"

    @property
    def label(self) -> str:
        """Name of the test."""
        options = "-".join(f"{name}={value}" for name, value in self.options.items())
        parts = (self.indicator, self.peer, self.file, self.read.partition(":")[2], options)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Absent:
    """Functions of a peer that nothing is compared with, and why."""

    peer: str
    calls: tuple[str, ...]
    reason: str


def peers() -> dict[str, Peer]:
    """Give the packages by their short name."""
    return {name: Peer(**told) for name, told in _read("peers")["peers"].items()}


def inputs() -> dict[str, str]:
    """Give what each input is."""
    return dict(_read("peers")["inputs"])


def absent() -> tuple[Absent, ...]:
    """Give what is not compared."""
    rows = _read("absent")["absent"]
    return tuple(Absent(**{**row, "calls": tuple(row["calls"])}) for row in rows)


def comparisons() -> tuple[Comparison, ...]:
    """Give every comparison, in the order of the files."""
    files = sorted(path.stem for path in AGREEMENTS.glob("*.toml") if path.stem not in NO_ROWS)
    return tuple(
        _comparison(name, {**shared, **row})
        for file in files
        for name, shared in _read(file).items()
        for row in shared["rows"]
    )


def _comparison(name: str, told: dict[str, Any]) -> Comparison:
    rest = {key: value for key, value in told.items() if key not in ("rows", "agrees", "input")}
    asked = told["input"]
    return Comparison(
        indicator=name,
        input=(asked,) if isinstance(asked, str) else tuple(asked),
        **_tolerance(told.get("agrees", "full")),
        **rest,
    )


def _tolerance(agrees: str | float) -> dict[str, Any]:
    if isinstance(agrees, str):
        return dict(_read("peers")["tolerances"][agrees])
    return {"within": float(agrees), "words": f"to {agrees:g}"}


def _read(file: str) -> dict[str, Any]:
    with (AGREEMENTS / f"{file}.toml").open("rb") as stream:
        return tomllib.load(stream)
