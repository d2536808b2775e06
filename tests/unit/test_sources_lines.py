"""Rows are found in the lines where they stand."""

from pathlib import Path

import pytest

from smartspec.sources.lines import locate


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(text.encode())
    return path


def test_rows_are_found_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a|b\n1|long cell\n2|long cell\n\n3|x\n")
    rows = [("1", "long cell"), ("2", "long cell"), ("3", "x")]
    assert locate(path, rows, separator="|", quote="") == [2, 3, 5]


def test_the_second_of_two_equal_rows_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, "a|b\n1|x\n2|y\n1|x\n2|y\n")
    assert locate(path, [("2", "y"), ("1", "x")], separator="|", quote="", nth=2) == [5, 4]


@pytest.mark.parametrize("line", ['1,"Smith, ""J"""', '"1","Smith, ""J"""'])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_quoted_cells_are_compared_as_they_are_meant(
    line: str, ending: str, tmp_path: Path
) -> None:
    path = write(tmp_path, f"a,b{ending}0,x{ending}{line}{ending}")
    assert locate(path, [("1", 'Smith, "J"')], separator=",", quote='"') == [3]


def test_a_row_that_is_not_there_has_no_line_and_hides_no_other(tmp_path: Path) -> None:
    path = write(tmp_path, "a|b\n1|x\n2|y\n")
    rows = [("9", "nowhere"), ("1", "y"), ("2", "y"), ("", "")]
    assert locate(path, rows, separator="|", quote="") == [None, None, 3, None]
    assert locate(write(tmp_path, ""), [("1", "x")], separator="|", quote="") == [None]
