"""The `gigline` command: the command line with the platform handed in."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gigline.cli import standalone
from gigline.infra import embedded

# The platform is loaded when it is needed: `gigline route` starts without it.
if TYPE_CHECKING:
    from gigline.cli.runtime import Role
    from gigline.infra.db import Database
    from gigline.infra.settings import Settings


class Platform:
    """What the commands may do with the platform (`cli.runtime.Runtime`)."""

    @property
    def command(self) -> Sequence[str]:
        return (sys.executable, "-m", "gigline.app.main")

    @asynccontextmanager
    async def open_database(self, settings: Settings) -> AsyncIterator[Database]:
        from gigline.app import processes

        async with processes.opened(settings, processes.assistant_of(settings)) as database:
            yield database

    def serve(self, settings: Settings, roles: frozenset[Role]) -> None:
        # Loading the platform takes as long as the embedded server needs to come up.
        with contextlib.nullcontext() if settings.database_url else embedded.starting(settings.data_dir):
            from gigline.app import processes

        processes.serve(settings, roles)

    def model_cache(self, settings: Settings) -> Path:
        from gigline.app import processes

        return processes.model_cache(settings)

    def openapi(self) -> dict[str, Any]:
        from gigline.app import web
        from gigline.infra.db import Database
        from gigline.infra.live import NotifyBus
        from gigline.infra.outbox import Subscriptions
        from gigline.infra.settings import Settings

        database = Database("", subscribers=Subscriptions())
        return web.build(database, Settings(), NotifyBus(database), None).openapi()


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] and sys.argv[1] in standalone.COMMANDS:
        standalone.build(sys.argv[1])()
        return
    from gigline.cli import program

    program.build(Platform())()


if __name__ == "__main__":
    main()
