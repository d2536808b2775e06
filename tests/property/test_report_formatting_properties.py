"""Whatever the number, its text says the number, rounded, and never fails."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smartspec.report import formatting as fmt
from smartspec.report.workbook import NOTES, sheet_names

ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)
MODEST = st.floats(min_value=-1e12, max_value=1e12)


@given(MODEST, st.integers(0, 4))
def test_the_text_reads_back_as_the_number_within_half_of_its_last_digit(value, decimals):
    text = fmt.number(value, decimals=decimals).replace("\u2212", "-").replace(",", "")
    assert abs(float(text) - value) <= 0.5 * 10**-decimals * (1 + 1e-9) + abs(value) * 1e-15


@given(MODEST)
def test_a_change_and_its_opposite_differ_in_the_sign_alone(value):
    up, down = fmt.signed(value), fmt.signed(-value)
    assert up.lstrip("+\u2212") == down.lstrip("+\u2212")
    assert (up == down) == (not up.strip("0.,"))


@given(ANY_FLOAT)
def test_every_float_can_be_written_in_every_way(value):
    for write in (fmt.number, fmt.ratio, fmt.signed, fmt.p_value, fmt.percent):
        assert write(value)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_such_as_excel_takes_and_each_once(names):
    made = sheet_names(names)
    folded = [name.casefold() for name in made]
    assert len(made) == len(names)
    assert len(set(folded)) == len(folded)
    assert NOTES.casefold() not in folded
    for name in made:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
