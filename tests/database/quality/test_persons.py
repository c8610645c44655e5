"""Whoever comes back on another channel came back, once it is known that they are one person."""

from __future__ import annotations

from uuid import uuid4

from gigline.contacts import merging
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import persons
from gigline.conversations import service as conversations
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.quality import handlers, queries
from tests import scenes
from tests.conftest import MakeDatabase

LEA = By("person", name="Lea")


async def test_a_second_contact_of_the_same_person_is_a_return(make_database: MakeDatabase):
    subscriptions = Subscriptions(handlers.SUBSCRIPTIONS)
    async with make_database(subscriptions) as database:
        relay = Relay(database, subscriptions)
        brand, settings, account_id = await scenes.brand(database)
        first, second = [await scenes.requester(database, brand.id, account_id) for _ in range(2)]
        c = await scenes.written(database, first, settings)
        await relay.run_until_idle()
        async with database.writer() as w:
            await conversations.resolve(w, c.id, c.epoch, by="bot")
        await relay.run_until_idle()
        async with database.writer() as w:
            await w.execute("UPDATE segments SET bot_answered = true")
        again = await scenes.written(database, second, settings)
        await relay.run_until_idle()

        async def held() -> bool:
            async with database.reader() as r:
                return await queries.held(r, brand.id, c.id, 1, 48)

        assert await held()
        async with database.writer() as w:
            made = await merging.merge(w, brand.id, first.contact_id, second.contact_id, LEA)
        assert not await held()
        async with database.reader() as r:
            before = await queries.just_resolved(r, brand.id, second.contact_id, again.id, 1)
        assert before == [(c.id, 1)]
        async with database.writer() as w:
            await merging.undo(w, brand.id, made.id, LEA)
        assert await held()


async def test_what_was_split_off_takes_its_segments_along(make_database: MakeDatabase):
    subscriptions = Subscriptions(handlers.SUBSCRIPTIONS)
    async with make_database(subscriptions) as database:
        brand, settings, account_id = await scenes.brand(database)
        who = await scenes.requester(database, brand.id, account_id)
        c = await scenes.written(database, who, settings)
        name = f"{account_id}:{who.recipient}"
        await Relay(database, subscriptions).run_until_idle()
        async with database.writer() as w:
            await w.execute(
                "INSERT INTO identities (brand_id, type, value, contact_id) VALUES ($1, 'api', $2, $3)",
                brand.id, name, who.contact_id,
            )  # fmt: skip
            new = await persons.split(w, scenes.leader(brand.id, uuid4()), who.contact_id, "api", name)
        await Relay(database, subscriptions).run_until_idle()
        async with database.reader() as r:
            assert await r.value("SELECT contact_id FROM segments WHERE conversation_id = $1", c.id) == new.id
            assert await contacts.get(r, brand.id, who.contact_id)
