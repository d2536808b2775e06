"""Question: what does this study file ask for, and if something is wrong, on which line?

In: a TOML file. Out: a checked study, or one line with file, line, key and the nearest valid name.
Must not know: how a study is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from smartspec.core.errors import RequestError
from smartspec.core.toml_file import check, parse_toml, read_text, where
from smartspec.study.schema import Study


@dataclass(frozen=True)
class StudyFile:
    """A study with the lines that it was read from.

    Parameters
    ----------
    study : Study
        What it asks for.
    name : str
        What to call the file in an error.
    folder : Path
        Folder that relative paths in the study start from.
    text : str
        The file as written; empty if the study was made without one.
    """

    study: Study
    name: str
    folder: Path
    text: str = ""

    @contextmanager
    def at(self, *key: str) -> Iterator[None]:
        """Tell file, line and key with any wrong request that is raised inside.

        Parameters
        ----------
        *key : str
            Where in the study the mistake would be, such as ``"study", "place"``.
        """
        try:
            yield
        except RequestError as error:
            if not self.text:
                raise
            raise RequestError(f"{where(self.name, self.text, key)}: {error}") from None


def read_study(path: Path) -> StudyFile:
    """Read and check a study file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    StudyFile
        Checked; defaults filled in.

    Raises
    ------
    RequestError
        With file, line, key and the nearest valid name.
    """
    text = read_text(path, "study file", see=f"Write one with: smartspec init {path}")
    return StudyFile(parse_study(text, str(path)), str(path), path.absolute().parent, text)


def with_engine(file: StudyFile, engine: str) -> StudyFile:
    """Have the records of a study counted on another engine.

    Parameters
    ----------
    file : StudyFile
        A study that begins at records.
    engine : str
        ``"duckdb"`` or ``"spark"``.

    Returns
    -------
    StudyFile
        The same study, on that engine.

    Raises
    ------
    RequestError
        If the study has no records to count, or there is no such engine.
    """
    from smartspec.study.records import check_local

    if not file.study.data.records:
        raise RequestError(
            f"{file.name} names no records to count, so --engine would have no effect. Leave it "
            "out, or name a folder of records under [data]."
        )
    check_local(engine)
    counting = file.study.counting.model_copy(update={"engine": engine})
    return replace(file, study=file.study.model_copy(update={"counting": counting}))


def parse_study(text: str, name: str) -> Study:
    r"""Check the text of a study file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        What to call it in an error.

    Returns
    -------
    Study
        Checked.

    Raises
    ------
    RequestError
        With file, line, key and the nearest valid name.

    Examples
    --------
    >>> parse_study("[study]\nplac = 'DNK'", "s.toml")
    Traceback (most recent call last):
        ...
    smartspec.core.errors.RequestError: s.toml, line 2: there is no key 'study.plac'. Did ...
    """
    content = parse_toml(text, name)
    return check(Study, content, text=text, name=name, see="smartspec init")
