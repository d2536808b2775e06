"""Question: which fields are there, how large, which are related, and which classes do they have?

In: how many classes are wanted, a generator of random numbers. Out: fields, blocks and symbols.
Must not know: places, filings, or how files are written.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from smartspec.activities.wipo35 import fields
from smartspec.sources.world.wheel import Wheel, rank_weights

if TYPE_CHECKING:
    from smartspec.sources.world.wheel import Floats, Integers

BLOCKS = 8
_SPREAD = 1.1
"""Of the logarithm of the sizes of subclasses."""
_MOST_SYMBOLS = 60_000
_FEWEST_IN_A_LEAF, _MOST_IN_A_LEAF = 4, 800
_SUBGROUPS = ("00", "02", "04", "08", "10", "12", "16", "22", "30", "48", "4015", "725")
_TAGS = ("Y02A  40/10", "Y02B  10/20", "Y02E  10/50", "Y02E  60/10", "Y02P  70/50", "Y02T  10/70")


@dataclass(frozen=True)
class Technology:
    """Fields, blocks of related fields, and the classes that belong to each field.

    Parameters
    ----------
    fields : tuple of str
        WIPO's numbers of the fields, as labels.
    weight : array of float
        Part of each field in the background; they add up to 1.
    block : array of int
        Block of related fields that each field belongs to.
    leaves : tuple of (str, str)
        Subclass and field; a subclass that WIPO divides between fields stands once for each.
    leaf_field : array of int
        Position of the field of each leaf.
    leaf_weight : array of float
        Part of each leaf within its field.
    symbols : tuple of str
        Made-up but well-formed symbols of the IPC, those of a field together.
    symbol_leaf : array of int
        Leaf of each symbol.
    tags : tuple of str
        Symbols of CPC Y02 that some filings bear as well.
    """

    fields: tuple[str, ...]
    weight: Floats
    block: Integers
    leaves: tuple[tuple[str, str], ...]
    leaf_field: Integers
    leaf_weight: Floats
    symbols: tuple[str, ...]
    symbol_leaf: Integers
    tags: tuple[str, ...] = _TAGS

    @property
    def symbol_field(self) -> Integers:
        """Position of the field of each symbol."""
        return self.leaf_field[self.symbol_leaf]

    def symbol_wheel(self) -> Wheel:
        """Prepare the drawing of a symbol within a field, by weight of the leaf and rank in it."""
        sizes = np.bincount(self.symbol_leaf)
        ranks = np.concatenate([rank_weights(many, 0.9, 3.0) for many in sizes])
        weight = ranks * self.leaf_weight[self.symbol_leaf]
        return Wheel(np.split(weight, np.flatnonzero(np.diff(self.symbol_field)) + 1))

    def block_wheel(self) -> Wheel:
        """Prepare the drawing of a field within the block of another one, by size."""
        related = self.block[:, None] == self.block
        return Wheel(related * self.weight)


def make_technology(symbols: int, rng: np.random.Generator) -> Technology:
    """Give WIPO's fields sizes, blocks and symbols.

    Parameters
    ----------
    symbols : int
        How many symbols the filings can use.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    Technology
        All 35 fields and every subclass of WIPO's concordance.
    """
    names = tuple(entry.code for entry in fields())
    found = _concordance()
    leaves = sorted(found, key=lambda leaf: (names.index(leaf[1]), leaf[0]))
    leaf_field = np.array([names.index(field) for _, field in leaves])
    raw = np.exp(_SPREAD * rng.standard_normal(len(leaves)))
    weight = np.bincount(leaf_field, raw)
    # Blocks cut across WIPO's sectors, so that whoever finds them has not just read the labels.
    block = np.empty(len(names), dtype=np.int64)
    block[rng.permutation(len(names))] = np.arange(len(names)) % BLOCKS
    share = raw / raw.sum()
    many = np.clip(share * min(symbols, _MOST_SYMBOLS), _FEWEST_IN_A_LEAF, _MOST_IN_A_LEAF)
    texts = [
        _symbols(leaf[0], found[leaf], size)
        for leaf, size in zip(leaves, many.astype(int).tolist(), strict=True)
    ]
    return Technology(
        fields=names,
        weight=weight / weight.sum(),
        block=block,
        leaves=tuple(leaves),
        leaf_field=leaf_field,
        leaf_weight=raw / weight[leaf_field],
        symbols=tuple(chain.from_iterable(texts)),
        symbol_leaf=np.repeat(np.arange(len(leaves)), [len(some) for some in texts]),
    )


def _concordance() -> dict[tuple[str, str], list[int]]:
    """Read WIPO's list: subclass and field to the main groups that are meant, none for all."""
    leaves: dict[tuple[str, str], list[int]] = {}
    path = resources.files("smartspec.activities") / "lists" / "wipo35_ipc.csv"
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            groups = leaves.setdefault((row["code"][:4], row["activity"]), [])
            if len(row["code"]) > 4:
                groups.append(int(row["code"][4:].strip("/ ")))
    return leaves


def _symbols(subclass: str, groups: list[int], many: int) -> list[str]:
    """Make symbols of one leaf: ``A61K  31/00``, the main group to the right as REGPAT has it."""
    allowed = groups or range(1, 2 * _MOST_IN_A_LEAF, 2)
    return [
        f"{subclass}{allowed[at // len(_SUBGROUPS)]:4}/{_SUBGROUPS[at % len(_SUBGROUPS)]}"
        for at in range(min(many, len(allowed) * len(_SUBGROUPS)))
    ]
