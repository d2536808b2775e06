"""Statistics exported as SDMX become an activity table; nothing is added up or filled in silence.

The files in ``tests/unit/sdmx`` are made up, in the exact formats of the OECD and of Eurostat. Those
of the OECD hold one statistic in eight formats, those of Eurostat another in five.
"""

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.core.errors import RequestError
from smartspec.sources.sdmx.choose import as_years
from smartspec.sources.sdmx.read import read_cube, read_sdmx

HERE = Path(__file__).parent / "sdmx"
OECD = [
    "oecd_codes.csv", "oecd_both.csv", "oecd_labels.csv", "oecd_v2_codes.csv",
    "oecd_1.json", "oecd_2.json", "oecd_draft.json", "oecd_generic.xml",
]  # fmt: skip
WITH_NAMES = ["oecd_both.csv", "oecd_labels.csv", "oecd_1.json", "oecd_2.json", "oecd_draft.json"]
EUROSTAT = [
    "eurostat.csv",
    "eurostat_labels.csv",
    "eurostat_jsonstat.json",
    "eurostat_specific.xml",
]
INVENTOR = {"AGENT_ROLE": "INVENTOR"}
KEYS = ["place", "activity", "period"]

PLAIN = "DATAFLOW,FREQ,REF_AREA,FIELD,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
ROWS = [
    "X:F(1.0),A,AAA,x,2019,3,A", "X:F(1.0),A,AAA,y,2019,1,A",
    "X:F(1.0),A,BBB,x,2019,1,A", "X:F(1.0),A,BBB,y,2019,4,A",
]  # fmt: skip


