"""Question: how is a table that was made of SDMX data kept with what it was made of?

In: the table and the file it was read from. Out: the table in a file, and beside it a manifest
that says where the data come from, what was chosen, and how to make the table again.
Must not know: the network or file formats of statistics.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from smartspec.core.provenance import sha256_of
from smartspec.core.writing import replacing_file
from smartspec.sources.sdmx.read import SdmxTable
from smartspec.tables.files import ending_of, write_frame


def beside(out: Path, kind: str) -> Path:
    """Name a file that belongs to an output.

    Parameters
    ----------
    out : Path
        The output.
    kind : str
        What is put in place of its ending, such as ``".manifest.json"``.

    Returns
    -------
    Path
        In the same folder.

    Examples
    --------
    >>> beside(Path("counts.csv.gz"), ".manifest.json").name
    'counts.manifest.json'
    """
    name = out.name
    return out.with_name(f"{name[: len(name) - len(ending_of(out))]}{kind}")


def write_origin(path: Path, *, url: str, at: str) -> None:
    """Note beside a response where it came from, in ``NAME.origin.json``.

    Parameters
    ----------
    path : Path
        The response.
    url : str
        Its address.
    at : str
        When it was fetched.
    """
    record = {"url": url, "fetched_at": at, "sha256": sha256_of(path)}
    with replacing_file(path.with_name(f"{path.name}.origin.json")) as temporary:
        temporary.write_text(f"{json.dumps(record, indent=2)}\n", "utf-8")


def origin_of(path: Path) -> tuple[str, str]:
    """Return where a file came from and when, if that is noted beside it.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    url, at : str
        Empty if nothing is noted, or if the file was changed since.
    """
    try:
        record = json.loads(path.with_name(f"{path.name}.origin.json").read_text("utf-8"))
        if record["sha256"] == sha256_of(path):
            return str(record["url"]), str(record["fetched_at"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return "", ""


def write_table(
    table: SdmxTable, out: Path, *, read_from: Path, options: Mapping[str, object]
) -> Path:
    """Write a table and its manifest.

    Parameters
    ----------
    table : SdmxTable
        What to write.
    out : Path
        File; the ending tells the format.
    read_from : Path
        The file that the table was read from.
    options : mapping
        How it was read, as asked.

    Returns
    -------
    Path
        The manifest.

    Raises
    ------
    RequestError
        If the ending is unknown or the place cannot be written.
    """
    frame = table.to_frame()
    write_frame(frame, out)
    manifest = beside(out, ".manifest.json")
    record = {
        "made_by": f"smartspec {version('smartspec')}",
        "table": {
            "file": out.name,
            "rows": len(frame),
            "columns": list(frame.columns),
            "unit": table.unit,
            "sha256": sha256_of(out),
        },
        "read_from": {
            "file": read_from.name,
            "format": table.format,
            "bytes": read_from.stat().st_size,
            "sha256": table.source.sha256,
        },
        "source": table.source.to_dict(),
        "dimensions": {
            "place": table.roles.place,
            "activity": table.roles.activity,
            "period": table.roles.period,
            "fixed": dict(table.roles.fixed),
        },
        "options": {name: value for name, value in options.items() if value},
        "notes": list(table.notes),
    }
    with replacing_file(manifest) as temporary:
        text = json.dumps(record, indent=2, ensure_ascii=False)
        temporary.write_text(f"{text}\n", "utf-8")
    return manifest
