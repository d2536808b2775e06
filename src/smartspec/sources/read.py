"""Question: what records are in a folder of files?

In: a folder and whose files they are. Out: the tables of records, read once and then kept.
Must not know: any provider's format, or how records are counted.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import duckdb

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.core.memory import parse_memory
from smartspec.core.provenance import Source
from smartspec.core.waiting import interruptibly
from smartspec.core.writing import replacing_folder
from smartspec.sources.cache import LOCK, cache_folder, cached, entering, key_of
from smartspec.sources.detecting import detect
from smartspec.sources.finding import File, Finding, find
from smartspec.sources.format import Kind, Provider
from smartspec.sources.made_up import as_made_up, is_made_up
from smartspec.sources.making import Maker
from smartspec.sources.quoting import quoted
from smartspec.sources.registry import MICRODATA, provider
from smartspec.sources.rejects import DAMAGED, Rejects
from smartspec.sources.scanning import Scan, scanning
from smartspec.sources.staging import Staging
from smartspec.tables.microdata import SCHEMA, Input, Microdata, open_microdata


def read_records(
    folder: Path,
    source: str,
    *,
    cache: Path | None = None,
    fresh: bool = False,
    memory: str = "",
    threads: int = 0,
    max_rejects: int | None = None,
    mapping: Path | None = None,
    part: str = "",
    choices: Mapping[str, str] | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Microdata:
    """Read a provider's files into tables of records, or find them in the cache.

    Parameters
    ----------
    folder : Path
        Where the files lie; a single file is a folder of one.
    source : str
        Whose they are, such as ``"regpat"``; ``"microdata"`` for records that were read before;
        found out from the files if empty, and told in a note.
    cache : Path, optional
        Where records are kept; see :func:`smartspec.sources.cache.cache_folder`.
    fresh : bool, default False
        Whether to read the files even if the cache has their records.
    memory : str, default ""
        How much memory may be used, such as ``"3GB"``; what does not fit goes to disk. Four fifths
        of the machine's if left out.
    threads : int, default 0
        How many processors may be used; 0 for all.
    max_rejects : int, optional
        Stop if more rows than this cannot be used.
    mapping : Path, optional
        Which column is which, for a table of one's own.
    part : str, default ""
        Which part of the provider's files, such as ``"pct"``.
    choices : mapping of str to str, optional
        How to read what the provider leaves to the reader.
    step : callable, optional
        Told of each step.

    Returns
    -------
    Microdata
        The records, in a folder of the cache.

    Raises
    ------
    RequestError
        If the files are not there, are not what they should be or hold nothing to count; if more
        rows than allowed cannot be used; if the cache cannot be written.
    """
    if not source:
        found_out = detect(folder, mapping=mapping)
        records = read_records(
            folder, found_out, cache=cache, fresh=fresh, memory=memory, threads=threads,
            max_rejects=max_rejects, mapping=mapping, part=part, choices=choices, step=step,
        )  # fmt: skip
        where = folder if folder.name else folder.resolve()  # "." says little
        return replace(records, notes=(f"{where} was taken for {found_out}.", *records.notes))
    if source == MICRODATA:
        found = open_microdata(folder)
        _check_limit(found, max_rejects)
        return found
    described = provider(source, mapping=mapping, folder=folder)
    made_up = is_made_up(folder)
    if made_up:
        described = as_made_up(described)
    chosen = _chosen(described, choices or {})
    limits = _limits(memory, threads)
    finding = find(folder, described, part=part)
    options = {"part": finding.part, **chosen, **({"made_up": "yes"} if made_up else {})}
    if mapping is not None:
        options["mapping"] = hashlib.sha256(mapping.read_bytes()).hexdigest()
    root = cache_folder(cache)
    key = _key(source, options, finding)
    kept = None if fresh else cached(root, key)
    if kept is not None:
        _check_limit(kept, max_rejects)
        return kept
    plan = _Plan(described, finding, chosen, options, limits)
    with entering(root, key) as temporary, _words_for_faults(root, memory):
        _read(plan, temporary, Rejects(max_rejects), step)
    return open_microdata(root / key)


def keep_records(records: Microdata, folder: Path) -> Microdata:
    """Copy records out of the cache into a folder of one's own.

    Parameters
    ----------
    records : Microdata
        What was read.
    folder : Path
        Where they go. It must be new, empty, or hold records already.

    Returns
    -------
    Microdata
        The same records in that folder.

    Raises
    ------
    RequestError
        If the folder holds something else, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file. Name a folder with -o.")
    if folder.is_dir() and any(folder.iterdir()):
        try:
            open_microdata(folder)
        except RequestError:
            raise RequestError(
                f"{folder} holds something else than records, and it is not replaced. Name another "
                "folder with -o."
            ) from None
    with replacing_folder(folder) as temporary:
        shutil.copytree(
            records.folder, temporary, dirs_exist_ok=True, ignore=shutil.ignore_patterns(LOCK)
        )
    return open_microdata(folder)


