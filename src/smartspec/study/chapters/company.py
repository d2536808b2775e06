"""Question: who is like the place, and where else is done what it is strong in?

In: findings on the place and on others. Out: the chapters on peers and the map.
Must not know: how findings are computed or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smartspec.datasets.load import load_outline
from smartspec.report import charts
from smartspec.report.document import (
    Chart,
    ColumnSpec,
    Finding,
    Section,
    Table,
)
from smartspec.report.formatting import counted, joined, number, percent
from smartspec.study.chapters.parts import (
    NOT_ECONOMIES,
    TABLE_ROWS,
    Chapter,
    Material,
    chance_columns,
    legible,
    shown_of,
)
from smartspec.study.findings import SPECIALISED

if TYPE_CHECKING:
    import pandas as pd


def peers(material: Material) -> Chapter:
    """Write whom the place is like, and how they differ."""
    found = material.findings
    names = material.inputs.names
    company = [material.place, *found.peers["place_name"]]
    similar = Table(
        "peers",
        f"Places compared with {material.place}, {material.now}",
        (
            ColumnSpec("place_name", "Place", wide=True),
            ColumnSpec("similarity", "Similarity", "decimal2"),
            ColumnSpec("records", "Count", "count"),
        ),
        found.peers,
        note="Similarity: cosine of specialisation profiles (RSCA), from −1 to 1. "
        f"Count: {material.unit}.",
    )
    structure = Table(
        "structure",
        "How varied each place is, and how far from the whole",
        (
            ColumnSpec("place_name", "Place", wide=True),
            ColumnSpec("period", "Period", "span"),
            ColumnSpec("records", "Count", "count"),
            ColumnSpec("diversity", "Activities with RTA ≥ 1", "int"),
            ColumnSpec("entropy", "Entropy", "decimal2", unit="bits"),
            ColumnSpec("herfindahl", "Herfindahl", "decimal2"),
            ColumnSpec("krugman", "Krugman", "decimal2"),
            ColumnSpec("hachman", "Hachman", "decimal2"),
        ),
        found.structure,
        highlight=("place_name", material.place),
        note=f"Count: {material.unit}. Entropy and Herfindahl: how spread over activities. Krugman "
        "(0 to 2) and Hachman (up to 1): how far from, and how close to, the mix of all places.",
    )
    profiles = found.profiles.assign(short=found.profiles["activity"].map(names.short))
    order = legible(found.strengths, "rta")["activity"].map(names.short).tolist()
    profiles = profiles[profiles["short"].isin(order)]
    wide = _wide(found.profiles, company)
    chart = Chart(
        "peers",
        f"{material.place} beside {joined(found.peers['place_name'])}",
        charts.peer_heatmap(
            profiles,
            activity="short",
            place="place_name",
            value="rta",
            highlight=material.place,
            activities=order,
            places=company,
        ),
        _peers_alt(material, found.profiles),
        "peer_profiles",
        subtitle=f"RTA by activity, {material.now}; activities in the order of {material.place}"
        + shown_of(found.strengths, "rta"),
        source_note=material.source_note,
    )
    annex = Table(
        "peer_profiles",
        f"RTA of {material.place} and its peers, {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            *(ColumnSpec(name, name, "ratio") for name in company),
        ),
        wide,
        max_rows=TABLE_ROWS,
    )
    chosen = (
        "named in the study" if material.file.study.peers.members else "most similar in profile"
    )
    intro = f"Compared with the places {chosen}: {joined(found.peers['place_name'])}."
    lead = Finding(_diversity_sentence(material), "structure", material.place)
    blocks = (lead, similar, chart, structure)
    return Chapter(Section("peers", "Who is like it", blocks, intro=intro), (annex,))


def _wide(profiles: pd.DataFrame, company: list[str]) -> pd.DataFrame:
    wide = profiles.pivot_table(
        index=["activity", "activity_name"], columns="place_name", values="rta", sort=False
    )
    wide = wide[company].sort_values(company[0], ascending=False, kind="stable").reset_index()
    wide.columns.name = None
    return wide


def _peers_alt(material: Material, profiles: pd.DataFrame) -> str:
    strong = profiles[profiles["status"] == SPECIALISED].groupby("place_name").size()
    parts = [f"{name} {count}" for name, count in strong.items()]
    return (
        "A grid of activities by places, coloured by RTA. Number of activities in which each is "
        f"{material.clearly}specialised: {joined(parts) or 'none'}."
    )


def _diversity_sentence(material: Material) -> str:
    rows = material.findings.structure
    mine = rows[rows["place"] == material.inputs.place]
    first, last = mine.iloc[0], mine.iloc[-1]
    many = counted(int(last["diversity"]), "activity", "activities")
    then, bits = "", ""
    if material.findings.before:
        then = f", after {int(first['diversity'])} in {material.before}"
        bits = f", after {number(first['entropy'], decimals=2)}"
    return (
        f"{material.place} had an RTA of at least 1 in {many} in {material.now}{then}; its entropy "
        f"is {number(last['entropy'], decimals=2)} bits{bits}."
    )


def world_map(material: Material) -> Chapter | str:
    """Draw who else is specialised in the place's foremost activity."""
    if not material.inputs.are_economies:
        return NOT_ECONOMIES
    strong = material.findings.strengths
    strong = strong[strong["status"] == SPECIALISED]
    if strong.empty:
        return f"{material.place} is {material.clearly}specialised in nothing to map"
    top = strong.iloc[0]
    everything = material.findings.everything
    now = everything["period"] == material.findings.now
    rows = everything[now & (everything["activity"] == top["activity"])]
    rows = rows[~rows["place"].isin(material.inputs.unions)]
    rows = rows.sort_values("rta", ascending=False, kind="stable", ignore_index=True)
    name = material.in_sentence(top["activity"])
    outlines, points = outline_parts(load_outline())
    chart = Chart(
        "map",
        f"Where others are specialised in {name}",
        charts.world_map(
            rows,
            outlines,
            iso3="place",
            label="place_name",
            value="rta",
            highlight=material.inputs.place,
            points=points,
            extra=(ColumnSpec("count", "Count", "count"),),
        ),
        _map_alt(material, rows, name),
        "map",
        subtitle=f"RTA in {name}, {material.now}; grey: no data",
        source_note=f"{material.source_note} Outlines: Natural Earth. They imply no opinion on the "
        "status of any territory.",
    )
    table = Table(
        "map",
        f"RTA in {name} by economy, {material.now}",
        (
            ColumnSpec("place_name", "Economy", wide=True),
            ColumnSpec("count", "Count", "count"),
            ColumnSpec("rta", "RTA", "ratio"),
            *chance_columns(material),
            ColumnSpec("status", "Reading"),
        ),
        rows,
        highlight=("place_name", material.place),
    )
    intro = f"{material.place} stands out most in {name}"
    if not material.inputs.mix_only:
        intro += f"; it has {percent(top['share_of_activity_pct'])} of that of {material.whole}"
    return Chapter(Section("map", "Where else it is done", (chart,), intro=f"{intro}."), (table,))


def outline_parts(outline: dict[str, Any]) -> tuple[dict[str, Any], pd.DataFrame]:
    """Tell shapes from the points that stand for economies too small to draw."""
    import pandas as pd

    shapes, points = [], []
    for feature in outline["features"]:
        geometry = feature["geometry"]
        if geometry["type"] == "Point":
            lon, lat = geometry["coordinates"]
            points.append({"iso3": feature["id"], "lon": lon, "lat": lat})
        else:
            properties = {**feature.get("properties", {}), "iso3": feature["id"]}
            shapes.append({**feature, "properties": properties})
    return {**outline, "features": shapes}, pd.DataFrame(points, columns=["iso3", "lon", "lat"])


def _map_alt(material: Material, rows: pd.DataFrame, name: str) -> str:
    strong = rows[rows["status"] == SPECIALISED]["place_name"].head(5)
    return (
        f"World map of RTA in {name} for {len(rows)} economies. "
        f"The most {material.clearly}specialised: {joined(strong) or 'none'}."
    )
