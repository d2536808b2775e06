"""Question: what is the science base of the place strong in?

In: the shipped counts of science articles. Out: a chapter, where the place is an economy in them.
Must not know: how RTA is computed.
"""

from __future__ import annotations

from smartspec.datasets.catalogue import dataset
from smartspec.datasets.load import load_table
from smartspec.indicators.inference import rta_significance
from smartspec.report import charts
from smartspec.report.document import Chart, ColumnSpec, Finding, Section, Table
from smartspec.report.formatting import joined, ratio
from smartspec.study.chapters.parts import (
    NOT_ECONOMIES,
    Chapter,
    Material,
    source_line,
    with_interval,
    years,
)
from smartspec.study.findings import SPECIALISED, status_of

NAME = "science_articles"


def science(material: Material) -> Chapter | str:
    """Write what the articles of the place's researchers are about, against the world's."""
    if material.inputs.dataset == NAME:
        return "the study is about science articles already"
    if not material.inputs.are_economies:
        return NOT_ECONOMIES
    table = load_table(NAME)
    place = material.inputs.place
    if place in material.inputs.unions:
        table = table.with_places({place: material.inputs.unions[place]})
    elif place not in table.places:
        return f"{material.place} is not in the counts of science articles"
    last = int(table.periods[-1])
    window = f"{last - 2}-{last}"
    limits = material.limits
    frame = rta_significance(table.matrix(window), confidence=limits.confidence).to_frame()
    frame["status"] = status_of(frame, threshold=limits.rta, q=limits.q, events=True)
    rows = frame[frame["place"] == place].sort_values(
        "rta", ascending=False, kind="stable", ignore_index=True
    )
    rows.insert(2, "field_name", rows["activity"].str[:1].str.upper() + rows["activity"].str[1:])
    strong = rows[rows["status"] == SPECIALISED]
    names = [f"{row['activity']}, {with_interval(row)}" for _, row in strong.head(3).iterrows()]
    source = dataset(NAME).source
    finding = Finding(
        f"In science {material.place} is clearly specialised in {len(strong)} of {len(rows)} fields"
        + (f"; most in {joined(names)}." if names else "."),
        NAME,
        str(rows.iloc[0]["field_name"]),
    )
    chart = Chart(
        "science",
        f"Science in {material.place}: where its articles stand out",
        charts.strengths_bars(
            rows,
            label="field_name",
            value="rta",
            status="status",
            low="rta_low",
            high="rta_high",
            extra=(ColumnSpec("count", "Articles", "int"),),
        ),
        f"Bars of RTA for {len(rows)} science fields. Highest: "
        f"{joined([f'{row.activity} {ratio(row.rta)}' for row in rows.head(3).itertuples()])}.",
        NAME,
        subtitle=f"RTA of articles, {years(window)}; lines are {limits.confidence:.0%} intervals",
        source_note=f"Source: {source_line((source,))}",
    )
    shown = Table(
        NAME,
        f"{material.place}: specialisation in science, {years(window)}",
        (
            ColumnSpec("field_name", "Field", wide=True),
            ColumnSpec("count", "Articles", "int"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
            ColumnSpec("q_value", "q", "p"),
            ColumnSpec("status", "Reading"),
        ),
        rows,
        note="Articles counted fractionally by address of the authors' institutions.",
    )
    section = Section("science", "What its science is strong in", (finding, chart))
    return Chapter(section, (shown,), (source,))
