"""Question: is smartspec as fast and as small as it promises to be?

In: nothing, or the names of some groups. Out: a table of seconds, ratios and peak memory; exit
code 1 if a promise is not kept. When all groups are run the table in README.md is renewed.
Must not know: how anything is measured.

Usage: python benchmarks/run.py [GROUP ...] [--filings N] [--large] [--worlds DIR]

Groups: commands, demo, matrix, table, inference, reach, chances, reading, counting, growth.
--filings N   size of the made-up world that is read and counted (4,500,000)
--large       let growth go on to 9 million filings
--worlds DIR  where made-up worlds are kept between runs (the system's folder for temporary files)
"""

from __future__ import annotations

import argparse
import json
import os
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


def reach(bench: Bench) -> Iterator[Row]:
    """Measure RTA, relatedness, density and complexity together, against plain scipy."""
    names = {
        "by hand": "scipy: the same numbers, without labels or checks",
        "smartspec": "smartspec: rta, relatedness, relatedness_density, complexity of both sides",
    }
    yield from _steps(bench, "reach_middle", names, {"smartspec": Limit(0.3, times=1.0)}, rounds=7)
    yield from _steps(
        bench, "reach_large", names, {"smartspec": Limit(6.0, 1_500, times=1.0)}, rounds=3
    )


def chances(bench: Bench) -> Iterator[Row]:
    """Measure complexity alone, drawing counts again, and entry models with their back-test."""
    names = {
        "by hand": "scipy: the same numbers, without labels or checks",
        "smartspec": "smartspec: complexity of places and of activities",
        "places": "smartspec: complexity of places alone",
    }
    # A 300th of what ecomplexity takes for both (238 s), and EconGeo for places alone (137 s).
    limits = {"smartspec": Limit(0.79), "places": Limit(0.45)}
    yield from _steps(bench, "complexity_large", names, limits, rounds=5)
    names = {
        "a few": "smartspec: complexity and ranks of places over 20 drawn counts",
        "smartspec": "the same over 1,000",
    }
    yield from _steps(bench, "draws_middle", names, {"smartspec": Limit(60.0)}, rounds=1)
    names = {
        "one logit": "statsmodels: one logit of the same rows",
        "smartspec": "smartspec: panel, both models with clustered errors, back-test",
    }
    yield from _steps(bench, "entry_middle", names, {"smartspec": Limit(120.0)}, rounds=1)


class Worlds:
    """Made-up records in REGPAT's form, made once and kept between runs.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    filings : int
        Size of the one that is read and counted.
    large : bool
        Whether growth goes on to twice REGPAT's size.
    """

    def __init__(self, folder: Path, filings: int, *, large: bool) -> None:
        self._folder = folder
        self.filings = filings
        parts = (1 / 9, 1 / 3, 1.0, 2.0) if large else (1 / 9, 1 / 3, 1.0)
        self.sizes = [round(filings * part) for part in parts]

    def of(self, bench: Bench, filings: int) -> tuple[Path, Path]:
        """Return the folder of a world of some size, and the one for what is made of it."""
        world = self._folder / f"smartspec-world-{filings}"
        if not _holds(world, filings):
            print(f"  making up {filings:,} filings in {world}", file=sys.stderr, flush=True)
            options = ["--filings", str(filings), "--seed", "1", "--no-cpc"]
            bench.run(smartspec("synthesize", "regpat", str(world), *options))
        return world, self._folder / f"smartspec-world-{filings}-kept"


