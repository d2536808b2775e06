"""Classes and filings belong to the activities that lists and hierarchies give them."""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from smartspec.activities.assign import IN_NO_ACTIVITY, TOO_COARSE, assign, filings_in
from smartspec.activities.schemes import Scheme, scheme
from smartspec.core.errors import RequestError

WIPO = Path(__file__).parents[2] / "src" / "smartspec" / "activities" / "lists" / "wipo35_ipc.csv"


def classes(*codes: str, of: str = "ipc") -> pd.DataFrame:
    return pd.DataFrame({"scheme": of, "code": list(codes)}, dtype="str")


def given(chosen: Scheme | str, *codes: str, of: str = "ipc") -> dict[str, list[str]]:
    named = scheme(chosen) if isinstance(chosen, str) else chosen
    direct = assign(named, classes(*codes, of=of)).direct
    return {code: direct.loc[direct["code"] == code, "activity"].tolist() for code in codes}


def own(tmp_path: Path, text: str, choice: str = "") -> Scheme:
    (tmp_path / "own.csv").write_text(text, "utf-8")
    return scheme(f"own.csv{choice}", folder=tmp_path)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("A61K31/00", "16"), ("A61K  31/7004", "16"), ("A61K0008020000", "14"), ("A61K8/97", "14"),
        ("A61K6/00", "16"), ("A61P35/00", "16"), ("A61B5/00", "13"), ("C12N15/09", "15"), ("B82Y30/00", "22"),
        ("G01N33/53", "11"), ("G01N3/08", "10"), ("H04N1/00", "3"), ("H04N5/225", "2"), ("H04N21/00", "4"),
        ("H04N101/00", "2"), ("B01D53/34", "24"), ("B01D1/00", "23"), ("E01F8/00", "24"), ("E01F9/00", "35"),
        ("C13B5/00", "29"), ("C13B50/00", "18"), ("G06Q50/00", "7"), ("H01L21/00", "8"), ("F03D1/00", "27"),
    ],
)  # fmt: skip
def test_a_class_has_its_technology_field(code: str, field: str) -> None:
    assert given("wipo35", code) == {code: [field]}


def test_an_exception_is_a_main_group_and_not_the_beginning_of_a_text() -> None:
    assert given("wipo35", "A61K8/00", "A61K80/00", "A61K") == {
        "A61K8/00": ["14"],
        "A61K80/00": [],
        "A61K": [],
    }


def test_a_sector_is_that_of_the_field() -> None:
    assert given("wipo35:sector", "A61K8/00", "H04N5/00") == {
        "A61K8/00": ["Chemistry"], "H04N5/00": ["Electrical engineering"],
    }  # fmt: skip


def test_every_drone_class_falls_in_the_field_that_a_plain_loop_finds(shared_data: Path) -> None:
    frame = pd.read_csv(shared_data / "patents_micro" / "drones_ipc.csv.gz", dtype="str")
    codes = frame["ipcr_classifications"].drop_duplicates().tolist()
    found = assign(scheme("wipo35"), classes(*codes))
    assert found.malformed.empty
    assert not found.direct["code"].duplicated().any()  # never two fields
    rows = list(csv.DictReader(WIPO.read_text("utf-8").splitlines()))
    told = dict(zip(found.direct["code"], found.direct["activity"], strict=True))
    for code in codes:
        # Text alone: an entry with a slash at its end cannot match a longer number.
        longest = max(
            (row for row in rows if code.startswith(row["code"])),
            key=lambda row: len(row["code"]),
            default=None,
        )
        assert told.get(code) == (longest and longest["activity"]), code
    # Without a field: G16Y came in 2020, after the last revision of the concordance, and fields
    # divide A61K, G01N and H04N, so that these without a main group belong nowhere.
    outside = Counter(code[:4] for code in found.outside["code"])
    assert set(outside) == {"G16Y", "A61K", "G01N", "H04N"}
    assert {code for code in found.outside["code"] if code[:4] != "G16Y"} == {
        "A61K/",
        "G01N/",
        "H04N/",
    }
    assert len(told) + len(found.outside) == len(codes)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("B01D53/34", ["1.1.1"]), ("B01D53/565", ["1.1.1"]), ("B01D53/72", ["1.1.1"]), ("B01D53/74", []),
        ("B01D53/92", ["1.1.2"]), ("B01D53/00", []), ("F02M51/06", ["1.1.2"]), ("F02M37/00", []),
        # Searches are independent: an entry within another one's class counts for both.
        ("F23G7/06", ["1.1.1", "1.3.4"]), ("F23G7/00", ["1.3.4"]), ("C09K3/32", ["1.2.1", "1.2.3"]),
        ("F01N11/00", ["1.1.3", "1.5"]), ("C05F7/00", ["1.2.2", "1.3.3"]), ("E03B3/04", ["2.2.1"]),
        ("Y02E10/50", []), ("F17D5/02", []), ("E03B7/00", []),
    ],
)  # fmt: skip
def test_a_class_has_its_environment_fields(code: str, fields: list[str]) -> None:
    assert given("oecd_env:level3", code) == {code: fields}


