"""A brand with the example connectors, and the real example back ends on this test's database."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from backends import common
from backends.deliveries.api import BACKEND
from scripts import house
from tests import scenes

from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import compilers, schemas
from gigline.integrations import service as integrations
from gigline.integrations.backends import Backends
from gigline.integrations.models import BOT, Asker, Compiled, Principal, Result

API_KEY = "the-back-end's-key"
CUSTOMER = Principal(UUID(int=1), "customer", external_id="cus-1001")
CONNECTORS = house.ROOT / "examples" / "brands" / "hoplane" / "connectors"


@asynccontextmanager
async def deliveries(dsn: str) -> AsyncIterator[str]:
    """The URL of the deliveries back end on this database."""
    async with serving(common.build(BACKEND, dsn, API_KEY), lifespan="on") as url:
        yield url


async def _no_pause(_: float) -> None:
    await asyncio.sleep(0)


@dataclass
class World:
    """A brand whose connector leads to `url`."""

    database: Database
    backends: Backends
    brand_id: UUID
    url: str

    async def run(self, action: str, key: str | None = None, **more: Any) -> Result:
        """Run an action as the bot for the first customer, confirmed, unless `more` says otherwise."""
        inputs = {name: value for name, value in more.items() if name not in {"principal", "asker", "confirmed"}}
        asker: Asker = more.get("asker", BOT)
        return await integrations.run(
            self.database,
            self.backends,
            brand_id=self.brand_id,
            action=action,
            inputs=inputs,
            principal=more.get("principal", CUSTOMER),
            asker=asker,
            idempotency_key=key or uuid4().hex,
            confirmed=more.get("confirmed", True),
        )

    async def state(self) -> dict[str, list[dict[str, Any]]]:
        """How things stand at the back end."""
        async with httpx.AsyncClient(trust_env=False, headers={"X-Api-Key": API_KEY}) as client:
            return (await client.get(f"{self.url}/_state")).json()

    async def states(self) -> list[str]:
        """The states of all runs."""
        async with self.database.reader() as r:
            return [row[0] for row in await r.rows("SELECT state FROM action_runs ORDER BY started_at, id")]

    async def save(self, compiled: Compiled) -> None:
        async with self.database.writer() as w:
            await integrations.save(w, self.brand_id, [compiled])


def compiled(url: str, **changes: Any) -> Compiled:
    """The example connector, leading to `url`; `changes` are to the settings of actions, by name, and
    those of `_connection` to its own."""
    values = tomllib.loads((CONNECTORS / "deliveries.toml").read_text(encoding="utf-8"))
    values["connection"].update(changes.pop("_connection", {}))
    for name, change in changes.items():
        values["actions"][name].update(change)
    values["base_url"] = url
    file = schemas.ConnectorFile.model_validate(values)
    text = (CONNECTORS / "deliveries.json").read_text(encoding="utf-8")
    made, wrong = compilers.compile_connector("deliveries", file, text)
    assert made is not None, wrong
    return made


def with_timeout(made: Compiled, seconds: float) -> Compiled:
    return replace(made, actions=tuple(replace(one, timeout_s=seconds) for one in made.actions))


@asynccontextmanager
async def world_at(database: Database, url: str, folder: Path) -> AsyncIterator[World]:
    """A world whose back end is at `url`."""
    made, _, _ = await scenes.brand(database)
    fetch = Outside(allow_private=True)
    vault = Vault(Settings(data_dir=folder))
    world = World(database, Backends(fetch, vault, pause=_no_pause), made.id, url)
    await world.save(compiled(url))
    async with database.writer() as w:
        await integrations.set_secret(w, vault, made.id, "deliveries", "api_key", API_KEY)
    yield world


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    """The example brand with its real back end."""
    async with deliveries(database.dsn) as url, world_at(database, url, tmp_path) as made:
        yield made