def _holds(world: Path, filings: int) -> bool:
    try:
        told = json.loads((world / "truth.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(told["plan"]["filings"] == filings)


WORLDS = Worlds(Path(tempfile.gettempdir()), 4_500_000, large=False)
MARGIN = 1.15
"""What a promise that something grows no faster than something else leaves to chance."""


def reading(bench: Bench) -> Iterator[Row]:
    """Measure text to Parquet against DuckDB's own copy of the same files."""
    files, kept = WORLDS.of(bench, WORLDS.filings)
    steps = ("read_duckdb", "read_smartspec")
    for name in sorted(files.glob("*.txt")):  # into the system's memory, once for all
        with name.open("rb") as stream:
            while stream.read(1 << 24):
                pass
    found = bench.contenders(steps, files, kept, rounds=2)
    copying = Baseline("DuckDB's copy", found["read_duckdb"].seconds)
    yield Row(_size(WORLDS.filings), None)
    yield Row(
        "DuckDB: COPY (FROM read_csv(...)) TO Parquet, nothing checked", *found["read_duckdb"]
    )
    what = "smartspec: text → tables of records, hashed and every row checked"
    yield Row(what, *found["read_smartspec"], copying, Limit(times=1.25))


def counting(bench: Bench) -> Iterator[Row]:
    """Measure counting from the cache against the best SQL by hand, and against pandas."""
    files, kept = WORLDS.of(bench, WORLDS.filings)
    names = ("count_best_sql", "count_smartspec", "count_textbook_sql", "count_hashed_sql")
    found = bench.contenders(names, files, kept, rounds=3)
    sampled = (
        WORLDS.filings * 3_100 > os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 0.75
    )
    rare = bench.contenders(("count_little_memory",), files, kept, rounds=1)
    rare |= bench.contenders(("count_pandas",), files, kept, rounds=1)
    sql = Baseline("best SQL", found["count_best_sql"].seconds)
    own = Baseline("smartspec", found["count_smartspec"].seconds)
    yield Row(_size(WORLDS.filings), None)
    yield Row("DuckDB: the best SQL by hand", *found["count_best_sql"])
    what = "smartspec: records → activity table, every row accounted for"
    yield Row(what, *found["count_smartspec"], sql, Limit(times=1.15, peak_mb=3_000))
    yield Row("DuckDB: SQL as one writes it first", *found["count_textbook_sql"], sql)
    what = "DuckDB: the best SQL, joined on hashes (not exact for certain)"
    yield Row(what, *found["count_hashed_sql"], sql)
    little = rare["count_little_memory"]
    what = "smartspec within 1 GB, the rest on disk"
    yield Row(what, *little, own, Limit(peak_mb=2_000))
    pandas = rare["count_pandas"]
    times = 10 if sampled else 1
    what = "pandas: merge and groupby, tables in memory before"
    what += ", a tenth of the filings × 10" if sampled else ""
    yield Row(what, pandas.seconds * times, pandas.peak_mb, own, Limit(least_times=8))


def growth(bench: Bench) -> Iterator[Row]:
    """Measure counting over worlds of growing size."""
    first: float | None = None
    for filings in WORLDS.sizes:
        files, kept = WORLDS.of(bench, filings)
        rounds = 3 if filings < WORLDS.filings else 2
        found = bench.contenders(("count_smartspec",), files, kept, rounds=rounds)
        one = found["count_smartspec"]
        a_million = one.seconds / filings * 1e6
        what = f"{filings:,} filings: {a_million:.2g} s a million"
        first = a_million if first is None else first
        linear = Baseline("linear", first * filings / 1e6)
        yield Row(what, *one, linear, Limit(times=MARGIN))


def _size(filings: int) -> str:
    return f"{filings:,} filings, made up in REGPAT's form"


GROUPS: Mapping[str, tuple[str, Callable[[Bench], Iterator[Row]]]] = {
    "commands": ("Commands, whole process", commands),
    "demo": ("The evidence pack, whole process", demo),
    "matrix": ("RTA of a matrix, seconds of the step", matrix),
    "table": ("RTA of a long table of 400,000 rows, seconds of the step", table),
    "inference": ("RTA with intervals, tests, shrinkage, seconds of the step", inference),
    "reach": ("Relatedness, density and complexity, seconds of the step", reach),
    "chances": ("Complexity, its intervals, and entry models, seconds of the step", chances),
    "reading": ("Reading records from text, seconds of the step", reading),
    "counting": ("Counting region × subclass × 5 years, seconds of the step", counting),
    "growth": ("Counting as records grow, seconds of the step", growth),
}
SIZES = {
    "matrix_large": "5,000 × 8,000, 400,000 cells",
    "matrix_middle": "1,500 × 650, 36% filled",
    "table_large": "5,000 × 8,000",
    "inference_small": "36 × 35, patent families 2018-2020",
    "inference_middle": "1,500 × 650, 36% filled",
    "reach_middle": "1,500 × 650, 36% filled",
    "complexity_large": "5,000 × 8,000, 400,000 cells",
    "draws_middle": "1,500 × 650, 36% filled, drawn again",
    "entry_middle": "1,500 × 650 × 6 windows",
    "reach_large": "5,000 × 8,000, 400,000 cells",
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


def main(wanted: list[str], *, renew: bool) -> int:
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
    if renew:
        write_between_marks(HERE / "README.md", f"{machine()}\n\n{text}")
    for row in missed:
        print(f"Not within its limit: {row.what}", file=sys.stderr)
    return 1 if missed else 0


def asked() -> argparse.Namespace:
    """Read what was typed."""
    parser = argparse.ArgumentParser(description="Measure speed and memory as ratios in one run.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--filings", type=int, default=WORLDS.filings)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--worlds", type=Path, default=Path(tempfile.gettempdir()))
    found = parser.parse_args()
    unknown = [name for name in found.groups if name not in GROUPS]
    if unknown:
        parser.error(f"There is no group {', '.join(unknown)}. Choose from: {', '.join(GROUPS)}.")
    return found


if __name__ == "__main__":
    options = asked()
    whole = not options.groups and options.filings == WORLDS.filings
    WORLDS = Worlds(options.worlds.resolve(), options.filings, large=options.large)
    sys.exit(main(options.groups, renew=whole))