def written(tmp_path, text, name="in.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table(tmp_path, *rows, header=PLAIN, **options):
    return read_sdmx(written(tmp_path, header + "\n".join(rows) + "\n"), **options)


def by_key(frame):
    return frame.sort_values(KEYS).reset_index(drop=True)


# ---- every format


@pytest.mark.parametrize("name", OECD)
def test_the_same_statistic_of_the_oecd_is_the_same_table_in_every_format(name):
    found = read_sdmx(HERE / name, filters=INVENTOR, missing="drop")
    frame = by_key(found.frame)
    assert list(frame.columns) == ["place", "activity", "period", "value", "flag"]
    # By hand: 17 rows of inventors, one of them (ICT in FR1, 2019) without a value.
    assert len(frame) == 16
    value = frame.set_index(KEYS)["value"]
    assert value["DE1", "BIO", "2018"] == 40
    assert value["DE1", "ICT", "2018"] == 10.5
    assert value["FR1", "ICT", "2018"] == 290  # 0.29 thousand, to the last digit
    assert value["DE1", "ENV", "2018"] == 0
    flags = frame.set_index(KEYS)["flag"]
    assert flags[flags != ""].to_dict() == {
        ("DE2", "BIO", "2018"): "E", ("FR1", "ENV", "2018"): "B", ("FR1", "ENV", "2019"): "E",
    }  # fmt: skip
    assert (found.roles.place, found.roles.activity) == ("REF_AREA", "TECHNOLOGY")
    assert found.roles.fixed == {"FREQ": "A", "AGENT_ROLE": "INVENTOR", "UNIT_MEASURE": "PF"}


@pytest.mark.parametrize("name", EUROSTAT)
def test_the_same_statistic_of_eurostat_is_the_same_table_in_every_format(name):
    asked = {"geo": "????", "nace_r2": "C*"}
    found = by_key(read_sdmx(HERE / name, filters=asked, missing="drop").frame)
    assert found.to_numpy().tolist() == [
        ["DE11", "C26", "2014", 100.0, ""], ["DE11", "C26", "2015", 120.0, "e"],
        ["DE11", "C27", "2014", 50.0, ""], ["DE11", "C27", "2015", 55.0, ""],
        ["DE12", "C26", "2015", 60.0, "b d"], ["DE12", "C27", "2014", 30.0, "p"],
    ]  # fmt: skip


@pytest.mark.parametrize("name", WITH_NAMES)
def test_names_of_places_and_activities_are_kept(name):
    found = read_sdmx(HERE / name, filters=INVENTOR, missing="drop")
    assert found.place_names == {
        "DE1": "Baden-Württemberg", "DE2": "Bavaria", "FR1": "Île-de-France",
    }  # fmt: skip
    assert found.activity_names["ICT"] == "Information, communication: ICT"
    assert found.unit == "Patent families"
    whole = found.to_frame().set_index(KEYS)
    assert whole.loc[("DE1", "BIO", "2018"), "place_name"] == "Baden-Württemberg"
    assert whole.loc[("DE1", "BIO", "2018"), "activity_name"] == "Biotechnology"


def test_a_file_with_names_only_has_names_for_codes():
    found = read_sdmx(HERE / "eurostat_names.csv", missing="zero")
    assert set(found.frame["place"]) == {"Stuttgart", "Karlsruhe"}
    assert list(found.to_frame().columns) == [*KEYS, "value", "flag"]


def test_it_is_told_where_the_data_come_from():
    oecd = read_sdmx(HERE / "oecd_labels.csv", filters=INVENTOR, missing="drop").source
    assert (oecd.name, oecd.publisher) == ("DSD_EXAMPLE@DF_EXAMPLE", "OECD (OECD.EXA)")
    assert oecd.title == "Patent families by region and technology (made up)"
    assert oecd.licence.startswith("CC BY 4.0")
    assert len(oecd.sha256) == 64
    eurostat = read_sdmx(HERE / "eurostat.csv", filters={"geo": "????"}, missing="drop").source
    assert eurostat.publisher == "Eurostat (ESTAT)"
    assert eurostat.version == "version 1.0, updated 22/05/24 11:00:00"
    message = read_sdmx(HERE / "oecd_2.json", filters=INVENTOR, missing="drop").source
    assert message.version == "version 1.0, extracted 2024-05-01T10:00:00Z"


def test_other_agencies_have_no_terms_put_into_their_mouth(tmp_path):
    assert table(tmp_path, *ROWS).source.licence == ""


def test_attributes_of_groups_reach_their_observations():
    cube = read_cube(HERE / "oecd_2.json")
    notes = cube.frame.groupby("AGENT_ROLE")["ROLE_NOTE"].unique()
    assert {role: list(note) for role, note in notes.items()} == {
        "APPLICANT": ["N1"], "INVENTOR": ["N2"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.rstrip("\n"),
        lambda text: gzip.compress(text.encode()),
    ],
    ids=["mark", "CRLF", "semicolon", "tab", "no last newline", "gzip"],
)
def test_the_ways_in_which_text_is_saved_change_nothing(tmp_path, change):
    text = PLAIN + "\n".join(ROWS) + "\n"
    plain = read_sdmx(written(tmp_path, text)).frame
    other = read_sdmx(written(tmp_path, change(text), "other")).frame
    pd.testing.assert_frame_equal(plain, other)


def test_sdmx1_reads_the_same_from_the_message_that_it_can_read():
    sdmx = pytest.importorskip("sdmx")
    with (HERE / "oecd_draft.json").open("rb") as stream:
        message = sdmx.read_sdmx(stream)
    theirs = {
        (key["REF_AREA"].value, key["AGENT_ROLE"].value, key["TECHNOLOGY"].value,
         key["TIME_PERIOD"].value): one.value
        for one in message.data[0].obs if (key := one.key)
    }  # fmt: skip
    cube = read_cube(HERE / "oecd_draft.json").frame
    names = ["REF_AREA", "AGENT_ROLE", "TECHNOLOGY", "TIME_PERIOD"]
    ours = dict(zip(cube[names].itertuples(index=False, name=None), cube["OBS_VALUE"], strict=True))
    assert {key: float(value) if value else None for key, value in ours.items()} == theirs


# ---- round trips

codes = st.lists(st.text("ABCXYZ", min_size=1, max_size=3), min_size=1, max_size=4, unique=True)
numbers = st.one_of(
    st.none(),
    st.integers(0, 10**12).map(str),
    st.decimals("0.001", "99999", places=3).map(str),
)


@settings(max_examples=20)
@given(places=codes, fields=codes, years=st.integers(1, 3), values=st.data())
def test_csv_and_json_of_the_same_data_are_the_same_table(
    tmp_path_factory, places, fields, years, values
):
    keys = [(f"P{p}", f"F{f}", str(2000 + y)) for p in places for f in fields for y in range(years)]
    drawn = [values.draw(numbers) for _ in keys]
    folder = tmp_path_factory.mktemp("both")
    dims = {
        "REF_AREA": [f"P{p}" for p in places], "FIELD": [f"F{f}" for f in fields],
        "TIME_PERIOD": [str(2000 + y) for y in range(years)],
    }  # fmt: skip
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["DATAFLOW", *dims, "OBS_VALUE"])
    lines.writerows(
        [["X:F(1.0)", *key, value or ""] for key, value in zip(keys, drawn, strict=True)]
    )
    files = {
        "a.csv": text.getvalue(), "b.json": as_json(dims, keys, drawn), "c.json": as_jsonstat(dims, drawn),
    }  # fmt: skip
    options = {
        "place": "REF_AREA",
        "activity": "FIELD",
        "missing": "zero",
        "filters": {"REF_AREA": "*"},
    }
    first, *others = [
        by_key(read_sdmx(written(folder, content, name), **options).frame)
        for name, content in files.items()
    ]
    assert first["value"].tolist() == [
        float(value or 0) for _, value in sorted(zip(keys, drawn, strict=True))
    ]
    for other in others:
        pd.testing.assert_frame_equal(first[[*KEYS, "value"]], other[[*KEYS, "value"]])


