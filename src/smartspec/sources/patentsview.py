"""Question: how do the bulk tables of PatentsView become tables of records?

In: the tab-separated tables (``g_patent.tsv`` …). Out: the description of the files and of each
table made from them. Must not know: how files are found and read, or counted.
"""

from __future__ import annotations

from smartspec.sources.format import Choice, Column, Kind, Making, Note, Provider


def _kind(
    name: str, file: str, table: str, *columns: Column, needed: str = "", lack: str = ""
) -> Kind:
    return Kind(
        name=name,
        pattern=rf"{file}\.(tsv|txt|csv)",
        like=f"{file}.tsv",
        separator=("\t", ","),
        quote='"',
        columns=columns,
        table=table,
        needed=needed,
        lack=lack,
    )


_PATENT = Column("patent_id", "key")

_KINDS = (
    _kind(
        "patents", "g_patent", "filings", _PATENT,
        Column("type", "text", ("patent_type",), optional=True),
        Column("grant_year", "date", ("patent_date",)),
        Column("withdrawn", "text", optional=True),
        needed="It tells which patents there are, and when each was granted.",
    ),
    _kind(
        "applications", "g_application", "filings", _PATENT,
        Column("year", "date", ("filing_date",)),
        lack="There is no g_application: no year of filing is known.",
    ),
    _kind(
        "priorities", "g_foreign_priority", "filings", _PATENT,
        Column("year", "date", ("filing_date",)),
    ),
    _kind(
        "inventor", "g_inventor_disambiguated", "inventors", _PATENT,
        Column("person_id", "text", ("inventor_id",)),
        Column("first", "text", ("disambig_inventor_name_first",), optional=True),
        Column("last", "text", ("disambig_inventor_name_last",), optional=True),
        Column("location_id"),
        lack="There is no g_inventor_disambiguated: nothing can be counted by inventor.",
    ),
    _kind(
        "assignee", "g_assignee_disambiguated", "applicants", _PATENT,
        Column("person_id", "text", ("assignee_id",)),
        Column("organisation", "text", ("disambig_assignee_organization",), optional=True),
        Column("first", "text", ("disambig_assignee_individual_name_first",), optional=True),
        Column("last", "text", ("disambig_assignee_individual_name_last",), optional=True),
        Column("type", "text", ("assignee_type",), optional=True),
        Column("location_id"),
        lack="There is no g_assignee_disambiguated: nothing can be counted by applicant.",
    ),
    _kind(
        "location", "g_location_disambiguated", "inventors",
        Column("location_id", "key"),
        Column("state", "text", ("disambig_state",), optional=True),
        Column("country", "text", ("disambig_country",)),
        Column("lat", "lat", ("latitude",), optional=True),
        Column("lon", "lon", ("longitude",), optional=True),
        Column("county", "text", optional=True),
        Column("state_fips", "text", optional=True),
        Column("county_fips", "text", optional=True),
        lack="There is no g_location_disambiguated: nobody has a residence.",
    ),
    _kind(
        "cpc", "g_cpc_current", "classes", _PATENT,
        # The full symbol is cpc_group since 2022, and was cpc_subgroup (subgroup_id) before.
        Column("full", "text", ("cpc_subgroup", "subgroup_id"), optional=True),
        Column("grouped", "text", ("cpc_group", "group_id"), optional=True),
    ),
    _kind(
        "ipc", "g_ipc_at_issue", "classes", _PATENT,
        Column("section"),
        Column("class", "text", ("ipc_class",)),
        Column("subclass"),
        Column("main_group"),
        Column("subgroup"),
    ),
    _kind(
        "fields", "g_wipo_technology", "classes", _PATENT,
        Column("field", "number", ("wipo_field_id",)),
    ),
    _kind(
        "cited", "g_us_patent_citation", "citations", _PATENT,
        Column("cited_id", "text", ("citation_patent_id", "citation_id")),
    ),
)  # fmt: skip

