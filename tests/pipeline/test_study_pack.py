"""A study goes through the whole chain, and its pack is complete, traceable and repeatable."""

import json
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.study.pack import check_replaceable
from smartspec.study.read import StudyFile, parse_study, read_study
from smartspec.study.run import run_study
from smartspec.study.template import study_text


def of_text(text: str, folder: Path) -> StudyFile:
    return StudyFile(parse_study(text, "study.toml"), "study.toml", folder, text)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs") / "denmark"
    run_study(of_text(study_text("Denmark"), folder.parent), folder)
    return folder


def test_the_pack_holds_what_it_promises(pack: Path) -> None:
    names = {path.name for path in pack.iterdir()}
    assert names == {
        "report.html", "report.pdf", "tables.xlsx", "tables", "charts", "study.toml", "manifest.json",
    }  # fmt: skip
    stems = {path.stem for path in (pack / "tables").iterdir()}
    assert {"strengths", "change", "peers", "structure", "figure_7_2", "policies"} <= stems
    for stem in stems:
        assert (pack / "tables" / f"{stem}.csv").exists()
        assert (pack / "tables" / f"{stem}.parquet").exists()
    assert {path.suffix for path in (pack / "charts").iterdir()} == {".svg", ".png", ".json"}
    assert not [path for path in pack.parent.iterdir() if path != pack]


