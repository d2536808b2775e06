"""Question: what can a study file say?

In: the keys of a TOML file. Out: a checked study with every default filled in.
Must not know: how a study is computed.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from smartspec.tables.periods import parse_window

Section = Literal[
    "summary",
    "strengths",
    "change",
    "peers",
    "activity_space",
    "opportunities",
    "joint",
    "partners",
    "entry",
    "map",
    "figure_7_2",
    "table_7_1",
    "policies",
    "science",
    "counting",
    "methods",
]
SECTIONS: tuple[Section, ...] = get_args(Section)


def _is_window(text: str) -> str:
    return str(parse_window(text))


def _is_window_or_none(text: str) -> str:
    return _is_window(text) if text.strip() else ""


def _each_once(names: list[Section]) -> list[Section]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"a section stands twice: {', '.join(twice)}")
    return names


YearsOrNone = Annotated[str, AfterValidator(_is_window_or_none)]
Years = Annotated[str, AfterValidator(_is_window)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Part(BaseModel):
    """A table of the study file: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class About(Part):
    """``[study]``: the place, and what the report is called."""

    place: str = Field(min_length=1)
    title: str = ""
    sections: Annotated[list[Section], AfterValidator(_each_once)] = Field(
        default_factory=lambda: list(SECTIONS), min_length=1
    )


class Columns(Part):
    """``[data.columns]``: what a table of one's own calls its columns."""

    place: str = "place"
    activity: str = "activity"
    period: str = "period"
    value: str = "value"


class Data(Part):
    """``[data]``: a data set that ships, a file of one's own, or records still to be counted."""

    dataset: str = ""
    file: str = ""
    records: str = ""
    columns: Columns = Columns()
    unit: str = ""
    source: str = ""
    licence: str = ""
    reference: str = ""
    economies: bool | None = None
    activities: Literal["", "wipo35"] = ""
    keep_aggregates: bool = False
    events: bool = True
    sum_duplicates: bool = False
    missing: Literal["refuse", "drop", "zero"] = "refuse"

    @model_validator(mode="after")
    def _one_of_three(self) -> Data:
        given = [name for name in ("dataset", "file", "records") if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(f"give '{given[0]}' or '{given[1]}', not both")
        return self

    @property
    def shipped(self) -> str:
        """Name of the data set that ships, or nothing if the study has a file of its own."""
        return self.dataset or ("" if self.file or self.records else "patent_families")


class Counting(Part):
    """``[counting]``: how the records that ``[data]`` names become counts."""

    source: str = ""
    part: Literal["", "pct", "epo"] = ""
    mapping: str = ""
    choices: dict[str, str] = Field(default_factory=dict)
    place: str = "country"
    nuts_vintage: int | None = None
    place_map: str = ""
    near: str = ""
    activity: str = "wipo35"
    by: Literal["inventor", "applicant"] = "inventor"
    count: Literal["fractional", "whole"] = "fractional"
    fields: Literal["split", "by_code", "whole"] = "split"
    year: Literal["priority", "filing", "publication", "grant", "none"] = "priority"
    routes: list[str] = Field(default_factory=list)
    offices: list[str] = Field(default_factory=list)
    sectors: list[str] = Field(default_factory=list)
    families: bool = False
    rest: Literal["auto", "keep", "drop"] = "auto"
    complete_to: int | None = None
    max_rejects: int | None = Field(default=None, ge=0)
    engine: str = "duckdb"
    memory: str = ""


class Windows(Part):
    """``[windows]``: the years of the picture, and the years it is compared with.

    An empty ``now`` takes all periods together; an empty ``before`` compares with nothing.
    """

    now: YearsOrNone = "2018-2020"
    before: YearsOrNone = "2007-2009"

    @model_validator(mode="after")
    def _in_order(self) -> Windows:
        if not self.before:
            return self
        if not self.now:
            raise ValueError("'before' needs a 'now' to be compared with")
        now, before = parse_window(self.now), parse_window(self.before)
        if before.end >= now.start:
            raise ValueError(f"'before' ({before}) must end before 'now' ({now}) begins")
        return self


class Peers(Part):
    """``[peers]``: whom the place is compared with."""

    members: list[str] = Field(default_factory=list)
    number: int = Field(default=5, ge=1, le=12)


class Union(Part):
    """``[places.NAME]``: a union of one's own."""

    members: list[str] = Field(min_length=2)


class Thresholds(Part):
    """``[thresholds]``: when something counts as specialised or large enough."""

    rta: float = Field(default=1.0, ge=1)
    q: Share = 0.05
    confidence: Share = 0.95
    minimum: float = Field(default=100, ge=0)


class Opportunities(Part):
    """``[opportunities]``: how often counts are drawn again, and how many partners are named."""

    draws: int = Field(default=100, ge=20, le=10_000)
    partners: int = Field(default=3, ge=1, le=10)


class Figure(Part):
    """``[figure]``: Figure 7.2 of the OECD profile."""

    window: Years = "2007-2009"
    earlier: Years = "1998-2000"
    minimum: float = Field(default=500, ge=0)
    groups: list[str] = Field(default_factory=lambda: ["OECD", "EU27_2007", "BRIICS"])
    members_in: int = Field(default=2012, ge=1950, le=2100)


class Study(Part):
    """A whole study file."""

    study: About
    data: Data = Data()
    counting: Counting = Counting()
    windows: Windows = Windows()
    peers: Peers = Peers()
    places: dict[str, Union] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    opportunities: Opportunities = Opportunities()
    figure: Figure = Figure()

    @model_validator(mode="after")
    def _counting_has_records(self) -> Study:
        if self.counting.model_fields_set and not self.data.records:
            raise ValueError("'counting' needs 'records' under [data], the folder to count from")
        return self
