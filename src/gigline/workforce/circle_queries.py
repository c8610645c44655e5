"""The SQL of whom a brand asks first."""

from __future__ import annotations

from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.workforce.models import Circle, CircleChange, InCircle

_OF_BRAND = """
SELECT g.associate_id, p.name, g.topics, g.certified, g.preferred
FROM grants g JOIN people p ON p.id = g.associate_id
WHERE g.brand_id = $1 AND p.disabled_at IS NULL ORDER BY p.name, p.id
"""
_LOCK = """
SELECT g.certified, g.preferred FROM grants g WHERE g.brand_id = $1 AND g.associate_id = $2 FOR NO KEY UPDATE
"""
_SAVE = "UPDATE grants SET certified = $3, preferred = $4 WHERE brand_id = $1 AND associate_id = $2"
_NOTE = """
INSERT INTO circle_changes (id, brand_id, associate_id, certified_before, preferred_before, certified, preferred,
    changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_CHANGES = """
SELECT c.associate_id, p.name, c.certified_before, c.preferred_before, c.certified, c.preferred, b.name AS changed_by,
    c.changed_at
FROM circle_changes c JOIN people p ON p.id = c.associate_id LEFT JOIN people b ON b.id = c.changed_by
WHERE c.brand_id = $1 ORDER BY c.changed_at DESC, c.id DESC LIMIT $2
"""


async def of_brand(r: Reader, brand_id: UUID) -> list[InCircle]:
    return await r.all(InCircle, _OF_BRAND, brand_id)


async def lock(w: Writer, brand_id: UUID, associate_id: UUID) -> Circle | None:
    """As it is, until we are done; None without a grant."""
    found = await w.one(Circle, _LOCK, brand_id, associate_id)
    return found and found.in_order()


async def save(w: Writer, brand_id: UUID, associate_id: UUID, to: Circle) -> None:
    await w.execute(_SAVE, brand_id, associate_id, to.certified, to.preferred)


async def note(
    w: Writer, id_: UUID, brand_id: UUID, associate_id: UUID, was: Circle, now: Circle, by: UUID | None
) -> None:
    topics = (was.certified, was.preferred, now.certified, now.preferred)
    await w.execute(_NOTE, id_, brand_id, associate_id, *topics, by)


async def changes(r: Reader, brand_id: UUID, most: int) -> list[CircleChange]:
    return await r.all(CircleChange, _CHANGES, brand_id, most)
