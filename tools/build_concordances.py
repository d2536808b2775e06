"""Question: how are the lists of patent classes that ship with smartspec made from their sources?

In: a folder of source tables. Out: the files in ``src/smartspec/activities/lists``; the same bytes
every time.
Must not know: what an entry means; it is carried over as the source writes it.

Usage: python tools/build_concordances.py FACTS_DIR

It prints the number of entries and the status of each source. Where a status changed, change it in
``src/smartspec/activities/lists/schemes.toml`` too.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "smartspec" / "activities" / "lists"
CLASSIFICATIONS = {
    "IPC": "ipc",
    "IPC/CPC": "ipc+cpc",
    "CPC-Y02": "cpc",
    # The tag of the European Patent Office stood in a classification of its own, before the CPC.
    "Y01N": "ipc+cpc",
}
ICT = {
    "Telecommunications": "telecommunications",
    "Consumer electronics": "consumer_electronics",
    "Computers and office machinery": "computers_office",
    "Other ICT": "other_ict",
}
EARLIER = "OECD 2005-2008 definition"
NO_NAME = "Not elsewhere classified"
ACRONYMS = ("GHG", "CO2", "CCS")
_NUMBERED = re.compile(r"([0-9]+(?:\.[0-9]+)*)\.\s*(.+)")
# A few entries carry a word of explanation behind the class.
_REMARKED = re.compile(r"([A-Z][0-9]{2}[A-Z](?:[0-9]+/[0-9]+)?) (?!and\b|or\b)\(?([a-z][^)]*)\)?")

Row = dict[str, str]


def main(facts: Path) -> None:
    """Write every list and say what is in it."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wipo = read(facts / "wipo35_ipc.csv")
    write("wipo35_ipc", ("code", "activity", "classification", "updated_on"), map(field, wipo))
    environment = read(facts / "oecd_env_tech_2015.csv")
    write("oecd_env_tech_2015", ("code", "activity", "classification"), map(search, environment))
    names = {code: name for row in environment for code, name in levels(row)}
    labels = [{"activity": code, "name": names[code]} for code in sorted(names, key=by_number)]
    write("oecd_env_tech_2015_names", ("activity", "name"), labels)
    both = read(facts / "oecd_biotech_nano_ipc.csv")
    for topic in ("biotechnology", "nanotechnology"):
        rows = [tagged(row, topic) for row in both if row["field"] == topic]
        write(f"oecd_{topic}", ("code", "activity", "classification", "part", "remark"), rows)
    ict = [tagged(row, ICT[row["subfield"]]) for row in read(facts / "oecd_ict_ipc.csv")]
    write("oecd_ict", ("code", "activity", "classification", "remark"), ict)
    y02 = read(facts / "cpc_y02_headings.csv")
    write("cpc_y02", ("code", "activity", "classification", "name", "since"), map(heading, y02))


def read(path: Path) -> list[Row]:
    """Read a source and say how sure it is."""
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    status = sorted({row.get("status", "") for row in rows})
    print(f"{path.name}: {len(rows)} rows, status {status}")
    if {row.get("include", "include") for row in rows} != {"include"}:
        raise SystemExit(f"{path.name} has entries to leave out; carry them over first.")
    return rows


def write(name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Write a list."""
    with (TARGET / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        written = list(rows)
        writer.writerows(written)
    print(f"  {name}.csv: {len(written)} rows")


def field(row: Row) -> Row:
    """Carry over an entry of WIPO's concordance; its date in the form of ISO 8601."""
    told = row["updated_on"]
    updated = dt.datetime.strptime(told, "%B %d, %Y").date().isoformat() if told else ""
    return {
        "code": row["ipc_prefix"],
        "activity": row["field_number"],
        "classification": "ipc",
        "updated_on": updated,
    }


def search(row: Row) -> Row:
    """Carry over an entry of ENV-TECH under the finest level that it has."""
    return {
        "code": row["code_prefix_or_range"],
        "activity": levels(row)[-1][0],
        "classification": CLASSIFICATIONS[row["scheme"]],
    }


def levels(row: Row) -> list[tuple[str, str]]:
    """Return number and name of each level that a row has."""
    found: list[tuple[str, str]] = []
    for column in ("level1", "level2", "level3"):
        if row[column]:
            numbered = _NUMBERED.fullmatch(row[column])
            if numbered is None:
                raise SystemExit(f"'{row[column]}' has no number.")
            name = readable(numbered[2])
            if name == NO_NAME:  # it says something only together with the level above
                name = f"{found[-1][1]} – {name}"
            found.append((numbered[1], name))
    return found


def readable(name: str) -> str:
    """Write a heading in small letters, as sentences are, and mend one slip of the pen."""
    if sum(letter.isupper() for letter in name) > 10:
        name = name.capitalize()
        for acronym in ACRONYMS:
            name = re.sub(rf"\b{acronym}\b", acronym, name, flags=re.IGNORECASE)
    return name.replace("transmission of distribution", "transmission or distribution")


def by_number(code: str) -> list[int]:
    """Sort 1.10 behind 1.9."""
    return [int(part) for part in code.split(".")]


def tagged(row: Row, activity: str) -> Row:
    """Carry over an entry of the lists by topic, a remark apart from the class."""
    code = row["code_prefix_or_range"]
    remarked = _REMARKED.fullmatch(code)
    earlier = row["subfield"] == EARLIER
    return {
        "code": remarked[1] if remarked else code,
        "activity": activity,
        "classification": CLASSIFICATIONS[row["scheme"]],
        "part": "2005-2008" if earlier else "later" if row["scheme"] == "IPC" else "",
        "remark": remarked[2] if remarked else "",
    }


def heading(row: Row) -> Row:
    """Carry over a heading of the tags."""
    return {
        "code": row["code"],
        "activity": row["code"],
        "classification": "cpc",
        "name": row["heading"],
        "since": row["approx_year_introduced"],
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
