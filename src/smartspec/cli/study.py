"""Question: how is a study started, run, and shown on the shipped data?

In: a place or a study file. Out: a study file, or an evidence pack.
Must not know: what is in a pack.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartspec.cli.answers import notes, say
from smartspec.cli.progress import progress
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.study.read import StudyFile

STEPS = 7
Out = Annotated[Path, typer.Option("-o", "--out", help="The folder to write.")]


def demo(
    place: Annotated[str, typer.Option(help="Code or name of an economy.")] = "Denmark",
    out: Out = Path("smartspec-demo"),
) -> None:
    """Make the evidence pack of one economy from the data that ship."""
    from smartspec.policy.likeness import bases
    from smartspec.study.inputs import dataset_for
    from smartspec.study.read import StudyFile, parse_study
    from smartspec.study.template import study_text

    basis = dataset_for(place)
    if basis != bases()[0]:
        say(f"note: Too few records of {place} in {bases()[0].dataset}; using {basis.dataset}.")
    text = study_text(place, dataset=basis.dataset, now=basis.window)
    study = parse_study(text, "the demo")
    _make(StudyFile(study, "the demo", Path.cwd()), out)


def init(
    file: Annotated[Path, typer.Argument(help="The study file to write.")] = Path("study.toml"),
    place: Annotated[str, typer.Option(help="What the study is about.")] = "Denmark",
) -> None:
    """Write a commented study file to start from."""
    from smartspec.core.writing import replacing_file
    from smartspec.study.inputs import dataset_for
    from smartspec.study.template import study_text

    if file.exists():
        raise RequestError(f"{file} exists already. Choose another name, or remove it first.")
    basis = dataset_for(place)
    text = study_text(place, dataset=basis.dataset, now=basis.window, name=file.name)
    with replacing_file(file) as temporary:
        temporary.write_text(text, "utf-8")
    print(f"Wrote {file}. Edit it, then: smartspec run {file} -o my-pack")


def run(
    study: Annotated[Path, typer.Argument(metavar="STUDY.toml", help="A study file.")],
    out: Out = Path("smartspec-pack"),
    engine: Annotated[
        str | None,
        typer.Option(
            help="Where records are counted: duckdb or spark; as the study says if left out."
        ),
    ] = None,
) -> None:
    """Run a study file and write its evidence pack."""
    from smartspec.study.read import read_study, with_engine

    file = read_study(study)
    _make(file if engine is None else with_engine(file, engine), out)


def _make(file: StudyFile, out: Path) -> None:
    require_report()
    from smartspec.study.run import run_study

    # How many steps it takes to read records depends on their files.
    with progress(None if file.study.data.records else STEPS) as step:
        told = run_study(file, out, step=step)
    notes(told)
    print(f"The evidence pack lies in {out.resolve()}")
    print(f"Open {out / 'report.html'} in a browser, or {out / 'report.pdf'}.")


def require_report() -> None:
    """Say which extra to install where the parts that draw reports are missing.

    Raises
    ------
    RequestError
        If one of them is not there.
    """
    from importlib.util import find_spec

    missing = [name for name in ("altair", "vl_convert", "jinja2", "typst") if not find_spec(name)]
    if missing:
        raise RequestError(
            f"Reports need {', '.join(missing)}. Install them with: pip install 'smartspec[report]'"
        )
