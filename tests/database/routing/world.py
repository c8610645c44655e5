"""A small help desk on a real database: one brand, associates who come and go, requesters who write."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor, Brand, Role
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations import snoozing
from gigline.conversations.models import Conversation, NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.routing import handlers, queries, rounds, tasks
from gigline.routing.models import Assignment, Offer
from gigline.workforce import service as workforce
from gigline.workforce import tasks as workforce_tasks

SETTINGS = {
    "brand": {"key": "acme", "name": "Acme", "languages": ["en", "es"]},
    "bot": {"enabled": True, "name": "Bo"},
    "topics": [
        {"key": "delivery", "name": "Deliveries"},
        {"key": "safety", "name": "Safety", "clearance": 2, "priority": 2},
    ],
    "queue": {
        "explore": 0.0,
        "sla_first_response_s": 60,
        "still_there_after_s": 60,
        "offer_expires_s": {"chat": 20, "email": 300},
    },
    "channels": [{"kind": "webchat", "account": "acme-web"}],
}

LOAD_IS_RECOUNTED = """
SELECT a.id, a.load, coalesce(s.n, 0) + coalesce(o.n, 0) + coalesce(n.n, 0) AS counted, a.capacity
FROM associates a
LEFT JOIN (SELECT associate_id, sum(weight) AS n FROM assignments WHERE ended_at IS NULL GROUP BY 1) s
    ON s.associate_id = a.id
LEFT JOIN (SELECT associate_id, sum(weight) AS n FROM offers WHERE state = 'offered' GROUP BY 1) o
    ON o.associate_id = a.id
LEFT JOIN (SELECT associate_id, sum(weight) AS n FROM call_consultations WHERE ended_at IS NULL GROUP BY 1) n
    ON n.associate_id = a.id
"""
HOLDERS_MATCH = """
SELECT c.id FROM conversations c
LEFT JOIN snoozes z ON (z.brand_id, z.conversation_id, z.epoch) = (c.brand_id, c.id, c.epoch)
FULL JOIN (SELECT * FROM assignments WHERE ended_at IS NULL) s ON s.brand_id = c.brand_id AND s.conversation_id = c.id
WHERE (c.status = 'open' AND c.holder = 'associate' AND z.until IS NULL) IS DISTINCT FROM (s.id IS NOT NULL)
   OR (s.id IS NOT NULL AND c.associate_id <> s.associate_id)
