"""The SQL of what decisions rest on: kept with the offers and, where offers share it, once for all of them; and
forgotten after a time, a few rows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gigline.infra.db import Reader, Writer

_KEEP = """
WITH pass AS (INSERT INTO routing_passes (id) VALUES ($1))
INSERT INTO routing_pass_pieces (pass_id, n, body)
SELECT $1, piece.n, piece.body FROM unnest($2::bytea[]) WITH ORDINALITY AS piece (body, n)
"""
_KEPT = """
SELECT p.record, ARRAY(SELECT s.body FROM routing_pass_pieces s WHERE s.pass_id = p.id ORDER BY s.n) AS pieces
FROM routing_passes p WHERE p.id = $1
"""
_FORGET = """
DELETE FROM routing_passes WHERE id IN (SELECT p.id FROM routing_passes p
    WHERE p.at < gigline_now() - make_interval(days => $1) ORDER BY p.at LIMIT $2 FOR UPDATE SKIP LOCKED)
"""
_FORGET_DECISIONS = """
UPDATE offers o SET decision = forgotten_decision(o.decision), decision_forgotten_at = gigline_now()
FROM (SELECT p.brand_id, p.id FROM offers p
      WHERE p.ended_at < gigline_now() - make_interval(days => $1) AND p.decision_forgotten_at IS NULL
      ORDER BY p.ended_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED) old
WHERE (o.brand_id, o.id) = (old.brand_id, old.id)
"""


@dataclass(frozen=True)
class KeptPass:
    """`record`: as JSON, of passes from before they were packed; `pieces`: of all others."""

    record: dict[str, Any] | None
    pieces: list[bytes]


async def keep_pass(w: Writer, pass_id: UUID, pieces: Sequence[bytes]) -> None:
    await w.execute(_KEEP, pass_id, list(pieces))


async def kept_pass(r: Reader, pass_id: UUID) -> KeptPass | None:
    """None once it was forgotten."""
    return await r.one(KeptPass, _KEPT, pass_id)


async def forget_passes(w: Writer, days: int, most: int) -> int:
    """Drop those that are older; how many."""
    return await w.execute(_FORGET, days, most)


async def forget_decisions(w: Writer, days: int, most: int) -> int:
    """Of offers that ended earlier, forget all others that could have been asked; of how many."""
    return await w.execute(_FORGET_DECISIONS, days, most)
