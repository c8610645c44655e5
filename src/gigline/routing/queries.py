"""All SQL of the routing slice. Conversations are only read here, for the board and for what does not match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer
from gigline.routing import rules
from gigline.routing.models import Assignment, KnownOutcome, Offer, OfferLine, OfferState, PendingOffer

_GET = """
SELECT o.brand_id, o.id, o.conversation_id, o.associate_id, o.epoch, o.weight, o.state, o.policy, o.policy_version,
    o.seed, o.reason, o.offered_at, o.expires_at, o.ended_at, o.end_reason
FROM offers o WHERE o.id = $1
"""
_OFFERS_OF = """
SELECT o.id, p.name AS associate_name, o.state, o.offered_at FROM offers o JOIN people p ON p.id = o.associate_id
WHERE o.brand_id = $1 AND o.conversation_id = $2 ORDER BY o.offered_at DESC, o.id LIMIT $3
"""
_DECISION = "SELECT o.decision FROM offers o WHERE o.id = $1"
_LIVE = """
SELECT o.brand_id, o.id, o.conversation_id, o.associate_id, o.epoch, o.weight, o.state, o.policy, o.policy_version,
    o.seed, o.reason, o.offered_at, o.expires_at, o.ended_at, o.end_reason
FROM offers o WHERE o.brand_id = $1 AND o.conversation_id = $2 AND o.state = 'offered'
"""
# Taken: offered to somebody, or its last assignment is still to be closed (which asks for a match when it is done).
_TAKEN_AMONG = """
SELECT o.conversation_id FROM unnest($1::uuid[], $2::uuid[]) AS c (brand_id, id)
JOIN offers o ON (o.brand_id, o.conversation_id) = (c.brand_id, c.id) WHERE o.state = 'offered'
UNION
SELECT s.conversation_id FROM unnest($1::uuid[], $2::uuid[]) AS c (brand_id, id)
JOIN assignments s ON (s.brand_id, s.conversation_id) = (c.brand_id, c.id) WHERE s.ended_at IS NULL
"""
_LIVE_OF = """
SELECT o.id FROM offers o
WHERE o.associate_id = ANY($1::uuid[]) AND o.state = 'offered' AND ($2::uuid IS NULL OR o.brand_id = $2)
"""
_INSERT = """
INSERT INTO offers AS o (brand_id, id, conversation_id, associate_id, epoch, weight, policy, policy_version, seed,
    reason, decision, offered_at, expires_at)
SELECT n.brand_id, n.id, n.conversation_id, n.associate_id, n.epoch, n.weight, n.policy, n.policy_version, n.seed,
    n.reason, n.decision, gigline_now(), gigline_now() + make_interval(secs => n.expires_s)
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::int[], $7::text[], $8::int[], $9::bigint[],
    $10::jsonb[], $11::jsonb[], $12::float8[]) AS n (brand_id, id, conversation_id, associate_id, epoch, weight, policy,
    policy_version, seed, reason, decision, expires_s)
RETURNING o.brand_id, o.id, o.conversation_id, o.associate_id, o.epoch, o.weight, o.state, o.policy, o.policy_version,
    o.seed, o.reason, o.offered_at, o.expires_at, o.ended_at, o.end_reason
"""
# One compare-and-set for every way an offer can end. `in_time`: true = only before its expiry, false = only after.
_END = """
UPDATE offers o SET state = $2, ended_at = gigline_now(), end_reason = $3
WHERE o.id = $1 AND o.state = 'offered' AND ($4::bool IS NULL OR (gigline_now() < o.expires_at) = $4)
RETURNING o.brand_id, o.id, o.conversation_id, o.associate_id, o.epoch, o.weight, o.state, o.policy, o.policy_version,
    o.seed, o.reason, o.offered_at, o.expires_at, o.ended_at, o.end_reason
"""
_DUE = """
SELECT o.id FROM offers o WHERE o.state = 'offered' AND o.expires_at <= gigline_now() ORDER BY o.expires_at LIMIT $1
"""

_OPEN = """
SELECT s.brand_id, s.id, s.conversation_id, s.associate_id, s.offer_id, s.weight, s.epoch, s.segment, s.started_at,
    s.ended_at, s.end_reason
