"""SQL of knowledge gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.bot.learning.models import Evidence, Gap
from gigline.infra.db import Reader, Writer

_OPEN = """
SELECT id, asked, vector FROM learning_gaps
WHERE brand_id = $1 AND requester_kind = $2 AND language = $3 AND state = 'open'
ORDER BY last_at DESC LIMIT 5000
"""
_BEGIN = """
INSERT INTO learning_gaps (brand_id, id, requester_kind, language, topic, label, vector)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_MOVE = "UPDATE learning_gaps SET vector = $3 WHERE brand_id = $1 AND id = $2"
_ADD_QUESTION = """
WITH added AS (
    INSERT INTO learning_gap_questions (brand_id, conversation_id, segment, gap_id, question, handling_s)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1)
UPDATE learning_gaps SET asked = asked + 1, handling_s = handling_s + $6, last_at = gigline_now()
WHERE brand_id = $1 AND id = $4 AND EXISTS (SELECT 1 FROM added)
"""
_LIST = """
SELECT * FROM learning_gaps
WHERE brand_id = $1 AND state = $2 AND ($3::float8 IS NULL OR (handling_s, id) < ($3, $4::uuid))
ORDER BY handling_s DESC, id DESC LIMIT $5
"""
_EXAMPLES = """
SELECT question, conversation_id, at FROM learning_gap_questions
WHERE brand_id = $1 AND gap_id = $2 ORDER BY at DESC LIMIT $3
"""
_BRAND_OF = "SELECT brand_id FROM learning_gaps WHERE id = $1 AND brand_id = ANY($2::uuid[])"
_LOCK = "SELECT * FROM learning_gaps WHERE brand_id = $1 AND id = $2 FOR UPDATE"
_SETTLE = """
UPDATE learning_gaps SET state = $3, article_slug = $4, version = version + 1 WHERE brand_id = $1 AND id = $2
"""

# Gaps of which every question belongs to this candidate.
_FILL = """
UPDATE learning_gaps g SET state = 'written', article_slug = $3, version = version + 1
WHERE g.brand_id = $1 AND g.state = 'open'
  AND EXISTS (SELECT 1 FROM learning_gap_questions q JOIN learning_evidence e USING (brand_id, conversation_id, segment)
      WHERE q.brand_id = $1 AND q.gap_id = g.id AND e.candidate_id = $2)
  AND NOT EXISTS (SELECT 1 FROM learning_gap_questions q
      LEFT JOIN learning_evidence e USING (brand_id, conversation_id, segment)
      WHERE q.brand_id = $1 AND q.gap_id = g.id AND e.candidate_id IS DISTINCT FROM $2)
"""


@dataclass(frozen=True)
class Place:
    id: UUID
    asked: int
    vector: bytes


@dataclass(frozen=True)
class Question:
    """One question of a cluster, masked."""

    question: str
    conversation_id: UUID
    at: datetime


async def open_gaps(r: Reader, brand_id: UUID, requester_kind: str, language: str) -> list[Place]:
    return await r.all(Place, _OPEN, brand_id, requester_kind, language)


async def begin(w: Writer, brand_id: UUID, gap_id: UUID, evidence: Evidence, vector: bytes) -> None:
    told = (evidence.requester_kind, evidence.language, evidence.topic, evidence.question)
    await w.execute(_BEGIN, brand_id, gap_id, *told, vector)


async def move(w: Writer, brand_id: UUID, gap_id: UUID, vector: bytes) -> None:
    await w.execute(_MOVE, brand_id, gap_id, vector)


async def add_question(w: Writer, brand_id: UUID, gap_id: UUID, e: Evidence) -> None:
    await w.execute(_ADD_QUESTION, brand_id, e.conversation_id, e.segment, gap_id, e.question, e.handling_s)


async def listed(
    r: Reader, brand_id: UUID, state: str, after: tuple[float | None, UUID | None], limit: int
) -> list[Gap]:
    return await r.all(Gap, _LIST, brand_id, state, *after, limit)


async def questions(r: Reader, brand_id: UUID, gap_id: UUID, limit: int) -> list[Question]:
    return await r.all(Question, _EXAMPLES, brand_id, gap_id, limit)


async def brand_of(r: Reader, gap_id: UUID, brands: Sequence[UUID]) -> UUID | None:
    found: UUID | None = await r.value(_BRAND_OF, gap_id, list(brands))
    return found


async def lock(w: Writer, brand_id: UUID, gap_id: UUID) -> Gap | None:
    return await w.one(Gap, _LOCK, brand_id, gap_id)


async def settle(w: Writer, brand_id: UUID, gap_id: UUID, state: str, slug: str | None) -> None:
    await w.execute(_SETTLE, brand_id, gap_id, state, slug)


async def fill(w: Writer, brand_id: UUID, candidate_id: UUID, slug: str) -> None:
    """Close the gaps that an approved candidate answers whole."""
    await w.execute(_FILL, brand_id, candidate_id, slug)
