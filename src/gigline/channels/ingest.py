"""Storing what providers delivered: rows, and the events that tell of what is new, in one transaction.

Everything has a row of its own in `inbound` under the provider's id, which is what makes a repetition harmless. What
is about another message (an edit, a deletion) and comes before it is kept in its place: an early edit is the message,
after an early deletion the message is a repetition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.channels import asides, attachments, fetching, groups, helping, optouts, parsing, queries, states, threads
from gigline.channels.contract import Aside, Change, Deleted, Edited, Inbound, Reaction, Receipt, Seen
from gigline.channels.events import ConsentChanged, Happening, MessageChanged, MessageReceived
from gigline.channels.intake import Arrived
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.infra.failpoints import hit
from gigline.kit.events import Event
from gigline.kit.text import storable


@dataclass(frozen=True, eq=False)
class _Place:
    """A part and where the answer about it goes: part `m` of delivery `n`."""

    n: int
    m: int
    account: ChannelAccount
    part: Inbound | Change


async def store(database: Database, arrived: Sequence[Arrived]) -> list[list[bool]]:
    """Durable on return; for each part of each delivery: whether it was new."""
    if any(isinstance(part, Inbound | Aside) and part.threads for one in arrived for part in one.parts):
        await threads.prepare(database)
    async with database.writer() as w:
        new = await take(w, arrived)
        await hit("ingest.after_insert_before_commit")
    return new


async def take(w: Writer, arrived: Sequence[Arrived]) -> list[list[bool]]:
    """In an order that all processes share, so that two batches of the same messages cannot lock each other out."""
    arrived = [await asides.screened(w, one) for one in arrived]
    new = [[False] * len(one.parts) for one in arrived]
    parts = [(n, m, one.account, part) for n, one in enumerate(arrived) for m, part in enumerate(one.parts)]
    written = [_Place(n, m, account, part) for n, m, account, part in parts if isinstance(part, Inbound | Change)]
    fresh = await _ingest(w, written)
    for place, is_new in zip(written, fresh, strict=True):
        new[place.n][place.m] = is_new
    receipts = [(n, m, account, part) for n, m, account, part in parts if isinstance(part, Receipt)]
    for n, m, account, receipt in sorted(receipts, key=lambda one: one[3].message_id):
        new[n][m] = await states.note_receipt(w, account, receipt)
    marks = [(n, m, account, part) for n, m, account, part in parts if isinstance(part, Seen)]
    for n, m, account, seen in sorted(marks, key=lambda one: (one[2].id, one[3].sender)):
        new[n][m] = await states.note_seen(w, account, seen)
    for n, m, account, part in parts:
        if isinstance(part, Aside):
            new[n][m] = await asides.store(w, account, part)
    return new


async def let_in(w: Writer, account: ChannelAccount, message: Inbound) -> bool:
    """A message that a person judged: nothing lays it aside. Whether it was new."""
    [new] = await _ingest(w, [_Place(0, 0, account, message)])
    return new


async def _ingest(w: Writer, places: Sequence[_Place]) -> list[bool]:
    """Store messages and changes as they came and publish what was not there yet; which were new."""
    if not places:
        return []
    for place in places:
        named = place.part.provider_id + place.part.sender
        if not place.part.sender or storable(named) != named:
            raise ValueError("an inbound message needs a sender and an id that can be stored as they are")
    ids = [w.new_id() for _ in places]
    stored = await _insert(w, [(id_, one.account, one.part) for id_, one in zip(ids, places, strict=True)])
    fresh = [(id_, one) for id_, one in zip(ids, places, strict=True) if id_ in stored]
    await _note_correspondents(w, [one for _, one in fresh])
    events: list[Event] = []
    for id_, place in fresh:
        events += await _events_of(w, id_, place.account, place.part)
    await outbox.publish_all(w, events)
    return [id_ in stored for id_ in ids]


async def _insert(w: Writer, given: Sequence[tuple[UUID, ChannelAccount, Inbound | Change]]) -> set[UUID]:
    rows = sorted(given, key=lambda row: (row[1].id, row[2].provider_id))
    stored = await w.rows(
        queries.INGEST,
        [account.brand_id for _, account, _ in rows],
        [id_ for id_, _, _ in rows],
        [account.id for _, account, _ in rows],
        [part.provider_id for _, _, part in rows],
        [part.raw for _, _, part in rows],
        [part.group if isinstance(part, Inbound) else None for _, _, part in rows],
    )
    return {row["id"] for row in stored}


async def _note_correspondents(w: Writer, fresh: Sequence[_Place]) -> None:
    """When each wrote last, on channels where that counts, and whether they asked us to stop."""
    counted = [one for one in fresh if _counts(one.account) and isinstance(one.part, Inbound)]
    if not counted:
        return
    keys = sorted({(one.account.brand_id, one.account.id, one.part.sender) for one in counted})
    await w.execute(
        queries.TOUCH,
        [brand_id for brand_id, _, _ in keys],
        [account_id for _, account_id, _ in keys],
        [address for _, _, address in keys],
    )
    for one in counted:
        if isinstance(one.part, Inbound) and one.part.consent is not None:
            stopped = one.part.consent == "stop"
            await w.execute(queries.SET_STOPPED, one.account.brand_id, one.account.id, one.part.sender, stopped)
            await optouts.note(w, one.account, one.part.sender, stopped=stopped)


def _counts(account: ChannelAccount) -> bool:
    adapter = ADAPTERS.get(account.kind)
    return adapter is not None and (adapter.capabilities.window_s is not None or adapter.capabilities.opt_out)


async def _events_of(w: Writer, id_: UUID, account: ChannelAccount, part: Inbound | Change) -> list[Event]:
    if isinstance(part, Inbound):
        if part.consent is not None:
            return [_consent(account, part)]
        if await helping.answered(w, account, part):
            return []
        if part.group is not None and await groups.collects(w, account, part.group):
            return []
        return [await received(w, account, id_, part)]
    if isinstance(part, Edited | Deleted) and not await _is_known(w, account, part.target):
        early = await _early(w, account, part)
        if early is not None:
            return early
    return [await _changed(w, account, part)]


def _consent(account: ChannelAccount, part: Inbound) -> ConsentChanged:
    return ConsentChanged(
        brand_id=account.brand_id,
        account_id=account.id,
        channel=account.kind,
        sender=part.sender,
        stopped=part.consent == "stop",
    )


async def _is_known(w: Writer, account: ChannelAccount, target: str) -> bool:
    return bool(await w.value(queries.IS_KNOWN, account.brand_id, account.id, storable(target)))


async def _early(w: Writer, account: ChannelAccount, part: Edited | Deleted) -> list[Event] | None:
    """The message itself is not here yet: its place is taken. None when it came at this very moment."""
    text = part.text if isinstance(part, Edited) else ""
    instead = Inbound(part.target, part.target, part.sender, text, part.raw)
    id_ = w.new_id()
    if not await _insert(w, [(id_, account, instead)]):
        return None
    return [] if isinstance(part, Deleted) else [await received(w, account, id_, instead)]


async def _changed(w: Writer, account: ChannelAccount, part: Change) -> MessageChanged:
    ours = await w.rows(queries.OUTBOUND_BY_PROVIDER_ID, account.brand_id, account.id, storable(part.target))
    what, text = _told(part)
    return MessageChanged(
        brand_id=account.brand_id,
        account_id=account.id,
        channel=account.kind,
        sender=part.sender,
        what=what,
        target=storable(part.target),
        text=storable(text),
        conversation_id=ours[0]["conversation_id"] if ours else None,
        entry_seq=ours[0]["entry_seq"] if ours else None,
    )


def _told(part: Change) -> tuple[Happening, str]:
    if isinstance(part, Edited):
        return "edited", part.text
    return ("reacted", part.emoji) if isinstance(part, Reaction) else ("deleted", "")


async def received(w: Writer, account: ChannelAccount, inbound_id: UUID, inbound: Inbound) -> MessageReceived:
    """The event of a stored message; keeps its files."""
    data = dict(inbound.data)
    if inbound.attachments:
        kept = await attachments.store(w, account.brand_id, inbound_id, inbound.attachments)
        data["attachments"] = attachments.told(kept)
        await fetching.fetch_later(w, account, [one.id for one in kept if one.state == "waiting"])
    return MessageReceived(
        brand_id=account.brand_id,
        account_id=account.id,
        inbound_id=inbound_id,
        channel=account.kind,
        sender=inbound.sender,
        sender_name=storable(inbound.sender_name),
        requester_kind=inbound.kind,
        verified=inbound.verified,
        client_id=inbound.client_id,
        text=storable(inbound.text) or parsing.placeholder([one.content_type for one in inbound.attachments]),
        language=inbound.language,
        topic=inbound.topic,
        identity=storable(inbound.identity or ""),
        answers=await threads.answered(w, account, inbound.threads) if inbound.threads else None,
        data=data,
    )
