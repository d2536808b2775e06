"""A study that begins at records goes through the whole chain, and tells what became of them."""

import json
import re
import warnings
from pathlib import Path

import pandas as pd
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.sources.synthesize import synthesize_regpat
from smartspec.sources.world.plan import Plan
from smartspec.study.inputs import read_inputs
from smartspec.study.pack import resolved
from smartspec.study.read import StudyFile, parse_study, with_engine
from smartspec.study.records import Reading, Wanted, count_records
from smartspec.study.run import make_report, run_study

STUDY = """
[study]
place = "{place}"
sections = ["summary", "strengths", "change", "peers", "counting", "methods"]

[data]
records = "world"

[counting]
source = "regpat"
place = "{level}"
activity = "wipo35"

[windows]
now = "{now}"
before = "2006-2010"

[thresholds]
minimum = 20
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("records")
    synthesize_regpat(folder / "world", Plan(6_000, seed=3))
    return folder


@pytest.fixture(autouse=True)
def cache(world, monkeypatch):
    monkeypatch.setenv("SMARTSPEC_CACHE", str(world / "cache"))


def study(world, level="tl2", now="2011-2015", place=""):
    text = STUDY.format(level=level, now=now, place=place or largest(world, level))
    return StudyFile(parse_study(text, "study.toml"), "study.toml", world, text)


def counts_of(world, **asked):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ss.count_records(world / "world", "regpat", **asked).frame


def largest(world, level):
    frame = counts_of(world, place=level)
    return frame[frame["place"] != "UNK"].groupby("place")["value"].sum().idxmax()


@pytest.fixture(scope="module")
def pack(world, monkeypatch_module):
    out = world / "pack"
    run_study(study(world), out)
    return out


@pytest.fixture(scope="module")
def monkeypatch_module(world):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTSPEC_CACHE", str(world / "cache"))
        yield patch


def test_the_report_has_the_counts_of_the_records(world, pack):
    shown = pd.read_parquet(pack / "tables" / "strengths.parquet")
    counted = counts_of(world, place="tl2", windows=["2011-2015"])
    mine = counted[counted["place"] == largest(world, "tl2")].set_index("activity")["value"]
    told = shown.set_index("activity")["count"]
    assert (told - mine.reindex(told.index, fill_value=0)).abs().max() < 1e-9
    known = counted[counted["place"] != "UNK"]
    share = known.groupby("activity")["value"].sum() / known["value"].sum()
    rta = (mine / mine.sum() / share).reindex(told.index, fill_value=0)
    assert (shown.set_index("activity")["rta"] - rta).abs().max() < 1e-9


def test_the_pack_accounts_for_every_row_and_names_every_file(world, pack):
    account = pd.read_parquet(pack / "tables" / "accounting.parquet")
    sums = account.groupby("table")["rows"].sum()
    assert sums["filings"] == 6_000
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    files = {entry["name"]: entry for entry in manifest["records"]}
    lines = (world / "world" / "202107_PCT_Inv_reg.txt").read_text("utf-8").count("\n")
    assert files["202107_PCT_Inv_reg.txt"]["rows"] == lines - 1 == sums["inventors"]
    assert all(len(entry["sha256"]) == 64 for entry in files.values())
    html = (pack / "report.html").read_text("utf-8")
    assert "From records to counts" in html
    assert "filings in the records" in html


def test_regions_are_called_by_their_names(world, pack):
    regions = pd.read_csv(world / "world" / "REGPAT_Regions.txt", sep="|", dtype="str")
    names = dict(zip(regions["Up_reg_code"], regions["Up_reg_label"], strict=True))
    everything = pd.read_parquet(pack / "tables" / "specialisation.parquet")
    told = everything.drop_duplicates("place").set_index("place")["place_name"]
    doubled = pd.Series(names).duplicated(keep=False)
    for code, name in told.items():
        assert name == (code if doubled.get(code, True) else names[code])


def test_a_window_that_is_not_complete_is_warned_of(world, tmp_path):
    file = study(world, now="2018-2020")
    run_study(file, tmp_path / "pack")
    html = (tmp_path / "pack" / "report.html").read_text("utf-8")
    told = re.search(r"The records do not have ([\d, and]+) whole, and 2018–2020 reaches", html)
    counted = counts_of(world, place="tl2")
    incomplete = sorted(set(counted.loc[~counted["complete"], "period"]))
    assert re.findall(r"\d{4}", told[1]) == incomplete
    assert incomplete
    assert html.count("The records do not have") == 1
    assert not re.search(r"\d% (more|fewer) than", html)


def test_the_report_says_what_is_counted(world, pack):
    html = (pack / "report.html").read_text("utf-8")
    assert re.search(r"counts [\d,]+ PCT filings \(fractional\) in <[^>]+>2011–2015<", html)
    assert "20 PCT filings (fractional)" in html
    assert ">records<" not in html


def test_whole_counts_are_not_called_fractional(world):
    text = study(world).text.replace('source = "regpat"', 'source = "regpat"\ncount = "whole"')
    file = StudyFile(parse_study(text, "s.toml"), "s.toml", world, text)
    document = make_report(file, read_inputs(file)).document
    assert "Count: PCT filings." in document.table("strengths").note


def test_countries_are_economies_and_are_mapped(world, tmp_path):
    file = study(world, level="country")
    file = StudyFile(
        parse_study(file.text.replace('"peers",', '"peers", "map",'), "s.toml"), "s.toml", world
    )
    run_study(file, tmp_path / "pack")
    frame = pd.read_parquet(tmp_path / "pack" / "tables" / "specialisation.parquet")
    assert "Germany" in set(frame["place_name"])


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            ('place = "tl2"', 'place = "tl7"'),
            "line 11, counting.place: There is no level of places 'tl7'",
        ),
        (('"wipo35"', '"wipo53"'), "line 12, counting.activity: There is no scheme"),
        (('"world"', '"word"'), "line 7, data.records: There is no folder"),
        (('records = "world"', ""), "'counting' needs 'records' under \\[data\\]"),
        (
            ('records = "world"', 'records = "world"\nfile = "x.csv"'),
            "'file' or 'records', not both",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(world, change, line, tmp_path):
    text = STUDY.format(level="tl2", now="2011-2015", place="DE01").replace(*change)
    with pytest.raises(RequestError, match=line):
        run_study(
            StudyFile(parse_study(text, "study.toml"), "study.toml", world, text), tmp_path / "p"
        )
    assert not (tmp_path / "p").exists()


def test_an_engine_for_a_study_without_records_is_refused(tmp_path):
    text = "[study]\nplace = 'DNK'"
    file = StudyFile(parse_study(text, "study.toml"), "study.toml", tmp_path, text)
    with pytest.raises(RequestError, match="names no records to count"):
        with_engine(file, "spark")


def test_an_engine_of_the_command_takes_the_place_of_that_of_the_study(world):
    assert with_engine(study(world), "spark").study.counting.engine == "spark"


def test_python_refuses_an_option_that_it_does_not_know(world):
    with pytest.raises(RequestError, match="Did you mean 'families'"):
        ss.count_records(world / "world", family=True)


def test_distances_and_regions_exclude_each_other():
    with pytest.raises(RequestError, match="a level of places would have no effect"):
        Wanted(place="tl2", near="52.52,13.405:25").places()


@pytest.mark.parametrize(
    ("reading", "line"),
    [
        (Reading(None), "needs a folder of records"),
        (Reading("world", engine="postgres://host/base"), "has the records itself"),
    ],
)
def test_a_folder_and_a_database_exclude_each_other(reading, line):
    from smartspec.counting.options import CountOptions

    with pytest.raises(RequestError, match=line):
        count_records(reading, Wanted(), CountOptions())


def test_the_password_of_a_database_goes_into_no_pack():
    text = "[study]\nplace = 'DNK'\n[data]\nrecords = 'postgres://ann:secret@127.0.0.1/base'"
    file = StudyFile(parse_study(text, "study.toml"), "study.toml", Path(), text)
    written = resolved(file)
    assert "127.0.0.1/base" in written
    assert "secret" not in written


INVENTORS = """PCT_Nbr|PCT_App|Appln_id|Inv_name|Address|Reg_code|Ctry_code|Reg_share|Inv_share
WO2010000001|1|1|Ada|x|DE3|DE|1|0.5
WO2010000001|1|1|Bo|x|DE4|DE|1|0.5
WO2010000002|2|2|Cy|x|DE9|DE|1|1
"""
CLASSES = """PCT_Nbr|Prio_year|App_year|IPC
WO2010000001|2008|2009|A61K  31/00
WO2010000002|2008|2009|G06F   3/01
"""


@pytest.mark.parametrize(("count", "value"), [("fractional", 1.0), ("whole", 1.0)])
def test_a_filing_counts_once_in_a_union_of_its_places(tmp_path, count, value):
    """Two inventors of one filing live in the two members; the union has one filing, not two."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "202107_PCT_Inv_reg.txt").write_text(INVENTORS, "utf-8")
    (tmp_path / "in" / "202107_PCT_IPC.txt").write_text(CLASSES, "utf-8")
    text = (
        "[study]\nplace = 'CAPITAL'\n[data]\nrecords = 'in'\n"
        f"[counting]\nsource = 'regpat'\nplace = 'region'\ncount = '{count}'\n"
        "[places.CAPITAL]\nmembers = ['DE3', 'DE4']"
    )
    file = StudyFile(parse_study(text, "s.toml"), "s.toml", tmp_path, text)
    table = read_inputs(file).table
    counts = table.matrix("2008")
    assert counts.row("CAPITAL").sum() == pytest.approx(value)
    assert counts.row("DE3").sum() == pytest.approx(1.0 if count == "whole" else 0.5)
    assert counts.activity_totals.sum() == pytest.approx(3.0 if count == "whole" else 2.0)


def test_the_level_of_places_may_be_spelt_as_people_do(world, tmp_path):
    text = STUDY.format(level="Country", now="2011-2015", place="DEU")
    file = StudyFile(parse_study(text, "s.toml"), "s.toml", world, text)
    assert read_inputs(file).are_economies


def test_a_database_file_is_counted_as_the_folder_that_it_was_made_from(world, tmp_path):
    import duckdb

    from smartspec.sources.read import read_records

    records = read_records(world / "world", "regpat")
    base = tmp_path / "records.duckdb"
    with duckdb.connect(str(base)) as connection:
        for table in records.tables:
            connection.execute(
                f"CREATE TABLE {table} AS FROM read_parquet('{records.path(table)}')"
            )
    of_folder = counts_of(world, place="tl2")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        of_base = ss.count_records(None, place="tl2", engine=f"duckdb:///{base}").frame
    pd.testing.assert_frame_equal(of_base, of_folder, rtol=1e-9)


def test_pairs_are_counted_from_python_too(world):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ss.count_pairs(world / "world", "regpat", of="places", place="country")
    assert {"place_1", "place_2", "value"} <= set(found.frame.columns)
    assert (found.frame["place_1"] < found.frame["place_2"]).all()
