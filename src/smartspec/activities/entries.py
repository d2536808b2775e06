"""Question: which classes does an entry of a list mean, such as A61K8, B01D53/34-72 or [A and B]?

In: an entry as a list writes it. Out: spans of the classification, and what has to come together.
Must not know: which list it stands in, or what the activity is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from smartspec.activities.symbols import Symbol, parse_symbol

_RANGE = re.compile(
    r"\s*([A-HY][0-9]{2}[A-Z])\s*-?\s*0*([1-9][0-9]{0,3})\s*(?:/\s*([0-9]{2,6})\s*)?"
    r"[-–]\s*(?:\1\s*)?(?:0*([1-9][0-9]{0,3})\s*/\s*)?([0-9]{1,6})\s*"
)
_STARRED = re.compile(r"\s*([A-HY][0-9]{2}[A-Z])\s*0*([1-9][0-9]{0,3})\s*/\s*([0-9]{1,6})[*%]\s*")
_WORDS = re.compile(r"([\[\]()]|\b(?:and|or)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the classification.

    Parameters
    ----------
    stem : str
        The class that holds all of it: a section, class, subclass or main group.
    first : str, default ""
        Where it begins within the stem: digits of a subgroup, or the number of a main group.
    last : str, default ""
        Where it ends. Both are empty if the span is the whole stem.

    Notes
    -----
    Within a main group the digits behind the slash are compared as decimals, and the end takes in
    its own decimals: 34-72 holds 34, 346, 72 and 725, but not 33 or 73. A single subgroup is the
    span from itself to itself: 34 holds 34 and 346.
    """

    stem: str
    first: str = ""
    last: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the span is all of its stem."""
        return not self.first

    @property
    def has_subgroups(self) -> bool:
        """Whether it is a stretch of subgroups within a main group."""
        return bool(self.first) and len(self.stem) > 4

    @property
    def rank(self) -> int:
        """How fine it is: of two spans that hold a class, the one of higher rank decides.

        Section 1, class 2, subclass 3, a range of main groups 4, a main group 5, a range of
        subgroups 6, a single subgroup 7 and more, by the number of its digits.
        """
        if self.has_subgroups:
            return 6 if self.first != self.last else 6 + len(self.first)
        if self.first:
            return 4
        return {1: 1, 3: 2, 4: 3}.get(len(self.stem), 5)

    def holds(self, symbol: Symbol) -> bool:
        """Tell whether a class lies in the span.

        Parameters
        ----------
        symbol : Symbol
            Coarser than the span, it does not.

        Returns
        -------
        bool
            Whether it does.

        Examples
        --------
        >>> from smartspec.activities.symbols import parse_symbol
        >>> [Span("A61K8").holds(parse_symbol(text)) for text in ("A61K8/02", "A61K80/00")]
        [True, False]
        """
        if self.is_whole:
            above = (symbol.section, symbol.klass, symbol.subclass, symbol.group)
            return self.stem in above
        if self.has_subgroups:
            digits = symbol.digits
            return symbol.group == self.stem and digits is not None and self.has_digits(digits)
        if symbol.group is None or symbol.subclass != self.stem:
            return False
        return int(self.first) <= int(symbol.group[4:]) <= int(self.last)

    def has_digits(self, digits: str) -> bool:
        """Tell whether a subgroup of the stem lies in the span.

        Parameters
        ----------
        digits : str
            Those behind the slash.

        Returns
        -------
        bool
            Whether it does.

        Examples
        --------
        >>> span = Span("B01D53", "34", "72")
        >>> [span.has_digits(digits) for digits in ("33", "34", "346", "725", "73")]
        [False, True, True, True, False]
        """
        return self.first <= digits and digits[: len(self.last)] <= self.last


Parts = tuple[tuple[Span, ...], ...]
"""What an entry asks for: every part, of each part any one of its spans."""


@dataclass(frozen=True)
class Entry:
    """One entry of a list of classes.

    Parameters
    ----------
    text : str
        As the list writes it.
    parts : tuple of tuple of Span
        What it means, from :func:`parse_entry`.
    activity : str
        The activity that it belongs to.
    include : bool, default True
        False if it takes classes out of the activity.
    classifications : tuple of str
        In which of ``"ipc"`` and ``"cpc"`` it looks for classes.
    """

    text: str
    parts: Parts
    activity: str
    include: bool = True
    classifications: tuple[str, ...] = ("ipc", "cpc")

    @property
    def is_about_filings(self) -> bool:
        """Whether it asks for several classes, which only a filing can have."""
        return len(self.parts) > 1

    @property
    def rule(self) -> str:
        """What tells a combination from others: its text, and where it looks if not everywhere."""
        everywhere = self.classifications == ("ipc", "cpc")
        return self.text if everywhere else f"{self.text} ({'+'.join(self.classifications)})"


def parse_entry(text: str) -> Parts:
    """Read an entry of a list.

    Parameters
    ----------
    text : str
        A class (``A61K8``, ``A61K8/``, ``A61K38/00``, ``G01N33/53*``), a range of subgroups
        (``B01D53/34-72``) or of main groups (``F02M39-71``), alternatives (``[X or Y]``), or
        classes that must come together in a filing (``X and Y``, ``[X or Y] and Z``).

    Returns
    -------
    tuple of tuple of Span
        One part, if the entry is about a class; several, if it is about a filing.

    Raises
    ------
    ValueError
        With the reason in words, if the entry cannot be read.

    Notes
    -----
    ``A61K38/00`` is the whole main group A61K38, as in the titles of the classification, and not
    only filings that have the main group's own symbol.

    Examples
    --------
    >>> parse_entry("B01D53/34-72")
    ((Span(stem='B01D53', first='34', last='72'),),)
    >>> [[span.stem for span in part] for part in parse_entry("[A61K8 or A61Q] and C12N")]
    [['A61K8', 'A61Q'], ['C12N']]
    """
    words = [word.strip() for word in _WORDS.split(text) if word.strip()]
    combines = {"and", "or"} & {word.lower() for word in words}
    if not combines and words[:1] != ["["]:
        return ((_span(text),),)  # a version in brackets may stand behind a class
    parts, rest = _conjunction(words)
    if rest:
        raise ValueError(f"'{rest[0]}' closes no bracket")
    return parts


def _conjunction(words: list[str]) -> tuple[Parts, list[str]]:
    """Read ``X and Y and ...`` up to a closing bracket."""
    parts, bare_or, rest = _alternatives(words)
    while rest and rest[0].lower() == "and":
        more, other_or, rest = _alternatives(rest[1:])
        if bare_or or other_or:
            raise ValueError("'and' and 'or' stand side by side; put the 'or' into [brackets]")
        parts += more
    return parts, rest


def _alternatives(words: list[str]) -> tuple[Parts, bool, list[str]]:
    """Read ``X or Y or ...``; also tell whether there was an "or" outside of brackets."""
    parts, rest = _atom(words)
    several = False
    while rest and rest[0].lower() == "or":
        more, rest = _atom(rest[1:])
        if len(parts) > 1 or len(more) > 1:
            raise ValueError("an 'and' within an 'or' is two entries; write a row for each")
        parts, several = ((*parts[0], *more[0]),), True
    return parts, several, rest


def _atom(words: list[str]) -> tuple[Parts, list[str]]:
    if not words or words[0].lower() in {"and", "or", "]", ")"}:
        raise ValueError("a class is missing beside 'and', 'or' or a bracket")
    if words[0] in {"[", "("}:
        parts, rest = _conjunction(words[1:])
        if not rest or rest[0] != {"[": "]", "(": ")"}[words[0]]:
            raise ValueError(f"'{words[0]}' is not closed")
        return parts, rest[1:]
    return ((_span(words[0]),),), words[1:]


def _span(text: str) -> Span:
    """Read a class or a range."""
    upper = text.upper()
    if starred := _STARRED.fullmatch(upper):
        return _of_subgroup(f"{starred[1]}{starred[2]}", starred[3])
    if ranged := _RANGE.fullmatch(upper):
        return _range(ranged)
    if re.fullmatch(r".*[0-9]\s*[*%]\s*", upper) and "/" not in upper and len(upper.strip()) > 5:
        raise ValueError(
            "a star behind a main group does not tell whether A61K8* holds A61K80; "
            f"write {text.strip().rstrip('*% ')}/ for the main group"
        )
    symbol = parse_symbol(upper.strip().removesuffix("*").removesuffix("%"))
    if symbol is None:
        raise ValueError("it is no class, range or combination of classes")
    if symbol.group is not None and symbol.digits is not None:
        return _of_subgroup(symbol.group, symbol.digits)
    return Span(symbol.text)


def _of_subgroup(group: str, digits: str) -> Span:
    """Return the span of a subgroup; 00 is the main group."""
    return Span(group) if digits == "00" else Span(group, digits, digits)


def _range(found: re.Match[str]) -> Span:
    subclass, group, first, other_group, last = found.groups()
    if first is None:
        if other_group is not None or int(group) >= int(last):
            raise ValueError("a range of main groups goes up, such as F02M39-71")
        return Span(subclass, str(int(group)), str(int(last)))
    if other_group not in (None, group):
        raise ValueError("a range stays within one main group; write a row for each")
    if len(last) < 2 or first >= last:
        raise ValueError("a range of subgroups goes up as decimals do, such as B01D53/34-72")
    return Span(f"{subclass}{group}", first, last)
