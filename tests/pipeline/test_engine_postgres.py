"""Counting in a PostgreSQL database: a real server, started here from the programs of the system."""

import re
import subprocess
import sys
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from engine_world import CASES, PAIRS, agree, count_case, count_pairs_of, make_world
from postgres_server import PASSWORD, USER, find_programs, running, who_may_run

from smartspec.core.errors import RequestError, SmartspecWarning
from smartspec.counting.engines import open_engine, safe_name
from smartspec.tables.microdata import SCHEMA

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "engines.md"


def has_driver() -> bool:
    try:
        import psycopg  # noqa: F401
    except ImportError:  # also where libpq is missing
        return False
    return True


@pytest.fixture(scope="session")
def server():
    programs = find_programs()
    if programs is None:
        pytest.skip("there are no programs of PostgreSQL (initdb, postgres) on this machine")
    if find_spec("psycopg") is None or not has_driver():
        pytest.skip("psycopg is not installed, or finds no libpq")
    whom, why_not = who_may_run()
    if why_not:
        pytest.skip(why_not)
    with running(programs, whom) as started:
        yield started


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


def run(server, *statements, database="postgres"):
    import psycopg

    with psycopg.connect(server.url(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def loaded(server, world, tmp_path_factory):
    """A database with the records of the world, loaded as the guide says."""
    run(server, "CREATE DATABASE patents")
    folder = tmp_path_factory.mktemp("loading")
    (folder / "records").symlink_to(world.folder)
    [export] = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)
    subprocess.run([sys.executable, "-c", export], cwd=folder, check=True)
    subprocess.run(
        [server.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "load.sql",
         server.url("patents")], cwd=folder, check=True,
    )  # fmt: skip
    return server.url("patents")


@pytest.fixture(scope="module")
def database(loaded):
    with open_engine(loaded) as engine:
        yield engine


@pytest.fixture(scope="module")
def duck():
    with open_engine("duckdb", memory="500MB", threads=1) as engine:
        yield engine


@pytest.mark.parametrize("case", CASES)
def test_postgres_counts_as_duckdb_does(case, database, duck, world, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SmartspecWarning)
        agree(count_case(case, database, None, tmp_path), count_case(case, duck, world, tmp_path))


@pytest.mark.parametrize(("of", "how"), PAIRS)
def test_postgres_counts_pairs_as_duckdb_does(of, how, database, duck, world, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SmartspecWarning)
        found = count_pairs_of(of, how, database, None, tmp_path)
        agree(found, count_pairs_of(of, how, duck, world, tmp_path))
    assert len(found.frame) > 5


def test_counting_leaves_the_database_as_it_was(loaded, tmp_path):
    import psycopg

    ask = (
        "SELECT schemaname, relname, n_live_tup FROM pg_stat_user_tables WHERE schemaname !~ 'temp'"
    )
    with psycopg.connect(loaded) as connection:
        before = sorted(row[:2] for row in connection.execute(ask))
    with open_engine(loaded) as engine, warnings.catch_warnings():
        warnings.simplefilter("ignore", SmartspecWarning)
        count_case("fractional, by region", engine, None, tmp_path)
    with psycopg.connect(loaded) as connection:
        assert sorted(row[:2] for row in connection.execute(ask)) == before


def test_small_tables_go_in_and_out_in_exact_types(database):
    frame = pd.DataFrame({"name": ["x\t\\N", None], "n": [1, 2], "weight": [1 / 3, None]})
    schema = {"name": "string", "n": "int32", "weight": "float64"}
    table = database.lookup(frame, schema)
    assert {name: str(kind) for name, kind in table.schema().items()} == schema
    rows = database.fetch(table.order_by("n"))
    assert rows["name"].tolist()[0] == "x\t\\N"
    assert rows["weight"].tolist()[0] == 1 / 3
    assert rows.isna().to_numpy().tolist() == [[False] * 3, [True, False, True]]
    assert len(database.fetch(database.lookup(frame[:0], schema))) == 0


def test_sums_of_whole_numbers_stay_whole(database):
    numbers = database.lookup(pd.DataFrame({"n": [2, 3]}), {"n": "int64"})
    total = numbers.aggregate(total=numbers.n.sum())  # numeric, as PostgreSQL adds up
    assert database.fetch(total)["total"].tolist() == [5]
    kept = database.keep(total)
    assert str(kept.schema()["total"]) == "int64"
    assert database.fetch(kept)["total"].dtype == "int64"


def test_a_schema_holds_tables_of_other_types_and_case(server):
    run(
        server,
        "CREATE SCHEMA other",
        'CREATE TABLE other.filings ("Filing_ID" bigint, priority_year numeric, more json)',
        "INSERT INTO other.filings VALUES (7, 2001, NULL)",
        "CREATE VIEW other.inventors AS SELECT 7::bigint AS filing_id, 'DE'::char(4) AS country",
    )
    with open_engine(server.url("postgres/other")) as engine:
        assert engine.name == f"postgresql://127.0.0.1:{server.port}/postgres/other"
        tables = engine.tables(None)
        assert list(tables) == ["filings", "inventors"]
        assert dict(tables["filings"].schema()) == dict(
            tables["filings"].cast(dict(SCHEMA["filings"])).schema()
        )
        rows = engine.fetch(tables["filings"].join(tables["inventors"], "filing_id"))
    assert rows["filing_id"].tolist() == ["7"]
    assert rows["priority_year"].tolist() == [2001]
    assert rows["country"].tolist() == ["DE"]


def test_a_password_need_not_stand_in_the_address(server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with open_engine(f"postgresql://{USER}@127.0.0.1:{server.port}/postgres") as engine:
        assert engine.fetch(engine.lookup(pd.DataFrame({"n": [1]}), {"n": "int64"})).shape == (1, 1)


def read_filings(url):
    with open_engine(url) as engine:
        engine.fetch(engine.keep(engine.tables(None)["filings"]))


def refusal(url):
    with pytest.raises(RequestError) as told:
        read_filings(url)
    line = str(told.value)
    assert "\n" not in line
    assert PASSWORD not in line
    assert safe_name(url) in line
    return line


def test_what_cannot_be_reached_is_told_in_one_line(server):
    assert "password authentication failed" in refusal(server.url(password="wrong"))
    assert 'database "none" does not exist' in refusal(server.url("none"))
    assert "refused" in refusal(server.url().replace(str(server.port), "1")).lower()
    assert "Name its schema" in refusal(server.url("postgres/none"))
    run(server, "CREATE SCHEMA empty")
    assert "no table of records" in refusal(server.url("postgres/empty"))


def test_a_table_that_may_not_be_read_is_told_in_one_line(server):
    run(
        server,
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.filings (filing_id text)",
        "CREATE ROLE guest LOGIN PASSWORD 'guest'",
        "GRANT USAGE ON SCHEMA closed TO guest",
    )
    url = f"postgresql://guest:guest@127.0.0.1:{server.port}/postgres/closed"
    assert "none that this user may read" in refusal(url)
    run(
        server,
        "GRANT SELECT (filing_id) ON closed.filings TO guest",
        "REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC",
    )
    try:
        assert "permission denied to create temporary tables" in refusal(url)
    finally:
        run(server, "GRANT TEMPORARY ON DATABASE postgres TO PUBLIC")


def test_a_server_that_goes_away_is_told_in_one_line(server, loaded):
    with open_engine(loaded) as engine:
        filings = engine.tables(None)["filings"]
        run(
            server,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'patents'",
        )
        with pytest.raises(RequestError, match="refused: ") as told:
            engine.fetch(filings)
    assert "\n" not in str(told.value)


def test_ctrl_c_ends_a_long_query_on_the_server_too(server, loaded):
    import psycopg

    code = (
        "import sys\n"
        "from smartspec.counting.engines import open_engine\n"
        "with open_engine(sys.argv[1]) as engine:\n"
        "    n = engine.tables(None)['classes'].select('code')\n"
        "    every = n.cross_join(n.view().rename(b='code')).cross_join(n.view().rename(c='code'))\n"
        "    print('ready', flush=True)\n"
        "    engine.fetch(every.aggregate(most=(every.code + every.b + every.c).max()))\n"
    )
    ask = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'patents' AND query ~ 'CROSS JOIN' AND state = 'active' AND pid <> pg_backend_pid()"
    with psycopg.connect(server.url(), autocommit=True) as watcher:

        def wait_until(number):
            deadline = time.monotonic() + 60
            while watcher.execute(ask).fetchone() != (number,):
                assert time.monotonic() < deadline
                time.sleep(0.1)

        query = subprocess.Popen(
            [sys.executable, "-c", code, loaded],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert query.stdout is not None
        assert query.stdout.readline() == "ready\n"
        wait_until(1)
        query.send_signal(2)
        _, told = query.communicate(timeout=60)
        assert "KeyboardInterrupt" in told
        wait_until(0)
