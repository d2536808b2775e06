"""What a user sees of ``smartspec count`` and ``smartspec pairs``, in the files and on the terminal."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from smartspec.cli.main import run
from smartspec.core.provenance import sha256_of
from smartspec.core.writing import cannot_write
from smartspec.tables import files


def ask(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        run([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a world and a cache that its first reading fills."""
    folder = tmp_path_factory.mktemp("count")
    with pytest.raises(SystemExit):
        run(["synthesize", "regpat", str(folder / "world"), "--filings", "800", "--seed", "3"])
    return folder


def usual(place: Path) -> tuple[object, ...]:
    return (place / "world", "--source", "regpat", "--cache", place / "cache")


def test_counts_with_manifest_and_summary(place, tmp_path, capsys):
    out = tmp_path / "counts.parquet"
    asked = ("--place", "tl2", "--window", "2005-2009", "--window", "2010-2014", "-o", out)
    assert ask("count", *usual(place), *asked) == 0
    frame = pd.read_parquet(out)
    assert frame.columns.tolist() == [
        "place", "activity", "period", "value", "complete", "place_name", "activity_name",
    ]  # fmt: skip
    assert frame.loc[frame["place"] == "UNK", "place_name"].unique() == ["Unknown residence"]
    assert set(frame["period"]) == {"2005-2009", "2010-2014"}
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "filings: 800 rows" in printed.err
    manifest = json.loads((tmp_path / "counts.manifest.json").read_text("utf-8"))
    counted = sum(
        row["rows"]
        for row in manifest["accounting"]
        if row["table"] == "filings" and row["outcome"].startswith("counted")
    )
    assert frame["value"].sum() == pytest.approx(counted, abs=1e-9)
    assert manifest["asked"]["windows"] == ["2005-2009", "2010-2014"]
    assert manifest["asked"]["fields"] == "split"
    assert all(len(entry["sha256"]) == 64 for entry in manifest["records"]["inputs"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "counts.manifest.json", "counts.parquet",
    ]  # fmt: skip


def test_the_account_adds_up_to_the_records(place, tmp_path):
    report = tmp_path / "account.csv"
    assert ask("count", *usual(place), "--report", report, "-o", tmp_path / "c.csv") == 0
    rows = pd.read_csv(report).groupby("table")["rows"].sum().to_dict()
    manifest = json.loads((tmp_path / "c.manifest.json").read_text("utf-8"))
    read = manifest["records"]["rows"]
    assert rows == {table: read[table] for table in ("filings", "inventors", "classes")}


def test_standard_output_is_the_table_alone(place, capfd):
    capfd.readouterr()
    assert ask("count", *usual(place), "--unknown", "drop", "-o", "-") == 0
    printed = capfd.readouterr()
    assert printed.out.startswith("place,activity,period,value,complete,place_name,")
    assert "note: Left out for unknown residence:" in printed.err


def test_counts_go_on_to_an_indicator(place, tmp_path):
    counts = tmp_path / "counts.csv"
    assert ask("count", *usual(place), "--window", "2000-2014", "-o", counts) == 0
    assert ask("indicator", "rta", counts, "-o", tmp_path / "rta.csv") == 0
    assert len(pd.read_csv(tmp_path / "rta.csv")) > 100


def test_whole_counts_and_overlapping_fields_say_that_they_do_not_add_up(place, tmp_path, capsys):
    asked = ("--count", "whole", "--fields", "whole", "-o", tmp_path / "c.csv")
    assert ask("count", *usual(place), *asked) == 0
    told = capsys.readouterr().err
    assert told.count("do not add up") == 2


def test_a_table_of_places_of_ones_own_is_meant_to_be_used(place, tmp_path):
    (tmp_path / "metros.csv").write_text("region,place\n*,elsewhere\nDE0101,Metro\n", "utf-8")
    asked = ("--place-map", tmp_path / "metros.csv", "-o", tmp_path / "c.csv")
    assert ask("count", *usual(place), *asked) == 0
    assert "elsewhere" in set(pd.read_csv(tmp_path / "c.csv")["place"])


@pytest.mark.parametrize("of", ["activities", "places", "colocation"])
def test_pairs_stand_once_in_order(of, place, tmp_path):
    out = tmp_path / "pairs.csv"
    assert ask("pairs", *usual(place), "--of", of, "--window", "2000-2014", "-o", out) == 0
    frame = pd.read_csv(out, dtype={"activity_1": str, "activity_2": str})
    kind = "place" if of == "places" else "activity"
    first, second = frame[f"{kind}_1"], frame[f"{kind}_2"]
    assert not frame.duplicated([first.name, second.name, "period"]).any()
    if of != "places":
        assert (first.astype(int) < second.astype(int)).all()
    else:
        assert (first < second).all()
        assert "UNK" not in set(first) | set(second)
    assert (frame["value"] > 0).all()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("count", "none", "--source", "regpat"), "no folder none"),
        (("count", "world", "--source", "regpatt"), "Did you mean 'regpat'?"),
        (("count", "world", "--source", "regpat", "--activity", "wipo53"), "wipo53"),
        (("count", "world", "--source", "regpat", "--activity", "none.csv"), "none.csv"),
        (("count", "world", "--source", "regpat", "--place", "tl9"), "tl9"),
        (("count", "world", "--source", "regpat", "--window", "20-21"), "not a window"),
        (("count", "world", "--source", "regpat", "--window", "1901"), "outside the windows"),
        (("count", "world", "--source", "regpat", "--year", "none", "--window", "2001"), "none"),
        (("count", "world", "--source", "regpat", "--year", "grant"), "filing and publication years: use --year priority."),
        (("count", "world", "--source", "regpat", "--by", "owner"), "owner"),
        (("count", "world", "--source", "regpat", "--near", "52.5"), "colon"),
        (("count", "world", "--source", "regpat", "--near", "5,5:9", "--place", "tl2"), "level"),
        (("count", "world", "--source", "regpat", "--union", "AB"), "AB"),
        (("count", "world", "--source", "regpat", "--engine", "duckbd"), "duckdb"),
        (("count", "world", "--source", "regpat", "--memory", "lots"), "lots"),
        (("count", "world", "--source", "regpat", "-o", "counts.doc"), "tells no format"),
        (("count", "world", "--source", "regpat", "-o", "no/c.csv"), "no folder"),
        (("count", "world", "--source", "regpat", "--report", "x"), "tells no format"),
        (("count", "world", "--source", "regpat", "-o", "c.csv", "--report", "c.csv"), "Both"),
        (("count", "world", "--source", "regpat", "-o", "c.csv", "--report", "./c.csv"), "Both"),
        (("count", "world", "--source", "regpat", "-o", "c.csv", "--report", "c.rejects.csv"), "is for"),
        (("count", "world", "--source", "regpat", "--set", "x"), "NAME=VALUE"),
        (("count",), "needs a folder"),
        (("pairs", "world", "--source", "regpat", "--of", "people"), "people"),
        (("pairs", "world", "--source", "regpat", "--least", "2"), "--least"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line_and_writes_nothing(
    arguments, told, place, capsys, monkeypatch
):
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "other"))
    before = sorted(path for path in place.iterdir() if path.name != "other")
    out = () if "-o" in arguments else ("-o", "made.csv")
    assert ask(*arguments, *out) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1, printed.err
    assert told in printed.err
    assert sorted(path for path in place.iterdir() if path.name != "other") == before


