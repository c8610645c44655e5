"""One person's conversation stays one, on whichever of their channels it goes on; a claim moves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from gigline.contacts import service as contacts
from gigline.conversations import moving, ways
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchWay, NotAllowedNow
from gigline.conversations.models import Author, Conversation, Entry, NewMessage
from gigline.infra.db import Database
from tests import scenes
from tests.database.conversations.lines import NUMBER, Line

SAM = Author("associate", None, "Sam")


async def latest(line: Line) -> Conversation:
    async with line.database.reader() as r:
        id_ = await r.value("SELECT id FROM conversations ORDER BY last_message_at DESC LIMIT 1")
        return await conversations.get(r, id_)


async def log(line: Line, c: Conversation) -> list[Entry]:
    async with line.database.reader() as r:
        return await conversations.entries(r, c)


async def way(line: Line, c: Conversation, channel: str) -> ways.Way:
    async with line.database.reader() as r:
        return next(one for one in await ways.of(r, c) if one.place.channel == channel)


async def settle(line: Line, **changes: Any) -> None:
    async with line.database.writer() as w:
        brand = await scenes.accounts.brand(w, line.brand_id)
        settings = scenes.accounts.settings_of(brand).model_copy(
            update={"continuity": scenes.accounts.settings_of(brand).continuity.model_copy(update=changes)}
        )
        await scenes.accounts.save_brand(w, settings)


async def test_a_text_then_whatsapp_is_one_conversation_that_answers_where_they_wrote_last(line: Line):
    await line.hear("sms")
    await line.hear("whatsapp")
    c = await latest(line)
    assert (c.channel, await line.value("SELECT count(*) FROM conversations")) == ("whatsapp", 1)
    found = await log(line, c)
    assert [one.data for one in found if one.data.get("type") == "moved"] == [
        {"type": "moved", "from": "sms", "to": "whatsapp", "by": "wrote"}
    ]
    async with line.database.writer() as w:
        await w.execute("UPDATE conversations SET holder = 'bot', queued_at = NULL")
        await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "It is on its way.")
    await line.hear("sms")
    # The answer goes to where it was written for, though the conversation has moved meanwhile.
    assert (
        await line.value("SELECT a.kind FROM outbound o JOIN channel_accounts a ON a.id = o.account_id") == "whatsapp"
    )


async def test_beyond_the_window_or_where_the_brand_says_no_each_channel_has_its_own(line: Line):
    await line.hear("sms")
    async with line.database.writer() as w:
        await w.execute("UPDATE conversations SET last_message_at = gigline_now() - interval '3 days'")
    await line.hear("whatsapp")
    assert await line.value("SELECT count(*) FROM conversations") == 2
    await settle(line, join_within_h=0)
    await line.hear("twiliowhatsapp")
    assert await line.value("SELECT count(*) FROM conversations") == 3


async def test_what_a_mail_only_claims_joins_nothing(line: Line):
    await line.hear("email", "ana@shop.example", verified=True)
    await line.hear("email", "ana@shop.example", identity="ana@shop.example#1")
    assert await line.value("SELECT count(*) FROM conversations") == 2
    assert await line.value("SELECT count(DISTINCT contact_id) FROM conversations") == 2


async def test_who_answers_moves_it_to_an_address_that_is_certain_and_to_no_other(line: Line):
    await line.hear("sms")
    c = await latest(line)
    async with line.database.writer() as w:
        contact = await contacts.get(w, line.brand_id, c.contact_id)
        await contacts.claim(w, contact, {"email": "ana@shop.example"})
    async with line.database.reader() as r:
        found = await ways.of(r, c)
    # WhatsApp takes no message to somebody who did not write there in the last day.
    assert [(one.place.channel, one.address, one.current) for one in found] == [("sms", NUMBER, True)]
    assert found[0].masked == "••• 678"

    async with line.database.writer() as w:
        await contacts.attach_verified(w, line.brand_id, contact, "ana-1", email="ana@shop.example")
    to = await way(line, c, "email")
    with pytest.raises(NoSuchWay):
        async with line.database.writer() as w:
            await moving.move(w, c.id, c.epoch, "0" * 16, SAM)
    async with line.database.writer() as w:
        moved = await moving.move(w, c.id, c.epoch, to.id, SAM)
    assert (moved.channel, moved.recipient) == ("email", "ana@shop.example")
    # What they write from the phone again brings it back.
    await line.hear("sms")
    assert (await latest(line)).channel == "sms"


async def test_what_the_requester_chose_holds_until_it_is_resolved(line: Line):
    await line.hear("sms")
    await line.hear("whatsapp")
    c = await latest(line)
    async with line.database.writer() as w:
        await moving.choose(w, c.id, (await way(line, c, "sms")).id, Author("requester", c.contact_id))
    await line.hear("whatsapp")
    c = await latest(line)
    said = (await log(line, c))[-1]
    assert (c.channel, said.kind, said.data) == ("sms", "message", {"channel": "whatsapp"})
    async with line.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    with pytest.raises(NotAllowedNow):
        async with line.database.writer() as w:
            await moving.move(w, c.id, c.epoch + 1, (await way(line, c, "sms")).id, SAM)
    await line.hear("whatsapp")
    again = await latest(line)
    assert (again.id, again.segment, again.channel) == (c.id, 2, "whatsapp")


async def test_a_moved_conversation_is_still_the_chats(database: Database):
    brand, settings, account_id = await scenes.brand(database, bot=False)
    who = await scenes.requester(database, brand.id, account_id)
    c = await scenes.written(database, who, settings)
    async with database.writer() as w:
        texts = await scenes.channels.save_account(w, brand.id, "api", "acme-api", {})
        there = replace(who, account_id=texts.id, channel="api", recipient="ana")
        moved, _ = await conversations.receive(w, there, NewMessage("I am in the car", uuid4().hex), settings)
        assert moved.id == c.id
        found = await conversations.latest_of_contact(w, brand.id, who.contact_id, account_id)
        assert found is not None
        assert (found.id, found.channel) == (c.id, "api")
        back, _ = await conversations.receive(w, who, NewMessage("Here again", uuid4().hex), settings)
    assert (back.id, back.channel) == (c.id, "webchat")


async def test_two_open_conversations_do_not_become_one_place(line: Line):
    await settle(line, join_within_h=0)
    await line.hear("sms")
    first = await latest(line)
    await line.hear("whatsapp")
    with pytest.raises(NotAllowedNow):
        async with line.database.writer() as w:
            await moving.move(w, first.id, first.epoch, (await way(line, first, "whatsapp")).id, SAM)
