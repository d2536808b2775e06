"""The Lens: nine documents in the layout of its CSV export, every table worked out by hand."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from sources_sample import notes, read, rows, write_all

from smartspec.core.errors import RequestError
from smartspec.tables.microdata import Microdata

HEADER = (
    "#,Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Publication Year,Application Number,"
    "Application Date,Priority Numbers,Earliest Priority Date,Title,Abstract,Applicants,Inventors,"
    "Owners,URL,Document Type,Has Full Text,Cites Patent Count,Cited by Patent Count,"
    "Simple Family Size,Simple Family Members,Simple Family Member Jurisdictions,"
    "Extended Family Size,Extended Family Members,Extended Family Member Jurisdictions,"
    "Sequence Count,CPC Classifications,IPCR Classifications,US Classifications,NPL Citation Count,"
    "NPL Resolved Citation Count,NPL Resolved Lens ID(s),NPL Resolved External ID(s),NPL Citations,"
    "Legal Status"
)

APPLICATION, GRANT = "Patent Application", "Granted Patent"


def document(
    number: int, key: str, office: str, kind: str, *, published: str, application: str,
    filed: str = "", priority: str = "", type_: str = APPLICATION, applicants: str = "",
    inventors: str = "", ipc: str = "", cpc: str = "", family: str = "",
) -> dict[str, object]:  # fmt: skip
    """One row of an export."""
    return {
        "#": number, "Jurisdiction": office, "Kind": kind, "Display Key": f"{office} {number} {kind}",
        "Lens ID": key, "Publication Date": published, "Publication Year": published[:4],
        "Application Number": application, "Application Date": filed,
        "Earliest Priority Date": priority, "Title": "A drone, with a lamp",
        "Abstract": 'It has a "lamp";\nand wings.', "Applicants": applicants,
        "Inventors": inventors, "Owners": f"{applicants} (2019-10-15)" if applicants else "",
        "Document Type": type_, "Simple Family Members": family, "CPC Classifications": cpc,
        "IPCR Classifications": ipc, "Legal Status": "Active",
    }  # fmt: skip


def export(*documents: dict[str, object]) -> str:
    """Write an export as The Lens does: commas, quotes where needed, line breaks in abstracts."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(documents)
    return out.getvalue()


