"""Saved replies: applied with the folder, kept for oneself, filled from a conversation, counted, and reported."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from tests import scenes
from tests.conftest import MakeDatabase

from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation, NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.quality import handlers as quality_handlers
from gigline.quality import reply_queries
from gigline.replies import handlers, service
from gigline.replies.errors import NoSuchReply, ShortcutTaken
from gigline.replies.models import ReplyFile
from gigline.replies.schemas import KeepReply

LATE = ReplyFile(
    "late", "It is late", "late", "en", ("customer",), ("delivery",),
    "Hi {{requester.first_name or there}}, order {{fact.code or [[order number]]}} is late. {{associate.first_name}}",
)  # fmt: skip
HELLO = ReplyFile("hello", "Hello", "hi", "en", (), (), "Hello, {{brand.name}} here.")


async def _held(database: Database, said: str = "Where is my parcel?") -> tuple[Conversation, Actor]:
    """A conversation about a delivery that an associate holds."""
    brand, settings, account_id = await scenes.brand(database, bot=False)
    who = await scenes.requester(database, brand.id, account_id)
    sam = await scenes.associate(database, brand.id)
    async with database.writer() as w:
        c, _ = await conversations.receive(w, who, NewMessage(said, uuid4().hex), settings)
        await conversations.classify(w, c.id, topic="delivery", priority=0)
        c = await conversations.assign(w, c.id, c.epoch, sam.id, sam.name, cause="take_over")
    return c, sam


async def _texts(database: Database, actor: Actor, c: Conversation) -> list[tuple[str, str]]:
    async with database.reader() as r:
        found = await service.suggest(r, actor, c)
    return [(one.title, text) for one, text in found.replies]


async def test_they_are_filled_from_the_conversation_and_never_silently_empty(database: Database):
    c, sam = await _held(database)
    async with database.writer() as w:
        await service.save(w, c.brand_id, [HELLO, LATE])
    assert await _texts(database, sam, c) == [
        ("It is late", "Hi Ana, order [[order number]] is late. Sam"),
        ("Hello", "Hello, Acme here."),
    ]
    async with database.writer() as w:
        brand, settings = c.brand_id, scenes.BrandSettings.model_validate(scenes.SETTINGS)
        who = conversations.Requester(
            brand, c.contact_id, "Ana", "customer", "en", c.account_id, c.channel, c.recipient
        )
        await conversations.receive(w, who, NewMessage("It is order HP-12345, sorry", uuid4().hex), settings)
    assert (await _texts(database, sam, c))[0][1] == "Hi Ana, order HP-12345 is late. Sam"
    async with database.writer() as w:
        await conversations.receive(w, who, NewMessage("or was it order HP-54321?", uuid4().hex), settings)
    assert (await _texts(database, sam, c))[0][1] == "Hi Ana, order [[order number]] is late. Sam"


async def test_a_file_that_comes_back_is_the_reply_it_was(database: Database):
    c, _ = await _held(database)

    async def saved(*replies: ReplyFile) -> tuple[dict[str, ReplyFile], set[UUID]]:
        async with database.writer() as w:
            await service.save(w, c.brand_id, replies)
        async with database.reader() as r:
            ids = {row["id"] for row in await r.rows("SELECT id FROM saved_replies")}
            return await service.files(r, c.brand_id), ids

    both, ids = await saved(HELLO, LATE)
    assert both == {"hello": HELLO, "late": LATE}
    assert await saved(HELLO) == ({"hello": HELLO}, ids)
    assert await saved(HELLO, LATE) == (both, ids)


async def test_ones_own_are_nobody_elses(database: Database):
    c, sam = await _held(database)
    other = await scenes.associate(database, c.brand_id)
    mine = KeepReply(title="Mine", shortcut="m", language="en", body="Yours, {{associate.first_name}}")
    async with database.writer() as w:
        kept = await service.keep(w, c.brand_id, sam.id, mine)
        with pytest.raises(ShortcutTaken):
            await service.keep(w, c.brand_id, sam.id, mine)
        theirs = await service.keep(w, c.brand_id, other.id, mine)
    assert await _texts(database, sam, c) == [("Mine", "Yours, Sam")]
    changed = KeepReply(title="Mine, better", shortcut="m", language="en", body="Yours")
    async with database.writer() as w:
        with pytest.raises(NoSuchReply):
            await service.keep(
                w, c.brand_id, sam.id, KeepReply(title="x", language="en", body="x"), instead_of=theirs.id
            )
        with pytest.raises(NoSuchReply):
            await service.remove(w, c.brand_id, sam.id, theirs.id)
        assert (await service.keep(w, c.brand_id, sam.id, changed, instead_of=kept.id)).title == "Mine, better"
        await service.remove(w, c.brand_id, sam.id, kept.id)
    async with database.reader() as r:
        assert await service.own(r, c.brand_id, sam.id) == []
        assert [one.id for one in await service.own(r, c.brand_id, other.id)] == [theirs.id]


async def test_uses_are_counted_and_reported_with_how_it_ended(make_database: MakeDatabase):
    subscriptions = Subscriptions([*handlers.SUBSCRIPTIONS, *quality_handlers.SUBSCRIPTIONS])
    async with make_database(subscriptions) as database:
        relay = Relay(database, subscriptions)
        c, sam = await _held(database)
        other = await scenes.associate(database, c.brand_id)
        mine = KeepReply(title="Mine", language="en", body="Yours")
        async with database.writer() as w:
            await service.save(w, c.brand_id, [HELLO, LATE])
            own = await service.keep(w, c.brand_id, sam.id, mine)
            theirs = await service.keep(w, c.brand_id, other.id, mine)
            hello, late = [
                row["id"] for row in await w.rows("SELECT id FROM saved_replies WHERE slug <> '' ORDER BY slug")
            ]
        for used in ([late, own.id], [late, theirs.id, uuid4()], []):
            async with database.writer() as w:
                said = Author("associate", sam.id, sam.name)
                await conversations.reply(w, c.id, c.epoch, said, "Hi", client_id=uuid4().hex, replies=used)
        await relay.run_until_idle()
        async with database.writer() as w:
            await conversations.resolve(w, c.id, c.epoch, by="associate")
        await relay.run_until_idle()

        async def report() -> list[tuple[object, ...]]:
            async with database.reader() as r:
                found = await reply_queries.figures(r, c.brand_id, 30)
            return [(one.id, one.own, one.uses, one.people, one.held, one.due, one.rated, one.score) for one in found]

        assert await report() == [
            (late, False, 2, 1, 0, 0, 0, 0), (hello, False, 0, 0, 0, 0, 0, 0), (None, True, 1, 1, 0, 0, 0, 0),
        ]  # fmt: skip
        async with database.writer() as w:
            await w.execute("UPDATE segments SET resolved_at = resolved_at - interval '3 days'")
            await w.execute(
                "INSERT INTO ratings (brand_id, conversation_id, segment, score, comment, requester_kind, answered_by)"
                " VALUES ($1, $2, 1, 4, '', 'customer', 'associate')", c.brand_id, c.id,
            )  # fmt: skip
            await service.save(w, c.brand_id, [])
        assert await report() == [(late, False, 2, 1, 1, 1, 1, 4), (None, True, 1, 1, 1, 1, 1, 4)]
        async with database.reader() as r:
            assert (await service.suggest(r, sam, c)).replies[0][0].id == own.id