def test_tags_of_the_cpc_are_looked_for_among_cpc_classes_alone() -> None:
    assert given("oecd_env:level3", "Y02E10/50", "Y02E10/47", "Y02E60/12", of="cpc") == {
        "Y02E10/50": ["4.1.3"], "Y02E10/47": ["4.1.2"], "Y02E60/12": ["4.6.1"],
    }  # fmt: skip
    assert given("cpc_y02", "Y02E10/50", "Y04S10/12", "A61K31/00", of="cpc") == {
        "Y02E10/50": ["Y02E"], "Y04S10/12": ["Y04S"], "A61K31/00": [],
    }  # fmt: skip


def test_the_three_groups_overlap() -> None:
    assert given("oecd_figure_7_2", "G01N33/53", "B82Y30/00", "C02F3/34", "A61K31/00") == {
        "G01N33/53": ["bio_nano", "ict"], "B82Y30/00": ["bio_nano"],
        "C02F3/34": ["bio_nano", "environment"], "A61K31/00": [],
    }  # fmt: skip


def test_the_definition_of_biotechnology_is_the_earlier_one_unless_the_later_is_asked_for() -> None:
    assert given("oecd_biotech", "C12N15/09", "A01K67/027", "A61K38/17") == {
        "C12N15/09": ["biotechnology"], "A01K67/027": [], "A61K38/17": ["biotechnology"],
    }  # fmt: skip
    assert given("oecd_biotech_later", "A01K67/027", "G16B40/00", "A61K35/76") == {
        "A01K67/027": ["biotechnology"], "G16B40/00": ["biotechnology"], "A61K35/76": ["biotechnology"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "activity"),
    [
        ("section", "A"),
        ("class", "A61"),
        ("subclass", "A61K"),
        ("group", "A61K31"),
        ("subgroup", "A61K31/70"),
    ],
)
def test_a_class_is_its_own_activity_at_any_level(level: str, activity: str) -> None:
    found = assign(scheme(f"ipc:{level}"), classes("A61K  31/70", "A61K31/700", "A61"))
    assert found.direct.loc[found.direct["code"] != "A61", "activity"].tolist() == [
        activity,
        activity,
    ]
    coarse = found.outside
    assert coarse["code"].tolist() == ([] if level in {"section", "class"} else ["A61"])
    assert set(coarse["reason"]) <= {TOO_COARSE}


def test_every_class_ends_in_one_of_the_tables() -> None:
    found = assign(scheme("wipo35"), classes("A61K31/00", "A61K", "?", "", "A61K31/00"))
    assert found.direct[["scheme", "code", "activity", "symbol", "rule"]].values.tolist() == [
        ["ipc", "A61K31/00", "16", "A61K31/00", "A61K31/"]
    ]
    assert found.malformed.values.tolist() == [["ipc", "?"], ["ipc", ""]]
    assert found.outside.values.tolist() == [["ipc", "A61K", IN_NO_ACTIVITY]]
    assert found.parts.empty
    assert found.rules.empty


def test_classes_of_another_classification_are_left_alone() -> None:
    both = pd.concat(
        [classes("A61K31/00"), classes("A61K31/00", "bad", of="cpc"), classes("15", of="wipo35")]
    )
    found = assign(scheme("wipo35"), both)
    assert found.direct["scheme"].tolist() == ["ipc"]
    assert found.malformed.empty
    found = assign(
        scheme("published:wipo35"), pd.concat([both, classes("015", "36", "16.0", of="wipo35")])
    )
    assert found.direct[["code", "activity"]].values.tolist() == [
        ["15", "15"],
        ["015", "15"],
        ["16.0", "16"],
    ]
    assert found.malformed["code"].tolist() == ["36"]


def test_no_classes_give_empty_tables_with_their_columns() -> None:
    found = assign(scheme("oecd_env"), classes())
    assert list(found.direct) == ["scheme", "code", "activity", "symbol", "rule"]
    assert list(found.parts) == ["scheme", "code", "rule", "part"]
    assert (len(found.direct), len(found.parts), len(found.malformed), len(found.outside)) == (
        0,
        0,
        0,
        0,
    )
    assert len(found.rules) == 3


def test_a_missing_column_is_told() -> None:
    with pytest.raises(RequestError, match="lack the column 'scheme'"):
        assign(scheme("wipo35"), pd.DataFrame({"code": ["A61K31/00"]}))
    with pytest.raises(RequestError, match="lack the column 'filing_id'"):
        filings_in(scheme("wipo35"), classes("A61K31/00"))


def test_a_missing_class_is_no_class() -> None:
    frame = pd.DataFrame({"scheme": ["ipc", "ipc"], "code": [None, "A61K31/00"]})
    assert assign(scheme("wipo35"), frame).malformed["code"].tolist() == [""]


