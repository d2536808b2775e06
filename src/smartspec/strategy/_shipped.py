"""Question: which cut-offs ship with the package?

In: the name of a part. Out: its values, with date, source and status.
Must not know: what any of them means.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from smartspec.core.toml_file import parse_toml


def shipped(part: str) -> dict[str, Any]:
    """Read a part of the cut-offs.

    Parameters
    ----------
    part : str
        Such as ``"opportunities"``.

    Returns
    -------
    dict
        Lists as tuples, the date as text.
    """
    text = files("smartspec.strategy").joinpath("cutoffs.toml").read_text("utf-8")
    found = parse_toml(text, "cutoffs.toml")[part]
    found["date"] = str(found["date"])
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
