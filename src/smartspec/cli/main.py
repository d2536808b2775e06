"""Question: which commands are there?

In: what was typed. Out: the command that was meant, with its options.
Must not know: how any command does its work; each loads that when it is called.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smartspec.cli import indicator, listings, policy, study
from smartspec.cli.answers import INTERRUPTED, WRONG_REQUEST, answering, say

# Every usage fault that typer finds, whichever of its kinds.
UsageFault: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="smartspec",
    help="From the records of an economy to decisions on clusters and smart specialisation.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"smartspec {version('smartspec')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """From the records of an economy to decisions on clusters and smart specialisation."""


for command in (study.demo, study.init, study.run):
    app.command(command.__name__)(answering(command))
app.command("indicator")(answering(indicator.indicator))
app.command("indicators")(answering(listings.indicators))
app.command("datasets")(answering(listings.datasets))
app.add_typer(policy.app, name="policy")


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = app(standalone_mode=False)
    except KeyboardInterrupt:
        say("smartspec: Interrupted; nothing was written.")
        sys.exit(INTERRUPTED)
    except UsageFault as fault:
        say(f"smartspec: {_one_line(fault)} See: smartspec --help")
        sys.exit(WRONG_REQUEST)
    sys.exit(code if isinstance(code, int) else 0)


def _one_line(fault: Exception) -> str:
    describe = getattr(fault, "format_message", fault.__str__)
    return " ".join(str(describe()).split())
