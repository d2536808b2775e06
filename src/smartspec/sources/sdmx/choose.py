"""Question: which dimensions of a cube are the place, the activity and the period?

In: a cube, and what the user said. Out: the rows that were asked for, and a role for each
dimension; or one line that lists the dimensions and says how to choose.
Must not know: file formats, or how values are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from smartspec.core.errors import RequestError, counted, listing, nearest
from smartspec.places.labels import Kind, kind_of
from smartspec.sources.sdmx.cube import TIMES, Cube
from smartspec.tables.periods import parse_window

_PLACES = (
    "REF_AREA", "GEO", "LOCATION", "COU", "COUNTRY", "REG_ID", "REGION", "TERRITORY", "CITIES",
    "METROREG", "REPORTER", "TERRITORY_ID",
)  # fmt: skip
"""Dimensions of places; case does not matter."""
_TOTALS = ("_T", "TOTAL", "T", "TOT", "_Z")
"""Codes that a dimension is most often reduced to."""
UNITS = ("UNIT_MEASURE", "UNIT", "CURRENCY")
"""What is counted; values in several units are no table."""
_WILD = re.compile(r"[*?]")
_YEARLY = re.compile(r"(\d{4})(?:-A1|-01-01(?:T00:00:00)?)?")
_OTHER = {
    "quarters": re.compile(r"\d{4}-?Q[1-4]"),
    "months": re.compile(r"\d{4}-?M?(?:0[1-9]|1[0-2])"),
    "half-years": re.compile(r"\d{4}-?[SB][12]"),
    "weeks": re.compile(r"\d{4}-?W\d{2}"),
    "days": re.compile(r"\d{4}-\d{2}-\d{2}.*"),
}
# Codes of one level within codes of a higher one: NUTS and OECD regions; sections and divisions of
# NACE or ISIC, sections, classes and subclasses of the IPC.
_REGION = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_CLASS = re.compile(r"[A-Z](?:\d{2}(?:\d{0,2}|[A-Z]))?|[A-Z](?:\d{2})?-[A-Z](?:\d{2})?")

_NUMBERED = re.compile(r"[A-Z]\d")
"""Codes such as T1, T2 ... T10 are numbered, and T10 is no part of T1."""


@dataclass(frozen=True)
class Roles:
    """Which dimension is what.

    Parameters
    ----------
    place, activity : str
        Dimensions.
    period : str or None
        Dimension of time; None if the cube has none.
    fixed : mapping of str to str
        Every other dimension to its only code.
    """

    place: str
    activity: str
    period: str | None
    fixed: Mapping[str, str]


def keep(cube: Cube, filters: Mapping[str, str], years: str | None, period: str | None) -> Cube:
    """Keep the rows that were asked for.

    Parameters
    ----------
    cube : Cube
        As read.
    filters : mapping of str to str
        Dimension or attribute to codes, joined by ``+``; ``*`` and ``?`` stand for any letters and
        for one.
    years : str or None
        A window such as ``"2007-2015"``.
    period : str or None
        Dimension of time, if it has an unusual name.

    Returns
    -------
    Cube
        With fewer rows.

    Raises
    ------
    RequestError
        If there is no such dimension or code, or nothing is left.
    """
    frame = cube.frame
    for name, wanted in filters.items():
        component = cube.component(name, what="dimension or attribute")
        chosen = _matching(cube, component, wanted)
        frame = frame[frame[component].isin(chosen)]
    if frame.empty:
        raise RequestError(
            "No observation has all that the filters ask for: "
            f"{listing(f'{name}={codes}' for name, codes in filters.items())}. Leave one out."
        )
    if years is not None:
        time = find_period(cube, period)
        if time is None:
            raise RequestError(
                "The data have no dimension of time, so --years would have no effect."
            )
        window = parse_window(years)
        year = frame[time].str[:4]
        inside = year.isin([str(one) for one in range(window.start, window.end + 1)])
        if not inside.any():
            raise RequestError(
                f"Years {window} lie outside the data, which run from {year.min()} to {year.max()}."
            )
        frame = frame[inside]
    return replace(cube, frame=frame)


def _matching(cube: Cube, component: str, wanted: str) -> list[str]:
    codes = cube.codes(component)
    chosen: list[str] = []
    for pattern in wanted.split("+"):
        found = [code for code in codes if fnmatchcase(code, pattern)] if pattern else []
        if not found:
            guess = nearest(pattern, codes)
            hint = f"Did you mean '{guess}'?" if guess else f"It has: {listing(codes, limit=12)}."
            raise RequestError(f"{component} has no code '{pattern}'. {hint}")
        chosen += found
    return chosen


def choose(
    cube: Cube,
    *,
    place: str | None,
    activity: str | None,
    period: str | None,
) -> Roles:
    """Give each dimension its role.

    Parameters
    ----------
    cube : Cube
        With the rows that were asked for.
    place, activity, period : str or None
        Dimensions that the user named; the others are found where only one can be meant.

    Returns
    -------
    Roles
        With every dimension in it.

    Raises
    ------
    RequestError
        Listing the dimensions, if a choice is left open or several codes would have to be added up.
    """
    time = find_period(cube, period)
    given = activity and cube.component(activity)
    where = cube.component(place) if place else _find_place(cube, [time, given])
    what = given or _find_activity(cube, [time, where])
    roles = [name for name in (where, what, time) if name]
    doubled = [name for name in roles if roles.count(name) > 1]
    if doubled:
        raise RequestError(
            f"{doubled[0]} cannot be two of place, activity and period. Name another; there are: "
            f"{_told(cube, cube.dimensions)}."
        )
    others = [name for name in cube.dimensions if name not in roles]
    loose = [name for name in others if len(cube.codes(name)) > 1]
    if loose:
        raise RequestError(
            f"{counted(len(loose), 'dimension')} besides {where}, {what} and {time or 'no time'} "
            f"{'has' if len(loose) == 1 else 'have'} several values, which are not added up: "
            f"{_told(cube, loose)}. Keep one value of each: {_suggested(cube, loose)}"
        )
    _require_one_unit(cube)
    return Roles(where, what, time, {name: cube.codes(name)[0] for name in others})


def find_period(cube: Cube, named: str | None) -> str | None:
    """Find the dimension of time.

    Parameters
    ----------
    cube : Cube
        Any.
    named : str or None
        As the user wrote it.

    Returns
    -------
    str or None
        None if there is none.

    Raises
    ------
    RequestError
        If the user named one that is not there.
    """
    if named is not None:
        return cube.component(named)
    folded = {name.upper(): name for name in cube.dimensions}
    return next((folded[name] for name in TIMES if name in folded), None)


def _find_place(cube: Cube, taken: Sequence[str | None]) -> str:
    folded = {name.upper(): name for name in cube.dimensions if name not in taken}
    known = [folded[name] for name in _PLACES if name in folded]
    several = [name for name in known if len(cube.codes(name)) > 1]
    if len(several) == 1 or len(known) == 1:
        return (several or known)[0]
    raise _open(cube, "place", several or known or list(folded.values()), taken)


def _find_activity(cube: Cube, taken: Sequence[str | None]) -> str:
    free = [name for name in cube.dimensions if name not in taken]
    several = [name for name in free if len(cube.codes(name)) > 1]
    if len(several) == 1:
        return several[0]
    raise _open(cube, "activity", several or free, taken)


def _open(cube: Cube, role: str, left: Sequence[str], taken: Sequence[str | None]) -> RequestError:
    """Build the line that lists the dimensions and says how to choose."""
    if not left:
        return RequestError(
            f"The data have no dimension left for the {role}: {_told(cube, cube.dimensions)}. "
            "Export them with another."
        )
    # The dimension with most values is most often meant; it is an example, not a guess.
    first = max(left, key=lambda name: len(cube.codes(name)))
    others = [
        name
        for name in cube.dimensions
        if name not in (*taken, first) and name in left and len(cube.codes(name)) > 1
    ]
    keeping = f" {_suggested(cube, others)}" if others else ""
    return RequestError(
        f"Which dimension is the {role}? It could be {_told(cube, left)}. Name it with --{role}, "
        f"and keep one value of each other, such as: --{role} {first}{keeping}"
    )


def _told(cube: Cube, names: Sequence[str]) -> str:
    parts = []
    for name in names:
        codes = cube.codes(name)
        label = cube.names.get(name, "")
        called = f"{name} ({label})" if label and label.upper() != name.upper() else name
        parts.append(f"{called}, {counted(len(codes), 'value')}: {listing(codes, limit=4)}")
    return "; ".join(parts)


def _suggested(cube: Cube, names: Sequence[str]) -> str:
    return " ".join(f"--filter {name}={_usual(cube.codes(name))}" for name in names)


def _usual(codes: Sequence[str]) -> str:
    return next((code for code in _TOTALS if code in codes), codes[0])


def _require_one_unit(cube: Cube) -> None:
    for name in cube.attributes:
        if name.upper() in UNITS:
            codes = [code for code in cube.codes(name) if code]
            if len(codes) > 1:
                raise RequestError(
                    f"The values are in several units, which are no one table: "
                    f"{_told(cube, [name])}. Keep one: --filter {name}={codes[0]}"
                )


def as_years(codes: Sequence[str], dimension: str) -> dict[str, str]:
    """Read periods as years.

    Parameters
    ----------
    codes : sequence of str
        Periods as the file writes them.
    dimension : str
        Of time.

    Returns
    -------
    dict
        Code to year.

    Raises
    ------
    RequestError
        If some are quarters, months or anything else.
    """
    years: dict[str, str] = {}
    first_days = all(code[4:].startswith("-01-01") for code in codes)
    for code in codes:
        found = _YEARLY.fullmatch(code)
        if found and (first_days or len(code) < 10):
            years[code] = found[1]
            continue
        kind = next((name for name, form in _OTHER.items() if form.fullmatch(code)), "periods")
        raise RequestError(
            f"{dimension} holds {kind} ('{code}'), and an activity table counts years. Ask for "
            "yearly data (frequency A), or keep them with --filter FREQ=A if the file has both; "
            "adding up parts of a year is left to you."
        )
    return years


def check_nested(cube: Cube, roles: Roles, filters: Mapping[str, str]) -> None:
    """Refuse codes of several levels, one within the other, which would count twice.

    Parameters
    ----------
    cube : Cube
        With the rows that were asked for.
    roles : Roles
        Of its dimensions.
    filters : mapping of str to str
        As the user gave them: who names the higher code, or ``*``, wants it.

    Raises
    ------
    RequestError
        Naming codes and how to keep one level.
    """
    asked = {
        cube.component(name, what="dimension or attribute"): wanted.split("+")
        for name, wanted in filters.items()
    }
    for name, form, what in (
        (roles.place, _REGION, "places"),
        (roles.activity, _CLASS, "activities"),
    ):
        codes = [
            code
            for code in cube.codes(name)
            if form.fullmatch(code) and kind_of(code) != Kind.AGGREGATE
        ]
        wanted = asked.get(name, [])
        left = [code for code in _higher(codes) if code not in wanted]
        if not left or "*" in wanted or any(_NUMBERED.fullmatch(code) for code in cube.codes(name)):
            continue
        inner = next(code for code in codes if _within(code, left[0]))
        lengths = [len(code) for code in codes if code not in left]
        usual = max(set(lengths), key=lengths.count)
        raise RequestError(
            f"{name} holds {what} within others ({left[0]} and {inner}; "
            f"{counted(len(left), 'such code')}: {listing(left, limit=4)}), which would count "
            f"twice. Keep one level, such as --filter '{name}={'?' * usual}', name the codes that "
            f"are wanted, or keep all with --filter '{name}=*'"
        )


def _higher(codes: Sequence[str]) -> list[str]:
    """Return the codes that others are parts of."""
    spans = {code for code in codes if "-" in code}
    begins = {
        code[:length] for code in codes if code not in spans for length in range(1, len(code))
    }
    return [
        code
        for code in codes
        if code in begins or (code in spans and any(_within(other, code) for other in codes))
    ]


def _within(code: str, higher: str) -> bool:
    """Whether a code is a part of another: C26 of C, and of C25-C28."""
    if code == higher or "-" in code:
        return False
    low, sign, high = higher.partition("-")
    return (
        low <= code[: len(low)] and code[: len(high)] <= high if sign else code.startswith(higher)
    )
