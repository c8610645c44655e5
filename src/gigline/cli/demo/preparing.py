"""Makes a database the demonstration's: both example brands with their articles, and everybody who works there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gigline.accounts import service as accounts
from gigline.cli import embedding, terminal
from gigline.cli.apply import applying, reading
from gigline.cli.demo import examples, people
from gigline.cli.runtime import Runtime
from gigline.infra.db import Database
from gigline.infra.settings import Settings
from gigline.language.service import Embedder
from gigline.simulation import material
from gigline.simulation.crowd import World


def prepare(runtime: Runtime, settings: Settings) -> World:
    """Everything the crowd needs, but for the platform's address. A second time it only looks."""
    folders = examples.folders()
    embedder = embedding.load(runtime, settings)

    async def fill() -> dict[str, bytes]:
        async with runtime.open_database(settings) as database:
            return await furnish(database, embedder, folders)

    with terminal.err.status("Preparing two brands and their people"):
        secrets = terminal.run(fill())
    return World("", tuple(material.load(folder) for folder in folders), people.staff(), secrets)


async def furnish(database: Database, embedder: Embedder, folders: Sequence[Path]) -> dict[str, bytes]:
    """Apply the brands and create the people; the brands' identity secrets by key. Raises ForeignBrands."""
    await people.check_is_ours(database, examples.KEYS)
    for folder in folders:
        await applying.apply(database, embedder, reading.read(folder))
    await people.create(database)
    async with database.reader() as r:
        return {brand.key: brand.identity_secret for brand in await accounts.brands(r)}
