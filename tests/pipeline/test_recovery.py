"""What was planted in a made-up world is found again, and a count that is wrong finds less."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import smartspec as ss
from smartspec.cli.main import run
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.relatedness import relatedness_of_links
from smartspec.sources.synthesize import synthesize_regpat
from smartspec.sources.world.plan import Plan
from smartspec.tables.links import square_matrices
from smartspec.tables.matrix import Matrix

WINDOW = "2010-2014"
YEARS = range(2010, 2015)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("recovery") / "world"
    synthesize_regpat(made, Plan(100_000, seed=20, regions=150, cpc=False))
    return made


@cache
def table(folder: Path, name: str) -> pd.DataFrame:
    is_regpat = name.endswith(".txt")
    return pd.read_csv(
        folder / name,
        sep="|" if is_regpat else ",",
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE if is_regpat else csv.QUOTE_MINIMAL,
    )


# --- Counting once more, with pandas, in ways right and wrong ------------------------------------


def counted(
    folder: Path,
    *,
    whole: bool = False,
    without_region_shares: bool = False,
    without_inventor_shares: bool = False,
    fields_whole: bool = False,
    by_applicant: bool = False,
    by_filing_year: bool = False,
    only_first_class: bool = False,
    doubled: bool = False,
) -> pd.DataFrame:
    """Filings by region and field in the window; right, unless told otherwise."""
    kind, part = ("App", "App_share") if by_applicant else ("Inv", "Inv_share")
    people = table(folder, f"202107_PCT_{kind}_reg.txt")
    if doubled:
        people = pd.concat([people, people.iloc[::4]])
    share = people[part].astype(float)
    if without_inventor_shares:
        share = share * 0 + 1
    if not without_region_shares:
        share = share * people["Reg_share"].astype(float)
    people = people.assign(share=share)
    residence = people.groupby(["PCT_Nbr", "Reg_code"], as_index=False)["share"].sum()
    if whole:
        residence["share"] = 1.0
    classes = table(folder, "202107_PCT_IPC.txt")
    year = classes["App_year" if by_filing_year else "Prio_year"].astype(int)
    classes = classes[year.isin(YEARS)].assign(field=classes["IPC"].map(fields(folder)))
    classes = classes.drop_duplicates(["PCT_Nbr"] if only_first_class else ["PCT_Nbr", "field"])
    weight = 1 / classes.groupby("PCT_Nbr")["field"].transform("size")
    classes = classes.assign(weight=1.0 if fields_whole else weight)
    joined = residence.merge(classes, on="PCT_Nbr")
    joined["value"] = joined["share"] * joined["weight"]
    found = joined.groupby(["Reg_code", "field"], as_index=False)["value"].sum()
    found = found.set_axis(["place", "activity", "value"], axis=1)
    return found[found["place"].str.fullmatch(r"[A-Z]{2}\d{4}")]


@cache
def fields(folder: Path) -> dict[str, str]:
    """The field of each class."""
    from smartspec.activities.assign import assign
    from smartspec.activities.schemes import scheme

    codes = table(folder, "202107_PCT_IPC.txt")["IPC"].drop_duplicates()
    direct = assign(scheme("wipo35"), pd.DataFrame({"scheme": "ipc", "code": codes})).direct
    return dict(zip(direct["code"], direct["activity"], strict=True))


# --- How near to the truth -----------------------------------------------------------------------


class Score(NamedTuple):
    """How well counts agree with the truth, and what a test of specialisation makes of them."""

    recall: float
    precision: float
    total: float
    misfit: float


def score(counts: pd.DataFrame, folder: Path) -> Score:
    """Hold counts against the truth: what chance and smallness allow, and no more."""
    truth = table(folder, "truth_expected.csv").query("period == @WINDOW")
    truth = truth.astype({"filings": float, "rta": float})
    truth = truth.rename(columns={"region": "place", "field": "activity", "rta": "true_rta"})
    tested = ss.rta_significance(counts, observed_only=True)
    rows = truth.merge(counts, how="left", on=["place", "activity"])
    rows = rows.merge(tested, how="left", on=["place", "activity"]).fillna({"value": 0.0})
    claimed = rows[(rows["rta_low"] > 1) & (rows["q_value"] < 0.05)]
    special = table(folder, "truth_specialisations.csv")
    special = special.query("level == 'tl3' and period == @WINDOW")
    special = special.astype({"expected_filings": float, "expected_rta": float})
    # What a region of few filings has cannot show, and what is only a little more not either.
    visible = special.query("expected_filings >= 20 and expected_rta >= 2.5")
    found = set(zip(claimed["place"], claimed["activity"], strict=True))
    seen = [pair in found for pair in zip(visible["place"], visible["field"], strict=True)]
    assert len(seen) > 40
    large = rows[rows["filings"] > 5]
    misfit = ((large["value"] - large["filings"]) ** 2 / large["filings"]).mean()
    return Score(
        recall=float(np.mean(seen)),
        precision=float((claimed["true_rta"] > 1).mean()),
        total=float(rows["value"].sum() / rows["filings"].sum()),
        misfit=float(misfit),
    )


def is_right(found: Score) -> bool:
    """What a correct count reaches; each bound leaves room for chance, and no more.

    Fractional counts scatter less than whole ones, so that the misfit is below 1.
    """
    return (
        found.recall > 0.9
        and found.precision > 0.95
        and abs(found.total - 1) < 0.005
        and found.misfit < 0.88
    )


def test_a_correct_count_recovers_what_was_planted(folder):
    found = score(counted(folder), folder)
    assert is_right(found), found


@pytest.mark.parametrize(
    "fault",
    [
        "whole",
        "without_region_shares",
        "without_inventor_shares",
        "fields_whole",
        "by_applicant",
        "by_filing_year",
        "only_first_class",
        "doubled",
    ],
)
def test_a_wrong_count_does_not(folder, fault):
    found = score(counted(folder, **{fault: True}), folder)
    assert not is_right(found), found


@pytest.mark.parametrize("column", ["place", "activity"])
def test_mixed_up_labels_recover_nothing(folder, column):
    counts = counted(folder)
    labels = counts[column].unique()
    mixed = dict(zip(labels, np.random.default_rng(1).permutation(labels), strict=True))
    found = score(counts.assign(**{column: counts[column].map(mixed)}), folder)
    assert found.recall < 0.3
    assert found.precision < 0.6


# --- What else was planted -----------------------------------------------------------------------


def pairs_of(rows: pd.DataFrame, key: str, label: str) -> pd.DataFrame:
    """Filings in which two labels meet, each pair once."""
    once = rows[[key, label]].drop_duplicates()
    met = once.merge(once, on=key, suffixes=("_1", "_2"))
    met = met[met[f"{label}_1"] < met[f"{label}_2"]]
    return met.groupby([f"{label}_1", f"{label}_2"]).size().rename("filings").reset_index()


def test_the_rates_of_collaboration_between_countries_are_recovered(folder):
    people = table(folder, "202107_PCT_Inv_reg.txt").query("Ctry_code != ''")
    found = pairs_of(people, "PCT_Nbr", "Ctry_code")
    found = found.set_axis(["country_1", "country_2", "filings"], axis=1)
    truth = table(folder, "truth_collaboration.csv").astype({"expected_filings": float})
    ordered = np.sort(truth[["country_1", "country_2"]].to_numpy(), axis=1)
    truth[["country_1", "country_2"]] = ordered
    rows = truth.merge(found, how="left").fillna({"filings": 0})
    large = rows[rows["expected_filings"] > 20]
    assert len(large) > 30
    gap = large["filings"] - large["expected_filings"]
    assert 0.5 < (gap**2 / large["expected_filings"]).mean() < 1.6
    assert rows["filings"].sum() == pytest.approx(rows["expected_filings"].sum(), rel=0.02)


def test_related_fields_meet_in_filings_more_often_than_others(folder):
    classes = table(folder, "202107_PCT_IPC.txt")
    classes = classes.assign(field=classes["IPC"].map(fields(folder)))
    met = pairs_of(classes, "PCT_Nbr", "field")
    size = classes.drop_duplicates(["PCT_Nbr", "field"])["field"].value_counts()
    lift = met["filings"] / met["field_1"].map(size) / met["field_2"].map(size)
    block = table(folder, "truth_fields.csv").set_index("field")["block"]
    related = met["field_1"].map(block) == met["field_2"].map(block)
    assert related.sum() > 40
    assert lift[related].quantile(0.1) > lift[~related].quantile(0.99)


def test_related_fields_meet_in_regions_more_often_than_others(folder):
    special = table(folder, "truth_specialisations.csv")
    special = special.query("level == 'tl3' and period == '2015-2020' and kind == 'own'")
    met = pairs_of(special, "place", "field")
    block = table(folder, "truth_fields.csv").set_index("field")["block"]
    related = met["field_1"].map(block) == met["field_2"].map(block)
    # With eight blocks about every ninth pair would be related by chance.
    assert met.loc[related, "filings"].sum() > 0.3 * met["filings"].sum()


def test_the_regions_of_a_cluster_stand_out_together(folder):
    counts = counted(folder)
    clusters = table(folder, "truth_clusters.csv")
    for cluster, some in clusters.groupby("cluster"):
        united = counts["place"].where(~counts["place"].isin(some["region"]), cluster)
        merged = counts.assign(place=united).groupby(["place", "activity"], as_index=False).sum()
        rta = ss.rta(merged).set_index(["place", "activity"])["rta"]
        assert rta[cluster, some["field"].iloc[0]] > 1.5


def test_regions_do_more_in_a_field_once_they_have_entered_it(folder):
    people = table(folder, "202107_PCT_Inv_reg.txt")
    classes = table(folder, "202107_PCT_IPC.txt").astype({"Prio_year": int})
    classes = classes.assign(field=classes["IPC"].map(fields(folder)))
    rows = people[["PCT_Nbr", "Reg_code"]].merge(classes, on="PCT_Nbr")
    entries = table(folder, "truth_entries.csv").query("period == '2010-2014' and move == 'entry'")

    def share(first: int, last: int) -> pd.Series:
        some = rows[rows["Prio_year"].between(first, last)]
        both = some.groupby(["Reg_code", "field"]).size()
        found = both / both.groupby("Reg_code").transform("sum")
        return found.reindex(pd.MultiIndex.from_frame(entries[["region", "field"]])).fillna(0)

    before, after = share(2005, 2009), share(2010, 2014)
    assert len(entries) > 50
    assert after.mean() > 1.5 * before.mean()


def counted_in(folder: Path, first: int, last: int) -> pd.DataFrame:
    """Filings by region and field in some years, as rows of persons and classes."""
    people = table(folder, "202107_PCT_Inv_reg.txt")
    classes = table(folder, "202107_PCT_IPC.txt").astype({"Prio_year": int})
    classes = classes[classes["Prio_year"].between(first, last)]
    classes = classes.assign(field=classes["IPC"].map(fields(folder)))
    rows = people[["PCT_Nbr", "Reg_code"]].merge(classes[["PCT_Nbr", "field"]], on="PCT_Nbr")
    rows = rows[rows["Reg_code"].str.fullmatch(r"[A-Z]{2}\d{4}")]
    found = rows.groupby(["Reg_code", "field"]).size().rename("value").reset_index()
    return found.set_axis(["place", "activity", "value"], axis=1)


def links(folder: Path) -> pd.DataFrame:
    """How many filings each pair of fields meets in."""
    classes = table(folder, "202107_PCT_IPC.txt")
    met = pairs_of(classes.assign(field=classes["IPC"].map(fields(folder))), "PCT_Nbr", "field")
    return met.set_axis(["activity_1", "activity_2", "value"], axis=1)


def parted(found: pd.DataFrame, folder: Path) -> tuple[pd.Series, pd.Series]:
    """The relatedness of pairs that were planted as related, and of the others."""
    block = table(folder, "truth_fields.csv").set_index("field")["block"]
    found = found[found["activity"] != found["related_activity"]].dropna()
    related = found["activity"].map(block) == found["related_activity"].map(block)
    assert related.sum() > 40
    return found.loc[related, "relatedness"], found.loc[~related, "relatedness"]


def test_relatedness_finds_which_fields_were_planted_as_related(folder):
    # By classes that meet nearly surely; by who is specialised in both, of 150 regions, mostly.
    assert above(*parted(ss.relatedness_of_links(links(folder), period=None), folder)) > 0.95
    by_place = ss.relatedness(counted_in(folder, 2005, 2009), method="z_score")
    assert above(*parted(by_place, folder)) > 0.7


def test_density_tells_planted_entries_from_what_was_not_entered_and_noise_from_neither(folder):
    related = relatedness_of_links(
        square_matrices(
            links(folder), first="activity_1", second="activity_2", value="value", period=None
        )[0]
    )
    wide = counted_in(folder, 2005, 2009).pivot(index="place", columns="activity", values="value")
    wide = wide[related.labels[0].tolist()].fillna(0)
    counts = Matrix(wide.to_numpy(dtype=float), list(wide.index), list(wide.columns))
    density = relatedness_density(
        counts, related=related, threshold=2.0, where="outside"
    ).to_frame()
    density = density.set_index(["place", "activity"])["density_pct"].dropna()
    truth = table(folder, "truth_entries.csv").query("period == '2010-2014' and move == 'entry'")
    entered = density.index.isin(pd.MultiIndex.from_frame(truth[["region", "field"]]))
    assert entered.sum() > 50
    signal = above(density[entered], density[~entered])
    # Most of what a region seems specialised in is chance here, so the signal is there and weak.
    assert signal > 0.6
    rng = np.random.default_rng(11)
    dealt = []
    for _ in range(40):  # the same number of entries, dealt out where nothing foretells them
        mixed = rng.permutation(entered)
        dealt.append(above(density[mixed], density[~mixed]))
    assert abs(np.mean(dealt) - 0.5) < 0.03
    assert max(dealt) < signal


def above(some: pd.Series, others: pd.Series) -> float:
    """The chance that one of some is larger than one of the others (the area under the curve)."""
    ranks = pd.concat([some, others]).rank().to_numpy()[: len(some)]
    return float((ranks.mean() - (len(some) + 1) / 2) / len(others))


# --- The same with the package, from text to a test of specialisation ----------------------------


def by_smartspec(folder: Path, cache: Path, **options: object) -> pd.DataFrame:
    from smartspec.activities.schemes import scheme
    from smartspec.counting.count import count
    from smartspec.counting.engines import open_engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.regions import place_rule
    from smartspec.sources.read import read_records

    records = read_records(folder, "regpat", cache=cache)
    with open_engine("duckdb") as engine:
        found = count(
            engine,
            records,
            scheme=scheme("wipo35"),
            places=place_rule("tl3"),
            options=CountOptions(windows=(WINDOW,), **options),
        )
    return found.frame


def test_the_package_counts_what_a_count_by_hand_does(folder, tmp_path):
    found = by_smartspec(folder, tmp_path / "cache")
    known = found[found["place"] != "UNK"][["place", "activity", "value"]]
    rows = known.merge(
        counted(folder), on=["place", "activity"], how="outer", suffixes=("", "_hand")
    )
    assert np.allclose(rows["value"], rows["value_hand"], rtol=1e-9, atol=0)
    assert is_right(score(known, folder))
    filings = table(folder, "202107_PCT_IPC.txt").drop_duplicates("PCT_Nbr")
    assert found["value"].sum() == pytest.approx(filings["Prio_year"].astype(int).isin(YEARS).sum())


def test_counting_otherwise_is_told_from_the_default_by_the_truth(folder, tmp_path):
    for options in ({"count": "whole"}, {"by": "applicant"}, {"year": "filing"}):
        found = by_smartspec(folder, tmp_path / "cache", **options)
        known = found[found["place"] != "UNK"][["place", "activity", "value"]]
        assert not is_right(score(known, folder)), options


def ask(*words: object) -> None:
    with pytest.raises(SystemExit) as left:
        run([str(word) for word in words])
    assert left.value.code == 0


def test_the_commands_recover_the_specialisations(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SMARTSPEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    wishes = ("--place", "tl3", "--activity", "wipo35", "--window", WINDOW, "--unknown", "drop")
    ask("count", folder, "--source", "regpat", *wishes, "-o", "counts.csv")
    ask("indicator", "rta_significance", "counts.csv", "--window", WINDOW, "-o", "tested.csv")
    answer = pd.read_csv("tested.csv", dtype={"activity": str})
    claimed = answer[(answer["rta_low"] > 1) & (answer["q_value"] < 0.05)]
    truth = table(folder, "truth_expected.csv").query("period == @WINDOW")
    truth = truth.set_index(["region", "field"])["rta"].astype(float)
    true = truth.reindex(pd.MultiIndex.from_frame(claimed[["place", "activity"]]))
    assert len(claimed) > 80
    assert (true > 1).mean() > 0.95


def test_a_dirty_world_counts_like_the_clean_one(tmp_path):
    for name, dirt in (("clean", 0.0), ("dirty", 0.03)):
        synthesize_regpat(tmp_path / name, Plan(6_000, seed=8, dirt=dirt))
    clean, dirty = (
        by_smartspec(tmp_path / name, tmp_path / "cache") for name in ("clean", "dirty")
    )
    pd.testing.assert_frame_equal(clean, dirty, rtol=1e-9)
