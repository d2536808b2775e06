"""Whatever is wrong with a request: one clear line, exit code 2, and nothing lost or half-written."""

import subprocess
import sys
from pathlib import Path

import pytest

from smartspec.cli.main import run

GOOD = "place,activity,period,value\nA,x,2019,3\nA,y,2019,1\nB,x,2019,1\nB,y,2019,4\n"


def ask(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def refused(capsys: pytest.CaptureFixture[str], *told: str) -> None:
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.strip().splitlines()
    assert len(lines) == 1, printed.err
    assert lines[0].startswith("smartspec: ")
    for words in told:
        assert words in lines[0]


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("", (), ("is empty",)),
        ("place,activity,period,value\n", (), ("no rows",)),
        ("place,activity,period\nA,x,2019\n", (), ("no column 'value'", "--value")),
        ("place,activity,value,value\nA,x,1,2\n", (), ("twice", "value")),
        (GOOD.replace(",4", ",four"), (), ("text where a number should be", "'four'", "row 5")),
        (GOOD.replace(",4", ",-4"), (), ("negative", "row 5")),
        (GOOD.replace(",4", ",inf"), (), ("infinite", "row 5")),
        (GOOD.replace(",4", ","), (), ("missing", "row 5", "--missing")),
        (GOOD + "B,y,2019,4\n", (), ("(B, y, 2019)", "--sum-duplicates")),
        (GOOD + "C,x,2019,0\nC,y,2019,0\n", (), ("C", "--min-total")),
        (GOOD + "A,z,2019,0\n", (), ("z", "--min-total")),
        ("place,activity,value\nA,x,1\nA,y,2\n", (), ("only one", "--reference")),
        (GOOD, ("--window", "2031-2033"), ("2031-2033", "outside the data", "2019")),
        (GOOD, ("--window", "20-21"), ("'20-21' is not a window",)),
        (GOOD, ("--reference", "World"), ("reference", "World")),
        (GOOD, ("--place", "plce"), ("no column 'plce'", "Did you mean 'place'")),
        (GOOD, ("--set", "confidence=0.9"), ("confidence",)),
        (GOOD, ("--missing", "dorp"), ("dorp",)),
        (GOOD.replace("A,x", ",x"), (), ("empty", "row 2")),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused_in_one_line(
    text: str,
    options: tuple[str, ...],
    told: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text(text, "utf-8")
    out.write_text("what was there before", "utf-8")
    assert ask("indicator", "rta", str(table), *options, "-o", str(out)) == 2
    refused(capsys, *told)
    assert out.read_text("utf-8") == "what was there before"
    assert sorted(tmp_path.iterdir()) == [table, out]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("indicator", "rtaa", "in.csv"), "Did you mean 'rta'?"),
        (("indicator", "rta", "none.csv"), "none.csv"),
        (("indicator", "rta", "in.doc"), "tells no format"),
        (("indicator", "rta", "."), "tells no format"),
        (("indicator", "rta", "in.csv", "-o", "out.doc"), "tells no format"),
        (("indicator", "rta", "in.csv", "-o", "none/out.csv"), "no folder"),
        (("indicator", "rta", "bytes.csv"), "UTF-8"),
        (("indicator", "rta", "bytes.xlsx"), "not a whole Excel workbook"),
        (("indicator", "rta", "bytes.parquet"), "not a whole Parquet file"),
        (("indicator", "rta", "bytes.csv.gz"), "gzip"),
        (("indicator", "rta_change", "in.csv"), "compares two windows"),
        (("indicator", "rta"), "INPUT"),
        (("indicate", "rta"), "indicate"),
        (("datasets", "patents", "-o", "x.csv"), "There is no data set 'patents'"),
        (("policy", "using", "scince_science"), "Did you mean 'science_science'?"),
        (("policy", "like", "Atlantis"), "Atlantis"),
        (("policy", "like", "DNK", "--on", "patents"), "patents"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line(
    arguments: tuple[str, ...],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text(GOOD, "utf-8")
    for ending in ("csv", "xlsx", "parquet", "csv.gz"):
        Path(f"bytes.{ending}").write_bytes(b"\xff\xfe\x00\x81")
    before = sorted(tmp_path.iterdir())
    assert ask(*arguments) == 2
    refused(capsys, told)
    assert sorted(tmp_path.iterdir()) == before


def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text(GOOD, "utf-8")
    out.write_text("before", "utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("smartspec.core.writing.os.replace", full)
    assert ask("indicator", "rta", str(table), "-o", str(out)) == 2
    refused(capsys, "no space left on device")
    assert out.read_text("utf-8") == "before"
    assert sorted(tmp_path.iterdir()) == [table, out]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_standard_output_is_one_line(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(GOOD, "utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "smartspec", "indicator", "rta", str(table)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "No space left" in done.stderr


def test_a_closed_pipe_is_one_line(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rows = [f"p{p},a{a},2019,{p + a + 1}" for p in range(400) for a in range(60)]
    table.write_text("\n".join(["place,activity,period,value", *rows]), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "smartspec", "indicator", "rta", str(table)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as writing:  # fmt: skip
        assert writing.stdout is not None
        assert writing.stderr is not None
        assert writing.stdout.readline().startswith("place,")
        writing.stdout.close()
        told = writing.stderr.read()
        writing.wait(timeout=60)
    assert writing.returncode == 2
    assert len(told.strip().splitlines()) == 1
    assert "Traceback" not in told


def test_a_good_request_prints_only_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "in.csv"
    table.write_text(GOOD, "utf-8")
    assert ask("indicator", "rta", str(table)) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[:2] == ["place,activity,period,rta", "A,x,2019,1.6875"]
