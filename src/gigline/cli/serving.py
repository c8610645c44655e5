"""serve, worker, router: the platform's processes."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from gigline.cli import terminal
from gigline.cli.runtime import ROLES, Role, Runtime

Host = Annotated[str | None, typer.Option(help="Address to listen on. [default: GIGLINE_HOST or 127.0.0.1]")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port. [default: GIGLINE_PORT or 8080]")]
Roles = Annotated[str, typer.Option(help="Comma-separated: web, worker, router.")]


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the commands."""

    @app.command()
    def serve(host: Host = None, port: Port = None, roles: Roles = "web,worker,router") -> None:
        """Run the platform in this process until Ctrl-C: web server, worker and router.

        Without GIGLINE_DATABASE_URL it brings its own PostgreSQL, under GIGLINE_DATA_DIR.

        Example: `gigline serve --port 8080`, or apart: `gigline serve --roles web` beside `gigline worker` and
        `gigline router`, each as often as you like.
        """
        settings = terminal.settings(host=host, port=port)
        wanted = parse_roles(roles)
        if "web" in wanted:
            terminal.err.print(f"Gigline listens on http://{settings.host}:{settings.port} (Ctrl-C stops it)")
        with terminal.plain_errors():
            runtime.serve(settings, wanted)

    @app.command()
    def worker() -> None:
        """Run only a worker: events, timers, deliveries, the bot.

        Example: `GIGLINE_DATABASE_URL=postgresql://db.example/gigline gigline worker`
        """
        with terminal.plain_errors():
            runtime.serve(terminal.settings(), frozenset({"worker"}))

    @app.command()
    def router() -> None:
        """Run only a router: finds the right associate for whoever waits.

        Example: `GIGLINE_DATABASE_URL=postgresql://db.example/gigline gigline router`
        """
        with terminal.plain_errors():
            runtime.serve(terminal.settings(), frozenset({"router"}))


def parse_roles(text: str) -> frozenset[Role]:
    """The roles in a comma-separated list; raises typer.BadParameter."""
    names = {name.strip() for name in text.split(",") if name.strip()}
    unknown = sorted(names - set(ROLES))
    if unknown or not names:
        raise typer.BadParameter(f"{', '.join(unknown) or 'nothing'}: use some of {', '.join(ROLES)}")
    return frozenset(cast(Role, name) for name in names)
