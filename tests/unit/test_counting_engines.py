"""Engines: opened by name or address, the same tables from each, nothing left behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import warnings
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smartspec.core.errors import RequestError, SmartspecWarning
from smartspec.counting import _spark_process
from smartspec.counting._database_tables import name_among
from smartspec.counting._engine_parts import as_declared, to_plain, troubles_told
from smartspec.counting._spill import default_spill, private_folder
from smartspec.counting.engines import open_engine, parse_memory, safe_name
from smartspec.tables.microdata import SCHEMA, Microdata


def records_in(folder: Path, **tables: pa.Table) -> Microdata:
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return Microdata(
        folder=folder,
        source="made up",
        tables={name: tuple(table.column_names) for name, table in tables.items()},
        rows={name: len(table) for name, table in tables.items()},
    )


def some_filings() -> pa.Table:
    years = pa.array([2001, None, 2003], pa.int32())
    return pa.table({"filing_id": ["a", "b", "c"], "priority_year": years})


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder and a folder for temporary files that must stay empty."""
    spill, work = tmp_path / "spill", tmp_path / "work"
    spill.mkdir()
    work.mkdir()
    monkeypatch.setenv("TMPDIR", str(spill))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(work)
    return spill


def refused(spec: str, **options: object) -> str:
    with pytest.raises(RequestError) as told, open_engine(spec, **options) as engine:  # type: ignore[arg-type]
        engine.tables(None)
    assert "\n" not in str(told.value)
    return str(told.value)


