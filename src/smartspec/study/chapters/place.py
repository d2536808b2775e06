"""Question: what is the place specialised in, how has that changed, and who is like it?

In: findings on the place. Out: the chapters on strengths, change, peers and the map.
Must not know: how findings are computed or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smartspec.datasets.load import load_outline
from smartspec.report import charts
from smartspec.report.document import (
    Block,
    Chart,
    ColumnSpec,
    Finding,
    Note,
    Paragraph,
    Section,
    Table,
)
from smartspec.report.formatting import counted, joined, number, ordinal, percent, ratio
from smartspec.study.chapters.parts import (
    NOT_ECONOMIES,
    Chapter,
    Material,
    chance_columns,
    records,
    rule,
    with_interval,
)
from smartspec.study.findings import SPECIALISED, UNDER

if TYPE_CHECKING:
    import pandas as pd


def strengths(material: Material) -> Chapter:
    """Write what the place is specialised in now."""
    rows = material.findings.strengths
    strong = rows[rows["status"] == SPECIALISED]
    weak = rows[rows["status"] == UNDER].iloc[::-1]
    events = material.inputs.events
    table = Table(
        "strengths",
        f"{material.place}: specialisation by activity, {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("count", "Count", "int"),
            ColumnSpec("share_of_place_pct", "Share of all", "pct"),
            ColumnSpec("rta", "RTA", "ratio"),
            *chance_columns(events),
            *((ColumnSpec("rta_shrunk", "Steadied RTA", "ratio"),) if events else ()),
            ColumnSpec("rank", "Rank", "int"),
            ColumnSpec("status", "Reading"),
        ),
        rows,
        note=(
            f"Count: {material.unit}. Rank among {number(rows['ranked_places'].iloc[0])} places "
            f"with at least {material.limits.minimum:g} records. "
            + (
                "Steadied RTA: shrunk towards the mean of all places where counts are small."
                if events
                else ""
            )
        ),
    )
    chart = Chart(
        "strengths",
        _strengths_title(material, strong),
        charts.strengths_bars(
            rows.assign(short=rows["activity"].map(material.inputs.names.short)),
            label="short",
            value="rta",
            status="status",
            low="rta_low" if events else "",
            high="rta_high" if events else "",
            extra=(ColumnSpec("count", "Count", "int"),),
        ),
        _strengths_alt(material, rows, strong, weak),
        "strengths",
        subtitle=f"RTA of {material.place}, {material.now}; 1 is the share that all places have"
        + (", lines are 95% intervals" if events else ""),
        source_note=material.source_note,
    )
    findings = [
        Finding(_strength_sentence(material, row), "strengths", str(row["activity_name"]))
        for _, row in strong.head(3).iterrows()
    ]
    if len(weak):
        names = [material.in_sentence(row["activity"]) for _, row in weak.head(3).iterrows()]
        findings.append(
            Finding(
                f"Least present, against the whole, is {joined(names)} "
                f"(RTA {joined([ratio(value) for value in weak.head(3)['rta']])}).",
                "strengths",
                str(weak.iloc[0]["activity_name"]),
            )
        )
    blocks: tuple[Block, ...] = (*findings, chart, table, Note("method", rule(material)))
    return Chapter(Section("strengths", "What it is strong in", blocks))


def _strengths_title(material: Material, strong: pd.DataFrame) -> str:
    if strong.empty:
        return f"{material.place} is {material.clearly}specialised in no activity"
    names = [material.in_sentence(label) for label in strong["activity"].head(2)]
    return f"{material.place} stands out most in {joined(names)}"


def _strengths_alt(
    material: Material, rows: pd.DataFrame, strong: pd.DataFrame, weak: pd.DataFrame
) -> str:
    top = [
        f"{material.inputs.names.short(row['activity'])} {ratio(row['rta'])}"
        for _, row in rows.head(3).iterrows()
    ]
    end = [
        f"{material.inputs.names.short(row['activity'])} {ratio(row['rta'])}"
        for _, row in rows.tail(2).iterrows()
    ]
    return (
        f"Bars of RTA for {len(rows)} activities. Highest: {joined(top)}. Lowest: {joined(end)}. "
        f"{counted(len(strong), 'activity is', 'activities are')} {material.clearly}above the "
        f"whole, {len(weak)} {material.clearly}below."
    )


def _strength_sentence(material: Material, row: pd.Series) -> str:
    return (
        f"{row['activity_name']}: {material.place}'s share is {with_interval(row)} times that of "
        f"all places, with {records(row['count'], material.unit)} in {material.now}; it ranks "
        f"{ordinal(int(row['rank']))} of {int(row['ranked_places'])}."
    )


def change(material: Material) -> Chapter | str:
    """Write what the place gained and lost since the earlier window."""
    rows = material.findings.change
    if rows is None:
        return "the study names no earlier window"
    clear = rows[rows["beyond_chance"]]
    gains, losses = clear[clear["difference"] > 0], clear[clear["difference"] < 0].iloc[::-1]
    events = material.inputs.events
    table = Table(
        "change",
        f"{material.place}: change of specialisation, {material.before} to {material.now}",
        (
            ColumnSpec("activity_name", "Activity", wide=True),
            ColumnSpec("rta_before", f"RTA {material.before}", "ratio"),
            ColumnSpec("rta_after", f"RTA {material.now}", "ratio"),
            ColumnSpec("difference", "Change", "signed"),
            *(
                (
                    ColumnSpec("ratio_low", "Ratio, 95% interval", "interval", upper="ratio_high"),
                    ColumnSpec("q_value", "q", "p"),
                )
                if events
                else ()
            ),
            ColumnSpec("change", "Growth", "int", unit="records"),
            ColumnSpec("competitive", "of which own", "int", unit="records"),
        ),
        rows,
        note="Growth is the change of the count; 'of which own' is what remains of it after growth "
        "of the whole and of the activity everywhere (shift-share).",
    )
    chart = Chart(
        "change",
        _change_title(material, gains, losses),
        charts.change_dumbbell(
            rows.assign(short=rows["activity"].map(material.inputs.names.short)),
            label="short",
            earlier="rta_before",
            later="rta_after",
            significant="beyond_chance" if events else "",
            earlier_title=material.before,
            later_title=material.now,
        ),
        _change_alt(material, gains, losses, len(rows)),
        "change",
        subtitle=f"RTA of {material.place}, {material.before} and {material.now}"
        + ("; grey where chance explains the difference" if events else ""),
        source_note=material.source_note,
    )
    findings = [
        *(_change_finding(material, row, "rose") for _, row in gains.head(3).iterrows()),
        *(_change_finding(material, row, "fell") for _, row in losses.head(3).iterrows()),
    ]
    if not findings:
        findings = [Finding("No change of specialisation goes beyond chance.", "change")]
    return Chapter(Section("change", "What it gained and lost", (*findings, chart, table)))


def _change_title(material: Material, gains: pd.DataFrame, losses: pd.DataFrame) -> str:
    parts = []
    if len(gains):
        parts.append(f"gained most in {material.in_sentence(gains.iloc[0]['activity'])}")
    if len(losses):
        parts.append(f"lost most in {material.in_sentence(losses.iloc[0]['activity'])}")
    return f"{material.place} {' and '.join(parts) or 'kept its profile'}"


def _change_alt(material: Material, gains: pd.DataFrame, losses: pd.DataFrame, total: int) -> str:
    return (
        f"For each of {total} activities a bar from RTA in {material.before} to RTA in "
        f"{material.now}. {counted(len(gains), 'gain', 'gains')} and "
        f"{counted(len(losses), 'loss', 'losses')} go beyond chance."
    )


def _change_finding(material: Material, row: pd.Series, verb: str) -> Finding:
    name = row["activity_name"]
    own = row["competitive"]
    growth = (
        f"{number(abs(row['change']))} {'more' if row['change'] >= 0 else 'fewer'} {material.unit}"
    )
    side = "more" if own >= 0 else "less"
    text = (
        f"{name}: RTA {verb} from {ratio(row['rta_before'])} to {ratio(row['rta_after'])}; "
        f"{growth}, {number(abs(own))} {side} than had it grown as the activity did everywhere."
    )
    return Finding(text, "change", str(name))


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
            ColumnSpec("records", "Count", "int"),
        ),
        found.peers,
        note="Similarity: cosine of specialisation profiles (RSCA), from -1 to 1. "
        f"Count: {material.unit}.",
    )
    structure = Table(
        "structure",
        "How varied each place is, and how far from the whole",
        (
            ColumnSpec("place_name", "Place", wide=True),
            ColumnSpec("period", "Period"),
            ColumnSpec("diversity", "Activities with RTA ≥ 1", "int"),
            ColumnSpec("entropy", "Entropy", "decimal2", unit="bits"),
            ColumnSpec("herfindahl", "Herfindahl", "decimal2"),
            ColumnSpec("krugman", "Krugman", "decimal2"),
            ColumnSpec("hachman", "Hachman", "decimal2"),
        ),
        found.structure,
        highlight=("place_name", material.place),
        note="Entropy and Herfindahl: how spread over activities. Krugman (0 to 2) and Hachman (up "
        "to 1): how far from, and how close to, the mix of all places.",
    )
    profiles = found.profiles.assign(short=found.profiles["activity"].map(names.short))
    order = found.strengths["activity"].map(names.short).tolist()
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
        subtitle=f"RTA by activity, {material.now}; activities in the order of {material.place}",
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
    )
    chosen = (
        "named in the study" if material.file.study.peers.members else "most similar in profile"
    )
    intro = f"Compared with the places {chosen}: {joined(found.peers['place_name'])}."
    blocks = (Paragraph(_diversity_sentence(material)), similar, chart, structure)
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
        f"clearly specialised: {joined(parts) or 'none'}."
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
    top = material.findings.strengths.iloc[0]
    everything = material.findings.everything
    now = everything["period"] == material.findings.now
    rows = everything[now & (everything["activity"] == top["activity"])]
    rows = rows[~rows["place"].isin(material.inputs.unions)]
    rows = rows.sort_values("rta", ascending=False, kind="stable", ignore_index=True)
    name = material.in_sentence(top["activity"])
    outlines, points = outline_parts(load_outline())
    chart = Chart(
        "map",
        f"Where the world is specialised in {name}",
        charts.world_map(
            rows,
            outlines,
            iso3="place",
            label="place_name",
            value="rta",
            highlight=material.inputs.place,
            points=points,
            extra=(ColumnSpec("count", "Count", "int"),),
        ),
        _map_alt(rows, name),
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
            ColumnSpec("count", "Count", "int"),
            ColumnSpec("rta", "RTA", "ratio"),
            *chance_columns(material.inputs.events),
            ColumnSpec("status", "Reading"),
        ),
        rows,
        highlight=("place_name", material.place),
    )
    intro = f"{material.place} stands out most in {name}"
    if not material.inputs.mix_only:
        intro += f"; {percent(top['share_of_activity_pct'])} of the world's is there"
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


def _map_alt(rows: pd.DataFrame, name: str) -> str:
    strong = rows[rows["status"] == SPECIALISED]["place_name"].head(5)
    return (
        f"World map of RTA in {name} for {len(rows)} economies. "
        f"Most clearly specialised: {joined(strong) or 'none'}."
    )
