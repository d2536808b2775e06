"""PATSTAT Global: nine applications in its exact layout, every table worked out by hand."""

import gzip
import zipfile
from pathlib import Path

import pytest
from sources_sample import notes, read, rows, table, text_of, write_all

from smartspec.core.errors import RequestError
from smartspec.tables.microdata import Microdata

TLS201 = (
    "appln_id appln_auth appln_nr appln_kind appln_filing_date appln_filing_year appln_nr_epodoc "
    "appln_nr_original ipr_type receiving_office internat_appln_id int_phase reg_phase nat_phase "
    "earliest_filing_date earliest_filing_year earliest_filing_id earliest_publn_date "
    "earliest_publn_year earliest_pat_publn_id granted docdb_family_id inpadoc_family_id "
    "docdb_family_size nb_citing_docdb_fam nb_applicants nb_inventors"
)


def application(
    key: int, office: str, kind: str, *, filed: int, first: int, published: int = 9999,
    granted: str = "N", family: int = 0, inpadoc: int = 0, regional: str = "N", ipr: str = "PI",
) -> list[object]:  # fmt: skip
    """One row of tls201; a year of 9999 is PATSTAT's way to say that it does not know."""

    def day(year: int) -> str:
        return "9999-12-31" if year == 9999 else f"{year}-03-01"

    return [
        key, office, str(100 + key), kind.ljust(2), day(filed), filed, "", "", ipr, "", 0, "N",
        regional, "N", day(first), first, key, day(published), published, 0, granted, family,
        inpadoc, 1, 0, 1, 1,
    ]  # fmt: skip


PART_1 = [
    application(1, "EP", "A", filed=2010, first=2009, published=2011, granted="Y", family=70, inpadoc=90, regional="Y"),
    application(2, "WO", "W", filed=2010, first=2009, published=2011, family=70, inpadoc=90),
    application(3, "DE", "A", filed=2011, first=2011, published=2012, family=71, inpadoc=91),
]  # fmt: skip
PART_2 = [
    application(4, "EA", "A", filed=2012, first=2009, family=70, inpadoc=92, regional="Y"),
    application(5, "DE", "U", filed=2012, first=2012, published=2012, family=72, ipr="UM"),
    application(6, "US", "F", filed=2012, first=2012, published=2012, family=73, ipr="DP"),
    application(7, "US", "D2", filed=9999, first=9999, family=74),
    application(8, "US", "A", filed=9999, first=9999),
]

TLS206 = (
    "person_id person_name person_name_orig_lg person_address person_ctry_code nuts nuts_level "
    "doc_std_name_id doc_std_name psn_id psn_name psn_level psn_sector han_id han_name han_harmonized"
)


def person(
    key: int, name: str, country: str, nuts: str, level: int, psn: str, sector: str
) -> list[object]:
    """One row of tls206."""
    return [
        key,
        name,
        name,
        "1 Street, Town",
        country,
        nuts,
        level,
        0,
        "",
        key,
        psn,
        1,
        sector,
        0,
        "",
        0,
    ]


PERSONS = [
    person(11, "Müller, Anna", "DE", "DE300", 3, "MUELLER, ANNA", "INDIVIDUAL"),
    person(12, 'The "Quick" Company, Ltd.', "GB", "UKI31", 4, "QUICK COMPANY", "COMPANY"),
    person(13, "Univ. of X", "FR", "FR", 0, "UNIV X", "UNIVERSITY"),
    person(14, "Nobody", "  ", "", 9, "", "UNKNOWN"),
]

TLS207 = "person_id appln_id applt_seq_nr invt_seq_nr"
ROLES = [
    [11, 1, 0, 1],
    [12, 1, 1, 0],
    [13, 1, 2, 2],  # both an applicant and an inventor
    [14, 2, 0, 1],
    [11, 3, 1, 1],
    [11, 5, 0, 1],  # of a utility model
    [99, 3, 0, 2],  # a person that tls206 lacks
    [11, 98, 0, 1],  # an application that tls201 lacks
]