@dataclass(frozen=True)
class _Plan:
    """What is read, and how."""

    described: Provider
    finding: Finding
    chosen: Mapping[str, str]
    options: Mapping[str, str]
    limits: Mapping[str, str]


def _read(plan: _Plan, folder: Path, rejects: Rejects, step: Callable[[str], None]) -> None:
    """Read the files into Parquet files in a folder, and tell of them in its manifest."""
    finding = plan.finding
    scratch = folder / ".work"
    scratch.mkdir()
    for name in finding.damaged:
        rejects.add(name, DAMAGED, 1)
        rejects.show(name, None, DAMAGED, "")
    paths = [file.path for file in finding.all()]
    there = frozenset(name for name, files in finding.files.items() if files)
    stop = Event()

    def halt() -> None:
        stop.set()
        connection.interrupt()

    with _connected(scratch, plan.limits) as connection, scanning(paths, stop) as scans:
        _make_chosen(connection, {"part": finding.part, **plan.chosen})
        staging = Staging(connection, scratch, rejects, scans, stop)
        provider_here = replace(plan.described, kinds=finding.kinds)
        maker = Maker(connection, provider_here, there, folder, step)
        misfits, remarks = interruptibly(
            lambda: _read_each(finding, staging, maker, step), stop=halt
        )
        inputs = _inputs(finding, staging.rows, {path: s.result() for path, s in scans.items()})
    shutil.rmtree(scratch)
    rejects.write(folder)
    Microdata(
        folder=folder,
        source=plan.described.name,
        tables={table: maker.columns[table] for table in SCHEMA if table in maker.columns},
        rows={table: maker.rows[table] for table in SCHEMA if table in maker.rows},
        inputs=inputs,
        rejected=rejects.counts(),
        provenance=(_provenance(plan.described, finding, inputs),),
        notes=(*finding.notes, *staging.notes, *misfits),
        remarks=tuple(remarks),
        options={name: value for name, value in plan.options.items() if value},
        filings_once=maker.filings_once,
    ).write_manifest()


def _read_each(
    finding: Finding, staging: Staging, maker: Maker, step: Callable[[str], None]
) -> tuple[list[str], list[str]]:
    """Read one kind of file after another, and make each table as soon as it can be made."""
    staged = set()
    for kind in map(maker.needed, finding.kinds):
        files = finding.files[kind.name]
        if files:
            step(f"Reading {listing(file.name for file in files)}")
        _read_kind(kind, files, staging, maker)
        staged.add(kind.name)
        maker.advance(staged)
    step("Checking")
    return maker.misfits(), maker.remarks()


def _read_kind(kind: Kind, files: tuple[File, ...], staging: Staging, maker: Maker) -> None:
    """Turn text into a table at once, where that is all, and nothing is wrong with any line.

    Whatever is wrong shows in the number of rows. It is then found on the longer way, by which
    every row can be looked at.
    """
    making = maker.straight(kind) if files else None
    rows = staging.straight(kind, files) if making else None
    if making is None or rows is None:
        staging.stage(kind, files)
    elif not maker.make_straight(making, kind, rows, lambda: staging.lines(files)):
        staging.stage(kind, files, may_be_sound=False)


