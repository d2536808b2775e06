"""Question: to which activities do patent classes belong, and which schemes are there?

In: classes, or a file of them, and the name of a scheme. Out: a table, or a list to read.
Must not know: what a class means, or how it is given to an activity.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes
from smartspec.cli.listings import WIDTH, print_entry
from smartspec.core.errors import RequestError, counted, listing, nearest

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.activities.assign import Assignment
    from smartspec.activities.schemes import Scheme

_SHOWN = 3


def classify(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CODES",
            help="Classes such as A61K31/00, or one .csv(.gz), .tsv, .parquet or .xlsx file that "
            "has a column of them, or - for standard input.",
        ),
    ],
    scheme: Annotated[
        str,
        typer.Option(
            help="A scheme ('smartspec schemes'), with its level behind a colon, or a .csv of your "
            "own."
        ),
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
    ] = "-",
    code: Annotated[
        str | None, typer.Option(help="Column of classes; the first one if left out.")
    ] = None,
    filing: Annotated[
        str | None,
        typer.Option(help="Column of filings: answer for filings and not for single classes."),
    ] = None,
) -> None:
    """Tell to which activities patent classes, or filings, belong."""
    from smartspec.activities.schemes import scheme as named
    from smartspec.tables.files import ending_of, write_frame

    ending_of(out)
    chosen = named(scheme)
    table = _table(codes, code, filing, out)
    classes = _everywhere(chosen, table)
    from smartspec.activities.assign import assign

    found = assign(chosen, classes)
    malformed = set(found.malformed["code"])
    if malformed >= set(classes["code"]):
        shown = listing(dict.fromkeys(repr(text) for text in classes["code"]), limit=_SHOWN)
        raise RequestError(
            f"None of the classes can be read: {shown}. A class is written as A61K31/00; name "
            "their column with --code."
        )
    answer = _of_codes(chosen, found, table) if filing is None else _of_filings(chosen, classes)
    write_frame(answer, out)
    notes(_told(chosen, found, table, answer, by_filing=filing is not None))


def schemes(
    name: Annotated[
        str | None,
        typer.Argument(help="One scheme, with its level behind a colon: also its activities."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--out", help="Write the list of schemes, or of one scheme's classes, as a table."
        ),
    ] = None,
) -> None:
    """List the schemes of activities, with levels, source and status; or write one as a table."""
    from smartspec.activities.schemes import scheme, schemes

    entries = [scheme(name)] if name else list(schemes())
    if out is not None:
        import pandas as pd

        from smartspec.tables.files import write_frame

        rows = _list_of(entries[0]) if name else [_record(entry) for entry in entries]
        write_frame(pd.DataFrame(rows), out)
        if name:
            notes(_sureness(entries[0]))
        return
    for entry in entries:
        print_entry(entry.name, entry.title, _details(entry))
    if name and entries[0].names:
        print()
        for activity, words in entries[0].names.items():
            told = words if words != activity else ""
            print(
                textwrap.fill(
                    f"{activity:<10} {told}", WIDTH, initial_indent="  ", subsequent_indent=" " * 13
                )
            )


def _details(entry: Scheme) -> list[tuple[str, str]]:
    size = f"{counted(len(entry.names), 'activity', 'activities')} at the level marked (*); "
    size += counted(len(entry.entries), "entry", "entries")
    together = len({one.rule for one in entry.entries if one.is_about_filings})
    if together:
        size += f", of them {together:,} for classes that come together in a filing"
    return [
        ("levels", ", ".join(_levels(entry))),
        ("holds", size if entry.entries else "as many activities as the records have classes"),
        ("looks in", " and ".join(name.upper() for name in entry.classifications)),
        ("overlap", _OVERLAP[entry.overlap] if entry.entries else ""),
        ("version", entry.version),
        ("source", f"{entry.source}{f'; {entry.url}' if entry.url else ''}"),
        ("licence", entry.licence),
        ("status", entry.status),
        *(("caveat", caveat) for caveat in entry.caveats),
    ]


_OVERLAP = {
    "longest": "the longest entry that holds a class decides",
    "every": "every entry that holds a class counts, so activities overlap",
}


def _levels(entry: Scheme) -> list[str]:
    """Name the levels; the one that is understood, or was chosen, is marked."""
    return [f"{level} (*)" if level == entry.level else level for level in entry.levels]


def _record(entry: Scheme) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "levels": " ".join(entry.levels),
        "level": entry.level,
        "activities": str(len(entry.names)) if entry.entries else "",
        "entries": str(len(entry.entries)) if entry.entries else "",
        "classifications": " ".join(entry.classifications),
        "overlap": entry.overlap if entry.entries else "",
        "exhaustive": entry.exhaustive,
        "version": entry.version,
        "source": entry.source,
        "licence": entry.licence,
        "url": entry.url,
        "status": entry.status,
        "caveats": " ".join(entry.caveats),
    }


def _list_of(entry: Scheme) -> list[dict[str, str]]:
    """Return a scheme as the list of one's own that would mean the same."""
    if not entry.entries:
        raise RequestError(
            f"{entry.name} has no list of classes: its activities are the classes themselves. "
            "Leave out -o, or name another scheme."
        )
    return [
        {
            "code": one.text,
            "activity": one.activity,
            "name": entry.names[one.activity],
            "include": "include" if one.include else "exclude",
            "classification": "+".join(one.classifications),
        }
        for one in entry.entries
    ]


