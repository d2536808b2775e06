"""Question: which commands are there?

In: what was typed. Out: the command that was meant, with its options.
Must not know: how any command does its work; each loads that when it is called.
"""

from __future__ import annotations

from typing import Annotated

import typer

from smartspec.cli import (
    classify,
    complexity,
    count,
    entry,
    fetch,
    indicator,
    listings,
    opportunities,
    policy,
    records,
    relatedness,
    study,
    synthesize,
)
from smartspec.cli.answers import DONE, WRONG_REQUEST, say
from smartspec.core.errors import RequestError

# Every usage fault that typer finds, whichever of its kinds.
UsageFault: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="smartspec",
    help="From the records of an economy to decisions on clusters and smart specialisation.",
    invoke_without_command=True,
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
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """From the records of an economy to decisions on clusters and smart specialisation."""
    _help_if_alone(context)


def _help_if_alone(context: typer.Context) -> None:
    """Show the help where a command was left out; that is a wrong request all the same."""
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(WRONG_REQUEST)


for command in (study.demo, study.init, study.run):
    app.command(command.__name__)(command)
app.command("indicator")(indicator.indicator)
app.command("indicators")(listings.indicators)
app.command("entry")(entry.entry)
app.command("complexity")(complexity.complexity)
app.command("relatedness")(relatedness.relatedness)
app.command("opportunities")(opportunities.opportunities)
app.command("datasets")(listings.datasets)
app.command("fetch")(fetch.fetch)
app.command("records")(records.records)
app.command("count")(count.count)
app.command("pairs")(count.pairs)
app.command("classify")(classify.classify)
app.command("schemes")(classify.schemes)
app.add_typer(policy.app, name="policy", callback=_help_if_alone, invoke_without_command=True)
app.add_typer(
    synthesize.app, name="synthesize", callback=_help_if_alone, invoke_without_command=True
)


def invoke(arguments: list[str]) -> int:
    """Find and run the command that was typed.

    Parameters
    ----------
    arguments : list of str
        What was typed after ``smartspec``.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    RequestError
        If there is no such command or option, or an argument is missing or of the wrong kind.
    """
    try:
        with typer.main.get_command(app).make_context("smartspec", arguments) as context:
            context.command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    except UsageFault as fault:
        path = getattr(getattr(fault, "ctx", None), "command_path", "smartspec")
        told = getattr(fault, "format_message", fault.__str__)()
        stop = "" if told.endswith((".", "?")) else "."
        raise RequestError(f"{told}{stop} See: {path} --help") from None
    return DONE
