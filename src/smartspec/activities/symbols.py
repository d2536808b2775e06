"""Question: which place in the IPC or CPC does a patent class mean, however it is spelled?

In: a class as a file writes it. Out: its section, class, subclass, main group and subgroup.
Must not know: what any class is about, or which activities are made of classes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from smartspec.core.errors import unknown

LEVELS = ("section", "class", "subclass", "group", "subgroup")
"""From coarse to fine; ``group`` is the main group, A61K31 in A61K31/70."""

# What may follow a symbol: a version in brackets or a date, alone or with the letters that WIPO's
# standard ST.8 puts behind it ("20060101AFI20051110BHEP").
_TAIL = (
    r"(?:\s*\((?:IPC\s*)?[0-9][0-9.\- ]*\)"
    r"|\s+[0-9]{4}[.\-]?[0-9]{2}(?:[.\-]?[0-9]{2})?(?:\s*[A-Z][A-Z0-9 \-]*)?"
    r")?\s*"
)
_SERIES = "2"
"""First digit of every main group of four digits, such as A61K2300: the 2000 series."""

_PATTERN = re.compile(
    r"\s*([A-HY])"
    r"(?:\s*([0-9]{2})"
    r"(?:\s*([A-Z])"
    r"(?:[\s\-]*([0-9]{4})([0-9]{6})(?:[0-9]{8}[A-Z][A-Z0-9 \-]*)?"  # ST.8, padded with zeros
    r"|[\s\-]*([0-9]{1,4})\s*(?:/\s*([0-9]{2,6})?)?"
    r"|\s*/"
    r")?)?)?" + _TAIL
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class of the IPC or CPC, taken apart.

    Parameters
    ----------
    section : str
        ``"A"``; A to H, and Y for the tags of the CPC.
    klass : str or None
        ``"A61"``; None if the symbol is coarser, as are the others.
    subclass : str or None
        ``"A61K"``.
    group : str or None
        The main group: ``"A61K31"``.
    subgroup : str or None
        ``"A61K31/70"``; ``"A61K31/00"`` is the main group's own symbol.

    Examples
    --------
    >>> Symbol("A", "A61", "A61K", "A61K31").text
    'A61K31'
    """

    section: str
    klass: str | None = None
    subclass: str | None = None
    group: str | None = None
    subgroup: str | None = None

    @property
    def text(self) -> str:
        """The canonical spelling: no spaces, no padding, as fine as the symbol is."""
        return self.subgroup or self.group or self.subclass or self.klass or self.section

    @property
    def digits(self) -> str | None:
        """The digits behind the slash, if there are any: ``"70"``."""
        return None if self.subgroup is None else self.subgroup.partition("/")[2]

    def at(self, level: str) -> str | None:
        """Return the class that holds the symbol at a level.

        Parameters
        ----------
        level : {"section", "class", "subclass", "group", "subgroup"}
            How fine.

        Returns
        -------
        str or None
            None if the symbol is coarser than that.

        Raises
        ------
        RequestError
            If there is no such level.

        Examples
        --------
        >>> parse_symbol("A61K  31/00").at("group")
        'A61K31'
        >>> parse_symbol("A61K").at("group") is None
        True
        """
        if level not in LEVELS:
            raise unknown("level of a classification", level, LEVELS)
        found: str | None = getattr(self, "klass" if level == "class" else level)
        return found


def parse_symbol(text: str) -> Symbol | None:
    """Read a class of the IPC or CPC in any of the spellings that files have.

    Parameters
    ----------
    text : str
        Such as ``"A61K  31/00"`` (PATSTAT), ``"A61K-031/00"`` or ``"A61K031/00"`` (REGPAT),
        ``"A61K0031000000"`` (the 14 characters of WIPO's standard ST.8), ``"a61k31/00"``. Spaces,
        small letters, and a version or date behind do not matter. Coarser ones are read too:
        ``"A61K31"``, ``"A61K"`` (also ``"H04N/"``), ``"A61"``, ``"A"``.

    Returns
    -------
    Symbol or None
        None if the text is no class: a section that does not exist, a subgroup of one digit,
        a main group of four digits that does not begin with 2, several classes in one, other text.

    Notes
    -----
    The digits behind the slash are decimals: 3/0933 stands between 3/093 and 3/094. Zeros at the
    end are padding then, beyond the two digits that every subgroup has, and are left out. A main
    group 0 is how some files write "no group"; it is read as the subclass. Main groups have up to
    three digits, or four in the series that begins with 2000; ``A61K3100`` is therefore no class,
    but 31/00 without its slash, or cut off. Whether a class exists in an edition of the IPC is not
    looked up.

    Examples
    --------
    >>> parse_symbol("A61K0038170000").text, parse_symbol("h01s 3/0933 (2006.01)").text
    ('A61K38/17', 'H01S3/0933')
    >>> parse_symbol("A61K").group is None, parse_symbol("X99Z 1/00") is None
    (True, True)
    """
    parts = split_symbol(text)
    return None if parts is None else Symbol(*parts)


def split_symbol(
    text: str,
) -> tuple[str, str | None, str | None, str | None, str | None] | None:
    """Take a class apart, without making an object of it; for many classes at a time.

    Parameters
    ----------
    text : str
        As for :func:`parse_symbol`.

    Returns
    -------
    tuple of (str or None) or None
        Section, class, subclass, main group and subgroup; None if the text is no class.

    Examples
    --------
    >>> split_symbol("A61K31/00")
    ('A', 'A61', 'A61K', 'A61K31', 'A61K31/00')
    """
    found = _PATTERN.fullmatch(text.upper())
    if found is None:
        return None
    section, number, letter, padded, padded_sub, group, sub = found.groups()
    if number is None:
        return section, None, None, None, None
    klass = section + number
    if letter is None:
        return section, klass, None, None, None
    subclass = klass + letter
    if padded is not None:
        group, sub = padded, padded_sub
    group = (group or "").lstrip("0")
    if sub is not None:
        sub = sub.rstrip("0").ljust(2, "0")
    if not group:
        return (section, klass, subclass, None, None) if sub in (None, "00") else None
    if len(group) == 4 and group[0] != _SERIES:
        return None
    main = subclass + group
    return section, klass, subclass, main, None if sub is None else f"{main}/{sub}"
