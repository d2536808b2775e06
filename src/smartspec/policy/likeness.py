"""Question: which economies are most like a given one, and on which data is that said?

In: an economy. Out: the most similar ones with their similarity, and the data that were used.
Must not know: policies, or how the answer is shown.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smartspec.core.errors import RequestError, unknown
from smartspec.datasets.catalogue import Dataset, dataset
from smartspec.datasets.load import load_table
from smartspec.indicators.similarity import peers
from smartspec.places.economies import economy
from smartspec.tables.matrix import Matrix


@dataclass(frozen=True)
class Basis:
    """Data on which economies are held to be alike.

    Parameters
    ----------
    dataset : str
        Name of a data set that ships.
    window : str
        Years.
    minimum : float
        Records that an economy needs to have in the window.
    reason : str
        Why this window and this floor.
    since : str
        Date of the entry.
    """

    dataset: str
    window: str
    minimum: float
    reason: str
    since: str


@dataclass(frozen=True)
class Likeness:
    """The economies most like a given one.

    Parameters
    ----------
    economy : str
        ISO code.
    similar : tuple of (str, float)
        ISO code and cosine of specialisation profiles, the most similar first.
    basis : Basis
        Data that were used.
    data : Dataset
        The same, with source and caveats.
    """

    economy: str
    similar: tuple[tuple[str, float], ...]
    basis: Basis
    data: Dataset


@cache
def bases() -> tuple[Basis, ...]:
    """Return the data on which economies can be compared, in the order of preference."""
    text = resources.files("smartspec.policy").joinpath("bases.toml").read_text("utf-8")
    return tuple(Basis(**entry) for entry in tomllib.loads(text)["basis"])


def alike(label: str, *, number: int = 5, on: str | None = None) -> Likeness:
    """Find the economies whose specialisation profile is most like that of a given one.

    Parameters
    ----------
    label : str
        Code or name of an economy.
    number : int, default 5
        How many to find.
    on : str, optional
        A data set to use; without it the first on which the economy has enough records.

    Returns
    -------
    Likeness
        The economies, and the data that were used.

    Raises
    ------
    RequestError
        If the economy is not known or has too few records.
    """
    code = economy(label).iso3
    choices = _choices(on)
    have = []
    for basis in choices:
        counts = load_table(basis.dataset).matrix(basis.window)
        total = float(counts.row(code).sum()) if code in counts.places else 0.0
        have.append(f"{basis.dataset} {total:,.0f}")
        if total >= basis.minimum:
            found = peers(_large(counts, basis.minimum), code, number=number)
            similar = tuple(
                (str(peer), float(value))
                for peer, value in zip(found.labels[0], found["similarity"], strict=True)
            )
            return Likeness(code, similar, basis, dataset(basis.dataset))
    raise RequestError(
        f"{economy(label).name} has too few records to say which economies are like it "
        f"({'; '.join(have)}; {choices[0].minimum:g} are needed)."
    )


def _choices(on: str | None) -> tuple[Basis, ...]:
    if on is None:
        return bases()
    chosen = tuple(basis for basis in bases() if basis.dataset == on)
    if not chosen:
        raise unknown("data set to compare on", on, [basis.dataset for basis in bases()])
    return chosen


def _large(counts: Matrix, minimum: float) -> Matrix:
    """Keep places with enough records, compared with the same whole as before."""
    large = counts.places[counts.place_totals >= minimum]
    return counts.select_places(large.tolist())
