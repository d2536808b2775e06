"""Question: which indicators are there, and what is each?

In: a name. Out: its entry, from which commands, documentation and tests are made.
Must not know: any array. A function is imported only when its indicator is computed or explained.
"""

from __future__ import annotations

from functools import cache

from smartspec.core.errors import unknown
from smartspec.indicators._entries_averages import AVERAGES
from smartspec.indicators._entries_change import CHANGE
from smartspec.indicators._entries_reach import REACH
from smartspec.indicators._entries_specialisation import SPECIALISATION
from smartspec.indicators._entries_structure import STRUCTURE
from smartspec.indicators._entry import NO_DOI, UNIT_OF_COUNTS, Indicator, Measure, Option

__all__ = [
    "NO_DOI",
    "UNIT_OF_COUNTS",
    "Indicator",
    "Measure",
    "Option",
    "indicator",
    "indicators",
    "to_records",
    "written",
]


def indicators() -> tuple[Indicator, ...]:
    """List every indicator, family by family.

    Returns
    -------
    tuple of Indicator
        The catalogue.

    Examples
    --------
    >>> [entry.name for entry in indicators() if entry.family == "similarity"]
    ['profile_similarity']
    """
    return SPECIALISATION + STRUCTURE + CHANGE + REACH + AVERAGES


def indicator(name: str) -> Indicator:
    """Find an indicator by its name or by another that it goes by.

    Parameters
    ----------
    name : str
        Capital letters, hyphens and spaces make no difference.

    Returns
    -------
    Indicator
        Its entry.

    Raises
    ------
    RequestError
        If there is none; the nearest name is offered.

    Examples
    --------
    >>> indicator("location-quotient").name
    'rta'
    >>> indicator("hover")
    Traceback (most recent call last):
        ...
    smartspec.core.errors.RequestError: There is no indicator 'hover'. Did you mean 'hoover'? \
See: smartspec indicators
    """
    known = _by_name()
    found = known.get(_plain(name))
    if found is None:
        raise unknown("indicator", name, known, see="smartspec indicators")
    return found


def to_records() -> list[dict[str, str]]:
    """Write the catalogue as rows of text, for a table or a file.

    Returns
    -------
    list of dict
        One row an indicator: ``name``, ``other_names``, ``family``, ``meaning``, ``formula``,
        ``rows`` (what they are about), ``windows``, ``columns`` with ``units``, ``options`` with
        their defaults, ``reference`` and ``doi``.
    """
    return [_record(entry) for entry in indicators()]


def _record(entry: Indicator) -> dict[str, str]:
    options = entry.options().items()
    return {
        "name": entry.name,
        "other_names": ", ".join(entry.aliases),
        "family": entry.family,
        "meaning": entry.meaning,
        "formula": entry.formula,
        "rows": " x ".join(entry.axes),
        "windows": str(entry.windows),
        "columns": ", ".join(entry.columns),
        "units": ", ".join(measure.unit for measure in entry.columns.values()),
        "options": ", ".join(written(name, option) for name, option in options),
        "reference": entry.reference,
        "doi": entry.doi,
    }


def written(name: str, option: Option) -> str:
    """Write an option with its default and what else it may be.

    Parameters
    ----------
    name : str
        Its name.
    option : Option
        What is known of it.

    Returns
    -------
    str
        Such as ``"weights=total (or equal)"``.

    Examples
    --------
    >>> written("own", Option(str, "exclude", ("exclude", "include")))
    'own=exclude (or include)'
    """
    if option.each:
        return f"{name}=FILE (a number for each {option.each})"
    if not option.type:
        return f"{name} (from Python)"
    others = [choice for choice in option.choices if choice != option.default]
    return f"{name}={option.default}" + (f" (or {', '.join(others)})" if others else "")


@cache
def _by_name() -> dict[str, Indicator]:
    return {_plain(name): entry for entry in indicators() for name in (entry.name, *entry.aliases)}


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
