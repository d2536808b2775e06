"""Question: what activity table do statistics of the OECD or of Eurostat give?

In: an SDMX-CSV, SDMX-JSON, SDMX-ML or JSON-stat file, and which dimensions are meant. Out: a table
of place, activity, period and value with flags, where it comes from, and what to know of it.
Must not know: the network, or what is computed with the table.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, listing
from smartspec.core.provenance import Source, sha256_of
from smartspec.sources.sdmx.choose import UNITS, Roles, check_nested, choose, keep
from smartspec.sources.sdmx.csv import read_csv
from smartspec.sources.sdmx.cube import VALUE, Cube
from smartspec.sources.sdmx.json import read_json
from smartspec.sources.sdmx.jsonstat import is_jsonstat, read_jsonstat
from smartspec.sources.sdmx.values import rows_of

if TYPE_CHECKING:
    import pandas as pd

_PUBLISHERS = {
    "OECD": (
        "OECD",
        "CC BY 4.0 unless the data say otherwise; see the OECD's terms and conditions",
    ),
    "ESTAT": (
        "Eurostat",
        "CC BY 4.0 unless the data say otherwise; see Eurostat's copyright notice",
    ),
}
"""Agency to the name of its house and the terms that it states for its data."""


@dataclass(frozen=True, eq=False)
class SdmxTable:
    """An activity table made of SDMX data.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place, activity, period, value, flag``, in the order of the file.
    unit : str
        What the values count, as far as the file says.
    roles : Roles
        Which dimension became what.
    source : Source
        Where the data come from.
    place_names, activity_names : mapping of str to str
        Code to name, where the file has names.
    format : str
        What was read, such as ``"SDMX-CSV 2.0"``.
    notes : tuple of str
        What a careful reader should know, in sentences.
    """

    frame: pd.DataFrame
    unit: str
    roles: Roles
    source: Source
    place_names: Mapping[str, str]
    activity_names: Mapping[str, str]
    format: str
    notes: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the table as it is written: with columns of names where the file has names."""
        frame = self.frame.reset_index(drop=True)
        for column, names in (("place", self.place_names), ("activity", self.activity_names)):
            if names:
                found = {code: names.get(code, code) for code in frame[column].unique()}
                frame[f"{column}_name"] = frame[column].map(found)
        return frame


def read_sdmx(
    path: Path,
    *,
    place: str | None = None,
    activity: str | None = None,
    period: str | None = None,
    filters: Mapping[str, str] | None = None,
    years: str | None = None,
    missing: str = "refuse",
    url: str = "",
    fetched: str = "",
) -> SdmxTable:
    """Read statistics that were exported as SDMX into an activity table.

    Parameters
    ----------
    path : Path
        SDMX-CSV 1.0 or 2.0 (codes, names or both), SDMX-JSON 1.0 or 2.0, JSON-stat 2.0, or SDMX-ML
        (which needs sdmx1); told apart by what is in it. May be packed with gzip.
    place, activity : str, optional
        Dimensions; found where only one can be meant.
    period : str, optional
        Dimension of time; found if it is called ``TIME_PERIOD`` or as is usual.
    filters : mapping of str to str, optional
        Dimension or attribute to the codes to keep, joined by ``+``; ``*`` and ``?`` stand for any
        letters and for one.
    years : str, optional
        A window such as ``"2007-2015"``.
    missing : {"refuse", "drop", "zero"}, default "refuse"
        What to do with observations that have no value.
    url, fetched : str, default ""
        Where the file was fetched from, and when.

    Returns
    -------
    SdmxTable
        Checked: a key stands once, values are numbers and not negative.

    Raises
    ------
    RequestError
        If the file is of another kind or broken, a choice of dimensions is open, values of several
        codes would have to be added up, or a value is missing and may not be.
    """
    whole = read_cube(path)
    wanted = dict(filters or {})
    cube = keep(whole, wanted, years, period)
    roles = choose(cube, place=place, activity=activity, period=period)
    check_nested(cube, roles, wanted)
    frame, notes = rows_of(cube, roles, missing=missing)
    return SdmxTable(
        frame,
        _unit(cube, roles),
        roles,
        _source(cube, path, url, fetched),
        cube.labels.get(roles.place, {}),
        cube.labels.get(roles.activity, {}),
        cube.format,
        (*cube.notes, *notes),
    )


