"""Who left a chat before the answer came gets it elsewhere: once, not at night, and only where they can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from gigline.channels import service as channels
from gigline.contacts import choices
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import (
    callback_queries,
    callbacks,
    clocks,
    handlers,
    missed,
    missed_queries,
    pages,
    remarks,
)
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchCallback
from gigline.conversations.models import Author, Conversation, NewMessage
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from tests.database.conversations.conftest import Scene, make_scene
from tests.unit.channels.fixtures import CASES

BASE = "http://help.acme.example"
NUMBER = "+351912345678"
SAM = Author("associate", None, "Sam")


@dataclass
class Chat:
    """A chat that was answered ten minutes ago, at noon for the requester; nobody read it."""

    database: Database
    scene: Scene
    relay: Relay
    id: UUID

    async def conversation(self) -> Conversation:
        async with self.database.reader() as r:
            return await conversations.get(r, self.id)

    async def claim(self, **said: str) -> None:
        async with self.database.writer() as w:
            contact = await contacts.get(w, self.scene.brand.id, self.scene.requester.contact_id)
            await contacts.claim(w, contact, said)

    async def sweep(self) -> int:
        told = await missed.sweep(self.database)
        await self.relay.run_until_idle()
        return told

    async def sent(self) -> list[tuple[str, str]]:
        async with self.database.reader() as r:
            return [(row["recipient"], row["text"]) for row in await r.rows("SELECT * FROM outbound")]

    async def later(self, minutes: int) -> None:
        async with self.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(mins => $1)", minutes)


@pytest.fixture
async def chat(make_database) -> AsyncIterator[Chat]:
    subscriptions = Subscriptions(handlers.subscriptions(BASE))
    async with make_database(subscriptions) as database:
        scene = await make_scene(database)
        async with database.writer() as w:
            for kind in ("email", "sms"):
                await channels.save_account(w, scene.brand.id, kind, f"acme-{kind}", dict(CASES[kind].settings))
            noon = await w.value("SELECT (12 - extract(hour FROM gigline_now() AT TIME ZONE 'UTC'))::int")
            # "Etc/GMT-3" is three hours ahead of Greenwich.
            zone = f"Etc/GMT{-noon:+d}" if -12 <= noon <= 12 else "UTC"
        c, _ = await scene.write("Where is my parcel?")
        async with database.writer() as w:
            c = await conversations.get(w, c.id)
            await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "It comes **tomorrow**.")
        found = Chat(database, scene, Relay(database, subscriptions), c.id)
        await found.claim(**{clocks.CLAIM: zone})
        await found.later(10)
        yield found


async def test_who_left_gets_the_answer_once_with_a_way_back(chat: Chat):
    await chat.claim(email="ana@home.example", phone="+351912345678")
    assert await asyncio.gather(chat.sweep(), missed.sweep(chat.database)) in ([1, 0], [0, 1])
    [(recipient, text)] = await chat.sent()
    assert recipient == "ana@home.example"
    assert text.startswith("This came in after you left our chat:\n\nIt comes **tomorrow**.\n\nOur conversation: http")
    assert (await chat.conversation()).channel == "webchat"
    assert await chat.sweep() == 0
    # The address was only offered: whoever reads there sees the answer, and is not the requester.
    async with chat.database.writer() as w:
        page = await pages.find(w, text.rpartition("/a/")[2])
        assert not await pages.go_on_by_chat(w, page, chat.scene.requester.account_id, "somebody")
    # What came of it is on record.
    log = await chat.scene.log(chat.id)
    told = next(one for one in log if one.data.get("type") == "sent_elsewhere")
    async with chat.database.writer() as w:
        await remarks.receipt(w, chat.id, told.seq, "sent")
    assert (await chat.scene.log(chat.id))[told.seq - 1].state == "sent"


async def test_what_they_prefer_and_agreed_to_comes_first_where_they_are_known(chat: Chat):
    async with chat.database.writer() as w:
        contact = await contacts.get(w, chat.scene.brand.id, chat.scene.requester.contact_id)
        # The brand vouches for them; their number is another contact of the same person.
        await contacts.attach_verified(w, contact.brand_id, contact, "C-7", email="ana@home.example", phone=NUMBER)
        by = By("person", name="Sam")
        await choices.note(w, contact, "service", "sms", "preferred", "said", by)
    assert await chat.sweep() == 1
    assert [recipient for recipient, _ in await chat.sent()] == [NUMBER]
    async with chat.database.writer() as w:
        await choices.note(w, contact, "service", "sms", "refused", "said", by)
    await chat.scene.write("And the other one?")
    async with chat.database.writer() as w:
        c = await chat.conversation()
        await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "On Friday.")
    await chat.later(10)
    assert await chat.sweep() == 1
    assert (await chat.sent())[-1][0] == "ana@home.example"


async def test_where_nobody_can_be_reached_nothing_is_sent_until_somebody_can(chat: Chat):
    assert await chat.sweep() == 0
    await chat.claim(phone="+351912345678")
    assert await chat.sweep() == 1
    [(recipient, text)] = await chat.sent()
    assert recipient == "+351912345678"
    assert "It comes tomorrow." in text


@pytest.mark.parametrize("there", ["read", "a socket", "too early"])
async def test_who_is_there_or_read_it_gets_nothing(chat: Chat, there: str):
    await chat.claim(email="ana@home.example")
    async with chat.database.writer() as w:
        if there == "read":
            answer = next(one for one in await chat.scene.log(chat.id) if one.author_kind == "bot")
            await remarks.receipt(w, chat.id, answer.seq, "read")
        elif there == "a socket":
            await missed_queries.seat(w, [(chat.scene.brand.id, chat.id)])
        else:
            await w.execute("UPDATE conversations SET last_message_at = gigline_now()")
    assert await chat.sweep() == 0


async def test_nobody_is_woken(chat: Chat):
    await chat.claim(email="ana@home.example")
    # From noon to eleven at night.
    await chat.later(11 * 60)
    assert await chat.sweep() == 0
    await chat.later(10 * 60)
    assert await chat.sweep() == 1


async def test_a_new_message_and_a_new_answer_are_told_again(chat: Chat):
    await chat.claim(email="ana@home.example")
    assert await chat.sweep() == 1
    await chat.scene.write("And the other one?")
    c = await chat.conversation()
    async with chat.database.writer() as w:
        await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "On Friday.")
    await chat.later(10)
    assert await chat.sweep() == 1
    assert [text.split("\n\n")[1] for _, text in await chat.sent()] == ["It comes **tomorrow**.", "On Friday."]


async def test_a_wish_to_be_called_is_a_task_for_people(scene: Scene):
    c, _ = await scene.write("Call me please")
    author = Author("requester", scene.requester.contact_id, "Ana")
    async with scene.database.writer() as w:
        asked = await callbacks.ask(w, c.id, "+351 912 345 678", None, author)
        again = await callbacks.ask(w, c.id, "+351 912 345 679", None, author)
    assert (asked.phone, asked.attested, again.id) == ("+351912345678", False, asked.id)
    async with scene.database.reader() as r:
        [waiting] = await callback_queries.open_of_brand(r, scene.brand.id)
        assert (waiting.phone, (await conversations.get(r, c.id)).holder) == ("+351912345679", "queue")
    person = await scene.person("Sam")
    async with scene.database.writer() as w:
        await callbacks.done(w, c.id, Author("associate", person, "Sam"))
        with pytest.raises(NoSuchCallback):
            await callbacks.done(w, c.id, SAM)
    told: list[Any] = [one.data.get("type") for one in await scene.log(c.id)]
    assert told.count("callback_requested") == 2
    assert told[-1] == "callback_done"


async def test_a_number_that_was_only_said_is_no_way(scene: Scene):
    c, _ = await scene.write("Text me")
    async with scene.database.writer() as w:
        await channels.save_account(w, scene.brand.id, "sms", "acme-sms", dict(CASES["sms"].settings))
        await contacts.claim(w, await contacts.get(w, c.brand_id, c.contact_id), {"phone": "+351912345678"})
        assert [one.place.channel for one in await conversations.ways(w, c)] == ["webchat"]
        await conversations.receive(w, scene.requester, NewMessage("Still me", "still-me"), scene.settings)
