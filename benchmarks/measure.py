"""Question: how long does a command take, and how much memory?

In: command lines. Out: seconds, CPU seconds and peak memory of each run.
Must not know: which commands, or what is made of the figures.

This module and all that ``run.py`` imports must stay small: on Linux a child's peak memory is never
told as less than what its parent held when it started the child.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
# Linux tells the peak in kilobytes, macOS in bytes.
MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


class Run(NamedTuple):
    """One run of a command, or the median of several.

    Parameters
    ----------
    seconds : float
        By the clock on the wall.
    cpu_seconds : float
        Of all threads and children together; steadier on a busy machine.
    peak_mb : float
        Most memory that the process held at once.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


class Steps(NamedTuple):
    """What a child process told of the steps that it timed.

    Parameters
    ----------
    first : dict of str to float
        Seconds of the first call of each step.
    seconds : dict of str to float
        Median seconds of the calls after the first.
    peak_mb : float
        Most memory that the process held at once, its input included.
    """

    first: dict[str, float]
    seconds: dict[str, float]
    peak_mb: float


class Contender(NamedTuple):
    """The median of several runs of one step, each in a process of its own.

    Parameters
    ----------
    seconds : float
        Of the step, libraries loaded.
    peak_mb : float
        Most memory that a process held at once.
    """

    seconds: float
    peak_mb: float


class DoesNotRunError(RuntimeError):
    """A command left with an error; the message is its name and the last line that it wrote."""


class Bench:
    """Runs commands with bytecode kept in a folder of its own.

    A command is run once before it is measured, so that compiling Python files (which happens once
    on any machine) and reading them from disk is not counted.

    Parameters
    ----------
    folder : Path
        An empty folder; removed by the caller.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = dict(os.environ, PYTHONPYCACHEPREFIX=str(folder / "bytecode"))
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, command: Sequence[str]) -> Run:
        """Run a command once and say what it took."""
        with tempfile.TemporaryFile("w+") as told:
            start = time.perf_counter()
            child = subprocess.Popen(
                command, env=self.env, cwd=self.folder, stdout=told, stderr=told
            )
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                told.seek(0)
                lines = told.read().strip().splitlines() or ["no message"]
                raise DoesNotRunError(f"{Path(command[0]).name} {command[1]}: {lines[-1]}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE)

    def alternate(self, commands: Mapping[str, Sequence[str]], *, rounds: int) -> dict[str, Run]:
        """Run commands in turn, so that a busy spell of the machine falls on all of them.

        Parameters
        ----------
        commands : mapping of str to sequence of str
            Name to command line.
        rounds : int
            How often each is measured, after one run that is not.

        Returns
        -------
        dict of str to Run
            The medians.
        """
        for command in commands.values():
            self.run(command)
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(self.run(command))
        return {name: Run(*map(median, zip(*found, strict=True))) for name, found in runs.items()}

    def steps(self, case: str, *, only: str | None = None, rounds: int = 1) -> Steps:
        """Time the steps of a case in a child process.

        Parameters
        ----------
        case : str
            A case of ``steps.py``.
        only : str, optional
            One of its steps, to learn the peak of a process that does nothing else.
        rounds : int, default 1
            How often each step is timed after its first call.
        """
        report = self.folder / "steps.json"
        command = [sys.executable, str(HERE / "steps.py"), case, str(rounds), str(report)]
        peak = self.run(command if only is None else [*command, only]).peak_mb
        told: dict[str, list[float]] = json.loads(report.read_text("utf-8"))
        first = {name: seconds[0] for name, seconds in told.items()}
        later = {name: median(seconds[1:]) for name, seconds in told.items()}
        return Steps(first, later, peak)

    def contenders(
        self, names: Sequence[str], files: Path, kept: Path, *, rounds: int, alike: bool = True
    ) -> dict[str, Contender]:
        """Time steps of ``records.py`` in turn and hold their answers against each other.

        Parameters
        ----------
        names : sequence of str
            The steps.
        files, kept : Path
            Where the records lie, and where what is made of them is kept.
        rounds : int
            How often each runs.
        alike : bool, default True
            Whether every step must give the same answer.

        Returns
        -------
        dict of str to Contender
            The medians.

        Raises
        ------
        AssertionError
            If two steps give different answers.
        """
        report = self.folder / "report.json"
        script = [sys.executable, str(HERE / "records.py")]
        runs: dict[str, list[Contender]] = {name: [] for name in names}
        known: dict[str, float] = {}
        for name in list(names) * rounds:
            run = self.run([*script, name, str(files), str(kept), str(report)])
            told = json.loads(report.read_text("utf-8"))
            runs[name].append(Contender(told["seconds"], run.peak_mb))
            for what, total in told["answer"].items() if alike else ():
                if abs(total - known.setdefault(what, total)) > 1e-9 * abs(total):
                    raise AssertionError(f"{name} gives {total} {what}, not {known[what]}.")
        return {
            name: Contender(*map(median, zip(*found, strict=True))) for name, found in runs.items()
        }