FROM assignments s WHERE s.brand_id = $1 AND s.conversation_id = $2 AND s.ended_at IS NULL
"""
_START = """
INSERT INTO assignments (brand_id, id, conversation_id, associate_id, offer_id, weight, epoch, segment)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_CLOSE = """
UPDATE assignments SET ended_at = gigline_now(), end_reason = $3
WHERE brand_id = $1 AND id = $2 AND ended_at IS NULL
"""
_WEIGH = "UPDATE assignments SET weight = $3 WHERE brand_id = $1 AND id = $2"
_HELD_BY = """
SELECT s.conversation_id, s.associate_id FROM assignments s
WHERE s.associate_id = ANY($1::uuid[]) AND s.ended_at IS NULL AND ($2::uuid IS NULL OR s.brand_id = $2)
"""
_CARRYING = """
SELECT s.associate_id FROM assignments s WHERE s.ended_at IS NULL
UNION SELECT o.associate_id FROM offers o WHERE o.state = 'offered'
"""
_ASKED = """
SELECT conversation_id, associate_id, what FROM (
    SELECT o.conversation_id, o.associate_id, o.state AS what, o.ended_at AS at,
        CASE o.state WHEN 'declined' THEN $2::float8 ELSE $3::float8 END AS rest_s
    FROM unnest($1::uuid[], $4::uuid[]) AS c (brand_id, id)
    JOIN offers o ON (o.brand_id, o.conversation_id) = (c.brand_id, c.id) WHERE o.state IN ('declined', 'expired')
    UNION ALL
    SELECT s.conversation_id, s.associate_id, s.end_reason, s.ended_at, $2::float8
    FROM unnest($1::uuid[], $4::uuid[]) AS c (brand_id, id)
    JOIN assignments s ON (s.brand_id, s.conversation_id) = (c.brand_id, c.id)
    WHERE s.end_reason IN ('transferred', 'pulled_back')) asked
WHERE asked.at > gigline_now() - make_interval(secs => asked.rest_s)
ORDER BY asked.at
"""
_MISMATCHED = """
SELECT s.conversation_id FROM assignments s JOIN conversations c ON c.brand_id = s.brand_id AND c.id = s.conversation_id
LEFT JOIN snoozes z ON (z.brand_id, z.conversation_id, z.epoch) = (c.brand_id, c.id, c.epoch)
WHERE s.ended_at IS NULL AND NOT (c.status = 'open' AND c.holder = 'associate' AND c.associate_id = s.associate_id
    AND z.until IS NULL)
UNION
SELECT c.id FROM conversations c
WHERE c.status = 'open' AND c.holder = 'associate' AND NOT EXISTS (
    SELECT 1 FROM assignments s WHERE s.brand_id = c.brand_id AND s.conversation_id = c.id AND s.ended_at IS NULL)
  AND NOT EXISTS (
    SELECT 1 FROM snoozes z WHERE (z.brand_id, z.conversation_id, z.epoch) = (c.brand_id, c.id, c.epoch))
UNION
SELECT o.conversation_id FROM offers o JOIN conversations c ON c.brand_id = o.brand_id AND c.id = o.conversation_id
WHERE o.state = 'offered' AND NOT (c.status = 'open' AND c.holder = 'queue' AND c.epoch = o.epoch)
"""
_PENDING = """
SELECT o.id, o.associate_id, o.conversation_id, o.brand_id, b.name AS brand_name, c.topic,
    CASE WHEN c.on_call THEN 'voice' ELSE c.channel END AS channel, c.requester_kind,
    c.priority, greatest(0, extract(epoch FROM gigline_now() - c.queued_at))::float8 AS waiting_s, o.reason,
    o.offered_at, o.expires_at, greatest(0, extract(epoch FROM o.expires_at - gigline_now()))::float8 AS expires_in_s,
    coalesce(c.handover ->> 'summary', c.preview) AS preview
FROM offers o JOIN brands b ON b.id = o.brand_id
JOIN conversations c ON c.brand_id = o.brand_id AND c.id = o.conversation_id
WHERE o.state = 'offered' AND o.expires_at > gigline_now() AND ($1::uuid IS NULL OR o.associate_id = $1)
  AND ($2::uuid IS NULL OR o.id = $2)
ORDER BY o.expires_at
"""
_NOW = "SELECT gigline_now()"
_ACCEPTS = """
SELECT extract(epoch FROM gigline_now() - o.ended_at)::float8 AS ago_s FROM offers o
WHERE o.brand_id = $1 AND o.state = 'accepted' AND o.ended_at > gigline_now() - make_interval(secs => $2)
ORDER BY o.ended_at DESC LIMIT 40
"""
_AHEAD = """
SELECT count(*) FROM conversations c
WHERE c.brand_id = $1 AND c.status = 'open' AND c.holder = 'queue' AND c.id <> $2
  AND (extract(epoch FROM gigline_now() - c.queued_at) + $5::float8 * c.priority,
       $2::uuid) > (extract(epoch FROM gigline_now() - $3::timestamptz) + $5::float8 * $4::int, c.id)
"""


