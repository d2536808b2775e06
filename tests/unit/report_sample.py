"""A small made-up report with every kind of block, drawn once for all tests of the room."""

from __future__ import annotations

from functools import cache

import pandas as pd

from smartspec.report import charts, drawing
from smartspec.report.document import (
    Bullets,
    Chart,
    ColumnSpec,
    Document,
    Finding,
    KeyFact,
    Note,
    Panels,
    Paragraph,
    Section,
    Table,
)
from smartspec.report.html import render_html

HOSTILE = "<script>alert('x')</script>"
MARKUP = "#panic() *bold* $x$ @ref \\ `raw`"
FORMULA = "=1+1"

ECONOMIES = pd.DataFrame(
    {
        "economy": ["Freedonia", HOSTILE, "Sylvania", "Grand Fenwick", "All of them"],
        "rta": [0.8, 2.4, 1.2, 0.001, 1.0],
        "low": [0.6, 1.9, 0.9, 0.0, 0.98],
        "high": [1.1, 2.9, 9.0, 0.3, 1.02],
        "earlier": [1.3, 2.0, float("nan"), 0.2, 1.0],
        "families": [1234567, 250, 90, 1, 1235000],
        "group": [False, False, False, False, True],
        "iso3": ["FRE", "HOS", "SYL", "FEN", "ALL"],
    }
)

FIELDS = pd.DataFrame(
    {
        "field": ["Engines", "Optics", "Analysis of biological materials", MARKUP],
        "sector": ["Mechanical", "Instruments", "Instruments", "Other"],
        "earlier": [1.0, 0.9, 1.5, 0.0],
        "rta": [2.1, 0.4, 1.4, 1.0],
        "low": [1.7, 0.3, 0.8, 0.2],
        "high": [2.6, 0.5, 2.2, 3.1],
        "q": [0.00004, 0.01, 0.2, float("nan")],
        "clear": [True, True, False, False],
        "status": ["specialised", "under-specialised", "not clear", "not clear"],
    }
)

MIX = pd.DataFrame(
    {
        "sector": ["Mechanical", "Mechanical", "Instruments", "Instruments"],
        "series": ["Freedonia", "World", "Freedonia", "World"],
        "share_pct": [60.0, 45.0, 40.0, 55.0],
    }
)

PROFILES = pd.DataFrame(
    {
        "field": ["Engines", "Engines", "Optics", "Optics"],
        "economy": ["Freedonia", "Sylvania", "Freedonia", "Sylvania"],
        "rta": [2.1, 0.2, 0.4, float("nan")],
    }
)

OUTLINES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"iso3": "FRE", "name": "Freedonia"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[0, 40], [10, 40], [10, 50], [0, 50], [0, 40]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"iso3": "XXX", "name": "Terra incognita"},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[20, 0], [20, 10], [30, 10], [30, 0], [20, 0]]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"iso3": "ATA", "name": "Antarctica"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[0, -80], [90, -80], [90, -70], [0, -80]]],
            },
        },
    ],
}

RELIABILITY = pd.DataFrame(
    {
        "predicted": [0.01, 0.05, 0.2],
        "observed": [0.0, 0.06, 0.25],
        "observed_low": [0.0, 0.03, 0.18],
        "observed_high": [0.02, 0.1, 0.31],
        "pairs": [100, 100, 1200],
    }
)

SCORES = pd.DataFrame(
    {
        "forecast": ["model", "last RTA", "chance"],
        "auc": [0.71, 0.78, 0.5],
        "low": [0.66, 0.72, float("nan")],
        "high": [0.75, 0.82, float("nan")],
    }
)

CHOICES = pd.DataFrame(
    {
        "name": ["Engines", "Optics", "Textiles", HOSTILE, "Control"],
        "near": [60.0, 55.0, 20.0, 22.0, 58.0],
        "complex": [1.0, -1.0, 1.2, -0.5, 0.8],
        "kind": ["reach", "easy", "gamble", "leave", "consolidate"],
        "fragile": [False, True, False, False, False],
    }
)

POINTS = pd.DataFrame({"iso3": ["SYL"], "lon": [100.0], "lat": [1.0]})

SPACE = pd.DataFrame(
    {
        "field": ["Engines", "Optics", "Toys", HOSTILE],
        "x": [0.2, 0.8, 0.5, None],
        "y": [0.2, 0.3, 0.8, None],
        "radius": [0.05, 0.03, 0.02, None],
        "community": [1, 1, 2, 0],
        "records": [90.0, 40.0, 12.0, 1.0],
        "has": [True, False, False, False],
    }
)
RELATED = pd.DataFrame({"activity": ["Engines", "Toys"], "related_activity": ["Optics", "Engines"]})


