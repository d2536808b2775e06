"""Tables of one's own: what a mapping can say, and what becomes of the rows."""

import gzip
from pathlib import Path

import pytest
from sources_sample import notes, read, rows, table, write_all

from smartspec.core.errors import RequestError
from smartspec.tables.microdata import Microdata

PEOPLE = (
    "id;who;land;region;part\n"
    'f1;"Lee, Ann";US;06037;0.5\n'
    "f1;Ito Bo;JP;JP13;0.5\n"
    "f2;;;;\n"
    "f2;Roe Cy;DE;DE300;1\n"
    "text that slipped in;x;US;06037;1\n"
    ";nobody's;US;06037;1\n"
)
CODES = "id,code,text\nf1,A61K31/00,medicine\nf1,A61K31/00,again\nf2,,none\nf3,G06F3/01,input\n"
MAPPING = """
[inventors]
file = "people.csv"
key = 'f\\d+'
columns = { filing_id = "id", name = "who", country = "Land", region = "region", share = "part" }

[classes]
file = "codes.csv.gz"
columns = { filing_id = "id", code = "code" }
constants = { scheme = "ipc" }
"""


def case(tmp_path: Path, mapping: str, files: dict[str, str]) -> tuple[Path, Path]:
    """Write a folder with files and a mapping beside it."""
    folder = write_all(tmp_path / "own", files)
    path = tmp_path / "mapping.toml"
    path.write_text(mapping, "utf-8")
    return folder, path


def read_own(tmp_path: Path, mapping: str, files: dict[str, str]) -> Microdata:
    folder, path = case(tmp_path, mapping, files)
    return read(folder, "table", mapping=path)


@pytest.fixture
def records(tmp_path: Path) -> Microdata:
    folder, path = case(tmp_path, MAPPING, {"people.csv": PEOPLE})
    (folder / "codes.csv.gz").write_bytes(gzip.compress(CODES.encode()))
    return read(folder, "table", mapping=path)


def test_columns_are_found_by_name_and_the_separator_by_the_header(records: Microdata) -> None:
    assert rows(records, "inventors", "filing_id", "name", "country", "region", "share") == [
        ("f1", "Ito Bo", "JP", "JP13", 0.5),
        ("f1", "Lee, Ann", "US", "06037", 0.5),
        ("f2", "Roe Cy", "DE", "DE300", 1),
    ]


def test_a_constant_fills_a_column(records: Microdata) -> None:
    assert rows(records, "classes", "filing_id", "scheme", "code") == [
        ("f1", "ipc", "A61K31/00"), ("f1", "ipc", "A61K31/00"), ("f3", "ipc", "G06F3/01"),
    ]  # fmt: skip


def test_without_a_table_of_filings_all_that_are_named_are_filings(records: Microdata) -> None:
    assert rows(records, "filings", "filing_id") == [("f1",), ("f2",), ("f3",)]
    assert "no table of filings: 3." in notes(records)


def test_every_row_that_is_not_used_is_told(records: Microdata) -> None:
    told = {(entry.name, entry.reason): entry.rows for entry in records.rejected}
    assert told == {
        ("people.csv", "no id"): 1,
        ("people.csv", "id does not look like one"): 1,
        ("codes.csv.gz", "no code"): 1,
    }
    assert "Rows of people.csv that name nobody: 1." in notes(records)
    assert sum(told.values()) + 1 + 3 + 3 == len(PEOPLE.splitlines()) + len(CODES.splitlines()) - 2


def test_the_records_say_what_they_are(tmp_path: Path) -> None:
    about = '[records]\ntitle = "Mine"\npublisher = "Me"\nlicence = "CC0"\ncaveats = ["Rough."]\n'
    files = {"people.csv": PEOPLE, "codes.csv": CODES}
    records = read_own(tmp_path, about + MAPPING.replace(".gz", ""), files)
    (source,) = records.provenance
    assert (source.title, source.publisher, source.licence) == ("Mine", "Me", "CC0")
    assert source.caveats == ("Rough.",)
    assert records.source == "table"


