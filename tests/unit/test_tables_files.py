"""Tables as people really have them: read as they are, or refused with what is wrong."""

import gzip
import io
import sys
import warnings
from contextlib import suppress

import openpyxl
import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.tables import files
from smartspec.tables.files import ending_of, read_frame, write_frame

HEADER = "place,activity,period,value\n"


def read(tmp_path, text, name="t.csv", **options):
    file = tmp_path / name
    content = text.encode() if isinstance(text, str) else text
    file.write_bytes(content)
    return read_frame(file, values=["value"], **options)


def refusal(tmp_path, text, name="t.csv"):
    with pytest.raises(RequestError) as told:
        read(tmp_path, text, name)
    line = str(told.value)
    assert "\n" not in line
    assert str(tmp_path / name) in line
    return line.replace(str(tmp_path / name), "FILE")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.csv", ".csv"),
        ("A.CSV", ".csv"),
        ("a.b.csv.gz", ".csv.gz"),
        ("a.tsv.gz", ".tsv.gz"),
        ("folder.csv/a.xlsx", ".xlsx"),
        ("-", ".csv"),
    ],
)
def test_the_ending_tells_the_format(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize("name", ["a", "a.xls", "a.gz", "csv", "a.csv.zip", ".", ""])
def test_any_other_ending_is_refused_with_those_there_are(name):
    with pytest.raises(RequestError, match=r"tells no format\. Use one of: \.csv, \.csv\.gz"):
        ending_of(name)


def test_codes_keep_their_zeros_and_namibia_its_code(tmp_path):
    frame = read(tmp_path, HEADER + "NA,01,2009,1\nnull,1,2009,2\n")
    assert frame["place"].tolist() == ["NA", "null"]
    assert frame["activity"].tolist() == ["01", "1"]
    assert frame["value"].tolist() == [1, 2]


@pytest.mark.parametrize("mark", ["", "NA", "NaN", "nan", "null", ":", ".."])
def test_what_statistics_write_for_a_missing_value_is_missing(tmp_path, mark):
    assert read(tmp_path, HEADER + f"A,x,2009,{mark}\nB,x,2009,1\n")["value"].isna().tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(tmp_path, newline):
    text = (HEADER + "A,x,2009,1\nB,y,2009,2\n").replace("\n", newline)
    assert read(tmp_path, text)["value"].tolist() == [1, 2]


def test_a_byte_order_mark_is_no_letter_of_the_first_column(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"A,x,2009,1\n").columns[0] == "place"


def test_quoted_labels_keep_commas_quotes_and_line_breaks(tmp_path):
    frame = read(tmp_path, HEADER + '"A, ""q""\nB",x,2009,1\n')
    assert frame["place"].tolist() == ['A, "q"\nB']


def test_a_column_name_may_be_quoted_and_broken(tmp_path):
    frame = read(tmp_path, '"place\nname",value\n01,1\n')
    assert frame.columns.tolist() == ["place\nname", "value"]
    assert frame.iloc[0, 0] == "01"


def test_numbers_are_read_to_the_last_digit(tmp_path):
    numbers = [0.1 + 0.2, 1 / 3, 0.3066101993807095471566981359501369297504425048828125, 8.41e21]
    text = HEADER + "".join(f"A,x,{year},{number!r}\n" for year, number in enumerate(numbers))
    assert read(tmp_path, text)["value"].tolist() == numbers


def test_text_late_in_a_long_file_does_not_make_pandas_talk(tmp_path):
    rows = ["A,x,2009,1"] * 300_000 + ["A,x,2009,many"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(tmp_path, HEADER + "\n".join(rows))["value"].iloc[-1] == "many"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "File FILE is empty. Check how it was made."),
        (" \n\n ", "File FILE is empty. Check how it was made."),
        (HEADER, "File FILE has a header and no rows. Check how it was made."),
        ("\n" + HEADER, "File FILE begins with an empty line. The first line names the columns."),
        ("a,a,b\n1,2,3\n", "File FILE has a column twice: a. Rename one of them."),
        ("a;a;b\n1;2;3\n", "File FILE has a column twice: a. Rename one of them."),
        (
            HEADER + "A,x,2009,1\nB,x,2009,2,5\n",
            "File FILE is broken: Expected 4 fields in line 3, saw 5. Correct that line.",
        ),
        (
            HEADER + "A,x,2009,1,\nB,x,2009,2,\n",
            "File FILE has rows with more cells than its header. Name every column, or remove the "
            "separator at the end of the rows.",
        ),
        (
            HEADER + '"A,x,2009,1\nB,x,2009,2\n',
            "File FILE is broken: EOF inside string starting at row 1. Correct that line.",
        ),
        ("Århus,value\nA,1\n".encode("latin-1"), "File FILE is not UTF-8 text. Save it as UTF-8."),
        (
            HEADER.encode() + "Århus,x,2009,1\n".encode("latin-1"),
            "File FILE is not UTF-8 text. Save it as UTF-8.",
        ),
        (HEADER.encode("utf-16"), "File FILE is not UTF-8 text. Save it as UTF-8."),
    ],
)  # fmt: skip
def test_a_broken_text_is_told_with_its_file_and_what_to_do(tmp_path, text, told):
    assert refusal(tmp_path, text) == told


