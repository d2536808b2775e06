"""Question: how are counts of records written down and told?

In: what was counted and from what. Out: a table, a manifest, what was rejected, a summary.
Must not know: how records are counted.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartspec.cli.answers import notes, say
from smartspec.cli.records import tell_rejected
from smartspec.core.errors import RequestError, counted
from smartspec.core.provenance import sha256_of
from smartspec.core.writing import replacing_together

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.counting.count import Counted
    from smartspec.counting.pairs import Pairs
    from smartspec.tables.microdata import Microdata

_SINGLE = {
    "filings": "filing", "inventors": "inventor", "applicants": "applicant", "classes": "class",
    "citations": "citation", "regions": "region",
}  # fmt: skip
REJECTS_BESIDE = ".rejects.csv"
_LIBRARIES = ("ibis-framework", "duckdb", "pandas", "pyarrow")


@dataclass(frozen=True)
class Destination:
    """Where an answer goes: the table, and what lies beside it."""

    out: str
    report: str

    def __post_init__(self) -> None:
        """Refuse before any work what could not be written."""
        from smartspec.tables.files import ending_of

        ending_of(self.out)
        if self.report:
            ending_of(self.report)
        for path in (self.out, self.report):
            if path and path != "-" and not Path(path).absolute().parent.is_dir():
                folder = Path(path).parent
                raise RequestError(
                    f"Cannot write {path}: there is no folder {folder}. Make it first or choose "
                    "another."
                )
        report, out = (os.path.realpath(path) for path in (self.report, self.out))
        if self.report and report == out:
            raise RequestError(f"Both tables would be {self.out}. Name the report otherwise.")
        if self.out != "-" and report == os.path.realpath(self.beside(REJECTS_BESIDE)):
            raise RequestError(
                f"{self.report} is for rows that cannot be used. Name the report otherwise."
            )

    def beside(self, ending: str) -> Path:
        """Name a file that lies beside the table: ``counts.manifest.json``."""
        from smartspec.tables.files import ending_of

        out = Path(self.out)
        return out.with_name(out.name[: -len(ending_of(self.out))] + ending)


def write_answer(
    to: Destination,
    found: Counted | Pairs,
    records: Microdata | None,
    asked: Mapping[str, object],
) -> None:
    """Write the table and what lies beside it; nothing changes if one cannot be written.

    The manifest takes its name last and tells the hashes of the others. After a loss of power
    between two names, a manifest that does not fit the table shows that they are of two runs.
    """
    from smartspec.tables.files import write_frame
    from smartspec.tables.microdata import REJECTS

    with replacing_together() as together:
        files: dict[str, dict[str, str]] = {}
        if to.report == "-":
            write_frame(found.accounting, to.report)
        elif to.report:
            with together.file(Path(to.report)) as temporary:
                write_frame(found.accounting, temporary)
            files["report"] = _seal(to.report, temporary)
        if to.out == "-":
            write_frame(_named(found), to.out)
        else:
            rejects = to.beside(REJECTS_BESIDE)
            sample = None if records is None else records.folder / REJECTS
            if sample is not None and sample.is_file():
                with together.file(rejects) as temporary:
                    shutil.copyfile(sample, temporary)
                files["rejects"] = _seal(rejects, temporary)
            else:
                together.without(rejects)  # that of an earlier run
            with together.file(Path(to.out)) as temporary:
                write_frame(_named(found), temporary)
            files = {"table": _seal(to.out, temporary), **files}
            content = {**_manifest(found, records, asked), "files": files}
            with together.file(to.beside(".manifest.json")) as temporary:
                text = json.dumps(content, indent=2, ensure_ascii=False)
                temporary.write_text(f"{text}\n", "utf-8")
    tell(to, found, records)


def _named(found: Counted | Pairs) -> pd.DataFrame:
    """Put the names of places and activities beside their labels, at the end."""
    frame = found.frame
    for column in ("place", "activity"):
        names = getattr(found, f"{column}_names", {})
        if column in frame and names:
            frame = frame.assign(**{f"{column}_name": frame[column].map(names)})
    return frame


def _seal(path: str | Path, written: Path) -> dict[str, str]:
    """Tell of a file what shows whether another has taken its place."""
    return {"name": Path(path).name, "sha256": sha256_of(written)}


def tell(to: Destination, found: Counted | Pairs, records: Microdata | None) -> None:
    """Say in a few lines what was read, counted and left out."""
    if records is not None:
        read = (counted(rows, _SINGLE[table], table) for table, rows in records.rows.items())
        say(f"Records: {', '.join(read)}")
        tell_rejected(records)
    for table, rows in found.accounting.groupby("table", sort=False):
        say(f"{table}: {counted(int(rows['rows'].sum()), 'row')}")
        for row in rows.sort_values("rows", ascending=False).itertuples():
            say(f"{row.rows:>14,}  {row.outcome}")
    where = "" if to.out == "-" else f" in {to.out}"
    say(f"{counted(len(found.frame), 'row')}{where}: {found.unit}")
    notes(found.notes)
    if records is not None:
        notes(records.notes)


def _manifest(
    found: Counted | Pairs, records: Microdata | None, asked: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "made_by": {"name": "smartspec", "version": version("smartspec")},
        "unit": found.unit,
        "asked": dict(asked),
        "records": None if records is None else _origin(records),
        "accounting": _plain(found.accounting),
        "notes": list(found.notes),
        "names": {
            kind: dict(names)
            for kind in ("place_names", "activity_names")
            if (names := getattr(found, kind, None))
        },
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _origin(records: Microdata) -> dict[str, Any]:
    return {
        "source": records.source,
        "options": dict(records.options),
        "rows": dict(records.rows),
        "inputs": [vars(entry) for entry in records.inputs],
        "rejected": [vars(entry) for entry in records.rejected],
        "provenance": [entry.to_dict() for entry in records.provenance],
        "notes": [*records.notes, *records.remarks],
    }


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    text = frame.to_json(orient="records")
    plain: list[dict[str, Any]] = json.loads(text)
    return plain
