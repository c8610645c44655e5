"""Whoever left a chat before the answer came gets it by mail or text: once, by day, with a way back.

It goes to the channel that they prefer if they are known there, else to any address of theirs, or to one that they left
in the chat to be reached at. Answering that mail goes on with the conversation; the chat itself stays where it was.
"""

from __future__ import annotations

from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.registry import ADAPTERS
from gigline.contacts import choices
from gigline.contacts import service as contacts
from gigline.contacts.models import AddressType, Card
from gigline.conversations import clocks, ledger, missed_queries, place_queries, queries, ways
from gigline.conversations.events import ActivityNoted, SendRequested
from gigline.conversations.models import Conversation, Missed, Place
from gigline.conversations.ways import Way
from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.language import wording

_NATIVE = [kind for kind, adapter in ADAPTERS.items() if adapter.capabilities.native]
# The better one first: a mail holds the whole answer.
_BY: tuple[tuple[str, AddressType], ...] = (("email", "email"), ("sms", "phone"))


async def sweep(database: Database) -> int:
    """Tell those who left; how many were told."""
    async with database.reader() as r:
        brands = [(brand.id, accounts.settings_of(brand)) for brand in await accounts.brands(r)]
    told = 0
    for brand_id, settings in brands:
        if settings.continuity.missed_after_min:
            told += await _of_brand(database, brand_id, settings)
    return told


async def _of_brand(database: Database, brand_id: UUID, settings: BrandSettings) -> int:
    minutes, told = settings.continuity.missed_after_min, 0
    async with database.reader() as r:
        found = await missed_queries.missed(r, brand_id, _NATIVE, minutes)
    for one in found:
        async with database.writer() as w:
            c = await ledger.lock(w, one.conversation_id)
            # They may have come back, or another process was quicker.
            for still in await missed_queries.missed(w, brand_id, _NATIVE, minutes, only=c.id):
                told += await _tell(w, c, still, settings)
    return told


async def _tell(w: Writer, c: Conversation, missed: Missed, settings: BrandSettings) -> bool:
    card = await contacts.card(w, c.brand_id, c.contact_id)
    if clocks.asleep_until(clocks.of(card, settings), settings, await queries.now(w)) is not None:
        return False
    certain = await _known_at(w, c)
    to = certain.place if certain else await _offered(w, c, card)
    if to is None:
        return False
    said = [one for one in await queries.entries(w, c, missed.first_seq - 1, 100, True) if one.kind == "message"]
    lead = wording.of("conversation", c.language)["left_chat"]
    body = "\n\n".join([lead, *(one.body for one in said if not one.data.get("notice"))])
    data = {"type": "sent_elsewhere", "channel": to.channel, "page": missed.first_seq, "offered": certain is None}
    c, _ = await ledger.append(w, c, ledger.Draft("activity", ledger.SYSTEM, body, data, "queued"))
    noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what="sent_elsewhere")
    await outbox.publish(w, noted)
    requested = SendRequested(
        brand_id=c.brand_id, conversation_id=c.id, seq=c.seq, account_id=to.account_id, recipient=to.recipient
    )
    await outbox.publish(w, requested)
    await place_queries.keep(w, c, to, certain.contact_id if certain else c.contact_id)
    await missed_queries.note(w, c.brand_id, c.id, missed.heard_seq, c.seq)
    return True


async def _agreed(w: Writer, c: Conversation, channel: str) -> bool:
    return await choices.may_write(w, c.brand_id, c.contact_id, "service", channel)


async def _known_at(w: Writer, c: Conversation) -> Way | None:
    """Where they would rather have it and are known for certain, else anywhere for certain."""
    certain = {one.place.channel: one for one in await ways.of_person(w, c) if one.place.channel not in _NATIVE}
    liked = await choices.preferred(w, c.brand_id, c.contact_id, "service")
    for kind in dict.fromkeys([liked, *(kind for kind, _ in _BY)]):
        if kind in certain and await _agreed(w, c, kind):
            return certain[kind]
    return None


async def _offered(w: Writer, c: Conversation, card: Card) -> Place | None:
    """Where they said that they can be reached."""
    for kind, type_ in _BY:
        offered = card.contact.attributes.get(type_) if await _agreed(w, c, kind) else None
        for account in await channels.accounts(w, c.brand_id):
            if offered and account.kind == kind and await channels.may_write(w, account, str(offered)):
                return Place(account.id, kind, str(offered))
    return None