"""


def subscriptions() -> Subscriptions:
    return Subscriptions([*handlers.SUBSCRIPTIONS, *snoozing.SUBSCRIPTIONS])


class World:
    """Acts as everybody, and drives relay and sweeper by hand."""

    def __init__(self, database: Database, brand: Brand, settings: BrandSettings, account_id: UUID):
        self.database = database
        self.brand = brand
        self.settings = settings
        self.account_id = account_id
        self.relay = Relay(database, subscriptions_of(database))
        self.connections: dict[UUID, UUID] = {}
        self.requesters: dict[UUID, conversations.Requester] = {}

    @classmethod
    async def make(cls, database: Database) -> World:
        settings = BrandSettings.model_validate(SETTINGS)
        async with database.writer() as w:
            brand = await accounts.save_brand(w, settings)
            account = await channels.save_account(w, brand.id, "webchat", "acme-web", {})
        return cls(database, brand, settings, account.id)

    async def person(self, name: str, role: Role = "associate") -> UUID:
        async with self.database.writer() as w:
            person_id = w.new_id()
            await w.execute(
                "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, $3, 'x')",
                person_id, f"{name}-{person_id}@acme.example", name,
            )  # fmt: skip
            await accounts.set_role(w, person_id, self.brand.id, role)
        return person_id

    def actor(self, person_id: UUID, role: Role = "associate") -> Actor:
        return Actor(kind="person", id=person_id, name="N", roles={self.brand.id: role})

    async def associate(
        self,
        name: str = "sam",
        *,
        languages: Sequence[str] = ("en",),
        capacity: int = 3,
        topics: Sequence[str] = (),
        clearance: int = 0,
        online: bool = True,
        warm: bool = True,
    ) -> UUID:
        """Somebody with a grant; `online` connects them and switches them on, `warm`: since an hour."""
        person_id = await self.person(name)
        async with self.database.writer() as w:
            await workforce.save_associate(w, person_id, languages, capacity)
            await workforce.grant(w, self.brand.id, person_id, topics=topics, clearance=clearance)
        if online:
            await self.online(person_id, warm=warm)
        return person_id

    async def online(self, person_id: UUID, *, warm: bool = True) -> None:
        await self.connect(person_id)
        await self.choose(person_id, "on")
        if warm:
            async with self.database.writer() as w:
                await w.execute(
                    "UPDATE associates SET online_since = gigline_now() - interval '1 hour' WHERE id = $1", person_id
                )

    async def choose(self, person_id: UUID, availability: str) -> None:
        async with self.database.writer() as w:
            await workforce.set_availability(w, person_id, availability)

    async def connect(self, person_id: UUID) -> None:
        self.connections.setdefault(person_id, uuid4())
        async with self.database.writer() as w:
            await workforce.beat(w, person_id, self.connections[person_id])

    async def close_tab(self, person_id: UUID) -> None:
        connection = self.connections.pop(person_id)
        async with self.database.writer() as w:
            await workforce.leave(w, person_id, connection)

    def crash(self, person_id: UUID) -> None:
        """Their machine is gone: no goodbye, only beats that stay away."""
        self.connections.pop(person_id, None)

    async def advance(self, seconds: float) -> None:
        """Turn the database's clock; whoever is connected keeps beating."""
        while seconds > 0:
            step = min(seconds, 10.0)
            seconds -= step
            async with self.database.writer() as w:
                await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(step))
            for person_id in list(self.connections):
                await self.connect(person_id)

    async def drain(self) -> None:
        await self.relay.run_until_idle()

    async def sweep(self) -> None:
        await workforce_tasks.forget_expired(self.database)
        await snoozing.sweep(self.database)
        await tasks.sweep(self.database)
        await rounds.run(self.database)
        await self.drain()

    async def write(self, *, topic: str | None = None, language: str = "en", channel: str = "webchat") -> Conversation:
        """A new requester writes; the bot has it."""
        async with self.database.writer() as w:
            contact = await contacts.resolve_identity(w, self.brand.id, "visitor", uuid4().hex, name="Ana")
        requester = conversations.Requester(
            brand_id=self.brand.id, contact_id=contact.id, name="Ana", kind="customer", language=language,
            account_id=self.account_id, channel=channel, recipient=str(contact.id),
        )  # fmt: skip
        c = await self._receive(requester, topic)
        self.requesters[c.id] = requester
        return c

    async def write_again(self, conversation_id: UUID) -> Conversation:
        return await self._receive(self.requesters[conversation_id], None)

    async def _receive(self, requester: conversations.Requester, topic: str | None) -> Conversation:
        async with self.database.writer() as w:
            message = NewMessage("My number is +49 170 1234567, where is it?", uuid4().hex)
            c, _ = await conversations.receive(w, requester, message, self.settings, topic=topic)
        return c

    async def queued(self, *, topic: str | None = None, language: str = "en", channel: str = "webchat") -> Conversation:
        """A new requester writes and asks for a person."""
        c = await self.write(topic=topic, language=language, channel=channel)
        async with self.database.writer() as w:
            return await conversations.request_person(w, c.id)

    async def get(self, conversation_id: UUID) -> Conversation:
        async with self.database.reader() as r:
            return await conversations.get(r, conversation_id)

    async def live(self, conversation_id: UUID) -> Offer | None:
        async with self.database.reader() as r:
            return await queries.live_offer(r, self.brand.id, conversation_id)

    async def held(self, conversation_id: UUID) -> Assignment | None:
        async with self.database.reader() as r:
            return await queries.open_assignment(r, self.brand.id, conversation_id)

    async def load(self, person_id: UUID) -> int:
        async with self.database.reader() as r:
            return (await workforce.me(r, person_id)).load

    async def offers(self, conversation_id: UUID) -> list[tuple[UUID, str]]:
        async with self.database.reader() as r:
            rows = await r.rows(
                "SELECT associate_id, state FROM offers WHERE conversation_id = $1 ORDER BY offered_at, id",
                conversation_id,
            )
        return [(row["associate_id"], row["state"]) for row in rows]

    async def check_books(self) -> None:
        """Loads are what offers and assignments weigh, holders and assignments agree, and no handler stumbled."""
        async with self.database.snapshot() as r:
            for row in await r.rows(LOAD_IS_RECOUNTED):
                assert row["load"] == row["counted"], dict(row)
            assert await r.rows(HOLDERS_MATCH) == []
            failed = await r.rows("SELECT subscriber, last_error FROM deliveries WHERE last_error IS NOT NULL")
            assert failed == [], "a handler failed: two of them got in each other's way"


def subscriptions_of(database: Database) -> Subscriptions:
    found = database.subscribers
    assert isinstance(found, Subscriptions)
    return found
