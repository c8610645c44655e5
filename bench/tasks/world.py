"""Both example brands applied from their folders, both back ends serving, and people who write."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from backends import common
from backends.deliveries import api as deliveries_api
from backends.deliveries import store as deliveries
from backends.subscriptions import api as subscriptions_api
from backends.subscriptions import store as subscriptions

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.bot import handlers
from gigline.bot.guest import handlers as guest_handlers
from gigline.bot.guest.client import Guest
from gigline.bot.service import Assistant
from gigline.channels import service as channels
from gigline.cli.apply import applying, reading
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry, NewMessage, RequesterKind
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import AnySubscription, Subscriptions
from gigline.infra.relay import Relay
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.service import Backends
from gigline.language.service import Embedder

EXAMPLES = Path(__file__).parents[2] / "examples"
API_KEY = "the-back-end's-key"
ACCOUNTS = {
    ("hoplane", "customer"): "hoplane-web",
    ("hoplane", "worker"): "hoplane-couriers",
    ("hoplane", "business"): "hoplane-restaurants",
    ("crateful", "customer"): "crateful-web",
}
BACKENDS = {"hoplane": deliveries_api.BACKEND, "crateful": subscriptions_api.BACKEND}

MakeDatabase = Callable[[Subscriptions], AbstractAsyncContextManager[Database]]
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Applied:
    """A brand as its folder says."""

    brand: Brand
    settings: BrandSettings


@dataclass
class Person:
    """Somebody who is known to a back end and verified with the brand, and their conversation."""

    world: World
    applied: Applied
    kind: RequesterKind
    id: str
    requester: conversations.Requester
    conversation: UUID | None = None

    async def say(self, *bodies: str, settle: bool = True) -> Conversation:
        """Write; with `settle` everything that follows happens, too."""
        async with self.world.database.writer() as w:
            for body in bodies:
                c, _ = await conversations.receive(
                    w, self.requester, NewMessage(body, uuid4().hex), self.applied.settings
                )  # fmt: skip
        self.conversation = c.id
        if settle:
            await self.world.relay.run_until_idle()
        return await self.now()

    async def now(self) -> Conversation:
        """The conversation as it stands."""
        assert self.conversation is not None
        async with self.world.database.reader() as r:
            return await conversations.get(r, self.conversation)

    async def log(self) -> list[Entry]:
        """Its whole log."""
        async with self.world.database.reader() as r:
            return await conversations.entries(r, await self.now())

    async def told(self) -> list[str]:
        """What the bot said, in order."""
        return [one.body for one in await self.log() if one.kind == "message" and one.author_kind == "bot"]


@dataclass
class World:
    """Everything in one process; `urls` are the back ends'."""

    database: Database
    relay: Relay
    assistant: Assistant
    backends: Backends
    brands: dict[str, Applied] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    async def arrive(
        self, brand: str, kind: RequesterKind, *state: Any, verified: bool = True, language: str = "en"
    ) -> Person:
        """Somebody new, whom the back end knows; `state` is what its `add_...` function takes beyond the name."""
        applied = self.brands[brand]
        id_ = f"{kind[:3]}-{uuid4().hex[:12]}"
        await self._add(BACKENDS[brand].name, kind, id_, state)
        async with self.database.writer() as w:
            contact = await contacts.resolve_identity(
                w, applied.brand.id, "external" if verified else "visitor", id_ if verified else uuid4().hex,
                name="Ana Test", kind=kind, verified=verified,
            )  # fmt: skip
            found = await channels.accounts(w, applied.brand.id)
        account = next(one for one in found if one.key == ACCOUNTS[brand, kind])
        requester = conversations.Requester(
            brand_id=applied.brand.id, contact_id=contact.id, name="Ana Test", kind=kind, language=language,
            account_id=account.id, channel="webchat", recipient=str(contact.id),
        )  # fmt: skip
        return Person(self, applied, kind, id_, requester)

    async def _add(self, backend: str, kind: str, id_: str, state: Sequence[Any]) -> None:
        async with self._connected(backend) as connection:
            if backend == "subscriptions":
                await subscriptions.add_customer(connection, id_, "Ana Test", *state)
            elif kind == "customer":
                await deliveries.add_customer(connection, id_, "Ana Test", *state)
            elif kind == "worker":
                await deliveries.add_courier(connection, id_, "Ana Test", *state)
            else:
                await deliveries.add_restaurant(connection, id_, "Ana Test")

    async def state(self, brand: str) -> Rows:
        """How things stand at the brand's back end."""
        backend = BACKENDS[brand]
        async with self._connected(backend.name) as connection:
            # The table's names are constants of the back end.
            return {
                table: [dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]
                for table in backend.dumped
            }

    @asynccontextmanager
    async def _connected(self, backend: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.database.dsn, server_settings={"search_path": backend})
        try:
            yield connection
        finally:
            await connection.close()


@asynccontextmanager
async def opened(
    make_database: MakeDatabase,
    embedder: Embedder,
    folder: Path,
    *,
    brands: Sequence[str] = tuple(BACKENDS),
    articles: frozenset[str] | None = None,
    also: Callable[[Assistant], Sequence[AnySubscription]] = lambda _: (),
    guest: Guest | None = None,
) -> AsyncIterator[World]:
    """A world on a fresh database; `folder` is for its files. With `articles`, only those: it opens sooner.

    `also` are subscriptions beside the bot's; `guest` is a language model, which a brand has to want.
    """
    assistant = Assistant(embedder, guest=guest)
    vault = Vault(Settings(data_dir=folder))
    backends = Backends(Outside(allow_private=True), vault, allow_private=True, pause=_no_pause)
    known = Subscriptions([*handlers.subscriptions(assistant, backends), *also(assistant)])
    for one in guest_handlers.subscriptions(guest, embedder):
        known.add(one)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(make_database(known))
        world = World(database, Relay(database, known), assistant, backends)
        for brand in brands:
            app = common.build(BACKENDS[brand], database.dsn, API_KEY)
            world.urls[brand] = await stack.enter_async_context(serving(app, lifespan="on"))
            world.brands[brand] = await _applied(world, vault, folder, brand, articles)
        yield world


async def _applied(world: World, vault: Vault, folder: Path, brand: str, articles: frozenset[str] | None) -> Applied:
    """The brand's folder, applied with its connector leading to this world's back end."""
    copy = folder / brand
    shutil.copytree(EXAMPLES / "brands" / brand, copy)
    file = copy / "connectors" / f"{BACKENDS[brand].name}.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    url = world.urls[brand]
    file.write_text("\n".join(f'base_url = "{url}"' if one.startswith("base_url") else one for one in lines))
    for path in (copy / "knowledge").iterdir():
        if articles is not None and path.stem not in articles:
            path.unlink()
    read = reading.read(copy)
    await applying.apply(world.database, world.assistant.embedder, read)
    async with world.database.writer() as w:
        made = await accounts.brand_by_key(w, brand)
        await integrations.set_secret(w, vault, made.id, BACKENDS[brand].name, "api_key", API_KEY)
    return Applied(made, read.settings)


async def _no_pause(_: float) -> None:
    await asyncio.sleep(0)
