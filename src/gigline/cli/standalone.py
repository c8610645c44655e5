"""The commands that need nothing of the platform, put together without loading it: they start several times as fast."""

from __future__ import annotations

import typer

from gigline.cli import routing

COMMANDS = frozenset({"route"})


def build() -> typer.Typer:
    """A command line of these alone."""
    app = typer.Typer(
        name="gigline",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nothing)
    routing.register(app)
    return app


def _nothing() -> None:
    """Gigline."""
