"""The board's SQL: one query for each group of numbers. Read only; beside `queries` for the sake of length."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.infra.db import Reader
from gigline.routing.models import BotNumbers, HeldOnBoard, OfferNumbers, QueueRow, Totals

_TOTALS = """
SELECT count(*) FILTER (WHERE c.holder = 'queue') AS waiting,
    coalesce(max(extract(epoch FROM gigline_now() - c.queued_at)) FILTER (WHERE c.holder = 'queue'), 0)::float8
        AS longest_s,
    count(*) FILTER (WHERE c.holder = 'queue' AND c.sla_due_at <= gigline_now() + make_interval(secs => $2)) AS at_risk,
    count(*) AS open, count(*) FILTER (WHERE c.holder = 'bot') AS with_bot
FROM conversations c WHERE c.brand_id = ANY($1::uuid[]) AND c.status = 'open'
"""
_QUEUES = """
SELECT w.brand_id, w.topic, count(*) AS count, max(w.waited)::float8 AS longest_s,
    count(*) FILTER (WHERE w.waited < 30) AS under_30,
    count(*) FILTER (WHERE w.waited >= 30 AND w.waited < 60) AS under_60,
    count(*) FILTER (WHERE w.waited >= 60 AND w.waited <= 180) AS under_180,
    count(*) FILTER (WHERE w.waited > 180) AS over_180
FROM (SELECT c.brand_id, c.topic, greatest(0, extract(epoch FROM gigline_now() - c.queued_at)) AS waited
      FROM conversations c
      WHERE c.brand_id = ANY($1::uuid[]) AND c.status = 'open' AND c.holder = 'queue') w
GROUP BY w.brand_id, w.topic ORDER BY longest_s DESC
"""
_BOT = """
SELECT count(*) FILTER (WHERE c.status = 'open' AND c.holder = 'bot') AS open,
    count(*) FILTER (WHERE recent AND c.first_response_at IS NOT NULL) AS answered,
    count(*) FILTER (WHERE recent AND c.first_response_at IS NOT NULL AND c.first_person_response_at IS NULL
                     AND c.holder = 'bot') AS alone
FROM (SELECT x.*, x.segment_opened_at > gigline_now() - interval '24 hours' AS recent FROM conversations x
      WHERE x.brand_id = ANY($1::uuid[])
        AND (x.status = 'open' OR x.last_message_at > gigline_now() - interval '24 hours')) c
"""
_OFFERS = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.ended_at - o.offered_at)::float8)
        FILTER (WHERE o.state = 'accepted') AS accept_p50_s,
    count(*) FILTER (WHERE o.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE o.state = 'declined') AS declined,
    count(*) FILTER (WHERE o.state = 'expired') AS expired
FROM offers o WHERE o.brand_id = ANY($1::uuid[]) AND o.ended_at > gigline_now() - interval '24 hours'
"""
_OFFERS_MADE = """
SELECT o.conversation_id, count(*) AS n FROM offers o JOIN conversations c ON c.id = o.conversation_id
WHERE o.conversation_id = ANY($1::uuid[]) AND o.offered_at >= c.segment_opened_at GROUP BY o.conversation_id
"""
_HELD = """
SELECT s.associate_id, s.conversation_id, extract(epoch FROM gigline_now() - s.started_at)::float8 AS held_s
FROM assignments s WHERE s.brand_id = ANY($1::uuid[]) AND s.ended_at IS NULL ORDER BY s.started_at
"""
_AT_RISK = """
SELECT c.brand_id, count(*) AS n FROM conversations c
WHERE c.brand_id = ANY($1::uuid[]) AND c.status = 'open' AND c.holder = 'queue'
  AND c.sla_due_at <= gigline_now() + make_interval(secs => $2)
GROUP BY c.brand_id
"""
_DEAD_LETTERS = """
SELECT e.brand_id, count(*) AS n FROM deliveries d JOIN events e ON e.id = d.event_id
WHERE d.state = 'dead' AND e.brand_id = ANY($1::uuid[]) GROUP BY e.brand_id
"""


async def totals(r: Reader, brand_ids: Sequence[UUID], risk_ahead_s: float) -> Totals:
    found = await r.one(Totals, _TOTALS, list(brand_ids), risk_ahead_s)
    assert found is not None, "an aggregate has one row"
    return found


async def queues(r: Reader, brand_ids: Sequence[UUID]) -> list[QueueRow]:
    return await r.all(QueueRow, _QUEUES, list(brand_ids))


async def bot(r: Reader, brand_ids: Sequence[UUID]) -> BotNumbers:
    found = await r.one(BotNumbers, _BOT, list(brand_ids))
    assert found is not None, "an aggregate has one row"
    return found


async def offer_numbers(r: Reader, brand_ids: Sequence[UUID]) -> OfferNumbers:
    found = await r.one(OfferNumbers, _OFFERS, list(brand_ids))
    assert found is not None, "an aggregate has one row"
    return found


async def offers_made(r: Reader, conversation_ids: Sequence[UUID]) -> dict[UUID, int]:
    return {row["conversation_id"]: row["n"] for row in await r.rows(_OFFERS_MADE, list(conversation_ids))}


async def held(r: Reader, brand_ids: Sequence[UUID]) -> list[HeldOnBoard]:
    return await r.all(HeldOnBoard, _HELD, list(brand_ids))


async def at_risk_by_brand(r: Reader, brand_ids: Sequence[UUID], risk_ahead_s: float) -> list[tuple[UUID, int]]:
    return [(row["brand_id"], row["n"]) for row in await r.rows(_AT_RISK, list(brand_ids), risk_ahead_s)]


async def dead_letters_by_brand(r: Reader, brand_ids: Sequence[UUID]) -> list[tuple[UUID, int]]:
    return [(row["brand_id"], row["n"]) for row in await r.rows(_DEAD_LETTERS, list(brand_ids))]