@dataclass(frozen=True)
class Held:
    conversation_id: UUID
    associate_id: UUID


_OUTCOMES = """
SELECT n, brand_id, associate_id, topic, language, channel, requester_kind, sla_s, resolved, csat, work_s, wait_s,
    concurrency, at, wished, matched
FROM routing_outcomes WHERE n > greatest($1, (SELECT coalesce(max(n), 0) FROM routing_outcomes) - $3)
ORDER BY n LIMIT $2
"""
_OUTCOME_LOCK = "SELECT pg_advisory_xact_lock(hashtext('gigline.routing_outcomes'))"
# A conversation that stays open for days is not worked on for days: at most four hours count as work.
_NOTE_OUTCOME = """
INSERT INTO routing_outcomes (brand_id, conversation_id, segment, associate_id, topic, language, channel,
    requester_kind, sla_s, resolved, csat, work_s, wait_s, concurrency, wished, matched)
SELECT a.brand_id, a.conversation_id, a.segment, a.associate_id, coalesce(c.topic, ''), c.language, c.channel,
    c.requester_kind, $6, $4, $5,
    extract(epoch FROM least(a.ended_at - a.started_at, interval '4 hours')),
    CASE WHEN c.segment = a.segment THEN greatest(0, extract(epoch FROM a.started_at - c.segment_opened_at)) ELSE 0 END,
    (SELECT count(*) FROM assignments other WHERE other.associate_id = a.associate_id
        AND other.started_at <= a.started_at AND (other.ended_at IS NULL OR other.ended_at > a.started_at)),
    ARRAY(SELECT jsonb_array_elements_text(o.decision -> 'affinity' -> 'wished')),
    ARRAY(SELECT jsonb_array_elements_text(o.decision -> 'affinity' -> 'matched'))
FROM assignments a LEFT JOIN offers o ON (o.brand_id, o.id) = (a.brand_id, a.offer_id)
JOIN conversations c ON (c.brand_id, c.id) = (a.brand_id, a.conversation_id)
WHERE a.brand_id = $1 AND a.conversation_id = $2 AND a.segment = $3 AND a.end_reason = 'resolved'
ORDER BY a.started_at DESC LIMIT 1
ON CONFLICT DO NOTHING
"""


async def offer(r: Reader, offer_id: UUID) -> Offer | None:
    return await r.one(Offer, _GET, offer_id)


async def offers_of(r: Reader, c: Conversation, most: int) -> list[OfferLine]:
    """Whom it was offered to, the newest first."""
    return await r.all(OfferLine, _OFFERS_OF, c.brand_id, c.id, most)


