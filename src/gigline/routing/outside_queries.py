"""The SQL of decisions made for other help desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gigline.infra.db import Reader, Writer

_KEEP = "INSERT INTO outside_decisions (brand_id, id, question, answer) VALUES ($1, $2, $3::jsonb, $4::jsonb)"
_FIND = "SELECT question, answer FROM outside_decisions WHERE brand_id = $1 AND id = $2"


@dataclass(frozen=True)
class Kept:
    """As it was kept."""

    question: Any
    answer: Any


async def keep(w: Writer, brand_id: UUID, decision_id: UUID, question: dict[str, Any], answer: dict[str, Any]) -> None:
    """Append a decision."""
    await w.execute(_KEEP, brand_id, decision_id, question, answer)


async def find(r: Reader, brand_id: UUID, decision_id: UUID) -> Kept | None:
    """The decision of this id."""
    return await r.one(Kept, _FIND, brand_id, decision_id)
