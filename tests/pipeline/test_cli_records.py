"""The command that reads records: what it prints, what it keeps, and what it refuses."""

import json
from pathlib import Path

import pandas as pd
import pytest
from regpat_sample import CLASSES, INV, write_regpat

from smartspec.cli.main import run
from smartspec.tables.microdata import open_microdata


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMARTSPEC_CACHE", str(tmp_path / "cache"))


def ask(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(["records", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def entries() -> list[Path]:
    return sorted(Path("cache/records").iterdir())


def test_it_prints_the_tables_and_tells_of_every_row_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_regpat(Path("in"), inv=["a|b", "a|b"], ipc=["WO2006000003|1700|2005|A01B"])
    assert ask("in", "--source", "regpat") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == "OECD REGPAT 202401 pct: 5 files"
    assert "             4  filings" in printed.out.splitlines()
    assert f"2  rows left out: {INV}: too few fields" in printed.err
    assert f"1  row kept: {CLASSES}: Prio_year is no year" in printed.err
    assert "2 were left out" in printed.err
    assert "rejects.csv" in printed.err


def test_the_second_run_finds_what_the_first_has_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    write_regpat(Path("in"))
    assert ask("in", "--source", "regpat") == 0
    (kept,) = entries()
    written = kept.stat().st_mtime_ns

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the files were read again")

    monkeypatch.setattr("smartspec.sources.read._read", never)
    assert ask("in", "--source", "regpat") == 0
    assert entries() == [kept]
    assert kept.stat().st_mtime_ns == written
    with pytest.raises(AssertionError):
        run(["records", "in", "--source", "regpat", "--fresh"])


@pytest.mark.parametrize("change", ["content", "name", "part of the folder"])
def test_changed_files_are_read_anew(change: str) -> None:
    write_regpat(Path("in"))
    assert ask("in", "--source", "regpat") == 0
    file = Path("in") / INV
    if change == "content":
        file.write_text(file.read_text("utf-8").replace("Meyer", "Maier"), "utf-8")
    elif change == "name":
        file.rename(Path("in") / INV.upper().replace(".TXT", ".txt"))
    else:
        file.unlink()
    assert ask("in", "--source", "regpat") == 0
    assert len(entries()) == 2


def test_a_damaged_entry_of_the_cache_is_read_anew() -> None:
    write_regpat(Path("in"))
    assert ask("in", "--source", "regpat") == 0
    (kept,) = entries()
    table = kept / "inventors.parquet"
    table.write_bytes(table.read_bytes()[:-10])
    assert ask("in", "--source", "regpat") == 0
    assert len(pd.read_parquet(table)) == 5
    assert entries() == [kept]


def test_the_records_can_be_kept_and_read_from_there(capsys: pytest.CaptureFixture[str]) -> None:
    write_regpat(Path("in"))
    assert ask("in", "-o", "kept") == 0
    kept = open_microdata(Path("kept"))
    assert kept.rows["inventors"] == 5
    assert not list(Path("kept").glob(".*"))
    manifest = json.loads(Path("kept/manifest.json").read_text("utf-8"))
    assert len(manifest["inputs"]) == 5
    assert all(len(entry["sha256"]) == 64 for entry in manifest["inputs"])
    capsys.readouterr()
    assert ask("kept") == 0
    printed = capsys.readouterr()
    assert "             5  inventors" in printed.out.splitlines()
    assert "note: kept was taken for microdata." in printed.err
    assert ask("in", "-o", "kept") == 0  # records replace records


def test_what_the_files_are_is_found_out_from_them(capsys: pytest.CaptureFixture[str]) -> None:
    write_regpat(Path("in"))
    assert ask("in") == 0
    assert "note: in was taken for regpat." in capsys.readouterr().err


def test_the_cache_is_listed_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    write_regpat(Path("in"))
    assert ask("--list-cache") == 0
    assert capsys.readouterr().out.startswith("0 readings kept")
    assert ask("in") == 0
    capsys.readouterr()
    assert ask("--list-cache") == 0
    printed = capsys.readouterr().out.splitlines()
    assert "regpat 202401 pct, 4 filings" in printed[0]
    assert printed[-1].startswith("1 reading kept")
    Path("cache/records/.smartspec-left").mkdir()
    assert ask("--clear-cache") == 0
    assert capsys.readouterr().out.startswith("Removed")
    assert [entry.name for entry in entries()] == [".smartspec-left"]  # may be that of a run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name the folder"),
        (("nowhere",), "no folder nowhere"),
        (("empty",), "Say with --source"),
        (("empty", "--source", "regpat"), "EDITION_EPO_IPC.txt"),
        (("in", "--source", "regpatt"), "Did you mean 'regpat'?"),
        (("in", "--source", "microdata"), "holds no records"),
        (("in", "--source", "table"), "--mapping"),
        (("in", "--source", "regpat", "--mapping", "m.toml"), "--mapping"),
        (("in", "--part", "uspto"), "no part 'uspto'"),
        (("in", "--memory", "much"), "'much' is no size of memory"),
        (("in", "--set", "kind"), "--set NAME=VALUE"),
        (("in", "--set", "kind=all"), "leaves nothing to choose"),
        (("in", "-o", "other"), "holds something else"),
        (("in", "-o", "file"), "is a file"),
        (("in", "-o", "none/kept"), "no folder"),
        (("in", "--cache", "file"), "Cannot write file"),
        (("in", "--list-cache"), "stand alone"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_regpat(Path("in"))
    Path("empty").mkdir()
    Path("other").mkdir()
    Path("other/mine.txt").write_text("mine", "utf-8")
    Path("file").write_text("mine", "utf-8")
    assert ask(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1, printed.err
    assert told in printed.err
    assert Path("other/mine.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("packing", ["gz", "zip", "7z"])
def test_packed_files_give_the_same_records(packing: str) -> None:
    import gzip
    import shutil
    import zipfile

    write_regpat(Path("in"))
    shutil.copytree("in", "packed")
    files = sorted(Path("packed").iterdir())
    if packing == "gz":
        for file in files:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    elif packing == "zip":
        with zipfile.ZipFile("packed/REGPAT.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, f"202401/{file.name}")
    else:
        py7zr = pytest.importorskip("py7zr")
        with py7zr.SevenZipFile("packed/REGPAT.7z", "w") as archive:
            for file in files:
                archive.write(file, f"202401/{file.name}")
    for file in files:
        file.unlink()
    assert ask("in", "-o", "plain-records") == 0
    assert ask("packed", "-o", "packed-records") == 0
    for table in open_microdata(Path("plain-records")).tables:
        plain = pd.read_parquet(f"plain-records/{table}.parquet")
        packed = pd.read_parquet(f"packed-records/{table}.parquet")
        names = list(plain.columns)
        pd.testing.assert_frame_equal(
            plain.sort_values(names, ignore_index=True),
            packed.sort_values(names, ignore_index=True),
        )


def test_a_7z_without_a_package_that_reads_it_says_which_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in").mkdir()
    Path("in/REGPAT.7z").write_bytes(b"7z")
    monkeypatch.setitem(__import__("sys").modules, "py7zr", None)
    assert ask("in", "--source", "regpat") == 2
    assert "pip install py7zr" in capsys.readouterr().err


def test_the_same_file_twice_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    import gzip

    write_regpat(Path("in"))
    text = (Path("in") / INV).read_bytes()
    (Path("in") / f"{INV}.gz").write_bytes(gzip.compress(text))
    assert ask("in") == 0
    printed = capsys.readouterr()
    assert "             5  inventors" in printed.out.splitlines()
    assert f"{INV} and {INV}.gz are the same file by name; {INV} is read." in printed.err


@pytest.mark.parametrize("dirt", [0.0, 0.01])
def test_the_short_way_and_the_long_way_give_the_same_records(tmp_path, monkeypatch, dirt):
    from smartspec.sources.making import Maker
    from smartspec.sources.read import read_records
    from smartspec.sources.synthesize import synthesize_regpat
    from smartspec.sources.world.plan import Plan

    synthesize_regpat(tmp_path / "world", Plan(2_000, seed=5, dirt=dirt, cpc=False))
    straight = []
    made = Maker.make_straight
    monkeypatch.setattr(
        Maker, "make_straight", lambda *given: straight.append(made(*given)) or straight[-1]
    )
    short = read_records(tmp_path / "world", "regpat", cache=tmp_path / "short")
    assert straight == [not dirt, not dirt]  # inventors and applicants
    monkeypatch.setattr(Maker, "straight", lambda *_: None)
    long = read_records(tmp_path / "world", "regpat", cache=tmp_path / "long")
    assert short.rows == long.rows
    assert short.inputs == long.inputs
    assert short.rejected == long.rejected
    assert short.notes == long.notes
    for table, columns in short.tables.items():
        one, other = (pd.read_parquet(found.path(table)) for found in (short, long))
        pd.testing.assert_frame_equal(
            *(f.sort_values(list(columns), ignore_index=True) for f in (one, other))
        )
