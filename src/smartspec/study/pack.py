"""Question: what is in an evidence pack, and how is it written so that nothing is lost?

In: a document, tables and sources. Out: a complete folder, or nothing.
Must not know: what the report says.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from smartspec.core.errors import RequestError, listing
from smartspec.core.provenance import Source, sha256_of
from smartspec.core.writing import cannot_write, replacing_folder
from smartspec.report.document import Document, Table
from smartspec.study.read import StudyFile

if TYPE_CHECKING:
    from smartspec.report.workbook import TableSheet
    from smartspec.tables.microdata import Input

MANIFEST = "manifest.json"
LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "statsmodels",
    "pyarrow",
    "pandera",
    "pydantic",
    "altair",
    "vl-convert-python",
    "jinja2",
    "typst",
    "xlsxwriter",
    "ibis-framework",
    "duckdb",
)


def check_replaceable(out: Path) -> None:
    """Refuse a folder in which something would be lost.

    Parameters
    ----------
    out : Path
        Where a pack is to be written.

    Raises
    ------
    RequestError
        If it is a file, cannot be written, or holds anything but an untouched earlier pack.
    """
    if not out.exists():
        _check_parent(out)
        return
    if not out.is_dir():
        raise RequestError(f"{out} is a file, and a pack is a folder. Choose another with -o.")
    _check_parent(out)
    present = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    if not present:
        return
    known = _known_files(out)
    strange = sorted(name for name in present if name not in known and name != MANIFEST)
    changed = sorted(name for name in present & set(known) if sha256_of(out / name) != known[name])
    if strange or changed:
        what = f"files that smartspec did not write ({listing(strange, limit=3)})"
        if not strange:
            what = f"files changed since smartspec wrote them ({listing(changed, limit=3)})"
        raise RequestError(
            f"{out} holds {what}; they would be lost. Choose another folder with -o."
        )


def _check_parent(out: Path) -> None:
    parent = out.absolute().parent
    if not parent.is_dir():
        raise RequestError(f"Cannot write {out}: there is no folder {parent}. Make it first.")
    if not os.access(parent, os.W_OK):
        raise RequestError(
            f"Cannot write {out}: no permission in {parent}. Choose another with -o."
        )


def _known_files(out: Path) -> Mapping[str, str]:
    try:
        manifest = json.loads((out / MANIFEST).read_text("utf-8"))
        return {name: entry["sha256"] for name, entry in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


@dataclass(frozen=True, eq=False)
class Report:
    """A report with what stands behind it.

    Parameters
    ----------
    document : Document
        What it says.
    tables : tuple of Table
        Every table of the pack, those of the document first.
    sources : tuple of Source
        All data used.
    notes : tuple of str
        What was kept out of the data, and what else the user should know.
    files_read : tuple of Input
        The files of records that the counts were made from.
    """

    document: Document
    tables: tuple[Table, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    files_read: tuple[Input, ...] = ()


def write_pack(file: StudyFile, report: Report, out: Path, *, step: Callable[[str], None]) -> None:
    """Write everything into a temporary folder, which then takes its name.

    Parameters
    ----------
    file : StudyFile
        The study; written into the pack with every default filled in.
    report : Report
        What it says, and what stands behind it.
    out : Path
        The folder.
    step : callable
        Told what is done next.
    """
    with replacing_folder(out) as folder:
        try:
            _fill(folder, file, report, step=step)
        except OSError as error:
            raise cannot_write(out, error) from error


def _fill(folder: Path, file: StudyFile, report: Report, *, step: Callable[[str], None]) -> None:
    from smartspec.report.drawing import pictures
    from smartspec.report.html import write_html
    from smartspec.report.pdf import write_pdf
    from smartspec.report.render_charts import write_charts
    from smartspec.report.tables import write_table
    from smartspec.report.workbook import write_workbook

    step("Writing tables")
    (folder / "tables").mkdir()
    for table in report.tables:
        write_table(table.rows, folder / "tables", table.name)
    step("Drawing charts")
    (folder / "charts").mkdir()
    drawn = pictures(report.document)
    # Setting pages takes longest, and leaves room for another thread while it does.
    with ThreadPoolExecutor(max_workers=1) as beside:
        paper = beside.submit(write_pdf, folder / "report.pdf", report.document, pictures=drawn)
        write_charts(folder / "charts", report.document, pictures=drawn)
        step("Writing report.html")
        write_html(folder / "report.html", report.document, pictures=drawn)
        write_workbook(folder / "tables.xlsx", _sheets(report.tables), _notes(report))
        step("Writing report.pdf")
        paper.result()
    step("Writing the manifest")
    (folder / "study.toml").write_text(resolved(file), "utf-8")
    manifest = make_manifest(folder, file, report)
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", "utf-8")


def resolved(file: StudyFile) -> str:
    """Write a study with every default filled in.

    Parameters
    ----------
    file : StudyFile
        The study.

    Returns
    -------
    str
        TOML that makes the same study; user and password of a database are left out.
    """
    return tomli_w.dumps(_plain(file, exclude_none=True))


def _plain(file: StudyFile, *, exclude_none: bool = False) -> dict[str, Any]:
    """Return a study as plain values, without the user and password of a database."""
    plain: dict[str, Any] = file.study.model_dump(mode="json", exclude_none=exclude_none)
    if not plain["data"]["records"]:
        del plain["counting"]  # nothing was counted
    elif "://" in plain["data"]["records"]:
        from smartspec.counting.engines import safe_name

        plain["data"]["records"] = safe_name(plain["data"]["records"])
    return plain


def make_manifest(folder: Path, file: StudyFile, report: Report) -> dict[str, object]:
    """Say where every number comes from.

    Parameters
    ----------
    folder : Path
        The pack, complete but for the manifest.
    file : StudyFile
        The study.
    report : Report
        Its tables, sources and notes.

    Returns
    -------
    dict
        Inputs, parameters, versions, and hash and size of every file.
    """
    files = {
        path.relative_to(folder).as_posix(): {
            "sha256": sha256_of(path),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {
        "made_by": {"name": "smartspec", "version": version("smartspec")},
        "made_at": _now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": [source.to_dict() for source in report.sources],
        "records": [asdict(entry) for entry in report.files_read],
        "notes": list(report.notes),
        "parameters": _plain(file),
        "tables": {
            table.name: {
                "title": table.title,
                "rows": len(table.rows),
                "columns": [str(column) for column in table.rows.columns],
                "sha256": files[f"tables/{table.name}.csv"]["sha256"],
            }
            for table in report.tables
        },
        "files": files,
    }


def _now() -> datetime:
    """Return the time, or the one that a reproducible build sets."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def _sheets(tables: Sequence[Table]) -> list[TableSheet]:
    from smartspec.report.workbook import TableSheet

    return [
        TableSheet(
            table.name,
            table.title,
            table.rows,
            {column.name: column.unit for column in table.columns if column.unit},
            (table.note,) if table.note else (),
        )
        for table in tables
    ]


def _notes(report: Report) -> list[tuple[str, str]]:
    document = report.document
    notes = [("Report", document.title), ("Place", document.place), ("Data", document.date_note)]
    for source in report.sources:
        notes.append(("Source", f"{source.title}; {source.publisher}; {source.version}"))
        notes.append(("Licence", source.licence))
        notes += [("Caveat", caveat) for caveat in source.caveats]
    return notes + [("Note", note) for note in report.notes]