def as_json(dims, keys, values):
    number = {name: {code: n for n, code in enumerate(own)} for name, own in dims.items()}
    cells = ",".join(
        f'"{":".join(str(number[name][code]) for name, code in zip(dims, key, strict=True))}":'
        f"[{'null' if value is None else value}]"
        for key, value in zip(keys, values, strict=True)
    )
    inside = [{"id": name, "values": [{"id": code} for code in own]} for name, own in dims.items()]
    structure = json.dumps({"name": "made up", "dimensions": {"observation": inside}})
    return (
        f'{{"data":{{"dataSets":[{{"structure":0,"observations":{{{cells}}}}}],'
        f'"structures":[{structure}]}}}}'
    )


def as_jsonstat(dims, values):
    dimension = {
        name: {"category": {"index": own}} for name, own in dims.items()
    }  # fmt: skip
    about = json.dumps(
        {"class": "dataset", "id": list(dims), "size": [len(own) for own in dims.values()],
         "dimension": dimension}
    )  # fmt: skip
    cells = ",".join("null" if value is None else value for value in values)
    return f'{about[:-1]},"value":[{cells}]}}'


# ---- which dimension is what


def test_the_dimensions_are_found_where_only_one_can_be_meant(tmp_path):
    found = table(tmp_path, *ROWS)
    assert (found.roles.place, found.roles.activity, found.roles.period) == (
        "REF_AREA", "FIELD", "TIME_PERIOD",
    )  # fmt: skip
    assert found.frame["value"].tolist() == [3, 1, 1, 4]


def test_a_single_place_is_found_by_the_name_of_its_dimension(tmp_path):
    assert table(tmp_path, *ROWS[:2]).roles.place == "REF_AREA"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, ("Which dimension is the activity?", "AGENT_ROLE (Agent role), 2 values",
              "--activity TECHNOLOGY --filter AGENT_ROLE=INVENTOR")),
        ({"activity": "technology"}, ("AGENT_ROLE (Agent role), 2 values: INVENTOR, APPLICANT",
                                      "not added up", "--filter AGENT_ROLE=INVENTOR")),
        ({"activity": "TECHNOLGY"}, ("Did you mean 'TECHNOLOGY'?",)),
        ({"place": "OBS_STATUS"}, ("There is no dimension 'OBS_STATUS'",)),
        ({"period": "YEAR"}, ("There is no dimension 'YEAR'",)),
        ({"place": "TECHNOLOGY", "activity": "TECHNOLOGY"}, ("cannot be two of",)),
        ({"filters": {"AGENT_ROLE": "INVENTR"}}, ("Did you mean 'INVENTOR'?",)),
        ({"filters": {"AGENT": "INVENTOR"}}, ("There is no dimension or attribute 'AGENT'",)),
        ({"filters": {"REF_AREA": "DE1", "OBS_STATUS": "M"}}, ("No observation has all",)),
        ({"years": "2030-2031"}, ("2030-2031", "outside the data", "2018 to 2019")),
        ({"filters": INVENTOR, "missing": "keep"}, ("'refuse', 'drop' or 'zero'",)),
    ],
)  # fmt: skip
def test_a_choice_that_is_open_is_told_in_one_line(options, told):
    with pytest.raises(RequestError) as error:
        read_sdmx(HERE / "oecd_labels.csv", **options)
    assert "\n" not in str(error.value)
    for words in told:
        assert words in str(error.value)


