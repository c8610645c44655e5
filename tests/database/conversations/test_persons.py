"""Who is who, as people and proofs say it: conversations stay where they are, and nothing runs for a claim."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from gigline.accounts.models import Actor
from gigline.channels import optouts, unsubscribing
from gigline.channels.contract import Inbound
from gigline.channels.errors import NoSuchOutbound
from gigline.contacts import choices, persons
from gigline.contacts import service as contacts
from gigline.contacts.models import By, Contact
from gigline.conversations import exporting, queries
from gigline.conversations import persons as guarded
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation, NewMessage
from gigline.integrations import service as integrations
from gigline.kit.errors import NotFound
from tests import scenes
from tests.database.conversations.lines import NUMBER, Line


def leader(line: Line) -> Actor:
    return scenes.leader(line.brand_id, uuid4())


async def merge(line: Line, into: UUID, other: UUID, actor: Actor | None = None):
    async with line.database.writer() as w:
        made = await guarded.merge(w, actor or leader(line), into, other)
    await line.relay.run_until_idle()
    return made


async def conversation_of(line: Line, contact_id: UUID) -> Conversation:
    async with line.database.reader() as r:
        [found] = await queries.of_contacts(r, line.brand_id, [contact_id], 20)
    return found


async def same_person(line: Line, *ids: UUID) -> bool:
    async with line.database.reader() as r:
        return len({(await persons.person(r, line.brand_id, one)).contact.id for one in ids}) == 1


async def principal(line: Line, c: Conversation) -> Any:
    async with line.database.reader() as r:
        who = await conversations.speaker(r, c)
        return await integrations.principal(
            r, c.brand_id, c.contact_id, who.contact.kind, who.identities, who.proofs_in(c)
        )  # fmt: skip


async def vouched(line: Line, external_id: str = "C-7", email: str | None = None) -> Contact:
    async with line.database.writer() as w:
        visitor = await contacts.resolve_identity(w, line.brand_id, "visitor", uuid4().hex)
        return await contacts.attach_verified(w, line.brand_id, visitor, external_id, name="Ana", email=email)


async def test_open_conversations_of_both_go_on_and_name_each_other(line: Line):
    texts, chats = await line.hear("sms"), await line.hear("telegram", "42")
    await merge(line, texts.contact.id, chats.contact.id)
    one, two = [await conversation_of(line, who.contact.id) for who in (texts, chats)]
    assert [one.status, two.status] == ["open", "open"]
    async with line.database.reader() as r:
        log = await conversations.entries(r, two)
    assert log[-1].data == {"type": "contacts_merged", "by": "person", "open": [str(one.id)]}
    # Each goes on where it was.
    await line.hear("sms")
    await line.hear("telegram", "42")
    assert await line.value("SELECT count(*) FROM conversations") == 2


async def test_b54_a_visitor_who_is_merged_with_somebody_proved_proves_nothing_and_reads_nothing(line: Line):
    ana = await vouched(line)
    stranger = await line.hear("telegram", "666")
    c = await conversation_of(line, stranger.contact.id)
    await merge(line, ana.id, stranger.contact.id)
    assert not (await principal(line, c)).verified
    requester = Actor(kind="requester", id=stranger.contact.id, brand_id=line.brand_id)
    async with line.database.writer() as w:
        own = conversations.Requester(
            brand_id=line.brand_id, contact_id=ana.id, name="Ana", kind="customer", language="en",
            account_id=line.accounts["sms"].id, channel="sms", recipient=NUMBER,
        )  # fmt: skip
        settings = scenes.accounts.settings_of(await scenes.accounts.brand(w, line.brand_id))
        hers, _ = await conversations.receive(w, own, NewMessage("Mine", "c-1"), settings)
        with pytest.raises(NotFound):
            await conversations.access_conversation(w, requester, hers.id, "read")
    await line.hear("telegram", "666")
    [row] = await _rows(line, c.id)
    assert (row.contact_name, row.contact_verified) == ("Ana", False)
    assert not (await principal(line, await conversation_of(line, stranger.contact.id))).verified


async def _rows(line: Line, conversation_id: UUID) -> Any:
    async with line.database.reader() as r:
        return await conversations.rows(r, [conversation_id])


async def test_only_leaders_merge_unless_the_brand_lets_those_who_hold_both(line: Line):
    texts, chats = await line.hear("sms"), await line.hear("telegram", "42")
    sam = await scenes.associate(line.database, line.brand_id)
    await _hold(line, sam, texts.contact.id)
    with pytest.raises(NotFound):
        await merge(line, texts.contact.id, chats.contact.id, sam)
    await _allow(line)
    with pytest.raises(NotFound):
        await merge(line, texts.contact.id, chats.contact.id, sam)
    await _hold(line, sam, chats.contact.id)
    made = await merge(line, texts.contact.id, chats.contact.id, sam)
    assert made.by_id == sam.id
    async with line.database.writer() as w:
        await guarded.undo(w, sam, chats.contact.id, made.id)
    other = scenes.leader((await scenes.brand(line.database, key="rival"))[0].id, uuid4())
    with pytest.raises(NotFound):
        await merge(line, texts.contact.id, chats.contact.id, other)


async def _hold(line: Line, who: Actor, contact_id: UUID) -> None:
    c = await conversation_of(line, contact_id)
    async with line.database.writer() as w:
        await conversations.assign(w, c.id, c.epoch, who.id, who.name, cause="assigned")


async def _allow(line: Line) -> None:
    async with line.database.writer() as w:
        await w.execute(
            "UPDATE brands SET settings = settings || $2 WHERE id = $1",
            line.brand_id,
            {"contacts": {"associates_merge": True}},
        )


async def test_an_identity_that_is_split_off_takes_its_conversations_along(line: Line):
    texts, chats = await line.hear("sms"), await line.hear("telegram", "42")
    # One contact with both, as it would be if they had been taken for one person from the start.
    async with line.database.writer() as w:
        for table in ("identities", "conversations"):
            await w.execute(
                f"UPDATE {table} SET contact_id = $1 WHERE contact_id = $2", texts.contact.id, chats.contact.id
            )
        new = await guarded.split(w, leader(line), texts.contact.id, "phone", "+351 912 345 678")
    async with line.database.reader() as r:
        assert [c.channel for c in await queries.of_contacts(r, line.brand_id, [new.id], 20)] == ["sms"]
        assert [c.channel for c in await queries.of_contacts(r, line.brand_id, [texts.contact.id], 20)] == ["telegram"]
    assert (await line.hear("sms")).contact.id == new.id


async def test_a_browser_that_is_split_off_keeps_its_chat(line: Line):
    web = await _web(line)
    texts = await line.hear("sms")
    async with line.database.writer() as w:
        await w.execute(
            "INSERT INTO identities (brand_id, type, value, contact_id) VALUES ($1, 'visitor', 'v-1', $2)",
            line.brand_id, texts.contact.id,
        )  # fmt: skip
        await _chat(w, line, web, texts.contact.id)
        new = await guarded.split(w, leader(line), texts.contact.id, "visitor", "v-1")
    c = await conversation_of(line, new.id)
    assert (c.channel, c.recipient) == ("webchat", str(new.id))
    assert (await conversation_of(line, texts.contact.id)).channel == "sms"


async def _web(line: Line) -> UUID:
    async with line.database.reader() as r:
        return next(one.id for one in await scenes.channels.accounts(r, line.brand_id) if one.kind == "webchat")


async def _chat(w: Any, line: Line, account_id: UUID, contact_id: UUID) -> None:
    """A chat of theirs that was settled."""
    await w.execute(
        "INSERT INTO conversations (brand_id, id, contact_id, account_id, channel, recipient, holder, requester_kind,"
        " language, status) VALUES ($1, $2, $3, $4, 'webchat', $5, 'queue', 'customer', 'en', 'resolved')",
        line.brand_id, uuid4(), contact_id, account_id, str(contact_id),
    )  # fmt: skip


async def test_what_was_refused_again_is_refused_again(line: Line):
    texts = await line.hear("sms")
    by = By("person", name="Sam")
    async with line.database.writer() as w:
        for channel, choice in (("", "refused"), ("sms", "agreed"), ("", "refused"), ("", "refused")):
            await choices.note(w, texts.contact, "marketing", channel, choice, "said", by)
        said = await choices.history(w, await persons.person(w, line.brand_id, texts.contact.id))
        assert len(said) == 3
        assert not await choices.may_write(w, line.brand_id, texts.contact.id, "marketing", "sms")


async def test_a_code_for_an_address_that_somebody_has_makes_one_person(line: Line):
    mails = await line.hear("email", "ana@shop.example", verified=True)
    chats = await line.hear("telegram", "42")
    c = await conversation_of(line, chats.contact.id)
    async with line.database.writer() as w:
        # What they say is no proof.
        await contacts.claim(w, chats.contact, {"email": "ana@shop.example"})
    assert not await same_person(line, mails.contact.id, chats.contact.id)
    async with line.database.writer() as w:
        await guarded.proved(w, c, "email", "ana@shop.example")
        await guarded.proved(w, c, "phone", NUMBER)
    assert await same_person(line, mails.contact.id, chats.contact.id)
    async with line.database.reader() as r:
        [made] = await persons.merges_of(r, await persons.person(r, line.brand_id, chats.contact.id))
    assert (made.into_id, made.by_kind, made.proof) == (mails.contact.id, "attestation", "code:email")
    # The code's proof lasts an hour, in the conversation where it was given; the merge adds nothing to it.
    assert not (await principal(line, c)).verified


async def test_the_brands_word_on_a_mail_address_makes_one_person(line: Line):
    mails = await line.hear("email", "ana@shop.example", verified=True)
    ana = await vouched(line, email="Ana@shop.example")
    assert await same_person(line, mails.contact.id, ana.id)


async def test_contacts_that_the_provider_says_are_one_become_one_person(line: Line):
    before = await line.known_before("sms")
    now = await line.hear("whatsapp")
    assert not await same_person(line, before.id, now.contact.id)
    assert (await line.hear("sms")).contact.id == now.contact.id
    assert await same_person(line, before.id, now.contact.id)


@pytest.mark.parametrize(
    "more", [{}, {"identity": "ana@shop.example#1"}, {"identity": "ana@shop.example#1", "verified": True}]
)
async def test_a_claimed_sender_is_merged_with_nobody(line: Line, more: dict[str, Any]):
    ana = await vouched(line, email="ana@shop.example")
    mails = await line.hear("email", "ana@shop.example", **more)
    assert not await same_person(line, ana.id, mails.contact.id)
    assert await line.value("SELECT count(*) FROM contact_merges") == 0


async def test_a_mobile_that_whatsapp_spells_in_its_own_way_is_one_contact(line: Line):
    texts = await line.hear("sms", "+525512345678")
    assert (await line.hear("whatsapp", "+5215512345678")).contact.id == texts.contact.id
    assert await line.value("SELECT recipient FROM conversations WHERE channel = 'whatsapp'") == "+5215512345678"


async def test_stop_holds_for_the_whole_brand_until_they_write_elsewhere_or_start(line: Line):
    sms, other = line.accounts["sms"], line.accounts["twiliowhatsapp"]
    await line.hear("sms")

    async def stopped() -> list[bool]:
        async with line.database.reader() as r:
            return [await optouts.stopped(r, account, NUMBER) for account in (sms, other)]

    await _word(line, "stop")
    assert await stopped() == [True, True]
    await line.hear("twiliowhatsapp")
    assert await stopped() == [True, False], "they asked something there since"
    await _word(line, "start")
    assert await stopped() == [False, False]


async def _word(line: Line, consent: Any) -> None:
    line.count += 1
    id_ = f"w-{line.count}"
    account = line.accounts["sms"]
    await scenes.channels.accept(line.database, account, [Inbound(id_, id_, NUMBER, "STOP", b"{}", consent=consent)])
    await line.relay.run_until_idle()


async def test_a_mails_link_stops_mails_until_they_write_again(line: Line):
    mails = await line.hear("email", "ana@shop.example", verified=True)
    c = await conversation_of(line, mails.contact.id)
    email = line.accounts["email"]
    async with line.database.writer() as w:
        c = await conversations.give_to_bot(w, c.id, c.epoch)
        await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), "It is on its way.")
    await line.relay.run_until_idle()
    async with line.database.writer() as w:
        outbound_id = await w.value("SELECT id FROM outbound")
        row = await scenes.channels.outbound(w, line.brand_id, outbound_id)
        link = await unsubscribing.link(w, "email", row, "https://acme.example/")
        assert link is not None
        assert (
            await unsubscribing.link(w, "email", replace(row, author_kind="associate"), "https://acme.example") is None
        )
        given = link.removeprefix("https://acme.example/u/")
        for forged in ("", "x" * 96, given[:-1] + "0", given[:-1], given.upper(), "é" * 96):
            if forged != given:
                with pytest.raises(NoSuchOutbound):
                    await unsubscribing.stop(w, forged)
        await unsubscribing.stop(w, given)
    await line.relay.run_until_idle()
    async with line.database.reader() as r:
        assert await optouts.stopped(r, email, "ana@shop.example")
        said = await choices.history(r, await persons.person(r, line.brand_id, mails.contact.id))
    assert [(one.choice, one.channel, one.how) for one in said] == [("stopped", "email", "link")]
    await line.hear("email", "ana@shop.example", verified=True)
    async with line.database.reader() as r:
        assert not await optouts.stopped(r, email, "ana@shop.example")


async def test_whom_people_took_apart_no_provider_puts_together(line: Line):
    before = await line.known_before("sms")
    now = await line.hear("whatsapp")
    await line.hear("sms")
    async with line.database.writer() as w:
        [made] = await persons.merges_of(w, await persons.person(w, line.brand_id, before.id))
        await guarded.undo(w, leader(line), before.id, made.id)
    await line.hear("sms")
    assert not await same_person(line, before.id, now.contact.id)


async def test_whoever_answers_reads_why_an_answer_does_not_go_out(line: Line):
    texts = await line.hear("sms")
    c = await conversation_of(line, texts.contact.id)
    async with line.database.writer() as w:
        await choices.note(w, texts.contact, "service", "sms", "refused", "said", By("person", name="Sam"))
        await conversations.request_person(w, c.id)
        c = await conversations.get(w, c.id)
        sam = await scenes.associate(line.database, line.brand_id)
        c = await conversations.assign(w, c.id, c.epoch, sam.id, "Sam", cause="assigned")
        entry = await conversations.reply(w, c.id, c.epoch, Author("associate", sam.id, "Sam"), "Here it is.")
    await line.relay.run_until_idle()
    async with line.database.reader() as r:
        log = await conversations.entries(r, c)
    assert log[-1].data == {"ref_seq": entry.seq, "state": "failed", "reason": "consent_refused"}
    assert await line.value("SELECT count(*) FROM outbound") == 0


async def test_a_word_like_stop_is_kept_with_what_they_said_before(line: Line):
    texts = await line.hear("sms")
    await _word(line, "stop")
    await _word(line, "start")
    async with line.database.reader() as r:
        said = await choices.history(r, await persons.person(r, line.brand_id, texts.contact.id))
    assert [(one.choice, one.channel, one.how) for one in said] == [
        ("resumed", "sms", "word"), ("stopped", "sms", "word"),
    ]  # fmt: skip


async def test_the_export_is_all_of_the_person_and_nobody_elses(line: Line):
    texts, chats = await line.hear("sms"), await line.hear("telegram", "42")
    other = await line.hear("telegram", "43")
    await merge(line, texts.contact.id, chats.contact.id)
    async with line.database.reader() as r:
        who = await persons.person(r, line.brand_id, texts.contact.id)
    whole = json.loads("".join([piece async for piece in exporting.document(line.database, who)]))
    assert {one["id"] for one in whole["contacts"]} == {str(texts.contact.id), str(chats.contact.id)}
    assert [one["value"] for one in whole["identities"]] == [NUMBER, f"{line.accounts['telegram'].id}:42"]
    assert [one["channel"] for one in whole["conversations"]] == ["sms", "telegram"]
    assert all([entry["body"] for entry in one["entries"]].count("Hi") == 1 for one in whole["conversations"])
    assert str(other.contact.id) not in json.dumps(whole)


@pytest.mark.parametrize(
    ("first", "others", "account", "described", "kind"),
    [
        ("customer", [], "worker", True, "customer"),
        ("customer", ["worker"], "worker", False, "worker"),
        ("worker", ["customer"], "customer", True, "customer"),
        ("worker", ["customer"], "customer", False, "worker"),
        ("worker", ["customer"], None, False, "worker"),
    ],
)
def test_who_is_several_things_writes_as_those_do_who_write_there(
    first: Any, others: Any, account: Any, described: bool, kind: str
):
    contact = Contact(uuid4(), uuid4(), "Ana", first, None, False, {}, datetime.now(UTC), kinds=others)
    assert persons.kind_at(contact, account, described=described) == kind


async def test_a_courier_who_is_a_customer_too_is_both(line: Line):
    ana = await vouched(line)
    async with line.database.writer() as w:
        await contacts.resolve_identity(w, line.brand_id, "external", "C-7", kind="worker", verified=True)
        again = await contacts.resolve_identity(w, line.brand_id, "external", "C-7", kind="customer", verified=True)
    assert (ana.kind, again.kind, set(again.kinds)) == ("customer", "customer", {"customer", "worker"})
