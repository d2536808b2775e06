"""A made-up world has the form of REGPAT, and its files agree with the truth beside them."""

import csv
import errno
import hashlib
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from smartspec.activities.symbols import parse_symbol
from smartspec.cli.main import run
from smartspec.core.errors import RequestError
from smartspec.places.economies import find_economy
from smartspec.sources import synthesize
from smartspec.sources.synthesize import is_made_up, synthesize_regpat
from smartspec.sources.world.plan import Plan

COLUMNS = {
    "PCT_Inv_reg": "PCT_Nbr|PCT_App|Appln_id|Inv_name|Address|Reg_code|Ctry_code|Reg_share|Inv_share",
    "PCT_App_reg": "PCT_Nbr|PCT_App|Appln_id|App_name|Address|Reg_code|Ctry_code|Reg_share|App_share",
    "PCT_IPC": "PCT_Nbr|Prio_year|App_year|IPC",
    "EPO_Inv_reg": "Appln_id|App_nbr|Person_id|Inv_name|Address|Reg_code|Ctry_code|Reg_share|Inv_share",
    "EPO_App_reg": "Appln_id|App_nbr|Person_id|App_name|Address|Reg_code|Ctry_code|Reg_share|App_share",
    "EPO_IPC": "Appln_id|Prio_year|App_year|IPC",
    "CPC_Classes": "appln_id|CPC_Class",
}


def table(folder, name):
    file = folder / (name if name.endswith((".txt", ".csv")) else f"202107_{name}.txt")
    return pd.read_csv(
        file,
        sep="|" if file.suffix == ".txt" else ",",
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE if file.suffix == ".txt" else csv.QUOTE_MINIMAL,
    )


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("world") / "world"
    synthesize_regpat(made, Plan(4_000, seed=3, epo=600))
    return made


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items())
def test_the_columns_are_those_of_regpat(folder, name, columns):
    assert (folder / f"202107_{name}.txt").read_text("utf-8").splitlines()[0] == columns


def test_there_are_as_many_filings_and_rows_as_told(folder):
    told = json.loads((folder / "truth.json").read_text("utf-8"))
    for name, entry in told["files"].items():
        assert (folder / name).read_bytes().count(b"\n") - 1 == entry["rows"]
    assert table(folder, "PCT_App_reg")["PCT_Nbr"].nunique() == 4_000
    assert table(folder, "EPO_App_reg")["Appln_id"].nunique() == 600
    assert sum(told["filings_by_priority_year"].values()) == 4_000


def test_the_same_seed_makes_the_same_bytes_on_any_number_of_threads(tmp_path, monkeypatch):
    monkeypatch.setattr(synthesize, "_STRETCH", 300)
    plan = Plan(2_000, seed=9, epo=500, dirt=0.01)
    synthesize_regpat(tmp_path / "one", plan, threads=1)
    synthesize_regpat(tmp_path / "four", plan, threads=4)
    assert digests(tmp_path / "one") == digests(tmp_path / "four")


def test_another_seed_makes_another_world(tmp_path):
    synthesize_regpat(tmp_path / "a", Plan(200, seed=1))
    synthesize_regpat(tmp_path / "b", Plan(200, seed=2))
    first, second = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert set(first.items()) & set(second.items()) == {
        ("REGPAT_Regions.txt", first["REGPAT_Regions.txt"])
    }


@pytest.mark.parametrize(
    ("name", "key", "person", "share"),
    [
        ("PCT_Inv_reg", "PCT_Nbr", "Inv_name", "Inv_share"),
        ("EPO_Inv_reg", "Appln_id", "Person_id", "Inv_share"),
        ("PCT_App_reg", "PCT_Nbr", "App_name", "App_share"),
    ],
)
def test_the_shares_add_up_to_one(folder, name, key, person, share):
    rows = table(folder, name).astype({"Reg_share": float, share: float})
    by_person = rows.groupby([key, person])["Reg_share"].sum()
    assert np.allclose(by_person, by_person.round(), atol=1e-12)
    by_filing = (rows["Reg_share"] * rows[share]).groupby(rows[key]).sum()
    assert np.allclose(by_filing, 1, atol=1e-12)


