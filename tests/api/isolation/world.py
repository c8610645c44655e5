"""Two brands with people of every role, and one conversation that somebody holds: what the isolation matrix acts in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import numpy as np
from fastapi import FastAPI
from numpy.typing import NDArray
from tests import acted, scenes
from tests.learned import learned

from gigline.accounts import requesters, sessions
from gigline.accounts import service as accounts
from gigline.accounts.models import Actor, Brand, Role
from gigline.app import web
from gigline.calls import service as calls
from gigline.calls.models import Caller
from gigline.channels import attachments
from gigline.channels.contract import Attachment
from gigline.contacts import merging
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import callbacks, pages, view_queries
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, NewMessage, Place
from gigline.conversations.ways import Way
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.settings import Settings
from gigline.providers import service as providers
from gigline.providers.directory import Directory
from gigline.replies import service as replies
from gigline.replies.schemas import KeepReply
from gigline.routing import service as routing
from gigline.workforce import service as workforce

BASE = "http://gigline.test"
PASSWORD = "correct horse battery staple"
CANARY = "canary-7f3a"


@dataclass
class Who:
    """An actor of the matrix and how they call."""

    name: str
    client: httpx.AsyncClient
    id: UUID | None = None


@dataclass
class World:
    """`ids` fill the routes' path parameters and bodies."""

    app: FastAPI
    brand: Brand
    ids: dict[str, str]
    actors: dict[str, Who]


class FlatEmbedder:
    """All texts alike: who may search is asked here, not what is found."""

    dimensions = 384
    multilingual = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), self.dimensions), self.dimensions**-0.5, dtype=np.float32)


async def build(database: Database, **settings: Any) -> World:
    """The world, with clients for: nobody, stranger (leader of another brand), associate (of the brand, holds
    nothing), former (held the conversation), holder, leader, admin, operator, other_requester, requester."""
    app = web.build(database, Settings(**settings), NotifyBus(database), FlatEmbedder())
    brand, settings, account_id = await scenes.brand(database, bot=False)
    other, _, _ = await scenes.brand(database, key="rival")
    people = {
        "stranger": await _person(database, other.id, "leader"),
        "associate": (await scenes.associate(database, brand.id)).id,
        "former": (await scenes.associate(database, brand.id)).id,
        "holder": (await scenes.associate(database, brand.id)).id,
        "leader": await _person(database, brand.id, "leader"),
        "admin": await _person(database, brand.id, "admin"),
        "operator": await _person(database, brand.id, None, operator=True),
    }
    requester = await scenes.requester(database, brand.id, account_id)
    stranger = await scenes.requester(database, brand.id, account_id)
    chat = Way(Place(account_id, "webchat", str(requester.contact_id)), "", True, requester.contact_id)
    ids = {"account_id": str(account_id), "line_id": str(uuid4()), "way_id": chat.id} | await _conversation(
        database, brand, settings, requester, people
    )
    async with database.writer() as w:
        opened = await conversations.get(w, UUID(ids["conversation_id"]))
        ids["token"] = await pages.make(w, opened, 1, opened.seq, days=1)
        await callbacks.ask(w, opened.id, "+351912345678", None, Author("requester", opened.contact_id))
    ids |= await acted.run_of_unknown_outcome(database, brand.id, UUID(ids["conversation_id"]), CANARY)
    ids |= await learned(database, brand.id, UUID(ids["conversation_id"]), CANARY)
    ids |= await _recommended(database, brand.id, UUID(ids["conversation_id"]))
    ids |= await _persons(database, brand.id, requester.contact_id)
    ids |= await _kept(database, brand.id, people["holder"])
    actors = {"nobody": Who("nobody", _client(app))}
    for name, person_id in people.items():
        actors[name] = Who(name, await _signed_in(app, database, person_id), person_id)
    for name, one in (("requester", requester), ("other_requester", stranger)):
        token = await requesters.issue_widget(
            database, brand_id=brand.id, contact_id=one.contact_id, account="acme-web", origin=None
        )
        actors[name] = Who(name, _client(app, Authorization=f"Bearer {token}"), one.contact_id)
    return World(app, brand, {**ids, "brand_id": str(brand.id), "contact_id": str(requester.contact_id)}, actors)


async def _person(database: Database, brand_id: UUID, role: Role | None, *, operator: bool = False) -> UUID:
    async with database.writer() as w:
        person = await accounts.create_person(w, f"{uuid4().hex}@acme.example", "Pat Doe", PASSWORD, operator)
        await accounts.set_role(w, person.id, brand_id, role)
    return person.id


