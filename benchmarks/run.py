"""Question: is smartspec as fast and as small as it promises to be?

In: nothing, or the names of some groups. Out: a table of seconds, ratios and peak memory; exit
code 1 if a promise is not kept. When all groups are run the table in README.md is renewed.
Must not know: how anything is measured.

Usage: python benchmarks/run.py [commands|demo|matrix|table|inference ...]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from measure import Bench, DoesNotRunError, Run
from table import NO_LIMIT, Baseline, Limit, Row, machine, to_markdown, write_between_marks

HERE = Path(__file__).parent
FAMILIES = HERE.parent / "src/smartspec/datasets/data/patent_families.csv.gz"
COLUMNS = ["--place", "iso3", "--activity", "wipo_field", "--period", "year", "--value", "families"]


def smartspec(*arguments: str) -> list[str]:
    """Return the command line of the program that stands beside this Python."""
    program = shutil.which("smartspec", path=str(Path(sys.executable).parent))
    return [program or "smartspec", *arguments]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def commands(bench: Bench) -> Iterator[Row]:
    """Measure whole processes against the least that such a process can be."""
    found = bench.alternate(
        {
            "pass": python("pass"),
            "pandas": python(f"import pandas; pandas.read_csv({str(FAMILIES)!r})"),
            "help": smartspec("--help"),
            "datasets": smartspec("datasets"),
            "indicators": smartspec("indicators"),
            "like": smartspec("policy", "like", "DNK"),
            "rta": smartspec("indicator", "rta", str(FAMILIES), *COLUMNS, "-o", "rta.csv"),
        },
        rounds=7,
    )
    nothing = Baseline("python -c pass", found["pass"].seconds)
    reading = Baseline("pandas.read_csv", found["pandas"].seconds)
    yield _process("python -c pass", found["pass"])
    yield _process("smartspec --help", found["help"], nothing, Limit(0.5))
    yield _process("smartspec datasets", found["datasets"], nothing)
    yield _process("import pandas; pandas.read_csv(patent families)", found["pandas"], nothing)
    yield _process("smartspec indicators", found["indicators"], reading)
    yield _process("smartspec policy like DNK", found["like"], reading)
    yield _process("smartspec indicator rta (patent families, 23 years)", found["rta"], reading)


def demo(bench: Bench) -> Iterator[Row]:
    """Measure the whole evidence pack, from the command to the folder."""
    try:
        found = bench.alternate(
            {
                "libraries": python("import pandas, altair, vl_convert, typst"),
                "demo": smartspec("demo", "-o", "pack"),
            },
            rounds=3,
        )
    except DoesNotRunError as error:
        yield Row(f"does not run: {error}", None, limit=Limit(20.0))
        return
    libraries = Baseline("importing its libraries", found["libraries"].seconds)
    yield _process("smartspec demo", found["demo"], libraries, Limit(20.0))


def matrix(bench: Bench) -> Iterator[Row]:
    """Measure RTA of a matrix, as a step, against scaling rows and columns by hand."""
    names = {
        "scipy": "scipy.sparse: scale rows and columns",
        "smartspec": "smartspec: sparse array and labels → Matrix → rta → Result",
        "numpy": "numpy: shares over shares on the full grid",
    }
    limits = {"smartspec": Limit(0.3, 600)}
    yield from _steps(bench, "matrix_large", names, limits, rounds=7)
    names = {
        "numpy": "numpy: shares over shares",
        "smartspec": "smartspec: dense array and labels → Matrix → rta → Result",
    }
    yield from _steps(bench, "matrix_middle", names, {}, rounds=15)


def table(bench: Bench) -> Iterator[Row]:
    """Measure RTA of a long table, as a step, against what one writes in pandas."""
    names = {
        "groupby": "pandas: two group sums, nothing checked",
        "smartspec": "smartspec: ss.rta(table, observed_only=True), every row checked",
        "pivot": "pandas: pivot, divide, stack",
    }
    limits = {"smartspec": Limit(1.0, 600)}
    yield from _steps(bench, "table_large", names, limits, rounds=5)
    first = bench.steps("table_large", only="smartspec").first["smartspec"]
    yield Row("the same, first call (loads pandera, pyarrow...)", first)


def inference(bench: Bench) -> Iterator[Row]:
    """Measure intervals, tests and shrinkage, as steps, against RTA alone and scipy.stats."""
    names = {
        "numpy": "numpy: shares over shares",
        "by hand": "scipy.stats: chi2.ppf, poisson.cdf, false_discovery_control",
        "rta_significance": "smartspec: rta_significance",
        "rta_shrunk": "smartspec: rta_shrunk",
    }
    yield from _steps(bench, "inference_small", names, {}, rounds=25)
    yield from _steps(bench, "inference_middle", names, {}, rounds=3)


GROUPS: Mapping[str, tuple[str, Callable[[Bench], Iterator[Row]]]] = {
    "commands": ("Commands, whole process", commands),
    "demo": ("The evidence pack, whole process", demo),
    "matrix": ("RTA of a matrix, seconds of the step", matrix),
    "table": ("RTA of a long table of 400,000 rows, seconds of the step", table),
    "inference": ("RTA with intervals, tests, shrinkage, seconds of the step", inference),
}
SIZES = {
    "matrix_large": "5,000 × 8,000, 400,000 cells",
    "matrix_middle": "1,500 × 650, 36% filled",
    "table_large": "5,000 × 8,000",
    "inference_small": "36 × 35, patent families 2018-2020",
    "inference_middle": "1,500 × 650, 36% filled",
}


def _process(what: str, run: Run, baseline: Baseline | None = None, limit: Limit = NO_LIMIT) -> Row:
    return Row(what, run.seconds, run.peak_mb, baseline, limit, run.cpu_seconds)


def _steps(
    bench: Bench, case: str, names: Mapping[str, str], limits: Mapping[str, Limit], *, rounds: int
) -> Iterator[Row]:
    """Time all steps of a case in one process, then learn the peak of each in one of its own."""
    seconds = bench.steps(case, rounds=rounds).seconds
    first = next(iter(names))
    baseline = Baseline(names[first].partition(":")[0], seconds[first])
    yield Row(SIZES[case], None)
    for step, what in names.items():
        peak = bench.steps(case, only=step).peak_mb
        against = None if step == first else baseline
        yield Row(what, seconds[step], peak, against, limits.get(step, NO_LIMIT))


def main(wanted: list[str]) -> int:
    """Run the groups, print the table, and say what is over its limit."""
    lines, missed = [], []
    with tempfile.TemporaryDirectory(prefix="smartspec-bench-") as folder:
        bench = Bench(Path(folder))
        for name in wanted or GROUPS:
            title, group = GROUPS[name]
            print(f"{title} ...", file=sys.stderr, flush=True)
            try:
                rows = list(group(bench))
            except DoesNotRunError as error:
                sys.exit(f"{title}: {error}. The table in README.md stays as it was.")
            missed += [row for row in rows if row.verdict == "no"]
            lines += to_markdown(title, rows)
    text = "\n".join(lines)
    print(text)
    if not wanted:
        write_between_marks(HERE / "README.md", f"{machine()}\n\n{text}")
    for row in missed:
        print(f"Not within its limit: {row.what}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in GROUPS]
    if unknown:
        sys.exit(f"There is no group {', '.join(unknown)}. Choose from: {', '.join(GROUPS)}.")
    sys.exit(main(sys.argv[1:]))
