"""Question: do the data bear out what Table 7.1 of the OECD profile calls specialised?

In: the published rows, the recomputed figure, PCT applications. Out: a chapter.
Must not know: how readings are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.datasets.catalogue import dataset
from smartspec.datasets.load import load_records, load_table
from smartspec.indicators.specialisation import rta
from smartspec.places.economies import economy_name
from smartspec.policy.figure_7_2 import Figure
from smartspec.policy.repository import repository
from smartspec.policy.table_7_1 import agreement_by_window, compare_claims, compare_table_7_1
from smartspec.report.document import Block, Bullets, ColumnSpec, Finding, Section, Table
from smartspec.report.formatting import joined
from smartspec.study.chapters.figure import PANELS, Figures, panel_name, reaches
from smartspec.study.chapters.parts import Chapter, Material, source_line, years

if TYPE_CHECKING:
    import pandas as pd


def table_chapter(material: Material, made: Figures) -> Chapter:
    """Set the published specialisation rows of Table 7.1 beside the recomputed ones."""
    published = repository()
    compared = compare_table_7_1(published, made.original, environment=made.environment)
    compared["significant"] = (compared["rta"] > 1) & (compared["q_value"] < material.limits.q)
    claims = compare_claims(load_records("figure_7_2_claims"), made.original)
    for frame in (compared, claims):
        frame.insert(1, "panel_name", [panel_name(key) for key in frame["panel"]])
    differs = compared[compared["verdict"] == "differs"].reset_index(drop=True)
    blocks: tuple[Block, ...] = (
        *_findings(compared, claims),
        Bullets(tuple(_reading(made.original, key, material.limits.q) for key in PANELS)),
        _differences(differs),
        _windows_table(material),
        _claims_table(claims),
        _policies_table(),
        *_sectors_table(made.original),
    )
    intro = (
        "The rows on policies are as published; the three rows on specialisation are recomputed "
        "and set beside the published ones."
    )
    section = Section("table-7-1", "Cluster policies and specialisation", blocks, intro=intro)
    sources = (published.source, dataset("pct_applications").source)
    return Chapter(section, (_comparison(compared),), sources)


def _findings(compared: pd.DataFrame, claims: pd.DataFrame) -> tuple[Finding, Finding]:
    known = compared[compared["verdict"].isin(["agrees", "differs"])]
    published, here = known["published"], known["specialised"].astype(bool)
    agree, lost = int((published == here).sum()), int((compared["verdict"] == "no data").sum())
    borne = int((claims["verdict"] == "borne out").sum())
    return (
        Finding(
            f"Of {len(known)} readings that can be compared (an economy of the table in one of "
            f"three groups), {agree} agree: {int((published & here).sum())} specialised there and "
            f"here, {int((~published & ~here).sum())} in neither. "
            f"{int((published & ~here).sum())} are so only as published, "
            f"{int((~published & here).sum())} only here; for {lost} there are no data.",
            "table_7_1_specialisation",
        ),
        Finding(
            f"Of the {len(claims)} strong specialisations that the text on Figure 7.2 names, "
            f"{borne} stand out here too: their interval lies above 1.",
            "figure_7_2_claims",
        ),
    )


def _windows_table(material: Material) -> Table:
    asked = material.file.study.figure
    rows = agreement_by_window(
        load_table("patent_families"), repository(), window=asked.window, minimum=asked.minimum
    )
    return Table(
        "table_7_1_by_window",
        "Does it help to look at later grants? Agreement with the published rows, by window",
        (
            ColumnSpec("window", "Year of first grant", "span"),
            ColumnSpec("agrees", "Agree", "int"),
            ColumnSpec("differs", "Differ", "int"),
            ColumnSpec("agrees_pct", "Share that agrees", "pct"),
        ),
        rows,
        note="A family is granted years after its application, so filings of the published window "
        "show in grants of later ones.",
    )


def _reading(figure: Figure, key: str, q: float) -> str:
    rows = figure.panel(key)
    rows = rows[~rows["is_union"] & (rows["rta"] > 1)]
    sure = rows[rows["q_value"] < q]["name"]
    open_ = rows[rows["q_value"] >= q]["name"]
    tail = f"; above 1, but not beyond chance: {joined(open_)}" if len(open_) else ""
    return f"{panel_name(key)}, recomputed: {joined(sure)}{tail}."


def _differences(differs: pd.DataFrame) -> Table:
    return Table(
        "table_7_1_differences",
        "Where the recomputed rows differ from the published ones",
        (
            ColumnSpec("name", "Economy"),
            ColumnSpec("published", "Published", "flag"),
            ColumnSpec("specialised", "Here", "flag"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
            ColumnSpec("reason", "Likely reason", wide=True),
        ),
        differs,
        group_by="panel_name",
        note="A dot: called specialised. Here: an RTA above 1, as in the original. Economies that "
        "the table names only under policies may not have been in the original figure.",
    )


def _claims_table(claims: pd.DataFrame) -> Table:
    return Table(
        "figure_7_2_claims",
        "What the text on Figure 7.2 calls strong, and what the data here say",
        (
            ColumnSpec("name", "Economy"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
            ColumnSpec("rank", "Rank", "int"),
            ColumnSpec("economies", "of", "int"),
            ColumnSpec("verdict", "Verdict", wide=True),
        ),
        claims,
        group_by="panel_name",
    )


def _comparison(compared: pd.DataFrame) -> Table:
    return Table(
        "table_7_1_specialisation",
        "Every reading of Table 7.1 on specialisation beside the recomputed one",
        (
            ColumnSpec("name", "Economy"),
            ColumnSpec("published", "Published", "flag"),
            ColumnSpec("specialised", "Here", "flag"),
            ColumnSpec("significant", "Beyond chance", "flag"),
            ColumnSpec("rta", "RTA", "ratio"),
            ColumnSpec("rta_low", "Interval", "interval", upper="rta_high"),
            ColumnSpec("rta_environment_uspto", "RTA, USPTO environment", "ratio"),
            ColumnSpec("verdict", "Verdict"),
        ),
        compared,
        group_by="panel_name",
    )


def _policies_table() -> Table:
    import pandas as pd

    rows = pd.DataFrame(
        [
            {
                "instrument": row.key,
                "group": row.group,
                "name": row.name,
                "economies": len(row.economies),
                "who": ", ".join(economy_name(code) for code in row.economies),
            }
            for row in repository().policies
        ]
    )
    return Table(
        "table_7_1_policies",
        "Which economies use which cluster policy, 2012, as published",
        (
            ColumnSpec("name", "Instrument", wide=True),
            ColumnSpec("economies", "Economies", "int"),
            ColumnSpec("who", "Which", wide=True),
        ),
        rows,
        group_by="group",
        note=f"Source: {source_line((repository().source,))}",
    )


def _sectors_table(figure: Figure) -> tuple[Table, ...]:
    """Give economies of Table 7.1 that the families lack a picture by sector."""
    import pandas as pd

    table = load_table("pct_applications")
    if not reaches(table, figure.window):
        return ()
    named = {code for row in repository().instruments for code in row.economies}
    lacking = sorted((named - set(figure.frame["code"])) & set(table.places))
    found = rta(table.matrix(figure.window)).to_frame()
    found = found[found["place"].isin(lacking)]
    wide = found.pivot_table(index="place", columns="activity", values="rta", sort=True)
    totals = table.matrix(figure.window).select_places(wide.index.tolist()).place_totals
    wide.columns.name = None
    rows = wide.reset_index().assign(applications=totals)
    rows.insert(1, "name", [economy_name(code) for code in rows["place"]])
    columns = [ColumnSpec(label, label[:1].upper() + label[1:], "ratio") for label in wide.columns]
    shown = Table(
        "table_7_1_sectors_pct",
        "Economies of Table 7.1 not shown above: RTA by sector of PCT applications, "
        f"{years(figure.window)}",
        (
            ColumnSpec("name", "Economy", wide=True),
            ColumnSpec("applications", "PCT", "int"),
            *columns,
        ),
        pd.DataFrame(rows),
        note="PCT applications by receiving office: what an economy's applicants file at the "
        "European Patent Office is not counted as theirs. Fit for the mix, not for the weight; "
        "intervals are not given for that reason.",
    )
    return (shown,)
