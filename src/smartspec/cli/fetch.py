"""Question: how do statistics of the OECD or of Eurostat become an activity table?

In: a service with a dataflow and a key, or a file exported from one. Out: the table, what it was
made of, and a manifest.
Must not know: how services are asked, or how files are read.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes, say
from smartspec.cli.reading import Missing
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.sources.sdmx.read import SdmxTable


@dataclass(frozen=True)
class Request:
    """What a service is asked for."""

    service: str
    dataflow: str
    key: str
    largest_mb: int


@dataclass(frozen=True)
class Asked:
    """How the table is to be made."""

    place: str | None
    activity: str | None
    period: str | None
    filters: dict[str, str]
    years: str | None
    missing: str


def fetch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FROM",
            help="oecd or eurostat, to ask their service; or a file exported there (SDMX-CSV, "
            "SDMX-JSON, SDMX-ML, JSON-stat).",
        ),
    ],
    dataflow: Annotated[
        str,
        typer.Argument(
            metavar="DATAFLOW",
            help="AGENCY,FLOW,VERSION at the OECD, FLOW at Eurostat; not with a file.",
        ),
    ] = "",
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            help="Codes in the order of the dimensions, such as A..DE+FR; everything if left out.",
        ),
    ] = "",
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    place: Annotated[
        str | None, typer.Option(help="Dimension of places; found if it is called as usual.")
    ] = None,
    activity: Annotated[
        str | None, typer.Option(help="Dimension of activities; found if only one is left.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="Dimension of years; found if it is called as usual.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="DIM=CODES",
            help="Keep these codes, joined by +, * and ? for any letters and for one; may be given "
            "more than once.",
        ),
    ] = None,
    years: Annotated[str | None, typer.Option(help="Keep these years, such as 2007-2015.")] = None,
    missing: Annotated[
        Missing, typer.Option(help="What to do with missing values.")
    ] = Missing.REFUSE,
    largest_mb: Annotated[
        int, typer.Option(min=1, help="Refuse a response that is larger than these megabytes.")
    ] = 500,
) -> None:
    """Make an activity table of OECD or Eurostat statistics, from their service or a file."""
    from smartspec.sources.sdmx.fetch import PROVIDERS
    from smartspec.tables.files import ending_of

    ending_of(out)
    asked = Asked(place, activity, period, _filters(keep or []), years, missing.value)
    if source.lower() in PROVIDERS:
        _from_service(Request(source.lower(), dataflow, key, largest_mb), out, asked)
        return
    if dataflow:
        raise RequestError(
            f"'{source}' is taken for a file, and a file has no dataflow to choose. To ask a "
            "service, begin with oecd or eurostat."
        )
    _make(Path(source), out, asked)


def _filters(pairs: list[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for pair in pairs:
        name, sign, codes = pair.partition("=")
        if not sign or not name.strip() or not codes.strip():
            raise RequestError(f"--filter {pair} is not of the form DIMENSION=CODE.")
        if name.strip() in filters:
            raise RequestError(
                f"--filter {name.strip()} is given twice. Join the codes: {name.strip()}=A+B"
            )
        filters[name.strip()] = codes.strip()
    return filters


def _from_service(request: Request, out: str, asked: Asked) -> None:
    """Fetch the response, keep it beside the table, and make the table of it."""
    from smartspec.sources.sdmx.fetch import download, provider
    from smartspec.sources.sdmx.files import beside, write_origin
    from smartspec.tables.files import STANDARD

    service = provider(request.service)
    if not request.dataflow:
        raise RequestError(
            f"Which dataflow of {service.name}? Name it after '{service.key}', such as "
            f"{service.example}."
        )
    with tempfile.TemporaryDirectory() as folder:
        kept = out != STANDARD
        raw = beside(Path(out), ".response.csv") if kept else Path(folder) / "response.csv"
        with _waiting(f"Fetching {request.dataflow} from {service.name}"):
            fetched = download(
                service,
                request.dataflow,
                request.key,
                raw,
                years=asked.years,
                largest_mb=request.largest_mb,
            )
        try:
            write_origin(raw, url=fetched.url, at=fetched.at)
            _make(raw, out, asked)
        except RequestError as error:
            if not kept:
                raise
            raise RequestError(
                f"{error} The response is kept: go on with smartspec fetch {raw}"
            ) from None
        if kept:
            say(f"The response is kept in {raw}; 'smartspec fetch {raw}' makes the table again.")


def _make(path: Path, out: str, asked: Asked) -> None:
    """Make the table of a file and write it."""
    from smartspec.sources.sdmx.files import origin_of, write_table
    from smartspec.sources.sdmx.read import read_sdmx
    from smartspec.tables.files import STANDARD, write_frame

    if out != STANDARD and Path(out).exists() and path.exists() and Path(out).samefile(path):
        raise RequestError(f"{out} is the input; its data would be lost. Choose another name.")
    url, fetched = origin_of(path)
    table = read_sdmx(
        path,
        place=asked.place,
        activity=asked.activity,
        period=asked.period,
        filters=asked.filters,
        years=asked.years,
        missing=asked.missing,
        url=url,
        fetched=fetched,
    )
    if out == STANDARD:
        write_frame(table.to_frame(), out)
    else:
        write_table(table, Path(out), read_from=path, options=vars(asked))
    _tell(table)


def _tell(table: SdmxTable) -> None:
    source, roles = table.source, table.roles
    say(f"{'; '.join(part for part in (source.title, source.publisher, source.version) if part)}.")
    say(
        f"{roles.place} by {roles.activity} by {roles.period or 'no period'}, in {table.unit}: "
        f"{len(table.frame):,} rows."
    )
    notes(table.notes)


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Show on a terminal that something is going on."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
