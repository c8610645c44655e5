"""SQL of replays."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.infra.db import Reader

# The first turn of each segment that was more than small talk, with what the requester had written until then.
_FIRST_TURNS = """
WITH first AS (
    SELECT DISTINCT ON (t.conversation_id, t.segment) t.*
    FROM bot_turns t
    WHERE t.brand_id = $1 AND t.at > gigline_now() - make_interval(days => $2) AND t.outcome <> 'small_talk'
    ORDER BY t.conversation_id, t.segment, t.seq)
SELECT f.conversation_id, f.segment, f.seq, f.outcome, f.article_slug, f.confidence, c.requester_kind, c.language,
    k.name,
    ARRAY(SELECT e.body FROM entries e
          WHERE e.brand_id = f.brand_id AND e.conversation_id = f.conversation_id AND e.segment = f.segment
            AND e.kind = 'message' AND e.author_kind = 'requester' AND e.seq <= f.seq
            AND e.seq > coalesce((SELECT max(b.seq) FROM bot_turns b
                WHERE b.brand_id = f.brand_id AND b.conversation_id = f.conversation_id AND b.seq < f.seq), 0)
          ORDER BY e.seq) AS said
FROM first f
JOIN conversations c ON c.brand_id = f.brand_id AND c.id = f.conversation_id
JOIN contacts k ON k.brand_id = c.brand_id AND k.id = c.contact_id
WHERE f.outcome IN ('answered', 'clarified', 'handed_over')
ORDER BY f.at DESC, f.conversation_id LIMIT $3
"""


@dataclass(frozen=True)
class PastTurn:
    conversation_id: UUID
    segment: int
    seq: int
    outcome: str
    article_slug: str | None
    confidence: float | None
    requester_kind: str
    language: str
    name: str
    said: list[str]


async def first_turns(r: Reader, brand_id: UUID, days: int, limit: int) -> list[PastTurn]:
    return await r.all(PastTurn, _FIRST_TURNS, brand_id, days, limit)
