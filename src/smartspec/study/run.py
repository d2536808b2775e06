"""Question: how does a study become an evidence pack?

In: a study file. Out: a folder that holds the report, the tables, the charts and the manifest.
Must not know: any formula, sentence or page layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from smartspec.core.provenance import Source
from smartspec.report.document import ColumnSpec, Document, KeyFact, Table
from smartspec.report.formatting import joined
from smartspec.study.chapters import (
    company,
    counting,
    entry,
    figure,
    methods,
    place,
    policies,
    prospects,
    science,
    space,
    summary,
    table,
)
from smartspec.study.chapters.parts import NOT_ECONOMIES, Chapter, Material
from smartspec.study.findings import find
from smartspec.study.inputs import Inputs, read_inputs
from smartspec.study.pack import Report, check_replaceable, write_pack
from smartspec.study.prospects import Prospects, look_ahead
from smartspec.study.read import StudyFile

Step = Callable[[str], None]


def run_study(file: StudyFile, out: Path, *, step: Step = lambda _: None) -> tuple[str, ...]:
    """Carry a study through the chain and write its evidence pack.

    Parameters
    ----------
    file : StudyFile
        A checked study.
    out : Path
        The folder to write. An earlier pack there is replaced once the new one is complete; a
        folder with anything else in it is refused.
    step : callable, optional
        Told what is done next, for a progress bar.

    Returns
    -------
    tuple of str
        What the user should know.

    Raises
    ------
    RequestError
        If something in the study or the folder does not fit.
    """
    check_replaceable(out)
    step("Reading the data")
    inputs = read_inputs(file, step=step)
    step("Computing indicators")
    made = make_report(file, inputs)
    write_pack(file, made, out, step=step)
    return made.notes


def make_report(file: StudyFile, inputs: Inputs) -> Report:
    """Compute the findings and write the chapters.

    Parameters
    ----------
    file : StudyFile
        A checked study.
    inputs : Inputs
        Its data.

    Returns
    -------
    Report
        Ready to be rendered.
    """
    material = Material(file, inputs, find(file, inputs))
    asked = file.study.study.sections
    about_place, left_out = _about_place(material)
    chapters: dict[str, Chapter] = {
        name: chapter for name, chapter in about_place.items() if name in asked
    }
    left_out = {name: left_out[name] for name in left_out if name in asked}
    ahead = look_ahead(file, inputs) if set(AHEAD).intersection(asked) else None
    for others, more_left_out in (
        _about_prospects(material, asked, ahead),
        _about_economies(material, asked),
    ):
        chapters |= others
        left_out |= more_left_out
    if "counting" in asked and inputs.counted:
        chapters["counting"] = counting.counting(material, inputs.counted)
    sources = _sources(material, chapters)
    if "methods" in asked:
        chapters["methods"] = methods.methods(material, left_out, sources)
    if "summary" in asked:
        lacking = [chapter for name, chapter in about_place.items() if name not in asked]
        chapters["summary"] = summary.summary(
            material,
            about_policies="policies" in chapters,
            backing=[table for chapter in lacking for table in chapter.tables],
            ahead=None if isinstance(ahead, str) or "opportunities" not in chapters else ahead,
        )
    ordered = [chapters[name] for name in asked if name in chapters]
    document = Document(
        title=file.study.study.title or f"Where {inputs.place_name} stands",
        subtitle=_subtitle(chapters),
        place=inputs.place_name,
        date_note=_date_note(material),
        sections=tuple(chapter.section for chapter in ordered),
        key_facts=_key_facts(material, ordered),
        footer=_footer(sources),
        tables=tuple(annex for chapter in ordered for annex in chapter.annex),
    )
    tables = (*document.all_tables(), _everything(material))
    records = inputs.counted.records if inputs.counted else None
    read = records.inputs if records else ()
    return Report(document, tables, sources, inputs.table.notes, read)


Written = tuple[dict[str, Chapter], dict[str, str]]
"""Chapters by section, and why a section is left out."""


def _about_place(material: Material) -> Written:
    """Write the chapters that fit any data; the summary leans on their tables."""
    writers = {"strengths": place.strengths, "change": place.change, "peers": company.peers}
    return _written({name: write(material) for name, write in writers.items()})


AHEAD = {
    "activity_space": space.activity_space,
    "opportunities": prospects.opportunities,
    "joint": prospects.joint,
    "partners": prospects.partners,
    "entry": entry.entry,
}
"""Chapters on what the place can strengthen and enter, which is computed once for all."""


def _about_prospects(
    material: Material, asked: Sequence[str], ahead: Prospects | str | None
) -> Written:
    """Write what the place can strengthen and enter."""
    if ahead is None:
        return {}, {}
    return _written(
        {name: write(material, ahead) for name, write in AHEAD.items() if name in asked}
    )


def _written(made: Mapping[str, Chapter | str]) -> Written:
    chapters = {name: chapter for name, chapter in made.items() if isinstance(chapter, Chapter)}
    return chapters, {name: why for name, why in made.items() if isinstance(why, str)}


def _about_economies(material: Material, asked: Sequence[str]) -> Written:
    """Write the chapters that need economies; say why others are left out."""
    writers = {
        "map": company.world_map,
        "policies": policies.policies,
        "science": science.science,
    }
    made = {name: write(material) for name, write in writers.items() if name in asked}
    chapters, left_out = _written(made)
    profiles = {"figure_7_2": figure.figure_chapter, "table_7_1": table.table_chapter}
    wanted = [name for name in profiles if name in asked]
    if wanted and not material.inputs.are_economies:
        left_out |= dict.fromkeys(wanted, NOT_ECONOMIES)
    elif wanted:
        figures = figure.recompute(material)
        chapters |= {name: profiles[name](material, figures) for name in wanted}
    return chapters, left_out


def _key_facts(material: Material, chapters: Sequence[Chapter]) -> tuple[KeyFact, ...]:
    """Keep the facts whose table the report has."""
    tables = {shown.name for chapter in chapters for shown in chapter.tables}
    return tuple(fact for fact in summary.key_facts(material) if fact.table in tables)


def _date_note(material: Material) -> str:
    windows = joined([window for window in (material.before, material.now) if window])
    title = material.inputs.title
    return title if title.endswith(windows) else f"{title}, {windows}"


def _subtitle(chapters: Mapping[str, Chapter]) -> str:
    topics = {
        "change": "change",
        "peers": "peers",
        "opportunities": "opportunities",
        "policies": "cluster policies",
    }
    told = ["specialisation", *(words for name, words in topics.items() if name in chapters)]
    words = joined(told)
    return words[:1].upper() + words[1:]


def _sources(material: Material, chapters: dict[str, Chapter]) -> tuple[Source, ...]:
    used = list(material.inputs.table.sources)
    used += [source for chapter in chapters.values() for source in chapter.sources]
    return tuple({source.name: source for source in used}.values())


def _footer(sources: tuple[Source, ...]) -> tuple[str, ...]:
    from importlib.metadata import version

    names = "; ".join(f"{source.title} ({source.publisher})" for source in sources)
    return (
        f"Made with smartspec {version('smartspec')}. Data: {names}.",
        "Every number stands unrounded in the folder tables; manifest.json names each input with "
        "its hash, every parameter and the versions of code and libraries.",
    )


def _everything(material: Material) -> Table:
    """Return the specialisation of all places in both windows, for the pack alone."""
    frame = material.findings.everything
    return Table(
        "specialisation",
        "All places and activities, both windows",
        tuple(ColumnSpec(str(name), str(name)) for name in frame.columns),
        frame,
    )
