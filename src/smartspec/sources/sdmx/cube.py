"""Question: what do statistics exchanged as SDMX hold, whatever the format of the file?

In: codes, values and names that a reader found. Out: one cube: rows of codes with a value each.
Must not know: any file format, or which dimension is the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, counted, listing, unknown

if TYPE_CHECKING:
    import pandas as pd

VALUE = "OBS_VALUE"
"""How SDMX calls the number that was observed."""
ATTRIBUTES = frozenset(
    {
        "OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "UNIT_MULT", "DECIMALS", "PRE_BREAK_VALUE",
        "OBS_COM", "COMMENT_OBS", "TIME_FORMAT", "COLLECTION",
    }
)  # fmt: skip
"""Components that are about an observation wherever their column stands."""
TIMES = ("TIME_PERIOD", "TIME", "YEAR", "PERIOD")
"""Dimensions of time, in the order in which they are looked for; case does not matter."""
_FLOW = re.compile(
    r"(?:(?P<agency>[^:(\s]+):)?(?P<id>[^:(\s]+)(?:\((?P<version>[^)]*)\))?(?::\s*(?P<title>.*))?"
)


@dataclass(frozen=True)
class Flow:
    """Which statistic it is.

    Parameters
    ----------
    id : str
        Of the dataflow, such as ``"DSD_PATENTS@DF_PATENTS"``.
    agency : str
        Who maintains it, such as ``"OECD.STI.PIE"``.
    version : str
        Of the dataflow.
    title : str
        In words.
    updated : str
        When the data were last changed, as the file says.
    prepared : str
        When the file was made of them, as it says.
    """

    id: str = ""
    agency: str = ""
    version: str = ""
    title: str = ""
    updated: str = ""
    prepared: str = ""


@dataclass(frozen=True, eq=False)
class Cube:
    """Observations with their codes.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text: one column a dimension and an attribute, and ``OBS_VALUE`` (empty where there is no
        value). The index counts rows of the file from 0.
    dimensions : tuple of str
        The columns that together name an observation.
    attributes : tuple of str
        The columns that say something about it.
    format : str
        What was read, such as ``"SDMX-CSV 2.0"``.
    flow : Flow
        Which statistic it is.
    names : mapping of str to str
        Dimension or attribute to its name, where the file has it.
    labels : mapping of str to mapping
        Dimension or attribute to the names of its codes, where the file has them.
    notes : tuple of str
        What else a careful reader should know, in sentences.
    """

    frame: pd.DataFrame
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]
    format: str
    flow: Flow = Flow()
    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def codes(self, component: str) -> list[str]:
        """Return the codes that a dimension or attribute has here, in order of appearance."""
        return [str(code) for code in self.frame[component].unique()]

    def component(self, name: str, *, what: str = "dimension") -> str:
        """Find a dimension by its name, whatever its case.

        Parameters
        ----------
        name : str
            As the user wrote it.
        what : {"dimension", "dimension or attribute"}
            Whether an attribute will do as well.

        Returns
        -------
        str
            As the file writes it.

        Raises
        ------
        RequestError
            Naming the dimensions that there are.
        """
        valid = [*self.dimensions, *(self.attributes if "attribute" in what else ())]
        for candidate in (name, name.casefold()):
            for one in valid:
                if candidate in (one, one.casefold()):
                    return one
        raise unknown(what, name, valid)


def read_flow(text: str) -> Flow:
    """Take a reference to a dataflow apart.

    Parameters
    ----------
    text : str
        Such as ``"ESTAT:NAMA_10_GDP(1.0)"``, with or without a name after a colon.

    Returns
    -------
    Flow
        What it says; the whole text as the id if it has another form.

    Examples
    --------
    >>> flow = read_flow("OECD.STI.PIE:DSD_PATENTS@DF_PATENTS(1.0): Patents")
    >>> flow.agency, flow.id, flow.version, flow.title
    ('OECD.STI.PIE', 'DSD_PATENTS@DF_PATENTS', '1.0', 'Patents')
    """
    found = _FLOW.fullmatch(text.strip())
    if not found:
        return Flow(id=text.strip())
    return Flow(**{name: value or "" for name, value in found.groupdict().items()})


def one_flow(flows: list[str], file: str) -> Flow:
    """Refuse a file with observations of several statistics.

    Parameters
    ----------
    flows : list of str
        The references found, each once.
    file : str
        Name of the file.

    Returns
    -------
    Flow
        The only one; empty if there is none.

    Raises
    ------
    RequestError
        If there are several.
    """
    if len(flows) > 1:
        raise RequestError(
            f"{file} holds {counted(len(flows), 'dataflow')}: {listing(flows)}. Export one at a "
            "time."
        )
    return read_flow(flows[0]) if flows else Flow()