def test_what_is_kept_can_be_said_by_code_by_pattern_and_by_year():
    found = read_sdmx(
        HERE / "oecd_codes.csv", years="2018",
        filters={"agent_role": "INVENTOR", "REF_AREA": "DE?", "TECHNOLOGY": "BIO+I*"},
    )  # fmt: skip
    assert by_key(found.frame)[["place", "activity", "value"]].to_numpy().tolist() == [
        ["DE1", "BIO", 40.0], ["DE1", "ICT", 10.5], ["DE2", "BIO", 10.0], ["DE2", "ICT", 60.0],
    ]  # fmt: skip


def test_regions_within_others_would_count_twice_and_are_refused():
    with pytest.raises(RequestError, match=r"geo holds places within others .*'geo=\?\?\?\?'"):
        read_sdmx(HERE / "eurostat.csv", missing="drop")


@pytest.mark.parametrize(
    ("geo", "places"),
    [
        ("????", {"DE11", "DE12"}),
        ("DE+????", {"DE", "DE11", "DE12"}),
        ("*", {"DE", "DE1", "DE11", "DE12"}),
    ],
)
def test_who_names_the_wider_region_gets_it(geo, places):
    found = read_sdmx(HERE / "eurostat.csv", filters={"geo": geo}, missing="drop")
    assert set(found.frame["place"]) == places


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        (["C", "C26"], True), (["C26", "C261"], True), (["A61", "A61K"], True),
        (["C10", "C10-C12"], True), (["B-E", "C26"], True),
        (["C26", "C27"], False), (["T1", "T10", "T100"], False), (["C10-C12", "C26"], False),
        (["1", "10"], False), (["TOTAL", "C26"], False),
    ],
)  # fmt: skip
def test_activities_within_others_are_told_from_codes_that_only_look_so(tmp_path, fields, refused):
    rows = [f"X:F(1.0),A,{place},{field},2019,1,A" for place in ("AAA", "BBB") for field in fields]
    if refused:
        with pytest.raises(RequestError, match="FIELD holds activities within others"):
            table(tmp_path, *rows)
    else:
        assert len(table(tmp_path, *rows).frame) == len(rows)


def test_european_aggregates_among_countries_are_left_to_the_indicators(tmp_path):
    rows = [f"X:F(1.0),A,{place},x,2019,1,A" for place in ("EA", "EA19", "EU", "EU28", "AT")]
    assert len(table(tmp_path, *rows, activity="FIELD").frame) == 5


def test_values_in_several_units_are_no_table(tmp_path):
    header = PLAIN.replace("OBS_STATUS", "UNIT_MEASURE")
    rows = [row[:-1] + unit for row, unit in zip(ROWS, ("EUR", "EUR", "EUR", "PS"), strict=True)]
    with pytest.raises(RequestError, match=r"several units.*--filter UNIT_MEASURE=EUR"):
        table(tmp_path, *rows, header=header)
    found = table(tmp_path, *rows, header=header, filters={"UNIT_MEASURE": "EUR"})
    assert (len(found.frame), found.unit) == (3, "EUR")


def test_a_file_without_time_has_one_period(tmp_path):
    header = "DATAFLOW,REF_AREA,FIELD,OBS_VALUE\n"
    found = table(tmp_path, "X:F,AAA,x,1", "X:F,BBB,x,2", header=header, activity="FIELD")
    assert found.frame["period"].tolist() == ["all", "all"]
    with pytest.raises(RequestError, match="no dimension of time"):
        table(tmp_path, "X:F,AAA,x,1", header=header, years="2019")


# ---- values


