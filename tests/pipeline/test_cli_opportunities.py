"""``smartspec opportunities`` as it is typed."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from smartspec.cli.app import app, invoke
from smartspec.cli.main import run

sys.path.append(str(Path(__file__).parents[1] / "unit"))
from dynamics_worlds import world


def test_a_place_is_found_by_its_name_and_the_answer_written(tmp_path, capsys):
    out = tmp_path / "denmark.csv"
    words = ["opportunities", "Denmark", "patent_families", "--window", "2018-2020"]
    assert invoke([*words, "--before", "2008-2010", "-o", str(out)]) == 0
    frame = pd.read_csv(out)
    assert len(frame) == 35
    assert {"kind", "rta_low", "density_pct", "complexity", "rta_before"} <= set(frame)
    assert "world_growth_pct" not in frame  # the families are fit for the mix of a place alone
    told = capsys.readouterr().err
    assert "No probability is given" in told
    assert "Balland" in told


def test_a_table_of_ones_own_is_read_by_its_columns(tmp_path):
    table = tmp_path / "jobs.csv"
    rows = [
        ("A", "x", 9),
        ("A", "y", 3),
        ("B", "x", 2),
        ("B", "y", 5),
        ("B", "z", 4),
        ("C", "z", 6),
        ("C", "x", 3),
    ]
    pd.DataFrame(rows, columns=["region", "field", "jobs"]).assign(year=2020).to_csv(
        table, index=False
    )
    words = ["opportunities", "A", str(table), "--window", "2020", "--place", "region"]
    words += ["--activity", "field", "--period", "year", "--value", "jobs"]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines()[0].startswith("activity,kind,count,rta")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Atlantis", "patent_families", "--window", "2018-2020"], "no place 'Atlantis'"),
        (["DNK", "patent_families", "--window", "2018-2020", "--method", "cosin"], "Did you mean 'cosine'"),
        (["DNK", "patent_families", "--window", "2018-2020", "--before", "2019-2020"], "does not end before"),
        (["DNK", "patent_families", "--window", "2018-2020", "-o", "x.doc"], "x.doc"),
        (["DNK", "patent_family", "--window", "2018-2020"], "Did you mean 'patent_families'"),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_line_and_exit_code_2(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["opportunities", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def asked(tmp_path, *words):
    out = tmp_path / "out.csv"
    options = ["patent_families", "--window", "2018-2020", *words, "-o", str(out)]
    assert invoke(["opportunities", "DEU", *options]) == 0
    return pd.read_csv(out, keep_default_na=False, na_values=[""])


def test_rank_and_steadiness_stand_beside_each_activity(tmp_path, capsys):
    frame = asked(tmp_path, "--draws", "20", "--seed", "4")
    told = {
        "rank",
        "rank_low",
        "rank_high",
        "kind_share",
        "specialised_share",
        "fragile",
        "fragile_to",
    }
    assert told <= set(frame)
    open_to = frame["kind"].isin(["reach", "easy", "gamble", "leave"])
    assert (frame["rank"].notna() == open_to).all()
    assert "windows 2019-2020, 2018-2019, 2017-2020" in capsys.readouterr().err
    plain = asked(tmp_path, "--no-ranges")
    assert not told & set(plain)
    assert plain["kind"].tolist() == frame["kind"].tolist()


def test_the_earlier_window_is_one_of_the_others(tmp_path, capsys):
    asked(tmp_path, "--draws", "20", "--before", "2008-2010")
    assert "2017-2020, 2008-2010" in capsys.readouterr().err


def test_partners_are_written_beside(tmp_path):
    files = [tmp_path / "partners.csv", tmp_path / "summary.csv"]
    options = ["--partners", str(files[0]), "--partner-summary", str(files[1]), "--top", "2"]
    asked(tmp_path, *options, "--no-ranges")
    rows, summary = (pd.read_csv(file) for file in files)
    assert rows.groupby("activity").size().max() == 2
    assert set(rows["partner"]) <= set(summary["partner"])
    assert "DEU" not in set(summary["partner"])


def test_places_taken_together_are_one_place_with_a_joint_table(tmp_path):
    file = tmp_path / "joint.csv"
    frame = asked(
        tmp_path, "--with", "Denmark", "--with", "SWE", "--joint", str(file), "--no-ranges"
    )
    rows = pd.read_csv(file)
    assert {"kind_DEU", "kind_DNK", "kind_SWE", "change", "domain"} <= set(rows)
    pd.testing.assert_series_equal(
        rows.set_index("activity")["rta"], frame.set_index("activity")["rta"].loc[rows["activity"]]
    )
    alone = asked(tmp_path, "--no-ranges")
    assert frame["count"].sum() > alone["count"].sum()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--with", "DEU"], "DEU is named twice; a place cannot be taken together with itself"),
        (["--with", "DNK", "--with", "Denmark"], "DNK is named twice"),
        (["--with", "Atlantis"], "no place 'Atlantis'"),
        (["--draws", "5"], "5 draws say too little"),
        (["--seed", "-1"], "A seed is a whole number"),
        (["--no-ranges", "--draws", "50"], "--draws would have no effect"),
        (["--no-ranges", "--seed", "5"], "--seed would have no effect"),
        (["--joint", "joint.csv"], "Name another by --with"),
        (["--partners", "out.csv", "-o", "out.csv"], "Two tables would go to out.csv"),
        (["--partners", "out.doc"], "out.doc"),
        (["--actors", "actors.csv"], "Name their folder by --records"),
        (["--records", "world"], "--records has no effect without --actors"),
        (["--actors", "actors.csv", "--records", "world"], "no folder of records world"),
    ],
)  # fmt: skip
def test_a_wrong_request_for_more_gets_one_line_and_exit_code_2(
    words, told, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["opportunities", "DEU", "patent_families", "--window", "2018-2020", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_on_a_large_table_ranges_come_only_if_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("smartspec.strategy.stability.QUICK", 10)
    assert "rank" not in asked(tmp_path)
    assert "Ask for it with --ranges" in capsys.readouterr().err
    assert "rank" in asked(tmp_path, "--draws", "20")
    assert "--ranges" not in capsys.readouterr().err


def test_that_levels_are_not_fit_to_be_added_is_told(tmp_path, capsys):
    asked(tmp_path, "--with", "DNK", "--no-ranges")
    assert "weigh by just that number" in capsys.readouterr().err
    asked(tmp_path, "--no-ranges")
    assert "weigh by just that number" not in capsys.readouterr().err


def test_who_files_is_told_from_the_records_that_were_counted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke(["synthesize", "regpat", "world", "--filings", "1500", "--seed", "3"]) == 0
    count = ["count", "world", "--place", "tl2", "--window", "2010-2014", "--unknown", "drop"]
    assert invoke([*count, "-o", "counts.csv"]) == 0
    counts = pd.read_csv("counts.csv", dtype={"activity": str})
    place = counts.groupby("place")["value"].sum().idxmax()
    words = ["opportunities", place, "counts.csv", "--window", "2010-2014", "--no-ranges"]
    more = ["--actors", "actors.csv", "--records", "world", "--level", "tl2", "--top", "2"]
    assert invoke([*words, *more, "-o", "list.csv"]) == 0
    listed = pd.read_csv("list.csv", dtype={"activity": str}).set_index("activity")["kind"]
    who = pd.read_csv("actors.csv", dtype={"activity": str})
    assert len(who)
    assert who.groupby("activity").size().max() == 2
    assert who["kind"].tolist() == listed[who["activity"]].tolist()
    assert (who["filings"] >= 1).all()
    assert who["share_pct"].between(0, 100, inclusive="right").all()
    # What shares are of is what the usual count has, by applicant, everything whole.
    whole = ["--by", "applicant", "--count", "whole", "--fields", "whole", "-o", "whole.csv"]
    assert invoke([*count, *whole]) == 0
    table = pd.read_csv("whole.csv", dtype={"activity": str})
    there = table[table["place"] == place].set_index("activity")["value"]
    assert (100 * who["filings"] / who["share_pct"]).tolist() == pytest.approx(
        there[who["activity"]].tolist()
    )


def test_what_entries_were_foretold_is_told_and_can_be_left_out(tmp_path, capsys):
    asked(tmp_path, "--no-ranges")
    assert "No advantage: on windows that it had not seen" in capsys.readouterr().err
    asked(tmp_path, "--no-ranges", "--no-backtest")
    assert "has not been tested, so no probability is given" in capsys.readouterr().err


def test_on_a_large_table_entries_are_foretold_only_if_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("smartspec.strategy.chances.QUICK", 10)
    asked(tmp_path, "--no-ranges")
    assert "Ask for it with --backtest" in capsys.readouterr().err
    asked(tmp_path, "--no-ranges", "--backtest")
    assert "No advantage" in capsys.readouterr().err


def test_tested_probabilities_stand_beside_candidates(tmp_path):
    frames = []
    for window in world(pull=3.0, places=100, activities=60, windows=8, seed=11, records=400.0):
        wide = pd.DataFrame(window.dense(), window.places, window.activities)
        long = wide.rename_axis("place").reset_index().melt("place", var_name="activity")
        frames.append(long.assign(period=window.period))
    pd.concat(frames).to_csv(tmp_path / "counts.csv", index=False)
    out = tmp_path / "out.csv"
    words = ["opportunities", "P07", str(tmp_path / "counts.csv"), "--window", "2007"]
    assert invoke([*words, "--no-ranges", "-o", str(out)]) == 0
    frame = pd.read_csv(out)
    assert frame.loc[frame["rta"] < 1, "entry_probability"].between(0, 1).all()
    assert frame.loc[frame["rta"] >= 1, "entry_probability"].isna().all()


def test_actors_never_take_the_place_of_another_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rp").mkdir()
    (tmp_path / "act.csv").write_text("place,activity,period,value\nA,x,2020,3\n", "utf-8")
    before = (tmp_path / "act.csv").read_bytes()
    words = ["opportunities", "A", "act.csv", "--window", "2020", "--records", "rp"]
    for options in (["--actors", "act.csv", "-o", "o.csv"], ["--actors", "o.csv", "-o", "o.csv"]):
        with pytest.raises(SystemExit) as left:
            run([*words, *options])
        assert left.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert (tmp_path / "act.csv").read_bytes() == before


def test_periods_that_are_no_years_have_no_history_and_still_an_answer(tmp_path, capsys):
    counts = {"A": (60, 60, 9), "B": (9, 60, 60), "C": (9, 9, 90), "D": (40, 50, 9)}
    rows = [
        (place, activity, "late", value)
        for place, values in counts.items()
        for activity, value in zip("xyz", values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    frame.to_csv(tmp_path / "own.csv", index=False)
    words = ["opportunities", "A", str(tmp_path / "own.csv"), "--window", "late", "--no-ranges"]
    assert invoke([*words, "-o", str(tmp_path / "o.csv")]) == 0
    assert "could not be tested" in capsys.readouterr().err
