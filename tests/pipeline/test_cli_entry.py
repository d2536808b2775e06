"""``smartspec entry`` as it is typed."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from smartspec.cli.app import app, invoke
from smartspec.cli.main import run

sys.path.append(str(Path(__file__).parents[1] / "unit"))
from dynamics_worlds import world

FAMILIES = ["entry", "patent_families", "--window", "2018-2020", "--min-total", "100"]


@pytest.fixture(scope="module")
def counts(tmp_path_factory) -> Path:
    """Counts of a world in which entries follow relatedness."""
    frames = []
    for window in world(pull=3.0, places=100, windows=6, seed=11):
        wide = pd.DataFrame(window.dense(), window.places, window.activities)
        long = wide.rename_axis("place").reset_index().melt("place", var_name="activity")
        frames.append(long.assign(period=window.period))
    path = tmp_path_factory.mktemp("counts") / "counts.csv"
    pd.concat(frames).to_csv(path, index=False)
    return path


def test_a_model_has_a_row_a_variable_and_says_what_an_entry_is(tmp_path, capsys):
    out = tmp_path / "model.csv"
    assert invoke([*FAMILIES, "-o", str(out)]) == 0
    frame = pd.read_csv(out)
    assert set(frame["model"]) == {"logit", "linear"}
    density = frame[(frame["model"] == "logit") & (frame["variable"] == "density_pct")].iloc[0]
    assert density["per"] == "10 points"
    assert 0 < density["effect_points"] < density["effect_high"]
    assert density["effect_low"] < density["effect_points"]
    told = capsys.readouterr().err
    assert "An entry is: RTA reaches 1, and RTA changed by more than chance explains" in told
    assert "places with 100 or more before" in told


def test_on_the_families_the_model_has_no_advantage_and_gives_no_probability(tmp_path, capsys):
    out, chance = tmp_path / "scores.csv", tmp_path / "chance.csv"
    assert invoke([*FAMILIES, "--backtest", "-o", str(out)]) == 0
    assert "No advantage" in capsys.readouterr().err
    assert "last RTA" in set(pd.read_csv(out)["forecast"])
    assert invoke([*FAMILIES, "--backtest", "-o", str(out), "--forecast", str(chance)]) == 0
    assert "chance.csv is not written, since no probability is given" in capsys.readouterr().err
    assert not chance.exists()


def test_where_the_model_has_earned_it_probabilities_are_written(counts, tmp_path, capsys):
    names = {name: tmp_path / f"{name}.csv" for name in ("steps", "reliability", "forecast")}
    words = ["entry", str(counts), "--window", "2005", "--moves", "any", "--backtest"]
    for name, path in names.items():
        words += [f"--{name}", str(path)]
    assert invoke([*words, "-o", str(tmp_path / "scores.csv")]) == 0
    told = capsys.readouterr().err
    assert "An advantage" in told
    chance = pd.read_csv(names["forecast"])
    assert chance["probability"].between(0, 1).all()
    assert chance["probability"].is_monotonic_decreasing
    assert set(pd.read_csv(names["steps"])["forecast"]) >= {"model", "chance"}
    assert pd.read_csv(names["reliability"])["pairs"].sum() > 1000


def test_windows_may_be_named_and_exits_asked_for(counts):
    words = ["entry", str(counts), "--outcome", "exit", "--moves", "any", "--cluster", "place"]
    for year in ("2000", "2002", "2004"):
        words += ["--window", year]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert "in 2 steps" in found.stderr
    assert "RTA falls below 1" in found.stderr
    assert "Growth of activities is not among what is known" in found.stderr


def test_links_between_places_are_a_variable(counts, tmp_path):
    places = sorted(pd.read_csv(counts)["place"].unique())
    rng = np.random.default_rng(1)
    pairs = pd.DataFrame(
        {
            "place": rng.permutation(places),
            "linked_place": np.roll(rng.permutation(places), 1),
            "value": rng.random(len(places)),
        }
    )
    pairs.to_csv(tmp_path / "links.csv", index=False)
    words = ["entry", str(counts), "--window", "2005", "--links", str(tmp_path / "links.csv")]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert "linked_pct" in found.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["patent_families", "--window", "2018-2020", "--steps", "x.csv"], "without --backtest"),
        (["patent_families", "--window", "1998-2020"], "no window of 23 years"),
        (["patent_families", "--window", "2018-2020", "--window", "2019-2020"], "overlap"),
        (["patent_families", "--window", "2018-2020", "--method", "cosin"], "Did you mean 'cosine'"),
        (["patent_families", "--window", "2018-2020", "--min-total", "1e9"], "Lower --min-total"),
        (["patent_families", "--window", "2018-2020", "--backtest", "--draws", "2"], "2 draws"),
        (["patent_families", "--window", "2018-2020", "--confidence", "2"], "onfidence"),
        (["patent_families", "--window", "2018-2020", "--moves", "some"], "--moves"),
        (["patent_families", "--window", "2018-2020", "--links", "no.csv"], "no.csv"),
        (["patent_families", "--window", "2019-2020", "--window", "2017-2018", "--backtest"], "two steps"),
        (["patent_families", "--window", "2018-2020", "--backtest", "-o", "a.csv", "--steps", "a.csv"], "named for two"),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_line_and_exit_code_2(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["entry", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())