async def _recommended(database: Database, brand_id: UUID, conversation_id: UUID) -> dict[str, str]:
    """A recommendation in the conversation, from an example brand's directory."""
    file = Path("examples/brands/crateful/providers.toml").read_text(encoding="utf-8")
    async with database.writer() as w:
        await providers.save(w, brand_id, Directory.model_validate(tomllib.loads(file)))
        wanted = providers.Wanted("cook", "lisbon")
        made = await providers.recommend(w, brand_id, wanted, "associate", conversation_id)
    return {"recommendation_id": str(made.id)}


async def _kept(database: Database, brand_id: UUID, person_id: UUID) -> dict[str, str]:
    """A reply and a view that this associate keeps for themselves."""
    async with database.writer() as w:
        kept = await replies.keep(w, brand_id, person_id, KeepReply(title=CANARY, language="en", body=CANARY))
        view_id = w.new_id()
        await view_queries.add(w, brand_id, view_id, person_id, CANARY, {"q": CANARY}, "Sam")
    return {"reply_id": str(kept.id), "view_id": str(view_id)}


async def _persons(database: Database, brand_id: UUID, contact_id: UUID) -> dict[str, str]:
    """A contact merged into the requester's, one to be merged with it, and an identity to be split off."""
    async with database.writer() as w:
        split, part, other = [
            await contacts.resolve_identity(w, brand_id, "api", f"acc:{name}", name=f"{CANARY} {name}")
            for name in ("split", "part", "other")
        ]
        lena = By("person", name="Lena")
        await merging.merge(w, brand_id, contact_id, split.id, lena)
        merged = await merging.merge(w, brand_id, contact_id, part.id, lena)
    return {"merge_id": str(merged.id), "split_value": "acc:split", "other_contact_id": str(other.id)}


async def _conversation(database, brand, settings, requester, people) -> dict[str, str]:
    """Written by the requester, offered, held by `former`, now by `holder` in a call; full of canaries."""
    async with database.writer() as w:
        c, _ = await conversations.receive(w, requester, NewMessage(f"{CANARY} help", uuid4().hex), settings)
        offer = await routing.match(w, c.id)
        assert offer is not None
    lead = Actor(kind="person", id=people["leader"], name="Lena", roles={brand.id: "leader"})
    for name in ("former", "holder"):
        async with database.writer() as w:
            c = await conversations.get(w, c.id)
            await routing.assign(w, lead, c.id, c.epoch, people[name])
    async with database.writer() as w:
        c = await conversations.get(w, c.id)
        await conversations.reply(w, c.id, c.epoch, Author("associate", people["holder"], "Sam"), f"{CANARY} answer")
        await conversations.note(w, c.id, Author("associate", people["holder"], "Sam"), f"{CANARY} note")
        [file] = await attachments.store(w, brand.id, None, [Attachment("a.txt", "text/plain", CANARY.encode())])
        named = {"attachments": [{"id": str(file.id), "name": file.name}]}
        await conversations.receive(w, requester, NewMessage(f"{CANARY} a file", uuid4().hex, named), settings)
        call, _ = await calls.start(w, Caller(requester, "browser", requester.account_id))
        await calls.note_waiting(w, call.id)
        await calls.connect(w, call.id, people["holder"])
        for name in ("former", "holder", "associate"):
            await workforce.beat(w, people[name], uuid4(), ttl_s=600)
    return {
        "associate_id": str(people["associate"]),
        "attachment_id": str(file.id),
        "conversation_id": str(c.id),
        "offer_id": str(offer.id),
        "key_id": str(uuid4()),
        "decision_id": str(uuid4()),
        "call_id": str(call.id),
        "wave_id": str(uuid4()),
        "experiment_id": str(uuid4()),
        "what_if_id": str(uuid4()),
        "epoch": str(c.epoch),
    }


def _client(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)


async def _signed_in(app: FastAPI, database: Database, person_id: UUID) -> httpx.AsyncClient:
    """A browser with a session of this person, without the cost of argon2."""
    token, csrf = uuid4().hex, uuid4().hex
    async with database.writer() as w:
        await w.execute(
            "INSERT INTO sessions (token_hash, person_id, csrf, expires_at) "
            "VALUES ($1, $2, $3, gigline_now() + '1 day')",
            sessions.hash_of(token), person_id, csrf,
        )  # fmt: skip
    client = _client(app, **{"X-CSRF-Token": csrf, "Origin": BASE})
    client.cookies.set(sessions.COOKIE, token)
    return client
