"""With very many articles PostgreSQL searches, where it has pgvector, and finds what a process's memory would."""

from __future__ import annotations

import pytest

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.knowledge import points, service
from gigline.knowledge.models import ArticleFile

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "brown", "purple", "orange", "grey")
THINGS = ("bicycle", "helmet", "jacket", "bag", "phone holder", "lamp", "lock", "pump")
ARTICLES = [
    ArticleFile(
        f"{colour}-{thing}".replace(" ", "-"),
        f"My {colour} {thing} is broken",
        ("worker",) if thing == "pump" else ("customer", "worker"),
        "en",
        "gear",
        (f"how do I get a new {colour} {thing}",),
        f"Bring the {colour} {thing} to the hub and you get another one.",
    )
    for colour in COLOURS
    for thing in THINGS
]
ASKED = ["the lamp that is yellow does not work", "new black lock please", "where do I get a white helmet"]


async def _brand(database, key="acme"):
    settings = BrandSettings.model_validate(
        {"brand": {"key": key, "name": key, "languages": ["en"]}, "topics": [{"key": "gear", "name": "Gear"}]}
    )
    async with database.writer() as w:
        return (await accounts.save_brand(w, settings)).id


async def _save(database, embedder, brand_id, articles=ARTICLES):
    async with database.writer() as w:
        await service.save_articles(w, embedder, brand_id, articles, in_memory=0)


async def _search(database, embedder, brand_id, text, **how):
    async with database.reader() as r:
        return [hit.article.slug for hit in await service.search(r, embedder, brand_id, text, limit=3, **how)]


async def _has_pgvector(database) -> bool:
    async with database.reader() as r:
        return bool(await r.value("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"))


async def test_pgvector_finds_what_memory_finds(database, embedder) -> None:
    brand_id = await _brand(database)
    await _save(database, embedder, brand_id)
    async with database.reader() as r:
        assert await points.searched_here(r, brand_id, most=10) == await _has_pgvector(database)
    for text in ASKED:
        here = await _search(database, embedder, brand_id, text, in_memory=0)
        assert here == await _search(database, embedder, brand_id, text)


async def test_other_brands_and_other_kinds_stay_out(database, embedder) -> None:
    brand_id, other = await _brand(database), await _brand(database, "other")
    await _save(database, embedder, brand_id)
    await _save(database, embedder, other, ARTICLES[:4])
    found = await _search(database, embedder, other, "new black pump", in_memory=0)
    assert set(found) <= {article.slug for article in ARTICLES[:4]}
    of_customers = await _search(database, embedder, brand_id, "new black pump", in_memory=0, kind="customer")
    assert not any("pump" in slug for slug in of_customers)
    assert (await _search(database, embedder, brand_id, "new black pump", in_memory=0, kind="worker"))[0] == (
        "black-pump"
    )


async def test_changed_and_removed_articles_are_found_as_they_are_now(database, embedder) -> None:
    brand_id = await _brand(database)
    await _save(database, embedder, brand_id, ARTICLES[:20])
    changed = ArticleFile(
        ARTICLES[0].slug, "Tax papers", ("worker",), "en", "gear", ("where is my tax form",), "In March, by post."
    )
    await _save(database, embedder, brand_id, [changed, *ARTICLES[2:20]])
    assert (await _search(database, embedder, brand_id, "tax form", in_memory=0))[0] == changed.slug
    assert ARTICLES[1].slug not in await _search(database, embedder, brand_id, ARTICLES[1].title, in_memory=0)


async def test_vectors_saved_before_pgvector_came_are_placed_by_the_next_save(database, embedder) -> None:
    if not await _has_pgvector(database):
        pytest.skip("this PostgreSQL has no pgvector")
    brand_id = await _brand(database)
    await _save(database, embedder, brand_id, ARTICLES[:5])
    async with database.writer() as w:
        await w.execute("DROP FUNCTION gigline_nearest_texts")
        await w.execute("DROP TABLE article_points")
    async with database.reader() as r:
        assert not await points.searched_here(r, brand_id, most=0)
    assert (await _search(database, embedder, brand_id, ARTICLES[3].title, in_memory=0))[0] == ARTICLES[3].slug
    await _save(database, embedder, brand_id, ARTICLES[:5])
    async with database.reader() as r:
        assert await points.searched_here(r, brand_id, most=0)
    assert (await _search(database, embedder, brand_id, ARTICLES[3].title, in_memory=0))[0] == ARTICLES[3].slug


def test_a_vector_as_text_is_the_same_vector() -> None:
    import numpy as np

    vector = np.array([0.1, -2.5e-8, 3.0], dtype="<f4")
    back = np.array([float(one) for one in points.as_text(vector.tobytes()).strip("[]").split(",")], dtype="<f4")
    assert (back == vector).all()
