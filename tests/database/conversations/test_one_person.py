"""Several contacts, one person, one conversation: it goes on with whichever of them writes, for that one alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from gigline.accounts.models import Actor
from gigline.channels import threads
from gigline.contacts import merging
from gigline.contacts import service as contacts
from gigline.contacts.models import By, Contact
from gigline.conversations import moving, place_queries, ways
from gigline.conversations import persons as guarded
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation, NewMessage
from gigline.integrations import service as integrations
from gigline.kit.errors import NotFound
from tests import scenes
from tests.database.conversations.lines import NUMBER, Line

MAIL = "ana@shop.example"
SAM = Author("associate", None, "Sam")


async def vouched(line: Line, **addresses: str) -> Contact:
    """The brand says who somebody is, and where they can be reached."""
    async with line.database.writer() as w:
        visitor = await contacts.resolve_identity(w, line.brand_id, "visitor", uuid4().hex)
        made = await contacts.attach_verified(w, line.brand_id, visitor, "C-7", name="Ana", **addresses)
    await line.relay.run_until_idle()
    return made


async def chats(line: Line, contact: Contact, text: str = "Hi") -> Conversation:
    """Somebody writes in the chat."""
    async with line.database.writer() as w:
        account = next(one for one in await scenes.channels.accounts(w, line.brand_id) if one.kind == "webchat")
        who = conversations.Requester(
            brand_id=line.brand_id, contact_id=contact.id, name=contact.name, kind="customer", language="en",
            account_id=account.id, channel="webchat", recipient=str(contact.id), attested=contact.verified,
        )  # fmt: skip
        settings = scenes.accounts.settings_of(await scenes.accounts.brand(w, line.brand_id))
        c, _ = await conversations.receive(w, who, NewMessage(text, uuid4().hex), settings)
    return c


async def all_of(line: Line) -> list[Conversation]:
    async with line.database.reader() as r:
        return await r.all(Conversation, "SELECT * FROM conversations ORDER BY opened_at, id")


async def only(line: Line) -> Conversation:
    [found] = await all_of(line)
    return found


async def principal(line: Line, c: Conversation) -> Any:
    async with line.database.reader() as r:
        who = await conversations.speaker(r, c)
        return await integrations.principal(r, c.brand_id, c.contact_id, "customer", who.identities, who.proofs_in(c))


async def answer(line: Line, c: Conversation) -> None:
    async with line.database.writer() as w:
        await w.execute("UPDATE conversations SET holder = 'bot', queued_at = NULL WHERE status = 'open'")
        await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "Yes.")


async def merge(line: Line, into: UUID, other: UUID) -> Any:
    async with line.database.writer() as w:
        made = await guarded.merge(w, scenes.leader(line.brand_id, uuid4()), into, other)
    await line.relay.run_until_idle()
    return made


async def test_a_text_a_mail_and_a_chat_of_one_person_are_one_conversation(line: Line) -> None:
    texts = (await line.hear("sms")).contact
    ana = await vouched(line, email=MAIL, phone="+351 912 345 678")
    assert (await line.hear("email", MAIL, verified=True)).contact.id == ana.id
    c = await only(line)
    assert (c.channel, c.recipient, c.contact_id) == ("email", MAIL, ana.id)
    await answer(line, c)
    c = await chats(line, ana)
    assert (c.id, c.channel) == ((await only(line)).id, "webchat")
    # What runs now runs for what the brand vouched for, what came by text for nobody.
    assert (await principal(line, c)).external_id == "C-7"
    await answer(line, c)
    await line.hear("sms")
    c = await only(line)
    assert (c.channel, c.recipient, c.contact_id) == ("sms", NUMBER, texts.id)
    assert not (await principal(line, c)).verified


async def test_where_two_of_them_wrote_at_once_nothing_is_proved_until_somebody_answered(line: Line) -> None:
    await line.hear("sms")
    ana = await vouched(line, phone=NUMBER)
    c = await chats(line, ana)
    assert not (await principal(line, c)).verified
    await answer(line, c)
    c = await chats(line, ana)
    assert (await principal(line, c)).verified


async def test_what_was_said_before_somebody_came_in_is_not_shown_to_them(line: Line) -> None:
    await line.hear("sms")
    ana = await vouched(line, phone=NUMBER)
    c = await chats(line, ana)
    async with line.database.reader() as r:
        after = await conversations.shown_after(r, c, ana.id)
        log = await conversations.entries(r, c, after_seq=after or 0, public_only=True)
    assert [one.data.get("type") or one.kind for one in log] == ["moved", "message"]
    # Whom the brand vouched for goes on reading when the number writes; the number does not read what they wrote.
    texts = (await line.hear("sms")).contact
    await chats(line, ana)
    await line.hear("sms")
    c = await only(line)
    async with line.database.reader() as r:
        hers = Actor(kind="requester", id=ana.id, brand_id=line.brand_id)
        assert (await conversations.access_conversation(r, hers, c.id, "read")).contact_id == texts.id
    c = await chats(line, ana)
    async with line.database.reader() as r:
        assert await conversations.shown_after(r, c, texts.id) is None
        with pytest.raises(NotFound):
            await conversations.access_conversation(
                r, Actor(kind="requester", id=texts.id, brand_id=line.brand_id), c.id, "read"
            )


async def test_a_browser_that_nobody_vouched_for_and_an_unproved_mail_join_nothing(line: Line) -> None:
    texts = (await line.hear("sms")).contact
    async with line.database.writer() as w:
        visitor = await contacts.resolve_identity(w, line.brand_id, "visitor", uuid4().hex)
    mails = (await line.hear("email", MAIL, identity=f"{MAIL}#1")).contact
    for other in (visitor, mails):
        await merge(line, texts.id, other.id)
    await chats(line, visitor)
    await line.hear("email", MAIL, identity=f"{MAIL}#1")
    assert [one.contact_id for one in await all_of(line)] == [texts.id, mails.id, visitor.id]
    async with line.database.writer() as w:
        first = (await all_of(line))[0]
        await conversations.resolve(w, first.id, first.epoch, by="associate")
        await w.execute(
            "UPDATE conversations SET resolved_at = resolved_at - interval '15 days' WHERE id = $1", first.id
        )
    # Nor does anybody join them.
    await line.hear("sms")
    assert [one.contact_id for one in await all_of(line) if one.status == "open"] == [mails.id, visitor.id, texts.id]


async def test_two_that_are_open_when_they_are_merged_stay_two_until_one_is_settled(line: Line) -> None:
    texts, talks = (await line.hear("sms")).contact, (await line.hear("telegram", "42")).contact
    await merge(line, texts.id, talks.id)
    await line.hear("sms")
    await line.hear("telegram", "42")
    one, two = await all_of(line)
    async with line.database.writer() as w:
        await conversations.resolve(w, one.id, one.epoch, by="associate")
    await line.hear("sms")
    still = [c for c in await all_of(line) if c.status == "open"]
    assert [(c.id, c.channel) for c in still] == [(two.id, "sms")]


async def test_what_was_settled_is_reopened_by_whichever_of_them_had_it(line: Line) -> None:
    await line.hear("sms")
    ana = await vouched(line, phone=NUMBER)
    c = await chats(line, ana)
    async with line.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await line.hear("sms")
    again = await only(line)
    assert (again.id, again.segment, again.channel) == (c.id, 2, "sms")


async def test_undoing_the_merge_gives_the_conversation_back_to_whom_it_began_with(line: Line) -> None:
    texts, talks = (await line.hear("sms")).contact, (await line.hear("telegram", "42")).contact
    first, second = await all_of(line)
    async with line.database.writer() as w:
        await conversations.resolve(w, second.id, second.epoch, by="associate")
    made = await merge(line, texts.id, talks.id)
    await line.hear("telegram", "42")
    async with line.database.reader() as r:
        c = await conversations.get(r, first.id)
        # Whoever answers may go back to where it was.
        assert [one.place.channel for one in await ways.of_person(r, c)] == ["telegram", "sms"]
    assert (c.contact_id, c.channel) == (talks.id, "telegram")
    async with line.database.writer() as w:
        await merging.undo(w, line.brand_id, made.id, By("person", name="Lena"))
    await line.relay.run_until_idle()
    async with line.database.reader() as r:
        c = await conversations.get(r, first.id)
        assert [one.place.channel for one in await ways.of_person(r, c)] == ["sms"]
        log = await conversations.entries(r, c)
    assert (c.contact_id, c.channel, c.recipient) == (texts.id, "sms", NUMBER)
    assert [one.data["by"] for one in log if one.data.get("type") == "moved"] == ["wrote", "undone"]
    await line.hear("telegram", "42")
    assert (await conversation(line, second.id)).status == "open"


async def conversation(line: Line, id_: UUID) -> Conversation:
    async with line.database.reader() as r:
        return await conversations.get(r, id_)


async def test_who_answers_takes_it_back_to_where_it_was_and_to_whom(line: Line) -> None:
    texts = (await line.hear("sms")).contact
    ana = await vouched(line, phone=NUMBER)
    c = await chats(line, ana)
    async with line.database.writer() as w:
        to = next(one for one in await ways.of_person(w, c) if one.place.channel == "sms")
        assert [one.place.channel for one in await ways.of(w, c)] == ["webchat"], "for requesters"
        moved = await moving.move(w, c.id, c.epoch, to.id, SAM)
    assert (moved.contact_id, moved.recipient) == (texts.id, NUMBER)


async def test_a_mail_with_our_sign_is_whose_we_wrote_to(line: Line) -> None:
    mails = (await line.hear("email", MAIL, verified=True)).contact
    ana = await vouched(line)
    await merge(line, ana.id, mails.id)
    c = await chats(line, ana)
    await threads.prepare(line.database)
    async with line.database.reader() as r:
        sign = await threads.sign_of(r, line.accounts["email"].id, c.id)
    # Nothing but the sign proves this one.
    assert (await line.hear("email", MAIL, identity=f"{MAIL}#1", threads=(sign,))).contact.id == mails.id
    assert (await only(line)).contact_id == mails.id


async def test_first_messages_of_both_at_the_same_time_open_one(line: Line) -> None:
    ana = await vouched(line, phone=NUMBER)
    async with line.database.reader() as r:
        texts = await contacts.find(r, line.brand_id, "phone", NUMBER)
    assert texts is not None
    async with line.database.writer() as w:
        brand = await scenes.accounts.brand(w, line.brand_id)
        settings = scenes.accounts.settings_of(brand)
        account = line.accounts["sms"]
        by_text = conversations.Requester(
            brand_id=line.brand_id, contact_id=texts.id, name="", kind="customer", language="en",
            account_id=account.id, channel="sms", recipient=NUMBER,
        )  # fmt: skip
        first, _ = await conversations.receive(w, by_text, NewMessage("Hi", "a"), settings)
        again, _ = await conversations.receive(
            w, replace(by_text, contact_id=ana.id, recipient="+351912345679"), NewMessage("Me too", "b"), settings
        )
        assert (again.id, again.recipient) == (first.id, "+351912345679")
        assert {one.contact_id for one in await place_queries.kept(w, again)} == {texts.id, ana.id}
