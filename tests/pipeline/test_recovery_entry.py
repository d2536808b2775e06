"""A back-test knows a world in which entries follow relatedness from one in which they do not."""

import pandas as pd
import pytest

from smartspec.cli.main import run

WINDOWS = ("2000-2004", "2005-2009", "2010-2014", "2015-2018")


def ask(*words: object) -> None:
    with pytest.raises(SystemExit) as left:
        run([str(word) for word in words])
    assert left.value.code == 0


@pytest.mark.parametrize(("signal", "verdict"), [(1, "An advantage"), (0, "No advantage")])
def test_from_records_to_a_verdict(signal, verdict, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SMARTSPEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    wishes = ("--filings", 400_000, "--seed", 20, "--regions", 200, "--no-cpc")
    ask("synthesize", "regpat", "world", *wishes, "--signal", signal)
    spans = [word for window in WINDOWS for word in ("--window", window)]
    counting = ("--source", "regpat", "--activity", "wipo35")
    ask("count", "world", *counting, "--place", "tl3", *spans, "--unknown", "drop", "-o", "c.csv")
    # Which classes meet in filings is known before the steps that are foretold.
    ask("pairs", "world", *counting, "--window", "2000-2009", "-o", "pairs.csv")
    capsys.readouterr()
    rules = ("--threshold", 1.5, "--min-total", 30, "--related", "pairs.csv")
    ask("entry", "c.csv", *spans, *rules, "--backtest", "-o", "scores.csv")
    assert f"note: {verdict}" in capsys.readouterr().err
    scores = pd.read_csv("scores.csv").set_index("forecast")
    gain = scores.loc["without relatedness", "auc_gain"]
    assert gain > 0.05 if signal else abs(gain) < 0.02
    ask("entry", "c.csv", *spans, *rules, "-o", "model.csv")
    effects = pd.read_csv("model.csv").set_index(["model", "variable"]).loc["logit"]
    assert (effects.loc["density_pct", "effect_low"] > 0) == bool(signal)
