"""Question: what does a study file look like that one can start from?

In: a place. Out: a commented study file that runs as it is.
Must not know: how a study is computed.
"""

from __future__ import annotations

import json

_TEMPLATE = """\
# A smartspec study. Run it with: smartspec run {name} -o my-pack
# Everything but the place has a default; the defaults are shown.

[study]
place = {place}                # code or name, or the name of a union below
title = ""                     # the report's title; made from the place if empty
# What the report holds, in this order. Sections that do not fit the data are left out and named.
sections = [
  "summary", "strengths", "change", "peers",
  "activity_space", "opportunities", "joint", "partners", "entry", "map",
  "figure_7_2", "table_7_1", "policies", "science", "counting", "methods",
]

[data]
{dataset:<31}# one of: smartspec datasets
# Or a table of your own (.csv .csv.gz .tsv .parquet .xlsx), path as seen from this file:
# file = "counts.csv"
# unit = "patents (fractional)"
# source = "Who published it, which edition"
# licence = "Under which terms"
# reference = "World"          # a row that is the whole to compare with; the sum of places if empty
# economies = true             # places are economies; found out if left out: when all names match
# activities = "wipo35"        # activities are numbers of the 35 WIPO technology fields
# keep_aggregates = false      # true to take World, EU-27, All fields ... as any other
# events = true                # false for jobs or money: then no intervals, they are not events
# missing = "refuse"           # empty values: refuse, drop or zero
# sum_duplicates = false
# [data.columns]
# place = "region"
# activity = "field"
# period = "year"
# value = "patents"

# Or a folder of records (REGPAT, PATSTAT, PatentsView, ...), counted as [counting] says:
# records = "regpat"
# [counting]
# source = "regpat"            # found out from the files if left out
# part = "pct"
# place = "tl2"                # country, tl2, tl3, nuts0 to nuts3, region
# activity = "wipo35"          # smartspec schemes
# year = "priority"

[windows]
{now:<31}# all periods together if empty
before = "2007-2009"           # no comparison over time if empty

[peers]
members = []                   # codes or names; the most similar places if empty
number = 5                     # how many similar places

# A union of your own; use its name as the place above or among the peers.
[places.NORDIC]
members = ["DNK", "FIN", "NOR", "SWE"]

[thresholds]
rta = 1.0                      # specialised: RTA above this (1 or more) ...
q = 0.05                       # ... with a q-value below this
confidence = 0.95              # of all intervals
minimum = 100                  # places with fewer records in a window are no peers

[opportunities]
draws = 100                    # how often counts are drawn again, for ranges
partners = 3                   # how many partners to name for a candidate

[figure]                       # Figure 7.2 of the OECD profile, from the shipped patent families
window = "2007-2009"
earlier = "1998-2000"
minimum = 500                  # economies need more families than this in the window
groups = ["OECD", "EU27_2007", "BRIICS"]
members_in = 2012              # whose members make a group
"""


def study_text(
    place: str,
    *,
    dataset: str = "patent_families",
    now: str = "2018-2020",
    name: str = "study.toml",
) -> str:
    """Return a commented study file.

    Parameters
    ----------
    place : str
        What the study is about.
    dataset : str, default "patent_families"
        Data set that ships.
    now : str, default "2018-2020"
        Window of the picture.
    name : str, default "study.toml"
        Name of the file, for the comment at its head.

    Returns
    -------
    str
        TOML that runs as it is.
    """
    return _TEMPLATE.format(
        place=json.dumps(place, ensure_ascii=False),
        dataset=f'dataset = "{dataset}"',
        now=f'now = "{now}"',
        name=name,
    )
