"""The commands that make studies and packs: what they print, write and refuse."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SMARTSPEC = [sys.executable, "-m", "smartspec"]


def smartspec(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SMARTSPEC, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def refused(done: subprocess.CompletedProcess[str], told: str) -> None:
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert told in lines[0]
    assert "Traceback" not in done.stderr


def test_demo_makes_a_pack_and_says_where_it_lies(tmp_path: Path) -> None:
    done = smartspec("demo", "-o", "pack", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "pack") in done.stdout
    assert (tmp_path / "pack" / "report.html").exists()
    assert "\r" not in done.stderr
    assert "%" not in done.stderr


def test_init_writes_a_study_that_runs_and_never_overwrites(tmp_path: Path) -> None:
    assert smartspec("init", "--place", "Spain", cwd=tmp_path).returncode == 0
    text = (tmp_path / "study.toml").read_text("utf-8")
    refused(smartspec("init", cwd=tmp_path), "exists already")
    assert (tmp_path / "study.toml").read_text("utf-8") == text
    done = smartspec("run", "study.toml", "-o", "pack", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Where Spain stands" in (tmp_path / "pack" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("demo", "--place", "Ruritania"), "There is no place 'Ruritania'"),
        (("run", "poland.toml"), "poland.toml, line 2, study.place: patent_families has no Poland. These have it: "),
        (("demo", "-o", "none/pack"), "there is no folder"),
        (("demo", "-o", "file.txt"), "file.txt is a file"),
        (("demo", "-o", "full"), "would be lost"),
        (("run", "none.toml"), "There is no study file none.toml"),
        (("run", "bad.toml"), "bad.toml, line 2: there is no key 'study.plac'. Did you mean 'place'?"),
        (("init", "none/study.toml"), "there is no folder"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_text("mine", "utf-8")
    (tmp_path / "bad.toml").write_text("[study]\nplac = 'x'\n", "utf-8")
    (tmp_path / "poland.toml").write_text("[study]\nplace = 'Poland'\n", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    refused(smartspec(*arguments, cwd=tmp_path), told)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("delay", [1.0, 2.5, 5.0])
def test_ctrl_c_leaves_nothing_behind(delay: float, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*SMARTSPEC, "demo", "-o", "pack"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:
        time.sleep(delay)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.skip(f"the demo was done within {delay} s")
    assert running.returncode == 130, told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
