"""Question: how do the files of PATSTAT Global become tables of records?

In: the comma-separated parts of the edition (``tls201_part01.csv`` …). Out: the description of the
files and of each table made from them. Must not know: how files are found and read, or counted.
"""

from __future__ import annotations

from smartspec.sources.format import Choice, Column, Kind, Making, Note, Provider

_NO_YEAR = ("9999", "9999-12-31", "9999-12-31 00:00:00")
"""How PATSTAT writes a date or year that is not known."""


def _pattern(number: int) -> str:
    return rf"tls{number}(_[a-z0-9]+)*?(_part(?P<part>\d+))?\.(csv|txt)"


_KINDS = (
    Kind(
        name="applications",
        pattern=_pattern(201),
        like="tls201_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("appln_id", "key"),
            Column("office", "text", ("appln_auth",)),
            Column("kind", "text", ("appln_kind",)),
            Column("ipr_type", "text", optional=True),
            Column("regional", "text", ("reg_phase",), optional=True),
            Column(
                "priority_year", "date", ("earliest_filing_year", "earliest_filing_date"),
                missing=_NO_YEAR,
            ),
            Column(
                "filing_year", "date", ("appln_filing_year", "appln_filing_date"),
                missing=_NO_YEAR,
            ),
            Column(
                "publication_year", "date", ("earliest_publn_year", "earliest_publn_date"),
                optional=True, missing=_NO_YEAR,
            ),
            Column("docdb_family_id", "text", optional=True, missing=("0",)),
            Column("inpadoc_family_id", "text", optional=True, missing=("0",)),
        ),
        table="filings",
        needed="It tells the year and the office of each application.",
    ),
    Kind(
        name="persons",
        pattern=_pattern(206),
        like="tls206_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("person_id", "key"),
            Column("person_name", "text"),
            Column("psn_name", "text", optional=True),
            Column("sector", "text", ("psn_sector",), optional=True),
            Column("country", "text", ("person_ctry_code",)),
            Column("region", "text", ("nuts",), optional=True),
        ),
        table="inventors",
        needed="Without it nobody has a name or a residence.",
    ),
    Kind(
        name="roles",
        pattern=_pattern(207),
        like="tls207_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("person_id", "key"),
            Column("appln_id", "key"),
            Column("applicant", "int", ("applt_seq_nr",)),
            Column("inventor", "int", ("invt_seq_nr",)),
        ),
        table="inventors",
        needed="It tells who is an inventor or an applicant of which application.",
    ),
    Kind(
        name="ipc",
        pattern=_pattern(209),
        like="tls209_part01.csv",
        separator=",",
        quote='"',
        columns=(Column("appln_id", "key"), Column("code", "key", ("ipc_class_symbol",))),
        table="classes",
    ),
    Kind(
        name="cpc",
        pattern=_pattern(224),
        like="tls224_part01.csv",
        separator=",",
        quote='"',
        columns=(Column("appln_id", "key"), Column("code", "key", ("cpc_class_symbol",))),
        table="classes",
    ),
    Kind(
        name="fields",
        pattern=_pattern(230),
        like="tls230_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("appln_id", "key"),
            Column("code", "key", ("techn_field_nr",)),
            Column("weight", "share"),
        ),
        table="classes",
    ),
    Kind(
        name="publications",
        pattern=_pattern(211),
        like="tls211_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("publication_id", "key", ("pat_publn_id",)),
            Column("appln_id", "text", missing=("0",)),
            Column("year", "date", ("publn_date",), missing=_NO_YEAR),
            Column("first_grant", "text", ("publn_first_grant",), optional=True),
        ),
        table="filings",
        lack="There is no file tls211 (publications): no year of grant is known.",
    ),
    Kind(
        name="cited",
        pattern=_pattern(212),
        like="tls212_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("publication_id", "key", ("pat_publn_id",)),
            Column("cited_publication_id", "text", ("cited_pat_publn_id",), missing=("0",)),
            Column("cited_appln_id", "text", optional=True, missing=("0",)),
        ),
        table="citations",
        duplicates=False,  # the pairs are made unique below
    ),
    Kind(
        name="nuts",
        pattern=_pattern(904),
        like="tls904_part01.csv",
        separator=",",
        quote='"',
        columns=(
            Column("region", "key", ("nuts",)),
            Column("label", "text", ("nuts_label",)),
        ),
        table="regions",
    ),
)  # fmt: skip

# What is no patent of invention: utility models and designs, and applications that PATSTAT made up
# because another document names them (kind D…). Without ipr_type the kind alone tells (U…, F…).
_OTHER = """
    SELECT appln_id FROM applications
    WHERE (SELECT kind FROM chosen) = 'patents'
      AND (coalesce(ipr_type, 'PI') <> 'PI' OR left(upper(kind), 1) IN ('D', 'F', 'U'))
"""

