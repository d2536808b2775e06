"""Question: what does an SDMX-ML data message hold?

In: the bytes of a message, generic or structure-specific. Out: a cube. The reading is sdmx1's.
Must not know: which dimension is the place.
"""

from __future__ import annotations

import importlib
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from smartspec.core.errors import RequestError
from smartspec.sources.sdmx.cube import VALUE, Cube, Flow

if TYPE_CHECKING:
    from sdmx.message import DataMessage


def load_sdmx1(purpose: str) -> ModuleType:
    """Import sdmx1, or say how to install it.

    Parameters
    ----------
    purpose : str
        What needs it, as the beginning of a sentence.

    Returns
    -------
    module
        ``sdmx``.

    Raises
    ------
    RequestError
        If it is not installed.
    """
    try:
        return importlib.import_module("sdmx")
    except ImportError:
        raise RequestError(
            f"{purpose} needs sdmx1. Install it with: pip install 'smartspec[sdmx]'. SDMX-CSV and "
            "SDMX-JSON files are read without it."
        ) from None


def read_xml(content: bytes, file: str) -> Cube:
    """Read an SDMX-ML data message with sdmx1.

    Parameters
    ----------
    content : bytes
        Of the file.
    file : str
        Its name, for what is said to the user.

    Returns
    -------
    Cube
        Every observation of every data set; without names, which the format does not carry.

    Raises
    ------
    RequestError
        If sdmx1 is missing, or the file is no data message.
    """
    sdmx = load_sdmx1("Reading SDMX-ML")
    try:
        with _quiet():
            message = sdmx.read_sdmx(io.BytesIO(content))
            rows = list(_rows(message))
    except Exception as error:  # sdmx1 and lxml raise a dozen kinds, and their own
        reason = " ".join(str(error).split())[:120]
        raise RequestError(
            f"{file} is no whole SDMX-ML data message ({type(error).__name__}: {reason}). Export "
            "SDMX-CSV."
        ) from None
    if not rows:
        raise RequestError(f"{file} holds no observations. Ask for fewer codes or other years.")
    dimensions = tuple(dict.fromkeys(name for key, _, _ in rows for name in key))
    attributes = tuple(
        dict.fromkeys(name for _, _, about in rows for name in about if name not in dimensions)
    )
    frame = pd.DataFrame(
        [{**about, **key, VALUE: value} for key, value, about in rows],
        columns=[*dimensions, VALUE, *attributes],
        dtype="str",
    ).fillna("")
    return Cube(frame, dimensions, attributes, "SDMX-ML", _flow(message))


def _rows(message: DataMessage) -> Iterator[tuple[dict[str, str], str, dict[str, str]]]:
    for data in message.data:
        shared = {name: str(one.value) for name, one in data.attrib.items()}
        for one in data.obs:
            key = {name: str(code.value) for name, code in one.key.values.items()}
            about = {name: str(given.value) for name, given in one.attrib.items()}
            yield key, "" if one.value is None else str(one.value), shared | about


def _flow(message: DataMessage) -> Flow:
    flow, sender = message.dataflow, message.header.sender
    maintainer = getattr(flow, "maintainer", None)
    # A message may refer to a structure only, and not to a dataflow.
    known = getattr(flow, "id", "") or getattr(getattr(flow, "structure", None), "id", "")
    prepared = message.header.prepared
    return Flow(
        str(known or ""),
        str(getattr(maintainer, "id", "") or getattr(sender, "id", "") or ""),
        str(getattr(flow, "version", "") or ""),
        prepared=prepared.isoformat() if prepared else "",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep sdmx1 from logging that a message comes without its structure: it can do without."""
    logger = logging.getLogger("sdmx")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
