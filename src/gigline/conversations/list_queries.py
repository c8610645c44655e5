"""All SQL of lists of conversations. What a filter means stands once, in `_MATCHES`; `filters.condition` fills it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.conversations.filters import NO_TOPIC, SOON_S
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader

_SHOWN = """
c.*, coalesce(nullif(s.name, ''), k.name) AS contact_name, k.verified AS contact_verified, p.name AS associate_name,
z.until AS snoozed_until, z.reason AS snoozed_for
"""
_BESIDE = """
JOIN contacts k ON k.brand_id = c.brand_id AND k.id = c.contact_id
LEFT JOIN contacts s ON s.brand_id = k.brand_id AND s.id = k.merged_into
LEFT JOIN people p ON p.id = c.associate_id
"""
_SNOOZED = """
LEFT JOIN snoozes z ON (z.brand_id, z.conversation_id, z.epoch) = (c.brand_id, c.id, c.epoch) AND c.status = 'open'
"""
_MATCHES = f"""
c.brand_id = ANY($1::uuid[])
AND c.status = CASE $2::text WHEN 'snoozed' THEN 'open' ELSE $2 END
AND ($2 = 'resolved' OR (z.until IS NOT NULL) = ($2 = 'snoozed'))
AND ($3::text[] IS NULL OR c.holder = ANY($3) OR (c.holder = 'associate'
    AND ('person' = ANY($3) OR ('me' = ANY($3) AND c.associate_id = $5::uuid))))
AND ($4::uuid IS NULL OR (c.associate_id = $4 AND (c.status = 'open'
    OR c.resolved_at > gigline_now() - interval '24 hours')))
AND ($6::text[] IS NULL OR coalesce(c.topic, '{NO_TOPIC}') = ANY($6))
AND ($7::text[] IS NULL OR c.channel = ANY($7))
AND ($8::text[] IS NULL OR c.requester_kind = ANY($8))
AND ($9::text[] IS NULL OR c.language = ANY($9))
AND ($10::int[] IS NULL OR c.priority = ANY($10))
AND ($11::uuid IS NULL OR c.associate_id = $11)
AND ($12::text IS NULL OR (c.awaiting_reply_since IS NOT NULL AND CASE $12 WHEN 'broken'
    THEN c.sla_due_at < gigline_now()
    ELSE c.sla_due_at BETWEEN gigline_now() AND gigline_now() + interval '{SOON_S} s' END))
AND (NOT $13::bool OR c.awaiting_reply_since IS NOT NULL)
AND ($14::int IS NULL OR c.awaiting_reply_since < gigline_now() - make_interval(secs => $14))
"""
_HITS = """
WITH hits AS (
    SELECT DISTINCT ON (e.conversation_id) e.brand_id, e.conversation_id, e.seq, e.body
    FROM entries e
    WHERE e.kind IN ('message', 'note') AND e.brand_id = ANY($1::uuid[])
      AND e.search @@ websearch_to_tsquery('simple', $15)
    ORDER BY e.conversation_id, e.seq DESC)
"""
_HIT = "JOIN hits h ON (h.brand_id, h.conversation_id) = (c.brand_id, c.id)"

_ROW = f"SELECT {_SHOWN}, NULL::text AS snippet FROM conversations c {_BESIDE} {_SNOOZED} WHERE c.id = ANY($1::uuid[])"
_LIST = f"""
SELECT {_SHOWN}, NULL::text AS snippet FROM conversations c {_BESIDE} {_SNOOZED}
WHERE {_MATCHES} AND ($15::timestamptz IS NULL OR (c.last_message_at, c.id) < ($15, $16::uuid))
ORDER BY c.last_message_at DESC, c.id DESC LIMIT $17
"""
_QUEUE = f"""
SELECT {_SHOWN}, NULL::text AS snippet FROM conversations c {_BESIDE} {_SNOOZED}
WHERE {_MATCHES} AND ($15::int IS NULL OR (-c.priority, c.queued_at, c.id) > (-$15, $16::timestamptz, $17::uuid))
ORDER BY c.priority DESC, c.queued_at, c.id LIMIT $18
"""
_SEARCH = f"""
{_HITS}
SELECT {_SHOWN}, ts_headline('simple', left(h.body, 4000), websearch_to_tsquery('simple', $15),
    'StartSel=' || chr(2) || ', StopSel=' || chr(3) || ', MaxWords=18, MinWords=8, MaxFragments=1') AS snippet
FROM conversations c {_HIT} {_BESIDE} {_SNOOZED}
WHERE {_MATCHES} AND ($16::timestamptz IS NULL OR (c.last_message_at, c.id) < ($16, $17::uuid))
ORDER BY c.last_message_at DESC, c.id DESC LIMIT $18
"""
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM conversations c {_SNOOZED} WHERE {_MATCHES} LIMIT $15) found"
_COUNT_HITS = f"""
{_HITS} SELECT count(*) FROM (SELECT 1 FROM conversations c {_HIT} {_SNOOZED} WHERE {_MATCHES} LIMIT $16) found
"""
_COUNTS = f"""
SELECT count(*) FILTER (WHERE c.associate_id = $2 AND z.until IS NULL) AS mine,
    count(*) FILTER (WHERE c.holder = 'queue') AS waiting,
    count(*) FILTER (WHERE c.brand_id = ANY($3::uuid[]) AND z.until IS NULL) AS all,
    count(*) FILTER (WHERE c.holder = 'bot' AND c.brand_id = ANY($3::uuid[])) AS bot
FROM conversations c {_SNOOZED} WHERE c.brand_id = ANY($1::uuid[]) AND c.status = 'open'
"""


@dataclass(frozen=True, kw_only=True)
class ListedConversation(Conversation):
    """A conversation with what a list shows beside it."""

    contact_name: str
    contact_verified: bool
    associate_name: str | None
    snippet: str | None
    snoozed_for: str | None


@dataclass(frozen=True)
class Counts:
    mine: int
    waiting: int
    all: int
    bot: int


async def rows(r: Reader, ids: Sequence[UUID]) -> list[ListedConversation]:
    return await r.all(ListedConversation, _ROW, list(ids))


async def listed(
    r: Reader, text: str, condition: Sequence[Any], after: tuple[datetime | None, UUID | None], limit: int
) -> list[ListedConversation]:
    """Newest first."""
    if text:
        return await r.all(ListedConversation, _SEARCH, *condition, text, *after, limit)
    return await r.all(ListedConversation, _LIST, *condition, *after, limit)


async def queued(
    r: Reader, condition: Sequence[Any], after: tuple[int | None, datetime | None, UUID | None], limit: int
) -> list[ListedConversation]:
    """As they are served."""
    return await r.all(ListedConversation, _QUEUE, *condition, *after, limit)


async def count(r: Reader, text: str, condition: Sequence[Any], most: int) -> int:
    """How many there are, of at most so many."""
    if text:
        return int(await r.value(_COUNT_HITS, *condition, text, most))
    return int(await r.value(_COUNT, *condition, most))


async def counts(r: Reader, brand_ids: list[UUID], person_id: UUID, led: list[UUID]) -> Counts:
    found = await r.one(Counts, _COUNTS, brand_ids, person_id, led)
    assert found is not None
    return found
