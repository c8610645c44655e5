"""The `gigline` command: puts the commands together."""

from __future__ import annotations

import warnings
from importlib import metadata
from typing import Annotated

import typer

from gigline.cli import (
    applying,
    auditing,
    doctor,
    documenting,
    evaluating,
    integrating,
    people,
    routing,
    serving,
    simulating,
    staffing,
)
from gigline.cli.demo import command as demo
from gigline.cli.runtime import Runtime
from gigline.cli.terminal import out

# In the order of the list that --help shows.
_PARTS = (
    serving,
    applying,
    auditing,
    demo,
    doctor,
    documenting,
    evaluating,
    integrating,
    people,
    routing,
    simulating,
    staffing,
)
HELP = "Gigline: a bot answers what repeats, the right person answers the rest, nothing is lost."


def build(runtime: Runtime) -> typer.Typer:
    """The command line over this platform; call the result to run it."""
    # The embedded database's wheel asks for a folder that root and containers do not have, and then does without.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    app = typer.Typer(
        name="gigline",
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for part in _PARTS:
        part.register(app, runtime)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        out.print(f"gigline {metadata.version('gigline')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    pass


_options.__doc__ = HELP
