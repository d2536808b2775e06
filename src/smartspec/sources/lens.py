"""Question: how does a patent export of The Lens become tables of records?

In: CSV files with a row a document and lists within cells. Out: the description of the file and of
each table made from it. Must not know: how files are found and read, or counted.
"""

from __future__ import annotations

from smartspec.sources.format import Choice, Column, Kind, Making, Note, Provider

_DOCUMENTS = Kind(
    name="documents",
    pattern=r".*\.csv",
    like="lens-export.csv",
    separator=",",
    quote='"',
    columns=(
        Column("lens_id", "key", ("Lens ID",)),
        Column("jurisdiction", "text", ("Jurisdiction",)),
        Column("display_key", "text", ("Display Key",), optional=True),
        Column("application", "text", ("Application Number",), optional=True),
        Column("published", "text", ("Publication Date", "Publication Year")),
        Column("publication_year", "date", ("Publication Date", "Publication Year")),
        Column("filing_year", "date", ("Application Date",), optional=True),
        Column("priority_year", "date", ("Earliest Priority Date",), optional=True),
        Column("type", "text", ("Document Type", "Publication Type", "Type"), optional=True),
        Column("applicants", "text", ("Applicants",), optional=True),
        Column("inventors", "text", ("Inventors",), optional=True),
        Column("ipc", "text", ("IPCR Classifications", "IPC Classifications"), optional=True),
        Column("cpc", "text", ("CPC Classifications",), optional=True),
        Column("family", "text", ("Simple Family Members",), optional=True),
    ),
    table="filings",
    needed="A CSV export of patents from The Lens is what there is to read.",
)

_OTHER_TYPES = "('design right', 'limited patent', 'plant patent', 'spc')"

# The application and the grant are two documents of one filing. Exports that overlap repeat
# documents.
_DOCS = f"""
    once AS (
        SELECT * FROM documents
        QUALIFY row_number() OVER (PARTITION BY lens_id ORDER BY published) = 1
    ),
    kept AS (
        SELECT * FROM once
        WHERE (SELECT kind FROM chosen) = 'all' OR lower(coalesce(type, '')) NOT IN {_OTHER_TYPES}
    ),
    docs AS (
        SELECT *,
            CASE WHEN (SELECT filing FROM chosen) = 'document' OR application IS NULL THEN lens_id
                ELSE first_value(lens_id) OVER (
                    PARTITION BY jurisdiction, application ORDER BY published, lens_id
                )
            END AS filing_id
        FROM kept
    )
"""

_FILINGS = f"""
    WITH {_DOCS}
    SELECT filing_id,
        CASE WHEN upper(min(jurisdiction)) = 'WO' THEN 'pct'
            WHEN upper(min(jurisdiction)) = 'EP' THEN 'epo'
            WHEN upper(min(jurisdiction)) IN ('AP', 'EA', 'GC', 'OA') THEN 'regional'
            ELSE 'national'
        END AS route,
        upper(min(jurisdiction)) AS office,
        min(list_min(list_transform(string_split(family, ';;'), lambda member: trim(member))))
            AS family_id,
        min(priority_year) AS priority_year, min(filing_year) AS filing_year,
        min(publication_year) AS publication_year,
        min(publication_year) FILTER (lower(type) = 'granted patent') AS grant_year
    FROM docs GROUP BY filing_id
"""


def _people(column: str) -> str:
    # From the first document of a filing that names any: a later one may spell them otherwise.
    return f"""
    WITH {_DOCS},
    named AS (
        SELECT filing_id, first({column} ORDER BY published, lens_id) AS people
        FROM docs WHERE {column} IS NOT NULL GROUP BY filing_id
    ),
    single AS (
        SELECT DISTINCT filing_id, trim(unnest(string_split(people, ';;'))) AS name FROM named
    )
    SELECT filing_id, name FROM single WHERE name <> ''
    """


_CLASSES = f"""
    WITH {_DOCS},
    single AS (
        SELECT DISTINCT filing_id, scheme, trim(unnest(string_split(codes, ';;'))) AS code FROM (
            SELECT filing_id, 'ipc' AS scheme, ipc AS codes FROM docs
            UNION ALL SELECT filing_id, 'cpc', cpc FROM docs
        )
    )
    SELECT filing_id, scheme, code FROM single WHERE code <> ''
"""

_NOTES = (
    Note(
        "SELECT count(*) - count(DISTINCT lens_id) FROM documents",
        "Rows that repeat a Lens ID, as exports that overlap do: {n}. Each document is used once.",
    ),
    Note(
        "SELECT count(*) FROM documents WHERE (SELECT kind FROM chosen) = 'patents' "
        f"AND lower(type) IN {_OTHER_TYPES}",
        "Rows that are no patents of invention (designs, utility models, plants, protection "
        "certificates): {n}. They are left out; keep them with --set kind=all.",
    ),
    Note(
        f"WITH {_DOCS} SELECT count(*) - count(DISTINCT filing_id) FROM docs",
        "Documents that are a further publication of an application that is there already, such as "
        "its grant: {n}. They count with it; count each document with --set filing=document.",
    ),
    Note(
        "SELECT count(*) FROM documents WHERE inventors IS NULL",
        "Rows that name no inventor: {n}.",
    ),
)

LENS = Provider(
    name="lens",
    title="Patent export of The Lens",
    publisher="The Lens (Cambia)",
    licence="CC BY 4.0 or the terms of use of The Lens",
    url="https://www.lens.org",
    caveats=(
        "The CSV export tells no residence: the jurisdiction is the office, not where inventors "
        "live.",
        "The export has no keys of persons and no shares; two inventors of one filing with the "
        "same name count once.",
        "Which documents are in an export depends on the search that it was made with.",
    ),
    kinds=(_DOCUMENTS,),
    tables=(
        Making("filings", _FILINGS, keyed=True),
        Making("inventors", _people("inventors")),
        Making("applicants", _people("applicants")),
        Making("classes", _CLASSES),
    ),
    notes=_NOTES,
    choices=(
        Choice(
            "filing",
            ("application", "document"),
            "the documents of one application together, or each by itself",
        ),
        Choice(
            "kind",
            ("patents", "all"),
            "patents of invention alone, or also designs, utility models and the rest",
        ),
    ),
)
"""How a CSV export of patents from The Lens is read: layout of the exports since 2021."""
