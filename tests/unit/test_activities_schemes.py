"""Schemes that ship hold every entry of their source, and lists of one's own are read or refused."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from smartspec.activities.entries import Span, parse_entry
from smartspec.activities.groups import figure_groups
from smartspec.activities.schemes import Scheme, scheme, schemes
from smartspec.activities.symbols import parse_symbol
from smartspec.core.errors import RequestError

LISTS = Path(__file__).parents[2] / "src" / "smartspec" / "activities" / "lists"
SIZES = {
    "wipo35": 764, "oecd_biotech": 30, "oecd_biotech_later": 38, "oecd_nano": 16, "oecd_ict": 88,
    "oecd_env": 197, "oecd_figure_7_2": 30 + 16 + 197 + 88, "cpc_y02": 9,
}  # fmt: skip


def holds(entry: str, code: str) -> bool:
    symbol = parse_symbol(code)
    assert symbol is not None
    parts = parse_entry(entry)
    assert len(parts) == 1
    return any(span.holds(symbol) for span in parts[0])


@pytest.mark.parametrize(
    ("entry", "inside", "beside"),
    [
        # A main group is compared as a number and not as text.
        ("A61K8", ("A61K8/00", "A61K8/02", "A61K8", "A61K0008110000"), ("A61K80/00", "A61K81", "A61K")),
        ("A61K8/", ("A61K8/02",), ("A61K80/00",)),
        ("A61K38/00", ("A61K38/00", "A61K38/17", "A61K38"), ("A61K39/00", "A61K380/00", "A61K")),
        ("H04N", ("H04N", "H04N/", "H04N5/00"), ("H04L5/00", "H04")),
        ("G06", ("G06F17/30", "G06"), ("G07F1/00", "G")), ("Y02E", ("Y02E10/50",), ("Y02T10/50",)),
        # Subgroups are decimals: what continues the digits lies within.
        ("C02F3/34", ("C02F3/34", "C02F3/341", "C02F3/348"), ("C02F3/30", "C02F3/35", "C02F3", "C02F3/00")),
        ("H01S3/093", ("H01S3/093", "H01S3/0931", "H01S3/0933"), ("H01S3/09", "H01S3/092", "H01S3/94")),
        ("G01N33/53*", ("G01N33/53", "G01N33/5308"), ("G01N33/52", "G01N33/54")),
        ("B01D53/3*", ("B01D53/30", "B01D53/346"), ("B01D53/40", "B01D53/00")),
        # Ranges of subgroups: in the order of decimals, the end with its own decimals.
        ("B01D53/34-72", ("B01D53/34", "B01D53/346", "B01D53/50", "B01D53/72", "B01D53/725"),
         ("B01D53/00", "B01D53/33", "B01D53/339", "B01D53/73", "B01D53", "B01D54/50")),
        ("F02M3/02-055", ("F02M3/02", "F02M3/04", "F02M3/055", "F02M3/0551"), ("F02M3/01", "F02M3/06", "F02M3/056")),
        ("Y02T10/62-6295", ("Y02T10/62", "Y02T10/6204", "Y02T10/6295"), ("Y02T10/63", "Y02T10/6296", "Y02T10/61")),
        ("Y02B10/00-72", ("Y02B10/00", "Y02B10/10", "Y02B10/72"), ("Y02B10/80", "Y02B20/00")),
        ("B01D53/34–72", ("B01D53/50",), ("B01D53/80",)),
        ("B01D 53/34 - 53/72", ("B01D53/50",), ("B01D53/80",)),
        ("B01D53/34-B01D53/72", ("B01D53/50",), ("B01D53/80",)),
        # Ranges of main groups.
        ("F02M39-71", ("F02M39/00", "F02M51/06", "F02M71", "F02M71/02"), ("F02M38/00", "F02M72/00", "F02M390/00", "F02M")),
        ("[A61K8 or A61Q]", ("A61K8/02", "A61Q1/00"), ("A61K9/00",)),
    ],
)  # fmt: skip
def test_an_entry_holds_what_it_means_and_nothing_beside(
    entry: str, inside: tuple[str, ...], beside: tuple[str, ...]
) -> None:
    assert [code for code in inside if not holds(entry, code)] == []
    assert [code for code in beside if holds(entry, code)] == []


def test_a_combination_has_a_part_for_each_class_that_must_be_there() -> None:
    e03 = (Span("E03"),)
    assert parse_entry("[F17D5/02 and E03]") == ((Span("F17D5", "02", "02"),), e03)
    leak = tuple(Span("G01M3", digits, digits) for digits in ("08", "14", "18", "22", "28"))
    text = "[G01M 3/08 or G01M 3/14 or G01M 3/18 or G01M 3/22 or G01M 3/28] and E03"
    assert parse_entry(text) == (leak, e03)
    assert parse_entry("E03 AND (A61K8 or A61K9) and b01d53/34-72") == (
        e03, (Span("A61K8"), Span("A61K9")), (Span("B01D53", "34", "72"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("", "no class"), ("Y01N2/00 nanobiotechnology", "no class"), ("A61K31/5", "no class"),
        ("A61K3*", "write A61K3/ for the main group"), ("B01D53/72-34", "goes up"),
        ("B01D53/34-34", "goes up"), ("B01D53/34-54/12", "one main group"), ("F02M71-39", "goes up"),
        ("H04B-H04W", "no class"), ("A61K8 or A61Q and C12N", "[brackets]"), ("[A61K8 and", "missing"),
        ("[A61K8 and C12N", "not closed"), ("A61K8 and C12N]", "closes no bracket"),
        ("and A61K8", "missing"), ("[A61K8 and C12N] or E03", "a row for each"), ("[]", "missing"),
        ("[A61K8 or C12N)", "not closed"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_reason(entry: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_entry(entry)


def test_of_two_spans_the_finer_ranks_higher() -> None:
    rising = [
        "A",
        "A61",
        "A61K",
        "A61K30-39",
        "A61K38/00",
        "A61K38/04-16",
        "A61K38/1*",
        "A61K38/10",
        "A61K38/101",
    ]
    ranks = [parse_entry(text)[0][0].rank for text in rising]
    assert ranks == sorted(set(ranks))


def test_every_list_that_ships_is_in_the_catalogue_and_every_entry_is_read() -> None:
    listed = {entry.name: len(entry.entries) for entry in schemes() if entry.entries}
    assert listed == SIZES
    rows = 0
    for path in LISTS.glob("*.csv"):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            if "code" in row:
                rows += 1
                assert parse_entry(row["code"])
    assert rows == 764 + 197 + 38 + 16 + 88 + 9


@pytest.mark.parametrize(
    ("name", "source", "column"),
    [
        ("wipo35", "wipo35_ipc.csv", "ipc_prefix"), ("oecd_env", "oecd_env_tech_2015.csv", "code_prefix_or_range"),
        ("oecd_ict", "oecd_ict_ipc.csv", "code_prefix_or_range"), ("cpc_y02", "cpc_y02_headings.csv", "code"),
        ("oecd_biotech_later", "oecd_biotech_nano_ipc.csv", "code_prefix_or_range"),
    ],
)  # fmt: skip
def test_no_entry_of_a_source_is_lost(
    name: str, source: str, column: str, shared_data: Path
) -> None:
    path = shared_data.parent / "facts" / source
    if not path.is_file():
        pytest.skip(f"{path} does not lie there")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    shipped = [entry.text for entry in scheme(name).entries]
    if name == "oecd_biotech_later":
        shipped += [entry.text for entry in scheme("oecd_nano").entries]
    assert len(shipped) == len(rows)
    for row, text in zip(rows, shipped, strict=True):
        assert row[column].startswith(text)  # two lists have a remark behind some classes
        assert row.get("include", "include") == "include"
        if row.get("status"):
            assert row["status"] in scheme(name).status


def test_what_was_not_checked_says_so() -> None:
    sure = {entry.name for entry in schemes() if not entry.status}
    assert sure == {"ipc", "cpc", "wipo35", "oecd_env"}
    for name in ("oecd_biotech", "oecd_nano", "oecd_ict", "oecd_figure_7_2"):
        assert "not verified" in scheme(name).status
        assert "check against the published annex" in scheme(name).status


def test_every_scheme_names_its_source_and_what_it_looks_in() -> None:
    for entry in schemes():
        assert entry.title
        assert entry.version
        assert entry.source
        assert set(entry.classifications) <= {"ipc", "cpc"}
        assert entry.level in entry.levels
        for one in entry.entries:
            assert one.activity in entry.names
            assert one.classifications
            assert set(one.classifications) <= set(entry.classifications)
        if entry.entries:
            assert entry.licence


@pytest.mark.parametrize(
    ("spec", "activities"),
    [
        ("wipo35", [str(number) for number in range(1, 36)]),
        ("wipo35:sector", ["Electrical engineering", "Instruments", "Chemistry", "Mechanical engineering", "Other fields"]),
        ("oecd_biotech", ["biotechnology"]), ("oecd_nano", ["nanotechnology"]), ("oecd_ict", ["ict"]),
        ("oecd_ict:subfield", ["telecommunications", "consumer_electronics", "computers_office", "other_ict"]),
        ("oecd_env", ["1", "2", "4", "5", "6", "7"]), ("oecd_env:field", ["environment"]),
        ("oecd_figure_7_2", ["bio_nano", "environment", "ict"]), ("OECD-ENV:LEVEL1", ["1", "2", "4", "5", "6", "7"]),
        ("cpc_y02", ["Y02A", "Y02B", "Y02C", "Y02D", "Y02E", "Y02P", "Y02T", "Y02W", "Y04S"]),
        ("ipc:section", ["A", "B", "C", "D", "E", "F", "G", "H"]), ("ipc", []),
    ],
)  # fmt: skip
def test_a_scheme_has_its_activities_in_order(spec: str, activities: list[str]) -> None:
    assert list(scheme(spec).names) == activities


def test_levels_of_the_environment_nest_and_where_one_is_lacking_the_one_above_stands() -> None:
    fine, middle = scheme("oecd_env:level3"), scheme("oecd_env:level2")
    assert len(middle.names) == 25
    assert middle.names["1.1"] == "Air pollution abatement"
    assert middle.names["6.5"] == "Enabling technologies in transport"
    assert fine.names["1.4"] == "Soil remediation"  # has no third level
    assert fine.names["6.5.2"].startswith("Application of fuel cell")
    for one, two in zip(fine.entries, middle.entries, strict=True):
        assert ".".join(one.activity.split(".")[:2]) == two.activity


def test_the_three_groups_have_the_labels_and_names_of_their_proxies() -> None:
    assert dict(scheme("oecd_figure_7_2").names) == {
        group.key: group.name for group in figure_groups()
    }


def test_only_whole_classifications_are_exhaustive() -> None:
    assert {entry.name for entry in schemes() if entry.exhaustive} == {"ipc", "cpc", "wipo35"}


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("wipo", "Did you mean 'wipo35'"), ("wipo35:sectr", "field, sector"), ("ipc:grp", "subclass, group, subgroup"),
        ("", "no scheme"), ("published", "published:wipo35"), ("cpc_y02@ipc", "CPC classes alone"),
        ("ipc@cpc", "no list of classes"), ("wipo35@uspc", "ipc+cpc"), ("none.csv", "does not exist"),
    ],
)  # fmt: skip
def test_a_scheme_that_does_not_exist_is_told(spec: str, told: str) -> None:
    with pytest.raises(RequestError, match=re.escape(told)):
        scheme(spec)


def test_a_list_for_the_ipc_can_be_read_on_cpc_classes_and_says_so() -> None:
    found = scheme("wipo35@cpc")
    assert found.classifications == ("cpc",)
    assert {entry.classifications for entry in found.entries} == {("cpc",)}
    assert any("made for the IPC" in caveat for caveat in found.caveats)
    ipc_only = scheme("oecd_env@ipc")
    assert {entry.classifications for entry in ipc_only.entries} == {("ipc",), ()}


def test_fields_that_the_source_publishes_have_the_names_of_the_register() -> None:
    found = scheme("published:wipo35")
    assert found.classifications == ("wipo35",)
    assert found.names["15"] == "Biotechnology"
    assert found.exhaustive
    assert not found.is_hierarchy
    assert scheme("published:nace").classifications == ("nace",)


def own(tmp_path: Path, text: str, name: str = "own.csv") -> Scheme:
    (tmp_path / name).write_text(text, "utf-8")
    return scheme(name, folder=tmp_path)


def test_a_list_of_ones_own_is_read(tmp_path: Path) -> None:
    found = own(
        tmp_path,
        "activity,code,name,remark\nwind,F03D,Wind power,x\nwind,Y02E10/70-766,,\n\nsun,H02S and E04,\n",
    )
    assert list(found.names.items()) == [("wind", "Wind power"), ("sun", "sun")]
    assert [entry.text for entry in found.entries] == ["F03D", "Y02E10/70-766", "H02S and E04"]
    assert (found.overlap, found.exhaustive, found.classifications) == (
        "longest",
        False,
        ("ipc", "cpc"),
    )
    assert found.status == ""


@pytest.mark.parametrize(
    "text", ["\ufeffcode;activity\nF03D;wind\n", "Code\tActivity\r\nF03D\twind\r\n"]
)
def test_a_spreadsheet_of_any_country_may_have_written_it(text: str, tmp_path: Path) -> None:
    assert dict(own(tmp_path, text).names) == {"wind": "wind"}


def test_choices_stand_behind_the_file_and_may_stand_in_its_name(tmp_path: Path) -> None:
    text = "code,activity\nF03D,wind\n"
    assert own(tmp_path, text, "a@b.csv").overlap == "longest"
    found = scheme("a@b.csv@every@cpc", folder=tmp_path)
    assert (found.overlap, found.classifications) == ("every", ("cpc",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column 'code'"), ("cod,activity\nF03D,wind\n", "is it 'cod'"), ("code,name\nF03D,x\n", "no column 'activity'"),
        ("code,activity,code\nF03D,wind,x\n", "twice"), ("code,activity\n", "includes no class"),
        ("code,activity\nF03D,wind\nfoo,sun\n", "row 3 ('foo': it is no class"),
        ("code,activity\n,wind\nF03D,\n", "row 2 (its code is empty), row 3 (its activity is empty)"),
        ("code,activity,include\nF03D,wind,maybe\n", "row 2 (include is 'include' or 'exclude', not 'maybe')"),
        ("code,activity,include\nF03D,wind,exclude\n", "includes no class"),
        ("code,activity,include\nF03D and E04,wind,exclude\n", "not combinations"),
        ("code,activity,classification\nF03D,wind,uspc\n", "not 'uspc'"),
        ("code,activity,name\nF03D,w,Wind\nF03G,w,Sun\n", "row 3 (activity w is named 'Wind' above and 'Sun' here)"),
        ("code,activity\n" + "foo,x\n" * 9, "and 6 more"), ('code,activity\n"F03D,wind\n', "no whole CSV"),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused_with_the_numbers_of_its_rows(
    text: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match=re.escape(told)) as raised:
        own(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_a_list_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(RequestError, match="is a folder"):
        scheme("folder.csv", folder=tmp_path)
    (tmp_path / "latin.csv").write_bytes("code,activity\nF03D,Energía\n".encode("latin-1"))
    with pytest.raises(RequestError, match="UTF-8"):
        scheme("latin.csv", folder=tmp_path)
