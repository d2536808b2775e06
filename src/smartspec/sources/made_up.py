"""Question: are the files of a folder of a made-up world, and how is that said of them?

In: a folder, and whose form its files have. Out: the same form, with another origin.
Must not know: how a world is made up, or any provider's format.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from smartspec.sources.format import Provider

TRUTH = "truth.json"
MADE_BY = "smartspec synthesize"
WARNING = "Nobody in these files exists; no figure says anything of a real place."


def is_made_up(folder: Path) -> bool:
    """Tell whether a folder holds a made-up world.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    bool
        Whether its file of the truth says so.
    """
    try:
        told = json.loads((folder / TRUTH).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("made_by") == MADE_BY


def as_made_up(provider: Provider) -> Provider:
    """Give files the origin that they have, where a made-up world has a provider's form.

    Parameters
    ----------
    provider : Provider
        Whose form the files have.

    Returns
    -------
    Provider
        The same form, published by nobody.
    """
    return replace(
        provider,
        title=f"Made-up world in the form of {provider.title}",
        publisher=MADE_BY,
        licence="none needed: a program made it up",
        url="",
        caveats=(WARNING, *provider.caveats),
    )