def _table(codes: list[str], code: str | None, filing: str | None, out: str) -> pd.DataFrame:
    """Return the classes, as columns ``code`` and, if asked for, ``filing_id``."""
    import pandas as pd

    from smartspec.tables.files import ENDINGS, STANDARD, read_frame

    only = codes[0]
    is_file = only == STANDARD or Path(only).is_file() or only.lower().endswith(ENDINGS)
    if len(codes) > 1 or not is_file:
        given = [option for option, value in (("--code", code), ("--filing", filing)) if value]
        if given:
            raise RequestError(
                f"{listing(given)} names a column of a file, but classes were given directly. "
                "Leave it out, or put the classes into a file."
            )
        return pd.DataFrame({"code": codes})
    if Path(out).exists() and Path(only).exists() and Path(out).samefile(only):
        raise RequestError(f"{out} is the input; its data would be lost. Choose another name.")
    frame = read_frame(only)
    if code is None and filing is None and _is_headless(frame):
        column = str(frame.columns[0])
        return pd.DataFrame({"code": [column, *frame.iloc[:, 0].astype("str")]})
    picked = {"code": _column(frame, code, "--code")}
    if filing is not None:
        picked = {"filing_id": _column(frame, filing, "--filing"), **picked}
    return pd.DataFrame(picked)


def _is_headless(frame: pd.DataFrame) -> bool:
    """Whether a lone column has a class where its name should be."""
    from smartspec.activities.symbols import parse_symbol

    symbol = parse_symbol(str(frame.columns[0])) if frame.shape[1] == 1 else None
    return symbol is not None and symbol.subclass is not None


def _column(frame: pd.DataFrame, name: str | None, option: str) -> pd.Series[str]:
    columns = [str(column) for column in frame.columns]
    if name is None:
        name = columns[0]
    if name not in columns:
        guess = nearest(name, columns)
        hint = f" Did you mean '{guess}'?" if guess else ""
        raise RequestError(
            f"There is no column '{name}'.{hint} The table has: {listing(columns, limit=12)}. Name "
            f"the column with {option}."
        )
    column = frame.iloc[:, columns.index(name)]
    return column.astype("str").where(column.notna(), "")


def _everywhere(chosen: Scheme, table: pd.DataFrame) -> pd.DataFrame:
    """Take each class for one of every classification that the scheme looks in."""
    import pandas as pd

    return pd.concat(
        [table.assign(scheme=name) for name in chosen.classifications], ignore_index=True
    )


def _of_codes(chosen: Scheme, found: Assignment, table: pd.DataFrame) -> pd.DataFrame:
    """Answer for each class as written, in the order of the input, whatever is found for it."""
    from smartspec.activities.symbols import parse_symbol

    distinct = table[["code"]].drop_duplicates(ignore_index=True)
    symbols = [parse_symbol(text) for text in distinct["code"]]
    distinct["symbol"] = [symbol.text if symbol else "" for symbol in symbols]
    direct = found.direct[["code", "activity", "rule"]].drop_duplicates(["code", "activity"])
    answer = distinct.merge(direct, on="code", how="left").fillna({"activity": "", "rule": ""})
    answer["name"] = _names(chosen, answer["activity"])
    return answer[["code", "symbol", "activity", "name", "rule"]]


def _of_filings(chosen: Scheme, classes: pd.DataFrame) -> pd.DataFrame:
    """Answer for each filing, with all entries that hold it; also for those in no activity."""
    from smartspec.activities.assign import filings_in

    key = ["filing_id", "activity"]
    rules = filings_in(chosen, classes).groupby(key, sort=False)["rule"]
    held = rules.agg(lambda several: "; ".join(dict.fromkeys(several))).reset_index()
    distinct = classes[["filing_id"]].drop_duplicates(ignore_index=True)
    answer = distinct.merge(held, on="filing_id", how="left").fillna({"activity": "", "rule": ""})
    answer["name"] = _names(chosen, answer["activity"])
    return answer[["filing_id", "activity", "name", "rule"]].rename(columns={"filing_id": "filing"})


def _names(chosen: Scheme, activities: pd.Series[str]) -> list[str]:
    return [chosen.names.get(activity, "") for activity in activities]


def _told(
    chosen: Scheme,
    found: Assignment,
    table: pd.DataFrame,
    answer: pd.DataFrame,
    *,
    by_filing: bool,
) -> Iterable[str]:
    """Say what could not be answered, and how sure the list is."""
    codes = table["code"].drop_duplicates()
    malformed = codes[codes.isin(found.malformed["code"])]
    if len(malformed):
        yield (
            f"{counted(len(malformed), 'class', 'classes')} of {len(codes):,} cannot be read: "
            f"{listing(map(repr, malformed), limit=_SHOWN)}."
        )
    outside = codes[~codes.isin(found.direct["code"]) & ~codes.isin(malformed)]
    if len(outside):
        yield (
            f"No activity for {counted(len(outside), 'class', 'classes')} of {len(codes):,} "
            f"({found.outside['reason'].iloc[0]}): {listing(outside, limit=_SHOWN)}."
        )
    if by_filing:
        filings, without = answer["filing"].nunique(), int((answer["activity"] == "").sum())
        if without:
            yield f"No activity for {counted(without, 'filing')} of {filings:,}."
    elif len(found.rules):
        yield (
            f"{counted(len(found.rules), 'entry asks', 'entries ask')} for several classes of one "
            f"filing, and no single class can answer: "
            f"{listing(found.rules['rule'], limit=_SHOWN)}. Give the column of filings with "
            "--filing."
        )
    if chosen.status:
        yield chosen.status
    if len(outside):
        yield from chosen.caveats


def _sureness(chosen: Scheme) -> Iterable[str]:
    if chosen.status:
        yield chosen.status
    yield from chosen.caveats
