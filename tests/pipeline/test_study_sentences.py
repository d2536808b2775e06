"""What a report says of odd data: no sentence may claim what the numbers do not carry."""

from pathlib import Path

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.report.document import Document, Finding, Note, Paragraph
from smartspec.report.formatting import cells
from smartspec.study.inputs import dataset_for, read_inputs
from smartspec.study.read import StudyFile, parse_study
from smartspec.study.run import make_report
from smartspec.study.template import study_text


def report(text: str, folder: Path = Path()) -> Document:
    file = StudyFile(parse_study(text, "study.toml"), "study.toml", folder, text)
    return make_report(file, read_inputs(file)).document


def words(document: Document) -> str:
    parts = [fact.label for fact in document.key_facts]
    for section in document.sections:
        parts += [section.intro]
        parts += [b.text for b in section.blocks if isinstance(b, Finding | Note | Paragraph)]
        parts += [getattr(b, "title", "") for b in section.blocks]
    parts += [chart.alt for chart in document.charts()]
    return "\n".join(parts)


def own(folder: Path, counts: dict[str, dict[str, list[float]]], extra: str = "") -> str:
    """A table of one's own: place to activity to counts of 2010 and 2020; a study of the first."""
    rows = [
        (place, activity, year, value)
        for place, activities in counts.items()
        for activity, values in activities.items()
        for year, value in zip((2010, 2020), values, strict=True)
    ]
    columns = ["place", "activity", "period", "value"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "own.csv", index=False)
    place = next(iter(counts))
    return (
        f"[study]\nplace = '{place}'\n[data]\nfile = 'own.csv'\nunit = 'patents'\n{extra}"
        "[windows]\nnow = '2020'\nbefore = '2010'\n[thresholds]\nminimum = 10\n"
    )


REGIONS = {
    "North": {"c26": [40, 90], "c27": [60, 10]},
    "South": {"c26": [50, 50], "c27": [50, 50]},
    "East": {"c26": [30, 20], "c27": [70, 90]},
}


def test_regions_named_like_countries_are_not_taken_for_them(tmp_path: Path) -> None:
    laender = ["BY", "BW", "BE", "NW", "HE", "SN", "NI", "SH"]
    counts = {code: {"x": [20, 30 + i], "y": [30, 20]} for i, code in enumerate(laender)}
    document = report(own(tmp_path, counts), tmp_path)
    assert document.title == "Where BY stands"
    assert {section.id for section in document.sections}.isdisjoint({"map", "policies", "science"})
    assert "the world" not in words(document)


def test_places_that_are_all_economies_are_read_as_such_and_it_is_said(tmp_path: Path) -> None:
    counts = {
        code: {"x": [20, 30 + 9 * i], "y": [30, 20]} for i, code in enumerate(["DK", "SE", "FI"])
    }
    document = report(own(tmp_path, counts), tmp_path)
    assert document.place == "Denmark"
    text = own(tmp_path, counts, "economies = false\n")
    assert report(text, tmp_path).place == "DK"


def test_numbers_of_activities_are_wipo_fields_only_where_the_study_says_so(tmp_path: Path) -> None:
    counts = {
        place: {"27": [20, 30 + i], "28": [30, 20]} for i, place in enumerate(["A", "B", "C"])
    }
    bare = report(own(tmp_path, counts), tmp_path).table("strengths").rows
    assert set(bare["activity_name"]) == {"27", "28"}
    said = report(own(tmp_path, counts, "activities = 'wipo35'\n"), tmp_path)
    assert "Engines, pumps, turbines" in set(said.table("strengths").rows["activity_name"])


def test_names_of_ones_own_keep_their_capitals(tmp_path: Path) -> None:
    counts = {p: {"German studies": [1, 90 - 40 * i], "C26": [90, 10]} for i, p in enumerate("ABC")}
    told = words(report(own(tmp_path, counts), tmp_path))
    assert "German studies" in told
    assert "german studies" not in told
    assert "c26" not in told


def test_growth_is_told_where_counts_compare(tmp_path: Path) -> None:
    told = words(report(own(tmp_path, REGIONS), tmp_path))
    assert "0% more than the 100 of 2010" in told
    assert "by a factor of" in told


def test_windows_of_unequal_length_tell_no_growth(tmp_path: Path) -> None:
    counts = own(tmp_path, REGIONS).replace("before = '2010'", "before = '2009-2010'")
    frame = pd.read_csv(tmp_path / "own.csv")
    earlier = frame[frame["period"] == 2010].assign(period=2009)
    pd.concat([frame, earlier]).to_csv(tmp_path / "own.csv", index=False)
    document = report(counts, tmp_path)
    assert "% more" not in words(document)
    assert "% fewer" not in words(document)
    assert "competitive" not in [column.name for column in document.table("change").columns]


def test_shipped_families_tell_no_growth_since_their_coverage_differs() -> None:
    document = report(study_text("Italy"))
    told = words(document)
    assert "% more than" not in told
    assert "14 and 77 per cent of Italy's" in told


def test_a_count_that_is_no_event_is_never_called_clear(tmp_path: Path) -> None:
    told = words(report(own(tmp_path, REGIONS, "events = false\n"), tmp_path))
    assert "clearly" not in told
    assert "beyond chance" not in told
    assert "chance is not assessed" in told


