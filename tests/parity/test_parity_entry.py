"""On employment of New Zealand's cities relatedness foretells entry, as the literature says."""

from __future__ import annotations

import pandas as pd

from smartspec.dynamics._record import MODEL, WITHOUT
from smartspec.dynamics.backtest import back_test
from smartspec.dynamics.entry_model import entry_model
from smartspec.dynamics.panel import Rules, entry_panel
from smartspec.tables.activity import ActivityTable

YEARS = (1981, 1986, 1991, 1996, 2001, 2006, 2013)


def test_entries_of_cities_into_fine_activities_follow_relatedness(shared_data):
    rows = pd.read_csv(shared_data / "nz" / "nz_employment_city_industry_occupation.csv.gz")
    rows = rows.assign(activity=rows["ind"] + "." + rows["occ"].astype(str))
    rows = rows.groupby(["ua", "activity", "year"], as_index=False)["emp"].sum()
    table = ActivityTable.from_frame(
        rows, place="ua", activity="activity", period="year", value="emp"
    )
    panel = entry_panel([table.matrix(str(year)) for year in YEARS], rules=Rules(min_total=1000))
    record = back_test(panel, draws=100)
    assert record.advantage
    assert record.relatedness_adds
    # The figures of docs/explanation/entry.md.
    auc = record.scores.set_index("forecast")["auc"].round(2)
    assert (auc[MODEL], auc["ubiquity"], auc[WITHOUT]) == (0.79, 0.65, 0.75)
    frame = entry_model(panel).frame.set_index(["model", "variable"])
    assert (frame.xs("density_pct", level="variable")["effect_low"] > 0).all()
