"""SQL of candidates, their evidence, outcomes and the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.bot.learning.models import Candidate, Evidence, EvidenceRow, ListedCandidate, LogRow
from gigline.infra.db import Reader, Writer

_SERIALISE = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 20))"
_LIKE = """
SELECT id, article_slug, vector FROM learning_candidates
WHERE brand_id = $1 AND kind = $2 AND requester_kind = $3 AND language = $4
  AND ($5::text IS NULL OR article_slug = $5)
ORDER BY created_at DESC LIMIT 5000
"""
_ADD = """
INSERT INTO learning_candidates
    (brand_id, id, kind, requester_kind, language, topic, title, question, answer, article_slug, vector)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_SAVE_EVIDENCE = """
INSERT INTO learning_evidence (brand_id, conversation_id, segment, source, candidate_id, requester_kind, language,
    topic, question, answer, associate_id, given_slug, inserted, would, would_slug, confidence, handling_s, truly)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
    (SELECT truly FROM bot_outcomes o WHERE o.brand_id = $1 AND o.conversation_id = $2 AND o.segment = $3))
ON CONFLICT (brand_id, conversation_id, segment) DO NOTHING
"""
_EVIDENCE_OF = """
SELECT conversation_id, segment, source, candidate_id, requester_kind, language, topic, question, answer, associate_id,
    given_slug, inserted, would, would_slug, confidence, handling_s
FROM learning_evidence WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
"""
_RECOUNT = """
UPDATE learning_candidates c SET asked = e.asked, held = e.held, failed = e.failed,
    effect = e.asked * (e.held + 1)::float8 / (e.held + e.failed + 2)
FROM (SELECT count(*) AS asked, count(*) FILTER (WHERE truly) AS held, count(*) FILTER (WHERE NOT truly) AS failed
      FROM learning_evidence WHERE brand_id = $1 AND candidate_id = $2) e
WHERE c.brand_id = $1 AND c.id = $2
"""
_SAVE_OUTCOME = """
INSERT INTO bot_outcomes (brand_id, conversation_id, segment, truly) VALUES ($1, $2, $3, $4)
ON CONFLICT (brand_id, conversation_id, segment) DO UPDATE SET truly = excluded.truly, at = gigline_now()
WHERE bot_outcomes.truly <> excluded.truly
"""
_SET_TRUTH = """
UPDATE learning_evidence SET truly = $4 WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
"""
_LOCK = "SELECT c.* FROM learning_candidates c WHERE c.brand_id = $1 AND c.id = $2 FOR UPDATE"
_BRAND_OF = "SELECT brand_id FROM learning_candidates WHERE id = $1 AND brand_id = ANY($2::uuid[])"
_LIST = """
SELECT c.*, a.title AS article_title,
    (SELECT count(*) FROM bot_turns t WHERE c.kind = 'article' AND t.brand_id = c.brand_id
        AND t.article_slug = c.article_slug AND t.outcome = 'answered') AS uses,
    (SELECT count(*) FROM bot_turns t JOIN bot_outcomes o USING (brand_id, conversation_id, segment)
        WHERE c.kind = 'article' AND t.brand_id = c.brand_id AND t.article_slug = c.article_slug
        AND t.outcome = 'answered' AND o.truly) AS true_resolutions
FROM learning_candidates c LEFT JOIN articles a ON a.brand_id = c.brand_id AND a.slug = c.article_slug
WHERE c.brand_id = $1 AND ($2::text IS NULL OR c.state = $2) AND ($6::uuid IS NULL OR c.id = $6)
  AND ($3::float8 IS NULL OR (c.effect, c.id) < ($3, $4::uuid))
ORDER BY c.effect DESC, c.id DESC LIMIT $5
"""
_EVIDENCE = """
SELECT e.conversation_id, e.segment, e.question, e.answer, p.name AS associate, e.inserted, e.truly, e.at
FROM learning_evidence e LEFT JOIN people p ON p.id = e.associate_id
WHERE e.brand_id = $1 AND e.candidate_id = $2 ORDER BY e.at DESC LIMIT 20
"""
_EDIT = """
UPDATE learning_candidates SET title = $3, question = $4, answer = $5, topic = $6, kind = $7, article_slug = $8,
    vector = $9, edited = true, version = version + 1
WHERE brand_id = $1 AND id = $2
"""
_DECIDE = """
UPDATE learning_candidates SET state = $3, by_leader = $4, article_slug = coalesce($5, article_slug), made_id = $6,
    decided_at = gigline_now(), version = version + 1
WHERE brand_id = $1 AND id = $2
"""
# A leader's decisions on candidates of a kind, as the measured precision of what is proposed: edited ones count as not
# right as they were.
_DECISIONS = """
SELECT count(*) FILTER (WHERE state = 'approved' AND NOT edited) AS approved,
    count(*) FILTER (WHERE state <> 'approved' OR edited) AS rejected
FROM learning_candidates WHERE brand_id = $1 AND kind = $2 AND by_leader
"""
_LOG = """
INSERT INTO learning_log (brand_id, id, actor_id, actor_name, what, object, why, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_LOGGED = """
SELECT id, at, actor_id, actor_name, what, object, why, data FROM learning_log
WHERE brand_id = $1 AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)) ORDER BY at DESC, id DESC LIMIT $4
"""
_COUNTS = """
SELECT (SELECT count(*) FROM learning_candidates WHERE brand_id = $1 AND state = 'open') AS candidates,
    (SELECT count(*) FROM bot_audits WHERE brand_id = $1 AND verdict IS NULL) AS audits,
    (SELECT count(*) FROM learning_gaps WHERE brand_id = $1 AND state = 'open') AS gaps
