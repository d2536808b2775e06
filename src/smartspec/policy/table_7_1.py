"""Question: do the data bear out which economies Table 7.1 calls specialised?

In: the published rows and the recomputed figure. Out: every economy of either, side by side, each
disagreement with its numbers and a likely reason.
Must not know: how the comparison is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartspec.places.economies import economy_name
from smartspec.policy.figure_7_2 import Figure, figure_7_2
from smartspec.tables.periods import Window, parse_window

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.policy.repository import Repository
    from smartspec.tables.activity import ActivityTable

PANEL_OF_ROW = {
    "specialised_bio_nano": "bio_nano",
    "specialised_environment": "environment",
    "specialised_ict": "ict",
}
"""Row of Table 7.1 to panel of Figure 7.2."""

LINE = 1.0
"""The published table calls an economy specialised when its RTA is above this."""


@dataclass(frozen=True)
class _Reading:
    """What is known of one economy in one panel."""

    published: bool
    rta: float | None
    low: float | None
    high: float | None
    q_value: float | None
    second_rta: float | None
    is_small: bool

    @property
    def computed(self) -> bool | None:
        return None if self.rta is None else self.rta > LINE


def compare_table_7_1(
    published: Repository, figure: Figure, *, environment: Figure | None = None
) -> pd.DataFrame:
    """Set the published specialisation rows beside the recomputed ones.

    Parameters
    ----------
    published : Repository
        Table 7.1.
    figure : Figure
        The three panels, recomputed.
    environment : Figure, optional
        The environment panel on patents that follow the OECD's own definition.

    Returns
    -------
    pandas.DataFrame
        ``row, panel, code, name, published, rta, rta_low, rta_high, q_value, specialised,
        rta_environment_uspto, verdict, reason``, one row an economy and group.
        ``verdict`` is "agrees" (both call it specialised, or neither does), "differs", "no data",
        or "not covered" for an economy of the data that no row of the table names, so that its
        absence says nothing.
    """
    import pandas as pd

    covered = {code for row in published.instruments for code in row.economies}
    records = []
    for instrument in published.patterns:
        panel = PANEL_OF_ROW[instrument.key]
        rows = figure.panel(panel)
        rows = rows[~rows["is_union"]].set_index("code")
        second = _second(environment) if panel == "environment" else {}
        for code in sorted(set(rows.index) | set(instrument.economies), key=economy_name):
            reading = _read(code, code in instrument.economies, rows, second, figure)
            records.append(_record(instrument.key, panel, code, reading, code in covered))
    return pd.DataFrame(records)


def agreement_by_window(
    table: ActivityTable,
    published: Repository,
    *,
    window: str = "2007-2009",
    later: int = 5,
    minimum: float = 500,
) -> pd.DataFrame:
    """Ask whether readings agree better when the window moves to later grants.

    Parameters
    ----------
    table : ActivityTable
        Patent families by economy and WIPO field.
    published : Repository
        Table 7.1.
    window : str, default "2007-2009"
        The published window.
    later : int, default 5
        How many years the window is moved at most, as far as the data go.
    minimum : float, default 500
        Records that an economy needs in a window.

    Returns
    -------
    pandas.DataFrame
        ``window, agrees, differs, no_data, agrees_pct``, one row a window.
    """
    import pandas as pd

    first, last = parse_window(window), int(table.periods[-1])
    records = []
    for shift in range(later + 1):
        moved = Window(first.start + shift, first.end + shift)
        if moved.end > last:
            break
        figure = figure_7_2(
            table, window=str(moved), earlier=str(moved), minimum=minimum, unions=()
        )
        counts = compare_table_7_1(published, figure)["verdict"].value_counts()
        agree, differ, lost = (int(counts.get(key, 0)) for key in ("agrees", "differs", "no data"))
        records.append(
            {
                "window": str(moved),
                "agrees": agree,
                "differs": differ,
                "no_data": lost,
                "agrees_pct": 100 * agree / (agree + differ),
            }
        )
    return pd.DataFrame(records)


def compare_claims(claims: list[dict[str, str]], figure: Figure) -> pd.DataFrame:
    """Set what the text on Figure 7.2 calls strong specialisations beside the recomputed ranks.

    Parameters
    ----------
    claims : list of dict
        Records with ``technology`` and ``iso3``.
    figure : Figure
        The three panels, recomputed.

    Returns
    -------
    pandas.DataFrame
        ``panel, code, name, rta, rta_low, rta_high, rank, economies, verdict``; borne out means an
        RTA whose interval lies above 1.
    """
    import pandas as pd

    panel_of = {
        "biotechnology and nanotechnology": "bio_nano",
        "environment-related": "environment",
        "ICT": "ict",
    }
    records = []
    for claim in claims:
        panel, code = panel_of[claim["technology"]], claim["iso3"]
        rows = figure.panel(panel)
        rows = rows[~rows["is_union"]].reset_index(drop=True)
        found = rows[rows["code"] == code]
        record: dict[str, object] = {
            "panel": panel,
            "code": code,
            "name": economy_name(code),
            "economies": len(rows),
        }
        if found.empty:
            record["verdict"] = "no data"
        else:
            row = found.iloc[0]
            record |= {
                "rta": row["rta"],
                "rta_low": row["rta_low"],
                "rta_high": row["rta_high"],
                "rank": int(found.index[0]) + 1,
                "verdict": _claim_verdict(row["rta"], row["rta_low"]),
            }
        records.append(record)
    columns = [
        "panel",
        "code",
        "name",
        "rta",
        "rta_low",
        "rta_high",
        "rank",
        "economies",
        "verdict",
    ]
    return pd.DataFrame(records, columns=columns)


def _claim_verdict(rta: float, low: float) -> str:
    if low > LINE:
        return "borne out"
    return "above 1, not beyond chance" if rta > LINE else "not borne out"


def _second(environment: Figure | None) -> dict[str, float]:
    if environment is None:
        return {}
    rows = environment.frame[~environment.frame["is_union"]]
    return dict(zip(rows["code"], rows["rta"], strict=True))


def _read(
    code: str, published: bool, rows: pd.DataFrame, second: dict[str, float], figure: Figure
) -> _Reading:
    small = code in figure.left_out
    if code not in rows.index:
        return _Reading(published, None, None, None, None, second.get(code), small)
    row = rows.loc[[code]].iloc[0]
    return _Reading(
        published,
        float(row["rta"]),
        float(row["rta_low"]),
        float(row["rta_high"]),
        float(row["q_value"]),
        second.get(code),
        small,
    )


def _record(key: str, panel: str, code: str, reading: _Reading, covered: bool) -> dict[str, object]:
    if not covered:
        verdict = "not covered"
    elif reading.computed is None:
        verdict = "no data"
    else:
        verdict = "agrees" if reading.computed == reading.published else "differs"
    return {
        "row": key,
        "panel": panel,
        "code": code,
        "name": economy_name(code),
        "published": reading.published,
        "rta": reading.rta,
        "rta_low": reading.low,
        "rta_high": reading.high,
        "q_value": reading.q_value,
        "specialised": reading.computed,
        "rta_environment_uspto": reading.second_rta,
        "verdict": verdict,
        "reason": _reason(panel, reading) if verdict in ("differs", "no data") else "",
    }


def _reason(panel: str, reading: _Reading) -> str:
    """Say why the two may differ: the most telling reason that the numbers support."""
    if reading.rta is None or reading.low is None or reading.high is None:
        if reading.is_small:
            return "Too few families in the window to be shown."
        return "Not among the economies of the patent families."
    if reading.low <= LINE <= reading.high:
        return (
            f"At the line: the interval {reading.low:.2f} to {reading.high:.2f} includes 1, so "
            "chance alone can tip it."
        )
    if reading.second_rta is not None and (reading.second_rta > LINE) == reading.published:
        return (
            f"Definition or office: on USPTO patents in environment technologies, classed by the "
            f"OECD's list, its RTA is {reading.second_rta:.2f}, on the published side."
        )
    if panel == "environment" and reading.second_rta is None:
        return (
            "Group definition: the proxy is the single WIPO field environmental technology; "
            "the published index also counts energy, transport and buildings."
        )
    return (
        "Basis: granted international families with a field here, by residence of inventors; PCT "
        "applications in the original. The ratio is too far from 1 for chance to explain it."
    )
