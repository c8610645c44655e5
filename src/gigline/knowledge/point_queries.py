"""SQL on the vectors of articles in pgvector."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.knowledge.models import Unplaced

_ENSURE = "SELECT gigline_article_points()"
_PRESENT = "SELECT to_regclass('article_points') IS NOT NULL"
_UNPLACED = """
SELECT v.slug, v.n, v.vector FROM article_vectors v
LEFT JOIN article_points p USING (brand_id, slug, n)
WHERE v.brand_id = $1 AND p.n IS NULL ORDER BY v.slug, v.n
"""
_PLACE = "INSERT INTO article_points (brand_id, slug, n, point) VALUES ($1, $2, $3, $4::text::vector)"
_COUNT = """
UPDATE knowledge_versions SET texts = (SELECT count(*) FROM article_vectors WHERE brand_id = $1) WHERE brand_id = $1
"""
_TEXTS = "SELECT texts FROM knowledge_versions WHERE brand_id = $1"
_NEAREST = "SELECT gigline_nearest_texts($1, $2::text::vector, $3, $4) AS slug"


async def ensure(w: Writer) -> bool:
    """Make the table if the server can have it; whether it is there."""
    return bool(await w.value(_ENSURE))


async def present(r: Reader) -> bool:
    return bool(await r.value(_PRESENT))


async def unplaced(r: Reader, brand_id: UUID) -> list[Unplaced]:
    """Texts whose vectors are not in the table yet."""
    return await r.all(Unplaced, _UNPLACED, brand_id)


async def place(w: Writer, brand_id: UUID, rows: Sequence[tuple[str, int, str]]) -> None:
    """Put (slug, n, vector as text) in."""
    await w.many(_PLACE, [(brand_id, *row) for row in rows])


async def count(w: Writer, brand_id: UUID) -> None:
    """Note how many findable texts the brand has."""
    await w.execute(_COUNT, brand_id)


async def texts(r: Reader, brand_id: UUID) -> int:
    return await r.value(_TEXTS, brand_id) or 0


async def nearest(r: Reader, brand_id: UUID, point: str, limit: int, kind: str | None) -> list[str]:
    """Slugs of the `limit` texts nearest to `point`, nearest first."""
    return [row["slug"] for row in await r.rows(_NEAREST, brand_id, point, limit, kind)]
