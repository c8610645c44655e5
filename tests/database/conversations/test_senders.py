"""One person on several channels is one contact where the provider attests the address, and never on a claim."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.contacts.models import Identity
from gigline.conversations import senders
from gigline.integrations import service as integrations
from tests import scenes
from tests.database.conversations.lines import NUMBER, Line


async def test_one_number_on_three_channels_is_one_contact(line: Line):
    found = [await line.hear(kind, sender_name=f"Ana {kind}") for kind in ("sms", "twiliowhatsapp", "whatsapp")]
    assert len({one.contact.id for one in found}) == 1
    # Found again by its number, which proves too little to act on: SMS can be sent in somebody else's name.
    assert found[-1].identities == [Identity("phone", NUMBER, False)]
    assert (found[-1].contact.name, found[-1].contact.verified) == ("Ana sms", False)
    assert await line.value("SELECT count(*) FROM conversations") == 1


async def test_a_number_alone_is_no_proof_that_an_action_runs_on_and_a_proved_mail_is(line: Line):
    texts, mails = await line.hear("sms"), await line.hear("email", "ana@shop.example", verified=True)
    async with line.database.reader() as r:
        proofs = [
            await integrations.principal(r, line.brand_id, one.contact.id, "customer", one.identities)
            for one in (texts, mails)
        ]
    assert [(one.verified, one.phone, one.email) for one in proofs] == [
        (False, None, None), (True, None, "ana@shop.example"),
    ]  # fmt: skip


async def test_short_codes_and_names_of_a_provider_stay_with_their_account(line: Line):
    for sender in ("12345", "42"):
        kind = "sms" if sender == "12345" else "telegram"
        assert (await line.hear(kind, sender)).identities == [
            Identity("api", f"{line.accounts[kind].id}:{sender}", False)
        ]
    same = await line.hear("telegram", NUMBER)
    assert same.contact.id != (await line.hear("sms", NUMBER)).contact.id


async def test_first_messages_of_two_people_on_two_channels_at_once_are_two_contacts(line: Line):
    async def batch(kind: str, numbers: list[str]) -> set[UUID]:
        async with line.database.writer() as w:
            return {one.id for one in await senders.contacts_of(w, [line.event(kind, n) for n in numbers])}

    for n in range(10):
        numbers = [f"+35191000{n:02}01", f"+35191000{n:02}02"]
        one, two = await asyncio.gather(batch("sms", numbers), batch("whatsapp", numbers[::-1]))
        assert one == two
        assert len(one) == 2
    assert await line.value("SELECT count(*) FROM contacts") == 20


async def test_who_was_known_by_the_account_keeps_the_contact_and_gains_the_number(line: Line):
    before = await line.known_before("sms")
    now = await line.hear("whatsapp")
    assert now.contact.id != before.id
    # Nobody is merged: the number is the other one's by now.
    assert (await line.hear("sms")).contact.id == now.contact.id

    other = "+351912345679"
    before = await line.known_before("sms", other)
    now = await line.hear("sms", other)
    assert now.contact.id == before.id
    assert set(now.identities) == {
        Identity("api", f"{line.accounts['sms'].id}:{other}", False), Identity("phone", other, False),
    }  # fmt: skip
    assert (await line.hear("whatsapp", other)).contact.id == before.id


async def test_a_conversation_that_goes_on_is_not_cut_in_half(line: Line):
    texts, chats = await line.known_before("sms"), await line.known_before("whatsapp")
    async with line.database.writer() as w:
        who = scenes.conversations.Requester(
            brand_id=line.brand_id, contact_id=chats.id, name="", kind="customer", language="en",
            account_id=line.accounts["whatsapp"].id, channel="whatsapp", recipient=NUMBER,
        )  # fmt: skip
        settings = scenes.accounts.settings_of(await scenes.accounts.brand(w, line.brand_id))
        await scenes.conversations.receive(w, who, scenes.NewMessage("Where is it?", "c-1"), settings)
    assert (await line.hear("sms")).contact.id == texts.id
    assert (await line.hear("whatsapp")).contact.id == chats.id
    assert await line.value("SELECT count(*) FROM conversations") == 2
    await line.resolve_all()
    async with line.database.writer() as w:
        [later] = await senders.contacts_of(w, [line.event("whatsapp", NUMBER)])
    assert later.id == texts.id


async def test_a_proved_mail_is_the_one_the_brand_vouched_for_and_says_no_more(line: Line):
    async with line.database.writer() as w:
        visitor = await contacts.resolve_identity(w, line.brand_id, "visitor", "v-1")
        vouched = await contacts.attach_verified(
            w, line.brand_id, visitor, "C-7", name="Ana Reis", kind="worker", email="Ana@shop.example"
        )
    proved = await line.hear("email", "ana@shop.example", sender_name="The Boss", verified=True)
    assert proved.contact == vouched
    assert (proved.contact.name, proved.contact.kind) == ("Ana Reis", "worker")


@pytest.mark.parametrize(
    "more", [{"identity": "ana@shop.example#1"}, {"identity": "ana@shop.example#1", "verified": True}, {}]
)
async def test_a_mail_that_proves_nothing_joins_nobody(line: Line, more: dict[str, Any]):
    async with line.database.writer() as w:
        vouched = await contacts.resolve_identity(w, line.brand_id, "email", "ana@shop.example", verified=True)
    unproved = await line.hear("email", "ana@shop.example", **more)
    assert unproved.contact.id != vouched.id
    assert [one.type for one in unproved.identities] == ["api"]


async def test_a_number_that_was_only_claimed_leads_to_nobody(line: Line):
    async with line.database.writer() as w:
        visitor = await contacts.resolve_identity(w, line.brand_id, "visitor", "v-1")
        await contacts.claim(w, visitor, {"phone": NUMBER})
    assert (await line.hear("sms")).contact.id != visitor.id


async def test_brands_share_nobody(line: Line):
    other, _, _ = await scenes.brand(line.database, key="other")
    async with line.database.writer() as w:
        account = await channels.save_account(w, other.id, "sms", "other-sms", dict(line.accounts["sms"].settings))
        theirs = replace(line.event("sms", NUMBER), brand_id=other.id, account_id=account.id)
        one, two = await senders.contacts_of(w, [line.event("sms", NUMBER), theirs])
    assert one.id != two.id
    assert (one.brand_id, two.brand_id) == (line.brand_id, other.id)
