"""Whoever does not want to be asked how it was is not asked."""

from __future__ import annotations

import httpx
from tests import scenes

from gigline.accounts import requesters
from gigline.app import web
from gigline.contacts import choices
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.settings import Settings


async def test_who_refused_to_be_asked_is_not_asked(database: Database):
    brand, settings, account_id = await scenes.brand(database)
    who = await scenes.requester(database, brand.id, account_id)
    c = await scenes.written(database, who, settings)
    async with database.writer() as w:
        c = await conversations.resolve(w, c.id, c.epoch, by="requester", author=Author("requester", who.contact_id))
    token = await requesters.issue_widget(
        database, brand_id=brand.id, contact_id=who.contact_id, account="acme-web", origin=None
    )
    app = web.build(database, Settings(), NotifyBus(database), None)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gigline.test", headers=headers) as client:

        async def asked() -> object:
            return (await client.get("/api/v1/widget/conversation")).json()["rating"]

        assert await asked() == {"segment": 1, "score": None, "comment": ""}
        async with database.writer() as w:
            contact = await contacts.get(w, brand.id, who.contact_id)
            await choices.note(w, contact, "feedback", "", "refused", "said", By("person", name="Sam"))
        assert await asked() is None
