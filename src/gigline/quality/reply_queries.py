"""The SQL of the report on saved replies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.infra.db import Reader
from gigline.quality.held_queries import held

# A segment counts once for each reply that was used in it. Held: as for the human-only holdout (`bot_queries`).
# Associates' own replies are one row, without an id: what they say is nobody else's business.
_REPLIES = f"""
WITH used AS (
    SELECT u.*, CASE WHEN own THEN NULL ELSE reply_id END AS shared
    FROM reply_uses u WHERE u.brand_id = $1 AND u.used_at > gigline_now() - make_interval(days => $2)),
told AS (
    SELECT DISTINCT u.shared, u.own, s.conversation_id, s.segment, r.score,
        s.resolved_at < gigline_now() - interval '48 hours' AS due,
        s.resolved_at < gigline_now() - interval '48 hours' AND {held("interval '48 hours'")} AS held
    FROM used u
    JOIN segments s ON (s.brand_id, s.conversation_id, s.segment) = (u.brand_id, u.conversation_id, u.segment)
    LEFT JOIN ratings r ON (r.brand_id, r.conversation_id, r.segment) = (s.brand_id, s.conversation_id, s.segment)),
outcomes AS (
    SELECT shared, own, count(*) FILTER (WHERE due) AS due, count(*) FILTER (WHERE held) AS held,
        count(score) AS rated, sum(score) AS score
    FROM told GROUP BY 1, 2),
counts AS (
    SELECT shared, own, count(*) AS uses, count(DISTINCT person_id) AS people FROM used GROUP BY 1, 2)
SELECT p.id, coalesce(p.title, '') AS title, coalesce(p.shortcut, '') AS shortcut, coalesce(p.language, '') AS language,
    coalesce(c.own, false) AS own, coalesce(c.uses, 0) AS uses, coalesce(c.people, 0) AS people,
    coalesce(o.due, 0) AS due, coalesce(o.held, 0) AS held, coalesce(o.rated, 0) AS rated,
    coalesce(o.score, 0)::bigint AS score
FROM (SELECT * FROM saved_replies WHERE brand_id = $1 AND slug IS NOT NULL) p
FULL JOIN counts c ON c.shared = p.id
LEFT JOIN outcomes o ON o.shared IS NOT DISTINCT FROM c.shared AND o.own = c.own
WHERE p.id IS NULL OR p.removed_at IS NULL OR c.uses > 0
ORDER BY own, uses DESC, lower(p.title), p.id
"""


@dataclass(frozen=True)
class ReplyFigures:
    """How often a saved reply was used and what became of it; without an id: all that associates keep to themselves."""

    id: UUID | None
    title: str
    shortcut: str
    language: str
    own: bool
    uses: int
    people: int
    due: int
    held: int
    rated: int
    score: int


async def figures(r: Reader, brand_id: UUID, days: int) -> list[ReplyFigures]:
    return await r.all(ReplyFigures, _REPLIES, brand_id, days)
