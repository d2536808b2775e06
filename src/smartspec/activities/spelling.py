"""Question: are two spellings of an activity the same name?

In: a label as some statistic writes it. Out: a key that equal spellings share.
Must not know: which activities there are.
"""

from __future__ import annotations

import unicodedata


def fold(label: str) -> str:
    """Reduce a label to its letters and digits, without case, accents and the word "and".

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
    >>> fold("Micro-structural and nano-technology")
    'microstructuralnanotechnology'
    >>> fold("Furniture & games") == fold("furniture, games")
    True
    """
    plain = unicodedata.normalize("NFKD", label).casefold()
    kept = "".join(
        letter if letter.isalnum() or letter == "_" else " "
        for letter in plain
        if not unicodedata.combining(letter) and letter != "-"
    )
    return "".join(word for word in kept.replace("_", " ").split() if word != "and")