def test_the_manifest_accounts_for_every_file_and_table(pack: Path) -> None:
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    on_disk = {str(p.relative_to(pack)) for p in pack.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == on_disk
    for name, entry in manifest["files"].items():
        assert sha256((pack / name).read_bytes()).hexdigest() == entry["sha256"]
    for name, entry in manifest["tables"].items():
        table = pd.read_parquet(pack / "tables" / f"{name}.parquet")
        assert len(table) == entry["rows"]
        assert list(table.columns) == entry["columns"]
    families = next(item for item in manifest["inputs"] if item["name"] == "patent_families")
    assert families["sha256"]
    assert families["licence"]
    assert manifest["parameters"]["thresholds"]["q"] == 0.05
    assert {"numpy", "scipy", "pandas"} <= set(manifest["libraries"])


def test_two_runs_give_the_same_tables_to_the_byte(pack: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    run_study(of_text(study_text("Denmark"), tmp_path), again)
    first = {p.name: p.read_bytes() for p in (pack / "tables").iterdir()}
    second = {p.name: p.read_bytes() for p in (again / "tables").iterdir()}
    assert first == second
    assert (pack / "tables.xlsx").read_bytes() == (again / "tables.xlsx").read_bytes()


def test_the_resolved_study_makes_the_same_study(pack: Path) -> None:
    written = read_study(pack / "study.toml").study
    assert written == parse_study(study_text("Denmark"), "study.toml")


def test_the_numbers_of_the_report_are_those_of_the_data(pack: Path) -> None:
    """The strengths are worked out again from the shipped counts with plain sums."""
    from smartspec.datasets.load import load_frame

    raw = load_frame("patent_families")
    raw = raw[(raw["iso3"] != "UNK") & raw["year"].between(2018, 2020)]
    mine, n = raw[raw["iso3"] == "DNK"], raw["families"].sum()
    table = pd.read_csv(pack / "tables" / "strengths.csv", dtype={"activity": "str"})
    for row in table.itertuples():
        count = mine.loc[mine["wipo_field"] == row.activity, "families"].sum()
        whole = raw.loc[raw["wipo_field"] == row.activity, "families"].sum()
        assert table.at[row.Index, "count"] == count
        assert row.rta == pytest.approx(count / mine["families"].sum() / (whole / n), rel=1e-12)


def test_a_union_is_the_sum_of_its_members(tmp_path: Path) -> None:
    out = tmp_path / "nordic"
    text = study_text("NORDIC").replace('"figure_7_2", "table_7_1", "policies", "science", ', "")
    run_study(of_text(text, tmp_path), out)
    everything = pd.read_csv(out / "tables" / "specialisation.csv", dtype={"activity": "str"})
    now = everything[everything["period"] == "2018-2020"]
    union = now[now["place"] == "NORDIC"].set_index("activity")["count"]
    members = (
        now[now["place"].isin(["DNK", "FIN", "NOR", "SWE"])].groupby("activity")["count"].sum()
    )
    pd.testing.assert_series_equal(union.sort_index(), members.sort_index(), check_dtype=False)


def own_study(tmp_path: Path, **changes: str) -> StudyFile:
    """A study on a small table of one's own: two years, four regions, one with an odd name."""
    rows = [
        (region, field, year, 3 + 5 * (i == j) + (year == 2020) * (i + j) % 4)
        for i, region in enumerate(["North", "South <script>alert(1)</script>", "=East", "West"])
        for j, field in enumerate(["steel", "wood", "chips & dip"])
        for year in (2010, 2020)
    ]
    frame = pd.DataFrame(rows, columns=["region", "field", "year", "patents"])
    frame.to_csv(tmp_path / "own.csv", index=False)
    text = changes.get("text") or (
        f"[study]\nplace = '{changes.get('place', 'North')}'\n"
        "[data]\nfile = 'own.csv'\nunit = 'patents'\nsource = 'A <b>bold</b> source'\n"
        "[data.columns]\nplace = 'region'\nactivity = 'field'\nperiod = 'year'\nvalue = 'patents'\n"
        "[windows]\nnow = '2020'\nbefore = '2010'\n[thresholds]\nminimum = 0\n[peers]\nnumber = 2\n"
    )
    return of_text(text, tmp_path)


def test_a_table_of_ones_own_runs_without_the_chapters_on_economies(tmp_path: Path) -> None:
    out = tmp_path / "pack"
    run_study(own_study(tmp_path), out)
    page = (out / "report.html").read_text("utf-8")
    assert "figure_7_2: the places of the data are not economies" in page
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (
        manifest["inputs"][0]["sha256"] == sha256((tmp_path / "own.csv").read_bytes()).hexdigest()
    )


def test_names_that_look_like_markup_or_formulas_stay_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "pack"
    run_study(own_study(tmp_path, place="South <script>alert(1)</script>"), out)
    page = (out / "report.html").read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    cells = [
        cell
        for sheet in load_workbook(out / "tables.xlsx")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "=East" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("'own.csv'", "'none.csv'"), "line 4, data.file: File .*none.csv does not exist"),
        (("'North'", "'Nort'"), "line 2, study.place: There is no place 'Nort'. Did you mean 'North'"),
        (("'region'", "'regions'"), "line 7, data.columns: There is no column 'regions'"),
        (("'2020'", "'2031'"), "line 13, windows.now: Window 2031 lies outside the data"),
        (("[peers]\n", "[peers]\nmembers = ['Eest']\n"), "line 18, peers.members: There is no place 'Eest'"),
    ],
)  # fmt: skip
def test_what_the_data_lack_is_told_with_its_line(
    change: tuple[str, str], told: str, tmp_path: Path
) -> None:
    text = own_study(tmp_path).text.replace(*change)
    with pytest.raises(RequestError, match=told):
        run_study(of_text(text, tmp_path), tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_an_untouched_pack_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "pack"
    run_study(own_study(tmp_path), out)
    run_study(own_study(tmp_path), out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.csv", "pack"]


@pytest.mark.parametrize("name", ["notes.txt", "report.html", "manifest.json"])
def test_a_folder_in_which_something_would_be_lost_is_refused(name: str, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    run_study(own_study(tmp_path), out)
    (out / name).write_text("mine", "utf-8")
    with pytest.raises(RequestError, match="would be lost"):
        check_replaceable(out)


def test_a_pack_that_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("smartspec.report.pdf.write_pdf", full)
    with pytest.raises(RequestError, match="no space left"):
        run_study(own_study(tmp_path), tmp_path / "pack")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.csv"]


def test_a_failed_run_leaves_the_earlier_pack_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "pack"
    run_study(own_study(tmp_path), out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("smartspec.report.pdf.write_pdf", stop)
    with pytest.raises(KeyboardInterrupt):
        run_study(own_study(tmp_path), out)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.csv", "pack"]
