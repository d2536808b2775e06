"""Question: how do the files of OECD REGPAT become tables of records?

In: the ``|``-separated files of one edition, its EPO or its PCT part. Out: the description of the
files and of each table made from them. Must not know: how files are found and read, or counted.
"""

from __future__ import annotations

from smartspec.sources.cells import FIRST_YEAR, last_year
from smartspec.sources.format import Column, Kind, Making, Note, Provider

_START = r"(?:(?P<edition>\d{4,8})[_-])?(?:[a-z]+[_-])?"
_END = r"(?:_part(?P<part>\d+))?\.(?:txt|csv|asc)"
_APPLN = ("Appln_id",)
_KEYS = {"epo": _APPLN, "pct": ("PCT_Nbr",)}


def _persons(part: str, name: str, role: str) -> Kind:
    prefix = {"inv": "Inv", "app": "App"}[name]
    return Kind(
        name=name,
        pattern=rf"{_START}{part}_{prefix}_reg{_END}",
        like=f"EDITION_{part.upper()}_{prefix}_reg.txt",
        columns=(
            Column("filing_id", "key", _KEYS[part]),
            Column("appln_id", "int", _APPLN, optional=True),
            Column("person_id", "text", ("Person_id",), optional=True),
            Column("name", "text", (f"{prefix}_name",), optional=True),
            Column("region", "text", ("Reg_code",)),
            Column("country", "text", ("Ctry_code",)),
            Column("reg_share", "share", ("Reg_share",)),
            Column("person_share", "share", (f"{prefix}_share",)),
        ),
        table=role,
        separator="|",
        quote="",
        lack=f"There is no file of {role}; nothing can be counted by their residence.",
        part=part,
        shares=("reg_share", "person_share"),
    )


def _classes(part: str) -> Kind:
    return Kind(
        name="ipc",
        pattern=rf"{_START}{part}_IPC{_END}",
        like=f"EDITION_{part.upper()}_IPC.txt",
        columns=(
            Column("filing_id", "key", _KEYS[part]),
            Column("appln_id", "int", _APPLN, optional=True),
            Column("prio_year", "year", ("Prio_year",), missing=("0", "9999")),
            Column("app_year", "year", ("App_year",), missing=("0", "9999")),
            Column("code", "text", ("IPC",)),
        ),
        table="classes",
        separator="|",
        quote="",
        needed="It tells the years and the classes of each filing.",
        part=part,
    )


_CPC = Kind(
    name="cpc",
    pattern=rf"{_START}CPC_Classes{_END}",
    like="EDITION_CPC_Classes.txt",
    columns=(Column("appln_id", "key", _APPLN), Column("code", "text", ("CPC_Class",))),
    table="classes",
    separator="|",
    quote="",
)

_REGIONS = Kind(
    name="regions_file",
    pattern=rf"{_START}(?:REGPAT_)?Regions{_END}",
    like="REGPAT_Regions.txt",
    columns=(
        Column("country", "text", ("Ctry_code",)),
        Column("region", "key", ("Reg_code",)),
        Column("label", "text", ("Reg_label",)),
        Column("parent", "text", ("Up_reg_code",), optional=True),
        Column("parent_label", "text", ("Up_reg_label",), optional=True),
    ),
    table="regions",
    separator="|",
    quote="",
    lack="There is no REGPAT_Regions.txt; regions have codes and no names.",
)

# What is in a file of persons and not among the classes is a filing all the same; its years are not
# known. The number of a PCT filing bears the year of its publication.
_HAS_YEAR = r"regexp_full_match(filing_id, 'WO[12]\d{9}')"
_YEAR = "TRY_CAST(substr(filing_id, 3, 4) AS INTEGER)"
_FILINGS = f"""
    WITH known AS MATERIALIZED (
        SELECT filing_id, min(prio_year) AS priority_year, min(app_year) AS filing_year
        FROM ipc GROUP BY filing_id
    ),
    others AS (
        SELECT DISTINCT filing_id
        FROM (SELECT filing_id FROM by_inventors UNION ALL SELECT filing_id FROM by_applicants)
        ANTI JOIN known USING (filing_id)
    )
    SELECT filing_id, (SELECT part FROM chosen) AS route,
        CASE (SELECT part FROM chosen) WHEN 'pct' THEN 'WO' ELSE 'EP' END AS office,
        priority_year, filing_year,
        CASE WHEN {_HAS_YEAR} AND published BETWEEN {FIRST_YEAR} AND {last_year()}
            THEN published END AS publication_year
    FROM (
        SELECT *, {_YEAR} AS published
        FROM (FROM known UNION ALL SELECT filing_id, NULL, NULL FROM others)
    )
"""

