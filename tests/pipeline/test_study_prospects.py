"""What a report says of what a place can strengthen and enter."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartspec.report.document import Bullets, Document, Finding, Note, Paragraph
from smartspec.strategy.joint import joint
from smartspec.strategy.opportunities import opportunities
from smartspec.strategy.windows import two_windows
from smartspec.study.inputs import read_inputs
from smartspec.study.prospects import Prospects, look_ahead
from smartspec.study.read import StudyFile, parse_study
from smartspec.study.run import make_report
from smartspec.study.template import study_text

sys.path.append(str(Path(__file__).parents[1] / "unit"))
from dynamics_worlds import world

AHEAD = ("activity_space", "opportunities", "joint", "partners", "entry")


def of_text(text: str, folder: Path = Path()) -> StudyFile:
    return StudyFile(parse_study(text, "study.toml"), "study.toml", folder, text)


def looked(text: str, folder: Path = Path()) -> Prospects | str:
    file = of_text(text, folder)
    return look_ahead(file, read_inputs(file))


def report(text: str, folder: Path = Path()) -> Document:
    file = of_text(text, folder)
    return make_report(file, read_inputs(file)).document


def told(document: Document, section: str) -> str:
    (found,) = (one for one in document.sections if one.id == section)
    texts = [b.text for b in found.blocks if isinstance(b, Finding | Note | Paragraph)]
    texts += [item for b in found.blocks if isinstance(b, Bullets) for item in b.items]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def denmark() -> Document:
    return report(study_text("Denmark"))


def own(folder: Path, *, pull: float = 3.0, extra: str = "", sections: str = "") -> str:
    """A study of a made-up place with eight windows of a year each."""
    frames = []
    for window in world(pull=pull, places=100, activities=60, windows=8, seed=11, records=400.0):
        wide = pd.DataFrame(window.dense(), window.places, window.activities)
        long = wide.rename_axis("place").reset_index().melt("place", var_name="activity")
        frames.append(long.assign(period=window.period))
    pd.concat(frames).to_csv(folder / "own.csv", index=False)
    chosen = sections or ", ".join(f'"{name}"' for name in (*AHEAD, "methods"))
    return (
        f"[study]\nplace = 'P07'\nsections = [{chosen}]\n[data]\nfile = 'own.csv'\n{extra}"
        "[windows]\nnow = '2007'\nbefore = '2003'\n[opportunities]\ndraws = 20\n"
    )


def test_the_report_has_the_chapters_but_that_on_unions(denmark):
    ids = [section.id for section in denmark.sections]
    assert {"activity-space", "opportunities", "partners", "entry"} <= set(ids)
    assert "joint" not in ids
    assert "joint: the place is no union of places" in told(denmark, "methods")


def test_the_table_is_what_the_command_gives(denmark):
    from smartspec.datasets.load import load_table

    table = load_table("patent_families")
    now, before = two_windows(table, "2018-2020", "2007-2009", min_total=100, keep="DNK")
    plain = opportunities(now, "DNK", before=before, mix_only=True).frame
    shown = denmark.table("opportunities").rows
    assert shown["activity"].tolist() == plain["activity"].tolist()
    assert shown["kind"].tolist() == plain["kind"].tolist()
    assert shown["density_pct"].to_numpy() == pytest.approx(plain["density_pct"].to_numpy())
    candidates = shown["rank"].notna()
    assert (shown.loc[candidates, "rank_low"] <= shown.loc[candidates, "rank_high"]).all()


def test_no_probability_is_given_where_the_back_test_shows_no_advantage(denmark):
    assert "No advantage" in told(denmark, "opportunities")
    assert "No advantage" in told(denmark, "entry")
    assert "entry_probability" not in denmark.table("opportunities").rows
    scores = denmark.table("entry_scores").rows.set_index("forecast")["auc"]
    assert scores["last RTA"] > 0.7


def test_the_summary_names_what_is_within_reach(denmark):
    reach = denmark.table("opportunities").rows.query("kind == 'reach'")
    first = str(reach["activity_name"].iloc[0]).lower()
    assert f"not yet among its strengths are {first}" in told(denmark, "summary")


def test_where_entries_can_be_foretold_their_chances_stand_in_the_table(tmp_path):
    document = report(own(tmp_path), tmp_path)
    assert "An advantage" in told(document, "entry")
    rows = document.table("opportunities").rows
    is_strength = rows["kind"].isin(["consolidate", "eroding"])
    assert rows.loc[~is_strength, "entry_probability"].between(0, 1).all()
    assert rows.loc[is_strength, "entry_probability"].isna().all()
    assert "go with" in told(document, "entry")


def test_a_union_is_set_beside_its_members():
    document = report(study_text("NORDIC"))
    rows = document.table("joint").rows
    assert {"kind_DNK", "kind_FIN", "kind_NOR", "kind_SWE"} <= set(rows)
    assert "Joint domains that suggest themselves" in told(document, "joint")
    found = looked(study_text("NORDIC"))
    assert isinstance(found, Prospects)
    # The union replaces its members, and each other place is there once.
    places = found.counts.places.tolist()
    assert "NORDIC" in places
    assert not {"DNK", "FIN", "NOR", "SWE"} & set(places)
    from smartspec.datasets.load import load_table

    counts = load_table("patent_families").matrix("2018-2020")
    apart = joint(counts, ["DNK", "FIN", "NOR", "SWE"]).frame.set_index("activity")
    mine = found.joint.frame.set_index("activity")
    assert mine["rta"].to_numpy() == pytest.approx(apart["rta"].reindex(mine.index).to_numpy())


def test_what_are_no_events_has_no_ranges_and_nothing_foretold(tmp_path):
    document = report(own(tmp_path, extra="events = false\n"), tmp_path)
    assert "chance cannot be told from pattern" in told(document, "opportunities")
    assert "rank" not in document.table("opportunities").rows
    assert "Entries are not foretold" in told(document, "methods")


def test_one_window_alone_is_foretold_nothing_from_and_the_reason_told():
    text = study_text("Denmark").replace('now = "2018-2020"', 'now = "2000-2020"')
    text = text.replace('before = "2007-2009"', 'before = ""')
    document = report(text)
    assert "could not be tested" in told(document, "opportunities")
    assert "entry" not in {section.id for section in document.sections}


def test_places_that_have_nothing_in_common_are_told_of(tmp_path):
    rows = [(p, a, 2020, 50.0) for p, a in zip("ABC", "xyz", strict=True)]
    pd.DataFrame(rows, columns=["place", "activity", "period", "value"]).to_csv(
        tmp_path / "own.csv", index=False
    )
    text = "[study]\nplace = 'A'\n[data]\nfile = 'own.csv'\n"
    text += "[windows]\nnow = '2020'\nbefore = ''\n[thresholds]\nminimum = 10\n"
    found = looked(text, tmp_path)
    assert isinstance(found, str)
    document = report(text, tmp_path)
    assert found.rstrip(".") in told(document, "methods")


def test_sections_that_are_not_asked_for_are_not_computed(monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("smartspec.study.run.look_ahead", never)
    text = study_text("Denmark")
    for name in AHEAD:
        text = text.replace(f'"{name}", ', "")
    assert report(text).sections


def test_ranges_are_the_same_in_every_run():
    one, other = (looked(study_text("Denmark")) for _ in range(2))
    assert isinstance(one, Prospects)
    assert isinstance(other, Prospects)
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert np.isfinite(one.frame["kind_share"]).all()


def test_a_member_without_records_costs_the_joint_chapter_alone(tmp_path):
    text = own(tmp_path).replace("place = 'P07'", "place = 'BOTH'")
    frame = pd.read_csv(tmp_path / "own.csv")
    frame.loc[(frame["place"] == "P08") & (frame["period"] > 2004), "value"] = 0
    frame.to_csv(tmp_path / "own.csv", index=False)
    document = report(text + "[places.BOTH]\nmembers = ['P07', 'P08']\n", tmp_path)
    assert "opportunities" in {section.id for section in document.sections}
    assert "joint: P08 has no records in 2007" in told(document, "methods")


def test_thresholds_and_confidence_of_the_study_hold_here_too(tmp_path):
    text = own(tmp_path, extra="") + "[thresholds]\nrta = 1.5\nconfidence = 0.5\n"
    found = looked(text, tmp_path)
    assert isinstance(found, Prospects)
    strong = found.frame["kind"].isin(["consolidate", "eroding"])
    assert (found.frame.loc[strong, "rta"] >= 1.5).all()
    assert (found.frame.loc[~strong, "rta"] < 1.5).all()
    wide = looked(own(tmp_path) + "[thresholds]\nrta = 1.5\n", tmp_path)
    assert isinstance(wide, Prospects)
    width = [(one.frame["rta_high"] - one.frame["rta_low"]).sum() for one in (found, wide)]
    assert width[0] < 0.6 * width[1]
