"""Question: which of the ways to count does a user want?

In: what was asked for. Out: options that are checked and fit together.
Must not know: records, engines, or how any of the ways is carried out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.tables.periods import Window, parse_window

BY = ("inventor", "applicant")
COUNTS = ("fractional", "whole")
FIELDS = ("split", "by_code", "whole")
YEARS = ("priority", "filing", "publication", "grant", "none")
UNKNOWNS = ("keep", "drop")
RESTS = ("auto", "keep", "drop")


@dataclass(frozen=True)
class CountOptions:
    """How filings are counted.

    Parameters
    ----------
    by : {"inventor", "applicant"}
        Whose residence says where a filing is from. Inventors live near where the work was done;
        an applicant's seat says who owns it. The default is the inventor, as in OECD statistics
        on inventive activity.
    count : {"fractional", "whole"}
        Fractional: a filing counts 1 in all, shared among its persons, so that places add up to
        the number of filings. Whole: it counts 1 for every place that it has a person in; places
        then overlap and do not add up.
    fields : {"split", "by_code", "whole"}
        What a filing in several fields counts: split in equal parts, in proportion to its codes
        (or to the weights that the source publishes), or 1 in each. The default splits, so that
        fields add up to the number of filings.
    year : {"priority", "filing", "publication", "grant", "none"}
        The year that a filing belongs to. Priority is nearest to the invention. With ``"none"`` all
        filings belong to one period, ``all``, also those without a year.
    windows : sequence of str or Window
        Years that are counted together, such as ``2007-2009``; each year by itself if none is
        given. Windows may overlap.
    routes, offices : sequence of str
        Count only filings of these; all if none is given.
    sectors : sequence of str
        Count only the part of persons of these sectors; all if none is given.
    families : bool
        Count a family of filings once: by the earliest one of those with a class and a person of
        known residence, if any has both.
    unknown : {"keep", "drop"}
        Whether filings of unknown residence are a place of their own, ``UNK``, or left out. What
        others count never changes by it.
    rest : {"auto", "keep", "drop"}
        Whether filings that no activity of the scheme holds are an activity of their own,
        ``other``. ``"auto"`` keeps them if the scheme is a selection, for which shares of the whole
        would have no meaning otherwise.
    complete_to : int, optional
        The last year that the records have whole; worked out from the records if left out.

    Raises
    ------
    RequestError
        If an option has no such value.

    Examples
    --------
    >>> options = CountOptions(windows=("2007-2009",))
    >>> options.windows, options.fields
    ((Window(start=2007, end=2009),), 'split')
    """

    by: str = "inventor"
    count: str = "fractional"
    fields: str = "split"
    year: str = "priority"
    windows: Sequence[str | Window] = ()
    routes: Sequence[str] = ()
    offices: Sequence[str] = ()
    sectors: Sequence[str] = ()
    families: bool = False
    unknown: str = "keep"
    rest: str = "auto"
    complete_to: int | None = None

    def __post_init__(self) -> None:
        for name, valid in _CHOICES.items():
            if getattr(self, name) not in valid:
                raise unknown(f"choice for {name}", str(getattr(self, name)), valid)
        for name in ("windows", "routes", "offices", "sectors"):
            if isinstance(getattr(self, name), str):
                raise RequestError(
                    f"{name} is a list, not one text. Write [{getattr(self, name)!r}]."
                )
        windows = tuple(dict.fromkeys(parse_window(window) for window in self.windows))
        object.__setattr__(self, "windows", windows)
        for name in ("routes", "offices", "sectors"):
            values = tuple(dict.fromkeys(str(value).strip() for value in getattr(self, name)))
            if "" in values:
                raise RequestError(f"One of the {name} is empty. Name it or leave it out.")
            object.__setattr__(self, name, values)
        if windows and self.year == "none":
            raise RequestError("Windows are made of years, so year cannot be 'none' with them.")
        if self.complete_to is not None and not 1000 <= self.complete_to <= 9999:
            raise RequestError(f"complete_to is a year of four digits, not {self.complete_to}.")

    @property
    def spans(self) -> tuple[Window, ...]:
        """The windows, read."""
        return tuple(parse_window(window) for window in self.windows)

    @property
    def overlapping(self) -> tuple[tuple[Window, Window], ...]:
        """Pairs of windows that share a year."""
        spans = self.spans
        return tuple(
            (one, other)
            for number, one in enumerate(spans)
            for other in spans[number + 1 :]
            if one.overlaps(other)
        )

    def to_dict(self) -> dict[str, object]:
        """Return the options as plain values, for a manifest."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["windows"] = [str(window) for window in self.spans]
        for name in ("routes", "offices", "sectors"):
            plain[name] = list(plain[name])
        return plain

    def unit(self) -> str:
        """Say what the numbers count, in a few words.

        Returns
        -------
        str
            Such as ``"filings, fractional by inventor residence"``.

        Examples
        --------
        >>> CountOptions(count="whole", fields="whole", families=True).unit()
        'families, whole by inventor residence, fields overlap'
        """
        what = "families" if self.families else "filings"
        told = f"{what}, {self.count} by {self.by} residence"
        if self.fields == "whole":
            told += ", fields overlap"
        if self.sectors:
            told += f", part of sector {listing(self.sectors)}"
        return told


_CHOICES = {
    "by": BY,
    "count": COUNTS,
    "fields": FIELDS,
    "year": YEARS,
    "unknown": UNKNOWNS,
    "rest": RESTS,
}
