"""Question: what does it mean when a service of statistics does not send data?

In: a status, what was said, or the error of a connection. Out: one line that says what to do.
Must not know: how requests are sent.
"""

from __future__ import annotations

import re
from pathlib import Path

from smartspec.core.errors import RequestError

_TAG = re.compile(r"<[^>]*>")


def refused(who: str, status: int, content: bytes, *, example: str) -> RequestError:
    """Build the error for an answer that no further attempt would change.

    Parameters
    ----------
    who : str
        The service, as the beginning of a sentence.
    status : int
        HTTP status.
    content : bytes
        What it said.
    example : str
        A dataflow as it is written there.

    Returns
    -------
    RequestError
        Ready to be raised.
    """
    words = said(content)
    if status == 404:
        return RequestError(
            f"{who} has no such data (HTTP 404{words}). Either there is no such dataflow, or none "
            "of its data match the key and years: check both on its site. A dataflow is written as "
            f"{example}."
        )
    if status == 413:
        return RequestError(
            f"{who} finds this too large (HTTP 413{words}). Ask for fewer codes in the key or for "
            "fewer --years."
        )
    if status in (401, 403, 407):
        return RequestError(
            f"Access was refused (HTTP {status}{words}). A proxy may ask for a name and password: "
            "see HTTPS_PROXY."
        )
    return RequestError(
        f"{who} refused the request (HTTP {status}{words}). Check that the key has one place for "
        "each dimension, time left out."
    )


def require_csv(path: Path, who: str, dataflow: str) -> None:
    """Refuse what is no data although it came with HTTP 200: a message, or an empty table.

    Parameters
    ----------
    path : Path
        The response.
    who : str
        The service, as the beginning of a sentence.
    dataflow : str
        What was asked for.

    Raises
    ------
    RequestError
        Saying what came instead of data.
    """
    with path.open("rb") as stream:
        begin = stream.read(20_000)
    start = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise RequestError(f"{who} sent nothing for {dataflow} with this key and years.")
    if start[:1] in (b"<", b"{"):
        if re.search(rb"SUBMITTED|asynchron|ASYNC", start):
            raise RequestError(
                f"{who} prepares this extraction in the background because it is large. Ask for "
                "fewer codes in the key or for fewer --years."
            )
        raise RequestError(f"{who} sent a message instead of data{said(begin)}.")
    if len(begin) < 20_000 and len(start.splitlines()) < 2:
        raise RequestError(
            f"{who} has no observations in {dataflow} for this key and years. Leave codes out of "
            "the key, or ask for other --years."
        )


def said(content: bytes) -> str:
    """Return what a service said, as the rest of a sentence; of XML and JSON only the words.

    Parameters
    ----------
    content : bytes
        The body of an answer.

    Returns
    -------
    str
        Empty if it said nothing.

    Examples
    --------
    >>> said(b"<S:Fault><faultstring>No results found.</faultstring></S:Fault>")
    ': No results found'
    """
    text = content.decode("utf-8", "replace")
    label = re.search(r'"(?:label|title|message)"\s*:\s*"([^"]{3,300})"', text)
    fault = re.search(r"<(?:\w+:)?(?:faultstring|Text)[^>]*>([^<]{3,300})<", text)
    found = label or fault
    words = " ".join((found[1] if found else _TAG.sub(" ", text)).split()).rstrip(". ")
    return f": {words[:200]}" if words else ""


def reason(error: Exception) -> str:
    """Say in plain words why there was no connection.

    Parameters
    ----------
    error : Exception
        What was raised.

    Returns
    -------
    str
        A clause; the name of the error if it is an unusual one.
    """
    text = str(error)
    for sign, words in (
        ("NameResolution", "its name is not known here"),
        ("getaddrinfo", "its name is not known here"),
        ("refused", "the connection was refused"),
        ("ConnectTimeout", "no answer in time"),
        ("timed out", "no answer in time"),
        ("ProxyError", "the proxy does not answer"),
        ("IncompleteRead", "the connection broke off"),
        ("aborted", "the connection broke off"),
        ("CERTIFICATE_VERIFY", "certificate cannot be verified"),
    ):
        if sign in text or sign in type(error).__name__:
            return words
    return type(error).__name__