def test_a_place_with_no_clear_strength_gets_no_headline(tmp_path: Path) -> None:
    counts = {p: {"x": [50, 50 + i], "y": [50, 50]} for i, p in enumerate(["A", "B", "C"])}
    document = report(own(tmp_path, counts), tmp_path)
    assert [fact.value for fact in document.key_facts if fact.value.endswith("×")] == []
    assert "clearly specialised in no activity" in words(document)


def test_an_economy_that_the_table_does_not_list_reported_nothing_we_know_of() -> None:
    told = words(report(study_text("Ukraine")))
    assert "Table 7.1 lists no cluster policy" in told
    assert "reported 0" not in told


def test_what_specialised_means_is_told_once(tmp_path: Path) -> None:
    told = words(report(own(tmp_path, REGIONS), tmp_path))
    assert told.count("Specialised means") == 1
    alone = own(tmp_path, REGIONS).replace("[data]", "sections = ['strengths', 'methods']\n[data]")
    assert words(report(alone, tmp_path)).count("Specialised means") == 1


def test_a_growth_is_told_in_what_is_counted(tmp_path: Path) -> None:
    document = report(own(tmp_path, REGIONS), tmp_path)
    assert "Count: patents." in document.table("change").note
    assert "at least 10 patents" in document.table("strengths").note


def test_spans_of_years_have_an_en_dash_and_files_the_label(tmp_path: Path) -> None:
    document = report(study_text("Denmark"))
    for name in ("structure", "table_7_1_by_window"):
        table = document.table(name)
        shown = "\n".join(" ".join(row) for row in cells(table))
        assert "2007–2009" in shown
        assert "2007-2009" not in shown
    assert "2007-2009" in set(document.table("structure").rows["period"])


def test_a_long_name_at_the_head_is_cut_after_a_word(tmp_path: Path) -> None:
    name = "Preparations for medical, dental, veterinary or toilet purposes"
    counts = {p: {name: [9, 900 - 400 * i], "y": [90, 100]} for i, p in enumerate("ABC")}
    document = report(own(tmp_path, counts), tmp_path)
    label = next(fact.label for fact in document.key_facts if fact.value.endswith("×"))
    assert label.endswith("Preparations for medical, dental, veterinary or…")
    assert name in words(document)


def test_a_chart_that_is_cut_shows_no_activity_that_nobody_has(tmp_path: Path) -> None:
    empty = {f"none{n}": [0, 0] for n in range(30)}
    some = {f"x{n:02d}": [20 + n, 30 + n] for n in range(41)}
    counts = {p: empty | some | {"x00": [20, 30 + 9 * i]} for i, p in enumerate("ABC")}
    document = report(own(tmp_path, counts), tmp_path)
    chart = next(chart for chart in document.charts() if chart.name == "strengths")
    assert chart.subtitle.endswith("the 30 highest and 10 lowest of 41")
    assert "none1" not in str(chart.spec)


def test_named_peers_are_not_called_the_most_similar() -> None:
    text = study_text("Denmark").replace("members = []  ", 'members = ["JPN", "KOR"]  ')
    document = report(text)
    assert "has the most similar profile" not in words(document)
    assert "Among the peers of the study its profile is most like that of" in words(document)


def test_a_union_moves_no_other_place() -> None:
    big = '\n[places.BIG]\nmembers = ["CHN", "JPN", "KOR", "USA"]\n'
    with_it = report(study_text("Denmark") + big).table("strengths").rows
    without = report(study_text("Denmark").replace("[places.NORDIC]", "[places.OTHER]"))
    pd.testing.assert_frame_equal(with_it, without.table("strengths").rows)


def test_the_level_of_confidence_is_the_one_that_is_told() -> None:
    text = study_text("Denmark").replace("confidence = 0.95", "confidence = 0.5 ")
    told = "\n".join(str(chart.subtitle) for chart in report(text).charts())
    assert "50% intervals" in told
    assert "95%" not in told


def test_the_environment_panel_is_left_out_where_its_data_do_not_reach() -> None:
    text = study_text("Denmark").replace('window = "2007-2009"', 'window = "1999-2001"')
    names = [chart.name for chart in report(text).charts()]
    assert "figure_7_2_ict" in names
    assert "figure_7_2_environment_uspto" not in names


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("minimum = 10", "minimum = 1000"), "thresholds.minimum: No other place has 1000"),
        (("[windows]", "[peers]\nmembers = ['North']\n[windows]"), "peers.members: .*itself"),
        (("[data]", "sections = ['map', 'map']\n[data]"), "stands twice: map"),
        (("[data]", "sections = []\n[data]"), "sections"),
        (("minimum = 10", "minimum = 10\nrta = 0.5"), "thresholds.rta"),
    ],
)
def test_what_makes_no_report_is_refused_with_its_line(
    change: tuple[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match=told):
        report(own(tmp_path, REGIONS).replace(*change), tmp_path)


@pytest.mark.parametrize("code", ["POL", "LUX", "KEN", "SAU", "THA"])
def test_every_economy_gets_the_finest_data_that_serve_it(code: str) -> None:
    basis = dataset_for(code)
    document = report(study_text(code, dataset=basis.dataset, now=basis.window))
    assert document.table("strengths").rows["count"].sum() > 100