EP = "EP 18000001 A"
DOCUMENTS = (
    document(
        1, "001-000-000-000-001", "EP", "A1", published="2019-06-12", application=EP,
        filed="2018-12-01", priority="2017-12-04", applicants="ACME GMBH;;UNIV X",
        inventors="MUELLER ANNA;;ITO BO", ipc="B64C39/02;;B64D47/02", cpc="B64C39/024",
        family="US 7 B2;;EP 1 A1",
    ),
    document(  # the grant of the same application, an inventor spelled otherwise
        2, "000-000-000-000-002", "EP", "B1", published="2021-03-03", application=EP,
        filed="2018-12-01", priority="2017-12-04", type_=GRANT, applicants="ACME AG",
        inventors="MÜLLER ANNA;;ITO BO", ipc="B64C39/02;;G05D1/00", family="EP 1 A1;;US 7 B2",
    ),
    document(
        3, "003-000-000-000-003", "WO", "A1", published="2019-07-01", application="EP 2018000003 W",
        filed="2018-12-02", priority="2017-12-04", applicants="SOLO, INC", inventors=" ROE CY ;; ;;ROE CY",
        ipc=" B64C39/02 ;;",
    ),
    document(4, "004-000-000-000-004", "US", "S", published="2020-01-01", application="US 4 D", type_="Design Right", inventors="X"),
    document(5, "005-000-000-000-005", "CN", "U", published="2020-01-01", application="CN 5 U", type_="Limited Patent", inventors="Y"),
    document(6, "006-000-000-000-006", "EA", "A1", published="2020-05-05", application="", filed="0000-00-00"),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_all(tmp_path / "lens", {"lens-export.csv": export(*DOCUMENTS)})


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Microdata:
    folder = tmp_path_factory.mktemp("lens") / "files"
    return read(write_all(folder, {"lens-export.csv": export(*DOCUMENTS)}), "lens")


def test_an_application_and_its_grant_are_one_filing(records: Microdata) -> None:
    found = rows(
        records, "filings", "filing_id", "route", "office", "family_id",
        "priority_year", "filing_year", "publication_year", "grant_year",
    )  # fmt: skip
    assert found == [
        ("001-000-000-000-001", "epo", "EP", "EP 1 A1", 2017, 2018, 2019, 2021),
        ("003-000-000-000-003", "pct", "WO", None, 2017, 2018, 2019, None),
        ("006-000-000-000-006", "regional", "EA", None, None, None, 2020, None),
    ]


def test_persons_are_those_of_the_first_publication(records: Microdata) -> None:
    assert rows(records, "inventors", "filing_id", "name") == [
        ("001-000-000-000-001", "ITO BO"),
        ("001-000-000-000-001", "MUELLER ANNA"),
        ("003-000-000-000-003", "ROE CY"),
    ]
    assert rows(records, "applicants", "filing_id", "name") == [
        ("001-000-000-000-001", "ACME GMBH"),
        ("001-000-000-000-001", "UNIV X"),
        ("003-000-000-000-003", "SOLO, INC"),
    ]
    assert "country" not in records.tables["inventors"]


def test_classes_are_those_of_all_publications(records: Microdata) -> None:
    assert rows(records, "classes", "filing_id", "scheme", "code") == [
        ("001-000-000-000-001", "cpc", "B64C39/024"),
        ("001-000-000-000-001", "ipc", "B64C39/02"),
        ("001-000-000-000-001", "ipc", "B64D47/02"),
        ("001-000-000-000-001", "ipc", "G05D1/00"),
        ("003-000-000-000-003", "ipc", "B64C39/02"),
    ]


def test_what_was_done_is_told(records: Microdata) -> None:
    told = notes(records)
    assert "protection certificates): 2." in told
    assert "such as its grant: 1." in told
    assert "Rows that name no inventor: 1." in told
    assert [entry.rows for entry in records.rejected if "Application Date" in entry.reason] == [1]


def test_each_document_may_be_a_filing(folder: Path) -> None:
    records = read(folder, "lens", choices={"filing": "document"})
    found = rows(records, "filings", "filing_id", "grant_year")
    assert found == [
        ("000-000-000-000-002", 2021), ("001-000-000-000-001", None),
        ("003-000-000-000-003", None), ("006-000-000-000-006", None),
    ]  # fmt: skip
    assert ("000-000-000-000-002", "MÜLLER ANNA") in rows(records, "inventors", "filing_id", "name")


def test_designs_and_utility_models_may_be_kept(folder: Path) -> None:
    records = read(folder, "lens", choices={"kind": "all"})
    offices = rows(records, "filings", "office")
    assert offices == [("CN",), ("EA",), ("EP",), ("US",), ("WO",)]


def test_exports_that_overlap_count_once(folder: Path) -> None:
    again = [{**row, "#": 90 + index} for index, row in enumerate(DOCUMENTS[:2])]
    packed = gzip.compress(export(*again).encode())
    (folder / "second search.csv.gz").write_bytes(packed)
    records = read(folder, "lens")
    assert len(rows(records, "filings", "filing_id")) == 3
    assert len(rows(records, "inventors", "name")) == 3
    assert "as exports that overlap do: 2." in notes(records)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(
    folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "windows"
    other.mkdir()
    text = export(*DOCUMENTS).replace("\n", "\r\n")
    (other / "lens-export.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    first, second = read(folder, "lens"), read(other, "lens")
    for name in first.tables:
        assert rows(first, name, *first.tables[name]) == rows(second, name, *first.tables[name])


def test_the_columns_of_older_exports_are_known(tmp_path: Path) -> None:
    header = "#,Jurisdiction,Publication Year,Lens ID,Type,Inventors,IPCR Classifications"
    text = f"{header}\n1,US,2015,001-000-000-000-001,{GRANT},A;;B,A61K31/00\n"
    records = read(write_all(tmp_path / "old", {"a.csv": text}), "lens")
    found = rows(records, "filings", "filing_id", "office", "publication_year", "grant_year")
    assert found == [("001-000-000-000-001", "US", 2015, 2015)]
    assert rows(records, "inventors", "name") == [("A",), ("B",)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (export(*DOCUMENTS).replace("Lens ID", "Lens", 1), r"export\.csv has no column Lens ID"),
        (export(*DOCUMENTS).replace(",", ";"), "';'"),
        ("appln_id,appln_auth\n1,EP\n", r"has no column Lens ID; its first line has appln_id"),
        (export(), "Nothing can be counted"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused(folder: Path, text: str, told: str) -> None:
    (folder / "lens-export.csv").write_text(text, "utf-8")
    with pytest.raises(RequestError, match=told):
        read(folder, "lens")


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"lens-export\.csv"):
        read(write_all(tmp_path / "empty", {}), "lens")
