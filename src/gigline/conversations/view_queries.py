"""All SQL of saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from gigline.conversations.models import View
from gigline.infra.db import Reader, Writer

_COLUMNS = "brand_id, id, person_id, name, filter, by_name"
_OF = f"""
SELECT {_COLUMNS} FROM saved_views WHERE brand_id = ANY($1::uuid[]) AND (person_id IS NULL OR person_id = $2)
ORDER BY lower(name), id
"""
_ADD = f"""
INSERT INTO saved_views (brand_id, id, person_id, name, filter, by_name) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING {_COLUMNS}
"""
_REMOVE = """
DELETE FROM saved_views WHERE brand_id = $1 AND id = $2 AND (person_id = $3 OR ($4 AND person_id IS NULL))
"""
# A brand's views are added one at a time: what counts them and looks for names sees all others.
_SERIALISE = "SELECT pg_advisory_xact_lock(hashtext('gigline.views'), hashtext($1::uuid::text))"


async def of(r: Reader, brand_ids: Sequence[UUID], person_id: UUID) -> list[View]:
    """Those that are shared, and the person's own."""
    return await r.all(View, _OF, list(brand_ids), person_id)


async def serialise(w: Writer, brand_id: UUID) -> None:
    await w.value(_SERIALISE, brand_id)


async def add(
    w: Writer, brand_id: UUID, id_: UUID, person_id: UUID | None, name: str, kept: Mapping[str, Any], by_name: str
) -> View:
    made = await w.one(View, _ADD, brand_id, id_, person_id, name, kept, by_name)
    assert made is not None
    return made


async def remove(w: Writer, brand_id: UUID, view_id: UUID, person_id: UUID, *, shared: bool) -> bool:
    return bool(await w.execute(_REMOVE, brand_id, view_id, person_id, shared))
