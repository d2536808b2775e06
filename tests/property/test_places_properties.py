"""Spelling does not change which place is meant, and no label is lost."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from smartspec.places.economies import find_economy, spellings
from smartspec.places.groups import groups, members
from smartspec.places.labels import Kind, kind_of, resolve

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
NAMES = st.sampled_from(spellings())
# Between words; a comma or bracket would mean an inverted name.
GAPS = st.sampled_from([" ", "  ", "-", " - ", ".", "_", "'", "/"])
CASES = st.sampled_from([str.upper, str.lower, str.title, str.casefold])
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
LABELS = st.one_of(
    NAMES,
    st.sampled_from(["World", "EU-27", "OTH", "UNK", "WIPO", "ES63", "Asia", "EPO"]),
    st.text(max_size=12),
)


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@given(NAMES, CASES, FORMS, st.booleans())
def test_case_and_accents_do_not_matter(
    name: str, case: Callable[[str], str], form: Form, plain: bool
) -> None:
    varied = unicodedata.normalize(form, case(without_accents(name) if plain else name))
    assert find_economy(varied) == find_economy(name)


@given(NAMES, st.data())
def test_punctuation_and_spaces_between_words_do_not_matter(name: str, data: st.DataObject) -> None:
    words = name.split(" ")
    gaps = [data.draw(GAPS) for _ in words[1:]]
    varied = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
    assert find_economy(f"  {varied}\t") == find_economy(name)


@given(NAMES)
def test_the_article_does_not_matter(name: str) -> None:
    assert find_economy(f"The {name}") == find_economy(name)


@given(st.lists(LABELS, max_size=20))
def test_resolving_puts_every_label_in_exactly_one_part(labels: list[str]) -> None:
    found = resolve(labels)
    parts = [*found.economies, *found.aggregates, *found.rest, *found.unknown_origin,
             *found.unmatched]  # fmt: skip
    assert len(parts) == len(set(parts))
    assert set(parts) == set(labels)
    assert all(kind_of(label) is Kind.ECONOMY for label in found.economies)
    assert all(kind_of(label) is Kind.UNMATCHED for label in found.unmatched)


@given(st.sampled_from([group.key for group in groups()]), st.dates(dt.date(1976, 6, 27)))
def test_members_of_a_day_are_among_all_who_ever_belonged(key: str, day: dt.date) -> None:
    held = members(key, on=day)
    (group,) = [entry for entry in groups() if entry.key == key]
    assert list(held) == sorted(set(held))
    assert set(held) <= {entry.iso3 for entry in group.memberships}
