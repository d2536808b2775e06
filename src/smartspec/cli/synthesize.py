"""Question: how is a made-up world of patents asked for?

In: a folder and wishes. Out: the folder, and what was written into it.
Must not know: how a world is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartspec.cli.progress import progress_of
from smartspec.core.errors import counted

app = typer.Typer(help="Make up data whose truth is known, to learn and to test with.")


@app.command("regpat")
def regpat(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write.")],
    filings: Annotated[int, typer.Option(metavar="N", help="Filings of the PCT part.")] = 20_000,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed makes the same files.")] = 1,
    epo: Annotated[
        int, typer.Option(metavar="N", help="Filings of an EPO part; none if left out.")
    ] = 0,
    cpc: Annotated[bool, typer.Option(help="Whether to write the file of CPC classes.")] = True,
    regions: Annotated[
        int, typer.Option(metavar="N", help="TL3 regions; as many as fit the filings if left out.")
    ] = 0,
    signal: Annotated[
        float, typer.Option(help="How much entries follow relatedness, from 0 to 1.")
    ] = 1.0,
    dirt: Annotated[
        float, typer.Option(help="Broken rows to put in, as a part of the good ones.")
    ] = 0.0,
    edition: Annotated[str, typer.Option(help="Begins the names of the files.")] = "202107",
    threads: Annotated[int, typer.Option(help="Threads to use; all if left out.")] = 0,
) -> None:
    """Write made-up patent filings in the form of REGPAT, and the truth about them."""
    from smartspec.sources.made_up import TRUTH
    from smartspec.sources.synthesize import synthesize_regpat
    from smartspec.sources.world.plan import Plan

    plan = Plan(
        filings,
        seed=seed,
        epo=epo,
        regions=regions,
        edition=edition,
        signal=signal,
        dirt=dirt,
        cpc=cpc,
    )
    with progress_of("Making up filings") as step:
        written = synthesize_regpat(folder, plan, threads=threads, step=step)
    for name, rows in written.rows.items():
        print(f"{rows:>12,} rows  {folder / name}")
    planted = written.planted
    print(
        f"Planted: {counted(planted['specialisations'], 'specialisation')}, "
        f"{counted(planted['clusters'], 'cluster')}, "
        f"{counted(planted['entries'], 'entry', 'entries')}, {counted(planted['exits'], 'exit')}. "
        f"They stand in {folder / TRUTH} and the tables beside it."
    )