class TestTables:
    def test_columns_that_the_records_lack_are_missing_in_their_type(self, tmp_path):
        records = records_in(tmp_path, filings=some_filings())
        with open_engine() as engine:
            tables = engine.tables(records)
            assert list(tables) == ["filings"]
            types = {name: str(kind) for name, kind in tables["filings"].schema().items()}
            assert types == dict(SCHEMA["filings"])
            rows = engine.fetch(tables["filings"].order_by("filing_id"))
        assert list(rows["filing_id"]) == ["a", "b", "c"]
        assert rows["route"].isna().all()
        assert rows["priority_year"].isna().tolist() == [False, True, False]

    def test_a_column_in_another_type_is_cast(self, tmp_path):
        persons = pa.table({"filing_id": [1, 2], "share": pa.array([1, 0], pa.int8())})
        records = records_in(tmp_path, inventors=persons)
        with open_engine() as engine:
            rows = engine.fetch(engine.tables(records)["inventors"].order_by("filing_id"))
        assert list(rows["filing_id"]) == ["1", "2"]
        assert rows["share"].dtype == "float64"

    def test_a_path_is_no_pattern(self, tmp_path):
        strange, other = tmp_path / "a[1]* é'", tmp_path / "a1"
        for folder in (strange, other):
            folder.mkdir()
        records_in(other, filings=pa.table({"filing_id": ["wrong"]}))
        records = records_in(strange, filings=some_filings())
        with open_engine() as engine:
            filings = engine.tables(records)["filings"]
            assert len(engine.fetch(filings)) == 3

    def test_without_records_there_is_nothing_to_count(self):
        assert "Name a folder of records" in refused("duckdb")

    def test_a_damaged_file_is_named_in_one_line(self, tmp_path):
        records = records_in(tmp_path, filings=some_filings())
        whole = records.path("filings").read_bytes()
        records.path("filings").write_bytes(whole[: len(whole) // 2])
        with (
            open_engine() as engine,
            pytest.raises(RequestError, match=r"filings\.parquet") as told,
        ):
            engine.fetch(engine.tables(records)["filings"])
        assert "\n" not in str(told.value)

    def test_a_file_damaged_in_its_middle_is_named_once_it_is_read(self, tmp_path):
        many = pa.table({"filing_id": [f"{number * 7919:x}" for number in range(100_000)]})
        records = records_in(tmp_path, filings=many)
        whole = records.path("filings").read_bytes()
        middle = len(whole) // 2
        broken = whole[:middle] + bytes(2000) + whole[middle + 2000 :]
        records.path("filings").write_bytes(broken)
        with open_engine() as engine:
            filings = engine.tables(records)["filings"]
            letters = filings.aggregate(all=filings.filing_id.length().sum())
            with pytest.raises(RequestError, match=r"filings\.parquet: it is damaged"):
                engine.fetch(letters)

    def test_a_file_that_went_away_is_named_in_one_line(self, tmp_path):
        records = records_in(tmp_path, filings=some_filings())
        records.path("filings").unlink()
        with (
            open_engine() as engine,
            pytest.raises(RequestError, match=r"filings\.parquet.*not there"),
        ):
            engine.tables(records)


class TestRows:
    def test_a_small_table_goes_in_and_out_in_exact_types(self):
        frame = pd.DataFrame({"name": ["x", None], "n": [1, 2], "weight": [0.5, None], "other": 0})
        schema = {"name": "string", "n": "int32", "weight": "float64"}
        with open_engine() as engine:
            table = engine.lookup(frame, schema)
            assert {name: str(kind) for name, kind in table.schema().items()} == schema
            rows = engine.fetch(table.order_by("n"))
        assert list(rows.columns) == list(schema)
        assert rows["n"].dtype == "int64"
        assert rows.isna().to_numpy().tolist() == [[False, False, False], [True, False, True]]

    def test_an_empty_table_has_its_types(self):
        with open_engine() as engine:
            table = engine.lookup(pd.DataFrame({"a": [], "b": []}), {"a": "string", "b": "int32"})
            rows = engine.fetch(table)
        assert len(rows) == 0
        assert rows["b"].dtype == "int64"

    def test_what_is_kept_is_computed_once(self):
        with open_engine() as engine:
            numbers = engine.lookup(pd.DataFrame({"n": range(5)}), {"n": "int64"})
            kept = engine.keep(numbers.mutate(chance=ibis.random()))
            first, second = engine.fetch(kept.order_by("n")), engine.fetch(kept.order_by("n"))
        pd.testing.assert_frame_equal(first, second)

    def test_kept_sums_of_whole_numbers_stay_whole(self):
        with open_engine() as engine:
            numbers = engine.lookup(pd.DataFrame({"n": [2, 3]}), {"n": "int32"})
            kept = engine.keep(numbers.aggregate(total=numbers.n.sum()))
            assert str(kept.schema()["total"]) == "int64"
            assert engine.fetch(kept)["total"].tolist() == [5]

    def test_two_engines_side_by_side_stay_apart(self):
        with open_engine() as one, open_engine() as other:
            here = one.keep(one.lookup(pd.DataFrame({"n": [1]}), {"n": "int64"}))
            there = other.keep(other.lookup(pd.DataFrame({"n": [2]}), {"n": "int64"}))
            assert one.fetch(here)["n"].tolist() == [1]
            assert other.fetch(there)["n"].tolist() == [2]

    def test_an_engine_works_in_another_thread(self):
        from concurrent.futures import ThreadPoolExecutor

        def count() -> int:
            with open_engine() as engine:
                return len(engine.fetch(engine.lookup(pd.DataFrame({"n": [1]}), {"n": "int64"})))

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(count).result() == 1


class TestBounds:
    def test_memory_and_threads_are_handed_on(self):
        with open_engine(memory="512MiB", threads=1) as engine:
            ask = engine._backend.con.execute  # type: ignore[attr-defined]
            told = dict(ask("SELECT name, value FROM duckdb_settings()").fetchall())
        assert told["memory_limit"].startswith("511.9 MiB")  # in steps of 1000 bytes
        assert told["threads"] == "1"

    def test_what_does_not_fit_goes_to_disk_and_away(self, elsewhere):
        with open_engine(memory="100MB", threads=1) as engine:
            numbers = engine.lookup(pd.DataFrame({"n": range(1_000_000)}), {"n": "int64"})
            text = (numbers.n.cast("string") + " is a number of no importance at all").name("text")
            kept = engine.keep(
                numbers.select("n", text).mutate(rest=numbers.n.cast("string") + text)
            )
            spilt = sum(path.stat().st_size for path in elsewhere.rglob("*") if path.is_file())
            assert spilt > 1_000_000
            assert engine.fetch(kept.aggregate(rows=kept.count()))["rows"].tolist() == [1_000_000]
        assert list(elsewhere.iterdir()) == []
        assert list(Path.cwd().iterdir()) == []

    def test_too_little_memory_is_told_in_one_line(self):
        with open_engine(memory="64MB", threads=1) as engine:
            numbers = engine.lookup(pd.DataFrame({"n": range(300_000)}), {"n": "int64"})
            lists = numbers.aggregate(all=numbers.n.cast("string").repeat(50).collect())
            with pytest.raises(RequestError, match=r"ran out of memory.*--memory") as told:
                engine.fetch(lists)
        assert "\n" not in str(told.value)

    def test_no_space_is_told_in_one_line(self, elsewhere):
        with open_engine(memory="100MB", threads=1) as engine:
            engine._backend.con.execute("SET max_temp_directory_size = '1MB'")  # type: ignore[attr-defined]
            numbers = engine.lookup(pd.DataFrame({"n": range(500_000)}), {"n": "int64"})
            text = numbers.n.cast("string").repeat(40).name("text")
            with pytest.raises(RequestError, match="no space left") as told:
                engine.keep(numbers.select("n", text).order_by("text"))
        assert str(elsewhere) in str(told.value)
        assert "\n" not in str(told.value)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (duckdb.IOException("Could not write: No space left on device"), "no space left"),
            (OSError(28, "No space left on device"), "no space left"),
            (MemoryError(), "ran out of memory"),
            (RuntimeError("java.lang.OutOfMemoryError: Java heap space"), "ran out of memory"),
        ],
    )
    def test_a_shortage_is_known_whatever_the_engine_says(self, error, words):
        with pytest.raises(RequestError, match=words), troubles_told("spark", None):
            raise error

    def test_a_fault_of_the_program_stays_one(self):
        with pytest.raises(KeyError), troubles_told("duckdb", None):
            raise KeyError("x")

    @pytest.mark.parametrize("text", ["3", "GB", "three GB", "-3GB", "3 parsecs"])
    def test_what_is_no_size_is_refused(self, text):
        with pytest.raises(RequestError, match=r"no size of memory.*3GB"):
            parse_memory(text)

    def test_units_of_a_thousand_and_of_1024_differ(self):
        assert parse_memory("1.5 gb") == 1_500_000_000
        assert parse_memory("1G") == 1_000_000_000
        assert parse_memory("1GiB") == 1 << 30

    def test_too_little_is_refused(self):
        assert "64MB" in refused("duckdb", memory="3MB")
        assert "-1 threads" in refused("duckdb", threads=-1)


