"""The SQL of keeping segments counted: which are not, what their logs say, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.conversations.models import RequesterKind
from gigline.infra.db import Writer
from gigline.quality.timing import Counted, What

# Locked, so that what is heard of meanwhile is heard of after.
_UNCOUNTED = """
SELECT s.brand_id, s.conversation_id, s.segment, s.requester_kind,
    CASE WHEN c.segment = s.segment THEN c.channel ELSE coalesce(s.channel, c.channel) END AS channel,
    CASE WHEN c.segment = s.segment THEN c.language ELSE coalesce(s.language, c.language) END AS language,
    CASE WHEN c.segment = s.segment THEN c.topic ELSE coalesce(s.latest_topic, s.topic) END AS latest_topic
FROM segments s JOIN conversations c ON c.brand_id = s.brand_id AND c.id = s.conversation_id
WHERE NOT s.counted ORDER BY s.opened_at DESC LIMIT $1
FOR UPDATE OF s SKIP LOCKED
"""
_LINES = """
SELECT e.brand_id, e.conversation_id, e.segment, e.at, e.author_id AS associate_id, CASE
    WHEN e.kind = 'message' THEN
        CASE e.author_kind WHEN 'requester' THEN 'asked' WHEN 'bot' THEN 'bot_answered' ELSE 'person_answered' END
    WHEN e.data ->> 'type' IN ('opened', 'reopened') THEN
        CASE e.data ->> 'holder' WHEN 'queue' THEN 'begun_queued' ELSE 'begun' END
    WHEN e.data ->> 'type' IN ('handed_over', 'released', 'woke') THEN 'queued'
    WHEN e.data ->> 'type' = 'call_connected' THEN 'person_answered'
    WHEN e.data ->> 'type' = 'transferred' THEN 'to_bot'
    ELSE e.data ->> 'type' END AS what
FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS asked (brand_id, conversation_id, segment)
JOIN entries e USING (brand_id, conversation_id, segment)
WHERE (e.kind = 'message' AND e.author_kind <> 'system' AND NOT e.data ? 'handover')
   OR (e.kind = 'activity' AND e.data ->> 'type' IN ('opened', 'reopened', 'handed_over', 'released', 'assigned',
        'transferred', 'call_connected', 'snoozed', 'resolved'))
   OR (e.kind = 'activity' AND e.data @> '{"type": "woke", "cause": "wrote"}')
ORDER BY e.brand_id, e.conversation_id, e.seq
"""
_KEEP = """
UPDATE segments SET counted = true, channel = $4, language = $5, associate_id = $6, first_s = $7, first_open_s = $8,
    first_person_s = $9, first_person_open_s = $10, next_s = $11, queued = $12, wait_s = $13, handle_s = $14,
    resolution_s = $15, taken = $16, transfers = $17, promises_kept = $18, promises_broken = $19, promise_due_at = $20,
    latest_topic = $21
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
"""


@dataclass(frozen=True)
class Uncounted:
    """A segment whose log has something new."""

    brand_id: UUID
    conversation_id: UUID
    segment: int
    requester_kind: RequesterKind
    channel: str
    language: str
    latest_topic: str | None

    @property
    def key(self) -> tuple[UUID, UUID, int]:
        return self.brand_id, self.conversation_id, self.segment


@dataclass(frozen=True)
class LoggedLine:
    """A line that counts, and of which segment it is."""

    brand_id: UUID
    conversation_id: UUID
    segment: int
    at: datetime
    associate_id: UUID | None
    what: What


async def lock_uncounted(w: Writer, limit: int) -> list[Uncounted]:
    """The newest segments that are not counted, under their locks."""
    return await w.all(Uncounted, _UNCOUNTED, limit)


async def lines(w: Writer, of: Sequence[Uncounted]) -> list[LoggedLine]:
    """What counts of these segments' logs, each in its order."""
    return await w.all(LoggedLine, _LINES, *map(list, zip(*(one.key for one in of), strict=True)))


async def keep(w: Writer, found: Sequence[tuple[Uncounted, Counted]]) -> None:
    """Write down what was counted."""
    rows: list[tuple[object, ...]] = [
        (
            *one.key, one.channel, one.language, c.associate_id, c.first_s, c.first_open_s, c.first_person_s,
            c.first_person_open_s, c.next_s, c.queued, c.wait_s, c.handle_s, c.resolution_s, c.taken, c.transfers,
            c.promises_kept, c.promises_broken, c.promise_due_at, one.latest_topic,
        )
        for one, c in found
    ]  # fmt: skip
    await w.many(_KEEP, rows)
