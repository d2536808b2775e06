"""Whatever world is asked for, its files hold together."""

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.sources.synthesize import make_world, synthesize_regpat
from smartspec.sources.world.dirt import soil
from smartspec.sources.world.drawing import make_years
from smartspec.sources.world.plan import Plan
from smartspec.sources.world.truth import class_mix, expect
from smartspec.sources.world.wheel import Wheel

seeds = st.integers(0, 2**63 - 1)
weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=6).filter(lambda row: sum(row) > 1e-6)


@given(rows=st.lists(weights, min_size=1, max_size=5), seed=seeds)
def test_a_wheel_draws_within_the_row_and_never_what_has_no_weight(rows, seed):
    rng = np.random.default_rng(seed)
    row = rng.integers(len(rows), size=50)
    found = Wheel([np.array(some) for some in rows]).draw(row, rng.random(50) * 0.999999)
    for which, position in zip(row.tolist(), found.tolist(), strict=True):
        assert rows[which][position] > 0


def test_a_wheel_draws_by_weight():
    rng = np.random.default_rng(1)
    wheel = Wheel([np.array([1.0, 2.0, 7.0]), np.array([1.0])])
    found = wheel.draw(np.zeros(20_000, dtype=np.int64), rng.random(20_000))
    assert np.bincount(found) / 20_000 == pytest.approx([0.1, 0.2, 0.7], abs=0.015)


@given(wheel_rows=st.integers(1, 5_000))
def test_a_random_number_near_one_stays_in_its_row(wheel_rows):
    wheel = Wheel(np.ones((wheel_rows, 3)))
    row = np.arange(wheel_rows)
    assert (wheel.draw(row, np.full(wheel_rows, np.nextafter(1, 0))) == 2).all()


@given(
    filings=st.integers(1, 150), seed=seeds, regions=st.integers(24, 200), epo=st.integers(0, 40)
)
@settings(max_examples=15)
def test_the_files_hold_together(filings, seed, regions, epo):
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "world"
        synthesize_regpat(folder, Plan(filings, seed=seed, regions=regions, epo=epo))

        def read(name):
            return pd.read_csv(folder / name, sep="|", dtype=str, keep_default_na=False)

        listed = set(read("REGPAT_Regions.txt")["Reg_code"]) | {""}
        for part, key in (("PCT", "PCT_Nbr"), ("EPO", "Appln_id"))[: 1 + (epo > 0)]:
            for kind in ("Inv", "App"):
                rows = read(f"202107_{part}_{kind}_reg.txt")
                share = rows["Reg_share"].astype(float) * rows[f"{kind}_share"].astype(float)
                assert np.allclose(share.groupby(rows[key]).sum(), 1, atol=1e-12)
                assert not rows.duplicated().any()
                assert set(rows["Reg_code"]) <= listed
            everyone = read(f"202107_{part}_App_reg.txt")[key].nunique()
            assert everyone == (filings if part == "PCT" else epo)
            classes = read(f"202107_{part}_IPC.txt")
            assert not classes.duplicated([key, "IPC"]).any()
            assert (classes.groupby(key)[["Prio_year", "App_year"]].nunique() == 1).all(axis=None)


@given(seed=seeds, regions=st.integers(24, 400))
@settings(max_examples=10)
def test_what_is_expected_adds_up_to_the_filings_with_a_known_region(seed, regions):
    world = make_world(Plan(10_000, seed=seed, regions=regions))
    expected = expect(world, make_years(10_000), np.random.default_rng(seed)).filings
    # No inventor 0.2%, no residence 0.4%, no class 0.3%, no region 1.5%.
    known = 10_000 * 0.998 * 0.996 * 0.997 * 0.985
    assert expected.sum() == pytest.approx(known, rel=1e-9)
    assert (expected >= 0).all()


@given(seed=seeds)
@settings(max_examples=5)
def test_a_filing_is_mostly_of_its_first_field_and_of_related_ones(seed):
    world = make_world(Plan(1_000, seed=seed))
    mix = class_mix(world, draws=0, rng=np.random.default_rng(seed))
    block = world.technology.block
    assert np.allclose(mix.sum(axis=1), 1)
    assert (np.diag(mix) > 0.6).all()
    away = ~np.eye(len(block), dtype=bool)
    related = mix[(block[:, None] == block) & away]
    assert related.mean() > 3 * mix[block[:, None] != block].mean()


@given(seed=seeds, rate=st.floats(0, 0.5))
def test_good_lines_outlive_the_dirt(seed, rate):
    lines = [f"WO200{at}000001|WO|4|Å, B|C|DE0101|DE|1|1".encode() for at in range(8)]
    text = b"".join(line + b"\n" for line in lines)
    soiled, told = soil("PCT_Inv_reg", text, rate, np.random.default_rng(seed))
    found = Counter(soiled.replace(b'"', b"").splitlines())
    assert all(found[line] >= 1 for line in lines)
    assert sum(found.values()) == len(lines) + sum(told.values()) - told["stray quote"]