_OTHER = """
    SELECT patent_id FROM patents
    WHERE (SELECT kind FROM chosen) = 'patents'
      AND (lower(coalesce(type, 'utility')) <> 'utility'
        OR lower(withdrawn) IN ('1', '1.0', 'true'))
"""

_FILINGS = f"""
    WITH filed AS (SELECT patent_id, min(year) AS year FROM applications GROUP BY patent_id),
    earlier AS (SELECT patent_id, min(year) AS year FROM priorities GROUP BY patent_id)
    SELECT
        p.patent_id AS filing_id, 'national' AS route, 'US' AS office,
        CASE WHEN EXISTS (FROM priorities) THEN least(filed.year, earlier.year) END
            AS priority_year,
        filed.year AS filing_year, p.grant_year
    FROM (SELECT patent_id, min(grant_year) AS grant_year FROM patents GROUP BY patent_id) p
    LEFT JOIN filed USING (patent_id) LEFT JOIN earlier USING (patent_id)
    WHERE p.patent_id NOT IN ({_OTHER})
"""

# A county's code is state_fips and county_fips together; some copies of the table have lost leading
# zeros, or show whole numbers as 6.0. States are written as in ISO 3166-2: CA alone is also Canada.
_PLACED = r"""
    numbers AS (
        SELECT *,
            regexp_replace(state_fips, '\.0$', '') AS state_number,
            regexp_replace(county_fips, '\.0$', '') AS county_number
        FROM location QUALIFY row_number() OVER (PARTITION BY location_id) = 1
    ),
    placed AS (
        SELECT location_id, upper(country) AS country, lat, lon, county, state,
            CASE WHEN length(state) <= 3 THEN upper(country) || '-' || upper(state) END
                AS state_code,
            CASE WHEN upper(country) <> 'US' THEN NULL
                WHEN length(county_number) > 3 THEN lpad(county_number, 5, '0')
                ELSE lpad(state_number, 2, '0') || lpad(county_number, 3, '0')
            END AS county_code
        FROM numbers
    )
"""
_REGION = "CASE (SELECT region FROM chosen) WHEN 'state' THEN l.state_code ELSE l.county_code END"

_INVENTORS = f"""
    WITH {_PLACED}
    SELECT i.patent_id AS filing_id, i.person_id,
        nullif(concat_ws(' ', i.first, i.last), '') AS name,
        l.country, {_REGION} AS region, l.lat, l.lon
    FROM inventor i LEFT JOIN placed l USING (location_id)
    WHERE i.patent_id NOT IN ({_OTHER})
"""

# The codes of the table; a 1 before the code is part interest, and 1 alone says nothing.
_APPLICANTS = rf"""
    WITH {_PLACED},
    coded AS (SELECT *, regexp_replace(type, '\.0$', '') AS code FROM assignee)
    SELECT a.patent_id AS filing_id, a.person_id,
        coalesce(a.organisation, nullif(concat_ws(' ', a.first, a.last), '')) AS name,
        CASE WHEN code IN ('0', '1') THEN NULL
            WHEN regexp_full_match(code, '1?[23]') THEN 'company'
            WHEN regexp_full_match(code, '1?[45]') THEN 'individual'
            WHEN regexp_full_match(code, '1?[6-9]') THEN 'government'
            ELSE code
        END AS sector,
        l.country, {_REGION} AS region, l.lat, l.lon
    FROM coded a LEFT JOIN placed l USING (location_id)
    WHERE a.patent_id NOT IN ({_OTHER})
"""

_CLASSES = f"""
    SELECT patent_id AS filing_id, scheme, code FROM (
        SELECT patent_id, 'cpc' AS scheme, coalesce("full", grouped) AS code FROM cpc
        UNION ALL
        SELECT patent_id, 'ipc',
            section || lpad(class, 2, '0') || subclass || coalesce(
                main_group || '/'
                || CASE WHEN length(subgroup) = 1 THEN '0' || subgroup ELSE subgroup END, '')
        FROM ipc
        UNION ALL
        SELECT patent_id, 'wipo35', CAST(CAST(field AS INTEGER) AS VARCHAR) FROM fields
        WHERE field BETWEEN 1 AND 35
    ) WHERE code IS NOT NULL AND patent_id NOT IN ({_OTHER})
"""

