"""Question: how do data get from the services of the OECD and of Eurostat into a file?

In: a dataflow, a key and years. Out: the response as it came, in a file, with its address. Requests
are bounded in time, size and number, and whatever goes wrong is told in one line.
Must not know: what the data mean, or what is made of them.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import sleep as pause
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from smartspec.core.errors import RequestError, unknown
from smartspec.core.writing import replacing_file
from smartspec.sources.sdmx.answers import reason, refused, require_csv, said
from smartspec.sources.sdmx.xml import load_sdmx1
from smartspec.tables.periods import parse_window

if TYPE_CHECKING:
    import requests

LARGEST_MB = 500
"""Size of a response from which on it is refused unless asked for."""
ATTEMPTS = 3
TIMEOUT = (10.0, 120.0)
"""Seconds to wait for a connection, and for the next bytes."""
LONGEST_PAUSE = 60.0
"""Seconds that a service may ask to wait before the next attempt."""
_AGAIN = frozenset({429, 500, 502, 503, 504})
_FLOW = re.compile(r"[A-Za-z0-9_@$.-]+(,[A-Za-z0-9_@$.-]+(,[A-Za-z0-9.+*]*)?)?")
_KEY = re.compile(r"[A-Za-z0-9_@$.+*-]*")


@dataclass(frozen=True)
class Provider:
    """A service that speaks SDMX.

    Parameters
    ----------
    key : str
        As it is called here.
    name : str
        As it is called.
    sdmx1 : str
        As sdmx1 calls it.
    variable : str
        Environment variable with another address to ask: a mirror, or a test.
    parameters : mapping of str to str
        What is asked besides the data: the format above all.
    everything : str
        Key for all data of a dataflow.
    example : str
        A dataflow and a key as they are written there.
    """

    key: str
    name: str
    sdmx1: str
    variable: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    everything: str = ""
    example: str = ""

    @property
    def subject(self) -> str:
        """Its name as the beginning of a sentence."""
        return f"{self.name[:1].upper()}{self.name[1:]}"


PROVIDERS = {
    "oecd": Provider(
        "oecd",
        "the OECD",
        "OECD",
        "SMARTSPEC_OECD_URL",
        {"dimensionAtObservation": "AllDimensions", "format": "csvfilewithlabels"},
        "all",
        "OECD.STI.PIE,DSD_PATENTS@DF_PATENTS,1.0",
    ),
    "eurostat": Provider(
        "eurostat",
        "Eurostat",
        "ESTAT",
        "SMARTSPEC_EUROSTAT_URL",
        {"format": "SDMX-CSV"},
        "",
        "SBS_R_NUTS06_R2",
    ),
}
"""Name to service. Both are asked through SDMX 2.1, in which a key joins codes by ``+``."""


@dataclass(frozen=True)
class Fetched:
    """A response in a file.

    Parameters
    ----------
    path : Path
        The file.
    url : str
        Where it came from.
    bytes : int
        Its size.
    at : str
        When, in universal time.
    """

    path: Path
    url: str
    bytes: int
    at: str


def provider(name: str) -> Provider:
    """Find a service.

    Parameters
    ----------
    name : str
        One of :data:`PROVIDERS`.

    Returns
    -------
    Provider
        Its entry.

    Raises
    ------
    RequestError
        If there is no such service.
    """
    if name.lower() not in PROVIDERS:
        raise unknown("service", name, PROVIDERS)
    return PROVIDERS[name.lower()]


def request_for(
    service: Provider, dataflow: str, key: str = "", years: str | None = None
) -> tuple[requests.Session, requests.PreparedRequest]:
    """Build the request for data; sdmx1 knows the addresses.

    Parameters
    ----------
    service : Provider
        Whom to ask.
    dataflow : str
        ``FLOW`` at Eurostat, ``AGENCY,FLOW`` or ``AGENCY,FLOW,VERSION`` at the OECD.
    key : str, default ""
        Codes in the order of the dimensions, such as ``"A..DE+FR"``; everything if empty.
    years : str, optional
        A window such as ``"2007-2015"``.

    Returns
    -------
    session : requests.Session
        To send it with.
    request : requests.PreparedRequest
        With its address.

    Raises
    ------
    RequestError
        If sdmx1 is missing, or the dataflow or key cannot be one.
    """
    if not _FLOW.fullmatch(dataflow) or (service.key == "oecd" and "," not in dataflow):
        raise RequestError(
            f"'{dataflow}' is no dataflow of {service.name}. Write it as {service.example}."
        )
    if not _KEY.fullmatch(key):
        raise RequestError(
            f"'{key}' is no key. Write codes in the order of the dimensions, separated by points "
            "and joined by +, such as A..DE+FR; nothing between two points means all."
        )
    sdmx = load_sdmx1(f"Fetching from {service.name}")
    client = sdmx.Client(service.sdmx1)
    base = os.environ.get(service.variable, "")
    if base and not re.match(r"https?://[^/]", base):
        raise RequestError(f"{service.variable} is no address: '{base}'. It begins with https://.")
    if base:
        client.source = copy.copy(client.source)
        client.source.url = base.rstrip("/")
    asked = dict(service.parameters)
    # The format is no parameter of the standard, so sdmx1 does not take it.
    extra = {"format": asked.pop("format")}
    if years is not None:
        window = parse_window(years)
        asked |= {"startPeriod": str(window.start), "endPeriod": str(window.end)}
    prepared = client.get(
        "data", dataflow, key=key or service.everything, params=asked, dry_run=True
    )
    prepared.prepare_url(prepared.url, extra)
    return client.session, prepared


def download(
    service: Provider,
    dataflow: str,
    key: str,
    path: Path,
    *,
    years: str | None = None,
    largest_mb: int = LARGEST_MB,
) -> Fetched:
    """Fetch data into a file, which is written only when the response is whole.

    Parameters
    ----------
    service : Provider
        Whom to ask.
    dataflow, key : str
        What to ask for; see :func:`request_for`.
    path : Path
        The file to write.
    years : str, optional
        A window such as ``"2007-2015"``.
    largest_mb : int, default 500
        Megabytes from which on a response is refused.

    Returns
    -------
    Fetched
        The file and where it came from.

    Raises
    ------
    RequestError
        If the service cannot be reached, refuses, has no such data, or sends too much.
    """
    session, prepared = request_for(service, dataflow, key, years)
    with closing(session), replacing_file(path) as temporary:
        attempt = 0
        while True:
            attempt += 1
            outcome = _attempt(session, prepared, temporary, service, largest_mb)
            if outcome is None:
                break
            if attempt == ATTEMPTS:
                raise RequestError(f"{outcome.line} {attempt} attempts were made.{outcome.way_out}")
            if outcome.pause > LONGEST_PAUSE:
                raise RequestError(
                    f"{outcome.line} It asks to wait {outcome.pause:.0f} seconds: try again then."
                )
            pause(max(outcome.pause, 2.0**attempt))
        require_csv(temporary, service.subject, dataflow)
        size = temporary.stat().st_size
    return Fetched(path, str(prepared.url), size, datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True)
class _Again:
    """Why an attempt failed in a way that another may not."""

    line: str
    way_out: str = ""
    pause: float = 0.0


def _attempt(
    session: requests.Session,
    prepared: requests.PreparedRequest,
    path: Path,
    service: Provider,
    largest_mb: int,
) -> _Again | None:
    """Send one request; return None if the whole response is in the file."""
    import requests

    # Proxies and certificates of the environment: send() alone would ignore them.
    settings = session.merge_environment_settings(prepared.url or "", {}, True, None, None)
    host = urlsplit(prepared.url or "").netloc
    try:
        with session.send(prepared, timeout=TIMEOUT, **settings) as response:
            if response.status_code in _AGAIN:
                return _Again(
                    f"{service.subject} answered with HTTP "
                    f"{response.status_code}{said(_begin(response))}.",
                    " Try again later, or ask for less.",
                    _pause(response.headers.get("Retry-After", "")),
                )
            if response.status_code != requests.codes.ok:
                raise refused(
                    service.subject, response.status_code, _begin(response), example=service.example
                )
            _store(response, path, largest_mb)
            return None
    except requests.exceptions.SSLError as error:
        raise RequestError(
            f"The certificate of {host} was not accepted ({reason(error)}). If a proxy stands "
            "between, name its certificates in REQUESTS_CA_BUNDLE."
        ) from None
    except requests.exceptions.RequestException as error:
        return _Again(
            f"Cannot reach {service.name} at {host}: {reason(error)}.",
            " Check the network and HTTPS_PROXY; on a machine without one, export SDMX-CSV "
            "elsewhere and read the file: smartspec fetch FILE",
        )


def _begin(response: requests.Response) -> bytes:
    """Return as much of a message as is worth reading."""
    begin: bytes = next(response.iter_content(20_000), b"")
    return begin


def _store(response: requests.Response, path: Path, largest_mb: int) -> None:
    """Write the body as it comes, up to the size that is allowed."""
    limit = largest_mb * 1_000_000
    written = 0
    with path.open("wb") as stream:
        for block in response.iter_content(1 << 18):
            written += len(block)
            if written > limit:
                raise RequestError(
                    f"The response is larger than {largest_mb} MB. Ask for fewer codes in the key "
                    "or for fewer --years, or allow more with --largest-mb."
                )
            stream.write(block)


def _pause(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
