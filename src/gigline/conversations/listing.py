"""Lists of conversations: which rows a box holds for whom, as keyset pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import filters, list_queries, queries
from gigline.conversations.filters import ListFilter
from gigline.conversations.list_queries import Counts, ListedConversation
from gigline.conversations.models import Conversation
from gigline.conversations.schemas import (
    ContactBrief,
    ConversationOut,
    ConversationRow,
    HandoverOut,
    PersonBrief,
    entry_out,
)
from gigline.infra import stream
from gigline.infra.db import Reader
from gigline.kit import paging
from gigline.kit.errors import BadInput


async def page(
    r: Reader, actor: Actor, asked: ListFilter, *, cursor: str | None, limit: int
) -> paging.Page[ConversationRow]:
    """One page, newest first; `waiting` as it is served: urgent first, then longest waiting.

    Associates find in every box but `waiting` only what they hold; there, rows without names or words, so that they
    can see what is to be done.
    """
    led, own = await _brands(r, actor, asked.brand)
    condition = _condition(asked, actor, led, own)
    if _is_queue(asked):
        return await _queue_page(r, led, condition, cursor, limit)
    found = await list_queries.listed(r, asked.q, condition, _after(cursor), limit + 1)
    more = _cursor(found[limit - 1]) if len(found) > limit else None
    return paging.Page([row(one) for one in found[:limit]], more)


async def count(r: Reader, actor: Actor, asked: ListFilter, most: int) -> int:
    """How many the filter finds, of at most so many."""
    led, own = await _brands(r, actor, asked.brand)
    return await list_queries.count(r, asked.q, _condition(asked, actor, led, own), most)


def _is_queue(asked: ListFilter) -> bool:
    """Whether it is what associates may take, in its own order."""
    return asked.box == "waiting" and asked.status == "open" and not asked.q


def _condition(asked: ListFilter, actor: Actor, led: list[UUID], own: list[UUID]) -> tuple[object, ...]:
    if _is_queue(asked):
        return filters.condition(asked, own, None, actor.id)
    only = actor.id if asked.box == "mine" or not led else None
    return filters.condition(asked, own if only is not None else led, only, actor.id)


async def _queue_page(
    r: Reader, led: list[UUID], condition: tuple[object, ...], cursor: str | None, limit: int
) -> paging.Page[ConversationRow]:
    found = await list_queries.queued(r, condition, _after_queued(cursor), limit + 1)
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = paging.encode([last.priority, last.queued_at.isoformat() if last.queued_at else "", str(last.id)])
    return paging.Page([row(one, veiled=one.brand_id not in led) for one in found[:limit]], more)


def _after_queued(cursor: str | None) -> tuple[int | None, datetime | None, UUID | None]:
    if cursor is None:
        return None, None, None
    priority, at, last_id = paging.decode(cursor, [int, str, str])
    try:
        return int(priority) % 3, datetime.fromisoformat(str(at)), UUID(str(last_id))
    except ValueError as error:
        raise BadInput("This cursor is not of this list: start again without it.") from error


async def counts(r: Reader, actor: Actor) -> Counts:
    """How many open conversations each box holds for the actor."""
    led, own = await _brands(r, actor, None)
    found = await list_queries.counts(r, own, actor.id, led)
    return found if led else Counts(found.mine, found.waiting, found.mine, 0)


async def _brands(r: Reader, actor: Actor, brand_id: UUID | None) -> tuple[list[UUID], list[UUID]]:
    """(brands whose conversations the actor may all see, brands the actor works for)."""
    own = [brand.id for brand in await accounts.brands_of(r, actor, "associate")]
    led = [one for one in own if actor.has_role(one, "leader")]
    if brand_id is not None:
        own, led = [one for one in own if one == brand_id], [one for one in led if one == brand_id]
    return led, own


def _after(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    if cursor is None:
        return None, None
    at, last_id = paging.decode(cursor, [str, str])
    try:
        return datetime.fromisoformat(str(at)), UUID(str(last_id))
    except ValueError as error:
        raise BadInput("This cursor is not of this list: start again without it.") from error


def _cursor(last: ListedConversation) -> str:
    return paging.encode([last.last_message_at.isoformat(), str(last.id)])


def row(c: ListedConversation, *, veiled: bool = False) -> ConversationRow:
    """A conversation as lists show it; `veiled` without who wrote and what."""
    return ConversationRow(
        id=c.id,
        brand_id=c.brand_id,
        contact=ContactBrief(
            id=c.contact_id,
            name="" if veiled else c.contact_name,
            kind=c.requester_kind,
            verified=c.contact_verified,
        ),
        channel=c.channel,
        status=c.status,
        holder=c.holder,
        associate=PersonBrief(id=c.associate_id, name=c.associate_name or "") if c.associate_id else None,
        topic=c.topic,
        priority=c.priority,
        requester_kind=c.requester_kind,
        language=c.language,
        epoch=c.epoch,
        seq=c.seq,
        segment=c.segment,
        opened_at=c.opened_at,
        queued_at=c.queued_at,
        last_message_at=c.last_message_at,
        awaiting_reply_since=c.awaiting_reply_since,
        sla_due_at=c.sla_due_at,
        snoozed_until=c.snoozed_until,
        snoozed_for=c.snoozed_for,
        preview="" if veiled else c.preview,
        snippet=None if veiled else c.snippet,
    )


async def rows(r: Reader, ids: Sequence[UUID]) -> list[ConversationRow]:
    """These conversations as lists show them; callers check access."""
    return [row(one) for one in await list_queries.rows(r, ids)]


async def one_row(r: Reader, conversation_id: UUID) -> ConversationRow:
    """One conversation as lists show it; it must exist."""
    [found] = await rows(r, [conversation_id])
    return found


async def whole(r: Reader, c: Conversation) -> ConversationOut:
    """Everything a console shows of a conversation. Entries newer than the row are left to the live line."""
    row = await one_row(r, c.id)
    log = await queries.entries(r, c, 0, 5000, False)
    head = await stream.head(r, c.brand_id)
    return ConversationOut(
        conversation=row,
        handover=HandoverOut.model_validate(c.handover) if c.handover else None,
        entries=[entry_out(one) for one in log if one.seq <= row.seq],
        epoch_token=head.epoch if head else "",
    )
