"""The engine counts as the oracle does, whatever the records and options, and nothing is lost."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from dataclasses import replace

import pytest
from counting_oracle import count_by_hand
from counting_worlds import KNOWN, InMemory, meaning, with_years, worlds, write_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.counting.count import count
from smartspec.counting.engines import open_engine
from smartspec.counting.options import BY, COUNTS, FIELDS, RESTS, UNKNOWNS, YEARS, CountOptions
from smartspec.counting.pairs import count_pairs

# For a longer search: COUNTING_EXAMPLES=100; the engine and the oracle are held together for
# seven times as many worlds, pairs for twice.
EXAMPLES = int(os.environ.get("COUNTING_EXAMPLES", "4"))
WINDOWS = ((), ("2007-2009",), ("2007-2009", "2008-2010"), ("2009", "2011-2012"))


@st.composite
def options(draw: st.DrawFn) -> CountOptions:
    year = draw(st.sampled_from(YEARS))
    return CountOptions(
        by=draw(st.sampled_from(BY)),
        count=draw(st.sampled_from(COUNTS)),
        fields=draw(st.sampled_from(FIELDS)),
        year=year,
        windows=() if year == "none" else draw(st.sampled_from(WINDOWS)),
        routes=draw(st.sampled_from([(), (), ("pct",)])),
        offices=draw(st.sampled_from([(), (), ("EP", "US")])),
        sectors=draw(st.sampled_from([(), (), ("firm",)])),
        families=draw(st.booleans()),
        unknown=draw(st.sampled_from(UNKNOWNS)),
        rest=draw(st.sampled_from(RESTS)),
        complete_to=draw(st.sampled_from([None, None, None, 2009])),
    )


plain = st.builds(
    CountOptions,
    fields=st.sampled_from(["split", "by_code"]),
    families=st.booleans(),
    year=st.sampled_from(["priority", "none"]),
)
how = st.tuples(
    st.sampled_from(["own", "own, exhaustive", "subclasses"]),
    st.sampled_from(["weights", "whole", "rings"]),
)


class Bench:
    """An engine with rules, that is short to print."""

    def __init__(self, memory, rules):
        self.memory = memory
        self.schemes, self.places = rules

    def __repr__(self):
        return "bench"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        yield Bench(InMemory(engine), write_rules(tmp_path_factory.mktemp("rules")))


def counted(bench, world, chosen, asked):
    """Count a world with the engine."""
    return count(
        bench.memory.hold(world), None,
        scheme=bench.schemes[chosen[0]], places=bench.places[chosen[1]], options=asked,
    )  # fmt: skip


def values_of(found):
    keys = zip(found.frame["place"], found.frame["activity"], found.frame["period"], strict=True)
    return dict(zip(keys, found.frame["value"], strict=True))


def complete_of(found):
    return dict(zip(found.frame["period"], found.frame["complete"], strict=True))


def complete_in(expected, found):
    """Take the periods that a table has: where all that counts is left out, it lacks one."""
    return {period: expected[period] for period in found.frame["period"].unique()}


def accounts_of(found):
    frame = found.accounting
    keys = zip(frame["table"], frame["outcome"], strict=True)
    return dict(zip(keys, zip(frame["rows"], frame["filings"], strict=True), strict=True))


@settings(max_examples=EXAMPLES * 7)
@given(world=worlds(), chosen=how, asked=options(), known=st.sampled_from(KNOWN))
def test_the_engine_counts_as_the_oracle_does(bench, world, chosen, asked, known):
    world = with_years(world, known, asked.year)
    found = counted(bench, world, chosen, asked)
    expected = count_by_hand(world, meaning(*chosen), asked)
    assert values_of(found) == pytest.approx(
        {key: float(value) for key, value in expected.values.items()}, abs=1e-9
    )
    assert accounts_of(found) == expected.accounts
    assert complete_of(found) == complete_in(expected.complete, found)
    for table in ("filings", f"{asked.by}s", "classes"):
        rows = found.accounting.loc[found.accounting["table"] == table, "rows"].sum()
        assert rows == len(world[table])


@settings(max_examples=EXAMPLES * 2)
@given(world=worlds(), chosen=how, asked=options(), of=st.sampled_from(["activities", "places"]))
def test_pairs_are_those_of_the_oracle(bench, world, chosen, asked, of):
    found = count_pairs(
        bench.memory.hold(world), None, of=of, scheme=bench.schemes[chosen[0]],
        places=bench.places[chosen[1]], options=asked, diagonal=True,
    )  # fmt: skip
    expected = count_by_hand(world, meaning(*chosen), asked)
    first, second, period, value, _ = (found.frame[name] for name in found.frame.columns)
    pairs = zip(map(frozenset, zip(first, second, strict=True)), period, strict=True)
    assert dict(zip(pairs, value, strict=True)) == pytest.approx(
        {(frozenset(key[:2]), key[2]): float(part) for key, part in expected.pairs[of].items()}
    )
    assert complete_of(found) == complete_in(expected.complete, found)
    assert accounts_of(found) == expected.accounts


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=plain)
def test_places_and_fields_add_up_to_the_filings_counted(bench, world, chosen, asked):
    found = counted(bench, world, chosen, asked)
    kept = found.accounting[found.accounting["table"] == "filings"]
    filings = kept.loc[kept["outcome"].str.startswith("counted"), "rows"].sum()
    assert found.frame["value"].sum() == pytest.approx(filings, abs=1e-9)


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=options(), seed=st.integers(0, 99))
def test_order_of_rows_and_names_of_filings_do_not_matter(bench, world, chosen, asked, seed):
    found = counted(bench, world, chosen, asked)
    dice = random.Random(seed)
    # The order of names stays: it decides which of two equally early filings heads a family.
    shuffled = {
        table: dice.sample(
            [{**row, "filing_id": f"é{row['filing_id']}"} for row in rows], len(rows)
        )
        for table, rows in world.items()
    }
    other = counted(bench, shuffled, chosen, asked)
    assert values_of(other) == pytest.approx(values_of(found), abs=1e-9)
    assert accounts_of(other) == accounts_of(found)


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=options(), data=st.data())
def test_duplicate_rows_change_no_count(bench, world, chosen, asked, data):
    # Where shares are missing or add up, a person told twice is told twice by mistake.
    for row in world[f"{asked.by}s"]:
        row["share"], row["person_id"] = None, row["person_id"] or "p"
    found = counted(bench, world, chosen, asked)
    table = data.draw(st.sampled_from(["filings", f"{asked.by}s", "classes"]))
    again = {**world, table: [*world[table], dict(data.draw(st.sampled_from(world[table])))]}
    other = counted(bench, again, chosen, asked)
    assert values_of(other) == pytest.approx(values_of(found), abs=1e-9)


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=options())
def test_whole_counts_are_never_below_fractional_ones(bench, world, chosen, asked):
    parts = counted(bench, world, chosen, replace(asked, count="fractional"))
    whole = counted(bench, world, chosen, replace(asked, count="whole"))
    wholes = values_of(whole)
    for key, value in values_of(parts).items():
        assert wholes[key] >= value - 1e-9


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=plain)
def test_the_true_total_of_overlapping_fields_is_that_of_split_ones(bench, world, chosen, asked):
    split = counted(bench, world, chosen, replace(asked, fields="split"))
    overlap = counted(bench, world, chosen, replace(asked, fields="whole"))
    totals = defaultdict(float)
    for (place, _, period), value in values_of(split).items():
        totals[place, period] += value
    true = {
        (place, period): value
        for (place, activity, period), value in values_of(overlap).items()
        if activity == "All fields"
    }
    assert true == pytest.approx(dict(totals), abs=1e-9)


@settings(max_examples=EXAMPLES)
@given(world=worlds(), chosen=how, asked=plain)
def test_leaving_out_unknown_residence_changes_no_other_place(bench, world, chosen, asked):
    kept = counted(bench, world, chosen, asked)
    dropped = counted(bench, world, chosen, replace(asked, unknown="drop"))
    others = {key: value for key, value in values_of(kept).items() if key[0] != "UNK"}
    assert values_of(dropped) == pytest.approx(others, abs=1e-9)
    lost = kept.frame["value"].sum() - dropped.frame["value"].sum()
    if lost:
        assert any(f"{lost:,.1f} filings" in note for note in dropped.notes)
