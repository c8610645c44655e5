"""Makes a database the demonstration's: both example brands with their articles, and everybody who works there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gigline.accounts import service as accounts
from gigline.cli import embedding, terminal
from gigline.cli.apply import applying, reading
from gigline.cli.apply.reading import BrandFolder
from gigline.cli.demo import backends, examples, lines, past, people
from gigline.cli.demo.backends import Backend
from gigline.cli.runtime import Runtime
from gigline.infra.db import Database
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.language.service import Embedder
from gigline.simulation import material
from gigline.simulation.crowd import World
from gigline.simulation.phones import Line


@dataclass(frozen=True)
class Prepared:
    """What the crowd needs, but for the platform's address, and the database for the brands' own systems."""

    world: World
    dsn: str = field(repr=False)


def prepare(
    runtime: Runtime,
    settings: Settings,
    systems: Sequence[Backend],
    phones: Sequence[Line] = (),
    holdout: float = 0.0,
    *,
    with_past: bool = False,
) -> Prepared:
    """Everything that must be there before the platform starts. A second time it only looks.

    `holdout`: the share of contacts whom only people answer. `with_past`: weeks of made-up conversations, to look at.
    """
    folders = examples.folders()
    embedder = embedding.load(runtime, settings)
    materials = tuple(material.load(folder) for folder in folders)

    async def fill() -> tuple[dict[str, bytes], str]:
        async with runtime.open_database(settings) as database:
            found = await furnish(database, embedder, folders, systems, holdout, always_open=True)
            await _lend_keys(database, Vault(settings), systems)
            await lines.set_up(database, phones)
            if with_past:
                await past.make(database, materials)
            return found, database.dsn

    with terminal.err.status("Preparing two brands and their people"):
        secrets, dsn = terminal.run(fill())
    return Prepared(World("", materials, people.staff(), secrets, backends.systems(systems)), dsn)


async def furnish(
    database: Database,
    embedder: Embedder,
    folders: Sequence[Path],
    systems: Sequence[Backend] = (),
    holdout: float = 0.0,
    *,
    always_open: bool = False,
) -> dict[str, bytes]:
    """Apply the brands and create the people; the brands' identity secrets by key. Raises ForeignBrands.

    `always_open`: where people are there whenever somebody tries it, "we are closed" would be untrue.
    """
    await people.check_is_ours(database, examples.KEYS)
    for path in folders:
        folder = _held_out(_connected(reading.read(path), systems), holdout)
        await applying.apply(database, embedder, _without_hours(folder) if always_open else folder)
    await people.create(database)
    async with database.reader() as r:
        return {brand.key: brand.identity_secret for brand in await accounts.brands(r)}


def _held_out(folder: BrandFolder, share: float) -> BrandFolder:
    bot = folder.settings.bot.model_copy(update={"holdout": share})
    return replace(folder, settings=folder.settings.model_copy(update={"bot": bot}))


def _without_hours(folder: BrandFolder) -> BrandFolder:
    return replace(folder, settings=folder.settings.model_copy(update={"hours": None}))


def _connected(folder: BrandFolder, systems: Sequence[Backend]) -> BrandFolder:
    """The folder with connectors that lead to where the systems are this time."""
    urls = {one.connector: one.url for one in systems if one.brand == folder.settings.brand.key}
    made = (backends.leading_to(one, urls[one.name]) if one.name in urls else one for one in folder.connectors)
    return replace(folder, connectors=tuple(made))


async def _lend_keys(database: Database, vault: Vault, systems: Sequence[Backend]) -> None:
    async with database.writer() as w:
        for one in systems:
            brand = await accounts.brand_by_key(w, one.brand)
            await integrations.set_secret(w, vault, brand.id, one.connector, "api_key", one.api_key)