def test_combinations_name_their_parts_and_how_many_there_are() -> None:
    found = assign(
        scheme("oecd_env:level3"), classes("F17D5/02", "E03B7/00", "G01M  3/14", "G01M3/40")
    )
    leak = "[G01M 3/08 or G01M 3/14 or G01M 3/18 or G01M 3/22 or G01M 3/28] and E03"
    assert found.parts[["code", "rule", "part"]].values.tolist() == [
        ["F17D5/02", "[F17D5/02 and E03]", 0],
        ["E03B7/00", "[F17D5/02 and E03]", 1],
        ["E03B7/00", "[F16L55/16 and E03]", 1],
        ["E03B7/00", leak, 1],
        ["G01M  3/14", leak, 0],
    ]
    assert found.rules.values.tolist() == [
        ["[F17D5/02 and E03]", "2.1.4", 2], ["[F16L55/16 and E03]", "2.1.4", 2], [leak, "2.1.4", 2],
    ]  # fmt: skip
    assert found.outside["code"].tolist() == ["F17D5/02", "E03B7/00", "G01M  3/14", "G01M3/40"]


def test_a_filing_has_a_combination_only_if_it_has_every_part() -> None:
    filings = {
        "whole": ["F17D5/02", "E03B7/00"], "one": ["F17D5/02"], "twice": ["E03B7/00", "E03B7/02"],
        "other": ["G01M3/22", "G01M3/28", "E03F7/00"], "both": ["F17D5/02", "F16L55/16", "E03B7/00", "C02F1/00"],
    }  # fmt: skip
    frame = pd.DataFrame(
        [(key, "ipc", code) for key, codes in filings.items() for code in codes], columns=["filing_id", "scheme", "code"]
    )  # fmt: skip
    found = filings_in(scheme("oecd_env:level3"), frame)
    by_filing = (
        found.groupby("filing_id")["activity"].agg(lambda several: sorted(set(several))).to_dict()
    )
    assert by_filing == {
        "whole": ["2.1.4"],
        "other": ["1.2.1", "2.1.4"],
        "both": ["1.2.1", "2.1.4"],
    }
    assert sorted(found.loc[found["filing_id"] == "both", "rule"]) == [
        "C02F",
        "[F16L55/16 and E03]",
        "[F17D5/02 and E03]",
    ]


def test_parts_may_come_from_both_classifications() -> None:
    frame = pd.DataFrame(
        {"filing_id": "1", "scheme": ["ipc", "cpc"], "code": ["F17D5/02", "E03B7/00"]}
    )
    assert filings_in(scheme("oecd_env:level3"), frame)["activity"].tolist() == ["2.1.4"]


def test_in_a_list_of_ones_own_the_longest_entry_wins_or_every_one_if_asked(tmp_path: Path) -> None:
    text = "code,activity\nA61,a\nA61K,b\nA61K31-39,c\nA61K31/00,d\nA61K31/70-80,e\nA61K31/70,f\nA61K31/7004,g\n"
    codes = (
        "A61B5/00",
        "A61K8/00",
        "A61K33/00",
        "A61K31/12",
        "A61K31/75",
        "A61K31/7016",
        "A61K31/7004",
    )
    longest = given(own(tmp_path, text), *codes)
    assert [longest[code] for code in codes] == [["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]
    every = given(own(tmp_path, text, "@every"), *codes)
    assert ["".join(every[code]) for code in codes] == [
        "a",
        "ab",
        "abc",
        "abcd",
        "abcde",
        "abcdef",
        "abcdefg",
    ]


def test_equally_long_entries_share_a_class(tmp_path: Path) -> None:
    assert given(own(tmp_path, "code,activity\nA61K,b\nA61K,a\n"), "A61K8/00") == {
        "A61K8/00": ["b", "a"]
    }


def test_what_is_excluded_is_out_unless_a_longer_entry_takes_it_in(tmp_path: Path) -> None:
    text = (
        "code,activity,include\nA61,rest,\nA61K,drugs,include\nA61K8,drugs,exclude\n"
        "A61K8/18,drugs,\nA61K9,drugs,include\nA61K9,drugs,exclude\n"
    )
    assert given(own(tmp_path, text), "A61K31/00", "A61K8/02", "A61K8/18", "A61K9/00") == {
        "A61K31/00": ["drugs"], "A61K8/02": ["rest"], "A61K8/18": ["drugs"], "A61K9/00": ["rest"],
    }  # fmt: skip


def test_a_list_may_look_in_one_classification(tmp_path: Path) -> None:
    found = own(tmp_path, "code,activity,classification\nF03D,wind,ipc\nY02E10/70-766,wind,cpc\n")
    assert given(found, "F03D1/00", "Y02E10/72") == {"F03D1/00": ["wind"], "Y02E10/72": []}
    assert given(found, "F03D1/00", "Y02E10/72", of="cpc") == {
        "F03D1/00": [],
        "Y02E10/72": ["wind"],
    }


def test_assigning_stays_fast() -> None:
    # 300,000 classes take about two seconds; eight of processor time are allowed on a slow machine.
    codes = [f"{'ABCDEFGH'[n % 8]}{n % 90 + 10}K {n % 97 + 1:>3}/{n:06d}" for n in range(300_000)]
    frame = classes(*codes)
    begin = time.process_time()
    found = assign(scheme("wipo35"), frame)
    assert time.process_time() - begin < 8
    assert len(found.direct) + len(found.outside) == frame["code"].nunique()
