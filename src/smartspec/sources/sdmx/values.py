"""Question: what do the values of a cube say, and which are missing for what reason?

In: a cube with a role for each dimension. Out: the rows of an activity table with their flags,
and sentences on multipliers, flags and missing values. Nothing is filled in silence.
Must not know: file formats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smartspec.core.errors import RequestError, counted, listing
from smartspec.sources.sdmx.choose import Roles, as_years
from smartspec.sources.sdmx.cube import VALUE, Cube
from smartspec.tables.frames import ALL, EMPTY, read_values, settle_missing
from smartspec.tables.schema import KEYS, validate

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLAGS = re.compile(r"OBS_STATUS(_\d+)?|OBS_FLAG|CONF_STATUS", re.IGNORECASE)
"""Attributes that say of what kind an observation is."""
MULTIPLIER = "UNIT_MULT"
_STATUS = {
    "A": "", "_Z": "",
    "B": "break in the series", "b": "break in the series", "c": "confidential",
    "D": "definition differs", "d": "definition differs",
    "E": "estimated", "e": "estimated", "s": "Eurostat estimate", "I": "imputed", "F": "forecast",
    "f": "forecast", "G": "experimental", "P": "provisional", "p": "provisional", "r": "revised",
    "U": "low reliability", "u": "low reliability", "V": "not validated",
    "N": "not significant", "n": "not significant", "z": "not applicable",
    "M": "missing, cannot exist", "L": "missing, not collected", "O": "missing", "H": "missing",
    "Q": "missing, suppressed", ":": "not available", "K": "part of another category",
    "W": "holds another category", "S": "strike",
}  # fmt: skip
"""What the usual codes mean where the file does not say; nothing remarkable if empty."""
_SECRECY = {"F": "", "N": "not for publication"}
"""The same of the attribute on confidentiality, in which every other code is a kind of it."""
_MISSING = (*EMPTY, "#N/A")
_SCALES = {"0": "units", "3": "thousands", "6": "millions", "9": "billions"}


def rows_of(cube: Cube, roles: Roles, *, missing: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Turn a cube into the rows of an activity table.

    Parameters
    ----------
    cube : Cube
        With the rows that were asked for.
    roles : Roles
        Of its dimensions.
    missing : {"refuse", "drop", "zero"}
        What to do with observations without a value.

    Returns
    -------
    frame : pandas.DataFrame
        ``place, activity, period, value, flag``, checked, in the order of the file.
    notes : tuple of str
        What a careful reader should know.

    Raises
    ------
    RequestError
        If a value is missing and may not be, is no number or negative, or stands twice.
    """
    frame = cube.frame
    period = roles.period
    years = as_years(cube.codes(period), period) if period else {}
    _require_unique(frame, roles)
    value, notes = _scaled(cube)
    raw = pd.DataFrame(
        {
            "place": frame[roles.place],
            "activity": frame[roles.activity],
            "period": frame[period].map(years) if period else ALL,
            VALUE: value.mask(value.isin(_MISSING)),
        }
    ).rename_axis("row of the source")
    names = {"place": "place", "activity": "activity", "period": "period", "value": VALUE}
    read = read_values(raw, names)
    read.index = frame.index
    flags, told = _flags(cube)
    empty = read["value"].isna()
    if empty.any() and missing == "refuse":
        raise _missing_refused(read[empty], told[empty], len(read))
    kept, settled = settle_missing(read, VALUE, missing=missing)
    if empty.any():
        settled = (*settled, f"What was missing: {_tally(told[empty])}.")
    remarkable = told[~empty & (told != "")]
    if len(remarkable):
        settled = (*settled, f"Flags on values that were kept: {_tally(remarkable)}.")
    validate(kept, names={**{key: getattr(roles, key) or key for key in KEYS}, "value": VALUE})
    kept = kept.assign(flag=flags.loc[kept.index])
    return kept, (*notes, *settled, *_unlisted(kept, roles))


def _require_unique(frame: pd.DataFrame, roles: Roles) -> None:
    keys = [name for name in (roles.place, roles.activity, roles.period) if name]
    doubled = frame.duplicated(keys, keep=False)
    if not doubled.any():
        return
    first = frame.loc[doubled, keys].iloc[0]
    same = frame[(frame[keys] == first).all(axis="columns")]
    others = [name for name in frame.columns if name not in keys and same[name].nunique() > 1]
    differing = f"; they differ in {listing(others)}" if others else ""
    raise RequestError(
        f"{counted(len(frame.loc[doubled, keys].drop_duplicates()), 'observation')} found more "
        f"than once; the first is ({', '.join(first)}){differing}. Values are not added up: keep "
        f"one with --filter {others[0] if others else 'DIMENSION'}=CODE, or export the data anew."
    )


