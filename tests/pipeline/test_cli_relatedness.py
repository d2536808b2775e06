"""``smartspec relatedness`` as it is typed."""

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import smartspec as ss
from smartspec.cli.app import app, invoke
from smartspec.cli.main import run

FAMILIES = ["relatedness", "patent_families", "--window", "2018-2020"]
OWN = ["relatedness", "--window", "2020", "--min-total", "2"]
NAMED = ["activity", "activity_name", "related_activity", "related_activity_name"]
TESTED = ["together", "expected", "z_score", "p_value", "q_value"]


def written(words, path):
    assert invoke([*words, "-o", str(path)]) == 0
    return pd.read_csv(path, dtype={"activity": str, "related_activity": str})


@pytest.fixture
def own(tmp_path):
    """X meets nothing, y and z meet in one of y's two places; w is only in a place that is tiny."""
    values = [[8, 1, 1, 0], [0, 4, 6, 0], [2, 6, 1, 0], [0, 0, 0, 1]]
    wide = pd.DataFrame(values, index=list("ABCD"), columns=list("xyzw"))
    long = wide.rename_axis("place").reset_index().melt("place", var_name="activity")
    path = tmp_path / "own.csv"
    long.assign(period=2020).to_csv(path, index=False)
    return path


@pytest.fixture
def links(tmp_path):
    rows = [("x", "y", 3.0), ("x", "z", 1.0), ("y", "x", 1.0), ("y", "y", 50.0)]
    path = tmp_path / "links.csv"
    pd.DataFrame(rows, columns=["activity_1", "activity_2", "value"]).to_csv(path, index=False)
    return path


def test_each_pair_stands_once_and_the_strongest_first(tmp_path):
    frame = written(FAMILIES, tmp_path / "out.csv")
    assert list(frame) == [*NAMED, "period", "relatedness"]
    assert len(frame) == 35 * 34 // 2
    assert frame["relatedness"].is_monotonic_decreasing
    pairs = {
        frozenset(pair) for pair in zip(frame["activity"], frame["related_activity"], strict=True)
    }
    assert len(pairs) == len(frame)
    assert all(len(pair) == 2 for pair in pairs)
    # The same as the indicator says.
    counts = ss.load_table("patent_families").matrix("2018-2020")
    from smartspec.indicators.relatedness import relatedness

    found = relatedness(counts)
    first = frame.iloc[0]
    best = found.at(first["activity"], first["related_activity"])["relatedness"]
    assert first["relatedness"] == best
    assert best == np.nanmax(np.triu(found["relatedness"], 1))


def test_a_table_of_ones_own_by_hand(own, tmp_path, capsys):
    frame = written([*OWN, str(own)], tmp_path / "out.csv")
    rows = frame[["activity", "related_activity", "relatedness"]].to_numpy().tolist()
    assert rows == [["y", "z", 0.5], ["x", "y", 0.0], ["x", "z", 0.0]]
    assert capsys.readouterr().err == "note: No relatedness is known of w (2020).\n"


def test_options_reach_the_formula(tmp_path):
    plain = written(FAMILIES, tmp_path / "a.csv").set_index(["activity", "related_activity"])
    other = written(
        [*FAMILIES, "--method", "jaccard", "--threshold", "2", "--min-total", "500"],
        tmp_path / "b.csv",
    ).set_index(["activity", "related_activity"])
    assert not np.allclose(plain["relatedness"].reindex(other.index), other["relatedness"])


def test_places_can_be_related(tmp_path):
    frame = written([*FAMILIES, "--between", "places"], tmp_path / "out.csv")
    assert list(frame) == ["place", "related_place", "period", "relatedness"]


def test_the_backbone_holds_all_together(tmp_path):
    frame = written([*FAMILIES, "--backbone"], tmp_path / "out.csv")
    assert (frame["backbone"] == 1).all()
    assert frame["spanning_tree"].sum() == 34
    assert set(frame["activity"]) | set(frame["related_activity"]) == {str(n) for n in range(1, 36)}
    places = written([*FAMILIES, "--backbone", "--between", "places"], tmp_path / "places.csv")
    assert places["spanning_tree"].sum() == len({*places["place"], *places["related_place"]}) - 1


def test_the_test_stands_beside_and_the_seed_gives_it_again(tmp_path, capsys):
    words = [*FAMILIES, "--significance", "--draws", "60"]
    one = written([*words, "--seed", "4"], tmp_path / "one.csv")
    assert "more often than in any of 60 draws" in capsys.readouterr().err
    again = written([*words, "--seed", "4"], tmp_path / "again.csv")
    other = written(words, tmp_path / "other.csv")
    assert list(one) == [*NAMED, "period", "relatedness", *TESTED]
    pd.testing.assert_frame_equal(one, again)
    assert not np.allclose(one["expected"], other["expected"])
    assert one["p_value"].between(1 / 61, 1).all()
    both = written([*words, "--backbone"], tmp_path / "both.csv")
    assert {*TESTED, "backbone"} <= set(both)
    assert (both["backbone"] == 1).all()


def test_what_has_no_relatedness_is_told_once(own, tmp_path, capsys):
    written([*OWN, str(own), "--significance"], tmp_path / "out.csv")
    assert capsys.readouterr().err.count("is known of w") == 1


def test_links_by_hand(links, tmp_path):
    words = ["relatedness", "--links", str(links), "--method", "cosine"]
    frame = written(words, tmp_path / "out.csv")
    # x and y are linked 4 times, x and z once: 4 / sqrt(5 * 4) and 1 / sqrt(5 * 1).
    assert frame["related_activity"].tolist() == ["y", "z", "z"]
    assert frame["relatedness"].tolist() == pytest.approx([4 / 20**0.5, 1 / 5**0.5, 0])
    tree = written([*words, "--backbone"], tmp_path / "tree.csv")
    assert len(tree) == 2
    usual = written(["relatedness", "--links", str(links)], tmp_path / "usual.csv")
    assert usual["relatedness"].tolist() != frame["relatedness"].tolist()


