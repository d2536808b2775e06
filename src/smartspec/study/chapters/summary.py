"""Question: what should a reader with one minute take away?

In: findings, and the chapters that were made. Out: the key facts and the first chapter.
Must not know: how any number was computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.places.economies import economy_name, find_economy
from smartspec.policy.repository import repository
from smartspec.report.document import Block, Finding, KeyFact, Note, Section, Table
from smartspec.report.formatting import counted, joined, number, ratio
from smartspec.study.chapters.counting import damage, unfinished
from smartspec.study.chapters.parts import (
    Chapter,
    Material,
    brief,
    records,
    rule,
    with_interval,
)
from smartspec.study.chapters.prospects import in_brief
from smartspec.study.findings import SPECIALISED, UNDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from smartspec.study.prospects import Prospects


ACTIVITY_LETTERS, PLACE_LETTERS = 48, 36
"""What stands large at the head has to be read at a glance."""


def key_facts(material: Material) -> tuple[KeyFact, ...]:
    """Pick the numbers that stand large at the head of the report."""
    found = material.findings
    rows = found.strengths
    strong = rows[rows["status"] == SPECIALISED]
    facts = [
        KeyFact(
            number(found.totals[found.now]),
            f"{material.unit}, {material.now}",
            "structure",
            material.place,
        ),
        KeyFact(
            f"{len(strong)} of {len(rows)}",
            f"activities in which it is {material.clearly}specialised",
            "strengths",
        ),
    ]
    if len(strong):
        top = strong.iloc[0]
        activity = brief(material.in_sentence(top["activity"]), ACTIVITY_LETTERS)
        label = f"the share of {material.whole} in {activity}"
        facts.append(KeyFact(f"{ratio(top['rta'])}×", label, "strengths", top["activity_name"]))
    nearest = _by_similarity(found.peers).iloc[0]
    if nearest["similarity"] > 0 and not material.file.study.peers.members:
        name = str(nearest["place_name"])
        shown = brief(name, PLACE_LETTERS)
        facts.append(KeyFact(shown, "has the most similar profile", "peers", name))
    return tuple(facts)


def _by_similarity(peers: pd.DataFrame) -> pd.DataFrame:
    return peers.sort_values("similarity", ascending=False, kind="stable")


def summary(
    material: Material,
    *,
    about_policies: bool,
    backing: Sequence[Table],
    ahead: Prospects | None = None,
) -> Chapter:
    """Say the main findings in sentences, each backed by a table.

    Parameters
    ----------
    material : Material
        What the report is made from.
    about_policies : bool
        Whether the report has the chapter on policies.
    backing : sequence of Table
        Tables that back the sentences and stand in no other chapter.
    ahead : Prospects, optional
        What the place can enter, if a chapter tells of it.
    """
    blocks: list[Block] = [
        *_warnings(material),
        *_size(material),
        *_strength(material),
        *_movement(material),
        _company(material),
        *(in_brief(material, ahead) if ahead else ()),
        *(_policy(material) if about_policies else ()),
        Note("method", rule(material)),
    ]
    return Chapter(Section("summary", "Summary", tuple(blocks)), tuple(backing))


def _warnings(material: Material) -> list[Note]:
    """Put what makes numbers mislead before them."""
    made = material.inputs.counted
    return [*damage(made), *unfinished(material)] if made else []


def _size(material: Material) -> list[Finding]:
    found = material.findings
    now = found.totals[found.now]
    text = f"{material.place} counts {records(now, material.unit)} in {material.now}"
    if found.levels:
        before = found.totals[found.before]
        growth = 100 * (now / before - 1)
        direction = "more" if growth >= 0 else "fewer"
        text += (
            f", {number(abs(growth))}% {direction} than the {number(before)} of {material.before}"
        )
    return [Finding(f"{text}.", "structure", material.place)]


def _strength(material: Material) -> list[Finding]:
    rows = material.findings.strengths
    strong = rows[rows["status"] == SPECIALISED]
    under = rows[rows["status"] == UNDER]
    if strong.empty:
        text = f"It is {material.clearly}specialised in none of {len(rows)} activities."
        return [Finding(text, "strengths")]
    names = [
        f"{material.in_sentence(row['activity'])} at {with_interval(row)}"
        for _, row in strong.head(3).iterrows()
    ]
    text = (
        f"It is {material.clearly}specialised in {len(strong)} of {len(rows)} activities and "
        f"{material.clearly}"
        f"under-represented in {len(under)}. "
        f"{'The highest of these' if len(strong) > 1 else 'It is'}: {'; '.join(names)}."
    )
    return [Finding(text, "strengths", str(strong.iloc[0]["activity_name"]))]


def _movement(material: Material) -> list[Finding]:
    rows = material.findings.change
    if rows is None:
        return []
    clear = rows[rows["moved"]]
    gains, losses = clear[clear["difference"] > 0], clear[clear["difference"] < 0].iloc[::-1]
    parts = []
    for frame, verb in ((gains, "gained most in"), (losses, "lost most in")):
        if len(frame):
            row = frame.iloc[0]
            moved = f"RTA {ratio(row['rta_before'])} to {ratio(row['rta_after'])}"
            parts.append(f"{verb} {material.in_sentence(row['activity'])} ({moved})")
    text = " and ".join(parts) if parts else f"changed nowhere{material.beyond_chance}"
    hint = str(clear.iloc[0]["activity_name"]) if len(clear) else ""
    return [Finding(f"Since {material.before} it {text}.", "change", hint)]


def _company(material: Material) -> Finding:
    peers = _by_similarity(material.findings.peers)
    nearest, alike = peers.iloc[0], peers[peers["similarity"] > 0]
    if alike.empty:
        text = f"No place has a profile like its own; the nearest is {nearest['place_name']}."
        return Finding(text, "peers", str(nearest["place_name"]))
    among = "Among the peers of the study its" if material.file.study.peers.members else "Its"
    text = (
        f"{among} profile is most like that of {nearest['place_name']} "
        f"(similarity {number(nearest['similarity'], decimals=2)})"
    )
    if len(alike) > 1:
        text += f", then {joined(alike['place_name'].iloc[1:])}"
    return Finding(f"{text}.", "peers", str(nearest["place_name"]))


def _policy(material: Material) -> list[Finding]:
    table, place = repository(), material.inputs.place
    if place not in table.economies:
        return [Finding("Table 7.1 lists no cluster policy of it.", "policies")]
    own = [row for row in table.of(place) if row.is_policy]
    peers = [label for label in material.findings.peers["place"] if find_economy(label)]
    lessons = table.lessons(place, peers)
    reported = counted(len(own), "cluster policy instrument", "cluster policy instruments")
    text = f"It reported {reported} to the OECD in 2012."
    if lessons:
        first = lessons[0]
        users = joined([economy_name(code) for code in first.users])
        text += f" {first.instrument.short}, used by {users} among its peers, is not among them."
    return [Finding(text, "policies")]