def test_what_was_rejected_lies_beside_the_counts(tmp_path, capsys):
    made = ("synthesize", "regpat", tmp_path / "world", "--filings", 1500, "--dirt", 0.02)
    assert ask(*made) == 0
    asked = ("--source", "regpat", "--cache", tmp_path / "cache", "-o", tmp_path / "c.csv")
    assert ask("count", tmp_path / "world", *asked) == 0
    assert len(pd.read_csv(tmp_path / "c.rejects.csv")) > 0
    told = capsys.readouterr().err
    rejected = json.loads((tmp_path / "c.manifest.json").read_text("utf-8"))["records"]["rejected"]
    for entry in rejected:
        became = "kept" if entry["outcome"] == "kept" else "left out"
        assert f"{became}: {entry['name']}: {entry['reason']}\n" in told
    assert {"kept", "rejected"} <= {entry["outcome"] for entry in rejected}
    assert ask("count", tmp_path / "world", *asked, "--max-rejects", "0") == 2


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_manifest_tells_the_hash_of_what_lies_beside_it(place, tmp_path):
    out, report = tmp_path / "c.csv.gz", tmp_path / "account.csv"
    assert ask("count", *usual(place), "--report", report, "-o", out) == 0
    manifest = json.loads((tmp_path / "c.manifest.json").read_text("utf-8"))
    assert manifest["files"] == {
        "table": {"name": "c.csv.gz", "sha256": sha256_of(out)},
        "report": {"name": "account.csv", "sha256": sha256_of(report)},
    }


