"""openapi: the description of the HTTP API."""

from __future__ import annotations

import json

import typer

from gigline.cli.runtime import Runtime


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the command."""

    @app.command()
    def openapi() -> None:
        """Print the OpenAPI document of the HTTP API as JSON. Needs no database.

        Example: `gigline openapi > openapi.json`
        """
        typer.echo(json.dumps(runtime.openapi(), indent=2, sort_keys=True, ensure_ascii=False))
