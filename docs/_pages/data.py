"""Question: what does the reference say of the data that ship and of the vocabularies?

In: the catalogue of data sets; economies, groups and technology fields. Out: pages.
Must not know: what is computed from them.
"""

from __future__ import annotations

from collections import defaultdict

from _pages.markdown import bullets, code, codes, facts, fenced, page, table, toctree
from smartspec.activities.groups import figure_groups
from smartspec.activities.wipo35 import fields
from smartspec.datasets.catalogue import Dataset, DatasetKind, datasets
from smartspec.places.economies import economies, economy_name, find_economy, spellings
from smartspec.places.groups import Group, Membership, groups


def pages() -> dict[str, str]:
    """Return path to text of every page on data and vocabularies."""
    made = {f"datasets/{entry.name}.md": _dataset(entry) for entry in datasets()}
    return made | {
        "datasets/index.md": _datasets(),
        "vocabularies/index.md": _vocabularies(),
        "vocabularies/economies.md": _economies(),
        "vocabularies/groups.md": _groups(),
        "vocabularies/fields.md": _fields(),
    }


def _datasets() -> str:
    rows = [
        (f"[{entry.name}]({entry.name}.md)", entry.title, entry.coverage, entry.source.licence)
        for entry in datasets()
    ]
    return page(
        "Data that ship",
        "`smartspec datasets` prints this list with every caveat; `smartspec datasets NAME -o "
        "FILE` writes one to a file. The figures keep the terms of their publishers.",
        table(("Name", "What", "Holds", "Licence"), rows),
        toctree([entry.name for entry in datasets()], hidden=True),
    )


def _dataset(entry: Dataset) -> str:
    source = entry.source
    known = {
        "Title": entry.title,
        "Holds": f"{entry.coverage}; {entry.rows:,} rows",
        "Counts": entry.unit,
        "Published by": source.publisher,
        "Edition": source.version,
        "Licence": source.licence,
        "Address": f"<{source.url}>" if source.url else "",
        "File": code(entry.file),
        "SHA-256": code(source.sha256),
    }
    columns = [
        (
            code(column.name),
            column.role,
            column.meaning,
            entry.unit if column.role == "value" else "",
        )
        for column in entry.columns
    ]
    return page(
        entry.name,
        entry.description,
        facts(known),
        "## Columns",
        table(("Column", "Role", "Meaning", "Unit"), columns),
        "## To know before use",
        bullets(source.caveats),
        "## To use it",
        *_use(entry),
    )


def _use(entry: Dataset) -> list[str]:
    if entry.kind is DatasetKind.OUTLINE:
        return [
            fenced("from smartspec.datasets.load import load_outline\n\nload_outline()", "python")
        ]
    command = f"smartspec datasets {entry.name} -o {entry.name}.csv"
    calls = [f'ss.load_frame("{entry.name}")  # every row, as published']
    if entry.kind is DatasetKind.ACTIVITY_TABLE:
        command += f"\nsmartspec indicator rta {entry.name} -o rta.csv"
        calls.append(f'ss.load_table("{entry.name}")  # ready for any indicator')
    return [
        fenced(command, "sh"),
        fenced("\n".join(["import smartspec as ss", "", *calls]), "python"),
    ]


def _vocabularies() -> str:
    return page(
        "Vocabularies",
        "The names and codes that smartspec knows. What it does with them is told in "
        "[The data](../../../explanation/data.md).",
        toctree(["economies", "groups", "fields"]),
    )


def _economies() -> str:
    others: dict[str, list[str]] = defaultdict(list)
    for spelling in spellings():
        found = find_economy(spelling)
        if found is not None and spelling != found.name:
            others[found.iso3].append(spelling)
    rows = [
        (code(entry.iso3), code(entry.iso2), entry.name, "; ".join(others[entry.iso3]))
        for entry in economies()
    ]
    return page(
        "Economies",
        'The codes of ISO 3166-1, and Kosovo. Case, accents, punctuation and the word "the" make '
        "no difference. Nothing is guessed: a name that is not here matches nothing, and a table "
        "that has it says so.",
        table(("Code", "Short code", "Name", "Also read as"), rows),
    )


def _groups() -> str:
    parts = [
        "Groups with dates of membership. A study's figure takes the members of one year "
        "(`figure.members_in`); unions of your own are made in the study file."
    ]
    for group in groups():
        parts += [f"## {group.key}", _group(group)]
    return page("Groups of economies", *parts)


def _group(group: Group) -> str:
    known = {"Name": group.name, "Also read as": "; ".join(group.aliases), "Source": group.source}
    members = "; ".join(_member(entry) for entry in group.memberships)
    return f"{facts(known)}\n{group.note}\n\n{members}."


def _member(entry: Membership) -> str:
    name = f"{economy_name(entry.iso3)} ({entry.iso3})"
    if entry.since is None:
        return name
    until = f" to {entry.until}" if entry.until else ""
    return f"{name}, {entry.since}{until}"


def _fields() -> str:
    member = {field: group.key for group in figure_groups() for field in group.fields}
    rows = [
        (entry.number, entry.name, entry.sector, code(member.get(entry.code, "")))
        for entry in fields()
    ]
    groups_told = [
        f"**{group.name}** ({code(group.key)}, fields {codes(group.fields)}). {group.note}"
        for group in figure_groups()
    ]
    return page(
        "Technology fields",
        "The 35 technology fields of WIPO in five sectors.",
        table(("Number", "Field", "Sector", "Group"), rows),
        "## Groups of fields",
        "The three groups of Figure 7.2, over fields. All are proxies, and are marked so wherever "
        "they are shown.",
        bullets(groups_told),
    )
