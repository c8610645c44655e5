"""The SQL of what lately went to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.infra.db import Reader

# A record lists everybody of the brand, so that only some are looked into. Who was off does not ask why.
_LATELY = """
WITH late AS MATERIALIZED (
    SELECT o.* FROM unnest($2::uuid[]) AS mine (brand_id)
    CROSS JOIN LATERAL (
        SELECT o.brand_id, o.id, o.offered_at, o.ended_at, o.decision FROM offers o
        WHERE o.brand_id = mine.brand_id AND o.ended_at > gigline_now() - make_interval(hours => $3)
          AND o.associate_id <> $1
        ORDER BY o.ended_at DESC LIMIT $4) o
    ORDER BY o.ended_at DESC LIMIT $4),
found AS (
    SELECT late.brand_id, late.id, late.offered_at, late.decision -> 'need' AS need,
        jsonb_path_query_first(late.decision, '$.eligible[*] ? (@.id == $me)', me.name) IS NOT NULL AS could,
        jsonb_path_query_first(late.decision, '$.excluded[*] ? (@.associate_id == $me)', me.name) AS excluded
    FROM late CROSS JOIN (SELECT jsonb_build_object('me', $1::uuid::text) AS name) me)
SELECT * FROM found WHERE could OR excluded ->> 'filter' <> 'availability' ORDER BY offered_at DESC, id LIMIT $5
"""


@dataclass(frozen=True)
class WentElsewhere:
    """An offer to somebody else. `could`: whether no rule kept it from the reader; `excluded`: the rule that did."""

    brand_id: UUID
    id: UUID
    offered_at: datetime
    need: dict[str, Any]
    could: bool
    excluded: dict[str, Any] | None


async def lately(
    r: Reader, associate_id: UUID, brand_ids: Sequence[UUID], hours: int, looked: int, most: int
) -> list[WentElsewhere]:
    """Of the newest that have ended, of these brands, those that the associate was available for."""
    return await r.all(WentElsewhere, _LATELY, associate_id, list(brand_ids), hours, looked, most)
