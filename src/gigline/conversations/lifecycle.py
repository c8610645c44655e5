"""Who holds a conversation, and its end. Each step is checked against the table in `rules` and the caller's epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from gigline.channels import service as channels
from gigline.conversations import ledger, queries, receiving, records
from gigline.conversations.events import Answered, Assigned, Classified, GivenToBot, Released, Resolved, SendRequested
from gigline.conversations.models import Author, Conversation, Entry, Handover
from gigline.infra import outbox, telemetry
from gigline.infra.db import Writer
from gigline.kit.errors import BadInput

AssignCause = Literal["offer", "take_over", "assigned", "transferred", "woke"]
ReleaseCause = Literal["lost", "pulled_back", "transferred", "signed_off"]
ResolvedBy = Literal["bot", "associate", "requester", "silence"]


async def reply(
    w: Writer,
    conversation_id: UUID,
    epoch: int,
    author: Author,
    body: str,
    *,
    client_id: str | None = None,
    data: dict[str, object] | None = None,
    replies: Sequence[UUID] = (),
) -> Entry:
    """Answer the requester as the holder. The same `client_id` again gives the same entry. `replies`: see Answered.

    Raises StaleEpoch when somebody else holds it, NotAllowedNow when it is resolved or the author does not hold it.
    """
    c = await ledger.lock(w, conversation_id)
    if client_id is not None and (known := await queries.entry_by_client_id(w, c, client_id)) is not None:
        return known
    ledger.check_step(c, epoch, "speak_as_bot" if author.kind == "bot" else "speak_as_associate")
    _, entry = await _say(w, c, author, body, client_id=client_id, data=data or {}, replies=replies)
    return entry


async def _say(
    w: Writer,
    c: Conversation,
    author: Author,
    body: str,
    *,
    client_id: str | None,
    data: dict[str, object],
    replies: Sequence[UUID] = (),
) -> tuple[Conversation, Entry]:
    now = await queries.now(w)
    c = replace(
        c,
        awaiting_reply_since=None,
        sla_due_at=None,
        first_response_at=c.first_response_at or now,
        first_person_response_at=c.first_person_response_at or (now if author.kind == "associate" else None),
    )
    # What the bot says to a caller is spoken: the call reads it from the log.
    native = channels.capabilities(c.channel).native or (c.on_call and author.kind == "bot")
    state = "sent" if native else "queued"
    c, entry = await ledger.append(w, c, ledger.Draft("message", author, body, data, state, client_id), now=now)
    telemetry.MESSAGES.labels("out", author.kind).inc()
    answered = Answered(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, by=author.kind, author_id=author.id,
        segment=c.segment, replies=tuple(replies),
    )  # fmt: skip
    await outbox.publish(w, answered)
    if not native:
        requested = SendRequested(
            brand_id=c.brand_id, conversation_id=c.id, seq=c.seq, account_id=c.account_id, recipient=c.recipient
        )
        await outbox.publish(w, requested)
    return c, entry


async def hand_over(
    w: Writer, conversation_id: UUID, epoch: int, handover: Handover, *, say: Author | None = None, words: str = ""
) -> Conversation:
    """The bot gives it to the queue with its record; `words`, if any, are said to the requester as `say`."""
    c = await ledger.lock_for(w, conversation_id, epoch, "hand_over")
    return await _hand_over(w, c, handover, say, words)


async def _hand_over(w: Writer, c: Conversation, handover: Handover, say: Author | None, words: str) -> Conversation:
    waiting_since = c.awaiting_reply_since
    if say is not None and words:
        c, _ = await _say(w, c, say, words, client_id=None, data={"handover": True})
    now = await queries.now(w)
    settings = await receiving.settings_of(w, c.brand_id)
    topic = handover.topic or c.topic
    priority = max(c.priority, receiving.priority_of(settings, topic), handover.priority)
    c = replace(
        c, holder="queue", queued_at=now, topic=topic, priority=priority, awaiting_reply_since=waiting_since or now,
        handover=records.stored(handover, now), sla_due_at=receiving.due_at(settings, c, now),
    )  # fmt: skip
    c, _ = await ledger.append(w, c, ledger.activity("handed_over", reason=handover.reason), step="hand_over", now=now)
    await receiving.tell_queued(w, c, "handover")
    return c


async def _record_of(w: Writer, c: Conversation) -> dict[str, object]:
    record = await records.record(w, c, "bot_off" if c.holder == "queue" else "requested")
    return records.stored(record, await queries.now(w))


async def request_person(w: Writer, conversation_id: UUID) -> Conversation:
    """The requester wants a person: from the bot into the queue, with the record; otherwise nothing changes."""
    c = await ledger.lock(w, conversation_id)
    if c.status != "open" or c.holder != "bot":
        return c
    return await _hand_over(w, c, await records.record(w, c, "requested"), None, "")


async def assign(
    w: Writer, conversation_id: UUID, epoch: int, associate_id: UUID, associate_name: str, *, cause: AssignCause
) -> Conversation:
    """An associate holds it from now on; whoever held it before is released."""
    c = await ledger.lock_for(w, conversation_id, epoch, "assign")
    before = worked_on_by(c)
    author = Author("associate", associate_id, associate_name)
    if c.handover is None:
        # It came without the bot: whoever takes it finds the record all the same.
        c = replace(c, handover=await _record_of(w, c))
    c = replace(c, holder="associate", associate_id=associate_id, still_there_at=None)
    c, _ = await ledger.append(w, c, ledger.activity("assigned", author, cause=cause), step="assign")
    if before is not None:
        await tell_released(w, c, before, "transferred")
    assigned = Assigned(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, associate_id=associate_id, cause=cause,
        segment=c.segment,
    )  # fmt: skip
    await outbox.publish(w, assigned)
    return c


async def release(
    w: Writer, conversation_id: UUID, epoch: int, *, cause: ReleaseCause, note: str = "", author: Author = ledger.SYSTEM
) -> Conversation:
    """From the associate back to the queue, where it keeps waiting since the requester last waited."""
    c = await ledger.lock_for(w, conversation_id, epoch, "release")
    before = worked_on_by(c)
    now = await queries.now(w)
    settings = await receiving.settings_of(w, c.brand_id)
    c = replace(
        c, holder="queue", associate_id=None, queued_at=c.awaiting_reply_since or now,
        sla_due_at=receiving.due_at(settings, c, now),
    )  # fmt: skip
    c, _ = await ledger.append(w, c, ledger.activity("released", author, cause=cause), step="release", now=now)
    if note:
        c, _ = await ledger.append(w, c, ledger.Draft("note", author, note))
    if before is not None:
        await tell_released(w, c, before, cause)
    await receiving.tell_queued(w, c, "transferred" if cause == "transferred" else "released")
    return c


async def give_to_bot(
    w: Writer, conversation_id: UUID, epoch: int, *, note: str = "", author: Author = ledger.SYSTEM
) -> Conversation:
    """From an associate or the queue to the bot, which answers what comes next."""
    c = await ledger.lock_for(w, conversation_id, epoch, "give_to_bot")
    before = worked_on_by(c)
    c = replace(c, holder="bot", associate_id=None, queued_at=None, awaiting_reply_since=None, sla_due_at=None)
    c, _ = await ledger.append(w, c, ledger.activity("transferred", author, to="bot"), step="give_to_bot")
    if note:
        c, _ = await ledger.append(w, c, ledger.Draft("note", author, note))
    if before is not None:
        await tell_released(w, c, before, "transferred")
    given = GivenToBot(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, segment=c.segment)
    await outbox.publish(w, given)
    return c


async def resolve(
    w: Writer, conversation_id: UUID, epoch: int, *, by: ResolvedBy, author: Author = ledger.SYSTEM
) -> Conversation:
    """The matter is settled. Who held it stays readable on the row; their capacity is freed."""
    c = await ledger.lock_for(w, conversation_id, epoch, "resolve")
    held_by, before = c.associate_id, worked_on_by(c)
    now = await queries.now(w)
    c = replace(c, status="resolved", resolved_at=now, awaiting_reply_since=None, sla_due_at=None, still_there_at=None)
    c, _ = await ledger.append(w, c, ledger.activity("resolved", author, by=by), step="resolve", now=now)
    if before is not None:
        await tell_released(w, c, before, "resolved")
    resolved = Resolved(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, by=by, associate_id=held_by,
        segment=c.segment,
    )  # fmt: skip
    await outbox.publish(w, resolved)
    return c


async def reopen(w: Writer, conversation_id: UUID, epoch: int, author: Author) -> Conversation:
    """A person opens it again, as a new segment in the queue."""
    c = await ledger.lock_for(w, conversation_id, epoch, "reopen_to_queue")
    settings = await receiving.settings_of(w, c.brand_id)
    return await receiving.reopen(w, c, "queue", settings, author)


async def classify(
    w: Writer, conversation_id: UUID, *, topic: str | None, priority: int, author: Author = ledger.SYSTEM
) -> Conversation:
    """Set topic and priority (0 normal, 1 high, 2 urgent); nothing is written when both are so already."""
    c = await ledger.lock(w, conversation_id)
    if (c.topic, c.priority) == (topic, priority):
        return c
    c = replace(c, topic=topic, priority=priority)
    c, _ = await ledger.append(w, c, ledger.activity("topic_changed", author, topic=topic, priority=priority))
    classified = Classified(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, topic=topic, priority=priority
    )
    await outbox.publish(w, classified)
    return c


async def classify_as(
    w: Writer, conversation_id: UUID, epoch: int, topic: str | None, priority: int, author: Author
) -> Conversation:
    """Like classify, decided by somebody who saw `epoch`; the topic must be one of the brand's (raises BadInput)."""
    c = await ledger.lock(w, conversation_id)
    ledger.check_epoch(c, epoch)
    settings = await receiving.settings_of(w, c.brand_id)
    if topic is not None and topic not in {one.key for one in settings.topics}:
        raise BadInput(f"This brand has no topic {topic!r}.")
    return await classify(w, conversation_id, topic=topic, priority=priority, author=author)


def worked_on_by(c: Conversation) -> UUID | None:
    """The associate whose room it takes: nobody's while it is put off."""
    return None if c.snoozed_until else c.associate_id


async def tell_released(w: Writer, c: Conversation, associate_id: UUID, cause: str) -> None:
    """Their part in it is over, for now or for good."""
    released = Released(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, associate_id=associate_id, cause=cause
    )
    await outbox.publish(w, released)
