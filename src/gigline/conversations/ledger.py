"""The one write path: change a locked conversation and append the log entry that tells of it, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.conversations import queries, rules
from gigline.conversations.errors import NoSuchConversation, NotAllowedNow, StaleEpoch
from gigline.conversations.models import Author, Conversation, Entry, EntryKind
from gigline.infra.db import Writer
from gigline.infra.failpoints import hit
from gigline.kit import text

SYSTEM = Author("system")
PREVIEW_LENGTH = 120


@dataclass(frozen=True)
class Draft:
    """An entry still without its place in the log."""

    kind: EntryKind
    author: Author = SYSTEM
    body: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    state: str | None = None
    client_id: str | None = None


def activity(what: str, author: Author = SYSTEM, **data: Any) -> Draft:
    """A line that tells what happened to the conversation."""
    return Draft("activity", author, data={"type": what, **data})


async def lock(w: Writer, conversation_id: UUID) -> Conversation:
    """The conversation under its row lock; raises NoSuchConversation."""
    found = await queries.lock(w, conversation_id)
    if found is None:
        raise NoSuchConversation("There is no such conversation.")
    return found


async def lock_for(w: Writer, conversation_id: UUID, epoch: int, step: rules.Step) -> Conversation:
    """Lock it for `step` as decided under `epoch`; raises StaleEpoch or NotAllowedNow."""
    found = await lock(w, conversation_id)
    check_step(found, epoch, step)
    return found


def check_step(found: Conversation, epoch: int, step: rules.Step) -> None:
    """Raise StaleEpoch or NotAllowedNow unless this locked conversation may take `step` as decided under `epoch`."""
    check_epoch(found, epoch)
    state = rules.state_of(found.status, found.holder, snoozed=found.snoozed_until is not None)
    if rules.after(state, step) is None:
        raise NotAllowedNow(f"A conversation that is {_named(found)} has no such step.", current=standing(found))


def check_epoch(c: Conversation, epoch: int) -> None:
    """Raise StaleEpoch unless `epoch` is the conversation's."""
    if c.epoch != epoch:
        raise StaleEpoch("Somebody else took this conversation on meanwhile.", current=standing(c))


def standing(c: Conversation) -> dict[str, object]:
    """How things stand, for the 409 that a late caller gets."""
    return {
        "epoch": c.epoch,
        "status": c.status,
        "holder": c.holder,
        "associate": str(c.associate_id) if c.associate_id else None,
    }


def _named(c: Conversation) -> str:
    if c.status == "resolved":
        return "resolved"
    return "snoozed" if c.snoozed_until is not None else f"held by the {c.holder}"


async def append(
    w: Writer, c: Conversation, draft: Draft, *, step: rules.Step | None = None, now: datetime | None = None
) -> tuple[Conversation, Entry]:
    """Save `c` (locked by the caller, already changed) with the next entry of its log.

    `now` is the database's time, for callers that asked for it under the lock.
    """
    c, entry = _next(c, draft, w.new_id(), now or await queries.now(w), step)
    await queries.save_and_append(w, [(c, entry)])
    await hit("ws.after_seq_alloc_before_fanout")
    return c, entry


async def append_all(
    w: Writer, drafts: Sequence[tuple[Conversation, Draft]], now: datetime
) -> list[tuple[Conversation, Entry]]:
    """The same for several conversations at once, one entry for each."""
    made = [_next(c, draft, w.new_id(), now, None) for c, draft in drafts]
    await queries.save_and_append(w, made)
    await hit("ws.after_seq_alloc_before_fanout")
    return made


def _next(
    c: Conversation, draft: Draft, entry_id: UUID, now: datetime, step: rules.Step | None
) -> tuple[Conversation, Entry]:
    body = text.storable(draft.body)
    c = replace(c, seq=c.seq + 1)
    if step is not None and rules.moves_epoch(step):
        c = replace(c, epoch=c.epoch + 1, snoozed_until=c.snoozed_until if step == "snooze" else None)
    if draft.kind == "message":
        c = replace(c, last_message_at=now)
        if not draft.data.get("handover"):
            c = replace(c, preview=text.shorten(body, PREVIEW_LENGTH))
    entry = Entry(
        conversation_id=c.id,
        seq=c.seq,
        id=entry_id,
        segment=c.segment,
        kind=draft.kind,
        author_kind=draft.author.kind,
        author_id=draft.author.id,
        author_name=draft.author.name,
        body=body,
        data=draft.data,
        state=draft.state,
        client_id=draft.client_id,
        at=now,
    )
    return c, entry
