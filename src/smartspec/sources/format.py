"""Question: what must be known of a provider's files to read them?

In: nothing. Out: the words in which a provider is described: kinds of file, columns, tables.
Must not know: any single provider, or how a file is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Type = Literal["key", "text", "year", "date", "share", "number", "lat", "lon", "int"]
"""What a cell holds. A row without its ``key`` is left out; a cell that cannot be what its column
says is read as missing, and counted."""


@dataclass(frozen=True)
class Column:
    """A column that is read.

    Parameters
    ----------
    name : str
        What the provider's SQL calls it.
    type : str, default "text"
        One of ``key``, ``text``, ``year``, ``date`` (its year is taken), ``share`` (0 to 1),
        ``number``, ``int``, ``lat`` and ``lon``.
    headers : tuple of str, default ()
        How the header may call it, in any case; the name itself if left out.
    optional : bool, default False
        Whether the file may lack it. It is then missing throughout.
    missing : tuple of str, default ()
        Spellings that mean missing, such as ``"9999"`` for a year.
    pattern : str, default ""
        Regular expression that a key must match as a whole; ``""`` if any text will do. A row
        whose key does not match it is left out and counted.
    """

    name: str
    type: Type = "text"
    headers: tuple[str, ...] = ()
    optional: bool = False
    missing: tuple[str, ...] = ()
    pattern: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Names in a header that mean this column, in small letters."""
        return tuple(name.casefold() for name in (self.headers or (self.name,)))


@dataclass(frozen=True)
class Kind:
    r"""A kind of file, whichever parts and editions there are of it.

    Parameters
    ----------
    name : str
        What the provider's SQL calls it.
    pattern : str
        Regular expression for the whole file name in any case, without the ending of an archive.
        A group ``part`` bears the number of a part: they must run from 1 without a gap. A group
        ``edition`` bears the edition: all files must be of one.
    columns : tuple of Column
        The columns that are read; others are skipped.
    table : str
        Which table of records the file goes into, as the manifest tells it.
    separator : str or tuple of str, default ","
        Between fields; of several, the one that the header shows.
    quote : str, default '"'
        Around fields; ``""`` if a quote is text like any other.
    needed : str, default ""
        Why nothing can be counted without it; ``""`` if the file may be missing.
    lack : str, default ""
        What to tell where a file that may be missing is.
    part : str, default ""
        Which of the provider's parts it belongs to; ``""`` if to all.
    duplicates : bool, default True
        Whether to look for rows that are there twice, letter by letter, and keep one.
    like : str, default ""
        How its name looks, to be told where it is missing; the pattern if left out.
    shares : tuple of str, default ()
        Columns whose product is a row's part of its filing, ``filing_id``. Rows that are there
        twice are then looked for only in filings whose parts do not add up: where they do, the
        source itself has counted both.
    """

    name: str
    pattern: str
    columns: tuple[Column, ...]
    table: str
    separator: str | tuple[str, ...] = ","
    quote: str = '"'
    needed: str = ""
    lack: str = ""
    part: str = ""
    duplicates: bool = True
    like: str = ""
    shares: tuple[str, ...] = ()

    def match(self, name: str) -> re.Match[str] | None:
        """Match a file name, in any case.

        Parameters
        ----------
        name : str
            File name without folder and without the ending of an archive.

        Returns
        -------
        re.Match or None
            The match, with its groups.
        """
        return re.fullmatch(self.pattern, name, re.IGNORECASE)

    @property
    def separators(self) -> tuple[str, ...]:
        """The separators that may stand between fields."""
        return (self.separator,) if isinstance(self.separator, str) else self.separator


@dataclass(frozen=True)
class Making:
    """How a table of records is made from what was read.

    Parameters
    ----------
    table : str
        One of the tables of records.
    sql : str
        A SELECT whose columns are columns of that table. It reads kinds of file by their name,
        tables made before as ``made_TABLE``, and the filings that a table of persons names as
        ``by_inventors`` and ``by_applicants`` (``filing_id``, ``share``), each once.
    when : tuple of str, default ()
        Made only if at least one of these kinds was found; always if left out.
    unless : tuple of str, default ()
        Not made if one of these kinds was found.
    straight : str, default ""
        The kind of which each row is a row of the table and nothing more. Where no other statement
        reads that kind, its text can go into the table at once.
    keyed : bool, default False
        Of filings: whether its SQL gives each of them once, so that counting need not look.
    complete : bool, default False
        Of filings: whether they have every filing that the persons name, by the way they are made.
        If not, that is looked at.
    """

    table: str
    sql: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    straight: str = ""
    keyed: bool = False
    complete: bool = False


@dataclass(frozen=True)
class Note:
    """Something to tell if there is any of it.

    Parameters
    ----------
    sql : str
        A SELECT of one number.
    sentence : str
        What to tell if it is above zero, with ``{n}`` where the number goes.
    when : tuple of str, default ()
        Looked for only if one of these kinds was found; always if left out. What a note does not
        read need not be kept for it.
    """

    sql: str
    sentence: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Something that a provider's files leave to the reader.

    Parameters
    ----------
    name : str
        What ``--set`` calls it. The provider's SQL finds the chosen value in a table ``chosen`` of
        one row, in a column of this name; its column ``part`` has the part that is read.
    values : tuple of str
        What may be chosen; the first unless another is asked for.
    meaning : str
        What is chosen between, in words.
    """

    name: str
    values: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Provider:
    """Everything that is known of a provider's files.

    Parameters
    ----------
    name : str
        Short name, as ``--source`` takes it.
    title : str
        What the records are.
    publisher : str
        Who publishes them.
    kinds : tuple of Kind
        Its files.
    tables : tuple of Making
        Its tables of records, in the order in which they are made.
    licence : str, default ""
        Terms under which they may be used.
    url : str, default ""
        Where they can be had.
    caveats : tuple of str, default ()
        What a careful reader has to know.
    notes : tuple of Note, default ()
        What to look for once the files are read.
    parts : tuple of str, default ()
        Parts that must be read apart, because their keys are not the same.
    choices : tuple of Choice, default ()
        What can be read in more than one way.
    """

    name: str
    title: str
    publisher: str
    kinds: tuple[Kind, ...]
    tables: tuple[Making, ...]
    licence: str = ""
    url: str = ""
    caveats: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    parts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
