"""A conversation moves between the channels of one person: it stays one conversation with one log.

Answers go to its place. That is where the requester wrote last, unless they chose another; and whoever answers may move
it to any address at which the contact is known for certain (`ways`). The log tells of each move. Where a person is
several contacts, the conversation is the one's that wrote last: what runs in it runs for what was proved of that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

import asyncpg

from gigline.channels import service as channels
from gigline.contacts import persons
from gigline.conversations import ledger, place_queries, queries, telling, ways
from gigline.conversations.errors import NoSuchWay, NotAllowedNow
from gigline.conversations.events import ActivityNoted
from gigline.conversations.models import Author, Conversation, NewMessage, Place
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.language import wording

MovedBy = Literal["wrote", "chose", "offered", "undone"]
"""The requester wrote from there, or chose it; whoever answers moved it there; the last writer was somebody else."""


async def arrived(
    w: Writer, c: Conversation, place: Place, author: Author, message: NewMessage
) -> tuple[Conversation, NewMessage]:
    """The (locked) conversation after its requester wrote at `place`, and the message as the log gets it."""
    c = await come(w, c, place, author)
    if c.place == place:
        return c, message
    return c, replace(message, data={**message.data, "channel": place.channel})


async def come(w: Writer, c: Conversation, place: Place, author: Author) -> Conversation:
    """The (locked) conversation after its requester turned up at `place`: it goes there, unless they chose another."""
    assert author.id is not None, "requesters are contacts"
    if (c.contact_id, c.place) == (author.id, place):
        return c
    if await place_queries.is_chosen(w, c):
        await place_queries.keep(w, c, place, author.id)
        return c
    return await _moved(w, c, place, author.id, author, "wrote")


async def move(w: Writer, conversation_id: UUID, epoch: int, way_id: str, author: Author) -> Conversation:
    """Answers go there from now on, as whoever saw `epoch` decided; a first message there says so.

    Raises StaleEpoch, NoSuchWay, and NotAllowedNow when it is resolved or another conversation is open there.
    """
    before = await ledger.lock(w, conversation_id)
    ledger.check_epoch(before, epoch)
    c = await _go(w, before, way_id, author, "offered", await ways.of_person(w, before))
    if c.place == before.place or channels.capabilities(c.channel).native:
        return c
    # They get something there at once, with what was said: "text me the link".
    heard = await queries.last_heard(w, c, before.seq + 1)
    words = wording.of("conversation", c.language)["here"]
    return await telling.tell(w, c, author, words, "moved", page=heard.seq if heard else 1)


async def choose(w: Writer, conversation_id: UUID, way_id: str, author: Author) -> Conversation:
    """The requester wants answers there, wherever they write from; raises NoSuchWay, NotAllowedNow."""
    before = await ledger.lock(w, conversation_id)
    c = await _go(w, before, way_id, author, "chose", await ways.of(w, before))
    await place_queries.keep(w, c, c.place, c.contact_id)
    await place_queries.choose(w, c, c.place)
    return c


async def give_back(w: Writer, c: Conversation) -> Conversation:
    """The (locked) conversation, back with the person whom it began with: its contact turned out to be somebody else.

    It goes to where it was held with that person last; nothing that was said leaves the log.
    """
    kept = await place_queries.kept(w, c)
    begun_with = next((one.contact_id for one in kept if one.shows_after == 0), c.contact_id)
    who = await persons.person(w, c.brand_id, begun_with)
    if c.contact_id in who.ids:
        return c
    last = next(one for one in kept if one.contact_id in who.ids)
    return await _moved(w, c, last.place, last.contact_id, ledger.SYSTEM, "undone")


async def _go(
    w: Writer, c: Conversation, way_id: str, author: Author, by: MovedBy, known: Sequence[ways.Way]
) -> Conversation:
    if c.status != "open":
        raise NotAllowedNow("A conversation that is resolved stays where it is.", current=ledger.standing(c))
    way = next((one for one in known if one.id == way_id), None)
    if way is None:
        raise NoSuchWay("The requester is not known there.")
    return c if way.place == c.place else await _moved(w, c, way.place, way.contact_id, author, by)


async def _moved(w: Writer, c: Conversation, to: Place, contact_id: UUID, author: Author, by: MovedBy) -> Conversation:
    try:
        await place_queries.move(w, c, to, contact_id)
    except asyncpg.UniqueViolationError as error:
        raise NotAllowedNow("Another conversation of theirs is open there.", current=ledger.standing(c)) from error
    left = c.channel
    c = replace(c, account_id=to.account_id, channel=to.channel, recipient=to.recipient, contact_id=contact_id)
    told = {"from": left, "to": to.channel, "by": by}
    c, _ = await ledger.append(w, c, ledger.Draft("activity", author, data={"type": "moved", **told}))
    noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what="moved")
    await outbox.publish(w, noted)
    return c
