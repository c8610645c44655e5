"""openapi and flow-schema: what programs read about Gigline."""

from __future__ import annotations

import json

import typer

from gigline.bot.flows import schemas
from gigline.cli.runtime import Runtime


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the command."""

    @app.command()
    def openapi() -> None:
        """Print the OpenAPI document of the HTTP API as JSON. Needs no database.

        Example: `gigline openapi > openapi.json`
        """
        typer.echo(json.dumps(runtime.openapi(), indent=2, sort_keys=True, ensure_ascii=False))

    @app.command()
    def flow_schema() -> None:
        """Print the JSON schema of a flow's file, for editors. Needs no database.

        Example: `gigline flow-schema > flow.schema.json`
        """
        typer.echo(json.dumps(schemas.json_schema(), indent=2, ensure_ascii=False))