class TestTemporaryFolder:
    def test_it_goes_away_after_an_error(self, elsewhere):
        with pytest.raises(ZeroDivisionError), open_engine():
            raise ZeroDivisionError
        assert list(elsewhere.iterdir()) == []

    def test_a_folder_of_ones_own_is_used_and_stays(self, tmp_path):
        mine = tmp_path / "mine"
        mine.mkdir()
        with open_engine(spill=mine):
            assert len(list(mine.iterdir())) == 1
        assert list(mine.iterdir()) == []

    def test_a_folder_that_is_not_there_is_told(self, tmp_path):
        told = refused("duckdb", spill=tmp_path / "none")
        assert "none" in told
        assert "TMPDIR" in told

    def test_the_folder_of_a_killed_run_is_removed_by_the_next(self, elsewhere):
        code = (
            "import os, signal\n"
            "from smartspec.counting._spill import private_folder\n"
            "with private_folder() as folder:\n"
            "    (folder / 'spilt').write_text('much')\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        killed = subprocess.run([sys.executable, "-c", code], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert len(list(elsewhere.iterdir())) == 1
        with private_folder() as own:
            assert list(elsewhere.iterdir()) == [own.parent]
        assert list(elsewhere.iterdir()) == []

    def test_the_folder_of_a_run_that_goes_on_stays(self):
        with private_folder() as one, private_folder() as other:
            assert one.is_dir()
            assert other.is_dir()

    def test_what_others_left_stays(self, elsewhere):
        foreign = elsewhere / "smartspec-spill-notes"
        foreign.mkdir()
        with private_folder():
            pass
        assert foreign.is_dir()

    def test_without_a_choice_it_is_the_place_for_large_files(self, monkeypatch):
        for name in ("TMPDIR", "TEMP", "TMP"):
            monkeypatch.delenv(name, raising=False)
        expected = "/var/tmp" if Path("/var/tmp").is_dir() else None
        assert expected is None or str(default_spill()) == expected

    def test_ctrl_c_ends_a_long_query_and_leaves_nothing(self, elsewhere):
        code = (
            "import pandas as pd\n"
            "from smartspec.counting.engines import open_engine\n"
            "with open_engine(threads=1) as engine:\n"
            "    n = engine.lookup(pd.DataFrame({'n': range(5000)}), {'n': 'int64'})\n"
            "    n2, n3 = n.view().rename(b='n'), n.view().rename(c='n')\n"
            "    every = n.cross_join(n2).cross_join(n3)\n"
            "    print('ready', flush=True)\n"
            "    engine.fetch(every.aggregate(total=(every.n * every.b % 7 + every.c).sum()))\n"
        )
        run = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        run.send_signal(signal.SIGINT)
        printed, told = run.communicate(timeout=60)
        assert run.returncode == -signal.SIGINT
        assert "KeyboardInterrupt" in told
        assert printed == ""
        assert list(elsewhere.iterdir()) == []


class TestNames:
    def test_an_unknown_engine_is_told_with_the_nearest(self):
        assert "Did you mean 'duckdb'?" in refused("duckbd")
        assert "NAME://" in refused("duckbd")

    @pytest.mark.parametrize(
        ("spec", "told"),
        [
            ("duckdb", "duckdb"),
            ("postgres://ann:secret@db.example:5432/records", "postgres://db.example:5432/records"),
            ("postgres://ann:se/cr@et@db.example/records", "postgres://db.example/records"),
            ("snowflake://token@host/db?password=secret#x", "snowflake://host/db"),
            ("sqlite:///home/ann/records.db", "sqlite:///home/ann/records.db"),
        ],
    )
    def test_a_name_holds_nothing_secret(self, spec, told):
        assert safe_name(spec) == told

    def test_a_kind_of_database_that_there_is_not(self):
        told = refused("postgers://ann:secret@host/records")
        assert "Did you mean 'postgres'?" in told
        assert "secret" not in told

    def test_a_driver_that_is_missing_is_named(self, monkeypatch):
        def absent(*_: object, **__: object) -> None:
            raise ModuleNotFoundError("No module named 'psycopg'")

        monkeypatch.setattr(ibis, "connect", absent)
        told = refused("postgresql://ann:secret@host/records")
        assert "pip install 'ibis-framework[postgres]'" in told
        assert "secret" not in told

    def test_a_password_that_breaks_the_address_is_not_repeated(self):
        told = refused("postgres://ann:se/cret@host/records")
        assert "%2F" in told
        assert "cret" not in told.replace("secret", "")

    def test_a_driver_that_repeats_the_password_is_not_quoted(self, monkeypatch):
        def refuse(*_: object, **__: object) -> None:
            raise ValueError("cannot log in with 's3cret@' or s3cret%40")

        monkeypatch.setattr(ibis, "connect", refuse)
        told = refused("postgres://ann:s3cret%40@host/records")
        assert "s3cret" not in told
        assert "postgres://host/records" in told

    def test_bounds_of_another_server_are_not_ours(self):
        assert "its own bounds" in refused("postgres://host/records", memory="1GB")


class TestDatabaseFiles:
    def test_a_duckdb_file_is_read_and_not_changed(self, tmp_path):
        path = tmp_path / "records.duckdb"
        with duckdb.connect(path) as made:
            made.execute(
                "CREATE TABLE Filings (FILING_ID BIGINT, priority_year SMALLINT, extra INT)"
            )
            made.execute("INSERT INTO filings VALUES (1, 2001, 0), (2, NULL, 0)")
        before = path.read_bytes()
        with open_engine(f"duckdb://{path}", memory="200MB", threads=1) as engine:
            assert engine.name == f"duckdb://{path}"
            filings = engine.keep(engine.tables(None)["filings"])
            years = engine.lookup(
                pd.DataFrame({"priority_year": [2001]}), {"priority_year": "int32"}
            )
            rows = engine.fetch(filings.join(years, "priority_year"))
        assert rows["filing_id"].tolist() == ["1"]
        assert list(rows.columns) == list(SCHEMA["filings"])
        assert path.read_bytes() == before
        assert list(tmp_path.glob("records*")) == [path]

    def test_a_file_of_sqlite_is_a_database_too(self, tmp_path):
        path = tmp_path / "records.db"
        with sqlite3.connect(path) as made:
            made.execute("CREATE TABLE filings (filing_id TEXT, priority_year INTEGER)")
            made.execute("INSERT INTO filings VALUES ('a', 2001)")
        made.close()
        with open_engine(f"sqlite://{path}") as engine:
            filings = engine.keep(engine.tables(None)["filings"])
            assert engine.fetch(filings)["priority_year"].tolist() == [2001]

    def database(self, folder: Path, *statements: str) -> str:
        path = folder / "records.duckdb"
        with duckdb.connect(path) as made:
            for statement in statements:
                made.execute(statement)
        return f"duckdb://{path}"

    def test_a_database_without_records_is_told(self, tmp_path):
        url = self.database(tmp_path, "CREATE TABLE patents (id INT)")
        told = refused(url)
        assert "no table of records" in told
        assert "filings, inventors" in told
        assert "patents" in told

    def test_a_table_without_its_key_is_told(self, tmp_path):
        url = self.database(tmp_path, "CREATE TABLE filings (appln_id INT, priority_year INT)")
        told = refused(url)
        assert "Table filings" in told
        assert "'filing_id'" in told
        assert "appln_id" in told

    def test_a_column_that_is_nearly_right_is_noted(self, tmp_path):
        url = self.database(tmp_path, "CREATE TABLE filings (filing_id INT, prio_year INT)")
        with warnings.catch_warnings(record=True) as told, open_engine(url) as engine:
            warnings.simplefilter("always", SmartspecWarning)
            engine.tables(None)
        notes = [str(note.message) for note in told if note.category is SmartspecWarning]
        assert len(notes) == 1
        assert "'priority_year'" in notes[0]
        assert "'prio_year'" in notes[0]

    def test_two_columns_that_differ_in_case_alone_are_not_guessed_at(self):
        assert name_among("share", ["Share", "SHARE"]) is None
        assert name_among("share", ["share", "SHARE"]) == "share"

    def test_records_from_two_places_are_refused(self, tmp_path):
        url = self.database(tmp_path, "CREATE TABLE filings (filing_id INT)")
        records = records_in(tmp_path, filings=some_filings())
        with open_engine(url) as engine, pytest.raises(RequestError, match="either"):
            engine.tables(records)

    def test_a_file_that_is_not_there_is_not_made(self, tmp_path):
        told = refused(f"duckdb://{tmp_path / 'none.duckdb'}")
        assert "Check the path" in told
        assert not (tmp_path / "none.duckdb").exists()


class TestSparkIsThere:
    """What is told where Spark or Java is missing needs neither."""

    def test_without_pyspark(self, monkeypatch):
        monkeypatch.setattr(_spark_process, "find_spec", lambda _: None)
        told = refused("spark")
        assert "pip install 'smartspec[spark]'" in told
        assert "Java 17" in told

    @pytest.mark.parametrize(
        ("version", "words"),
        [(None, "there is none"), ('openjdk version "11.0.2"', "this is Java 11"), ('java version "1.8.0_4"', "this is Java 8")],
    )  # fmt: skip
    def test_without_a_java_that_is_new_enough(self, version, words, tmp_path, monkeypatch):
        monkeypatch.setattr(_spark_process, "find_spec", lambda _: object())
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        if version:
            java = tmp_path / "bin" / "java"
            java.parent.mkdir()
            java.write_text(f"#!/bin/sh\necho '{version}' >&2\n")
            java.chmod(0o755)
        told = refused("spark")
        assert words in told
        assert "JAVA_HOME" in told

    def test_with_too_little_memory(self, monkeypatch):
        monkeypatch.setattr(_spark_process, "check_installed", lambda: None)
        assert "1GB" in refused("spark", memory="500MB")


def test_types_that_an_engine_chose_otherwise_are_set_right():
    made = ibis.table({"n": "decimal(38, 0)", "x": "float64"}, name="made")
    declared = ibis.schema({"n": "int64", "x": "float64"})
    assert as_declared(made, declared).schema() == declared
    same = ibis.table(declared, name="same")
    assert as_declared(same, declared) is same


def test_a_result_has_plain_types():
    table = pa.table(
        {"n": pa.array([1, None], pa.int32()), "m": pa.array([1, 2], pa.decimal128(9, 0))}
    )
    rows = to_plain(table, ibis.schema({"n": "int32", "m": "int64"}))
    assert rows.dtypes.astype(str).tolist() == ["float64", "int64"]


def test_the_environment_is_the_same_afterwards():
    before = dict(os.environ)
    with _spark_process._environment():
        assert os.environ["SPARK_LOCAL_IP"] == before.get("SPARK_LOCAL_IP", "127.0.0.1")
    assert dict(os.environ) == before