_FILINGS = f"""
    WITH grants AS (
        SELECT appln_id, min(year) AS grant_year FROM publications
        WHERE upper(first_grant) IN ('Y', '1') AND appln_id IS NOT NULL
        GROUP BY appln_id
    )
    SELECT
        a.appln_id AS filing_id,
        CASE
            WHEN upper(a.kind) LIKE 'W%' THEN 'pct'
            WHEN upper(a.office) = 'EP' THEN 'epo'
            WHEN upper(a.regional) IN ('Y', '1') THEN 'regional'
            ELSE 'national'
        END AS route,
        upper(a.office) AS office,
        CASE (SELECT family FROM chosen)
            WHEN 'inpadoc' THEN a.inpadoc_family_id ELSE a.docdb_family_id
        END AS family_id,
        a.priority_year, a.filing_year, a.publication_year, g.grant_year
    FROM (
        SELECT * FROM applications QUALIFY row_number() OVER (PARTITION BY appln_id) = 1
    ) a LEFT JOIN grants g USING (appln_id)
    WHERE a.appln_id NOT IN ({_OTHER})
"""


def _people(role: str) -> str:
    return f"""
    SELECT
        r.appln_id AS filing_id, r.person_id,
        coalesce(p.psn_name, p.person_name) AS name,
        CASE WHEN upper(p.sector) <> 'UNKNOWN' THEN lower(p.sector) END AS sector,
        upper(p.country) AS country,
        CASE WHEN length(p.region) > 2 THEN upper(p.region) END AS region
    FROM roles r LEFT JOIN (
        SELECT * FROM persons QUALIFY row_number() OVER (PARTITION BY person_id) = 1
    ) p USING (person_id)
    WHERE r.{role} > 0 AND r.appln_id NOT IN ({_OTHER})
    """


_CLASSES = f"""
    SELECT appln_id AS filing_id, scheme, code, weight FROM (
        SELECT appln_id, 'ipc' AS scheme, code, NULL AS weight FROM ipc
        UNION ALL SELECT appln_id, 'cpc', code, NULL FROM cpc
        UNION ALL SELECT appln_id, 'wipo35', code, weight FROM fields
    ) WHERE appln_id NOT IN ({_OTHER})
"""

_CITATIONS = f"""
    SELECT DISTINCT citing.appln_id AS citing_id,
        coalesce(cited.appln_id, c.cited_appln_id) AS cited_id
    FROM cited c
    JOIN publications citing USING (publication_id)
    LEFT JOIN publications cited ON cited.publication_id = c.cited_publication_id
    WHERE citing.appln_id IS NOT NULL
      AND coalesce(cited.appln_id, c.cited_appln_id) IS NOT NULL
      AND citing.appln_id <> coalesce(cited.appln_id, c.cited_appln_id)
      AND citing.appln_id NOT IN ({_OTHER})
"""

# NUTS writes Greece EL and the United Kingdom UK where persons in PATSTAT have GR and GB.
_REGIONS = """
    SELECT
        upper(region) AS region,
        CASE left(upper(region), 2)
            WHEN 'EL' THEN 'GR' WHEN 'UK' THEN 'GB' ELSE left(upper(region), 2)
        END AS country,
        label,
        CASE WHEN length(region) > 3 THEN left(upper(region), length(region) - 1) END AS parent
    FROM nuts WHERE length(region) > 2
"""

_NOTES = (
    Note(
        f"SELECT count(*) FROM ({_OTHER})",
        "Applications that are no patents of invention (utility models, designs, and those that "
        "PATSTAT adds because others name them): {n}. They are left out with all their rows; keep "
        "them with --set kind=all.",
    ),
    Note(
        "SELECT count(*) FROM roles WHERE person_id NOT IN (SELECT person_id FROM persons)",
        "Rows of tls207 whose person is not in tls206: {n}. These persons count without a "
        "residence.",
    ),
    Note(
        "SELECT count(*) FROM roles WHERE appln_id NOT IN (SELECT appln_id FROM applications)",
        "Rows of tls207 whose application is not in tls201: {n}. A part of tls201 may be missing.",
    ),
    Note(
        "SELECT count(*) - count(DISTINCT person_id) FROM persons",
        "Rows of tls206 that repeat a person_id with other content: {n}. One row a person is used.",
    ),
    Note(
        "SELECT count(*) - count(DISTINCT appln_id) FROM applications",
        "Rows of tls201 that repeat an appln_id with other content: {n}. Files of two editions may "
        "be mixed; one row an application is used.",
    ),
)

PATSTAT = Provider(
    name="patstat",
    title="PATSTAT Global",
    publisher="European Patent Office",
    licence="Terms of use of the EPO's PATSTAT product line",
    url="https://www.epo.org/en/searching-for-patents/business/patstat",
    caveats=(
        "PATSTAT gives no shares of inventors: the inventors of an application count the same.",
        "The priority year is the year of the earliest filing that PATSTAT knows for the "
        "application.",
        "Regions come from two sources of different NUTS vintages, and not every person has one.",
        "Residences of inventors are missing for most applications at some offices.",
    ),
    kinds=_KINDS,
    tables=(
        Making("filings", _FILINGS),
        Making("inventors", _people("inventor")),
        Making("applicants", _people("applicant")),
        Making("classes", _CLASSES, when=("ipc", "cpc", "fields")),
        Making("citations", _CITATIONS, when=("cited",)),
        Making("regions", _REGIONS, when=("nuts",)),
    ),
    notes=_NOTES,
    choices=(
        Choice(
            "family", ("docdb", "inpadoc"), "DOCDB simple families or INPADOC extended families"
        ),
        Choice(
            "kind",
            ("patents", "all"),
            "patents of invention alone, or also utility models, designs and the rest",
        ),
    ),
)
"""How PATSTAT Global is read: layout of the edition of autumn 2020, in use since."""
