"""All SQL of the knowledge slice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.knowledge.models import Article, ArticleFile, Example, Origin, StoredText

_VERSION = "SELECT version FROM knowledge_versions WHERE brand_id = $1"
_LOCK = """
INSERT INTO knowledge_versions (brand_id, version) VALUES ($1, 0)
ON CONFLICT (brand_id) DO UPDATE SET version = knowledge_versions.version
"""
_BUMP = "UPDATE knowledge_versions SET version = nextval('knowledge_changes') WHERE brand_id = $1"
_DIGESTS = "SELECT slug, digest, origin FROM articles WHERE brand_id = $1"
_SAVE = """
INSERT INTO articles (brand_id, id, slug, title, body, kinds, language, topic, questions, digest, origin)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (brand_id, slug) DO UPDATE SET
    title = excluded.title, body = excluded.body, kinds = excluded.kinds, language = excluded.language,
    topic = excluded.topic, questions = excluded.questions, digest = excluded.digest, origin = excluded.origin,
    updated_at = gigline_now()
"""
_REMOVE = "DELETE FROM articles WHERE brand_id = $1 AND slug = ANY($2::text[])"
_FORGET_TEXTS = "DELETE FROM article_vectors WHERE brand_id = $1 AND slug = $2"
_SAVE_TEXT = """
INSERT INTO article_vectors (brand_id, slug, n, source, text, vector) VALUES ($1, $2, $3, $4, $5, $6)
"""
_ARTICLES = """
SELECT brand_id, id, slug, title, body, kinds, language, topic, questions, digest, updated_at, origin
FROM articles WHERE brand_id = $1 AND ($2::text[] IS NULL OR slug = ANY ($2)) ORDER BY slug
"""
# What requesters themselves wrote stands behind what the article's author did.
_TEXTS = """
SELECT slug, source, text, vector FROM (
    SELECT slug, source, text, vector, n FROM article_vectors WHERE brand_id = $1
    UNION ALL
    SELECT slug, 'question', text, vector, 1000000 FROM article_examples WHERE brand_id = $1 AND removed_at IS NULL
) texts WHERE $2::text[] IS NULL OR slug = ANY ($2) ORDER BY slug, n, text
"""
_ADD_EXAMPLE = """
INSERT INTO article_examples (brand_id, id, slug, text, vector) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (brand_id, slug, text) WHERE removed_at IS NULL DO NOTHING
"""
_REMOVE_EXAMPLE = """
UPDATE article_examples SET removed_at = gigline_now() WHERE brand_id = $1 AND id = $2 AND removed_at IS NULL
"""
_EXAMPLES = "SELECT id, slug, text FROM article_examples WHERE brand_id = $1 AND removed_at IS NULL ORDER BY slug, text"
_REMOVE_LEARNED = "DELETE FROM articles WHERE brand_id = $1 AND slug = $2 AND origin = 'learned'"


async def version(r: Reader, brand_id: UUID) -> int:
    found = await r.value(_VERSION, brand_id)
    return 0 if found is None else int(found)


async def lock(w: Writer, brand_id: UUID) -> None:
    """One saver a brand at a time."""
    await w.execute(_LOCK, brand_id)


async def bump(w: Writer, brand_id: UUID) -> None:
    await w.execute(_BUMP, brand_id)


async def digests(r: Reader, brand_id: UUID) -> dict[str, tuple[str, Origin]]:
    """Digest and origin of each article."""
    return {row["slug"]: (row["digest"], row["origin"]) for row in await r.rows(_DIGESTS, brand_id)}


async def save(w: Writer, brand_id: UUID, article: ArticleFile, digest: str, origin: Origin) -> None:
    kinds, questions = list(article.kinds), list(article.questions)
    head = (article.slug, article.title, article.body, kinds, article.language, article.topic, questions, digest)
    await w.execute(_SAVE, brand_id, w.new_id(), *head, origin)


async def save_texts(w: Writer, brand_id: UUID, slug: str, texts: Sequence[tuple[str, str, bytes]]) -> None:
    """Replace an article's findable texts by these (source, text, vector)."""
    await w.execute(_FORGET_TEXTS, brand_id, slug)
    await w.many(_SAVE_TEXT, [(brand_id, slug, n, *text) for n, text in enumerate(texts)])


async def remove(w: Writer, brand_id: UUID, slugs: Sequence[str]) -> None:
    await w.execute(_REMOVE, brand_id, list(slugs))


async def articles(r: Reader, brand_id: UUID, slugs: Sequence[str] | None = None) -> list[Article]:
    """All of the brand's, or those with these names."""
    return await r.all(Article, _ARTICLES, brand_id, slugs)


async def texts(r: Reader, brand_id: UUID, slugs: Sequence[str] | None = None) -> list[StoredText]:
    """Of all articles, or of those with these names."""
    return await r.all(StoredText, _TEXTS, brand_id, slugs)


async def add_example(w: Writer, brand_id: UUID, example_id: UUID, slug: str, text: str, vector: bytes) -> bool:
    return bool(await w.execute(_ADD_EXAMPLE, brand_id, example_id, slug, text, vector))


async def remove_example(w: Writer, brand_id: UUID, example_id: UUID) -> bool:
    return bool(await w.execute(_REMOVE_EXAMPLE, brand_id, example_id))


async def examples(r: Reader, brand_id: UUID) -> list[Example]:
    return await r.all(Example, _EXAMPLES, brand_id)


async def remove_learned(w: Writer, brand_id: UUID, slug: str) -> bool:
    return bool(await w.execute(_REMOVE_LEARNED, brand_id, slug))