def _scaled(cube: Cube) -> tuple[pd.Series, tuple[str, ...]]:
    """Apply the powers of ten that the file gives, in the text, so that no digit is lost."""
    text = cube.frame[VALUE]
    name = next((one for one in _components(cube) if one.upper() == MULTIPLIER), None)
    if name is None:
        return text, ()
    powers = cube.frame[name].replace("", "0")
    strange = sorted(power for power in powers.unique() if not re.fullmatch(r"-?\d{1,2}", power))
    if strange:
        raise RequestError(
            f"{name} should be a power of ten and holds '{strange[0]}'. Export the data with "
            "codes, not with names only."
        )
    applied = powers != "0"
    if not applied.any():
        return text, ()
    numeric = applied & ~text.isin(_MISSING) & ~text.str.contains("[eE]", regex=True)
    scaled = text.mask(numeric, text + "e" + powers)
    # A value with an exponent of its own is rare: it is multiplied as a number.
    rest = applied & ~numeric & ~text.isin(_MISSING)
    for row in text.index[rest.to_numpy()]:
        scaled[row] = repr(float(text[row]) * 10.0 ** int(powers[row]))
    labels = cube.labels.get(name, {})
    told = [
        f"{int((powers == power).sum()):,} in "
        f"{(labels.get(power) or _SCALES.get(power, 'powers of ten')).lower()} (10^{power})"
        for power in sorted(powers[applied].unique(), key=int)
    ]
    return scaled, (f"Multiplied as {name} says: {', '.join(told)}.",)


def _components(cube: Cube) -> tuple[str, ...]:
    return (*cube.dimensions, *cube.attributes)


def _flags(cube: Cube) -> tuple[pd.Series, pd.Series]:
    """Return for each row its flags, and what they mean."""
    frame = cube.frame
    names = [name for name in _components(cube) if FLAGS.fullmatch(name)]
    flags = pd.Series("", index=frame.index, dtype="str")
    told = pd.Series("", index=frame.index, dtype="str")
    for name in names:
        labels = cube.labels.get(name, {})
        codes: Mapping[str, list[str]] = {
            code: _split(name, code, labels) for code in cube.codes(name)
        }
        meanings = {
            code: " and ".join(_meaning(name, one, labels) for one in parts)
            for code, parts in codes.items()
        }
        flags = _joined(
            flags, frame[name].map({code: " ".join(codes[code]) for code in codes}), " "
        )
        told = _joined(told, frame[name].map(meanings), " and ")
    return flags, told


def _split(name: str, code: str, labels: Mapping[str, str]) -> list[str]:
    """Take flags such as Eurostat's ``bd`` apart; leave out those that say nothing remarkable."""
    if not code or _usual_meaning(name, code) == "":
        return []
    if len(code) > 1 and code.islower() and code.isalpha() and code not in labels:
        return list(code)
    return [code]


def _usual_meaning(name: str, code: str) -> str | None:
    if name.upper().startswith("CONF"):
        return _SECRECY.get(code, "confidential")
    return _STATUS.get(code)


def _meaning(name: str, code: str, labels: Mapping[str, str]) -> str:
    meaning = labels.get(code) or _usual_meaning(name, code) or ""
    meaning = f"{meaning[:1].lower()}{meaning[1:]}" if meaning[1:2].islower() else meaning
    return f"{meaning} ({code})" if meaning else f"flag {code}"


def _joined(left: pd.Series, right: pd.Series, sign: str) -> pd.Series:
    both = (left != "") & (right != "")
    joined: pd.Series = left.where(right == "", right.where(left == "", left + sign + right))
    return joined.where(~both | (left != right), left)


def _tally(told: pd.Series) -> str:
    counts = told.replace("", "without a flag").value_counts(sort=True)
    return ", ".join(f"{number:,} {meaning}" for meaning, number in counts.items())


def _missing_refused(rows: pd.DataFrame, told: pd.Series, total: int) -> RequestError:
    first = ", ".join(str(rows.iloc[0][key]) for key in KEYS)
    verb = "is" if len(rows) == 1 else "are"
    return RequestError(
        f"{len(rows):,} of {counted(total, 'value')} {verb} missing: {_tally(told)}. The first is "
        f"({first}). A value that was not observed or is kept secret is not zero: leave the rows "
        "out with --missing drop, or say --missing zero if missing means none."
    )


def _unlisted(frame: pd.DataFrame, roles: Roles) -> tuple[str, ...]:
    """Say how many combinations the file has no row for, since they count as none."""
    sizes: NDArray[np.int64] = np.array([frame[key].nunique() for key in KEYS], dtype=np.int64)
    whole = int(sizes.prod())
    if whole == len(frame):
        return ()
    what = "combinations of place, activity and year"
    return (f"Of {whole:,} {what} {whole - len(frame):,} have no row; they count as none.",)
