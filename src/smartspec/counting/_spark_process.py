"""Question: how is the process of Spark started and ended without a trace?

In: settings and a private folder. Out: a session for a while.
Must not know: tables, expressions or records.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway
    from pyspark.sql import SparkSession

_LEAST_JAVA = 17
_INSTALL = "Install them with: pip install 'smartspec[spark]'"
_LOG = "spark.log"


def check_installed() -> None:
    """Refuse to go on without Spark or without a Java that it can run on.

    Raises
    ------
    RequestError
        Saying which of them is missing and how to get it.
    """
    if find_spec("pyspark") is None:
        raise RequestError(
            f"The engine spark needs pyspark, and Java {_LEAST_JAVA} or newer. {_INSTALL}"
        )
    found = _java_version()
    if found is None:
        raise RequestError(
            f"The engine spark needs Java {_LEAST_JAVA} or newer, and there is none. Install a "
            "Java runtime, or let JAVA_HOME name the folder of one."
        )
    if found < _LEAST_JAVA:
        raise RequestError(
            f"The engine spark needs Java {_LEAST_JAVA} or newer, and this is Java {found}. Let "
            "JAVA_HOME name the folder of a newer one."
        )
    if os.environ.get("SPARK_REMOTE"):
        raise RequestError(
            "SPARK_REMOTE is set, and smartspec starts a Spark of its own. Unset it, or name a "
            "cluster with --engine spark://HOST:PORT."
        )


def _java_version() -> int | None:
    """Return the major version of the Java that Spark would run on, None if there is none."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java")) if home else shutil.which("java")
    if java is None:
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)  # Java 8 calls itself 1.8
    return int(found.group(1)) if found else None


@contextmanager
def spark_session(settings: Mapping[str, str], folder: Path) -> Iterator[SparkSession]:
    """Start Spark in a process of its own and end that process with the block.

    Parameters
    ----------
    settings : mapping of str to str
        Settings of Spark.
    folder : Path
        Where the process may write; what it says goes into a file there, not to the terminal.

    Yields
    ------
    pyspark.sql.SparkSession
        The session, open until the block ends.

    Raises
    ------
    RequestError
        If a session is open already, or Spark does not start.
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None or SparkContext._gateway is not None:
        raise RequestError(
            "A Spark session is open in this process already, and there can be one at a time. "
            "Stop it first, or count in a process of its own."
        )
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    log = folder / _LOG
    with log.open("w") as told, _environment(), _signals_kept():
        try:
            quiet = {"stdout": told, "stderr": told}
            gateway = launch_gateway(conf, popen_kwargs=quiet)  # type: ignore[no-untyped-call]
            try:
                context = SparkContext(conf=conf, gateway=gateway)
                context.setLogLevel("ERROR")
                session = SparkSession(context)
            except BaseException:
                _end(gateway)
                raise
        except Exception as error:
            raise RequestError(
                f"Spark does not start: {_reason(log, error)}. Check Java and the settings of "
                "Spark, or use DuckDB."
            ) from error
        try:
            yield session
        finally:
            with suppress(Exception):  # a process that died cannot be asked to stop
                session.stop()
            _end(gateway)


@contextmanager
def _environment() -> Iterator[None]:
    """Set what Spark's starting script reads, for the time of the block."""
    # The first keeps Spark from looking up the machine's address, the second from a trace in /tmp.
    own = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData"}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update({name: value for name, value in own.items() if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Give Ctrl-C back to whom it belonged; Spark takes it and does not let go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(gateway: JavaGateway) -> None:
    """End the process and forget it, so that another can be started."""
    from pyspark import SparkContext

    with suppress(Exception):
        gateway.shutdown()
    SparkContext._gateway = None
    SparkContext._jvm = None
    process = gateway.proc
    process.stdin.close()  # on this the process ends by itself
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _reason(log: Path, error: Exception) -> str:
    """Find the line that tells why: the last error in the log, else what was raised."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    telling = [line for line in lines if re.search(r"error|exception|cannot", line, re.IGNORECASE)]
    found = (telling or [str(error)])[-1].strip() or type(error).__name__
    return found.splitlines()[0].rstrip(".")[:200]
