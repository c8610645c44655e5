"""Saving a brand's articles and finding among them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import numpy as np

from gigline.infra.db import Database, PerDatabase, Reader, Writer
from gigline.knowledge import points, queries, rules, wording
from gigline.knowledge.errors import ArticleProblem
from gigline.knowledge.index import ENGLISH, SHARPNESS, VOICES, Floats, Index, Mask, Query, Scores
from gigline.knowledge.models import Article, ArticleFile, Diff, Example, Hit, Origin, StoredText
from gigline.knowledge.parsing import parse, read_folder
from gigline.language.service import LANGUAGES, Embedder, Encoder, guess_language

__all__ = [
    "ENGLISH",
    "SHARPNESS",
    "VOICES",
    "ArticleProblem",
    "Floats",
    "Index",
    "Mask",
    "Query",
    "Scores",
    "add_example",
    "build",
    "encoder_of",
    "examples",
    "index_of",
    "parse",
    "query_of",
    "read_folder",
    "remove_example",
    "remove_learned",
    "save_articles",
    "save_learned",
    "search",
    "texts_of",
    "version",
]

# Raised when the same file would give other texts or vectors, so that a next save renews them all.
LAYOUT = "1"
# A brand of 500 articles takes some 30 MB.
CACHED_BRANDS = 64
MAX_QUERY = 2_000

_caches: PerDatabase[OrderedDict[UUID, Index]] = PerDatabase(lambda _: OrderedDict())


async def save_articles(
    w: Writer,
    embedder: Embedder,
    brand_id: UUID,
    articles: Sequence[ArticleFile],
    *,
    in_memory: int = points.IN_MEMORY,
) -> Diff:
    """Make these the brand's articles: what is new or changed is embedded, what is not among them is removed.

    Raises ArticleProblem when two have one slug. About 40 ms an article that changed, none for the others.
    """
    wanted = {article.slug: article for article in articles}
    if len(wanted) < len(articles):
        raise ArticleProblem("articles", 1, "two articles have the same slug")
    await queries.lock(w, brand_id)
    known = await queries.digests(w, brand_id)
    digests = {slug: _digest(article) for slug, article in wanted.items()}
    dirty = sorted(slug for slug, digest in digests.items() if known.get(slug) != (digest, "brand"))
    # Learned articles are not in the folder, and stay. One that the folder has by now is the folder's.
    removed = tuple(sorted(slug for slug, (_, origin) in known.items() if origin == "brand" and slug not in wanted))
    for slug in dirty:
        await _store(w, embedder, brand_id, wanted[slug], digests[slug], "brand")
    if removed:
        await queries.remove(w, brand_id, removed)
    diff = Diff(
        added=tuple(slug for slug in dirty if slug not in known),
        changed=tuple(slug for slug in dirty if slug in known),
        removed=removed,
        unchanged=len(wanted) - len(dirty),
    )
    if diff:
        await queries.bump(w, brand_id)
    await points.keep(w, brand_id, in_memory)
    return diff


async def save_learned(w: Writer, embedder: Embedder, brand_id: UUID, article: ArticleFile) -> None:
    """Add or replace a learned article; it is found from the next question on."""
    await queries.lock(w, brand_id)
    await _store(w, embedder, brand_id, article, _digest(article), "learned")
    await queries.bump(w, brand_id)
    await points.keep(w, brand_id)


async def remove_learned(w: Writer, brand_id: UUID, slug: str) -> bool:
    """Take a learned article away; False when there is none of this name (the brand's own are its folder's)."""
    await queries.lock(w, brand_id)
    gone = await queries.remove_learned(w, brand_id, slug)
    if gone:
        await queries.bump(w, brand_id)
    return gone


async def add_example(w: Writer, embedder: Embedder, brand_id: UUID, slug: str, text: str) -> UUID | None:
    """Let an article be found by `text` too, from the next question on; None when it is there already."""
    vector = await asyncio.to_thread(embedder.embed, [text])
    await queries.lock(w, brand_id)
    example_id = w.new_id()
    if not await queries.add_example(w, brand_id, example_id, slug, text, vector.astype("<f4")[0].tobytes()):
        return None
    await queries.bump(w, brand_id)
    return example_id


async def remove_example(w: Writer, brand_id: UUID, example_id: UUID) -> bool:
    """Forget a learned example; False when it is gone already."""
    await queries.lock(w, brand_id)
    gone = await queries.remove_example(w, brand_id, example_id)
    if gone:
        await queries.bump(w, brand_id)
    return gone


async def examples(r: Reader, brand_id: UUID) -> list[Example]:
    """The learned examples of all articles, also of those that the brand took away since."""
    return await queries.examples(r, brand_id)


async def _store(
    w: Writer, embedder: Embedder, brand_id: UUID, article: ArticleFile, digest: str, origin: Origin
) -> None:
    """Write one article with its findable texts; the caller has the lock and tells of a new version."""
    found = await asyncio.to_thread(texts_of, embedder, article)
    texts = [(one.source, one.text, one.vector) for one in found]
    await queries.save(w, brand_id, article, digest, origin)
    await queries.save_texts(w, brand_id, article.slug, texts)


def texts_of(embedder: Embedder, article: ArticleFile | Article) -> list[StoredText]:
    """Everything that an article is found by, with its vectors. CPU: about 40 ms."""
    pieces = rules.pieces(article.title, article.questions, article.body)
    rows = embedder.embed([embedded for _, _, embedded in pieces]).astype("<f4")
    return [StoredText(article.slug, source, text, rows[at].tobytes()) for at, (source, text, _) in enumerate(pieces)]


def _digest(article: ArticleFile) -> str:
    canonical = json.dumps([LAYOUT, asdict(article)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


async def version(r: Reader, brand_id: UUID) -> int:
    """A number that is new after every change of the brand's articles; 0 before the first."""
    return await queries.version(r, brand_id)