def test_some_inventors_have_several_regions_and_they_are_near(folder):
    rows = table(folder, "PCT_Inv_reg")
    several = rows[rows["Reg_share"] != "1"]
    assert 0.02 < len(several) / len(rows) < 0.2
    assert set(several["Reg_share"]) == {"0.5", repr(1 / 3)}
    groups = several.groupby(["PCT_Nbr", "Inv_name"])
    assert (groups["Ctry_code"].nunique() == 1).all()
    assert (groups["Reg_code"].nunique() == groups.size()).all()


@pytest.mark.parametrize("name", COLUMNS)
def test_no_row_stands_twice(folder, name):
    assert not table(folder, name).duplicated().any()


def test_years_grow_and_are_cut_off_at_the_end(folder):
    years = (
        table(folder, "PCT_IPC")
        .drop_duplicates("PCT_Nbr")
        .astype({"Prio_year": int, "App_year": int})
    )
    assert years["Prio_year"].between(2000, 2020).all()
    assert (years["App_year"] - years["Prio_year"]).isin([0, 1]).all()
    by_year = years["Prio_year"].value_counts().sort_index()
    assert by_year[2018] > 1.8 * by_year[2002]
    assert by_year[2020] < by_year[2018] / 4


def test_every_region_stands_in_the_list_with_the_region_above_it(folder):
    regions = table(folder, "REGPAT_Regions.txt")
    assert list(regions) == ["Ctry_code", "Reg_code", "Reg_label", "Up_reg_code", "Up_reg_label"]
    assert not regions["Reg_code"].duplicated().any()
    used = table(folder, "PCT_Inv_reg").query("Reg_code != ''")
    assert set(used["Reg_code"]) <= set(regions["Reg_code"])
    assert (used["Reg_code"].str[:2] == used["Ctry_code"]).all()
    assert all(find_economy(code) for code in set(regions["Ctry_code"]))
    above = dict(zip(regions["Reg_code"], regions["Up_reg_code"], strict=True))
    assert above["US0101"] == "US01"
    assert above["DEZZZ"] == "DEZZ"


def test_some_residences_are_unknown_as_in_regpat(folder):
    rows = table(folder, "PCT_Inv_reg")
    without_region = rows["Reg_code"].str.endswith("ZZZ")
    without_all = rows["Reg_code"] == ""
    assert 0 < without_all.mean() < without_region.mean() < 0.03
    assert (rows.loc[without_all, "Ctry_code"] == "").all()
    filings = table(folder, "PCT_App_reg")["PCT_Nbr"].nunique()
    assert 0 < filings - rows["PCT_Nbr"].nunique() < 0.01 * filings
    assert 0 < filings - table(folder, "PCT_IPC")["PCT_Nbr"].nunique() < 0.01 * filings


def test_every_class_is_well_formed_and_lies_in_a_subclass_of_wipo(folder):
    subclasses = set(table(folder, "truth_subclasses.csv")["subclass"])
    assert len(subclasses) > 640
    ipc = table(folder, "PCT_IPC")["IPC"].drop_duplicates()
    assert ipc.str.fullmatch(r"[A-H]\d\d[A-Z][ \d]{3}\d/\d{2,4}").all()
    assert set(ipc.str[:4]) <= subclasses
    cpc = table(folder, "CPC_Classes")["CPC_Class"].drop_duplicates()
    assert all(parse_symbol(text) for text in [*ipc, *cpc])
    assert cpc.str.startswith("Y02").any()


def test_a_class_belongs_to_the_field_that_the_truth_says(folder):
    from smartspec.activities.assign import assign
    from smartspec.activities.schemes import scheme

    codes = table(folder, "PCT_IPC")["IPC"].drop_duplicates()
    found = assign(scheme("wipo35"), pd.DataFrame({"scheme": "ipc", "code": codes})).direct
    leaves = table(folder, "truth_subclasses.csv")
    told = set(zip(leaves["subclass"], leaves["field"], strict=True))
    assert len(found) == len(codes)
    assert set(zip(found["code"].str[:4], found["activity"], strict=True)) <= told


