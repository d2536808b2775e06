"""Tables and charts as files: exact, complete and the same on every run."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ET
from csv import DictReader

import numpy as np
import pandas as pd
import pytest
from report_sample import HOSTILE, pictures, sample

from smartspec.report import drawing
from smartspec.report.render_charts import write_charts
from smartspec.report.tables import write_table

FRAME = pd.DataFrame(
    {
        "name": ['Åland, "the" isles', "=1+1", HOSTILE, None],
        "value": [0.1 + 0.2, 1e-17, np.nan, np.inf],
        "count": [1, 2, 3, 4],
    }
)


@pytest.fixture(scope="module")
def charts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack") / "charts"
    return folder, write_charts(folder, sample(), pictures=pictures())


def test_a_table_is_written_unrounded_with_line_feeds_and_in_utf8(tmp_path):
    csv, _ = write_table(FRAME, tmp_path / "tables", "t")
    content = csv.read_bytes()
    assert b"\r" not in content
    assert "Åland".encode() in content
    assert b"0.30000000000000004" in content
    with csv.open(encoding="utf-8", newline="") as stream:
        back = list(DictReader(stream))
    assert [row["name"] for row in back] == [*FRAME["name"][:3], ""]
    assert [float(row["value"] or "nan") for row in back] == pytest.approx(
        FRAME["value"].tolist(), rel=0, abs=0, nan_ok=True
    )


def test_parquet_keeps_values_and_types(tmp_path):
    _, parquet = write_table(FRAME, tmp_path, "t")
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), FRAME)


def test_two_runs_give_the_same_tables(tmp_path):
    one, two = write_table(FRAME, tmp_path / "a", "t"), write_table(FRAME, tmp_path / "b", "t")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_every_figure_is_written_and_nothing_else(charts):
    folder, names = charts
    figures = {
        f"{name}.{ending}" for name in ("ranked", "map", "both") for ending in ("svg", "png")
    }
    specs = {f"{chart.name}.vl.json" for chart in sample().charts()}
    assert set(names) == figures | specs == {path.name for path in folder.iterdir()}


def test_a_picture_that_travels_alone_carries_title_source_and_words(charts):
    folder, _ = charts
    root = ET.fromstring((folder / "both.svg").read_text("utf-8"))
    written = " ".join(" ".join(node.itertext()) for node in root.iter())
    for words in (
        "Two panels",
        "Side by side",
        "Source: none.",
        "Change",
        "Mix",
        "Changes. Shares.",
    ):
        assert words in written


def test_a_picture_holds_no_markup_from_the_data(charts):
    folder, _ = charts
    assert "<script" not in (folder / "ranked.svg").read_text("utf-8")


def test_panels_stand_side_by_side_at_the_width_of_a_page(charts):
    folder, _ = charts
    width, height = struct.unpack(">II", (folder / "both.png").read_bytes()[16:24])
    svg = ET.fromstring((folder / "both.svg").read_text("utf-8"))
    assert (width, height) == pytest.approx(
        (2 * float(svg.get("width")), 2 * float(svg.get("height"))), abs=2
    )
    assert width == pytest.approx(2 * (2 * drawing.PANEL_WIDTH + 14 + 40), abs=6)


def test_a_specification_alone_has_its_title_and_its_data(charts):
    folder, _ = charts
    spec = json.loads((folder / "mix.vl.json").read_text("utf-8"))
    assert spec["title"]["text"] == ["Mix"]
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert spec["datasets"]


def test_pictures_of_one_page_do_not_share_names_inside():
    one = drawing.inline('<svg width="1"><clipPath id="c"/><g clip-path="url(#c)"/></svg>', "a")
    assert 'id="a-c"' in one
    assert "url(#a-c)" in one


def test_two_runs_draw_the_same_pictures():
    chart = sample().charts()[0]
    assert drawing.svg(chart.spec) == pictures()[chart.name]