async def index_of(r: Reader, embedder: Embedder, brand_id: UUID) -> Index:
    """The brand's articles in memory, as of now: one small query when this process has them already."""
    current = await queries.version(r, brand_id)
    known = _remembered(r.database, brand_id)
    if known is not None and known.version == current:
        return known
    articles = await queries.articles(r, brand_id)
    texts = await queries.texts(r, brand_id)
    slugs = {article.slug for article in articles}
    # Two queries may see two moments: texts of an article that came in between wait for the next version.
    have = {text.slug for text in texts}
    index = await asyncio.to_thread(
        build,
        embedder,
        current,
        [article for article in articles if article.slug in have],
        [text for text in texts if text.slug in slugs],
    )
    _remember(r.database, brand_id, index)
    return index


def build(embedder: Embedder, number: int, articles: Sequence[Article], texts: Sequence[StoredText]) -> Index:
    """The index of these articles as version `number`. CPU: under a millisecond for each word that is new here."""
    words = wording.vocabulary([rules.tokens(f"{one.title} {' '.join(one.questions)} {one.body}") for one in articles])
    vectors = dict(zip(words, embedder.embed(words), strict=True))
    return Index(number, articles, texts, embedder.dimensions, vectors, embedder.multilingual)


def query_of(embedder: Embedder, text: str, language: str = ENGLISH) -> Query:
    """A text as articles are searched with it. CPU: some 4 ms, and under 1 ms for each word new here; 2 ms where it is
    not English.
    """
    if language != ENGLISH and embedder.multilingual is not None:
        return Query(embedder.multilingual.embed([text])[0], text=text, foreign=True)
    words = [word for word in wording.words_of(text) if word.isalpha()]
    return Query(embedder.embed([text])[0], tuple(words), embedder.embed(words), text)


def encoder_of(embedder: Embedder, query: Query) -> Encoder:
    """Whose vectors may be compared with this query's."""
    return embedder.multilingual if query.foreign and embedder.multilingual is not None else embedder


def _remembered(database: Database, brand_id: UUID) -> Index | None:
    cache = _caches.of(database)
    if brand_id in cache:
        cache.move_to_end(brand_id)
    return cache.get(brand_id)


def _remember(database: Database, brand_id: UUID, index: Index) -> None:
    cache = _caches.of(database)
    cache[brand_id] = index
    cache.move_to_end(brand_id)
    while len(cache) > CACHED_BRANDS:
        cache.popitem(last=False)


async def search(
    r: Reader,
    embedder: Embedder,
    brand_id: UUID,
    text: str,
    *,
    kind: str | None = None,
    language: str | None = None,
    limit: int = 10,
    in_memory: int = points.IN_MEMORY,
) -> list[Hit]:
    """Articles for people, best first; an empty text gives the first by slug. Another language than `language` ranks
    lower but is there; another `kind` is not. A brand of more than `in_memory` texts is searched by pgvector.
    """
    query = text[:MAX_QUERY].strip()
    placed = bool(query) and await points.searched_here(r, brand_id, in_memory)
    if placed:
        asked = await asyncio.to_thread(query_of, embedder, query)
        near = await points.shortlist(r, brand_id, asked.vector, kind)
        index = await asyncio.to_thread(build, embedder, await queries.version(r, brand_id), *near)
    else:
        index = await index_of(r, embedder, brand_id)
    if not query:
        allowed = np.flatnonzero(index.meant_for(kind, language))[:limit]
        return [Hit(index.articles[at], 0.0, "") for at in allowed]

    def find() -> list[Hit]:
        spoken = language or guess_language(query, LANGUAGES, ENGLISH)
        others = next((one.language for one in index.articles if index.is_foreign(one.language)), spoken)
        # The database has no vectors but MiniLM's.
        asked, foreign = (query_of(embedder, query, ENGLISH if placed else one) for one in (spoken, others))
        found = index.search(query, asked, kind=kind, language=language, limit=limit, foreign=foreign)
        return [Hit(index.articles[at], score, passage) for at, score, passage in found]

    return await asyncio.to_thread(find)