FILES = {
    "tls201_part01.csv": text_of(TLS201, PART_1),
    "tls201_part02.csv": text_of(TLS201, PART_2),
    "tls206_part01.csv": text_of(TLS206, PERSONS),
    "tls207_part01.csv": text_of(TLS207, ROLES),
    "tls209_part01.csv": text_of(
        "appln_id ipc_class_symbol ipc_class_level ipc_version ipc_value ipc_position ipc_gener_auth",
        [
            [1, "A61K  31/00", "A", "2006-01-01", "I", "F", "EP"],
            [1, "C07D 213/02", "A", "2006-01-01", "I", "L", "EP"],
            [5, "A61K  31/00", "A", "2006-01-01", "I", "F", "DE"],
        ],
    ),
    "tls224_part01.csv": text_of("appln_id cpc_class_symbol", [[1, "A61K  31/00"], [2, "Y02E  10/50"]]),
    "tls230_part01.csv": text_of("appln_id techn_field_nr weight", [[1, 14, 0.5], [1, 16, 0.5], [3, 35, 1]]),
    "tls211_part01.csv": text_of(
        "pat_publn_id publn_auth publn_nr publn_nr_original publn_kind appln_id publn_date publn_lg "
        "publn_first_grant publn_claims",
        [
            [501, "EP", "1", "", "A1", 1, "2011-06-01", "en", "N", 0],
            [502, "EP", "1", "", "B1", 1, "2014-06-01", "en", "Y", 9],
            [503, "WO", "2", "", "A1", 2, "2011-06-01", "en", "N", 0],
            [504, "DE", "3", "", "A1", 3, "2012-06-01", "de", "N", 0],
            [505, "XX", "4", "", "A1", 0, "9999-12-31", "", "N", 0],
        ],
    ),
    "tls212_part01.csv": text_of(
        "pat_publn_id citn_replenished citn_id citn_origin cited_pat_publn_id cited_appln_id "
        "pat_citn_seq_nr cited_npl_publn_id npl_citn_seq_nr citn_gener_auth",
        [
            [504, 0, 1, "SEA", 501, 0, 1, 0, 0, "DE"],  # 3 cites 1
            [504, 0, 2, "SEA", 502, 0, 2, 0, 0, "DE"],  # 3 cites 1 again, its grant
            [502, 0, 1, "SEA", 0, 4, 1, 0, 0, "EP"],  # 1 cites the application 4
            [502, 0, 2, "SEA", 501, 0, 2, 0, 0, "EP"],  # 1 cites itself
            [502, 0, 3, "SEA", 0, 0, 0, 77, 1, "EP"],  # an article
            [505, 0, 1, "SEA", 501, 0, 1, 0, 0, "XX"],  # by no known application
        ],
    ),
    "tls904_part01.csv": text_of(
        "nuts nuts_level nuts_label",
        [["DE", 0, "Germany"], ["DE3", 1, "Berlin"], ["DE300", 3, "Berlin"], ["EL30", 2, "Attica"]],
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_all(tmp_path / "patstat", FILES)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Microdata:
    return read(write_all(tmp_path_factory.mktemp("patstat") / "files", FILES), "patstat")


def test_filings_have_route_office_family_and_years(records: Microdata) -> None:
    found = rows(
        records, "filings", "filing_id", "route", "office", "family_id",
        "priority_year", "filing_year", "publication_year", "grant_year",
    )  # fmt: skip
    assert found == [
        ("1", "epo", "EP", "70", 2009, 2010, 2011, 2014),
        ("2", "pct", "WO", "70", 2009, 2010, 2011, None),
        ("3", "national", "DE", "71", 2011, 2011, 2012, None),
        ("4", "regional", "EA", "70", 2009, 2012, None, None),
        ("8", "national", "US", None, None, None, None, None),
    ]


def test_years_of_9999_are_missing_and_no_fault(records: Microdata) -> None:
    assert not [entry for entry in records.rejected if "year" in entry.reason]


def test_inventors_and_applicants_are_told_apart(records: Microdata) -> None:
    columns = ("filing_id", "person_id", "name", "sector", "country", "region")
    assert rows(records, "inventors", *columns) == [
        ("1", "11", "MUELLER, ANNA", "individual", "DE", "DE300"),
        ("1", "13", "UNIV X", "university", "FR", None),
        ("2", "14", "Nobody", None, None, None),
        ("3", "11", "MUELLER, ANNA", "individual", "DE", "DE300"),
        ("3", "99", None, None, None, None),
        ("98", "11", "MUELLER, ANNA", "individual", "DE", "DE300"),
    ]
    assert rows(records, "applicants", *columns) == [
        ("1", "12", "QUICK COMPANY", "company", "GB", "UKI31"),
        ("1", "13", "UNIV X", "university", "FR", None),
        ("3", "11", "MUELLER, ANNA", "individual", "DE", "DE300"),
    ]
    assert "share" not in records.tables["inventors"]


def test_classes_are_ipc_cpc_and_published_fields_with_weights(records: Microdata) -> None:
    assert rows(records, "classes", "filing_id", "scheme", "code", "weight") == [
        ("1", "cpc", "A61K  31/00", None),
        ("1", "ipc", "A61K  31/00", None),
        ("1", "ipc", "C07D 213/02", None),
        ("1", "wipo35", "14", 0.5),
        ("1", "wipo35", "16", 0.5),
        ("2", "cpc", "Y02E  10/50", None),
        ("3", "wipo35", "35", 1),
    ]


def test_citations_join_applications_once(records: Microdata) -> None:
    assert rows(records, "citations", "citing_id", "cited_id") == [("1", "4"), ("3", "1")]


def test_regions_have_the_country_as_persons_write_it(records: Microdata) -> None:
    assert rows(records, "regions", "region", "country", "label", "parent") == [
        ("DE3", "DE", "Berlin", None),
        ("DE300", "DE", "Berlin", "DE30"),
        ("EL30", "GR", "Attica", "EL3"),
    ]


def test_what_is_no_patent_is_left_out_and_told(records: Microdata) -> None:
    told = notes(records)
    assert "because others name them): 3." in told
    assert "whose person is not in tls206: 1." in told
    assert "whose application is not in tls201: 1." in told


def test_everything_can_be_kept(folder: Path) -> None:
    records = read(folder, "patstat", choices={"kind": "all"})
    assert sorted(table(records, "filings").filing_id) == [str(n) for n in range(1, 9)]
    assert ("5", "11") in rows(records, "inventors", "filing_id", "person_id")
    assert ("5", "ipc") in rows(records, "classes", "filing_id", "scheme")
    assert "no patents of invention" not in notes(records)


def test_families_may_be_inpadocs(folder: Path) -> None:
    records = read(folder, "patstat", choices={"family": "inpadoc"})
    assert rows(records, "filings", "filing_id", "family_id")[:-1] == [
        ("1", "90"), ("2", "90"), ("3", "91"), ("4", "92"),
    ]  # fmt: skip
    assert records.options["family"] == "inpadoc"


def test_packed_files_give_the_same(folder: Path, tmp_path: Path) -> None:
    plain = read(folder, "patstat")
    packed = tmp_path / "packed"
    packed.mkdir()
    with zipfile.ZipFile(packed / "data_PATSTAT_Global_2020_Autumn_01.zip", "w") as archive:
        for name, text in FILES.items():
            if not name.startswith("tls206"):
                archive.writestr(name, text)
    (packed / "tls206_part01.csv.gz").write_bytes(
        gzip.compress(FILES["tls206_part01.csv"].encode())
    )
    again = read(packed, "patstat")
    for name in plain.tables:
        wanted = plain.tables[name]
        assert rows(again, name, *wanted) == rows(plain, name, *wanted)


def test_a_missing_part_is_named(folder: Path) -> None:
    (folder / "tls201_part02.csv").rename(folder / "tls201_part03.csv")
    told = notes(read(folder, "patstat"))
    assert "tls201" in told
    assert "2" in told.split("tls201")[1][:80]


def test_rows_that_are_in_two_parts_count_once_and_are_told(folder: Path) -> None:
    text = text_of(TLS201, [PART_1[0], *PART_2])
    (folder / "tls201_part02.csv").write_text(text, "utf-8")
    records = read(folder, "patstat")
    assert list(table(records, "filings").filing_id).count("1") == 1
    doubled = [entry for entry in records.rejected if entry.name.startswith("tls201")]
    assert sum(entry.rows for entry in doubled) == 1


def test_a_key_with_two_contents_counts_once_and_is_told(folder: Path) -> None:
    other = application(1, "EP", "A", filed=2010, first=2008, family=70)
    (folder / "tls201_part02.csv").write_text(text_of(TLS201, [other]), "utf-8")
    more = person(11, "Muller, A.", "DE", "DE300", 3, "MULLER", "INDIVIDUAL")
    (folder / "tls206_part02.csv").write_text(text_of(TLS206, [more]), "utf-8")
    records = read(folder, "patstat")
    assert list(table(records, "filings").filing_id).count("1") == 1
    assert rows(records, "inventors", "filing_id", "person_id").count(("3", "11")) == 1
    assert "tls201 that repeat an appln_id with other content: 1." in notes(records)
    assert "tls206 that repeat a person_id with other content: 1." in notes(records)


def test_without_publications_no_grant_is_known(folder: Path) -> None:
    (folder / "tls211_part01.csv").unlink()
    (folder / "tls212_part01.csv").unlink()
    records = read(folder, "patstat")
    assert rows(records, "filings", "grant_year") == [(None,)] * 5
    assert "no year of grant is known" in notes(records)
    assert "citations" not in records.tables


@pytest.mark.parametrize("name", ["tls201_part01.csv", "tls206_part01.csv", "tls207_part01.csv"])
def test_nothing_can_be_counted_without_the_three_main_tables(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name[:6]}*"):
        path.unlink()
    with pytest.raises(RequestError, match="tls"):
        read(folder, "patstat")


def test_a_missing_column_is_named(folder: Path) -> None:
    text = FILES["tls207_part01.csv"].replace("invt_seq_nr", "invt_nr")
    (folder / "tls207_part01.csv").write_text(text, "utf-8")
    with pytest.raises(RequestError, match=r"tls207_part01\.csv has no column invt_seq_nr"):
        read(folder, "patstat")


def test_another_separator_is_noticed(folder: Path) -> None:
    text = FILES["tls207_part01.csv"].replace(",", ";")
    (folder / "tls207_part01.csv").write_text(text, "utf-8")
    with pytest.raises(RequestError, match="';'"):
        read(folder, "patstat")


def test_an_unknown_choice_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(RequestError, match="Did you mean 'inpadoc'"):
        read(folder, "patstat", choices={"family": "inpadok"})
    with pytest.raises(RequestError, match="Did you mean 'family'"):
        read(folder, "patstat", choices={"familly": "docdb"})
