"""Question: is a row among activities a total of others, or of no known activity?

In: the label of a row. Out: yes or no.
Must not know: the values in the rows, or which other activities the table has.
"""

from __future__ import annotations

from smartspec.activities.spelling import fold

_TOTALS = frozenset(
    fold(label)
    for label in (
        "Total", "Totals", "Grand total", "All", "TOT", "Overall",
        "Total economy", "All NACE activities", "Total - all NACE activities",
        "Total, all industries", "Total for all sectors", "All S&E fields", "Total S&E",
        "All science and engineering fields", "All activities combined",
    )
)  # fmt: skip
# Codes of SDMX, compared letter by letter: without the underscore they would be the NACE sections
# T (households as employers), U (extraterritorial organisations) and no section at all.
_TOTAL_CODE = "_T"
_UNCLASSIFIED_CODES = frozenset({"_U", "_X", "_Z"})
_WHOLE = ("all", "total", "allthe", "totalall", "sumofall")
_THINGS = frozenset(
    fold(label)
    for label in (
        "fields", "fields combined", "technologies", "technology fields", "technical fields",
        "technology areas", "technology domains", "technology", "sectors", "industries",
        "industry", "activities", "classes", "patents", "patent applications", "patent families",
        "applications", "subjects", "subject areas", "disciplines", "sciences", "science fields",
        "fields of science", "articles", "publications", "products", "commodities", "goods",
        "occupations", "clusters", "sectors combined",
        "technologies combined", "industries combined", "domains", "categories", "topics",
        "employment", "IPC", "IPC classes", "employees", "jobs", "NACE activities",
    )
)  # fmt: skip
_UNCLASSIFIED = frozenset(
    fold(label)
    for label in (
        "Unclassified", "Unclassified industry", "Unclassified industries", "Unassigned", "Unknown",
        "Unknown field", "Unknown fields", "Not classified", "Not assigned", "Not available",
        "Not specified", "Unspecified", "Unallocated", "UNK", "Not elsewhere classified",
        "Unclassified field", "Unclassified fields", "Industries not classified", "Missing", "n/a",
        "Field unknown", "No field",
    )
)  # fmt: skip


def is_total(label: str) -> bool:
    """Tell whether an activity's label names a total of other activities.

    Counting a total beside its parts doubles every share, so such rows are kept out.

    Parameters
    ----------
    label : str
        As the table writes it.

    Returns
    -------
    bool
        True for "All fields", "all fields combined", "TOTAL", "_T" and the like. "other fields" is
        a part of the whole, not a total.

    Notes
    -----
    Only whole labels count. A row such as "all environmental sustainability technologies" is a sum
    of *some* activities: no list can tell whether its parts stand beside it.

    Examples
    --------
    >>> is_total("All fields"), is_total("all fields combined"), is_total("_T")
    (True, True, True)
    >>> is_total("other fields"), is_total("Total synthesis"), is_total("T")
    (False, False, False)
    """
    key = fold(label)
    if label.strip() == _TOTAL_CODE or key in _TOTALS:
        return True
    return any(key.startswith(whole) and key[len(whole) :] in _THINGS for whole in _WHOLE)


def is_unclassified(label: str) -> bool:
    """Tell whether an activity's label stands for records without a known activity.

    Parameters
    ----------
    label : str
        As the table writes it.

    Returns
    -------
    bool
        True for "Unclassified", "Unknown", "_U" and the like; false for "other fields", which are
        known.

    Examples
    --------
    >>> is_unclassified("Unclassified"), is_unclassified("other fields")
    (True, False)
    """
    return label.strip() in _UNCLASSIFIED_CODES or fold(label) in _UNCLASSIFIED