_IPC = "SELECT filing_id, 'ipc' AS scheme, code FROM ipc WHERE code IS NOT NULL"

# Both parts share the file of CPC classes, and it knows applications only by their number in
# PATSTAT, which a PCT filing has in the files of persons.
_IPC_AND_CPC = f"""
    {_IPC}
    UNION ALL
    SELECT filing_id, 'cpc', code
    FROM cpc JOIN (
        SELECT DISTINCT appln_id, filing_id FROM (
            SELECT appln_id, filing_id FROM inv
            UNION ALL SELECT appln_id, filing_id FROM app
            UNION ALL SELECT appln_id, filing_id FROM ipc
        ) WHERE appln_id IS NOT NULL
    ) AS bridge ON bridge.appln_id = TRY_CAST(cpc.appln_id AS BIGINT)
    WHERE code IS NOT NULL
"""

_NOTES = (
    Note(
        f"SELECT count(*) FROM made_filings WHERE publication_year IS NULL AND {_HAS_YEAR}",
        f"Filings whose number bears no year from {FIRST_YEAR} to {last_year()}: {{n}}. Their "
        "publication year is missing.",
    ),
    Note(
        "SELECT count(*) FROM ipc WHERE code IS NULL",
        "Rows of the file of IPC classes that name no class: {n}.",
    ),
    Note(
        "SELECT count(*) FROM cpc WHERE code IS NULL",
        "Rows of the file of CPC classes that name no class: {n}.",
        when=("cpc",),
    ),
    Note(
        """
        SELECT count(*) FROM cpc ANTI JOIN (
            SELECT appln_id FROM inv UNION ALL SELECT appln_id FROM app
            UNION ALL SELECT appln_id FROM ipc
        ) AS known ON known.appln_id = TRY_CAST(cpc.appln_id AS BIGINT)
        WHERE code IS NOT NULL
        """,
        "Rows of the file of CPC classes that are of no filing in the files read here: {n}. They "
        "are not used; the file serves both parts of REGPAT.",
        when=("cpc",),
    ),
)

# The large regions stand only beside the small ones; they have names of their own.
_REGIONS_AND_PARENTS = """
    SELECT region, country, label, parent FROM regions_file
    UNION ALL
    SELECT parent, min(country), min(parent_label), NULL
    FROM regions_file
    WHERE parent IS NOT NULL AND parent NOT IN (SELECT region FROM regions_file)
    GROUP BY parent
"""


def _people(kind: str) -> str:
    return f"""
        SELECT filing_id, person_id, name, country, region, reg_share * person_share AS share
        FROM {kind}
    """


REGPAT = Provider(
    name="regpat",
    title="OECD REGPAT",
    publisher="OECD",
    licence="for research, on request from the OECD; not to be passed on",
    url="https://www.oecd.org/en/data/datasets/intellectual-property-statistics.html",
    kinds=(
        *(
            kind
            for part in ("epo", "pct")
            for kind in (
                _persons(part, "inv", "inventors"),
                _persons(part, "app", "applicants"),
                _classes(part),
            )
        ),
        _CPC,
        _REGIONS,
    ),
    tables=(
        Making("inventors", _people("inv"), when=("inv",), straight="inv"),
        Making("applicants", _people("app"), when=("app",), straight="app"),
        Making("filings", _FILINGS, keyed=True, complete=True),
        Making("classes", _IPC, unless=("cpc",)),
        Making("classes", _IPC_AND_CPC, when=("cpc",)),
        Making(
            "regions",
            _REGIONS_AND_PARENTS,
            when=("regions_file",),
        ),
    ),
    notes=_NOTES,
    parts=("epo", "pct"),
)