def test_sizes_have_long_tails(folder):
    inventors = table(folder, "PCT_Inv_reg")
    regions = inventors["Reg_code"].value_counts()
    assert regions.iloc[: len(regions) // 10].sum() > 0.3 * regions.sum()
    per_filing = inventors.groupby("PCT_Nbr")["Inv_name"].nunique()
    assert 2.2 < per_filing.mean() < 3.2
    assert per_filing.max() > 12
    classes = table(folder, "PCT_IPC")
    assert 2.0 < len(classes) / classes["PCT_Nbr"].nunique() < 2.4
    assert classes["PCT_Nbr"].value_counts().max() > 8


def test_the_parts_share_no_application(folder):
    pct = set(table(folder, "PCT_App_reg")["Appln_id"])
    epo = set(table(folder, "EPO_App_reg")["Appln_id"])
    assert not pct & epo
    assert set(table(folder, "CPC_Classes")["appln_id"]) <= pct | epo


def test_the_truth_lists_what_was_planted(folder):
    told = json.loads((folder / "truth.json").read_text("utf-8"))
    special = table(folder, "truth_specialisations.csv").astype({"multiplier": float})
    first = special.query("level == 'tl3' and period == '2000-2004'")
    assert len(first) == told["planted"]["specialisations"]
    assert (special["multiplier"] >= 2).all()
    assert set(special["kind"]) == {"own", "tl2", "cluster"}
    clusters = table(folder, "truth_clusters.csv")
    assert clusters["cluster"].nunique() == told["planted"]["clusters"]
    assert clusters.groupby("cluster").size().between(4, 8).all()
    blocks = table(folder, "truth_fields.csv")
    assert len(blocks) == 35
    assert blocks["block"].nunique() == 8


def test_a_cluster_is_a_group_of_neighbours(folder):
    regions = table(folder, "truth_places.csv").astype({"lat": float, "lon": float})
    clusters = table(folder, "truth_clusters.csv")
    for _, some in clusters.groupby("cluster"):
        where = regions.set_index("region").loc[some["region"]]
        assert where["country"].nunique() == 1
        home = regions[regions["country"] == where["country"].iloc[0]]
        if len(home) > 3 * len(some):
            assert apart(where) < 0.7 * apart(home)


def apart(regions):
    """Mean distance between regions, on a flat map."""
    flat = np.cos(np.radians(regions["lat"].mean()))
    x, y = regions["lon"].to_numpy() * flat, regions["lat"].to_numpy()
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    return distance.sum() / (len(x) * (len(x) - 1))


def entries(folder):
    return table(folder, "truth_entries.csv").query("move == 'entry'")


def test_entries_follow_relatedness_as_much_as_the_signal_says(tmp_path):
    synthesize_regpat(tmp_path / "none", Plan(100, seed=4, regions=2_000, signal=0))
    synthesize_regpat(tmp_path / "full", Plan(100, seed=4, regions=2_000, signal=1))
    none, full = entries(tmp_path / "none"), entries(tmp_path / "full")
    assert none["probability"].nunique() == 1
    assert set(full["probability"]) == {"0.1", "0.004"}
    assert (full["related"] == "true").mean() > 0.6
    # Without a signal an entry is related as often as chance has it: the part of such fields.
    assert (none["related"] == "true").mean() < 0.3
    assert 0.5 < len(none) / len(full) < 2


def test_a_region_that_enters_a_field_is_specialised_from_then_on(folder):
    special = table(folder, "truth_specialisations.csv").query("level == 'tl3'")
    known = set(zip(special["place"], special["field"], special["period"], strict=True))
    for row in table(folder, "truth_entries.csv").itertuples():
        assert ((row.region, row.field, row.period) in known) == (row.move == "entry")


def test_broken_rows_come_on_top_of_the_good_ones(tmp_path):
    synthesize_regpat(tmp_path / "clean", Plan(2_000, seed=5))
    synthesize_regpat(tmp_path / "dirty", Plan(2_000, seed=5, dirt=0.02))
    told = json.loads((tmp_path / "dirty" / "truth.json").read_text("utf-8"))["files"]
    for name in ("PCT_Inv_reg", "PCT_App_reg", "PCT_IPC", "CPC_Classes"):
        file = f"202107_{name}.txt"
        clean = (tmp_path / "clean" / file).read_bytes().splitlines()
        dirty = (tmp_path / "dirty" / file).read_bytes().splitlines()
        broken = told[file]["broken"]
        added = sum(broken.values()) - broken.get("stray quote", 0)
        assert len(dirty) - len(clean) == added
        assert set(clean) <= {line.replace(b'"', b"") for line in dirty}
        assert 0.01 < sum(broken.values()) / len(clean) < 0.03
    assert set(told["202107_PCT_IPC.txt"]["broken"]) >= {"impossible year", "malformed class"}


def test_an_earlier_world_is_replaced_whole(tmp_path):
    synthesize_regpat(tmp_path / "world", Plan(300, epo=50))
    synthesize_regpat(tmp_path / "world", Plan(200, edition="202401"))
    assert not list((tmp_path / "world").glob("202107*"))
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "world").mkdir()
    synthesize_regpat(tmp_path / "world", Plan(50))
    assert is_made_up(tmp_path / "world")


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"made_by": "another"}'])
def test_a_folder_with_anything_else_is_refused_and_left_alone(tmp_path, text):
    (tmp_path / "truth.json").write_text(text, "utf-8")
    with pytest.raises(RequestError, match="not empty and holds no made-up world"):
        synthesize_regpat(tmp_path, Plan(50))
    assert [path.name for path in tmp_path.iterdir()] == ["truth.json"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "world").write_text("mine", "utf-8")
    with pytest.raises(RequestError, match="is a file"):
        synthesize_regpat(tmp_path / "world", Plan(50))


