"""Question: how was it done, what should a reader beware of, and which data were used?

In: what the report is made from. Out: the last chapter.
Must not know: how any number was computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smartspec.core.provenance import Source
from smartspec.report.document import Block, Bullets, Note, Paragraph, Section
from smartspec.study.chapters.parts import Chapter, Material, rule, source_line

RTA = (
    "Revealed technology advantage (RTA): the share of an activity in the place's total, divided "
    "by its share in the total of all places. 1 means no specialisation, 0 that there is none."
)
CHANCE = (
    "Interval, p-value and q-value: the count is taken as Poisson around its expectation, with the "
    "totals of places and activities as given. Intervals are exact for whole counts and cautious "
    "for fractional ones; they are too narrow where the filings of one firm come in bunches. "
    "q-values (Benjamini-Hochberg) are over all pairs of places and activities in a window.",
    "Steadied RTA (empirical Bayes): small counts are drawn towards the mean of the activity.",
    "A change of RTA is tested by comparing two Poisson rates, given their sum. q-values are over "
    "all pairs of places and activities.",
)
SIMILARITY = "Similarity of places: the cosine of their symmetric RTA (RSCA) over all activities."
UNIONS = (
    "Unions of places are sums of their members, compared with the same whole as their members."
)


def methods(material: Material, left_out: Mapping[str, str], sources: Sequence[Source]) -> Chapter:
    """Say how it was done, what to beware of, and which data were used."""
    told = [RTA, *_chance(material), SIMILARITY, _whole(material)]
    told += [UNIONS, *_members(material)] if material.inputs.unions else []
    blocks: list[Block] = [Bullets(tuple(told))]
    if not material.opens_with_summary:
        blocks.append(Note("method", rule(material)))
    if left_out:
        reasons = tuple(f"{name}: {reason}." for name, reason in left_out.items())
        blocks += [Paragraph("Sections left out of this report:"), Bullets(reasons)]
    if material.inputs.table.notes:
        blocks += [Paragraph("About the table as it was read:")]
        blocks += [Bullets(material.inputs.table.notes)]
    blocks += [Paragraph("Data used, and what to know about them:")]
    blocks += [_about(source) for source in sources]
    return Chapter(Section("methods", "Methods, caveats and data", tuple(blocks)))


def _chance(material: Material) -> tuple[str, ...]:
    if not material.inputs.events:
        return ()
    return (
        *CHANCE,
        f"All intervals are meant to cover the truth in {material.limits.confidence:.0%} of cases.",
    )


def _members(material: Material) -> list[str]:
    """Say who belongs to the unions of the study."""
    name = material.inputs.names.place
    return [
        f"{union}: {', '.join(name(member) for member in members)}."
        for union, members in material.inputs.unions.items()
    ]


def _whole(material: Material) -> str:
    named = material.file.study.data.reference
    if named:
        return f"The whole that places are compared with is the row {named} of the table."
    background = material.inputs.table.background
    beyond = f", with {', '.join(background)} (places not named one by one)" if background else ""
    return f"The whole that places are compared with is the sum of all places of the data{beyond}."


def _about(source: Source) -> Note:
    parts = [source_line((source,)).rstrip(".")]
    parts += [f"licence: {source.licence}"] if source.licence else []
    parts += [f"SHA-256 {source.sha256[:16]}…"] if source.sha256 else []
    return Note("caveat", " ".join(["; ".join(parts) + ".", *source.caveats]), source.title)
