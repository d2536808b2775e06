"""Question: which column of which file is what, in a table of one's own?

In: a TOML file that tells it. Out: the same, checked.
Must not know: what is in the files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from smartspec.core.errors import RequestError, listing
from smartspec.core.toml_file import check, parse_toml, read_text
from smartspec.tables.microdata import SCHEMA

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "filings": ("filing_id",),
        "inventors": ("filing_id",),
        "applicants": ("filing_id",),
        "classes": ("filing_id", "code", "scheme"),
        "citations": ("citing_id", "cited_id"),
        "regions": ("region",),
    }
)
"""What a table of records cannot do without."""

PERSONS = ("inventors", "applicants")


class _Strict(BaseModel):
    """A table of the mapping: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class About(_Strict):
    """``[records]``: what the records are, for those who read the numbers made from them."""

    title: str = "Records of one's own"
    publisher: str = ""
    licence: str = ""
    url: str = ""
    caveats: list[str] = Field(default_factory=list)


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from None
    return text


class Part(_Strict):
    """One file and which of its columns are which columns of a table of records."""

    table: ClassVar[str] = ""

    file: str = Field(min_length=1)
    separator: str = ""
    quote: str = Field(default='"', max_length=1)
    key: Annotated[str, AfterValidator(_is_pattern)] = ""
    lists: list[str] = Field(default_factory=list)
    list_separator: str = Field(default=";;", min_length=1)
    columns: Any = None
    constants: Any = None

    @property
    def columns_given(self) -> dict[str, str]:
        """Columns of the table of records to columns of the file."""
        return cast("dict[str, str]", self.columns.model_dump(exclude_none=True))

    @property
    def constants_given(self) -> dict[str, str | float]:
        """Columns of the table of records to the one value that they have throughout."""
        return cast("dict[str, str | float]", self.constants.model_dump(exclude_none=True))

    @model_validator(mode="after")
    def _makes_sense(self) -> Part:
        columns, constants = self.columns_given, self.constants_given
        if "/" in self.file or "\\" in self.file:
            raise ValueError(f"'file' is a name in the folder, without a path: {self.file}")
        both = sorted(set(columns) & set(constants))
        if both:
            raise ValueError(f"'{both[0]}' is a column and a constant at once; keep one")
        for name in KEYS[self.table]:
            if name not in columns and name not in constants:
                raise ValueError(f"{self.table} need '{name}'; add it to columns")
        listed = columns if self.table not in ("filings", "regions") else ()
        valid = [name for name in listed if name not in ("filing_id", "citing_id")]
        wrong = [name for name in self.lists if name not in valid]
        if wrong:
            raise ValueError(f"'{wrong[0]}' cannot be a list here; valid: {listing(valid)}")
        return self


def _named(
    table: str, what: str, annotation: object, *, but: tuple[str, ...] = ()
) -> type[_Strict]:
    fields: dict[str, Any] = {
        column: (annotation, None) for column in SCHEMA[table] if column not in but
    }
    return create_model(f"{table}_{what}", __base__=_Strict, **fields)


def _part(table: str) -> type[Part]:
    columns = _named(table, "columns", Annotated[str, Field(min_length=1)] | None)
    identity = tuple(
        name for name in SCHEMA[table] if name in ("filing_id", "citing_id", "cited_id")
    )
    constants = _named(table, "constants", str | int | float | None, but=identity)
    fields: dict[str, Any] = {"columns": (columns, ...), "constants": (constants, constants())}
    made = create_model(f"{table}_part", __base__=Part, **fields)
    made.table = table
    return made


_PARTS = {table: _part(table) for table in SCHEMA}
_FIELDS: dict[str, Any] = {
    table: (list[part], Field(default_factory=list))  # type: ignore[valid-type]  # made above
    for table, part in _PARTS.items()
}
_Mapping = create_model("mapping", __base__=_Strict, records=(About, About()), **_FIELDS)


def read_mapping(path: Path) -> tuple[About, tuple[Part, ...]]:
    """Read a mapping of a table of one's own.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    About
        What the records are.
    tuple of Part
        Which column of which file is what, in the order of the tables of records.

    Raises
    ------
    RequestError
        With file, line, key and the nearest valid name.
    """
    see = "Write one as the guide 'Read records of your own' shows."
    text = read_text(path, "mapping", see=see)
    content = {
        key: [value] if key in SCHEMA and isinstance(value, dict) else value
        for key, value in parse_toml(text, str(path)).items()
    }
    found = check(_Mapping, content, text=text, name=str(path))
    parts = tuple(part for table in SCHEMA for part in getattr(found, table))
    if not any(part.table in (*PERSONS, "classes", "filings") for part in parts):
        raise RequestError(
            f"{path} maps no table of records. Add at least one of: [filings], [inventors], "
            "[applicants], [classes]."
        )
    return getattr(found, "records"), parts  # noqa: B009  # a model that is made at run time
