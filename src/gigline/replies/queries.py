"""All SQL of the replies slice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.replies.models import Reply, ReplyFile

_COLUMNS = "brand_id, id, slug, person_id, title, shortcut, language, kinds, topics, body, updated_at"
# A file that comes back is the reply that it was: what is known of its uses counts again.
_SAVE_FILE = """
INSERT INTO saved_replies (brand_id, id, slug, title, shortcut, language, kinds, topics, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (brand_id, slug) WHERE slug IS NOT NULL DO UPDATE
SET title = $4, shortcut = $5, language = $6, kinds = $7, topics = $8, body = $9, updated_at = gigline_now(),
    removed_at = NULL
"""
_KEEP_FILES = """
UPDATE saved_replies SET removed_at = gigline_now()
WHERE brand_id = $1 AND slug IS NOT NULL AND removed_at IS NULL AND NOT slug = ANY($2::text[])
"""
_FILES = f"""
SELECT {_COLUMNS} FROM saved_replies WHERE brand_id = $1 AND slug IS NOT NULL AND removed_at IS NULL ORDER BY slug
"""
_USABLE = f"""
SELECT {_COLUMNS} FROM saved_replies
WHERE brand_id = $1 AND removed_at IS NULL AND (person_id IS NULL OR person_id = $2)
"""
_OWN = f"SELECT {_COLUMNS} FROM saved_replies WHERE brand_id = $1 AND person_id = $2 ORDER BY lower(title), id"
_COUNT_OWN = "SELECT count(*) FROM saved_replies WHERE brand_id = $1 AND person_id = $2"
_ADD_OWN = f"""
INSERT INTO saved_replies (brand_id, id, person_id, title, shortcut, language, kinds, topics, body)
VALUES ($1, $2, $3, $4, $5, $6, '{{}}', '{{}}', $7) RETURNING {_COLUMNS}
"""
_SHORTCUT_TAKEN = """
SELECT EXISTS (SELECT 1 FROM saved_replies
    WHERE brand_id = $1 AND person_id = $2 AND shortcut = $3 AND shortcut <> '' AND id <> $4)
"""
_CHANGE_OWN = f"""
UPDATE saved_replies SET title = $4, shortcut = $5, language = $6, body = $7, updated_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND person_id = $3 RETURNING {_COLUMNS}
"""
_REMOVE_OWN = "DELETE FROM saved_replies WHERE brand_id = $1 AND id = $2 AND person_id = $3"
# One associate's replies are changed one at a time: what counts them and looks for shortcuts sees all others.
_LOCK_OWN = "SELECT pg_advisory_xact_lock(hashtext('gigline.replies'), hashtext($1::uuid::text))"
_NOTE_USE = """
INSERT INTO reply_uses (brand_id, conversation_id, seq, reply_id, segment, person_id, own)
SELECT $1, $2, $3, id, $4, $5, person_id IS NOT NULL FROM saved_replies
WHERE brand_id = $1 AND id = ANY($6::uuid[]) AND (person_id IS NULL OR person_id = $5)
ON CONFLICT DO NOTHING
"""
# A use counts half after two weeks.
_USES = """
SELECT reply_id, sum(0.5 ^ (extract(epoch FROM gigline_now() - used_at) / 1209600))::float8 AS weight
FROM reply_uses WHERE brand_id = $1 AND person_id = $2 AND used_at > gigline_now() - interval '180 days'
GROUP BY reply_id
"""


async def save_file(w: Writer, brand_id: UUID, one: ReplyFile) -> None:
    head = (one.slug, one.title, one.shortcut, one.language, list(one.kinds), list(one.topics), one.body)
    await w.execute(_SAVE_FILE, brand_id, w.new_id(), *head)


async def keep_files(w: Writer, brand_id: UUID, slugs: Sequence[str]) -> None:
    """Remove those of the brand's that are not among these."""
    await w.execute(_KEEP_FILES, brand_id, list(slugs))


async def files(r: Reader, brand_id: UUID) -> list[Reply]:
    return await r.all(Reply, _FILES, brand_id)


async def usable(r: Reader, brand_id: UUID, person_id: UUID) -> list[Reply]:
    """The brand's and this person's own."""
    return await r.all(Reply, _USABLE, brand_id, person_id)


async def own(r: Reader, brand_id: UUID, person_id: UUID) -> list[Reply]:
    return await r.all(Reply, _OWN, brand_id, person_id)


async def lock_own(w: Writer, person_id: UUID) -> None:
    await w.value(_LOCK_OWN, person_id)


async def count_own(w: Writer, brand_id: UUID, person_id: UUID) -> int:
    return int(await w.value(_COUNT_OWN, brand_id, person_id))


async def shortcut_taken(w: Writer, brand_id: UUID, person_id: UUID, shortcut: str, but: UUID) -> bool:
    return bool(await w.value(_SHORTCUT_TAKEN, brand_id, person_id, shortcut, but))


async def add_own(
    w: Writer, brand_id: UUID, id_: UUID, person_id: UUID, title: str, shortcut: str, language: str, body: str
) -> Reply:
    found = await w.one(Reply, _ADD_OWN, brand_id, id_, person_id, title, shortcut, language, body)
    assert found is not None, "the id is new, and the shortcut was looked for under the lock"
    return found


async def change_own(
    w: Writer, brand_id: UUID, id_: UUID, person_id: UUID, title: str, shortcut: str, language: str, body: str
) -> Reply | None:
    return await w.one(Reply, _CHANGE_OWN, brand_id, id_, person_id, title, shortcut, language, body)


async def remove_own(w: Writer, brand_id: UUID, id_: UUID, person_id: UUID) -> bool:
    return bool(await w.execute(_REMOVE_OWN, brand_id, id_, person_id))


async def note_use(
    w: Writer, brand_id: UUID, conversation_id: UUID, seq: int, segment: int, person_id: UUID, replies: Sequence[UUID]
) -> None:
    await w.execute(_NOTE_USE, brand_id, conversation_id, seq, segment, person_id, list(replies))


async def uses(r: Reader, brand_id: UUID, person_id: UUID) -> dict[UUID, float]:
    """How much this person used each lately."""
    return {row["reply_id"]: row["weight"] for row in await r.rows(_USES, brand_id, person_id)}
