"""Question: what does a source itself say of its regions, and where is a residence at least?

In: a source's list of regions; the country of a record. Out: names, countries and the level above.
Must not know: which level places are taken at.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from smartspec.places.economies import find_economy
from smartspec.places.labels import Kind, kind_of

if TYPE_CHECKING:
    import pandas as pd

NO_COUNTRY = "no country"
UNKNOWN_COUNTRY = "unknown country code"

# Codes of states that are no more, as patent offices wrote them. Those with one successor stand for
# it; the others become a label that counts in totals and is no place (places/labels.toml).
_FORMER_CODES = {
    "BU": "MMR",
    "TP": "TLS",
    "ZR": "COD",
    "SU": "SUN",
    "YU": "YUG",
    "DD": "DDR",
    "AN": "ANT",
    "CS": "OTH",  # Czechoslovakia until 1993, Serbia and Montenegro from 2003
}
_NOWHERE = re.compile(r"[A-Z]{2}[-_ ]?(Z+|9{3,}|X{2,})")
_CODE = re.compile(r"(?!E[AU])[A-Z]{2}[0-9A-Z]*[0-9][0-9A-Z]*")
_NOT_KNOWN = re.compile(
    r"(not (known|regionali[sz]ed|classified|specified|available)|unknown|unclassified|unassigned"
    r"|unallocated|extra[- ]?regio)\b",
    re.IGNORECASE,
)


class Listed:
    """A source's own list of regions; an empty one if it has none.

    Parameters
    ----------
    frame : pandas.DataFrame or None
        ``region``, and as far as there are any ``country, label, parent``.
    """

    def __init__(self, frame: pd.DataFrame | None) -> None:
        self._rows: dict[str, tuple[str, str, str]] = {}
        self.given = frame is not None and len(frame) > 0
        if frame is not None:
            columns = [_texts(frame, name) for name in ("region", "country", "label", "parent")]
            # Sorted, so that a code that stands twice does not depend on the order of rows.
            for code, country, label, parent in sorted(zip(*columns, strict=True)):
                if code:
                    self._rows.setdefault(code, (residence(country)[0], label, parent))
        real = {code for code, row in self._rows.items() if not is_nowhere(code, row[1])}
        self.countries = frozenset(self._rows[code][0] for code in real) - {""}
        self.parents = frozenset(self._rows[code][2] for code in real) - {""}
        self.codes = frozenset(real)
        self._parts = frozenset(
            code[:length].upper() for code in real for length in range(3, len(code) + 1)
        )

    def country(self, code: str) -> str:
        """Return the ISO code of a region's country; empty if the list does not tell."""
        return self._rows.get(code, ("", "", ""))[0]

    def label(self, code: str) -> str:
        """Return the name of a region; empty if the list does not tell."""
        return self._rows.get(code, ("", "", ""))[1]

    def parent(self, code: str) -> str:
        """Return the code of the level above; empty if the list does not tell."""
        return self._rows.get(code, ("", "", ""))[2]

    def knows_part(self, code: str) -> bool:
        """Tell whether a code, what it begins with, or a code that it begins is listed."""
        upper = code.upper()
        longer = (upper[:length] for length in range(3, len(upper)))
        return upper in self._parts or any(part in self.codes for part in longer)


@cache
def residence(country: str) -> tuple[str, str]:
    """Tell which place a country's code or name means.

    Parameters
    ----------
    country : str
        As the source writes it.

    Returns
    -------
    tuple of str
        Place and reason; one of them is empty.
    """
    found = find_economy(country)
    if found is not None:
        return found.iso3, ""
    if country.upper() in _FORMER_CODES:
        return _FORMER_CODES[country.upper()], ""
    kind = kind_of(country)
    if kind is Kind.REST:
        return country, ""
    nothing = not country or kind is Kind.UNKNOWN_ORIGIN
    return "", NO_COUNTRY if nothing else UNKNOWN_COUNTRY


@cache
def is_nowhere(code: str, label: str = "") -> bool:
    """Tell whether a code or its name says that the region is not known.

    Parameters
    ----------
    code : str
        Such as ``"DEZZZ"`` or ``"DE999"``.
    label : str, default ""
        The source's name for it.

    Returns
    -------
    bool
        Also True for no code.
    """
    if not code or _NOWHERE.fullmatch(code.upper()):
        return True
    if not is_code(code) and kind_of(code) is Kind.UNKNOWN_ORIGIN:
        return True
    return bool(_NOT_KNOWN.match(label))


def is_code(text: str) -> bool:
    """Tell whether a text is plainly the code of a region: two letters, and a digit among the rest.

    Such a text is no name of anything, which is quicker to see than to look up. "EU27" and "EA19"
    are left to be looked up.

    Parameters
    ----------
    text : str
        A region as the source writes it.

    Returns
    -------
    bool
        False where it has to be looked up.
    """
    return _CODE.fullmatch(text) is not None


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    if name not in frame:
        return [""] * len(frame)
    return [value.strip() if isinstance(value, str) else "" for value in frame[name]]
