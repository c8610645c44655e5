"""Searching very many articles: pgvector names the nearest, which are then ranked as in memory.

Without pgvector, and for brands of ordinary size, all articles of a brand are compared in memory, which is exact and
takes a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np

from gigline.infra.db import Reader, Writer
from gigline.knowledge import point_queries as queries
from gigline.knowledge import queries as articles
from gigline.knowledge.index import Floats
from gigline.knowledge.models import Article, StoredText

# Vectors of 384 numbers: 150 MB a brand and process, and some 40 ms a search.
IN_MEMORY = 100_000
NEAREST_TEXTS = 400
MOST_ARTICLES = 60


async def keep(w: Writer, brand_id: UUID, in_memory: int = IN_MEMORY) -> None:
    """Put the vectors of texts that were saved where pgvector finds them, if it is there; the caller has the lock.

    Its index takes a millisecond a vector: only brands on their way to be searched there pay for it.
    """
    await queries.count(w, brand_id)
    if await queries.texts(w, brand_id) > in_memory // 2 and await queries.ensure(w):
        missing = await queries.unplaced(w, brand_id)
        await queries.place(w, brand_id, [(one.slug, one.n, as_text(one.vector)) for one in missing])


def as_text(vector: bytes) -> str:
    """pgvector's way to write a little-endian float32 vector."""
    return "[" + ",".join(map(repr, np.frombuffer(vector, dtype="<f4").tolist())) + "]"


async def searched_here(r: Reader, brand_id: UUID, most: int) -> bool:
    """Whether the brand has more than `most` texts and the database can search them."""
    return await queries.texts(r, brand_id) > most and await queries.present(r)


async def shortlist(
    r: Reader, brand_id: UUID, vector: Floats, kind: str | None
) -> tuple[list[Article], list[StoredText]]:
    """The articles of the texts nearest to a question's `vector`, with all their texts."""
    point = as_text(vector.astype("<f4").tobytes())
    near = await queries.nearest(r, brand_id, point, NEAREST_TEXTS, kind)
    slugs = first_of(near, MOST_ARTICLES)
    return await articles.articles(r, brand_id, slugs), await articles.texts(r, brand_id, slugs)


def first_of(slugs: Sequence[str], most: int) -> list[str]:
    """Each slug once, in order of its first appearance."""
    return list(dict.fromkeys(slugs))[:most]
