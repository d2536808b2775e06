"""Question: what do the records of a folder count up to?

In: a folder, whose files it holds, and how to count. Out: a table with its manifest beside it.
Must not know: any provider's format, or how records are counted.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.counting_answers import Destination, write_answer
from smartspec.cli.progress import progress
from smartspec.cli.records import choices_of
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.counting.options import CountOptions
    from smartspec.study.records import Reading, Wanted


class By(StrEnum):
    """Whose residence counts."""

    INVENTOR = "inventor"
    APPLICANT = "applicant"


class Count(StrEnum):
    """What a filing of several places counts in each."""

    FRACTIONAL = "fractional"
    WHOLE = "whole"


class Fields(StrEnum):
    """What a filing of several activities counts in each."""

    SPLIT = "split"
    BY_CODE = "by_code"
    WHOLE = "whole"


class Year(StrEnum):
    """Which year a filing belongs to."""

    PRIORITY = "priority"
    FILING = "filing"
    PUBLICATION = "publication"
    GRANT = "grant"
    NONE = "none"


class Unknown(StrEnum):
    """What to do with unknown residence."""

    KEEP = "keep"
    DROP = "drop"


class Rest(StrEnum):
    """What to do with filings outside the scheme."""

    AUTO = "auto"
    KEEP = "keep"
    DROP = "drop"


class Of(StrEnum):
    """What pairs are made of."""

    ACTIVITIES = "activities"
    PLACES = "places"
    COLOCATION = "colocation"


Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR",
        help="The folder of records; left out if --engine is a database that has them.",
    ),
]
Out = Annotated[
    str, typer.Option("-o", "--out", help="Where to write; the ending tells the format.")
]
Source = Annotated[
    str,
    typer.Option(
        help="Whose files they are: regpat, patstat, patentsview, lens, table (with --mapping), or "
        "microdata; found out from the files if left out."
    ),
]
Mapping = Annotated[
    Path | None, typer.Option(help="A TOML file that says which column is which (--source table).")
]
Part = Annotated[str, typer.Option(help="Which part of the source's files, such as pct or epo.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A choice that the source leaves to the reader: NAME=VALUE."),
]
Place = Annotated[
    str,
    typer.Option(
        help="Level of places: country, tl2, tl3, nuts0 to nuts3, region, state, county, own."
    ),
]
Near = Annotated[
    str,
    typer.Option(
        metavar="LAT,LON:KM,KM[=NAME]",
        help="Rings around a point in place of regions, such as 52.52,13.405:25,50=Berlin.",
    ),
]
PlaceMap = Annotated[
    Path | None,
    typer.Option(help="A table of places of your own: region, place and, if divided, weight."),
]
Vintage = Annotated[
    int | None, typer.Option(metavar="YEAR", help="Year of the NUTS list to bring codes to.")
]
Union = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=A+B", help="Places taken together; may be given more than once."),
]
Activity = Annotated[
    str, typer.Option(help="Scheme of activities ('smartspec schemes') or a .csv of your own.")
]
WindowOption = Annotated[
    list[str] | None,
    typer.Option(help="Years to add up, such as 2007-2009; may be given more than once."),
]
ByOption = Annotated[By, typer.Option(help="Whose residence counts.")]
YearOption = Annotated[
    Year, typer.Option(help="The year that a filing belongs to; none counts all together.")
]
Route = Annotated[
    list[str] | None, typer.Option(help="Count filings of this route alone, such as pct.")
]
Office = Annotated[list[str] | None, typer.Option(help="Count filings of this office alone.")]
Sector = Annotated[
    list[str] | None, typer.Option(help="Count only the part of persons of this sector.")
]
Families = Annotated[bool, typer.Option("--families", help="Count each family of filings once.")]
UnknownOption = Annotated[
    Unknown, typer.Option(help="Keep unknown residence as a place (UNK), or leave it out.")
]
Engine = Annotated[
    str, typer.Option(help="duckdb, spark, or the address of a database that has the records.")
]
Memory = Annotated[
    str, typer.Option(help="How much memory to use, such as 3GB; what does not fit goes to disk.")
]
Threads = Annotated[int, typer.Option(min=0, help="Processors to use; all if left out.")]
Cache = Annotated[Path | None, typer.Option(help="Folder where records are kept once read.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Read the files anew, whatever is kept.")]
MaxRejects = Annotated[
    int | None, typer.Option(min=0, help="Stop if more rows than this cannot be used.")
]
CompleteTo = Annotated[
    int | None, typer.Option(metavar="YEAR", help="The last year that the records have whole.")
]
Report = Annotated[str, typer.Option(help="Also write where each row went, as a table.")]


def count(
    folder: Folder = None,
    out: Out = "-",
    source: Source = "",
    place: Place = "country",
    activity: Activity = "wipo35",
    window: WindowOption = None,
    by: ByOption = By.INVENTOR,
    count: Annotated[
        Count,
        typer.Option(help="Share a filing among its places, or count it whole in each of them."),
    ] = Count.FRACTIONAL,
    fields: Annotated[
        Fields,
        typer.Option(
            help="Split a filing in equal parts among its activities, in proportion to its codes, "
            "or count it whole in each of them."
        ),
    ] = Fields.SPLIT,
    year: YearOption = Year.PRIORITY,
    route: Route = None,
    office: Office = None,
    sector: Sector = None,
    families: Families = False,
    unknown: UnknownOption = Unknown.KEEP,
    rest: Annotated[
        Rest,
        typer.Option(
            help="Keep filings outside the scheme as an activity (other), or leave them out; auto "
            "keeps them where the scheme is a selection."
        ),
    ] = Rest.AUTO,
    complete_to: CompleteTo = None,
    near: Near = "",
    place_map: PlaceMap = None,
    nuts_vintage: Vintage = None,
    union: Union = None,
    mapping: Mapping = None,
    part: Part = "",
    choice: Set = None,
    engine: Engine = "duckdb",
    memory: Memory = "",
    threads: Threads = 0,
    cache: Cache = None,
    fresh: Fresh = False,
    max_rejects: MaxRejects = None,
    report: Report = "",
) -> None:
    """Count the records of a folder by place, activity and year."""
    from smartspec.counting.options import CountOptions
    from smartspec.study.records import Reading, count_records

    to = Destination(out, report)
    wanted = _wanted(place, activity, near, place_map, nuts_vintage, union)
    options = CountOptions(
        by=by.value,
        count=count.value,
        fields=fields.value,
        year=year.value,
        windows=window or (),
        routes=route or (),
        offices=office or (),
        sectors=sector or (),
        families=families,
        unknown=unknown.value,
        rest=rest.value,
        complete_to=complete_to,
    )
    reading = Reading(
        folder, source, part, mapping, choices_of(choice), cache, fresh, max_rejects, engine,
        memory, threads,
    )  # fmt: skip
    with progress() as step:
        found, records = count_records(reading, wanted, options, step=step)
    write_answer(to, found, records, _asked(reading, wanted, options))


def pairs(
    folder: Folder = None,
    out: Out = "-",
    of: Annotated[
        Of,
        typer.Option(
            help="Activities that meet in a filing, places that share a filing, or activities that "
            "the same places have (colocation)."
        ),
    ] = Of.ACTIVITIES,
    source: Source = "",
    place: Place = "country",
    activity: Activity = "wipo35",
    window: WindowOption = None,
    by: ByOption = By.INVENTOR,
    count: Annotated[
        Count,
        typer.Option(
            help="A filing counts 1 shared among its pairs, or 1 for each of them (whole)."
        ),
    ] = Count.WHOLE,
    diagonal: Annotated[
        bool, typer.Option("--diagonal", help="Add pairs of each one with itself.")
    ] = False,
    least: Annotated[
        float, typer.Option(min=0, help="For colocation: how much a place must have at least.")
    ] = 0.0,
    year: YearOption = Year.PRIORITY,
    route: Route = None,
    office: Office = None,
    sector: Sector = None,
    families: Families = False,
    complete_to: CompleteTo = None,
    near: Near = "",
    place_map: PlaceMap = None,
    nuts_vintage: Vintage = None,
    union: Union = None,
    mapping: Mapping = None,
    part: Part = "",
    choice: Set = None,
    engine: Engine = "duckdb",
    memory: Memory = "",
    threads: Threads = 0,
    cache: Cache = None,
    fresh: Fresh = False,
    max_rejects: MaxRejects = None,
    report: Report = "",
) -> None:
    """Count which activities, or which places, are found together in records."""
    from smartspec.counting.options import CountOptions
    from smartspec.study.records import Reading, pair_records

    to = Destination(out, report)
    wanted = _wanted(place, activity, near, place_map, nuts_vintage, union)
    options = CountOptions(
        by=by.value,
        # Whether a place has an activity is asked of its fractional counts.
        count="fractional" if of is Of.COLOCATION else count.value,
        year=year.value,
        windows=window or (),
        routes=route or (),
        offices=office or (),
        sectors=sector or (),
        families=families,
        complete_to=complete_to,
    )
    if least and of is not Of.COLOCATION:
        raise RequestError("--least goes with --of colocation. Leave it out.")
    reading = Reading(
        folder, source, part, mapping, choices_of(choice), cache, fresh, max_rejects, engine,
        memory, threads,
    )  # fmt: skip
    with progress() as step:
        found, records = pair_records(
            reading, wanted, options, of=of.value, diagonal=diagonal, least=least, step=step
        )
    asked = _asked(reading, wanted, options)
    asked |= {"of": of.value, "diagonal": diagonal, "least": least}
    write_answer(to, found, records, asked)


def _wanted(
    place: str,
    activity: str,
    near: str,
    place_map: Path | None,
    vintage: int | None,
    unions: list[str] | None,
) -> Wanted:
    """Gather what counts as a place; a table of places is meant to be used."""
    from smartspec.study.records import Wanted

    wanted = Wanted(place, activity, vintage, place_map, unions or (), near)
    if place_map is not None and place == Wanted.place:
        wanted = replace(wanted, place="own")
    return wanted


def _asked(reading: Reading, wanted: Wanted, options: CountOptions) -> dict[str, object]:
    """Write down what was asked for, so that it can be asked again."""
    from smartspec.counting.engines import safe_name

    plain = {
        name: str(value) if isinstance(value, Path) else value
        for part in (reading, wanted)
        for name, value in vars(part).items()
        if name not in {"choices", "unions", "engine"}
    }
    return {
        **plain,
        "engine": safe_name(reading.engine),
        "choices": dict(reading.choices),
        "unions": list(wanted.unions),
        **options.to_dict(),
    }
