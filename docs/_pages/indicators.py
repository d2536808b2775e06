"""Question: what does the reference say of each indicator?

In: the catalogue of indicators. Out: a page for each and a list of all.
Must not know: any formula.
"""

from __future__ import annotations

from _pages.markdown import autodoc, code, codes, doi, facts, fenced, page, table, toctree
from smartspec.indicators.catalogue import NO_DOI, Indicator, Option, indicators

FAMILIES = {
    "specialisation": "Specialisation",
    "significance": "Specialisation and chance",
    "shrinkage": "Specialisation where counts are small",
    "structure": "Structure of a place",
    "concentration": "Concentration of an activity",
    "similarity": "Similarity of places",
    "change": "Change between windows",
    "shift_share": "Shift-share",
    "relatedness": "Relatedness and what is within reach",
    "complexity": "Complexity of places and activities",
    "averages": "Averages over places and activities",
    "recombination": "Recombination in filings",
}
"""Family of the catalogue to its heading; the explanation page has the family's name."""

ARTICLES = {
    "place": "a place",
    "activity": "an activity",
    "peer": "another place",
    "related_place": "another place",
    "related_activity": "another activity",
}

LINE = 84


def pages() -> dict[str, str]:
    """Return path to text of every page on indicators."""
    made = {f"indicators/{entry.name}.md": _page(entry) for entry in indicators()}
    return {"indicators/index.md": _index()} | made


def _index() -> str:
    parts = [
        "Every indicator reads an activity table and returns one row a place, an activity, or a "
        "pair of them. `smartspec indicators` prints this list, "
        "`smartspec indicator NAME INPUT` computes one. In the formulas `n_pa` is the count of "
        "activity a in place p; `n_p`, `n_a` and `n` are totals; `s_pa = n_pa / n_p` and "
        "`s_a = n_a / n` are shares."
    ]
    for family, title in FAMILIES.items():
        rows = [
            (f"[{entry.name}]({entry.name}.md)", entry.meaning, code(entry.formula))
            for entry in indicators()
            if entry.family == family
        ]
        parts += [
            f"## {title}",
            f"Explained in [{title}](../../../explanation/{family}.md).",
            table(("Name", "Meaning", "Formula"), rows),
        ]
    return page("Indicators", *parts, toctree([entry.name for entry in indicators()], hidden=True))


def _page(entry: Indicator) -> str:
    title = FAMILIES[entry.family]
    reference = entry.reference + ("" if entry.doi == NO_DOI else f", {doi(entry.doi)}")
    known = {
        "Formula": code(entry.formula),
        "Also called": codes(entry.aliases),
        "One row": " and ".join(ARTICLES[axis] for axis in entry.axes),
        "Looks at": "one window"
        if entry.windows == 1
        else "two windows, the later against the earlier",
        "Explained in": f"[{title}](../../../explanation/{entry.family}.md)",
        "Reference": reference,
    }
    columns = [
        (code(name), measure.meaning, measure.unit) for name, measure in entry.columns.items()
    ]
    return page(
        entry.name,
        entry.meaning,
        facts(known),
        "## Columns",
        table(("Column", "Meaning", "Unit"), columns),
        "## Options",
        _options(entry.options()),
        "## To compute it",
        fenced(_command(entry), "sh"),
        fenced(_call(entry), "python"),
        "## In full",
        autodoc("autofunction", entry.function),
    )


def _options(options: dict[str, Option]) -> str:
    if not options:
        return "None."
    rows = [
        (code(name), _values(option), code(_default(option))) for name, option in options.items()
    ]
    note = "On the command line: `--set NAME=VALUE`. In Python: `NAME=VALUE`."
    return f"{note}\n\n{table(('Option', 'Values', 'Default'), rows)}"


def _values(option: Option) -> str:
    if option.each:
        return f"a number for each {option.each}: a file, or in Python a mapping"
    if option.choices:
        return codes(option.choices)
    words = {bool: "yes or no", int: "a whole number", float: "a number", str: "text"}
    return words[option.type] if option.type else "an array, from Python only"


def _default(option: Option) -> object:
    if option.each:
        return "none"
    if isinstance(option.default, bool):
        return "yes" if option.default else "no"
    return option.default


def _windows(entry: Indicator) -> list[str]:
    return ["2018-2020"] if entry.windows == 1 else ["2007-2009", "2018-2020"]


def _command(entry: Indicator) -> str:
    given = " ".join(f"--window {window}" for window in _windows(entry))
    start, end = f"smartspec indicator {entry.name} patent_families {given}", f"-o {entry.name}.csv"
    return f"{start} {end}" if len(start) + len(end) < LINE else f"{start} \\\n    {end}"


def _call(entry: Indicator) -> str:
    windows = ", ".join(f'"{window}"' for window in _windows(entry))
    return (
        "import smartspec as ss\n\n"
        f'ss.{entry.name}(ss.load_table("patent_families"), windows=[{windows}])'
    )