def test_links_of_places_and_of_one_of_several_periods(tmp_path):
    rows = [
        ("A", "B", "2010", 1),
        ("A", "C", "2010", 1),
        ("A", "B", "2020", 5),
        ("B", "C", "2020", 5),
    ]
    path = tmp_path / "links.csv"
    pd.DataFrame(rows, columns=["place_1", "place_2", "period", "value"]).to_csv(path, index=False)
    words = ["relatedness", "--links", str(path), "--between", "places", "--window", "2020"]
    frame = written(words, tmp_path / "out.csv")
    assert list(frame) == ["place", "related_place", "period", "relatedness"]
    assert frame["place"].tolist() == ["A", "B", "A"]
    assert set(frame["period"].astype(str)) == {"2020"}


def test_pairs_of_records_can_be_related(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke(["synthesize", "regpat", "world", "--filings", "300", "--seed", "1"]) == 0
    pairs = ["pairs", "world", "--source", "regpat", "--window", "2005-2014", "-o", "together.csv"]
    assert invoke(pairs) == 0
    frame = written(["relatedness", "--links", "together.csv"], tmp_path / "out.csv")
    assert len(frame) > 100
    assert set(frame["period"]) == {"2005-2014"}


def test_it_goes_to_standard_output_if_nothing_is_named(own):
    found = CliRunner().invoke(app, [*OWN, str(own)])
    assert found.exit_code == 0
    assert found.stdout.startswith("activity,related_activity,period,relatedness\ny,z,2020,0.5\n")


WINDOW = ["--window", "2020"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Give a table as INPUT, or --links FILE"),
        (["own.csv", "--links", "links.csv"], "two inputs"),
        (["own.csv"], "Give --window, such as 2020"),
        (["own.csv", "--window", "1990"], "1990"),
        (["own.csv", *WINDOW, "--method", "cosin"], "Did you mean 'cosine'"),
        (["own.csv", *WINDOW, "--between", "pairs"], "--between"),
        (["own.csv", *WINDOW, "--threshold", "1e9"], "Lower the threshold"),
        (["own.csv", *WINDOW, "--min-total", "1e9"], "No place has a total"),
        (["own.csv", *WINDOW, "--draws", "50"], "--draws has no effect without --significance"),
        (["own.csv", *WINDOW, "--seed", "5"], "--seed has no effect without --significance"),
        (["own.csv", *WINDOW, "--significance", "--draws", "5"], "5 draws say too little"),
        (["own.csv", *WINDOW, "--significance", "--seed", "-5"], "seed"),
        (["own.csv", *WINDOW, "--significance", "--between", "places"], "activities alone"),
        (["own.csv", *WINDOW, "-o", "own.csv"], "is the input"),
        (["own.csv", *WINDOW, "-o", "out.what"], "out.what"),
        (["patent_familie", *WINDOW], "Did you mean 'patent_families'"),
        (["--links", "no.csv"], "no.csv"),
        (["--links", "links.csv", "-o", "links.csv"], "is the input"),
        (["--links", "links.csv", "--significance"], "--significance needs counts"),
        (["--links", "links.csv", "--threshold", "2"], "--threshold needs counts"),
        (["--links", "links.csv", "--min-total", "2"], "--min-total needs counts"),
        (["--links", "links.csv", "--economies"], "--economies needs counts"),
        (["--links", "links.csv", "--method", "conditional"], "measure of links"),
        (["--links", "links.csv", "--window", "2020"], "no links of 2020"),
        (["--links", "links.csv", "--between", "places"], "no column place_1, place_2; it has"),
        (["--links", "links.csv", "--value", "flow"], "no column flow"),
        (["--links", "several.csv"], "of 2 periods: 2010, 2020. Choose one with --window"),
        (["--links", "empty.csv"], "empty.csv"),
        (["--links", "own.csv"], "need activity_1, activity_2 and a number"),
        (["--links", "below.csv"], "below 0"),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_line_and_exit_code_2(
    words, told, own, links, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    head = "activity_1,activity_2,period,value\n"
    (tmp_path / "several.csv").write_text(f"{head}x,y,2010,1\nx,y,2020,1\n")
    (tmp_path / "empty.csv").write_text(head)
    (tmp_path / "below.csv").write_text(f"{head}x,y,2010,-1\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(SystemExit) as left:
        run(["relatedness", *words])
    assert left.value.code == 2
    said = capsys.readouterr()
    assert told in said.err
    lines = [line for line in said.err.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1
    assert said.out == ""
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_activity_space_is_drawn_with_a_place_set_off(tmp_path, capsys):
    picture = tmp_path / "space.svg"
    written([*FAMILIES, "--chart", str(picture), "--lit", "Germany"], tmp_path / "links.csv")
    drawn = picture.read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "Biotechnology" in drawn
    assert "DEU is specialised" in drawn
    assert "drawn, not measured" in capsys.readouterr().err
    image = tmp_path / "space.png"
    written([*FAMILIES, "--chart", str(image)], tmp_path / "links.csv")
    assert image.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--lit", "DEU"], "--lit has no effect without --chart"),
        (["--chart", "space.pdf"], "End the name with .svg or .png"),
        (["--chart", "space.svg", "--lit", "Atlantis"], "no place 'Atlantis'"),
        (["--chart", "space.svg", "--between", "places"], "Leave out --between places"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_refused(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run([*FAMILIES, *words, "-o", "links.csv"])
    assert left.value.code == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
