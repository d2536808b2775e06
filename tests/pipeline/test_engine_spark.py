"""Spark counts as DuckDB does, quietly, on the loopback address, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_world import (
    PAIRS,
    SPARK_CASES,
    agree,
    count_case,
    count_pairs_of,
    make_world,
    write_world,
)

from smartspec.core.errors import RequestError, SmartspecWarning
from smartspec.counting._spark_process import check_installed
from smartspec.counting.engines import open_engine
from smartspec.tables.microdata import SCHEMA


def why_not() -> str:
    try:
        check_installed()
    except RequestError as error:
        return str(error)
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "there")


@pytest.fixture(scope="module")
def spill(tmp_path_factory):
    return tmp_path_factory.mktemp("spill")


@pytest.fixture(scope="module")
def spark(spill):
    with pytest.MonkeyPatch.context() as patch:
        # The best code and the best plans pay for long work; small tables are done sooner without.
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        plain = "--conf spark.sql.adaptive.enabled=false pyspark-shell"
        patch.setenv("PYSPARK_SUBMIT_ARGS", plain)
        with open_engine("spark", memory="1GB", threads=2, spill=spill) as engine:
            yield engine
    assert list(spill.iterdir()) == []


@pytest.fixture(scope="module")
def duck():
    with open_engine("duckdb", memory="500MB", threads=1) as engine:
        yield engine


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"), filings=150)


@pytest.mark.parametrize("case", SPARK_CASES)
def test_spark_counts_as_duckdb_does(case, spark, duck, world, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SmartspecWarning)
        agree(count_case(case, spark, world, tmp_path), count_case(case, duck, world, tmp_path))


def test_spark_counts_pairs_as_duckdb_does(spark, duck, world, tmp_path):
    of, how = PAIRS[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SmartspecWarning)
        found = count_pairs_of(of, how, spark, world, tmp_path)
        agree(found, count_pairs_of(of, how, duck, world, tmp_path))
    assert len(found.frame) > 5


def test_columns_that_the_records_lack_are_missing_in_their_type(spark, tmp_path):
    strange = tmp_path / "a[1]* {é}'"
    records = write_world(strange, {"filings": pd.DataFrame({"filing_id": ["a"]})})
    filings = spark.tables(records)["filings"]
    assert {name: str(kind) for name, kind in filings.schema().items()} == dict(SCHEMA["filings"])
    assert spark.fetch(filings)["route"].isna().all()


def test_small_tables_go_in_and_out_in_exact_types(spark):
    frame = pd.DataFrame({"name": ["x", None], "n": [1, 2]})
    table = spark.lookup(frame, {"name": "string", "n": "int32"})
    rows = spark.fetch(table.order_by("n"))
    assert str(table.schema()["n"]) == "int32"
    assert rows["n"].tolist() == [1, 2]
    assert rows["name"].isna().tolist() == [False, True]
    empty = spark.lookup(frame[:0], {"name": "string", "n": "int32"})
    assert len(spark.fetch(empty)) == 0


def test_kept_sums_have_the_types_that_they_declare(spark):
    numbers = spark.lookup(pd.DataFrame({"n": [2, 3]}), {"n": "int32"})
    kept = spark.keep(
        numbers.aggregate(total=numbers.n.sum(), mean=numbers.n.sum() / numbers.count())
    )
    assert [str(kind) for kind in kept.schema().types] == ["int64", "float64"]
    assert spark.fetch(kept).to_numpy().tolist() == [[5, 2.5]]


def test_a_damaged_file_and_one_that_is_gone_are_named(spark, tmp_path):
    records = write_world(tmp_path, {"filings": pd.DataFrame({"filing_id": ["a"]})})
    records.path("filings").write_bytes(b"PAR1 but no more")
    with pytest.raises(RequestError, match=r"filings\.parquet: it is damaged"):
        spark.tables(records)
    records.path("filings").unlink()
    with pytest.raises(RequestError, match=r"filings\.parquet: it is not there"):
        spark.tables(records)


def test_a_file_damaged_in_its_middle_is_named_once_it_is_read(spark, tmp_path):
    ids = [f"{number * 7919:x}" for number in range(50_000)]
    records = write_world(tmp_path, {"filings": pd.DataFrame({"filing_id": ids})})
    pq.write_table(pa.table({"filing_id": ids}), records.path("filings"), use_dictionary=False)
    whole = records.path("filings").read_bytes()
    middle = len(whole) // 2
    records.path("filings").write_bytes(whole[:middle] + bytes(9000) + whole[middle + 9000 :])
    filings = spark.tables(records)["filings"]
    with pytest.raises(RequestError, match=r"filings\.parquet: it is damaged") as told:
        spark.fetch(filings.aggregate(letters=filings.filing_id.length().sum()))
    assert "\n" not in str(told.value)


@pytest.mark.skipif(
    not Path("/proc/net/tcp").exists(), reason="this system does not list its ports"
)
def test_it_can_be_reached_from_this_machine_alone(spark):
    process = spark._session.sparkContext._gateway.proc
    sockets = {
        str(link.readlink())
        for link in Path(f"/proc/{process.pid}/fd").iterdir()
        if link.is_symlink() and str(link.readlink()).startswith("socket:")
    }
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                listening.append(fields[1].partition(":")[0])
    assert listening
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    assert set(listening) <= loopback


def test_settings_of_the_user_reach_it(spark):
    assert spark._session.conf.get("spark.sql.adaptive.enabled") == "false"


def test_a_second_spark_in_the_same_process_is_refused(spark):
    with pytest.raises(RequestError, match="one at a time"), open_engine("spark"):
        pass


def run(code: str, folder: Path, **more: str) -> "subprocess.Popen[str]":
    (folder / "work").mkdir()
    (folder / "spill").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "spill"), **more}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder / "work", env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def assert_nothing_left(folder: Path) -> None:
    assert list((folder / "work").iterdir()) == []
    assert list((folder / "spill").iterdir()) == []


def test_it_is_quiet_starts_twice_and_leaves_nothing(tmp_path):
    code = (
        "import pandas as pd, signal\n"
        "from smartspec.counting.engines import open_engine\n"
        "before = signal.getsignal(signal.SIGINT)\n"
        "for number in (1, 2):\n"
        "    with open_engine('spark', threads=1) as engine:\n"
        "        kept = engine.keep(engine.lookup(pd.DataFrame({'n': [number]}), {'n': 'int64'}))\n"
        "        print(engine.fetch(kept)['n'].tolist())\n"
        "assert signal.getsignal(signal.SIGINT) is before\n"
    )
    printed, told = run(code, tmp_path).communicate(timeout=300)
    assert printed == "[1]\n[2]\n"
    assert told == ""
    assert_nothing_left(tmp_path)


def test_ctrl_c_ends_it_and_leaves_nothing(tmp_path):
    code = (
        "import pandas as pd\n"
        "from smartspec.counting.engines import open_engine\n"
        "with open_engine('spark', threads=1) as engine:\n"
        "    n = engine.lookup(pd.DataFrame({'n': range(5000)}), {'n': 'int64'})\n"
        "    every = n.cross_join(n.view().rename(b='n')).cross_join(n.view().rename(c='n'))\n"
        "    print('ready', flush=True)\n"
        "    engine.fetch(every.aggregate(total=(every.n * every.b % 7 + every.c).sum()))\n"
    )
    running = run(code, tmp_path)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in told
    assert_nothing_left(tmp_path)


def test_a_java_that_fails_is_told_in_one_line(tmp_path):
    java = tmp_path / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(
        '#!/bin/sh\nif [ "$1" = -version ]; then echo \'version "17"\' >&2; exit; fi\n'
        "echo 'Error: this Java is broken' >&2; exit 1\n"
    )
    java.chmod(0o755)
    code = (
        "from smartspec.core.errors import RequestError\n"
        "from smartspec.counting.engines import open_engine\n"
        "try:\n"
        "    open_engine('spark').__enter__()\n"
        "except RequestError as error:\n"
        "    print(error)\n"
    )
    printed, told = run(code, tmp_path, JAVA_HOME=str(java.parents[1])).communicate(timeout=120)
    assert printed.startswith("Spark does not start: Error: this Java is broken")
    assert len(printed.splitlines()) == 1
    assert told == ""
    assert_nothing_left(tmp_path)


def test_a_study_on_spark_has_the_tables_of_one_on_duckdb(tmp_path):
    """What ``run --engine spark`` does: records to report, compared table by table.

    In processes of their own, since there can be one Spark in a process.
    """
    from smartspec.sources.synthesize import synthesize_regpat
    from smartspec.sources.world.plan import Plan

    synthesize_regpat(tmp_path / "world", Plan(2_000, seed=4))
    (tmp_path / "study.toml").write_text(
        "[study]\nplace = 'DEU'\nsections = ['summary', 'strengths', 'counting', 'methods']\n"
        "[data]\nrecords = 'world'\n[counting]\nsource = 'regpat'\n"
        "[windows]\nnow = '2011-2015'\nbefore = '2006-2010'\n[thresholds]\nminimum = 10",
        "utf-8",
    )
    environment = {**os.environ, "SMARTSPEC_CACHE": str(tmp_path / "cache")}
    for engine in ("duckdb", "spark"):
        asked = ("run", "study.toml", "--engine", engine, "-o", engine)
        done = subprocess.run(
            [sys.executable, "-m", "smartspec", *asked], cwd=tmp_path, env=environment, check=False,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "duckdb" / "tables").glob("*.parquet"))
    assert "strengths.parquet" in names
    for name in names:
        one, other = (pd.read_parquet(tmp_path / e / "tables" / name) for e in ("duckdb", "spark"))
        pd.testing.assert_frame_equal(one, other, rtol=1e-9, obj=name)