"""
_HANDLING = """
SELECT coalesce(extract(epoch FROM gigline_now() - min(started_at)), 0)::float8 FROM assignments
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
"""
_NAMES = """
SELECT k.name FROM conversations c JOIN contacts k ON k.brand_id = c.brand_id AND k.id = c.contact_id WHERE c.id = $1
"""


@dataclass(frozen=True)
class Alike:
    id: UUID
    article_slug: str | None
    vector: bytes


@dataclass(frozen=True)
class Counts:
    candidates: int
    audits: int
    gaps: int


@dataclass(frozen=True)
class Decisions:
    approved: int
    rejected: int


async def serialise(w: Writer, brand_id: UUID) -> None:
    """One learner a brand at a time: what is alike must be seen."""
    await w.execute(_SERIALISE, str(brand_id))


async def alike(
    r: Reader, brand_id: UUID, kind: str, requester_kind: str, language: str, slug: str | None
) -> list[Alike]:
    return await r.all(Alike, _LIKE, brand_id, kind, requester_kind, language, slug)


async def add(w: Writer, brand_id: UUID, candidate_id: UUID, *values: object) -> None:
    """`values`: kind, requester kind, language, topic, title, question, answer, article slug, vector."""
    await w.execute(_ADD, brand_id, candidate_id, *values)


async def save_evidence(w: Writer, brand_id: UUID, evidence: Evidence) -> bool:
    """False when this segment taught already."""
    return bool(await w.execute(_SAVE_EVIDENCE, brand_id, *astuple(evidence)))


async def evidence_of(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int) -> Evidence | None:
    return await r.one(Evidence, _EVIDENCE_OF, brand_id, conversation_id, segment)


async def recount(w: Writer, brand_id: UUID, candidate_id: UUID) -> None:
    await w.execute(_RECOUNT, brand_id, candidate_id)


async def save_outcome(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, truly: bool) -> bool:
    """Whether this is news."""
    return bool(await w.execute(_SAVE_OUTCOME, brand_id, conversation_id, segment, truly))


async def set_truth(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, truly: bool) -> None:
    await w.execute(_SET_TRUTH, brand_id, conversation_id, segment, truly)


async def lock(w: Writer, brand_id: UUID, candidate_id: UUID) -> Candidate | None:
    return await w.one(Candidate, _LOCK, brand_id, candidate_id)


async def brand_of(r: Reader, candidate_id: UUID, brands: Sequence[UUID]) -> UUID | None:
    found: UUID | None = await r.value(_BRAND_OF, candidate_id, list(brands))
    return found


async def listed(
    r: Reader, brand_id: UUID, state: str, after: tuple[float | None, UUID | None], limit: int
) -> list[ListedCandidate]:
    return await r.all(ListedCandidate, _LIST, brand_id, state, *after, limit, None)


async def one(r: Reader, brand_id: UUID, candidate_id: UUID) -> ListedCandidate | None:
    return await r.one(ListedCandidate, _LIST, brand_id, None, None, None, 1, candidate_id)


async def evidence(r: Reader, brand_id: UUID, candidate_id: UUID) -> list[EvidenceRow]:
    return await r.all(EvidenceRow, _EVIDENCE, brand_id, candidate_id)


async def edit(w: Writer, c: Candidate, vector: bytes) -> None:
    """Save the candidate's texts."""
    await w.execute(_EDIT, c.brand_id, c.id, c.title, c.question, c.answer, c.topic, c.kind, c.article_slug, vector)


async def decide(
    w: Writer, c: Candidate, state: str, *, by_leader: bool, slug: str | None = None, made_id: UUID | None = None
) -> None:
    await w.execute(_DECIDE, c.brand_id, c.id, state, by_leader, slug, made_id)


async def decisions(r: Reader, brand_id: UUID, kind: str) -> Decisions:
    found = await r.one(Decisions, _DECISIONS, brand_id, kind)
    assert found is not None
    return found


async def log(
    w: Writer, brand_id: UUID, actor: tuple[UUID | None, str], what: str, about: str, why: str, data: dict[str, Any]
) -> None:
    await w.execute(_LOG, brand_id, w.new_id(), *actor, what, about, why, data)


async def logged(r: Reader, brand_id: UUID, after: tuple[datetime | None, UUID | None], limit: int) -> list[LogRow]:
    return await r.all(LogRow, _LOGGED, brand_id, *after, limit)


async def handling_s(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int) -> float:
    """Seconds since a person first took the segment."""
    return float(await r.value(_HANDLING, brand_id, conversation_id, segment))


async def contact_name(r: Reader, conversation_id: UUID) -> str:
    return str(await r.value(_NAMES, conversation_id) or "")


async def counts(r: Reader, brand_id: UUID) -> Counts:
    found = await r.one(Counts, _COUNTS, brand_id)
    assert found is not None
    return found