def test_a_file_cut_short_on_its_way_is_told(tmp_path):
    packed = gzip.compress((HEADER + "A,x,2009,1\n" * 500).encode())
    assert "is not a whole gzip file" in refusal(tmp_path, packed[:-9], "t.csv.gz")
    assert "is not a whole gzip file" in refusal(tmp_path, b"plain text", "t.csv.gz")


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
@pytest.mark.parametrize("content", [b"", b"PK", b"PAR1", b"plain text", b"\xff" * 2000])
def test_a_file_that_is_not_what_its_ending_says_is_told(tmp_path, ending, content):
    assert refusal(tmp_path, content, f"t.{ending}").startswith("File FILE is ")


@pytest.mark.parametrize("ending", ["csv.gz", "parquet", "xlsx"])
def test_a_file_in_which_a_byte_fell_over_is_read_or_refused_but_never_a_fault(tmp_path, ending):
    good = tmp_path / f"good.{ending}"
    write_frame(pd.DataFrame({"place": ["Bé"] * 50, "value": [i / 7 for i in range(50)]}), good)
    content = good.read_bytes()
    for position in range(0, len(content), max(1, len(content) // 60)):
        flipped = bytearray(content)
        flipped[position] ^= 0xFF
        with suppress(RequestError):
            read(tmp_path, bytes(flipped), f"bad.{ending}")


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(RequestError, match=r"none\.csv does not exist\. Check the path"):
        read_frame(tmp_path / "none.csv")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(RequestError, match=r"folder\.csv is a folder\. Name a file in it"):
        read_frame(folder)


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    # Simulated: the user who runs the tests may be one who is refused nothing.
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "t.csv").write_text(HEADER, "utf-8")
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(RequestError, match=r"Cannot read .*t\.csv: Permission denied"):
        read_frame(tmp_path / "t.csv")


def workbook(tmp_path, rows, name="t.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def test_a_workbook_keeps_codes_and_gives_years_without_a_point(tmp_path):
    rows = [["place", "period", "value"], ["01", 2009, 1.5], [2, 2009.0, None], ["NA", "x", ":"]]
    frame = read_frame(workbook(tmp_path, rows), values=["value"])
    assert frame["place"].tolist() == ["01", "2", "NA"]
    assert frame["period"].tolist() == ["2009", "2009", "x"]
    assert frame["value"].iloc[0] == 1.5


def test_a_doubled_column_of_a_workbook_is_refused_not_renamed(tmp_path):
    file = workbook(tmp_path, [["place", "value", "value"], ["A", 1, 2]])
    with pytest.raises(RequestError, match="has a column twice: value"):
        read_frame(file)


def test_an_empty_workbook_and_one_with_a_header_alone_are_told(tmp_path):
    with pytest.raises(RequestError, match=r"The first sheet of .* is empty"):
        read_frame(workbook(tmp_path, []))
    with pytest.raises(RequestError, match="has a header and no rows"):
        read_frame(workbook(tmp_path, [["place", "value"]]))


def test_columns_that_pandas_made_an_index_of_are_columns_again(tmp_path):
    file = tmp_path / "t.parquet"
    pd.DataFrame({"place": ["A"], "value": [1]}).set_index("place").to_parquet(file)
    assert sorted(read_frame(file).columns) == ["place", "value"]


@pytest.mark.parametrize("ending", ["csv.gz", "tsv.gz", "parquet", "xlsx"])
def test_the_same_table_is_the_same_bytes(tmp_path, ending, monkeypatch):
    frame = pd.DataFrame({"place": ["A"], "value": [0.1]})
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    write_frame(frame, first)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write_frame(frame, second)
    assert first.read_bytes() == second.read_bytes()


def test_text_that_looks_like_a_formula_or_an_address_stays_text_in_a_workbook(tmp_path):
    labels = ["=1+1", "+1", "-1", "@SUM(A1)", "{=A1}", "http://a.example", "<script>", "'x"]
    file = tmp_path / "t.xlsx"
    write_frame(pd.DataFrame({"=place": labels}), file)
    sheet = openpyxl.load_workbook(file).active
    cells = [row[0] for row in sheet.iter_rows()]
    assert [cell.value for cell in cells] == ["=place", *labels]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet.freeze_panes == "A2"


def test_a_table_longer_than_a_worksheet_is_refused_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "XLSX_ROWS", 2)
    with pytest.raises(RequestError, match=r"A worksheet holds 2 rows .* Write \.csv or \.parquet"):
        write_frame(pd.DataFrame({"a": [1, 2, 3]}), tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_standard_input_and_output_are_csv_in_utf_8_whatever_the_terminal(monkeypatch):
    class Terminal(io.TextIOWrapper):
        pass

    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(out, encoding="ascii"))
    write_frame(pd.DataFrame({"place": ["Århus"], "value": [0.1]}), "-")
    assert out.getvalue() == "place,value\nÅrhus,0.1\n".encode()
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO(out.getvalue()), encoding="ascii"))
    assert read_frame("-", values=["value"])["place"].tolist() == ["Århus"]


def test_closed_standard_streams_are_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(RequestError, match="Standard input is closed"):
        read_frame("-")
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(RequestError, match="Standard output is closed"):
        write_frame(pd.DataFrame({"a": [1]}), "-")