WIDE = (
    "key\tyear\tfiled\tnames\tlands\tipc\tcpc\tcites\n"
    "1\t2011\t12/05/2012\tA; B\tDE;FR\tA61K31/00;C07D1/00\t\t2;3\n"
    "2\t2012\t2013-01-01\tC\tDE;FR\tA61K31/00\tY02E10/50\t\n"
    "3\t2012\t\t\t\t\t\t\n"
)
WIDE_MAPPING = """
[filings]
file = "wide.tsv"
columns = { filing_id = "key", priority_year = "year", filing_year = "filed" }
constants = { office = "XX", route = "national" }

[inventors]
file = "wide.tsv"
columns = { filing_id = "key", name = "names", country = "lands" }
lists = ["name", "country"]
list_separator = ";"
constants = { sector = "company" }

[[classes]]
file = "wide.tsv"
columns = { filing_id = "key", code = "ipc" }
constants = { scheme = "ipc" }
lists = ["code"]
list_separator = ";"

[[classes]]
file = "wide.tsv"
columns = { filing_id = "key", code = "cpc" }
constants = { scheme = "cpc" }
lists = ["code"]
list_separator = ";"

[citations]
file = "wide.tsv"
columns = { citing_id = "key", cited_id = "cites" }
lists = ["cited_id"]
list_separator = ";"
"""


def test_one_wide_file_fills_all_tables_from_lists_in_cells(tmp_path: Path) -> None:
    records = read_own(tmp_path, WIDE_MAPPING, {"wide.tsv": WIDE})
    assert rows(records, "filings", "filing_id", "office", "priority_year") == [
        ("1", "XX", 2011), ("2", "XX", 2012), ("3", "XX", 2012),
    ]  # fmt: skip
    assert rows(records, "inventors", "filing_id", "name", "country", "sector") == [
        ("1", "A", "DE", "company"),
        ("1", "B", "FR", "company"),
        ("2", None, "FR", "company"),
        ("2", "C", "DE", "company"),
    ]
    assert rows(records, "classes", "filing_id", "scheme", "code") == [
        ("1", "ipc", "A61K31/00"), ("1", "ipc", "C07D1/00"),
        ("2", "cpc", "Y02E10/50"), ("2", "ipc", "A61K31/00"),
    ]  # fmt: skip
    assert rows(records, "citations", "citing_id", "cited_id") == [("1", "2"), ("1", "3")]
    assert "lists of different lengths (name, country): 1." in notes(records)


def test_a_date_gives_its_year_and_what_is_none_is_counted(tmp_path: Path) -> None:
    records = read_own(tmp_path, WIDE_MAPPING, {"wide.tsv": WIDE})
    assert rows(records, "filings", "filing_id", "filing_year")[1:] == [("2", 2013), ("3", None)]
    assert sum(entry.rows for entry in records.rejected if "filed" in entry.reason) == 1


def test_several_files_of_one_layout_are_read_by_a_star(tmp_path: Path) -> None:
    files = {f"people_{n}.csv": f"id,who\nf{n},P{n}\n" for n in (1, 2)}
    mapping = '[inventors]\nfile = "people_*.csv"\ncolumns = { filing_id = "id", name = "who" }\n'
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "inventors", "filing_id", "name") == [("f1", "P1"), ("f2", "P2")]
    assert len(records.inputs) == 2


def test_a_table_may_have_several_files_with_other_columns(tmp_path: Path) -> None:
    files = {"a.csv": "id,who\nf1,A\n", "b.csv": "nr,land,x,y\nf2,DE,52.5,13.4\n"}
    mapping = (
        '[[inventors]]\nfile = "a.csv"\ncolumns = { filing_id = "id", name = "who" }\n'
        '[[inventors]]\nfile = "b.csv"\n'
        '[inventors.columns]\nfiling_id = "nr"\ncountry = "land"\nlat = "x"\nlon = "y"\n'
    )
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "inventors", "filing_id", "name", "country", "lat", "lon") == [
        ("f1", "A", None, None, None), ("f2", None, "DE", 52.5, 13.4),
    ]  # fmt: skip


def test_a_filing_with_two_years_is_one_and_told(tmp_path: Path) -> None:
    files = {"f.csv": "id,y\nf1,2012\nf1,2011\n", "a.csv": "id,who\nf1,A\n"}
    mapping = (
        '[filings]\nfile = "f.csv"\ncolumns = { filing_id = "id", priority_year = "y" }\n'
        '[inventors]\nfile = "a.csv"\ncolumns = { filing_id = "id", name = "who" }\n'
    )
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "filings", "filing_id", "priority_year") == [("f1", 2011)]
    assert "several rows say different things: 1." in notes(records)


def test_a_filing_may_be_in_as_many_rows_as_it_has_persons(tmp_path: Path) -> None:
    files = {"a.csv": "id,who,y\nf1,A,2011\nf1,B,2011\n"}
    mapping = (
        '[filings]\nfile = "a.csv"\ncolumns = { filing_id = "id", priority_year = "y" }\n'
        '[inventors]\nfile = "a.csv"\ncolumns = { filing_id = "id", name = "who" }\n'
    )
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "filings", "filing_id", "priority_year") == [("f1", 2011)]
    assert rows(records, "inventors", "name") == [("A",), ("B",)]
    assert records.notes == ()


