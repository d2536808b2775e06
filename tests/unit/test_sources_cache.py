"""Records are kept whole or not at all, and found again."""

import os
from pathlib import Path

import pytest

from smartspec.core.errors import RequestError
from smartspec.sources.cache import (
    LOCK,
    cache_folder,
    cached,
    clear,
    entering,
    entries,
    key_of,
    remove_leftovers,
)
from smartspec.sources.finding import File
from smartspec.tables.microdata import Microdata

fcntl = pytest.importorskip("fcntl")  # without it nothing tells a run in progress


def enter(root: Path, key: str = "key") -> None:
    with entering(root, key) as folder:
        Microdata(folder, "regpat", {}, {}).write_manifest()


def a_file(path: Path, text: str = "text") -> File:
    path.write_text(text, "utf-8")
    return File(path.name, path, "", 0, "")


def test_the_cache_is_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSPEC_CACHE", str(tmp_path / "variable"))
    assert cache_folder() == tmp_path / "variable" / "records"
    assert cache_folder(tmp_path / "asked") == tmp_path / "asked" / "records"
    monkeypatch.delenv("SMARTSPEC_CACHE")
    assert "smartspec" in cache_folder().parts


def test_a_key_tells_what_could_change_the_records(tmp_path: Path) -> None:
    file = a_file(tmp_path / "a.txt")
    os.utime(file.path, ns=(1, 1))
    key = key_of("regpat", {"part": "pct"}, [file])
    assert key == key_of("regpat", {"part": "pct"}, [file])
    assert key != key_of("regpat", {"part": "epo"}, [file])
    assert key != key_of("lens", {"part": "pct"}, [file])
    assert key != key_of("regpat", {"part": "pct"}, [file, file])
    a_file(tmp_path / "a.txt", "tent")
    os.utime(file.path, ns=(1, 1))
    assert key != key_of("regpat", {"part": "pct"}, [file])


def test_an_entry_is_there_once_it_is_whole(tmp_path: Path) -> None:
    assert cached(tmp_path, "key") is None
    with pytest.raises(ZeroDivisionError), entering(tmp_path, "key"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    enter(tmp_path)
    found = cached(tmp_path, "key")
    assert found is not None
    assert found.source == "regpat"
    (tmp_path / "key" / "manifest.json").write_text('{"half', "utf-8")
    assert cached(tmp_path, "key") is None
    enter(tmp_path)
    assert cached(tmp_path, "key") is not None


def test_what_a_killed_run_left_is_removed_and_a_run_in_progress_let_be(tmp_path: Path) -> None:
    for name in ("dead", "alive", "young", "old"):
        (tmp_path / f".smartspec-{name}").mkdir()
    (tmp_path / ".smartspec-dead" / LOCK).touch()
    os.utime(tmp_path / ".smartspec-old", (0, 0))
    with (tmp_path / ".smartspec-alive" / LOCK).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert remove_leftovers(tmp_path) == 2
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".smartspec-alive", ".smartspec-young"]


def test_entries_are_listed_with_what_they_hold_and_cleared(tmp_path: Path) -> None:
    assert entries(tmp_path / "none") == []
    enter(tmp_path, "one")
    (tmp_path / "broken").mkdir()
    found = {entry.key: entry.records for entry in entries(tmp_path)}
    assert set(found) == {"one", "broken"}
    assert found["broken"] is None
    assert clear(tmp_path) > 0
    assert entries(tmp_path) == []


def test_a_cache_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RequestError, match="--cache"):
        enter(tmp_path / "file" / "records")
