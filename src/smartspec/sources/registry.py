"""Question: which providers can be read, and whose files lie in a folder?

In: a name, or a folder. Out: the provider.
Must not know: any provider's format; each is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from smartspec.core.errors import RequestError, unknown
from smartspec.sources.format import Provider

PROVIDERS: Mapping[str, str] = MappingProxyType(
    {
        "regpat": "regpat:REGPAT",
        "patstat": "patstat:PATSTAT",
        "patentsview": "patentsview:PATENTSVIEW",
        "lens": "lens:LENS",
        "table": "table:provider_of",
    }
)
"""Name of a source to the module of this room and the name in it."""

MICRODATA = "microdata"
"""Records that were read before and written into a folder."""


def sources() -> tuple[str, ...]:
    """Return the names that ``--source`` takes.

    Returns
    -------
    tuple of str
        The providers, and ``microdata`` for a folder that was written before.

    Examples
    --------
    >>> sources()[0]
    'regpat'
    """
    return (*PROVIDERS, MICRODATA)


def provider(name: str, *, mapping: Path | None = None, folder: Path) -> Provider:
    """Return a provider by its name.

    Parameters
    ----------
    name : str
        As ``--source`` takes it.
    mapping : Path, optional
        The file that tells which columns are which, for a table of one's own.
    folder : Path
        Where its files lie.

    Returns
    -------
    Provider
        What is known of its files.

    Raises
    ------
    RequestError
        If there is no such source, or a mapping is lacking or not wanted.
    """
    if name not in PROVIDERS:
        raise unknown("source", name, sources())
    module, _, attribute = PROVIDERS[name].partition(":")
    found: object = getattr(import_module(f"smartspec.sources.{module}"), attribute)
    if isinstance(found, Provider):
        if mapping is not None:
            raise RequestError(
                f"--mapping is for --source table; the columns of {name} are known. Leave it out."
            )
        return found
    if mapping is None:
        raise RequestError(
            "A table of one's own needs to be told which column is which. Write a mapping and name "
            "it with --mapping FILE.toml."
        )
    make: Callable[[Path, Path], Provider] = found  # type: ignore[assignment]  # by the registry
    return make(mapping, folder)
