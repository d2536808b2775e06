"""Question: what does the reference say of the Python interface?

In: the names of public modules. Out: pages that are filled from docstrings.
Must not know: what any function does.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Set

from _pages.markdown import autodoc, code, page, table, toctree
from smartspec.indicators.catalogue import indicators

ROOMS = {
    "tables": (
        "Tables",
        "The activity table, the labelled matrix, results, and how tables are read and written.",
        (
            "activity",
            "microdata",
            "matrix",
            "result",
            "periods",
            "grouping",
            "files",
            "frames",
            "links",
        ),
    ),
    "places": (
        "Places",
        "Economies, groups, regions at every level, and rows of a table that are no place.",
        ("economies", "groups", "labels", "regions", "nuts", "distance"),
    ),
    "activities": (
        "Activities",
        "Patent classes, schemes of activities made of them, technology fields, their groups, and "
        "the rows of a table that are totals.",
        ("symbols", "schemes", "assign", "entries", "own_list", "wipo35", "groups", "labels"),
    ),
    "datasets": (
        "Data that ship",
        "The catalogue of data sets and how they are loaded.",
        ("catalogue", "load"),
    ),
    "sources": (
        "Sources",
        "Records of each provider, read into tables; published statistics; made-up worlds.",
        ("read", "cache", "format", "synthesize", "sdmx.read", "sdmx.fetch"),
    ),
    "counting": (
        "Counting",
        "From tables of records to the activity table, on DuckDB, Spark or a database.",
        ("count", "actors", "options", "engines", "truncation"),
    ),
    "dynamics": (
        "Dynamics",
        "What goes with entry, how well it foretold windows past, and the window to come.",
        ("panel", "windows", "entry_model", "backtest", "scores", "forecast"),
    ),
    "networks": (
        "Networks",
        "The activity space: related activities, their communities, and where they stand.",
        ("activity_space", "communities", "layout"),
    ),
    "policy": (
        "Policy",
        "Table 7.1 and Figure 7.2 of the OECD profile, asked and recomputed.",
        ("repository", "likeness", "figure_7_2", "table_7_1"),
    ),
    "strategy": (
        "Strategy",
        "What a place can strengthen, reach or leave, by cut-offs that have a source.",
        ("opportunities", "chances", "stability", "partners", "joint", "windows"),
    ),
    "study": (
        "Studies",
        "A study file, read and carried through to an evidence pack.",
        ("schema", "read", "run", "records"),
    ),
    "core": (
        "Errors and provenance",
        "How a wrong request is told, and the record of where data come from.",
        ("errors", "provenance"),
    ),
}
"""Room to its title, what it is for, and its public modules."""


def pages() -> dict[str, str]:
    """Return path to text of every page on Python."""
    made = {f"python/{room}.md": _room(room) for room in ROOMS}
    return made | {"python/index.md": _index(), "python/indicators.md": _indicators()}


def _index() -> str:
    rows = [
        (code(f"ss.{name}"), text)
        for name, text in (
            ("indicate", "Compute any indicator of the catalogue over a table."),
            ("rta", "One of them by its name; so is every other indicator of the catalogue."),
            ("count_records", "Records of a folder, counted into an activity table."),
            ("count_pairs", "Activities or places that are found together in records."),
            ("relatedness_of_links", "Relatedness from pairs that are given, such as flows."),
            ("cross_relatedness", "Relatedness of activities of two kinds, from two matrices."),
            ("cross_density", "How much of one kind a place has around activities of another."),
            ("load_table", "A data set that ships, ready for any indicator."),
            ("load_frame", "A data set that ships, as published."),
            ("list_datasets", "The catalogue of data sets."),
            ("list_indicators", "The catalogue of indicators."),
            ("repository", "Table 7.1, to be asked."),
            ("ActivityTable", "Places, activities, periods and values, checked at the door."),
            ("Matrix", "Places by activities for one window."),
            ("Result", "What an indicator function returns."),
            ("RequestError", "What is raised when a request cannot be met."),
            (
                "SmartspecWarning",
                "What is given where the work went on and something is to be known.",
            ),
        )
    ]
    return page(
        "Python",
        "After `import smartspec as ss` these are at hand; each part is loaded when it is first "
        "asked for.",
        table(("Name", "What it is"), rows),
        "Every indicator of the catalogue is a function of a table with the parameters of "
        '`indicate`: `ss.rta(table, place="region", windows=["2007-2009"])`.',
        autodoc("autofunction", "smartspec.api.indicate"),
        "## Room by room",
        toctree(["indicators", *ROOMS]),
    )


def _room(room: str) -> str:
    title, purpose, modules = ROOMS[room]
    parts = [purpose]
    for module in modules:
        parts += _module(f"smartspec.{room}.{module}")
    return page(title, *parts)


def _indicators() -> str:
    catalogued = {entry.function for entry in indicators()}
    parts = [
        "The functions of the catalogue take a `Matrix` of counts, or two, and return a `Result`; "
        "each has a page in the [list of indicators](../indicators/index.md). Here are the "
        "functions beside them.",
    ]
    parts += _module("smartspec.indicators.catalogue")
    parts += _module("smartspec.indicators.apply")
    for name in sorted({function.rpartition(".")[0] for function in catalogued}):
        parts += _module(name, but=catalogued)
    return page("Indicator functions", *parts)


def _module(name: str, but: Set[str] = frozenset()) -> list[str]:
    """Document the public classes and functions of a module, and say what question it answers."""
    documented = [
        autodoc("autofunction", full)
        if inspect.isfunction(found)
        else autodoc("autoclass", full, "members")
        for full, found in public(name).items()
        if full not in but
    ]
    if not documented:
        return []
    question = (importlib.import_module(name).__doc__ or "").partition("\n")[0]
    return [f"## {name}", f"*{_sentence(question.removeprefix('Question: '))}*", *documented]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def public(module: str) -> dict[str, object]:
    """Return the public classes and functions of a module, also those offered from elsewhere."""
    loaded = importlib.import_module(module)
    offered = getattr(loaded, "__all__", ())
    return {
        f"{module}.{name}": found
        for name, found in vars(loaded).items()
        if (inspect.isfunction(found) or inspect.isclass(found))
        and not name.startswith("_")
        and (getattr(found, "__module__", "") == module or name in offered)
    }
