"""``smartspec complexity`` as it is typed."""

import numpy as np
import pandas as pd
import pytest

import smartspec as ss
from smartspec.cli.app import invoke
from smartspec.cli.main import run
from smartspec.indicators.complexity import place_complexity
from smartspec.indicators.fitness import place_fitness
from smartspec.indicators.structure import diversity
from smartspec.strategy import complexity_table as home
from smartspec.tables.matrix import Matrix

STAIRS = [("A", "x", 4), ("A", "y", 3), ("A", "z", 3), ("B", "x", 6), ("B", "y", 4),
          ("C", "x", 10), ("D", "x", 9)]  # fmt: skip
ALL = [
    "complexity", "complexity_low", "complexity_high", "rank", "rank_low", "rank_high",
    "rank_lowest", "rank_highest", "fitness", "fitness_rank",
]  # fmt: skip


def asked(tmp_path, source, *words):
    out = tmp_path / "out.csv"
    assert invoke(["complexity", str(source), *words, "-o", str(out)]) == 0
    return pd.read_csv(out, keep_default_na=False, na_values=[""])


def stairs(tmp_path, rows=STAIRS):
    table = tmp_path / "jobs.csv"
    columns = ["region", "field", "jobs"]
    pd.DataFrame(rows, columns=columns).assign(year=2020).to_csv(table, index=False)
    return table


OWN = ["--window", "2020", "--place", "region", "--activity", "field", "--period", "year",
       "--value", "jobs"]  # fmt: skip


def test_places_come_with_names_ranks_and_what_is_open(tmp_path, capsys):
    frame = asked(tmp_path, "patent_families", "--window", "2018-2020", "--draws", "20")
    assert list(frame) == ["place", "place_name", *ALL, "diversity"]
    assert frame["place_name"][0] == "Norway"
    assert frame["complexity"].is_monotonic_decreasing
    assert (frame["rank_lowest"] <= frame["rank"]).all()
    assert (frame["rank"] <= frame["rank_highest"]).all()
    counts = ss.load_table("patent_families").matrix("2018-2020")
    for column, found in (
        ("complexity", place_complexity(counts)["place_complexity"]),
        ("fitness", place_fitness(counts)["place_fitness"]),
        ("diversity", diversity(counts)["diversity"]),
    ):
        plain = dict(zip(counts.places.tolist(), found, strict=True))
        assert frame[column].tolist() == pytest.approx([plain[place] for place in frame["place"]])
    told = capsys.readouterr().err
    assert "eigenvalue are 0.2984 and 0.1765 (2018-2020): they lie apart" in told
    assert "diversity by 0.49" in told
    assert "hang together in 1 part." in told
    assert "0.75: 0.92 (716 pairs, 1 part)" in told
    assert "20 draws" in told
    assert "Norway; Brazil; Ukraine" in told


def test_activities_come_with_the_names_of_fields_and_ubiquity(tmp_path):
    words = ["--window", "2018-2020", "--of", "activities", "--draws", "20", "--seed", "3"]
    frame = asked(tmp_path, "patent_families", *words)
    assert list(frame) == ["activity", "activity_name", *ALL, "ubiquity"]
    assert frame["activity_name"][0] == "Materials, metallurgy"
    again = asked(tmp_path, "patent_families", *words)
    pd.testing.assert_frame_equal(frame, again)


def test_a_table_of_ones_own_has_labels_alone(tmp_path):
    words = [*OWN, "--threshold", "0.5", "--thresholds", "0.75", "--draws", "20"]
    frame = asked(tmp_path, stairs(tmp_path), *words)
    assert list(frame) == ["place", *ALL, "diversity"]
    assert frame["place"].tolist() == list("ABCD")
    assert frame["rank"].tolist() == [1, 2, 3, 3]
    assert frame["diversity"].tolist() == [3, 2, 1, 1]
    assert frame["fitness_rank"].tolist() == [1, 2, 3, 3]