def test_missing_values_are_counted_by_flag_and_never_zero_unless_told():
    only = {"geo": "????", "nace_r2": "C26+C27"}
    with pytest.raises(RequestError) as error:
        read_sdmx(HERE / "eurostat_labels.csv", filters=only)
    assert "2 of 8 values are missing: 1 confidential (c)" in str(error.value)
    assert "1 without a flag" in str(error.value)
    assert "(DE12, C26, 2014)" in str(error.value)
    dropped = read_sdmx(HERE / "eurostat_labels.csv", filters=only, missing="drop")
    zero = read_sdmx(HERE / "eurostat_labels.csv", filters=only, missing="zero")
    assert (len(dropped.frame), len(zero.frame)) == (6, 8)
    secret = zero.frame.set_index(KEYS).loc[("DE12", "C26", "2014")]
    assert (secret["value"], secret["flag"]) == (0, "c C")
    assert any("What was missing: 1 confidential (c)" in note for note in dropped.notes)
    assert any("taken for zero: 2" in note for note in zero.notes)
    assert any("2 have no row; they count as none" in note for note in dropped.notes)
    assert not any("have no row" in note for note in zero.notes)


def test_flags_on_values_that_stay_are_told():
    notes = read_sdmx(HERE / "oecd_labels.csv", filters=INVENTOR, missing="drop").notes
    told = next(note for note in notes if note.startswith("Flags on values"))
    assert "2 estimated value (E)" in told  # in the words of the file
    assert "1 time series break (B)" in told
    plain = read_sdmx(HERE / "oecd_codes.csv", filters=INVENTOR, missing="drop").notes
    assert any("2 estimated (E), 1 break in the series (B)" in note for note in plain)


@pytest.mark.parametrize("empty", ["", "NaN", ":", "NA", "#N/A"])
def test_every_way_of_writing_nothing_is_missing(tmp_path, empty):
    rows = [*ROWS[:3], f"X:F(1.0),A,BBB,y,2019,{empty},M"]
    with pytest.raises(
        RequestError, match=r"1 of 4 values is missing: 1 missing, cannot exist \(M\)"
    ):
        table(tmp_path, *rows)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("four", "'four' in row 5"),
        ("-4", "negative values in row 5"),
        ("inf", "infinite"),
        ("-", "'-'"),
    ],
)
def test_a_value_that_is_no_count_is_named_with_its_row(tmp_path, value, told):
    with pytest.raises(RequestError, match=told):
        table(tmp_path, *ROWS[:3], f"X:F(1.0),A,BBB,y,2019,{value},A")


@pytest.mark.parametrize(
    ("text", "power", "expected"),
    [("0.29", "3", 290.0), ("1", "6", 1e6), ("7", "0", 7.0), ("7", "", 7.0), ("50", "-1", 5.0),
     ("1.5e2", "3", 150_000.0)],
)  # fmt: skip
def test_multipliers_are_applied_without_losing_a_digit(tmp_path, text, power, expected):
    header = PLAIN.replace("OBS_STATUS", "UNIT_MULT")
    found = table(tmp_path, *[row[:-1] + "0" for row in ROWS[:3]],
                  f"X:F(1.0),A,BBB,y,2019,{text},{power}", header=header)  # fmt: skip
    assert found.frame["value"].iloc[-1] == expected
    assert any("Multiplied as UNIT_MULT says" in note for note in found.notes) == (
        power not in ("", "0")
    )


def test_a_multiplier_in_words_is_refused(tmp_path):
    with pytest.raises(RequestError, match="power of ten and holds 'Thousands'"):
        table(tmp_path, *[row[:-1] + "Thousands" for row in ROWS],
              header=PLAIN.replace("OBS_STATUS", "UNIT_MULT"))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "year"),
    [
        ("2015", "2015"),
        ("2015-A1", "2015"),
        ("2015-01-01", "2015"),
        ("2015-01-01T00:00:00", "2015"),
    ],
)
def test_years_are_read_however_they_are_written(code, year):
    assert as_years([code], "TIME_PERIOD") == {code: year}


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["2015-Q1"], "quarters"), (["2015Q1"], "quarters"), (["2015-01"], "months"),
        (["2015M12"], "months"), (["2015-S2"], "half-years"), (["2015-W05"], "weeks"),
        (["2015-01-01", "2015-01-02"], "days"), (["2015-2016"], "periods"),
    ],
)  # fmt: skip
def test_anything_but_years_is_refused_with_the_way_out(codes, kind):
    with pytest.raises(RequestError, match=rf"TIME_PERIOD holds {kind}.*FREQ=A"):
        as_years(codes, "TIME_PERIOD")


def test_an_observation_that_stands_twice_is_not_added_up(tmp_path):
    header = PLAIN.replace("OBS_STATUS", "COLLECTION")
    rows = [*ROWS[:3], "X:F(1.0),A,AAA,x,2019,9,E"]
    with pytest.raises(
        RequestError, match=r"\(AAA, x, 2019\); they differ in OBS_VALUE, COLLECTION"
    ):
        table(tmp_path, *rows, header=header)


