"""The one query of each figure about the bot. `bot_report.DEFINITIONS` says in words what each counts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.infra.db import Reader
from gigline.quality.held_queries import held, next_contact

# Segments of contacts whom the bot may answer, in all, by topic and by requester kind. `level`: 3 all, 1 a topic (the
# kind is summed over), 2 a kind (the topic is).
_FIGURES = f"""
WITH base AS (
    SELECT s.*, r.score, coalesce(s.topic, CASE WHEN c.segment = s.segment THEN c.topic END, '') AS about,
        coalesce(s.resolved_at, s.opened_at) AS ended_at, {next_contact()} AS next_contact_at
    FROM segments s
    JOIN conversations c ON c.brand_id = s.brand_id AND c.id = s.conversation_id
    LEFT JOIN ratings r ON (r.brand_id, r.conversation_id, r.segment) = (s.brand_id, s.conversation_id, s.segment)
    WHERE s.brand_id = ANY($1::uuid[]) AND s.opened_at > gigline_now() - make_interval(days => $2)
      AND s.started_with = 'bot' AND NOT s.holdout),
judged AS (
    SELECT *, bot_answered AND NOT person_answered AND handed_over_at IS NULL AND coalesce(score, 5) > 2 AS held
    FROM base)
SELECT about AS topic, requester_kind, grouping(about, requester_kind) AS level, count(*) AS started,
    count(*) FILTER (WHERE answered) AS answered,
    count(*) FILTER (WHERE handed_over_at IS NULL AND NOT person_answered) AS contained,
    count(*) FILTER (WHERE handed_over_at IS NOT NULL) AS handed_over,
    count(*) FILTER (WHERE held AND ended_at < gigline_now() - interval '48 hours'
        AND (next_contact_at IS NULL OR next_contact_at > ended_at + interval '48 hours')) AS true_h48,
    count(*) FILTER (WHERE ended_at < gigline_now() - interval '48 hours') AS due_h48,
    count(*) FILTER (WHERE held AND ended_at < gigline_now() - interval '7 days'
        AND (next_contact_at IS NULL OR next_contact_at > ended_at + interval '7 days')) AS true_d7,
    count(*) FILTER (WHERE ended_at < gigline_now() - interval '7 days') AS due_d7
FROM (SELECT j.*, EXISTS (SELECT 1 FROM bot_turns t
          WHERE t.brand_id = j.brand_id AND t.conversation_id = j.conversation_id AND t.segment = j.segment
            AND t.outcome IN ('answered', 'done')) AS answered FROM judged j) told
GROUP BY GROUPING SETS ((), (about), (requester_kind)) ORDER BY level DESC, started DESC
"""
_AUDITED = """
SELECT coalesce(topic, '') AS topic, requester_kind, grouping(coalesce(topic, ''), requester_kind) AS level,
    count(*) FILTER (WHERE verdict = 'right') AS right, count(*) FILTER (WHERE verdict = 'wrong') AS wrong,
    count(*) FILTER (WHERE verdict = 'person') AS person
FROM bot_audits
WHERE brand_id = ANY($1::uuid[]) AND verdict IS NOT NULL AND at > gigline_now() - make_interval(days => $2)
GROUP BY GROUPING SETS ((), (coalesce(topic, '')), (requester_kind))
"""
_REASONS = """
SELECT reason, count(*) AS count FROM bot_turns
WHERE brand_id = ANY($1::uuid[]) AND outcome = 'handed_over' AND at > gigline_now() - make_interval(days => $2)
GROUP BY 1 ORDER BY 2 DESC, 1
"""
# Both arms as they were drawn, whoever answered in the end: only so is the difference the bot's.
_ARMS = f"""
SELECT s.holdout, count(*) AS segments, count(*) FILTER (WHERE s.resolved_at IS NOT NULL) AS resolved,
    count(*) FILTER (WHERE s.resolved_at < gigline_now() - interval '48 hours') AS due,
    count(*) FILTER (WHERE s.resolved_at < gigline_now() - interval '48 hours'
        AND {held("interval '48 hours'")}) AS held,
    count(r.score) AS rated, coalesce(sum(r.score), 0)::bigint AS score
FROM segments s
LEFT JOIN ratings r ON (r.brand_id, r.conversation_id, r.segment) = (s.brand_id, s.conversation_id, s.segment)
WHERE s.brand_id = ANY($1::uuid[]) AND s.opened_at > gigline_now() - make_interval(days => $2)
GROUP BY s.holdout
"""


@dataclass(frozen=True)
class Figures:
    """Counts of one topic, one requester kind, or all."""

    topic: str | None
    requester_kind: str | None
    level: int
    started: int
    answered: int
    contained: int
    handed_over: int
    true_h48: int
    due_h48: int
    true_d7: int
    due_d7: int


@dataclass(frozen=True)
class Audited:
    """Verdicts on one topic's, one kind's or all sampled answers."""

    topic: str | None
    requester_kind: str | None
    level: int
    right: int
    wrong: int
    person: int


@dataclass(frozen=True)
class Reason:
    reason: str
    count: int


@dataclass(frozen=True)
class Arm:
    """One side of the comparison."""

    holdout: bool
    segments: int
    resolved: int
    due: int
    held: int
    rated: int
    score: int


async def figures(r: Reader, brand_ids: list[UUID], days: int) -> list[Figures]:
    return await r.all(Figures, _FIGURES, brand_ids, days)


async def audited(r: Reader, brand_ids: list[UUID], days: int) -> list[Audited]:
    return await r.all(Audited, _AUDITED, brand_ids, days)


async def reasons(r: Reader, brand_ids: list[UUID], days: int) -> list[Reason]:
    return await r.all(Reason, _REASONS, brand_ids, days)


async def arms(r: Reader, brand_ids: list[UUID], days: int) -> list[Arm]:
    return await r.all(Arm, _ARMS, brand_ids, days)
