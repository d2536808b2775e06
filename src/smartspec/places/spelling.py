"""Question: are two spellings of a place the same name?

In: a label as some statistic writes it. Out: keys that equal spellings share.
Must not know: which places there are.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "\u0131": "i",
        "æ": "ae",
        "Æ": "ae",
    }
)
# Raised digits mark footnotes ("China¹"); left in, they would become part of the name.
_FOOTNOTES = str.maketrans("", "", "¹²³⁴⁵⁶⁷⁸⁹⁰")
_STOP_WORDS = frozenset({"the", "of", "and"})
_SHORT_WORDS = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "st": "saint",
    "is": "islands",
}
_WORD = re.compile(r"[^\W_]+")
_INVERTED = re.compile(r"([^,(]+)[,(]([^,()]+)\)?\s*")


def fold(label: str) -> str:
    """Reduce a label to what does not depend on case, accents, punctuation or spaces.

    The words "the", "of" and "and" go too, and usual abbreviations are written out, so that
    ``"Bahamas, The"`` and ``"St. Kitts & Nevis"`` meet their other spellings.

    Parameters
    ----------
    label : str
        Any spelling.

    Returns
    -------
    str
        The key; empty if the label has no letter or digit.

    Examples
    --------
    >>> fold("Côte d'Ivoire"), fold("COTE D IVOIRE")
    ('cotedivoire', 'cotedivoire')
    >>> fold("St. Kitts & Nevis") == fold("Saint Kitts and Nevis")
    True
    """
    plain = unicodedata.normalize("NFKD", label.translate(_FOOTNOTES).translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    words = [_SHORT_WORDS.get(word, word) for word in _WORD.findall(plain)]
    return "".join(word for word in words if word not in _STOP_WORDS)


def keys(label: str) -> tuple[str, ...]:
    """Return the keys to look a label up by, the most literal first.

    Registers invert names ("Korea, Republic of", "Korea (Republic of)"): the second key has the
    parts in spoken order.

    Parameters
    ----------
    label : str
        Any spelling.

    Returns
    -------
    tuple of str
        One key, or two if the label is inverted.

    Examples
    --------
    >>> keys("Korea, Republic of")
    ('korearepublic', 'republickorea')
    >>> keys("Japan")
    ('japan',)
    """
    inverted = _INVERTED.fullmatch(label)
    if inverted is None:
        return (fold(label),)
    return (fold(label), fold(f"{inverted[2]} {inverted[1]}"))
