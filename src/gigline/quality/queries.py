"""The SQL of ratings and segments. The one query of each figure is in `report_queries`."""

from __future__ import annotations

from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.quality.held_queries import held as held_in
from gigline.quality.models import RatedSegment, RatingState

_OPENED = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, topic, started_with, opened_at,
    holdout)
SELECT c.brand_id, c.id, $2, c.contact_id, c.requester_kind, c.topic, $3, c.segment_opened_at, $4
FROM conversations c WHERE c.id = $1
ON CONFLICT (brand_id, conversation_id, segment) DO UPDATE SET started_with = $3, holdout = $4
"""
# What came later may be heard of first. Who had it first is told by the opening.
_BEGUN = """
INSERT INTO segments (brand_id, conversation_id, segment, contact_id, requester_kind, topic, started_with, opened_at)
SELECT c.brand_id, c.id, $3, c.contact_id, c.requester_kind, c.topic, 'bot', c.segment_opened_at
FROM conversations c WHERE c.brand_id = $1 AND c.id = $2
ON CONFLICT DO NOTHING
"""
_HANDED_OVER = """
UPDATE segments SET handed_over_at = coalesce(handed_over_at, gigline_now()), topic = coalesce($4, topic)
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
RETURNING true
"""
_ANSWERED = """
UPDATE segments SET bot_answered = bot_answered OR $4, person_answered = person_answered OR NOT $4
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
RETURNING true
"""
_RESOLVED = """
UPDATE segments SET resolved_at = gigline_now(), resolved_by = $4
WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3
RETURNING true
"""
_RATABLE = """
SELECT s.segment, s.requester_kind,
    CASE WHEN s.person_answered THEN 'associate' WHEN s.bot_answered THEN 'bot' ELSE 'nobody' END AS answered_by,
    c.associate_id
FROM segments s JOIN conversations c ON c.brand_id = s.brand_id AND c.id = s.conversation_id
WHERE s.brand_id = $1 AND s.conversation_id = $2 AND s.segment = $3 AND c.segment = $3 AND c.status = 'resolved'
"""
_RATE = """
INSERT INTO ratings (brand_id, conversation_id, segment, score, comment, requester_kind, answered_by, associate_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (brand_id, conversation_id, segment)
DO UPDATE SET score = excluded.score, comment = excluded.comment, rated_at = gigline_now()
"""
_RATING_STATE = """
SELECT c.segment, r.score, coalesce(r.comment, '') AS comment
FROM conversations c
LEFT JOIN ratings r ON r.brand_id = c.brand_id AND r.conversation_id = c.id AND r.segment = c.segment
WHERE c.brand_id = $1 AND c.id = $2 AND c.status = 'resolved'
"""
# Whether it held, for whoever answered: resolved, not rated 1 or 2, and nothing new from the requester in the window.
_SCORE = "SELECT score FROM ratings WHERE brand_id = $1 AND conversation_id = $2 AND segment = $3"
_HELD = f"""
SELECT s.resolved_at IS NOT NULL AND (s.bot_answered OR s.person_answered) AND {held_in("make_interval(hours => $4)")}
FROM segments s LEFT JOIN ratings r USING (brand_id, conversation_id, segment)
WHERE s.brand_id = $1 AND s.conversation_id = $2 AND s.segment = $3
"""
_JUST_RESOLVED = """
SELECT conversation_id, segment FROM segments
WHERE brand_id = $1 AND contact_id = ANY(gigline_person($1, $2)) AND (conversation_id, segment) <> ($3::uuid, $4::int)
  AND resolved_at > gigline_now() - interval '7 days'
"""
# Their conversations went to the contact that was split off.
_FOLLOW = """
UPDATE segments s SET contact_id = c.contact_id FROM conversations c
WHERE c.brand_id = $1 AND c.contact_id = $2 AND s.brand_id = c.brand_id AND s.conversation_id = c.id
  AND s.contact_id <> c.contact_id
"""


async def follow(w: Writer, brand_id: UUID, contact_id: UUID) -> None:
    """The segments of this contact's conversations are the contact's."""
    await w.execute(_FOLLOW, brand_id, contact_id)


async def score(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int) -> int | None:
    """The rating of a segment, if there is one."""
    found: int | None = await r.value(_SCORE, brand_id, conversation_id, segment)
    return found


async def opened(w: Writer, conversation_id: UUID, segment: int, holder: str, holdout: bool) -> None:
    await w.execute(_OPENED, conversation_id, segment, holder, holdout)


async def _note(w: Writer, fact: str, brand_id: UUID, conversation_id: UUID, segment: int, value: object) -> None:
    known = await w.value(fact, brand_id, conversation_id, segment, value)
    if known is None:
        await w.execute(_BEGUN, brand_id, conversation_id, segment)
        await w.value(fact, brand_id, conversation_id, segment, value)


async def handed_over(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, topic: str | None) -> None:
    await _note(w, _HANDED_OVER, brand_id, conversation_id, segment, topic)


async def answered(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, by_bot: bool) -> None:
    await _note(w, _ANSWERED, brand_id, conversation_id, segment, by_bot)


async def resolved(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, by: str) -> None:
    await _note(w, _RESOLVED, brand_id, conversation_id, segment, by)


async def ratable(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int) -> RatedSegment | None:
    return await r.one(RatedSegment, _RATABLE, brand_id, conversation_id, segment)


async def rate(w: Writer, brand_id: UUID, conversation_id: UUID, s: RatedSegment, score: int, comment: str) -> None:
    await w.execute(
        _RATE, brand_id, conversation_id, s.segment, score, comment, s.requester_kind, s.answered_by, s.associate_id
    )


async def rating_state(r: Reader, brand_id: UUID, conversation_id: UUID) -> RatingState | None:
    return await r.one(RatingState, _RATING_STATE, brand_id, conversation_id)


async def held(r: Reader, brand_id: UUID, conversation_id: UUID, segment: int, window_h: int) -> bool:
    return bool(await r.value(_HELD, brand_id, conversation_id, segment, window_h))


async def just_resolved(
    r: Reader, brand_id: UUID, contact_id: UUID, conversation_id: UUID, segment: int
) -> list[tuple[UUID, int]]:
    """The contact's other segments that were resolved less than seven days ago."""
    found = await r.rows(_JUST_RESOLVED, brand_id, contact_id, conversation_id, segment)
    return [(row["conversation_id"], row["segment"]) for row in found]