def test_regions_may_be_named(tmp_path: Path) -> None:
    files = {"r.csv": "code,name\nDE300,Berlin\n", "a.csv": "id,who,reg\nf1,O'Neil,DE300\n"}
    mapping = (
        '[inventors]\nfile = "a.csv"\ncolumns = { filing_id = "id", name = "who", region = "reg" }\n'
        '[regions]\nfile = "r.csv"\ncolumns = { region = "code", label = "name" }\n'
        'constants = { country = "DE", parent = "O\'Neil\'s" }\n'
    )
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "regions", "region", "country", "label", "parent") == [
        ("DE300", "DE", "Berlin", "O'Neil's"),
    ]  # fmt: skip
    assert table(records, "inventors").name.tolist() == ["O'Neil"]


GOOD = '[inventors]\nfile = "people.csv"\ncolumns = { filing_id = "id", name = "who" }\n'


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("", "maps no table of records"),
        ('[regions]\nfile = "r.csv"\ncolumns = { region = "id" }', "maps no table of records"),
        ("[inventors\n", "line 1: this is not TOML"),
        (GOOD.replace("[inventors]", "[inventor]"), "no key 'inventor'. Did you mean 'inventors'?"),
        (GOOD.replace("file =", "flie ="), "line 2: there is no key 'inventors.flie'. Did you mean 'file'?"),
        (GOOD.replace("name =", "nme ="), "line 3: there is no key 'inventors.columns.nme'. Did you mean 'name'?"),
        (GOOD.replace("filing_id", "person_id"), "'inventors': inventors need 'filing_id'"),
        (GOOD + "constants = { filing_id = 'x' }", "no key 'inventors.constants.filing_id'"),
        (GOOD + "constants = { name = 'x' }", "'name' is a column and a constant at once"),
        (GOOD + "lists = ['nme']", "'nme' cannot be a list here; valid: name"),
        (GOOD + "key = '('", "this is no regular expression"),
        (GOOD + "quote = 'ab'", "line 4: 'inventors.quote' is 'ab'"),
        (GOOD.replace("people.csv", "data/people.csv"), "without a path"),
        (GOOD.replace("inventors", "classes").replace("name", "code"), "classes need 'scheme'"),
        (GOOD.replace('"who"', '"woh"'), "people.csv has no column woh; its first line has id, who, land, region, part. Did you mean 'who'?"),
        (GOOD.replace("people.csv", "persons.csv"), "persons.csv. The mapping mapping.toml names it"),
        (GOOD + "separator = ','", "separated by ';'"),
        (GOOD + GOOD.replace("inventors", "applicants") + "separator = ';'", "two separators"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_in_one_line(tmp_path: Path, mapping: str, told: str) -> None:
    folder, path = case(tmp_path, mapping, {"people.csv": PEOPLE})
    with pytest.raises(RequestError) as caught:
        read(folder, "table", mapping=path)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="There is no mapping"):
        read(write_all(tmp_path / "own", {}), "table", mapping=tmp_path / "none.toml")
    with pytest.raises(RequestError, match=r"--mapping FILE\.toml"):
        read(tmp_path / "own", "table")


def test_another_mapping_reads_anew(tmp_path: Path) -> None:
    first = read_own(tmp_path, GOOD, {"people.csv": PEOPLE})
    second = read_own(tmp_path, GOOD.replace('"who"', '"land"'), {"people.csv": PEOPLE})
    assert first.folder != second.folder
    assert "DE" in table(second, "inventors").name.tolist()


def test_equal_rows_whose_shares_add_up_are_two_persons(tmp_path: Path) -> None:
    people = "id,land,part\nf1,DE,0.5\nf1,DE,0.5\nf2,FR,1\nf2,FR,1\n"
    mapping = (
        '[inventors]\nfile = "a.csv"\n'
        'columns = { filing_id = "id", country = "land", share = "part" }\n'
        '[classes]\nfile = "c.csv"\ncolumns = { filing_id = "id", code = "c" }\n'
        'constants = { scheme = "ipc" }\n'
    )
    files = {"a.csv": people, "c.csv": "id,c\nf1,A61K31/00\nf2,A61K31/00\n"}
    records = read_own(tmp_path, mapping, files)
    assert rows(records, "inventors", "filing_id", "share") == [
        ("f1", 0.5), ("f1", 0.5), ("f2", 1.0),
    ]  # fmt: skip
    assert [(entry.reason, entry.rows) for entry in records.rejected] == [
        ("the same row as before", 1)
    ]