async def decision(r: Reader, offer_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = await r.value(_DECISION, offer_id)
    return found


async def live_offer(r: Reader, brand_id: UUID, conversation_id: UUID) -> Offer | None:
    return await r.one(Offer, _LIVE, brand_id, conversation_id)


async def taken_among(r: Reader, rows: Sequence[Conversation]) -> set[UUID]:
    """Which of these conversations nobody is to be found for now."""
    return {row["conversation_id"] for row in await r.rows(_TAKEN_AMONG, *_keys(rows))}


def _keys(rows: Sequence[Conversation]) -> tuple[list[UUID], list[UUID]]:
    return [one.brand_id for one in rows], [one.id for one in rows]


async def live_offers_of(r: Reader, associate_ids: Sequence[UUID], brand_id: UUID | None = None) -> list[UUID]:
    return [row["id"] for row in await r.rows(_LIVE_OF, list(associate_ids), brand_id)]


async def insert_offers(w: Writer, rows: Sequence[Sequence[object]]) -> dict[UUID, Offer]:
    """By conversation."""
    made = await w.all(Offer, _INSERT, *map(list, zip(*rows, strict=True)))
    return {one.conversation_id: one for one in made}


async def end_offer(
    w: Writer, offer_id: UUID, state: OfferState, why: str | None, *, in_time: bool | None = None
) -> Offer | None:
    return await w.one(Offer, _END, offer_id, state, why, in_time)


async def due_offers(r: Reader, limit: int) -> list[UUID]:
    return [row["id"] for row in await r.rows(_DUE, limit)]


async def open_assignment(r: Reader, brand_id: UUID, conversation_id: UUID) -> Assignment | None:
    return await r.one(Assignment, _OPEN, brand_id, conversation_id)


async def start_assignment(w: Writer, *values: object) -> None:
    await w.execute(_START, *values)


async def close_assignment(w: Writer, assignment: Assignment, why: str) -> bool:
    return bool(await w.execute(_CLOSE, assignment.brand_id, assignment.id, why))


async def weigh(w: Writer, assignment: Assignment, weight: int) -> None:
    await w.execute(_WEIGH, assignment.brand_id, assignment.id, weight)


async def outcomes_after(r: Reader, n: int, limit: int, most: int) -> list[KnownOutcome]:
    """The next outcomes after number `n`, in their order, of the newest `most` there are."""
    return await r.all(KnownOutcome, _OUTCOMES, n, limit, most)


async def note_outcome(
    w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, resolved: bool, csat: bool | None, sla_s: float
) -> bool:
    """Keep what came of the segment in the hands that resolved it; False if nobody did, or it is known already."""
    await w.value(_OUTCOME_LOCK)
    return bool(await w.execute(_NOTE_OUTCOME, brand_id, conversation_id, segment, resolved, csat, sla_s))


async def held_by(r: Reader, associate_ids: Sequence[UUID], brand_id: UUID | None = None) -> list[Held]:
    return await r.all(Held, _HELD_BY, list(associate_ids), brand_id)


async def carrying(r: Reader) -> list[UUID]:
    return [row["associate_id"] for row in await r.rows(_CARRYING)]


async def asked(r: Reader, rows: Sequence[Conversation]) -> dict[UUID, dict[UUID, str]]:
    """For each of these conversations, who shall not be asked again for now, and why."""
    found: dict[UUID, dict[UUID, str]] = {one.id: {} for one in rows}
    brands, ids = _keys(rows)
    for row in await r.rows(_ASKED, brands, rules.DECLINED_REST_S, rules.EXPIRED_REST_S, ids):
        found[row["conversation_id"]][row["associate_id"]] = row["what"]
    return found


async def mismatched(r: Reader) -> list[UUID]:
    return [row["conversation_id"] for row in await r.rows(_MISMATCHED)]


async def pending(r: Reader, *, associate_id: UUID | None = None, offer_id: UUID | None = None) -> list[PendingOffer]:
    return await r.all(PendingOffer, _PENDING, associate_id, offer_id)


async def now(r: Reader) -> Any:
    return await r.value(_NOW)


async def accepts_ago_s(r: Reader, brand_id: UUID, within_s: float) -> list[float]:
    return [row["ago_s"] for row in await r.rows(_ACCEPTS, brand_id, within_s)]


async def ahead(r: Reader, c: Conversation, worth_s: float) -> int:
    return int(await r.value(_AHEAD, c.brand_id, c.id, c.queued_at, c.priority, worth_s))