def read_cube(path: Path) -> Cube:
    """Read a file of whichever format, told by what is in it.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Cube
        Everything in it.

    Raises
    ------
    RequestError
        If it cannot be read, or is of a format that holds no such data.
    """
    content = _content(path)
    file = f"File {path}"
    begin = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begin == b"<":
        from smartspec.sources.sdmx.xml import read_xml

        return read_xml(content, file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError(f"{file} is not UTF-8 text. Export it as SDMX-CSV.") from None
    if begin not in (b"{", b"["):
        return read_csv(text, file)
    try:
        # Numbers stay as they are written, so that CSV and JSON give the same.
        message = json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        raise RequestError(
            f"{file} is not whole JSON ({error.msg} in line {error.lineno}). Export it anew."
        ) from None
    if not isinstance(message, dict):
        raise RequestError(f"{file} is JSON but no SDMX-JSON data message. Export SDMX-CSV.")
    _refuse_errors(message, file)
    return read_jsonstat(message, file) if is_jsonstat(message) else read_json(message, file)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise RequestError(f"File {path} does not exist. Check the path.") from None
    except IsADirectoryError:
        raise RequestError(f"File {path} is a folder. Name a file in it.") from None
    except OSError as error:
        raise RequestError(f"Cannot read {path}: {error.strerror or error}.") from None
    if not content.strip():
        raise RequestError(f"File {path} is empty. Export it anew.")
    if content[:2] == b"\x1f\x8b":
        try:
            return gzip.decompress(content)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise RequestError(f"File {path} is not a whole gzip file: {error}.") from None
    if content[:2] == b"PK":
        raise RequestError(
            f"File {path} is a workbook or a zip archive. Export SDMX-CSV (at the OECD 'tabular "
            "text (CSV)'), or unpack it first."
        )
    return content


def _refuse_errors(message: Mapping[str, object], file: str) -> None:
    """Tell what a service said instead of sending data."""
    for kind in ("error", "errors", "warning"):
        told = message.get(kind)
        first = told[0] if isinstance(told, list) and told else told
        if isinstance(first, dict) and "data" not in message and "value" not in message:
            said = first.get("label") or first.get("title") or first.get("detail") or first
            raise RequestError(f"{file} holds no data but a message of the service: {said}")


def _unit(cube: Cube, roles: Roles) -> str:
    """Name what is counted: the unit, or else what is measured."""
    free = [
        name
        for name in (*cube.dimensions, *cube.attributes)
        if name not in (roles.place, roles.activity, roles.period)
    ]
    units = [name for name in free if name.upper() in UNITS]
    measures = [name for name in free if name.upper().startswith(("MEASURE", "INDIC"))]
    for name in (*units, *measures):
        code = next((code for code in cube.codes(name) if code), "")
        if code:
            return cube.labels.get(name, {}).get(code, code)
    return VALUE


def _source(cube: Cube, path: Path, url: str, fetched: str) -> Source:
    flow = cube.flow
    house = flow.agency.partition(".")[0].upper()
    publisher, licence = _PUBLISHERS.get(house, (flow.agency, ""))
    version = [
        f"version {flow.version}" if flow.version else "",
        f"updated {flow.updated}" if flow.updated else "",
        f"extracted {flow.prepared}" if flow.prepared else "",
        f"fetched {fetched}" if fetched else "",
    ]
    return Source(
        name=flow.id or path.name,
        title=flow.title or flow.id,
        publisher=f"{publisher} ({flow.agency})" if publisher != flow.agency else publisher,
        version=listing(part for part in version if part),
        licence=licence,
        url=url,
        sha256=sha256_of(path),
    )
