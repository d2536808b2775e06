"""Every link between pages leads somewhere."""

import re

import pytest
from documents import (
    DOCS,
    GENERATED,
    ROOT,
    blocks,
    generated_pages,
    name_of,
    top_pages,
    without_blocks,
    written_pages,
)

LINK = re.compile(r"(?<!\\)\]\(<?([^)\s>]+)>?\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:")
INCLUDED = {
    DOCS / "glossary.md": ROOT / "GLOSSARY.md",
    DOCS / "changelog.md": ROOT / "CHANGELOG.md",
}


def every_page():
    found = {page.resolve(): page.read_text("utf-8") for page in [*top_pages(), *written_pages()]}
    return found | {(GENERATED / name).resolve(): text for name, text in generated_pages().items()}


TEXTS = every_page()


def anchors(text):
    plain = [
        re.sub(r"[`*]|\[|\]\([^)]*\)", "", title) for title in HEADING.findall(without_blocks(text))
    ]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in plain}


def broken(page, text):
    lost = []
    for target in LINK.findall(without_blocks(text)):
        if target.startswith(ELSEWHERE):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        if (aim not in TEXTS and not aim.exists()) or (
            anchor and anchor not in anchors(TEXTS[aim])
        ):
            lost.append(target)
    return lost


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_links_lead_somewhere(page):
    assert broken(page, TEXTS[page]) == []


def test_a_link_that_leads_nowhere_would_be_found():
    page = DOCS / "index.md"
    assert broken(
        page, "[here](tutorial/index.md) [lost](nowhere.md) [deep](index.md#no-such)"
    ) == [
        "nowhere.md",
        "index.md#no-such",
    ]


def toctrees(page, text):
    for body in re.findall(r"```\{toctree\}\n(.*?)```", text, re.DOTALL):
        yield from (line for line in body.splitlines() if line and not line.startswith(":"))


def test_every_page_can_be_reached_from_the_first():
    listed = {DOCS / "index.md"}
    for page, text in TEXTS.items():
        listed |= {(page.parent / f"{entry}.md").resolve() for entry in toctrees(page, text)}
    below_docs = {page for page in TEXTS if page.is_relative_to(DOCS)}
    assert below_docs == listed


def test_pictures_have_a_text_alternative():
    for page in [*top_pages(), *written_pages()]:
        text = page.read_text("utf-8")
        assert "![](" not in text
        images = re.findall(r":{3}\{(?:image|figure)\}", text)
        assert len(images) == len(re.findall(r"^:alt: \S", text, re.MULTILINE))


def test_addresses_are_written_in_full_and_safe():
    for page, text in TEXTS.items():
        assert "http://" not in text, page


def test_pages_that_are_shown_twice_are_written_once():
    for page, original in INCLUDED.items():
        assert [block.language for block in blocks(page)] == [f"{{include}} ../{original.name}"]
        assert original.is_file()
