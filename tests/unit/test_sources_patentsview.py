"""PatentsView: seven patents in its exact layout, every table worked out by hand."""

import zipfile
from pathlib import Path

import pytest
from sources_sample import Rows, notes, read, rows, table, text_of, write_all

from smartspec.core.errors import RequestError
from smartspec.tables.microdata import Microdata


def tsv(header: str, lines: Rows) -> str:
    return text_of(header, lines, separator="\t")


G_PATENT = "patent_id patent_type patent_date patent_title wipo_kind num_claims withdrawn filename"
PATENTS = [
    ["10000001", "utility", "2018-06-19", 'Injection "moulding"\tmachine', "B2", 12, 0, "a.xml"],
    ["10000002", "utility", "2018-06-19", "Glass", "B2", 9, 0, "a.xml"],
    ["10000003", "utility", "2019-01-01", "Withdrawn", "B2", 9, 1, "a.xml"],
    ["D0800001", "design", "2018-06-19", "Chair", "S1", 1, 0, "a.xml"],
    ["RE047000", "reissue", "2018-06-19", "Again", "E1", 1, 0, "a.xml"],
    ["7000004", "utility", "2006-02-14", "Old", "B2", 3, 0, "a.xml"],
]
LOCATION = (
    "location_id disambig_city disambig_state disambig_country latitude longitude county "
    "state_fips county_fips"
)
FILES = {
    "g_patent.tsv": tsv(G_PATENT, PATENTS),
    "g_application.tsv": tsv(
        "application_id patent_id patent_application_type filing_date series_code rule_47_flag",
        [
            ["14/000001", "10000001", "14", "2015-05-01", "14", 0],
            ["14/000002", "10000002", "14", "2016-05-01", "14", 0],
            ["29/000001", "D0800001", "29", "2017-05-01", "29", 0],
            ["10/000004", "7000004", "10", "2003-05-01", "10", 0],
        ],
    ),
    "g_foreign_priority.tsv": tsv(
        "patent_id priority_claim_sequence priority_claim_kind foreign_application_id filing_date "
        "foreign_country_filed",
        [
            ["10000001", 0, "national", "DE102014", "2014-05-02", "DE"],
            ["10000001", 1, "national", "DE102013", "2013-11-02", "DE"],
        ],
    ),
    "g_inventor_disambiguated.tsv": tsv(
        "patent_id inventor_sequence inventor_id disambig_inventor_name_first "
        "disambig_inventor_name_last gender_code location_id",
        [
            ["10000001", 0, "fl:an_ln:lee-1", "Ann", "Lee", "F", "la"],
            ["10000001", 1, "fl:bo_ln:ito-1", "Bo", "Ito", "M", "tokyo"],
            ["10000002", 0, "fl:an_ln:lee-1", "Ann", "Lee", "F", "toronto"],
            ["10000002", 1, "fl:x_ln:x-1", "", "X", "", ""],
            ["10000003", 0, "fl:an_ln:lee-1", "Ann", "Lee", "F", "la"],
            ["D0800001", 0, "fl:an_ln:lee-1", "Ann", "Lee", "F", "la"],
            ["7000004", 0, "fl:cy_ln:roe-1", "Cy", "Roe", "M", "miami"],
            ["7000004", 1, "fl:di_ln:roe-1", "Di", "Roe", "F", "gone"],
            ["9999999", 0, "fl:di_ln:roe-1", "Di", "Roe", "F", "la"],
        ],
    ),
    "g_assignee_disambiguated.tsv": tsv(
        "patent_id assignee_sequence assignee_id disambig_assignee_individual_name_first "
        "disambig_assignee_individual_name_last disambig_assignee_organization assignee_type "
        "location_id",
        [
            ["10000001", 0, "a1", "", "", "Acme, Inc.", "2", "la"],
            ["10000001", 1, "a2", "", "", "Kaisha", "13", "tokyo"],
            ["10000002", 0, "a3", "Ann", "Lee", "", "4", "la"],
            ["10000002", 1, "a4", "", "", "Navy", "6.0", "miami"],
            ["7000004", 0, "a5", "", "", "Whoever", "1", ""],
            ["7000004", 1, "a6", "", "", "Strange", "42", ""],
        ],
    ),
    "g_location_disambiguated.tsv": tsv(
        LOCATION,
        [
            ["la", "Los Angeles", "CA", "US", 34.05, -118.24, "Los Angeles", "06", "037"],
            ["miami", "Miami", "FL", "US", 25.77, -80.19, "Miami-Dade", "12.0", "86.0"],
            ["tokyo", "Tokyo", "", "JP", 35.69, 139.69, "", "", ""],
            ["toronto", "Toronto", "ON", "CA", 43.7, -179.9, "", "", ""],
        ],
    ),
    "g_cpc_current.tsv": tsv(
        "patent_id cpc_sequence cpc_section cpc_class cpc_subclass cpc_group cpc_type",
        [
            ["10000001", 0, "B", "B29", "B29C", "B29C45/00", "inventional"],
            ["10000001", 1, "Y", "Y02", "Y02P", "Y02P70/10", "additional"],
            ["D0800001", 0, "B", "B29", "B29C", "B29C45/00", "inventional"],
        ],
    ),
    "g_ipc_at_issue.tsv": tsv(
        "patent_id ipc_sequence classification_level section ipc_class subclass main_group subgroup "
        "classification_value classification_status classification_data_source action_date "
        "ipc_version_indicator",
        [
            ["10000001", 0, "A", "B", "29", "C", "45", "00", "I", "B", "H", "2018-06-19", "2006-01-01"],
            ["10000002", 0, "A", "C", "3", "C", "3", "6", "I", "B", "H", "2018-06-19", "2006-01-01"],
            ["7000004", 0, "", "A", "61", "K", "", "", "", "", "", "", ""],
            ["7000004", 1, "", "A", "61", "", "", "", "", "", "", "", ""],
        ],
    ),
    "g_wipo_technology.tsv": tsv(
        "patent_id wipo_field_sequence wipo_field_id wipo_sector_title wipo_field_title",
        [
            ["10000001", 0, "29.00", "Mechanical engineering", "Other special machines"],
            ["10000002", 0, "20", "Chemistry", "Materials, metallurgy"],
            ["10000002", 1, "99", "", ""],
        ],
    ),
    "g_us_patent_citation.tsv": tsv(
        "patent_id citation_sequence citation_patent_id citation_date record_name wipo_kind "
        "citation_category",
        [
            ["10000001", 0, "7000004", "2006-02-01", "Roe", "B2", "cited by examiner"],
            ["10000001", 1, "7000004", "2006-02-01", "Roe", "B2", "cited by applicant"],
            ["10000001", 2, "", "2006-02-01", "", "", "cited by applicant"],
            ["10000002", 0, "3930271", "1976-01-01", "Aye", "A", "cited by examiner"],
        ],
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_all(tmp_path / "pv", FILES)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Microdata:
    return read(write_all(tmp_path_factory.mktemp("pv") / "files", FILES), "patentsview")


def test_filings_are_utility_patents_with_their_years(records: Microdata) -> None:
    found = rows(
        records, "filings", "filing_id", "route", "office",
        "priority_year", "filing_year", "grant_year",
    )  # fmt: skip
    assert found == [
        ("10000001", "national", "US", 2013, 2015, 2018),
        ("10000002", "national", "US", 2016, 2016, 2018),
        ("7000004", "national", "US", 2003, 2003, 2006),
    ]


def test_inventors_have_county_and_coordinates(records: Microdata) -> None:
    found = rows(
        records, "inventors", "filing_id", "person_id", "name", "country", "region", "lat", "lon"
    )
    assert found == [
        ("10000001", "fl:an_ln:lee-1", "Ann Lee", "US", "06037", 34.05, -118.24),
        ("10000001", "fl:bo_ln:ito-1", "Bo Ito", "JP", None, 35.69, 139.69),
        ("10000002", "fl:an_ln:lee-1", "Ann Lee", "CA", None, 43.7, -179.9),
        ("10000002", "fl:x_ln:x-1", "X", None, None, None, None),
        ("7000004", "fl:cy_ln:roe-1", "Cy Roe", "US", "12086", 25.77, -80.19),
        ("7000004", "fl:di_ln:roe-1", "Di Roe", None, None, None, None),
        ("9999999", "fl:di_ln:roe-1", "Di Roe", "US", "06037", 34.05, -118.24),
    ]


def test_assignees_are_applicants_with_their_sector_in_words(records: Microdata) -> None:
    found = rows(
        records, "applicants", "filing_id", "person_id", "name", "sector", "country", "region"
    )
    assert found == [
        ("10000001", "a1", "Acme, Inc.", "company", "US", "06037"),
        ("10000001", "a2", "Kaisha", "company", "JP", None),
        ("10000002", "a3", "Ann Lee", "individual", "US", "06037"),
        ("10000002", "a4", "Navy", "government", "US", "12086"),
        ("7000004", "a5", "Whoever", None, None, None),
        ("7000004", "a6", "Strange", "42", None, None),
    ]


def test_classes_are_put_together(records: Microdata) -> None:
    assert rows(records, "classes", "filing_id", "scheme", "code") == [
        ("10000001", "cpc", "B29C45/00"),
        ("10000001", "cpc", "Y02P70/10"),
        ("10000001", "ipc", "B29C45/00"),
        ("10000001", "wipo35", "29"),
        ("10000002", "ipc", "C03C3/06"),
        ("10000002", "wipo35", "20"),
        ("7000004", "ipc", "A61K"),
    ]


def test_a_patent_cites_another_once(records: Microdata) -> None:
    assert rows(records, "citations", "citing_id", "cited_id") == [
        ("10000001", "7000004"), ("10000002", "3930271"),
    ]  # fmt: skip


def test_regions_are_counties(records: Microdata) -> None:
    assert rows(records, "regions", "region", "country", "label", "parent") == [
        ("06037", "US", "Los Angeles, CA", "US-CA"), ("12086", "US", "Miami-Dade, FL", "US-FL"),
    ]  # fmt: skip


def test_what_does_not_fit_is_told(records: Microdata) -> None:
    told = notes(records)
    assert "no utility patents, or were withdrawn: 3." in told
    assert "without a location: 3." in told
    assert "location is not in g_location_disambiguated: 1." in told
    assert "whose patent is not in g_patent: 1." in told
    assert "without a whole subclass: 1." in told


def test_regions_may_be_states(folder: Path) -> None:
    records = read(folder, "patentsview", choices={"region": "state"})
    assert rows(records, "inventors", "filing_id", "country", "region") == [
        ("10000001", "JP", None),
        ("10000001", "US", "US-CA"),
        ("10000002", None, None),
        ("10000002", "CA", "CA-ON"),
        ("7000004", None, None),
        ("7000004", "US", "US-FL"),
        ("9999999", "US", "US-CA"),
    ]
    assert rows(records, "regions", "region", "country") == [
        ("CA-ON", "CA"), ("US-CA", "US"), ("US-FL", "US"),
    ]  # fmt: skip


def test_designs_and_reissues_may_be_kept(folder: Path) -> None:
    records = read(folder, "patentsview", choices={"kind": "all"})
    assert sorted(table(records, "filings").filing_id) == sorted(str(row[0]) for row in PATENTS)
    assert ("D0800001", "cpc") in rows(records, "classes", "filing_id", "scheme")


def test_zipped_tables_give_the_same(folder: Path, tmp_path: Path) -> None:
    plain = read(folder, "patentsview")
    packed = tmp_path / "packed"
    packed.mkdir()
    for name, text in FILES.items():
        with zipfile.ZipFile(packed / f"{name}.zip", "w") as archive:
            archive.writestr(name, text)
    again = read(packed, "patentsview")
    for name in plain.tables:
        assert rows(again, name, *plain.tables[name]) == rows(plain, name, *plain.tables[name])


def test_the_older_name_of_the_full_cpc_symbol_is_known(folder: Path) -> None:
    text = tsv(
        "patent_id section_id subsection_id group_id subgroup_id category sequence",
        [["10000001", "B", "B29", "B29C", "B29C45/00", "inventional", 0]],
    )
    (folder / "g_cpc_current.tsv").write_text(text, "utf-8")
    records = read(folder, "patentsview")
    assert ("10000001", "cpc", "B29C45/00") in rows(
        records, "classes", "filing_id", "scheme", "code"
    )


def test_without_foreign_priorities_no_priority_year_is_known(folder: Path) -> None:
    (folder / "g_foreign_priority.tsv").unlink()
    records = read(folder, "patentsview")
    assert rows(records, "filings", "priority_year") == [(None,)] * 3


def test_patents_alone_say_what_is_lacking(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in ("g_patent.tsv", "g_inventor_disambiguated.tsv"):
            path.unlink()
    told = notes(read(folder, "patentsview"))
    for words in (
        "no year of filing",
        "nothing can be counted by applicant",
        "nobody has a residence",
    ):
        assert words in told


def test_a_place_that_is_no_place_on_earth_is_missing_and_counted(folder: Path) -> None:
    text = FILES["g_location_disambiguated.tsv"].replace("34.05", "134.05")
    (folder / "g_location_disambiguated.tsv").write_text(text, "utf-8")
    records = read(folder, "patentsview")
    assert [entry.rows for entry in records.rejected if "latitude" in entry.reason] == [1]


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("g_patent.tsv", ("patent_date", "date"), r"g_patent\.tsv has no column patent_date"),
        ("g_patent.tsv", ("\t", ";"), "';'"),
        ("g_patent.tsv", (FILES["g_patent.tsv"], "appln_id,appln_auth\n1,EP\n"), "has no column patent_id"),
        ("g_inventor_disambiguated.tsv", ("location_id", "place"), "has no column location_id"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_should_be_is_refused(
    folder: Path, name: str, change: tuple[str, str], told: str
) -> None:
    (folder / name).write_text(FILES[name].replace(*change), "utf-8")
    with pytest.raises(RequestError, match=told):
        read(folder, "patentsview")


def test_nothing_can_be_counted_without_patents(folder: Path) -> None:
    (folder / "g_patent.tsv").unlink()
    with pytest.raises(RequestError, match=r"g_patent\.tsv\. It tells which patents there are"):
        read(folder, "patentsview")