def test_parts_are_refused_with_this_commands_options_or_taken_as_asked(tmp_path, capsys):
    table = stairs(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["complexity", str(table), *OWN, "-o", str(tmp_path / "none.csv")])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert "2 parts" in error
    assert "Use --components largest" in error
    assert "--set" not in error
    assert not (tmp_path / "none.csv").exists()
    frame = asked(tmp_path, table, *OWN, "--components", "largest", "--draws", "20")
    assert frame["place"].tolist()[:2] == ["A", "B"]
    assert frame["complexity"].isna().tolist() == [False, False, True, True]
    assert "Without complexity, last in the table: C, D." in capsys.readouterr().err


def test_parts_apart_have_no_common_ranks_and_that_is_told(tmp_path, capsys):
    first = [("A", "x", 5), ("A", "y", 5), ("B", "y", 10)]
    second = [("C", "u", 5), ("C", "v", 5), ("D", "v", 5)]
    words = [*OWN, "--components", "apart", "--draws", "20"]
    frame = asked(tmp_path, stairs(tmp_path, [*first, *second]), *words)
    assert list(frame) == ["place", "part", "complexity", "fitness", "fitness_rank", "diversity"]
    assert frame["part"].tolist() == [1, 1, 2, 2]
    assert frame["complexity"].tolist() == pytest.approx([1, -1, 1, -1])
    told = capsys.readouterr().err
    assert "no common ranks" in told
    assert "--draws has no effect" in told


def test_intervals_that_take_long_are_left_out_unless_asked_for(monkeypatch):
    monkeypatch.setattr(home, "is_quick", lambda counts: False)
    counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], list("ABCD"), list("xyz"))
    plain = home.complexity_table(counts, home.ComplexityAsked(threshold=0.5))
    assert "rank_low" not in plain.frame
    assert {"rank", "rank_lowest", "rank_highest"} <= set(plain.frame)
    assert any("--draws 200" in note for note in plain.notes)
    drawn = home.complexity_table(counts, home.ComplexityAsked(threshold=0.5, draws=20))
    assert "rank_low" in drawn.frame


def test_where_the_threshold_decides_ranks_it_is_told_with_the_turned_line(tmp_path, capsys):
    words = ["--window", "2016-2018", "--min-total", "1000", "--draws", "20"]
    frame = asked(tmp_path, "science_articles", *words)
    assert (frame["rank_highest"] - frame["rank_lowest"]).median() > len(frame) / 3
    told = capsys.readouterr().err
    assert "The threshold decides much of them" in told
    assert "turned against the one at threshold 1 (2016-2018)" in told
    assert "Chance decides" not in told


def test_where_ranks_are_chance_it_is_told(tmp_path, capsys):
    rng = np.random.default_rng(2)
    rows = [(f"p{p:02}", f"a{a}", int(n)) for (p, a), n in np.ndenumerate(rng.poisson(3, (20, 8)))]
    asked(tmp_path, stairs(tmp_path, rows), *OWN, "--draws", "40", "--components", "largest")
    assert "Chance decides much of them" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["patent_family", "--window", "2018-2020"], "Did you mean 'patent_families'"),
        (["patent_families"], "--window"),
        (["patent_families", "--window", "1990"], "outside the data"),
        (["patent_families", "--window", "2018-2020", "--of", "fields"], "--of"),
        (["patent_families", "--window", "2018-2020", "--threshold", "0"], "number above 0"),
        (["patent_families", "--window", "2018-2020", "--threshold", "900"], "--threshold 1"),
        (["patent_families", "--window", "2018-2020", "--thresholds", "0.5;1"], "'0.5;1' is none"),
        (["patent_families", "--window", "2018-2020", "--draws", "5"], "Give 20 or more"),
        (["patent_families", "--window", "2018-2020", "--seed", "-1"], "--seed"),
        (["patent_families", "--window", "2018-2020", "--components", "all"], "--components"),
        (["patent_families", "--window", "2018-2020", "--min-total", "1e12"], "1e"),
        (["patent_families", "--window", "2018-2020", "-o", "x.doc"], "x.doc"),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_line_and_exit_code_2(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(["complexity", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
