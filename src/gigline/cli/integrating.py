"""secrets, connectors: what a brand's connectors prove themselves with, and what a back end offers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from gigline.accounts import service as accounts
from gigline.cli import terminal
from gigline.cli.runtime import Runtime
from gigline.infra import vault as vaults
from gigline.infra.dial import Outside
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends
from gigline.integrations.documents import MAX_DOCUMENT, BadDocument
from gigline.integrations.openapi import Document
from gigline.kit.errors import BadInput, Unavailable

Brand = Annotated[str, typer.Argument(help="The brand's key.")]
Connector = Annotated[str, typer.Argument(help="The connector: the name of its file.")]
Name = Annotated[str, typer.Argument(help="What the connector's file calls the secret.")]
FromStdin = Annotated[bool, typer.Option("--stdin", help="Read the secret from standard input.")]
Url = Annotated[str, typer.Argument(help="The MCP server's address (streamable HTTP).")]
DocumentFile = Annotated[Path, typer.Argument(metavar="FILE", help="An OpenAPI document, JSON or YAML.")]
Token = Annotated[bool, typer.Option("--token-stdin", help="Read a bearer token from standard input.")]


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the commands."""
    _register_secrets(app, runtime)
    group = typer.Typer(no_args_is_help=True, help="What a back end offers: `gigline connectors operations`.")
    app.add_typer(group, name="connectors")

    @group.command()
    def operations(file: DocumentFile) -> None:
        """List the operations of an OpenAPI document, as a connector's file may name them.

        Example: `gigline connectors operations examples/brands/hoplane/connectors/deliveries.json`
        """
        for name in _operations(file):
            typer.echo(name)

    @group.command()
    def tools(url: Url, token_stdin: Token = False) -> None:
        """Print the tools of an MCP server as the document that a connector of kind mcp names. Read it before use.

        Example: `gigline connectors tools https://tools.shop.example/mcp > connectors/shop-tools.json`
        """
        token = sys.stdin.readline().strip() if token_stdin else ""
        typer.echo(json.dumps(terminal.run(_tools(terminal.settings(), url, token)), indent=1))


def _register_secrets(app: typer.Typer, runtime: Runtime) -> None:
    group = typer.Typer(no_args_is_help=True, help="Secrets of connectors, sealed at rest: `gigline secrets set`.")
    app.add_typer(group, name="secrets")

    @group.command(name="set")
    def set_(brand: Brand, connector: Connector, name: Name, stdin: FromStdin = False) -> None:
        """Keep a secret of a connector. It is sealed, and shown to nobody again.

        Example: `gigline secrets set hoplane deliveries api_key`
        """
        value = sys.stdin.readline().rstrip("\r\n") if stdin else typer.prompt("Secret", hide_input=True)
        if not value:
            raise typer.BadParameter("the secret is empty")
        terminal.run(_set(runtime, terminal.settings(), brand, connector, name, value))
        terminal.out.print(f"[green]✓[/] {brand}/{connector}/{name} is kept")

    @group.command()
    def rotate() -> None:
        """Put a new key before those of the key file, and seal all secrets with it.

        With GIGLINE_SECRET_KEY set, put the new key first there yourself; then this only seals again.

        Example: `gigline secrets rotate`
        """
        count = terminal.run(_rotate(runtime, terminal.settings()))
        terminal.out.print(f"[green]✓[/] {count} sealed with the newest key")


def _operations(file: Path) -> list[str]:
    try:
        if file.stat().st_size > MAX_DOCUMENT:
            raise BadInput(f"{file} is larger than {MAX_DOCUMENT // 1024} kB.")
        return Document(file.read_text(encoding="utf-8")).names()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read.") from error
    except BadDocument as error:
        raise BadInput(f"{file}: {error}.") from error


async def _set(runtime: Runtime, settings: Settings, brand_key: str, connector: str, name: str, value: str) -> None:
    async with runtime.open_database(settings) as database, database.writer() as w:
        brand = await accounts.brand_by_key(w, brand_key)
        await integrations.set_secret(w, Vault(settings), brand.id, connector, name, value)


async def _rotate(runtime: Runtime, settings: Settings) -> int:
    if settings.secret_key is None:
        vaults.add_key(settings.data_dir)
    async with runtime.open_database(settings) as database:
        return await integrations.reseal(database, Vault(settings))


async def _tools(settings: Settings, url: str, token: str) -> dict[str, object]:
    from gigline.integrations import mcp_client

    backends = Backends(Outside(settings.allow_private_fetch), Vault(settings))
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        return await mcp_client.tools(backends, url, headers)
    except Exception as error:
        # The SDK wraps whatever went wrong in groups of groups; a server's words are not shown.
        raise Unavailable("The server's tools could not be listed: is this its address, and may we ask?") from error
