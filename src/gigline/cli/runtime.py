"""What the commands need of the platform without knowing it; the composition root (`app.main`) hands it in.

`gigline.cli.program.build(runtime)()` runs the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Literal, Protocol

from gigline.infra.db import Database
from gigline.infra.settings import Settings

Role = Literal["web", "worker", "router"]
ROLES: tuple[Role, ...] = ("web", "worker", "router")


class Runtime(Protocol):
    """The platform, as far as the command line has to do with it."""

    @property
    def command(self) -> Sequence[str]:
        """How to start this program again as a process of its own, without arguments.

        For example `(sys.executable, "-m", "gigline.app.main")`.
        """

    def open_database(self, settings: Settings) -> AbstractAsyncContextManager[Database]:
        """The database of these settings (embedded, or GIGLINE_DATABASE_URL), migrated, with all subscribers known.

        Raises Unavailable when it cannot be reached or its folder cannot be used.
        """

    def serve(self, settings: Settings, roles: frozenset[Role]) -> None:
        """Run the roles in this process until SIGINT or SIGTERM, then return."""

    def model_cache(self, settings: Settings) -> Path:
        """The folder of the embedding model, as the running platform uses it; it need not exist yet."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the HTTP API; needs no database."""
