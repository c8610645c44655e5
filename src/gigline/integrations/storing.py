"""Connectors, actions and secrets as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from gigline.infra.db import Database, Reader, Writer
from gigline.infra.vault import Vault
from gigline.integrations import queries
from gigline.integrations.backends import Secrets
from gigline.integrations.errors import NoSuchAction, NoSuchConnector
from gigline.integrations.models import Action, Compiled, Connector

_ACTION = TypeAdapter(Action)


async def connector(r: Reader, brand_id: UUID, name: str) -> Connector:
    """Raises NoSuchConnector."""
    found = await r.one(Connector, queries.CONNECTOR, brand_id, name)
    if found is None:
        raise NoSuchConnector("There is no such connector.")
    return found


async def connectors_of(r: Reader, brand_id: UUID) -> list[Connector]:
    """All connectors of the brand, by name."""
    return await r.all(Connector, queries.CONNECTORS, brand_id)


async def actions_of(r: Reader, brand_id: UUID) -> list[Action]:
    """All actions of the brand, by connector, in the order of its files."""
    return [_ACTION.validate_python(row["definition"]) for row in await r.rows(queries.ACTIONS, brand_id)]


async def action(r: Reader, brand_id: UUID, name: str) -> Action:
    """Raises NoSuchAction."""
    definition = await r.value(queries.ACTION, brand_id, name)
    if definition is None:
        raise NoSuchAction("There is no such action.")
    return _ACTION.validate_python(definition)


async def save(w: Writer, brand_id: UUID, compiled: Sequence[Compiled]) -> None:
    """These are the brand's connectors and actions from now on; secrets stay as they are."""
    for one in compiled:
        await w.execute(
            queries.SAVE_CONNECTOR, brand_id, one.name, one.kind, one.base_url, one.settings, one.source, one.digest
        )
    await w.execute(queries.DROP_CONNECTORS, brand_id, [one.name for one in compiled])
    await w.execute(queries.DROP_ACTIONS, brand_id)
    rows: list[tuple[object, ...]] = [
        (brand_id, action.name, one.name, position, _stored(action))
        for one in compiled
        for position, action in enumerate(one.actions)
    ]
    await w.many(queries.SAVE_ACTION, rows)


def _stored(action: Action) -> object:
    return _ACTION.dump_python(action, mode="json")


async def sources(r: Reader, brand_id: UUID) -> dict[str, dict[str, Any]]:
    """What each connector of the brand was made from, by name."""
    return {row["name"]: row["source"] for row in await r.rows(queries.SOURCES, brand_id)}


async def secrets(r: Reader, vault: Vault, of: Connector) -> Secrets:
    """The connector's secrets, opened; raises infra.vault.NoKey."""
    rows = await r.rows(queries.SECRETS, of.brand_id, of.name)
    return Secrets({row["name"]: vault.open(row["sealed"], _place(of.brand_id, of.name, row["name"])) for row in rows})


def _place(brand_id: UUID, connector_name: str, name: str) -> tuple[str, ...]:
    return ("connector", str(brand_id), connector_name, name)


async def set_secret(w: Writer, vault: Vault, brand_id: UUID, connector_name: str, name: str, value: str) -> None:
    """Keep a secret, sealed. The connector may come later."""
    sealed = vault.seal(value, _place(brand_id, connector_name, name))
    await w.execute(queries.STORE_SEALED, brand_id, connector_name, name, sealed)


async def secret_names(r: Reader, brand_id: UUID, connector_name: str) -> list[str]:
    """Which secrets are set; what they are nobody is told."""
    return [row["name"] for row in await r.rows(queries.SECRETS, brand_id, connector_name)]


async def reseal(database: Database, vault: Vault) -> int:
    """Seal again what was sealed with an older key; how many. Raises infra.vault.NoKey."""
    changed = 0
    async with database.reader() as r:
        rows = await r.rows(queries.ALL_SECRETS)
    for row in rows:
        if vault.is_current(row["sealed"]):
            continue
        place = _place(row["brand_id"], row["connector"], row["name"])
        fresh = vault.seal(vault.open(row["sealed"], place), place)
        async with database.writer() as w:
            # Unless somebody set it meanwhile.
            changed += await w.execute(queries.REPLACE_SEALED, *list(row.values())[:3], row["sealed"], fresh)
    return changed
