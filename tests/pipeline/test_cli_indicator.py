"""``smartspec indicator`` from a file to a file, in pipes, on full disks and under Ctrl-C."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from smartspec.cli.main import run

GOOD = "place,activity,period,value\nA,x,2019,3\nA,y,2019,1\nB,x,2019,1\nB,y,2019,4\n"
ANSWER = {("A", "x"): 1.6875, ("A", "y"): 0.45, ("B", "x"): 0.45, ("B", "y"): 1.44}
WITH_WORLD = GOOD + "World,x,2019,40\nWorld,y,2019,50\nOther,x,2019,1\n"


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text(GOOD, "utf-8")
    return tmp_path


@pytest.fixture
def ask(capsysbinary):
    """Ask in this process; returns the exit code, standard output, and standard error."""

    def asked(*arguments):
        with pytest.raises(SystemExit) as left:
            run(arguments)
        printed = capsysbinary.readouterr()
        return left.value.code, printed.out.decode(), printed.err.decode()

    return asked


@pytest.fixture
def refused(ask):
    """Ask for what is refused: one line, exit code 2, no output, no file more; returns the line."""

    def asked(*arguments):
        before = sorted(Path.cwd().iterdir())
        code, out, err = ask(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("smartspec: ")
        assert err.count("\n") == 1
        assert sorted(Path.cwd().iterdir()) == before
        return err.removeprefix("smartspec: ").rstrip()

    return asked


def start(*arguments, **options):
    command = [sys.executable, "-m", "smartspec", *arguments]
    return subprocess.run(command, check=False, timeout=120, **options)


def one_line(err):
    text = err.decode() if isinstance(err, bytes) else err
    assert "Traceback" not in text
    assert text.count("\n") == 1, text
    return text


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "tsv.gz", "parquet", "xlsx"])
def test_the_answer_is_the_same_in_every_format(ask, ending):
    assert ask("indicator", "rta", "in.csv", "-o", f"out.{ending}") == (0, "", "")
    readers = {"parquet": pd.read_parquet, "xlsx": pd.read_excel}
    read = readers.get(ending) or (
        lambda path: pd.read_csv(path, sep="\t" if "tsv" in ending else ",")
    )
    answer = read(f"out.{ending}")
    assert answer.columns.tolist() == ["place", "activity", "period", "rta"]
    assert dict(zip(zip(answer["place"], answer["activity"], strict=True), answer["rta"], strict=True)) == ANSWER  # fmt: skip


def test_what_is_to_be_known_goes_to_standard_error_and_the_answer_alone_to_output(ask):
    Path("in.csv").write_text(WITH_WORLD, "utf-8")
    code, out, err = ask("indicator", "rta", "in.csv")
    assert code == 0
    assert len(out.splitlines()) == 5
    assert pd.read_csv(io.StringIO(out))["place"].unique().tolist() == ["A", "B"]
    assert err.splitlines() == [
        "note: Kept out as sums of other places: World.",
        "note: Part of the whole, but no place of its own: Other.",
    ]


def test_a_table_comes_in_through_a_pipe_and_goes_out_through_one():
    done = start("indicator", "rta", "-", input=GOOD.encode(), capture_output=True)
    assert done.returncode == 0
    assert done.stdout.startswith(b"place,activity,period,rta\nA,x,2019,1.6875\n")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("in.csv", "-o", "in.csv"), "in.csv is the input; its data would be lost."),
        (("in.csv", "-o", "./in.csv"), "./in.csv is the input; its data would be lost."),
        (("in.csv", "-o", "in.csv/out.csv"), "there is no folder"),
        (("in.csv", "-o", "folder.csv"), "Cannot write folder.csv: is a directory."),
        (("folder.csv",), "File folder.csv is a folder. Name a file in it."),
        (("patent_familys",), "There is no file or data set 'patent_familys'. Did you mean "
         "'patent_families'? See: smartspec datasets"),
        (("in.csv", "--value", "jobs"), "There is no column 'jobs' for the value. The table has: "
         "place, activity, period, value. Name the column with --value."),
        (("in.csv", "--activity", "place"), "Column 'place' is named both for the place and for"),
        (("in.csv", "--window", "2019", "--window", "2019"), "Window 2019 is given twice."),
        (("in.csv", "--window", "2021-2019"), "ends before it begins. Write 2019-2021."),
        (("in.csv", "--reference", "b"), "There is no reference row 'b'. Did you mean 'B'?"),
        (("in.csv", "--set", "confidence"), "--set confidence has no value. Write --set NAME=VALUE."),
        (("in.csv", "--min-total", "99"), "No place has a total of 99 or more in 2019; the largest"),
        (("in.csv", "--min-total", "many"), "'--min-total'"),
        (("in.csv", "--min-total", "-1"), "'--min-total'"),
        (("in.csv", "--missing", "mean"), "'mean' is not one of 'refuse', 'drop', 'zero'"),
        (("in.csv", "--windw", "2019"), "See: smartspec indicator --help"),
        (("in.csv", "more"), "See: smartspec indicator --help"),
        ((), "Missing argument 'INPUT'. See: smartspec indicator --help"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_with_what_to_do(refused, arguments, told):
    Path("folder.csv").mkdir()
    assert told in refused("indicator", "rta", *arguments)
    assert Path("in.csv").read_text("utf-8") == GOOD


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("confidence=much", "--set confidence is a number, not 'much'."),
        ("confidence=95", "Did you mean 0.95?"),
        ("confidenc=0.9", "Did you mean 'confidence'?"),
    ],
)
def test_a_wrong_option_of_an_indicator_is_told(refused, option, told):
    assert told in refused("indicator", "rta_significance", "in.csv", "--set", option)


def test_options_of_an_indicator_change_what_it_says(ask):
    narrow = ask("indicator", "rta_significance", "in.csv", "--set", "confidence=0.5")[1]
    wide = ask("indicator", "rta_significance", "in.csv", "--set", "confidence=0.99")[1]
    low = [pd.read_csv(io.StringIO(text))["rta_low"] for text in (narrow, wide)]
    assert (low[0] > low[1]).all()


@pytest.mark.parametrize(
    "options",
    [
        ("--place", "iso3"),
        ("--activity", "wipo_field"),
        ("--period", "year"),
        ("--value", "families"),
        ("--reference", "USA"),
        ("--wide",),
        ("--economies",),
        ("--keep-aggregates",),
        ("--sum-duplicates",),
        ("--missing", "drop"),
    ],
)
def test_how_to_read_a_data_set_that_ships_is_not_ignored_in_silence(refused, options):
    told = refused("indicator", "rta", "patent_families", *options)
    assert f"{options[0]} would have no effect" in told
    assert "smartspec datasets patent_families -o FILE" in told


def test_a_data_set_that_ships_is_computed_with_by_its_name(ask):
    arguments = ("--window", "2018-2020", "--min-total", "100000", "-o", "x.csv")
    code, out, err = ask("indicator", "rta", "patent-families", *arguments)
    assert (code, out) == (0, "")
    answer = pd.read_csv("x.csv")
    assert set(answer["period"]) == {"2018-2020"}
    assert 3 < answer["place"].nunique() < 10
    assert "OTH" in err


def test_a_file_named_like_a_data_set_is_the_file(ask, refused):
    Path("table_7_1").write_text(GOOD, "utf-8")
    assert "tells no format" in refused("indicator", "rta", "table_7_1")


def test_a_matrix_is_read_and_its_first_column_is_the_places(ask, refused):
    Path("wide.csv").write_text("region,x,y\nA,3,1\nB,1,4\n", "utf-8")
    assert ask("indicator", "rta", "wide.csv", "--wide")[1].splitlines()[1] == "A,x,all,1.6875"
    told = refused("indicator", "rta", "wide.csv", "--wide", "--place", "region")
    assert "--place would have no effect" in told
    Path("wide.csv").write_text("region,x,y\nA,3,1\nB,1,\n", "utf-8")
    assert "missing, the first in row 3" in refused("indicator", "rta", "wide.csv", "--wide")
    Path("wide.csv").write_text("region,x,y\nA,3,1\nA,1,2\n", "utf-8")
    assert "(A, x, all) in rows 2, 3" in refused("indicator", "rta", "wide.csv", "--wide")


def test_a_row_of_a_matrix_can_be_the_reference(ask):
    Path("wide.csv").write_text("region,x,y\nA,3,1\nWorld,40,60\n", "utf-8")
    out = ask("indicator", "rta", "wide.csv", "--wide", "--reference", "World")[1]
    answer = pd.read_csv(io.StringIO(out))["rta"].tolist()
    assert answer == pytest.approx([(3 / 4) / (40 / 100), (1 / 4) / (60 / 100)])


def test_states_are_not_renamed_to_the_economies_whose_codes_they_share(ask):
    states = ["AL", "CA", "DE", "NY", "TX", "OH"]
    rows = [f"{state},{field},1" for state in states for field in "xy"]
    Path("in.csv").write_text("\n".join(["place,activity,value", *rows]), "utf-8")
    _, out, err = ask("indicator", "diversity", "in.csv", "--economies")
    assert pd.read_csv(io.StringIO(out))["place"].tolist() == sorted(states)
    assert "note: Places were not renamed: only 3 of 6 could be economies" in err


def test_namibia_and_codes_with_leading_zeros_come_out_as_they_went_in(ask):
    Path("in.csv").write_text("place,activity,value\nNA,01,1\nZA,1,2\nNA,001,3\n", "utf-8")
    out = ask("indicator", "rta", "in.csv", "--observed-only")[1]
    assert [line.split(",")[:2] for line in out.splitlines()[1:]] == [
        ["NA", "001"], ["NA", "01"], ["ZA", "1"],
    ]  # fmt: skip


def test_labels_that_look_like_formulas_stay_text_in_the_workbook(ask):
    labels = ["=1+1", "+A", "-B", "@C", "<script>alert(1)</script>", '"q"\n']
    rows = [f'"{label.replace(chr(34), chr(34) * 2)}",=x,{n}' for n, label in enumerate(labels, 1)]
    Path("in.csv").write_text("\n".join(["place,activity,value", *rows]), "utf-8")
    assert ask("indicator", "shares", "in.csv", "-o", "out.xlsx")[0] == 0
    rows = list(openpyxl.load_workbook("out.xlsx").active.iter_rows(min_row=2))
    assert {row[0].value for row in rows} == {label.strip() for label in labels}
    assert {cell.data_type for row in rows for cell in row[:3]} == {"s"}


def test_a_grid_that_would_fill_the_memory_is_refused_with_a_way_out(refused, ask):
    rows = [f"p{n % 5000},a{n % 8000},1" for n in range(40_000)]
    Path("in.csv").write_text("\n".join(["place,activity,value", *rows]), "utf-8")
    told = refused("indicator", "rta", "in.csv", "-o", "out.csv", "--sum-duplicates")
    assert "40,000,000 rows" in told
    assert "--observed-only" in told
    arguments = ("--observed-only", "--sum-duplicates", "-o", "out.parquet")
    assert ask("indicator", "rta", "in.csv", *arguments)[0] == 0
    assert len(pd.read_parquet("out.parquet")) == 40_000


def test_without_a_command_the_help_is_shown_and_the_request_is_wrong_all_the_same(ask):
    for arguments in ((), ("policy",)):
        code, out, err = ask(*arguments)
        assert (code, out) == (2, "")
        assert "Usage: smartspec" in err
        assert "Commands:" in err


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("indicator", "--help")])
def test_help_that_was_asked_for_is_an_answer(ask, arguments):
    code, out, err = ask(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: smartspec")


def test_the_version_is_that_of_the_package(ask):
    from importlib.metadata import version

    assert ask("--version") == (0, f"smartspec {version('smartspec')}\n", "")


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "parquet", "xlsx"])
def test_a_disk_that_fills_up_half_way_leaves_the_old_file_and_nothing_else(ending, somewhere):
    rows = [f"p{p},a{a},2019,{p * a % 97 + 1}" for p in range(300) for a in range(60)]
    Path("in.csv").write_text("\n".join(["place,activity,period,value", *rows]), "utf-8")
    out = Path(f"out.{ending}")
    out.write_text("before", "utf-8")

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = start(
        "indicator", "rta_significance", "in.csv", "-o", str(out),
        capture_output=True, preexec_fn=little_room,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"Cannot write {out}: file too large. Nothing was changed" in one_line(done.stderr)
    assert out.read_text("utf-8") == "before"
    assert sorted(path.name for path in somewhere.iterdir()) == ["in.csv", out.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", [("indicator", "rta", "in.csv"), ("policy", "list"), ("--help",)]
)
def test_a_full_disk_behind_standard_output_is_one_line(arguments):  # fmt: skip
    with Path("/dev/full").open("w") as full:
        done = start(*arguments, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert "no space left on device" in one_line(done.stderr).lower()


@pytest.mark.parametrize(
    "arguments", [("indicator", "rta", "patent_families"), ("indicators",), ("policy", "of", "DNK")]
)
def test_a_reader_that_goes_away_is_one_line(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    done = start(*arguments, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == 2
    assert "Standard output was closed" in one_line(done.stderr)


def test_a_standard_stream_that_is_closed_is_told_or_done_without():
    def shell(command):
        words = f"exec {sys.executable} -m smartspec {command}"
        return subprocess.run(["sh", "-c", words], capture_output=True, check=False, timeout=120)

    assert b"Standard output is closed" in shell("indicator rta in.csv >&-").stderr
    assert b"Standard input is closed" in shell("indicator rta - <&-").stderr
    assert b"Standard input is empty" in shell("indicator rta - </dev/null").stderr
    Path("in.csv").write_text(WITH_WORLD, "utf-8")
    quiet = shell("indicator rta in.csv 2>&-")
    assert quiet.returncode == 0
    assert len(quiet.stdout.splitlines()) == 5  # the notes have not gone there instead


def test_letters_that_the_terminal_lacks_are_no_fault():
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = start("policy", "like", "TUR", env=poor, capture_output=True)
    assert done.returncode == 0
    assert b"T?rkiye" in done.stdout


def test_ctrl_c_at_any_moment_is_one_line_and_writes_nothing(somewhere):
    program = "import sys, smartspec.cli.main as m; print('up', flush=True); m.run(sys.argv[1:])"
    command = [sys.executable, "-c", program, "indicator", "rta_significance", "patent_families"]
    codes = []
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2.0):
        with subprocess.Popen(
            [*command, "-o", "out.csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as working:
            assert working.stdout.readline() == b"up\n"
            time.sleep(delay)
            working.send_signal(signal.SIGINT)
            _, err = working.communicate(timeout=120)
        codes.append(working.returncode)
        if working.returncode == 130:
            assert one_line(err) == "smartspec: Interrupted; no file was written or changed.\n"
            assert [path.name for path in somewhere.iterdir()] == ["in.csv"]
        else:  # the machine was faster, or Python itself was beginning or ending
            assert working.returncode in {0, -signal.SIGINT}
            if working.returncode == 0 or Path("out.csv").exists():
                assert len(pd.read_csv("out.csv")) == 36 * 35 * 23
                Path("out.csv").unlink()
    assert codes.count(130) >= 4
