"""The commands that need nothing of the platform, put together without loading it: they start several times as fast."""

from __future__ import annotations

import importlib

import typer

# Where each is, so that one does not load what only the other needs.
COMMANDS = {"route": "gigline.cli.routing", "simulate": "gigline.cli.simulating", "staff": "gigline.cli.staffing"}


def build(command: str) -> typer.Typer:
    """A command line of this one alone."""
    app = typer.Typer(
        name="gigline",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nothing)
    importlib.import_module(COMMANDS[command]).register(app)
    return app


def _nothing() -> None:
    """Gigline."""