# ---- files that are something else, or broken

BROKEN = {
    "empty": ("", "is empty"),
    "no rows": (PLAIN, "no observations"),
    "no value": ("DATAFLOW,REF_AREA,TIME_PERIOD\nX:F,A,2019\n", "no column OBS_VALUE"),
    "twice": ("DATAFLOW,GEO,GEO,OBS_VALUE\nX:F,A,B,1\n", "has a column twice: GEO"),
    "cut off": (PLAIN + "\n".join(ROWS)[:-12], "row 5 has fewer cells"),
    "more cells": (PLAIN + ROWS[0] + ",1,2\n", "more cells"),
    "open quote": (PLAIN + ROWS[0] + '\n"X:F(1.0),A,AAA', "broken"),
    "two flows": (PLAIN + ROWS[0] + "\n" + ROWS[1].replace("X:F", "X:G") + "\n", "2 dataflows"),
    "bytes": (b"\xff\xfe\x00\x81", "not UTF-8"),
    "workbook": (b"PK\x03\x04 and so on", "workbook or a zip"),
    "gzip": (gzip.compress(b"DATAFLOW," * 99)[:-9], "not a whole gzip"),
    "tsv": ("freq,unit,geo\\TIME_PERIOD\t2018 \t2019 \nA,NR,AT\t1 \t: c\n", "Eurostat's own TSV"),
    "old": ('"COU","Country","TIME","Value","Flag Codes"\n"AT","Austria","2010","1",""\n', "former OECD.Stat"),
    "other": ("place,activity,period,value\nA,x,2019,3\n", "no SDMX-CSV"),
    "half json": ('{"data": {"dataSets": [', "not whole JSON"),
    "list": ("[1, 2]", "no SDMX-JSON"),
    "other json": ('{"type": "FeatureCollection"}', "no SDMX-JSON data message"),
    "structure": ('{"data": {"dataflows": []}}', "no SDMX-JSON data message"),
    "short key": (
        '{"data":{"dataSets":[{"observations":{"0":[1]}}],"structure":{"dimensions":{"observation":'
        '[{"id":"A","values":[{"id":"a"}]},{"id":"B","values":[{"id":"b"}]}]}}}}', "not a whole"),
    "no cells": ('{"data":{"dataSets":[{"observations":{}}],"structure":{"dimensions":{}}}}', "no observations"),
    "stat size": ('{"class":"dataset","id":["a"],"size":[2],"dimension":{"a":{"category":{"index":["x"]}}},'
                  '"value":[1,2]}', "not a whole JSON-stat"),
    "said": ('{"error": [{"status": 404, "label": "ERR_NOT_FOUND: not there"}]}', "ERR_NOT_FOUND: not there"),
    "xml": ("<html><body>Sign in</body></html>", "SDMX-ML"),
    "half xml": ('<?xml version="1.0"?><a', "SDMX-ML"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path, content, told):
    with pytest.raises(RequestError) as error:
        read_sdmx(written(tmp_path, content, "in.dat"))
    assert told in str(error.value)
    assert "in.dat" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(RequestError, match="does not exist"):
        read_sdmx(tmp_path / "none.csv")
    with pytest.raises(RequestError, match="is a folder"):
        read_sdmx(tmp_path)


def test_rows_that_are_taken_back_or_are_none_do_not_count(tmp_path):
    header = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,FIELD,TIME_PERIOD,OBS_VALUE\n"
    rows = ["dataflow,X:F(1.0),I,A,x,2019,3", "dataflow,X:F(1.0),I,B,y,2019,4",
            "dataflow,X:F(1.0),D,B,x,2019,9", "dataflow,X:F(1.0),I,~,~,~,"]  # fmt: skip
    found = table(tmp_path, *rows, header=header)
    assert found.frame["value"].tolist() == [3, 4]
    assert found.notes[:2] == (
        "Left out as taken back (action D): 1 row.",
        "Left out as about no single observation: 1 row.",
    )


# ---- what comes along


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, env={"PATH": "", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_csv_and_json_are_read_without_sdmx1(tmp_path):
    code = (
        "import sys; from pathlib import Path; from smartspec.sources.sdmx.read import read_sdmx;"
        f"read_sdmx(Path({str(HERE / 'oecd_2.json')!r}), filters={INVENTOR}, missing='drop');"
        "print('sdmx' in sys.modules, 'requests' in sys.modules)"
    )
    assert run(code) == "False False"


def test_sdmx1_leaves_nothing_behind_and_asks_nobody(tmp_path):
    pytest.importorskip("sdmx")
    code = (
        "import sys; seen = [];"
        "sys.addaudithook(lambda event, given: seen.append(event) if event in"
        " ('socket.connect', 'socket.getaddrinfo', 'socket.sendto') else None);"
        "from pathlib import Path; from smartspec.sources.sdmx.read import read_sdmx;"
        "from smartspec.sources.sdmx.fetch import provider, request_for;"
        f"read_sdmx(Path({str(HERE / 'oecd_generic.xml')!r}), filters={INVENTOR}, missing='drop');"
        "request_for(provider('eurostat'), 'X', 'A.B'); print(seen)"
    )
    home = str(tmp_path)
    assert run(code, HOME=home, XDG_CACHE_HOME=home, XDG_DATA_HOME=home) == "[]"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_extra_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sdmx", None)
    with pytest.raises(RequestError, match=r"pip install 'smartspec\[sdmx\]'"):
        read_sdmx(HERE / "oecd_generic.xml")
    assert len(read_sdmx(HERE / "oecd_2.json", filters=INVENTOR, missing="drop").frame) == 16


def test_the_table_is_one_that_every_indicator_reads():
    import smartspec as ss

    frame = read_sdmx(
        HERE / "oecd_labels.csv", filters=INVENTOR, missing="zero", years="2018"
    ).to_frame()
    found = ss.rta(frame).set_index(["place", "activity"])["rta"]
    # By hand: Bavaria has 60 of its 100 in ICT; all have 360.5 of 475.5.
    assert found["DE2", "ICT"] == pytest.approx((60 / 100) / (360.5 / 475.5), rel=1e-12)
    assert np.isfinite(found).all()


def test_codes_of_a_real_statistic_are_kept_to_one_level(shared_data, tmp_path):
    """Employment by NUTS 2 region and industry, as Eurostat publishes it; a fifth is confidential."""
    real = pd.read_csv(
        shared_data / "eurostat" / "sbs_r_nuts06_r2_emp2015.csv", sep=";", dtype=str,
        encoding="utf-8-sig", keep_default_na=False,
    )  # fmt: skip
    # That edition has flags within the cells, and a spreadsheet once turned ":" into a time of day.
    cells = real.pop("n2015").replace({":": "", "12:00 AM": ""})
    real[["value", "flag"]] = cells.str.extract(r"^([\d.]*) ?([a-z]*)$")
    real.loc[real["value"] == "", "flag"] = "c"
    made = pd.DataFrame(
        {
            "DATAFLOW": "ESTAT:SBS_R_NUTS06_R2(1.0)", "LAST UPDATE": "01/01/20 11:00:00", "freq": "A",
            "indic_sb": "V16110", "nace_r2": real["nace_r2"], "geo": real["geo"], "TIME_PERIOD": "2015",
            "OBS_VALUE": real["value"], "OBS_FLAG": real["flag"], "CONF_STATUS": "",
        }
    )  # fmt: skip
    path = tmp_path / "sbs.csv"
    made.to_csv(path, index=False, lineterminator="\r\n")
    with pytest.raises(RequestError, match=r"AT and AT1.*'geo=\?\?\?\?'"):
        read_sdmx(path, missing="drop")
    with pytest.raises(RequestError, match=r"B and B05.*'nace_r2=\?\?\?'"):
        read_sdmx(path, filters={"geo": "????"}, missing="drop")
    kept = real[(real["geo"].str.len() == 4) & (real["nace_r2"].str.len() == 3)]
    found = read_sdmx(path, filters={"geo": "????", "nace_r2": "???"}, missing="drop")
    expected = pd.to_numeric(kept.loc[kept["value"] != "", "value"])
    assert len(found.frame) == len(expected) > 10_000
    assert found.frame["value"].sum() == pytest.approx(expected.sum(), rel=1e-12)
    lost = int((kept["value"] == "").sum())
    assert f"What was missing: {lost:,} confidential (c)." in found.notes
