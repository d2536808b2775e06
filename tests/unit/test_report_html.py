"""One page, whole without a network, in which nothing that came as text becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from report_sample import FORMULA, HOSTILE, page, pictures, sample

from smartspec.report.document import Document, KeyFact, Paragraph, Section
from smartspec.report.html import render_html, write_html

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "cite"}


class Reader(HTMLParser):
    """Collects what a browser would make of the page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.scripts, self.stack = [], [], []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.stack.append(tag)
        if tag == "script":
            self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "script":
            self.scripts[-1][1] += data
        elif not self.stack or self.stack[-1] != "style":
            self.text.append(data)


def read(text):
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.fixture(scope="module")
def reader():
    return read(page())


def of(reader, tag):
    return [attributes for name, attributes in reader.tags if name == tag]


def test_text_that_looks_like_markup_stays_text(reader):
    assert HOSTILE in " ".join(reader.text)
    assert not any("alert(" in script and "vega" not in script for _, script in reader.scripts)
    assert HOSTILE not in page()


def test_only_our_own_scripts_stand_in_the_page(reader):
    kinds = [attributes.get("type", "code") for attributes, _ in reader.scripts]
    assert kinds == ["application/json"] * 4 + ["code"] * 2


def test_the_policy_allows_exactly_those_scripts_and_no_other_source(reader):
    (policy,) = [a["content"] for a in of(reader, "meta") if "http-equiv" in a]
    rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
    code = [script for attributes, script in reader.scripts if "type" not in attributes]
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in code]
    assert rules["script-src"] == " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules, "nothing may be fetched: default-src stands"
    assert not re.search(r"https?:|\*", policy)


def test_nothing_is_loaded_from_elsewhere(reader):
    for tag, attributes in reader.tags:
        for name in LOADING & set(attributes):
            pytest.fail(f"{tag} loads {name}={attributes[name]}")
        if tag == "link":
            pytest.fail("a link element loads something")
    style = re.findall(r"<style>(.*?)</style>", page(), re.DOTALL)
    assert style
    for url in re.findall(r"url\((.{0,20})", "".join(style)):
        assert url.startswith("data:font/otf;base64")
    assert "@import" not in "".join(style)


def test_every_link_leads_somewhere(reader):
    targets = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    document = sample()
    files = {f"tables/{table.name}.csv" for table in document.all_tables()}
    drawn = ["ranked", "map", "both"]
    files |= {f"charts/{name}.{ending}" for name in drawn for ending in ("svg", "png")}
    files |= {f"charts/{chart.name}.vl.json" for chart in document.charts()}
    links = [attributes["href"] for attributes in of(reader, "a")]
    assert len(links) > 20
    for link in links:
        assert link[1:] in targets if link.startswith("#") else link in files, link


def test_a_finding_leads_to_the_row_that_backs_it(reader):
    assert "#table-fields-row-0" in [attributes["href"] for attributes in of(reader, "a")]


def test_every_id_stands_once(reader):
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))


def test_every_chart_has_its_words_its_picture_and_its_data(reader):
    document = sample()
    frames = [a for a in of(reader, "div") if "data-chart" in a]
    assert [a["data-chart"] for a in frames] == [chart.name for chart in document.charts()]
    pictured = [a for a in of(reader, "div") if a.get("role") == "img"]
    assert [a["aria-label"] for a in pictured] == [chart.alt for chart in document.charts()]
    assert len(of(reader, "svg")) == len(frames)
    assert len(of(reader, "details")) == len(frames)


def test_the_specification_in_the_page_is_the_charts_own(reader):
    held = {a["id"]: json.loads(text) for a, text in reader.scripts if "type" in a}
    for chart in sample().charts():
        assert held[f"spec-{chart.name}"] == json.loads(json.dumps(chart.spec))


def test_tables_say_what_their_heads_belong_to(reader):
    scopes = [attributes.get("scope") for attributes in of(reader, "th")]
    assert None not in scopes
    assert {"col", "row", "colgroup"} == set(scopes)
    assert len(of(reader, "caption")) == len(of(reader, "table")) == len(sample().all_tables())


def test_headings_do_not_skip_a_level_and_landmarks_are_there(reader):
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in reader.tags}
    assert of(reader, "html")[0]["lang"] == "en"
    assert of(reader, "a")[0]["href"] == "#main"


def test_spans_of_years_and_intervals_do_not_break_and_long_facts_are_set_smaller():
    facts = (KeyFact("Grand Duchy of Fenwick", "first, 2018–2020 <b>"), KeyFact("12", "of 35"))
    text = render_html(Document("T", "S", "P", "1999–2001 and on", (), key_facts=facts))
    assert 'first, <span class="span">2018–2020</span> &lt;b&gt;' in text
    assert '<span class="span">1999–2001</span> and on' in text
    assert '<span class="value long">Grand Duchy' in text
    assert '<span class="value">12<' in text


def test_a_table_that_is_cut_says_so(reader):
    assert "The first 4 of 5 rows" in " ".join(" ".join(reader.text).split())


def test_a_flag_is_a_word_for_who_cannot_see_the_dot():
    assert '<span class="dot" aria-hidden="true">•</span><span class="hidden">yes</span>' in page()


def test_the_page_stays_small():
    assert len(page().encode()) < 3_000_000


def test_two_runs_give_the_same_page():
    assert render_html(sample(), pictures=pictures()) == page()


def test_a_report_without_charts_carries_no_drawing_library(tmp_path):
    bare = Document("T", "S", "P", "D", (Section("a", "A", (Paragraph(FORMULA),)),))
    write_html(tmp_path / "bare.html", bare)
    text = (tmp_path / "bare.html").read_text("utf-8")
    assert len(read(text).scripts) == 1
    assert "vegaEmbed=" not in text.replace(" ", "")
    assert FORMULA in text
