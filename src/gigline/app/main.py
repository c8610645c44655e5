"""The `gigline` command: the command line with the platform handed in."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gigline.app import processes, web
from gigline.cli import program
from gigline.cli.runtime import Role
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.outbox import Subscriptions
from gigline.infra.settings import Settings


class Platform:
    """What the commands may do with the platform (`cli.runtime.Runtime`)."""

    @property
    def command(self) -> Sequence[str]:
        return (sys.executable, "-m", "gigline.app.main")

    @asynccontextmanager
    async def open_database(self, settings: Settings) -> AsyncIterator[Database]:
        async with processes.opened(settings, processes.assistant_of(settings)) as database:
            yield database

    def serve(self, settings: Settings, roles: frozenset[Role]) -> None:
        processes.serve(settings, roles)

    def model_cache(self, settings: Settings) -> Path:
        return processes.model_cache(settings)

    def openapi(self) -> dict[str, Any]:
        database = Database("", subscribers=Subscriptions())
        return web.build(database, Settings(), NotifyBus(database), None).openapi()


def main() -> None:
    """Run the command line."""
    program.build(Platform())()


if __name__ == "__main__":
    main()
