"""A brand with articles, a requester who writes, and the bot behind the relay."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.bot import handlers
from gigline.bot.guest import handlers as guest_handlers
from gigline.bot.guest.client import Guest
from gigline.bot.service import Assistant
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry, NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.knowledge import service as knowledge
from gigline.language.service import Embedder

SETTINGS: dict[str, Any] = {
    "brand": {"key": "hoplane", "name": "Hoplane", "languages": ["en", "es"]},
    "bot": {
        "name": "Hop",
        "greeting": "Hello, I am Hop, the bot.",
        "handover_text": "A person goes on from here.",
        "precision": 0.9,
        "sensitive_phrases": ["i was injured", "my lawyer"],
    },
    "topics": [
        {"key": key, "name": key, "policy": "person" if key in {"standing", "safety"} else "bot", "priority": priority}
        for key, priority in {
            "delivery": 1, "order": 0, "payment": 0, "account": 0, "courier": 1, "earnings": 1, "partner": 0,
            "staff": 0, "standing": 1, "safety": 2, "other": 0,
        }.items()
    ],
}  # fmt: skip


@dataclass
class World:
    database: Database
    relay: Relay
    brand: Brand
    assistant: Assistant
    settings: BrandSettings
    requester: conversations.Requester
    signals: list[bool] = field(default_factory=list)

    async def write(self, *bodies: str) -> Conversation:
        """The requester writes; nothing is answered yet."""
        async with self.database.writer() as w:
            for body in bodies:
                c, _ = await conversations.receive(w, self.requester, NewMessage(body, uuid4().hex), self.settings)
        return c

    async def say(self, *bodies: str) -> Conversation:
        """The requester writes and everything that follows happens."""
        c = await self.write(*bodies)
        await self.relay.run_until_idle()
        return await self.now(c.id)

    async def now(self, conversation_id: UUID) -> Conversation:
        async with self.database.reader() as r:
            return await conversations.get(r, conversation_id)

    async def replies(self, conversation_id: UUID) -> list[Entry]:
        async with self.database.reader() as r:
            entries = await conversations.entries(r, await conversations.get(r, conversation_id))
        return [entry for entry in entries if entry.kind == "message" and entry.author_kind == "bot"]

    async def outcomes(self, conversation_id: UUID) -> list[tuple[str, str]]:
        async with self.database.reader() as r:
            sql = "SELECT outcome, reason FROM bot_turns WHERE conversation_id = $1 ORDER BY seq"
            return [(row["outcome"], row["reason"]) for row in await r.rows(sql, conversation_id)]

    async def pass_time(self, seconds: float) -> None:
        async with self.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))

    async def take_over(self, c: Conversation) -> Conversation:
        async with self.database.writer() as w:
            person = await accounts.create_person(w, f"{uuid4().hex}@acme.example", "Ana", "correct horse battery")
            return await conversations.assign(w, c.id, c.epoch, person.id, "Ana", cause="take_over")


@asynccontextmanager
async def open_world(
    make_database: Any,
    embedder: Embedder,
    *,
    kind: str = "customer",
    guest: Guest | None = None,
    model: dict[str, Any] | None = None,
    also: Callable[[Assistant], list[Any]] = lambda _: [],
    **bot: Any,
):
    signals: list[bool] = []
    assistant = Assistant(embedder, signal=lambda _brand, _conversation, on: signals.append(on), guest=guest)
    subscriptions = Subscriptions([*handlers.subscriptions(assistant), *guest_handlers.subscriptions(guest, embedder)])
    for one in also(assistant):
        subscriptions.add(one)
    async with make_database(subscriptions) as database:
        settings = BrandSettings.model_validate({**SETTINGS, "bot": {**SETTINGS["bot"], **bot}, "model": model or {}})
        async with database.writer() as w:
            brand = await accounts.save_brand(w, settings)
            articles = knowledge.read_folder(Path("examples/brands/hoplane/knowledge"))
            await knowledge.save_articles(w, embedder, brand.id, articles)
            account = await channels.save_account(w, brand.id, "webchat", "hoplane-web", {})
            contact = await contacts.resolve_identity(w, brand.id, "visitor", uuid4().hex, name="Ana", kind=kind)
        requester = conversations.Requester(
            brand_id=brand.id, contact_id=contact.id, name="Ana", kind=kind, language="en",
            account_id=account.id, channel="webchat", recipient=str(contact.id),
        )  # fmt: skip
        yield World(database, Relay(database, subscriptions), brand, assistant, settings, requester, signals)
