"""Whom the load is: a brand without a bot, associates who hold conversations, requesters with their tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from gigline.accounts import keys, sessions
from gigline.accounts import requesters as tokens
from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import NewMessage
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import Subscriptions
from gigline.routing import service as routing
from gigline.workforce import service as workforce

CAPACITY = 12
PASSWORD = "correct horse battery"
WEB, API = "bench-web", "bench-api"
_EXPERIENCED = "UPDATE associates SET online_since = gigline_now() - interval '1 day'"
_PERSON = "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, 'Sam Field', '!')"
_SETTINGS = {
    "brand": {"key": "bench", "name": "Bench", "languages": ["en"]},
    "bot": {"enabled": False, "name": "Bo"},
    "topics": [{"key": "delivery", "name": "Deliveries"}],
    "channels": [
        {"kind": "webchat", "account": WEB, "allowed_origins": ["*"]},
        {"kind": "api", "account": API},
    ],
}


@dataclass(frozen=True)
class Held:
    """A conversation, how its requester writes, and the cookie of the associate who holds it."""

    conversation_id: UUID
    sender: str
    token: str
    cookie: str


@dataclass(frozen=True)
class World:
    """`held` by channel; `key` is an API key of the brand."""

    web: list[Held]
    api: list[Held]
    key: str


@asynccontextmanager
async def _open(dsn: str) -> AsyncIterator[Database]:
    # Nobody subscribes: the running platform must find nothing to do but the load.
    database = Database(dsn, subscribers=Subscriptions(), pool_size=4)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def build(dsn: str, *, web: int = 0, api: int = 0) -> World:
    """So many conversations on each channel, every one held by a connected associate with at most 12 of them."""
    async with _open(dsn) as database:
        settings = BrandSettings.model_validate(_SETTINGS)
        async with database.writer() as w:
            brand = await accounts.save_brand(w, settings)
            accounts_of = {
                kind: (await channels.save_account(w, brand.id, kind, key, {})).id
                for kind, key in (("webchat", WEB), ("api", API))
            }
            _, key = await keys.create(w, brand.id, "bench", "admin")
        made: dict[str, list[Held]] = {"webchat": [], "api": []}
        cookie, associate = "", None
        for n, kind in enumerate(["webchat"] * web + ["api"] * api):
            if n % CAPACITY == 0:
                associate, cookie = await _associate(database, brand.id, n)
            assert associate is not None
            who = await _requester(database, brand.id, accounts_of[kind], kind, f"sender-{n}")
            conversation_id = await _given(database, who, settings, associate)
            token = await tokens.issue_widget(
                database, brand_id=brand.id, contact_id=who.contact_id, account=WEB, origin=None
            )
            made[kind].append(Held(conversation_id, f"sender-{n}", token, cookie))
        return World(made["webchat"], made["api"], key)


async def arrivals(dsn: str, *, associates: int, requesters: int) -> list[tuple[UUID, str]]:
    """Free associates who are connected, and contacts with their widget's tokens who have not written yet."""
    async with _open(dsn) as database:
        # Nobody answers in a bench: an offer that ran out would pause whom it was made to.
        settings = BrandSettings.model_validate({**_SETTINGS, "queue": {"offer_expires_s": {"chat": 3600}}})
        async with database.writer() as w:
            brand = await accounts.save_brand(w, settings)
            account = await channels.save_account(w, brand.id, "webchat", WEB, {})
        for n in range(associates):
            async with database.writer() as w:
                person_id = w.new_id()
                # Nobody signs in as them: hashing so many passwords would take longer than the measurement.
                await w.execute(_PERSON, person_id, f"sam{n}@bench.example")
                await _employ(w, brand.id, person_id)
        made = []
        for n in range(requesters):
            who = await _requester(database, brand.id, account.id, "webchat", f"sender-{n}")
            token = await tokens.issue_widget(
                database, brand_id=brand.id, contact_id=who.contact_id, account=WEB, origin=None
            )
            made.append((who.contact_id, token))
        return made


async def _associate(database: Database, brand_id: UUID, n: int) -> tuple[Actor, str]:
    """An associate who is available, connected and past the warm-up, and the cookie of their session."""
    email = f"sam{n}@bench.example"
    async with database.writer() as w:
        person = await accounts.create_person(w, email, "Sam Field", PASSWORD)
        await _employ(w, brand_id, person.id)
    session = await sessions.sign_in(database, email, PASSWORD, f"10.0.0.{n % 250}")
    return Actor(kind="person", id=person.id, name=person.name, roles={brand_id: "associate"}), session.token


async def _employ(w: Writer, brand_id: UUID, person_id: UUID) -> None:
    await accounts.set_role(w, person_id, brand_id, "associate")
    await workforce.save_associate(w, person_id, ["en"], CAPACITY)
    await workforce.grant(w, brand_id, person_id)
    await workforce.set_availability(w, person_id, "on")
    await workforce.beat(w, person_id, uuid4(), ttl_s=3600)
    await w.execute(_EXPERIENCED)


async def _requester(
    database: Database, brand_id: UUID, account_id: UUID, kind: str, sender: str
) -> conversations.Requester:
    async with database.writer() as w:
        if kind == "webchat":
            contact = await contacts.resolve_identity(w, brand_id, "visitor", uuid4().hex, name="Ana")
        else:
            contact = await contacts.resolve_identity(w, brand_id, "api", f"{account_id}:{sender}", name="Ana")
    return conversations.Requester(
        brand_id=brand_id, contact_id=contact.id, name="Ana", kind="customer", language="en", account_id=account_id,
        channel=kind, recipient=str(contact.id) if kind == "webchat" else sender,
    )  # fmt: skip


async def _given(database: Database, who: conversations.Requester, settings: BrandSettings, associate: Actor) -> UUID:
    """The id of a conversation that the requester opened and the associate took."""
    async with database.writer() as w:
        c, _ = await conversations.receive(w, who, NewMessage("Where is my parcel?", uuid4().hex), settings)
        await routing.take_over(w, associate, c.id, c.epoch)
    return c.id
