"""Pages that print: every part is there, as text, and the bytes are the same on every run."""

from __future__ import annotations

import re
import zlib
from functools import cache, partial

import pandas as pd
import pytest
from report_sample import pictures, sample

from smartspec.report.document import Chart, ColumnSpec, Document, Paragraph, Section, Table
from smartspec.report.pdf import _amid_others, _layout, render_pdf, write_pdf
from smartspec.report.plain import plain


@cache
def made():
    return render_pdf(sample(), pictures=pictures())


def inside(pdf):
    """Return the file with its compressed streams unpacked."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def as_written(text):
    """Return a text as PDF writes it outside of page content."""
    return text.encode("utf-16-be")


def pages(pdf):
    return max(int(count) for count in re.findall(rb"/Count (\d+)", inside(pdf)))


def test_it_is_a_tagged_accessible_pdf_with_title_and_language():
    content = inside(made())
    assert made().startswith(b"%PDF-")
    assert 3 <= pages(made()) <= 8
    assert b"/StructTreeRoot" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"Freedonia: a report" in content
    assert re.search(rb"/Lang ?\(en", content)


def test_every_chart_keeps_its_text_alternative():
    content = inside(made())
    for chart in sample().charts():
        words = chart.alt.split(".")[0]
        assert words.encode() in content or as_written(words) in content, chart.name


def test_our_fonts_and_no_others_are_embedded():
    fonts = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([\w-]+)", inside(made())))
    assert fonts
    assert all(font.startswith(b"SourceSansPro") for font in fonts)


def test_two_runs_give_the_same_bytes(tmp_path):
    write_pdf(tmp_path / "again.pdf", sample(), pictures=pictures())
    assert (tmp_path / "again.pdf").read_bytes() == made()
    assert b"/CreationDate" not in inside(made()) or b"D:1970" in inside(made())


def test_a_long_table_runs_over_pages():
    frame = pd.DataFrame({"name": [f"Row {n}" for n in range(120)], "x": range(120)})
    columns = (ColumnSpec("name", "Name"), ColumnSpec("x", "X", "int"))
    document = Document(
        "T", "S", "P", "D", (Section("a", "A", (Table("t", "T", columns, frame),)),)
    )
    assert pages(render_pdf(document)) >= 3


def test_a_high_table_fills_the_page_that_it_begins_on():
    """Each takes a little over half a page: whole ones would leave half of every page empty."""
    columns = (ColumnSpec("name", "Name"), ColumnSpec("x", "X", "int"))
    frame = pd.DataFrame({"name": [f"Row {n}" for n in range(22)], "x": range(22)})
    tables = tuple(Table(f"t{n}", "T", columns, frame) for n in range(6))
    document = Document("T", "", "", "", (Section("a", "A", tables),))
    assert pages(render_pdf(document)) <= 5


def test_figures_that_have_words_around_them_may_go_behind_those():
    frame = pd.DataFrame({"name": ["a"]})
    table = Table("t", "T", (ColumnSpec("name", "Name"),), frame)
    chart = partial(Chart, title="C", spec={}, alt="A chart.", table="t")
    words = Paragraph("Words.")
    document = Document(
        "T",
        "",
        "",
        "",
        (
            Section("a", "A", (chart("first"), words, chart("amid"), table)),
            Section("b", "B", (words, chart("last"))),
        ),
    )
    assert _amid_others(document) == {"figure-amid"}


def test_heads_take_two_lines_where_there_is_room():
    frame = pd.DataFrame({"name": ["a"], "x": [1]})
    columns = (ColumnSpec("name", "Name"), ColumnSpec("x", "Filings of known residence", "int"))
    document = Document("T", "S", "P", "D", (), tables=(Table("t", "T", columns, frame),))
    width = float(_layout(plain(document)["annex"][0])["widths"][1].removesuffix("pt"))
    assert width > 8.8 * 0.53 * len("known residence")


def test_letters_that_our_fonts_lack_do_not_stop_the_report():
    document = Document("中国", "S", "P", "D", (Section("a", "A"),))
    assert pages(render_pdf(document)) == 1


def test_an_empty_document_is_a_page():
    assert pages(render_pdf(Document("T", "", "", "", ()))) == 1


def layout(frame, kind="int"):
    columns = tuple(
        ColumnSpec(name, name, "text" if position == 0 else kind)
        for position, name in enumerate(frame.columns)
    )
    document = Document("T", "S", "P", "D", (), tables=(Table("t", "T", columns, frame),))
    return _layout(plain(document)["annex"][0])


def test_a_table_shrinks_then_stands_its_heads_up_then_turns_the_page():
    def wide(count, head="Liechtenstein"):
        return pd.DataFrame(
            {"Field": ["Engines"]} | {f"{head}{n:02d}": [1234] for n in range(count)}
        )

    few, some, many = (layout(wide(count)) for count in (4, 9, 24))
    assert (few["size"], few["landscape"], any(few["upright"])) == (8.8, False, False)
    assert (some["landscape"], any(some["upright"])) == (False, True)
    assert many["landscape"]


@pytest.mark.parametrize("count", [6, 16])
def test_many_flags_have_upright_heads(count):
    frame = pd.DataFrame(
        {"Instrument": ["x" * 80]} | {f"Country {n}": [True] for n in range(count)}
    )
    made_so = layout(frame, "flag")
    assert made_so["upright"] == [False] + [True] * count
    assert not made_so["widths"][0].endswith("pt"), "the long name takes what is left"