def specs() -> dict[str, dict]:
    """One specification of every kind of chart."""
    return {
        "ranked": charts.ranked_bars(
            ECONOMIES,
            label="economy",
            value="rta",
            low="low",
            high="high",
            earlier="earlier",
            group="group",
            highlight="Freedonia",
        ),
        "ranked-log": charts.ranked_bars(
            ECONOMIES, label="economy", value="rta", scale="log", legend="none"
        ),
        "strengths": charts.strengths_bars(
            FIELDS, label="field", value="rta", low="low", high="high", status="status"
        ),
        "change": charts.change_dumbbell(
            FIELDS, label="field", earlier="earlier", later="rta", significant="clear"
        ),
        "heat": charts.peer_heatmap(
            PROFILES, activity="field", place="economy", value="rta", highlight="Freedonia"
        ),
        "map": charts.world_map(
            ECONOMIES,
            OUTLINES,
            iso3="iso3",
            label="economy",
            value="rta",
            highlight="FRE",
            points=POINTS,
        ),
        "quadrant": charts.quadrant(
            CHOICES,
            label="name",
            x="near",
            y="complex",
            kind="kind",
            cuts=charts.Cuts(50.0, 0.0, ("reach", "easy", "gamble", "leave")),
            fragile="fragile",
        ),
        "reliability": charts.reliability(RELIABILITY),
        "scores": charts.scores(
            SCORES, label="forecast", value="auc", low="low", high="high", rule=0.5
        ),
        "space": charts.space_network(
            SPACE, RELATED, activity="field", label="field", specialised="has"
        ),
        "mix": charts.sector_bars(
            MIX, sector="sector", series="series", value="share_pct", highlight="Freedonia"
        ),
    }


@cache
def sample() -> Document:
    """A report with every kind of block."""
    drawn = specs()
    economies = Table(
        "economies",
        f"Economies, with {HOSTILE}",
        (
            ColumnSpec("economy", "Economy"),
            ColumnSpec("families", "Families", "int", unit="2018-20"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("low", "95% interval", "interval", upper="high"),
            ColumnSpec("group", "Group", "flag"),
        ),
        ECONOMIES,
        note="Made up.",
        max_rows=4,
        highlight=("economy", "Freedonia"),
    )
    fields = Table(
        "fields",
        "Fields",
        (
            ColumnSpec("field", "Field"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("q", "q", "p"),
            ColumnSpec("clear", "Clear", "flag"),
        ),
        FIELDS,
        group_by="sector",
    )
    mix = Table(
        "mix-table",
        "Mix",
        (ColumnSpec("sector", "Sector"), ColumnSpec("share_pct", "Share", "pct")),
        MIX,
    )
    ranked_alt = f"Bars of RTA for 4 economies. Highest: {HOSTILE} (2.40)."
    return Document(
        title="Freedonia: a report",
        subtitle=f"Subtitle {MARKUP}",
        place="Freedonia",
        date_note="Data for 2018-20.",
        key_facts=(KeyFact("2.10", "RTA in engines", "fields", "Engines"), KeyFact("4", "fields")),
        sections=(
            Section(
                "summary",
                "In short",
                (
                    Finding("Engines are strong.", "fields", "Engines"),
                    Finding("Others are not.", "mix-table"),
                    Note("caveat", "Made up."),
                    Note("method", MARKUP, title="How"),
                    Note("warning", HOSTILE),
                ),
                intro=HOSTILE,
            ),
            Section(
                "charts",
                f"Charts {MARKUP}",
                (
                    Paragraph(MARKUP),
                    Bullets((HOSTILE, "Second")),
                    Chart("ranked", "Ranked", drawn["ranked"], ranked_alt, "economies"),
                    Chart("map", "Map", drawn["map"], 'A map of "ratios" <b>.', "economies"),
                    economies,
                    Panels(
                        "both",
                        "Two panels",
                        (
                            Chart("change", "Change", drawn["change"], "Changes.", "fields"),
                            Chart("mix", "Mix", drawn["mix"], "Shares.", "mix-table"),
                        ),
                        subtitle="Side by side",
                        source_note="Source: none.",
                    ),
                ),
            ),
        ),
        footer=("Made from nothing.", HOSTILE),
        tables=(fields, mix),
    )


@cache
def pictures() -> dict[str, str]:
    """The charts of the sample, drawn once."""
    return drawing.pictures(sample())


@cache
def page() -> str:
    """The sample as HTML, made once."""
    return render_html(sample(), pictures=pictures())