def _key(source: str, options: Mapping[str, str], finding: Finding) -> str:
    try:
        return key_of(source, options, finding.all())
    except OSError as error:
        raise _cannot_read(error) from None


def _cannot_read(error: OSError) -> RequestError:
    reason = (error.strerror or str(error)).lower()
    return RequestError(f"Cannot read {error.filename or 'a file'}: {reason}.")


def _inputs(
    finding: Finding, rows: Mapping[str, int], scans: Mapping[Path, Scan]
) -> tuple[Input, ...]:
    return tuple(
        Input(
            name=file.name,
            bytes=file.path.stat().st_size,
            modified_ns=file.path.stat().st_mtime_ns,
            sha256=scans[file.path].sha256,
            table=kind.table,
            rows=rows.get(file.name, 0),
        )
        for kind in finding.kinds
        for file in finding.files[kind.name]
    )


def _provenance(described: Provider, finding: Finding, inputs: tuple[Input, ...]) -> Source:
    told = "".join(f"{entry.sha256}  {entry.name}\n" for entry in inputs)
    version = " ".join(text for text in (finding.edition, finding.part) if text)
    return Source(
        name=described.name,
        title=described.title,
        publisher=described.publisher,
        version=version,
        licence=described.licence,
        url=described.url,
        sha256=hashlib.sha256(told.encode("utf-8")).hexdigest(),
        caveats=described.caveats,
    )


def _chosen(described: Provider, choices: Mapping[str, str]) -> dict[str, str]:
    """Settle what the provider leaves open; the first value unless another is asked for."""
    known = {choice.name: choice for choice in described.choices}
    if choices and not known:
        raise RequestError(f"{described.title} leaves nothing to choose. Leave --set out.")
    for name, value in choices.items():
        if name not in known:
            raise unknown(f"choice for {described.name}", name, known)
        if value not in known[name].values:
            raise unknown(f"value for {name}", value, known[name].values)
    return {name: choices.get(name, choice.values[0]) for name, choice in known.items()}


def _make_chosen(connection: duckdb.DuckDBPyConnection, chosen: Mapping[str, str]) -> None:
    columns = ", ".join(f'{quoted(value)} AS "{name}"' for name, value in chosen.items())
    connection.execute(f"CREATE TEMP TABLE chosen AS SELECT {columns}")


def _limits(memory: str, threads: int) -> dict[str, str]:
    limits = {}
    if memory:
        limits["memory_limit"] = f"{parse_memory(memory)}B"
    if threads < 0:
        raise RequestError(f"There cannot be {threads} threads. Give 1 or more, or 0 for all.")
    if threads:
        limits["threads"] = str(threads)
    return limits


@contextmanager
def _connected(scratch: Path, limits: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB in memory; what does not fit goes to the scratch folder."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "spill"),
        "autoinstall_known_extensions": "false",
        **limits,
    }
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        # Rows that are ready wait here while others are written.
        connection.execute("SET streaming_buffer_size = '64MB'")
        yield connection


@contextmanager
def _words_for_faults(root: Path, memory: str) -> Iterator[None]:
    """Say in one line what stopped DuckDB where that is the machine and not the program."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        limit = f" of {memory}" if memory else ""
        raise RequestError(
            f"The memory{limit} does not suffice to read these files, or the disk of {root} is "
            "full. Allow more with --memory, use fewer --threads, or choose another disk with "
            "--cache."
        ) from None
    except OSError as error:
        if error.filename is None or root in Path(error.filename).parents:
            raise  # of the cache
        raise _cannot_read(error) from None
    except duckdb.IOException as error:
        told = str(error).partition("\n")[0].removeprefix("IO Error: ").rstrip(".")
        raise RequestError(
            f"The system refused: {told}. Nothing was written; make room, or choose another disk "
            "with --cache."
        ) from None


def _check_limit(records: Microdata, max_rejects: int | None) -> None:
    rejects = Rejects(max_rejects)
    for entry in records.rejected:
        rejects.add(entry.name, entry.reason, entry.rows, outcome=entry.outcome)
