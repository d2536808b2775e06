"""A document is checked when it is made, so that no renderer meets a broken one."""

from __future__ import annotations

import pandas as pd
import pytest
from report_sample import sample

from smartspec.report.document import (
    Chart,
    ColumnSpec,
    Document,
    Finding,
    Panels,
    Section,
    Table,
)
from smartspec.report.plain import plain, reference

FRAME = pd.DataFrame({"name": ["a", "b"], "x": [1.0, 2.0]})


def table(name="t", **options):
    return Table(name, "T", (ColumnSpec("name", "Name"), ColumnSpec("x", "X")), FRAME, **options)


def chart(name="c", alt="Words.", source="t"):
    return Chart(name, "C", {}, alt, source)


def document(*blocks, tables=(), sections=None):
    return Document("T", "S", "P", "D", sections or (Section("a", "A", blocks),), tables=tables)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((table(), table()), "stands twice: t"),
        ((table(), chart(), chart()), "stands twice: c"),
        ((table(), chart("c"), Panels("c", "P", (chart("d"),))), "stands twice: c"),
        ((chart(),), "does not have: t"),
        ((Finding("F", "lost"),), "does not have: lost"),
        ((table(), chart(alt="  ")), "without a text alternative: c"),
        ((table("../t"),), "letters, digits"),
        ((table("ü"),), "letters, digits"),
    ],
)
def test_a_broken_document_is_refused_with_what_is_wrong(blocks, words):
    with pytest.raises(ValueError, match=words):
        document(*blocks)


def test_two_sections_cannot_share_an_anchor():
    with pytest.raises(ValueError, match="stands twice: a"):
        document(sections=(Section("a", "A"), Section("a", "B")))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": (ColumnSpec("lost", "L"),)}, "no column lost"),
        ({"columns": ()}, "shows no column"),
        ({"columns": (ColumnSpec("x", "X", "interval"),)}, "needs 'upper'"),
        ({"columns": (ColumnSpec("x", "X"),), "group_by": "lost"}, "no column lost"),
        ({"columns": (ColumnSpec("x", "X"),), "highlight": ("lost", 1)}, "no column lost"),
    ],
)
def test_a_table_must_have_the_columns_it_shows(options, words):
    columns = options.pop("columns")
    with pytest.raises(ValueError, match=words):
        Table("t", "T", columns, FRAME, **options)


def test_tables_are_numbered_in_the_text_and_lettered_in_the_annex():
    made = document(table("one"), chart(source="three"), table("two"), tables=(table("three"),))
    assert [made.label(name) for name in ("one", "two", "three")] == [
        "Table 1",
        "Table 2",
        "Table A1",
    ]
    assert made.table("three").name == "three"


def test_figures_are_numbered_and_their_panels_lettered():
    made = sample()
    assert made.figure_label("map") == "Figure 2"
    assert made.figure_label("both") == "Figure 3"
    assert made.figure_label("mix") == "Figure 3b"
    with pytest.raises(KeyError):
        made.figure_label("lost")


def test_a_reference_leads_to_the_row_that_holds_the_number():
    made = document(table(max_rows=1))
    assert reference(made, "t", "a")["anchor"] == "table-t-row-0"
    assert reference(made, "t", "b")["anchor"] == "table-t", "the row is only in the file"
    assert reference(made, "t")["csv"] == "tables/t.csv"


def test_numbers_stand_right_flags_in_the_middle_and_text_left():
    assert ColumnSpec("x", "X", "ratio").side == "right"
    assert ColumnSpec("x", "X", "flag").side == "center"
    assert ColumnSpec("x", "X").side == "left"
    assert ColumnSpec("x", "X", align="right").side == "right"


def test_findings_that_follow_each_other_become_one_list():
    kinds = [block["kind"] for block in plain(sample())["sections"][0]["blocks"]]
    assert kinds == ["findings", "note", "note", "note"]


def test_a_group_is_named_above_its_first_row_only():
    rows = plain(sample())["annex"][0]["rows"]
    assert [row["group"] for row in rows] == ["Mechanical", "Instruments", "", "Other"]


def test_the_row_of_the_place_is_set_off():
    rows = plain(sample())["sections"][1]["blocks"][4]["table"]["rows"]
    assert [row["highlight"] for row in rows] == [True, False, False, False]
