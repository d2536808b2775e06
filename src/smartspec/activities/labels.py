"""Question: is a row among activities a total of others?

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
# The code of SDMX, compared letter by letter: without the underscore it would be the NACE section T
# (households as employers).
_TOTAL_CODE = "_T"
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