@pytest.mark.parametrize("at", ["the report", "the table", "the manifest", "a name"])
def test_whatever_cannot_be_written_nothing_has_changed(at, place, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("c.csv", "c.manifest.json", "c.rejects.csv", "account.parquet"):
        (folder / name).write_text(f"earlier {name}", "utf-8")
    before = contents(folder)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    write, rename, wrote = files.write_frame, os.replace, []

    def write_frame(frame, path):
        wrote.append(path)
        if at == ("the report", "the table")[len(wrote) - 1]:
            raise cannot_write(Path(path), full) from full
        write(frame, path)

    def replace(source, target):
        if at == "a name" and Path(target).name == "c.csv" and "a name" not in wrote:
            wrote.append("a name")
            raise full
        rename(source, target)

    def write_text(path, *arguments):
        raise full

    monkeypatch.setattr(files, "write_frame", write_frame)
    monkeypatch.setattr(os, "replace", replace)
    if at == "the manifest":
        monkeypatch.setattr(Path, "write_text", write_text)
    asked = ("--report", folder / "account.parquet", "-o", folder / "c.csv")
    capsys.readouterr()
    assert ask("count", *usual(place), *asked) == 2
    monkeypatch.undo()
    assert contents(folder) == before
    assert "no space left on device. Nothing was changed" in capsys.readouterr().err
    assert ask("count", *usual(place), *asked) == 0
    assert "c.rejects.csv" not in contents(folder)


def test_a_folder_in_place_of_the_table_is_told_before_anything_changes(place, tmp_path, capsys):
    (tmp_path / "c.csv").mkdir()
    (tmp_path / "c.rejects.csv").write_text("earlier", "utf-8")
    assert ask("count", *usual(place), "-o", tmp_path / "c.csv") == 2
    assert "c.csv: is a directory. Nothing was changed" in capsys.readouterr().err
    assert sorted(contents_of_files(tmp_path)) == ["c.rejects.csv"]


def contents_of_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


@pytest.mark.parametrize("moment", ["the first file", 0.25, 0.5, 0.75, 0.95])
def test_a_killed_run_leaves_nothing_that_looks_whole_and_the_next_one_works(
    moment, place, whole_run, tmp_path
):
    """Killed as the first file is begun, or after a part of the time that a whole run takes."""
    cache, out = tmp_path / "cache", tmp_path / "out" / "counts.csv"
    out.parent.mkdir()
    asked = ("count", place / "world", "--source", "regpat", "--cache", cache, "-o", out)
    with subprocess.Popen(_smartspec(*asked), stderr=subprocess.DEVNULL) as working:
        if isinstance(moment, float):
            with suppress(subprocess.TimeoutExpired):
                working.wait(timeout=moment * whole_run.seconds)
        else:
            while working.poll() is None and not any(out.parent.iterdir()):
                time.sleep(0.001)
        working.send_signal(signal.SIGKILL)
    manifest = out.with_name("counts.manifest.json")
    if manifest.exists():
        table = json.loads(manifest.read_text("utf-8"))["files"]["table"]
        assert table["sha256"] == sha256_of(out)
    assert ask(*asked) == 0
    pd.testing.assert_frame_equal(pd.read_csv(out), pd.read_csv(whole_run.table))
    assert [path.name for path in (cache / "records").iterdir() if path.name[0] == "."] == []


class WholeRun(NamedTuple):
    """A run that nobody disturbed."""

    table: Path
    seconds: float


@pytest.fixture(scope="module")
def whole_run(place: Path, tmp_path_factory: pytest.TempPathFactory) -> WholeRun:
    folder = tmp_path_factory.mktemp("whole")
    cache, out = folder / "cache", folder / "c.csv"
    asked = ("count", place / "world", "--source", "regpat", "--cache", cache, "-o", out)
    begin = time.monotonic()
    subprocess.run(_smartspec(*asked), stderr=subprocess.DEVNULL, check=True)
    return WholeRun(out, time.monotonic() - begin)


def _smartspec(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "smartspec", *map(str, arguments)]
