"""What holds for any class, any spelling of it, and any list of classes."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from smartspec.activities.assign import assign
from smartspec.activities.entries import Entry, Span, parse_entry
from smartspec.activities.schemes import Scheme
from smartspec.activities.symbols import LEVELS, parse_symbol

digits = st.from_regex(r"[0-9]{2}(?:[0-9]{0,3}[1-9])?", fullmatch=True)
subclasses = st.from_regex(r"[A-HY][0-9]{2}[A-Z]", fullmatch=True)
groups = st.integers(1, 999) | st.integers(2000, 2999)
VERSIONS = ["", " (2006.01)", "(2013.01)", " (20060101)", " 2006.01", "   20060101AFI20051110BHEP"]
# Few subclasses, groups and digits, so that classes and entries meet often.
NEAR = st.tuples(
    st.sampled_from(["A61K", "A61B", "B01D"]), st.sampled_from([3, 30, 31, 38, 300]), st.from_regex(r"[0-2][0-2](?:[0-2]?[1-2])?", fullmatch=True)
)  # fmt: skip


@given(subclasses, groups, digits, st.sampled_from(VERSIONS), st.booleans())
def test_a_class_comes_back_from_every_spelling(
    subclass: str, group: int, sub: str, version: str, small: bool
) -> None:
    text = f"{subclass}{group}/{sub}"
    spellings = [
        text, f"{subclass} {group}/{sub}", f"{subclass}{group:>4}/{sub}", f"{subclass}\t{group} / {sub} ",
        f"{subclass}{group:03d}/{sub}", f"{subclass}-{group:03d}/{sub}", f"{subclass}{group:04d}/{sub}",
        f"{subclass}{group:04d}{sub:0<6}", f"{text}   ", f"{subclass}{group}/{sub:0<6}",
    ]  # fmt: skip
    for spelling in spellings:
        written = f"{spelling}{version}"
        symbol = parse_symbol(written.lower() if small else written)
        assert symbol is not None, written
        assert symbol.text == text


@given(subclasses, groups, digits)
def test_the_levels_of_a_class_nest_and_are_classes_themselves(
    subclass: str, group: int, sub: str
) -> None:
    symbol = parse_symbol(f"{subclass}{group}/{sub}")
    assert symbol is not None
    for number, level in enumerate(LEVELS):
        text = symbol.at(level)
        assert text is not None
        above = parse_symbol(text)
        assert above is not None
        assert above.text == text
        assert [above.at(other) for other in LEVELS[: number + 1]] == [
            symbol.at(other) for other in LEVELS[: number + 1]
        ]
        assert all(above.at(other) is None for other in LEVELS[number + 1 :])


@given(st.text(max_size=40))
def test_any_text_is_a_class_or_none_and_reading_it_again_changes_nothing(text: str) -> None:
    symbol = parse_symbol(text)
    if symbol is not None:
        assert parse_symbol(symbol.text) == symbol


@given(st.text(alphabet="A61KB01D/-*[]() andor0", max_size=30))
def test_any_text_is_an_entry_or_refused_in_words(text: str) -> None:
    told, parts = "", None
    try:
        parts = parse_entry(text)
    except ValueError as error:
        told = str(error)
    assert told or (parts and all(parts))


@given(NEAR, NEAR)
def test_a_range_holds_what_lies_between_its_ends_as_decimals(
    one: tuple[str, int, str], other: tuple[str, int, str]
) -> None:
    first, last = sorted((one[2], other[2]))
    if first == last:
        return
    stem = f"{one[0]}{one[1]}"
    span = parse_entry(f"{stem}/{first}-{last}")[0][0]
    for code in (
        one,
        other,
        (one[0], one[1], "11"),
        (one[0], one[1], f"{last}1"),
        (one[0], one[1], "222"),
    ):
        symbol = parse_symbol(f"{code[0]}{code[1]}/{code[2]}")
        assert symbol is not None
        value, bounds = float(f"0.{symbol.digits}"), (float(f"0.{first}"), float(f"0.{last}"))
        between = bounds[0] <= value <= bounds[1] or code[2].startswith(last)
        assert span.holds(symbol) == (between and code[:2] == one[:2])


def entries_of(picks: list[tuple[tuple[str, int, str], int, str, bool]]) -> tuple[Entry, ...]:
    made = []
    for (subclass, group, sub), level, activity, include in picks:
        text = [
            subclass[:1],
            subclass[:3],
            subclass,
            f"{subclass}{group}",
            f"{subclass}{group}/{sub}",
        ][level]
        made.append(Entry(text, parse_entry(text), activity, include))
    return tuple(made)


PICKS = st.lists(
    st.tuples(NEAR, st.integers(0, 4), st.sampled_from(["x", "y", "z"]), st.booleans()), max_size=12
)


def by_hand(entries: tuple[Entry, ...], code: str, overlap: str) -> set[str]:
    """The rule once more, on text: the finest entry of an activity decides, then the finest of all."""
    symbol = parse_symbol(code)
    assert symbol is not None
    levels = [symbol.section, symbol.klass, symbol.subclass, symbol.group]
    found: dict[str, tuple[int, bool]] = {}
    for entry in entries:
        stem, _, digits = entry.text.partition("/")
        if digits in {"", "00"}:
            length = levels.index(stem) + 1 if stem in levels else 0
        else:
            holds = symbol.group == stem and (symbol.digits or "").startswith(digits)
            length = 10 + len(digits) if holds else 0
        if length:
            found[entry.activity] = max(
                found.get(entry.activity, (0, False)), (length, not entry.include)
            )
    kept = {name: length for name, (length, out) in found.items() if not out}
    most = max(kept.values(), default=0)
    return {name for name, length in kept.items() if overlap == "every" or length == most}


@given(PICKS, st.lists(NEAR, min_size=1, max_size=8), st.sampled_from(["longest", "every"]))
def test_classes_go_where_the_rule_says_for_any_list(
    picks: list[tuple[tuple[str, int, str], int, str, bool]],
    codes: list[tuple[str, int, str]],
    overlap: str,
) -> None:
    entries = entries_of(picks)
    if not entries:
        return
    names = {entry.activity: entry.activity for entry in entries}
    made = Scheme(
        "any", "Any list", ("activity",), "activity", names=names, entries=entries, overlap=overlap
    )
    written = [f"{subclass} {group}/{sub}" for subclass, group, sub in codes]
    frame = pd.DataFrame({"scheme": "ipc", "code": written})
    direct = assign(made, frame).direct
    assert not direct.duplicated(["scheme", "code", "activity"]).any()
    for code in written:
        assert set(direct.loc[direct["code"] == code, "activity"]) == by_hand(
            entries, code, overlap
        )


@given(PICKS, NEAR, st.randoms(use_true_random=False))
def test_the_order_of_a_list_changes_nothing(
    picks: list[tuple[tuple[str, int, str], int, str, bool]],
    code: tuple[str, int, str],
    random: object,
) -> None:
    entries = entries_of(picks)
    if not entries:
        return
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    frame = pd.DataFrame({"scheme": ["cpc"], "code": [f"{code[0]}{code[1]}/{code[2]}"]})
    found = []
    for listed in (entries, tuple(shuffled)):
        names = {entry.activity: "" for entry in listed}
        made = Scheme("any", "Any", ("activity",), "activity", names=names, entries=listed)
        found.append(set(assign(made, frame).direct["activity"]))
    assert found[0] == found[1]


@given(NEAR)
def test_a_span_holds_the_class_that_it_is_made_of(code: tuple[str, int, str]) -> None:
    symbol = parse_symbol(f"{code[0]}{code[1]}/{code[2]}")
    assert symbol is not None
    for level in LEVELS:
        text = symbol.at(level)
        assert text is not None
        assert parse_entry(text)[0][0].holds(symbol)
    assert not Span("C").holds(symbol)
