"""The rows of a query go to a Parquet file whole, or its fault is DuckDB's own."""

import duckdb
import pyarrow.parquet as pq
import pytest

from smartspec.sources.parquet import ROWS_IN_GROUP, write_parquet


def test_all_rows_are_written_in_order_and_counted(tmp_path):
    target = tmp_path / "rows.parquet"
    rows = 2 * ROWS_IN_GROUP + 7
    with duckdb.connect() as connection:
        sql = f"SELECT i::VARCHAR AS filing_id, i / 2 AS share, NULL::VARCHAR AS name FROM range({rows}) t(i)"
        assert write_parquet(connection, sql, target) == rows
    found = pq.read_table(target)
    assert found.num_rows == rows
    assert found.column("filing_id").to_pylist() == [str(number) for number in range(rows)]
    assert found.column("name").null_count == rows


def test_no_rows_make_a_file_with_columns(tmp_path):
    target = tmp_path / "none.parquet"
    with duckdb.connect() as connection:
        assert (
            write_parquet(connection, "SELECT 'x' AS code, 2001 AS filing_year WHERE false", target)
            == 0
        )
    assert pq.read_table(target).column_names == ["code", "filing_year"]


def test_years_and_classifications_bear_their_ranges_so_that_rows_can_be_skipped(tmp_path):
    target = tmp_path / "ranges.parquet"
    with duckdb.connect() as connection:
        write_parquet(
            connection, "SELECT 'ipc' AS scheme, 1999 AS filing_year, 'A' AS name", target
        )
    group = pq.ParquetFile(target).metadata.row_group(0)
    assert [group.column(number).is_stats_set for number in range(3)] == [True, True, False]
    assert group.column(1).statistics.min == 1999


def test_a_fault_on_the_way_is_one_of_duckdb(tmp_path):
    text = tmp_path / "mixed.csv"
    text.write_text("a|b\n" + "1|2\n" * 100_000 + "1|2\r1|2\r" + "1|2\n" * 10)
    sql = (
        f"FROM read_csv('{text}', auto_detect=false, header=true, delim='|', quote='', escape='', "
        "columns={'a': 'VARCHAR', 'b': 'VARCHAR'}, ignore_errors=true)"
    )
    with duckdb.connect() as connection, pytest.raises(duckdb.InvalidInputException):
        write_parquet(connection, sql, tmp_path / "never.parquet")


def test_a_fault_at_the_start_is_one_of_duckdb(tmp_path):
    with duckdb.connect() as connection, pytest.raises(duckdb.IOException):
        write_parquet(
            connection, "FROM read_csv('/nowhere/at/all.csv')", tmp_path / "never.parquet"
        )


def test_a_folder_that_cannot_be_written_is_a_fault_of_the_system(tmp_path):
    with duckdb.connect() as connection, pytest.raises(OSError, match="No such file"):
        write_parquet(connection, "SELECT 1 AS share", tmp_path / "gone" / "x.parquet")