_CITATIONS = f"""
    SELECT DISTINCT patent_id AS citing_id, cited_id FROM cited
    WHERE cited_id IS NOT NULL AND cited_id <> patent_id AND patent_id NOT IN ({_OTHER})
"""

_REGIONS = f"""
    WITH {_PLACED}
    SELECT {_REGION} AS region, country,
        CASE (SELECT region FROM chosen) WHEN 'county' THEN min(county || ', ' || upper(state)) END
            AS label,
        CASE (SELECT region FROM chosen) WHEN 'county' THEN min(state_code) END AS parent
    FROM placed l WHERE {_REGION} IS NOT NULL GROUP BY ALL
"""

_LOCATED = "SELECT location_id FROM inventor UNION ALL SELECT location_id FROM assignee"

_NOTES = (
    Note(
        f"SELECT count(*) FROM ({_OTHER})",
        "Patents that are no utility patents, or were withdrawn: {n}. They are left out with all "
        "their rows; keep them with --set kind=all.",
    ),
    Note(
        f"SELECT count(*) FROM ({_LOCATED}) WHERE location_id IS NULL",
        "Rows of inventors and assignees without a location: {n}. These persons count without a "
        "residence.",
    ),
    Note(
        f"SELECT count(*) FROM ({_LOCATED}) "
        "WHERE location_id NOT IN (SELECT location_id FROM location)",
        "Rows of inventors and assignees whose location is not in g_location_disambiguated: {n}. "
        "These persons count without a residence.",
    ),
    Note(
        "SELECT count(*) FROM inventor WHERE patent_id NOT IN (SELECT patent_id FROM patents)",
        "Rows of inventors whose patent is not in g_patent: {n}. The files may be of different "
        "editions.",
    ),
    Note(
        "SELECT count(*) - count(DISTINCT patent_id) FROM patents",
        "Rows of g_patent that repeat a patent_id with other content: {n}. The files may be of "
        "different editions; the earliest grant is used.",
    ),
    Note(
        "SELECT count(*) FROM ipc WHERE section IS NULL OR class IS NULL OR subclass IS NULL",
        "Rows of g_ipc_at_issue without a whole subclass: {n}. They are not used.",
    ),
)

PATENTSVIEW = Provider(
    name="patentsview",
    title="Patents granted by the United States Patent and Trademark Office",
    publisher="PatentsView",
    licence="CC BY 4.0",
    url="https://patentsview.org",
    caveats=(
        "Granted patents alone: applications that were not granted are not in the tables, and "
        "grants of recent filings are still to come.",
        "The priority year is known where g_foreign_priority is among the files; earlier filings "
        "in the United States (provisional applications, continuations) are not taken into "
        "account.",
        "PatentsView gives no shares of inventors: the inventors of a patent count the same.",
    ),
    kinds=_KINDS,
    tables=(
        Making("filings", _FILINGS, keyed=True),
        Making("inventors", _INVENTORS, when=("inventor",)),
        Making("applicants", _APPLICANTS, when=("assignee",)),
        Making("classes", _CLASSES, when=("cpc", "ipc", "fields")),
        Making("citations", _CITATIONS, when=("cited",)),
        Making("regions", _REGIONS, when=("location",)),
    ),
    notes=_NOTES,
    choices=(
        Choice(
            "region",
            ("county", "state"),
            "counties of the United States, or states (and provinces elsewhere)",
        ),
        Choice(
            "kind",
            ("patents", "all"),
            "utility patents alone, or also designs, plants, reissues and the rest",
        ),
    ),
)
"""How the bulk tables of PatentsView are read: layout of the editions since 2022."""
