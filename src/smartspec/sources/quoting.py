"""Question: how is a text written in SQL?

In: any text. Out: the same as a literal.
Must not know: what the text or the statement is about.
"""

from __future__ import annotations


def quoted(text: str) -> str:
    """Write a text as SQL has it.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        It in quotes.

    Examples
    --------
    >>> quoted("O'Neil")
    "'O''Neil'"
    """
    return "'" + text.replace("'", "''") + "'"
