"""Question: which economy uses which cluster policy instrument?

In: Table 7.1 of the OECD profile, as published. Out: answers, and who to learn from.
Must not know: how similar economies are found, or how an answer is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from smartspec.core.errors import unknown
from smartspec.core.provenance import Source
from smartspec.places.economies import economy, economy_name

POLICY = "policy_response"
PATTERN = "rta_index"
NOT_LISTED = (
    "Not listed in Table 7.1 means not reported there in 2012; it does not mean that the economy "
    "has no such policy."
)


@dataclass(frozen=True)
class Instrument:
    """One row of Table 7.1.

    Parameters
    ----------
    key : str
        Short name.
    group : str
        Heading in the table.
    name : str
        The instrument in words.
    basis : {"policy_response", "rta_index"}
        Whether economies were listed for what they answered or for their RTA.
    economies : tuple of str
        ISO codes as published.
    """

    key: str
    group: str
    name: str
    basis: str
    economies: tuple[str, ...]

    @property
    def short(self) -> str:
        """The instrument without the explanation in brackets."""
        return self.name.partition(" (")[0] or self.name

    @property
    def is_policy(self) -> bool:
        """Whether the row is about a policy, not a pattern read off the RTA."""
        return self.basis == POLICY


@dataclass(frozen=True)
class Lesson:
    """An instrument that similar economies use and this one does not report.

    Parameters
    ----------
    instrument : Instrument
        What they use.
    users : tuple of str
        Which of the similar economies use it, the most similar first.
    """

    instrument: Instrument
    users: tuple[str, ...]


@dataclass(frozen=True)
class Repository:
    """Table 7.1, ready to be asked.

    Parameters
    ----------
    instruments : tuple of Instrument
        The rows, in the order of the table.
    source : Source
        Where they were published.
    """

    instruments: tuple[Instrument, ...]
    source: Source

    @property
    def policies(self) -> tuple[Instrument, ...]:
        """The rows on policies."""
        return tuple(row for row in self.instruments if row.is_policy)

    @property
    def patterns(self) -> tuple[Instrument, ...]:
        """The rows on specialisation, read off the RTA."""
        return tuple(row for row in self.instruments if not row.is_policy)

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO codes of all economies with at least one policy in the table."""
        return tuple(sorted({code for row in self.policies for code in row.economies}))

    def instrument(self, name: str) -> Instrument:
        """Find a row by its key or its words.

        Parameters
        ----------
        name : str
            ``science_science``, ``science-science`` or the full wording.

        Returns
        -------
        Instrument
            The row.

        Raises
        ------
        RequestError
            If there is none; the nearest is offered.

        Examples
        --------
        >>> repository().instrument("science-science").economies[:3]
        ('BEL', 'CAN', 'CHE')
        """
        wanted = _fold(name)
        for row in self.instruments:
            if wanted in (_fold(row.key), _fold(row.name)):
                return row
        raise unknown(
            "instrument", name, [row.key for row in self.instruments], see="smartspec policy list"
        )

    def of(self, label: str) -> tuple[Instrument, ...]:
        """Return the rows that list an economy.

        Parameters
        ----------
        label : str
            Code or name of an economy.

        Returns
        -------
        tuple of Instrument
            Policies and patterns; empty if the table does not list it.
        """
        code = economy(label).iso3
        return tuple(row for row in self.instruments if code in row.economies)

    def lessons(self, label: str, similar: Iterable[str]) -> tuple[Lesson, ...]:
        """Find the policies that similar economies use and this one does not report.

        Parameters
        ----------
        label : str
            Code or name of an economy.
        similar : iterable of str
            ISO codes, the most similar first.

        Returns
        -------
        tuple of Lesson
            Those with most users first, then in the order of the table.
        """
        code, others = economy(label).iso3, list(similar)
        found = [
            Lesson(row, tuple(other for other in others if other in row.economies))
            for row in self.policies
            if code not in row.economies
        ]
        used = [lesson for lesson in found if lesson.users]
        return tuple(sorted(used, key=lambda lesson: -len(lesson.users)))


@cache
def repository() -> Repository:
    """Return Table 7.1 as it ships.

    Returns
    -------
    Repository
        With every row and its source.

    Examples
    --------
    >>> [row.key for row in repository().of("Denmark")][:2]
    ['network_structures', 'industry_science']
    """
    from smartspec.datasets.catalogue import dataset
    from smartspec.datasets.load import load_records

    rows: dict[str, list[dict[str, str]]] = {}
    for record in load_records("table_7_1"):
        rows.setdefault(record["row_id"], []).append(record)
    instruments = tuple(
        Instrument(
            key,
            records[0]["group"],
            records[0]["instrument"],
            records[0]["basis"],
            tuple(sorted(record["iso3"] for record in records)),
        )
        for key, records in rows.items()
    )
    return Repository(instruments, dataset("table_7_1").source)


def named(codes: Iterable[str]) -> list[str]:
    """Return the names of economies, in the order of the codes.

    Parameters
    ----------
    codes : iterable of str
        ISO codes.

    Returns
    -------
    list of str
        Their names.
    """
    return [economy_name(code) for code in codes]


def _fold(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
