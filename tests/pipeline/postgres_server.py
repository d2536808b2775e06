"""A PostgreSQL server of one's own for the time of the tests, from the programs of the system."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "analyst", "s3cret/with@signs"
ADDRESS_PASSWORD = "s3cret%2Fwith%40signs"


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the folder of its programs."""

    port: int
    programs: Path

    def url(self, database: str = "postgres", *, password: str = ADDRESS_PASSWORD) -> str:
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"


def find_programs() -> Path | None:
    """Find the newest set of PostgreSQL's programs."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])
    )
    other = shutil.which("initdb")
    found = debian[-1] if debian else Path(other) if other else None
    return found.resolve().parent if found and (found.parent / "postgres").exists() else None


def who_may_run() -> tuple[dict[str, object], str]:
    """Tell as whom to start the programs, since they refuse to run as root; or why it cannot be."""
    if os.getuid() != 0:
        return {}, ""
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return {}, "PostgreSQL refuses to run as root, and there is no user postgres"
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}, ""


@contextmanager
def running(programs: Path, as_whom: dict[str, object]) -> Iterator[Server]:
    """Start a server on the loopback address, with a password, and end it with the block."""
    folder = Path(tempfile.mkdtemp(prefix="smartspec-postgres-"))  # root's own is closed to others
    log = (folder / "log").open("w")
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        if as_whom:
            for path in (folder, secret):
                os.chown(path, int(str(as_whom["user"])), int(str(as_whom["group"])))
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "-E", "UTF8",
             "--locale=C", f"--pwfile={secret}", "--no-sync"],
            check=True, stdout=log, stderr=log, cwd=folder, **as_whom,
        )  # fmt: skip
        port = _free_port()
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
             "-c", "unix_socket_directories=", "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=folder, **as_whom,
        )  # fmt: skip
        try:
            _wait_for(port, server, folder / "log")
            yield Server(port, programs)
        finally:
            server.send_signal(signal.SIGINT)  # end now, without waiting for whoever is connected
            server.wait(timeout=30)
    finally:
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(
                host="127.0.0.1", port=port, user=USER, password=PASSWORD, dbname="postgres"
            ).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text("utf-8")) from None
            time.sleep(0.1)
        else:
            return
