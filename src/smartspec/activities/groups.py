"""Question: which technology fields make up a group such as ICT, and how good is the stand-in?

In: the name of a group. Out: its fields, and why it is a proxy.
Must not know: the counts that are added up.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from smartspec.activities.spelling import fold
from smartspec.core.errors import unknown


@dataclass(frozen=True)
class ActivityGroup:
    """Technology fields taken together.

    Parameters
    ----------
    key : str
        Short name in files, such as ``"bio_nano"``.
    name : str
        Name for tables and charts.
    fields : tuple of str
        Codes of the WIPO fields, such as ``("15", "22")``.
    is_proxy : bool
        Whether the group stands in for another definition; if so, say so wherever it is shown.
    note : str
        What it stands in for and how the two differ.
    aliases : tuple of str
        Other spellings.
    """

    key: str
    name: str
    fields: tuple[str, ...]
    is_proxy: bool = True
    note: str = ""
    aliases: tuple[str, ...] = ()


def figure_groups() -> tuple[ActivityGroup, ...]:
    """Return the three groups of Figure 7.2 of the OECD outlook, as proxies over WIPO fields.

    Returns
    -------
    tuple of ActivityGroup
        Biotechnology and nanotechnology; environment-related technologies; ICT. They share no
        field.

    References
    ----------
    OECD (2012). OECD Science, Technology and Industry Outlook 2012. OECD Publishing, Paris.
    https://doi.org/10.1787/sti_outlook-2012-en

    Examples
    --------
    >>> {group.key: group.fields for group in figure_groups()}["bio_nano"]
    ('15', '22')
    """
    return _read()


def activity_group(key: str) -> ActivityGroup:
    """Return a group by its key or name.

    Parameters
    ----------
    key : str
        Such as ``"ict"``; spelling does not matter.

    Returns
    -------
    ActivityGroup
        The group.

    Raises
    ------
    RequestError
        If there is none of that name.

    Examples
    --------
    >>> activity_group("ICT").fields[0]
    '2'
    """
    by_spelling = {
        fold(spelling): group
        for group in _read()
        for spelling in (group.key, group.name, *group.aliases)
    }
    found = by_spelling.get(fold(key))
    if found is None:
        raise unknown("group of technology fields", key, [group.key for group in _read()])
    return found


@cache
def _read() -> tuple[ActivityGroup, ...]:
    text = resources.files(__package__).joinpath("groups.toml").read_text(encoding="utf-8")
    return tuple(
        ActivityGroup(
            entry["key"],
            entry["name"],
            tuple(str(number) for number in entry["fields"]),
            note=entry["note"],
            aliases=tuple(entry["aliases"]),
        )
        for entry in tomllib.loads(text)["group"]
    )