def test_a_disk_without_room_is_told_of_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(synthesize.shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    with pytest.raises(RequestError, match=r"need about 2\.8 GB and 0\.0 GB are free.*--filings"):
        synthesize_regpat(tmp_path / "world", Plan(4_000_000))
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_up_leaves_the_earlier_world(tmp_path, monkeypatch):
    synthesize_regpat(tmp_path / "world", Plan(100, seed=1))
    before = digests(tmp_path / "world")

    def full(_world):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(synthesize, "region_lines", full)
    with pytest.raises(RequestError, match="no space left on device"):
        synthesize_regpat(tmp_path / "world", Plan(100, seed=2))
    assert digests(tmp_path / "world") == before
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"filings": 0}, "--filings 0"),
        ({"filings": -5}, "--filings -5"),
        ({"filings": 10**9}, "--filings 1e+09"),
        ({"filings": 9, "seed": -1}, "--seed -1"),
        ({"filings": 9, "epo": -1}, "--epo -1"),
        ({"filings": 9, "signal": 1.5}, "--signal 1.5"),
        ({"filings": 9, "dirt": -0.1}, "--dirt -0.1"),
        ({"filings": 9, "dirt": float("nan")}, "--dirt nan"),
        ({"filings": 9, "regions": 3}, "--regions 3"),
        ({"filings": 9, "edition": "2021/07"}, "--edition '2021/07'"),
    ],
)
def test_a_world_that_cannot_be_is_refused(wishes, told):
    with pytest.raises(RequestError) as error:
        Plan(**wishes)
    assert told in str(error.value)


def test_the_steps_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(synthesize, "_STRETCH", 40)
    seen = []
    synthesize_regpat(
        tmp_path / "w", Plan(100), step=lambda done, total: seen.append((done, total))
    )
    assert seen == [(40, 100), (80, 100), (100, 100)]


def test_a_world_of_one_filing_is_whole(tmp_path):
    synthesize_regpat(tmp_path / "w", Plan(1, epo=1))
    assert len(table(tmp_path / "w", "PCT_App_reg")) >= 1
    assert (tmp_path / "w" / "truth_expected.csv").stat().st_size > 1_000


def ask(*words):
    with pytest.raises(SystemExit) as left:
        run([str(word) for word in words])
    return left.value.code


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    assert (
        ask("synthesize", "regpat", tmp_path / "w", "--filings", 60, "--seed", 4, "--no-cpc") == 0
    )
    told = capsys.readouterr()
    assert told.err == ""
    assert "202107_PCT_Inv_reg.txt" in told.out
    assert "CPC" not in told.out
    assert "Planted: " in told.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("w", "--filings", 0), "--filings 0 is not possible: give a number from 1"),
        (("w", "--filings", "many"), "See: smartspec synthesize regpat --help"),
        (("nowhere/w", "--filings", 9), "there is no folder"),
        ((), "Missing argument"),
    ],
)
def test_a_wrong_request_ends_with_one_line(tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    assert ask("synthesize", "regpat", *words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert told in printed.err
    assert not list(tmp_path.iterdir())
