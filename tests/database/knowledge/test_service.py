"""Saving articles: only what changed is touched, and searches see it at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.knowledge import service
from gigline.knowledge.errors import ArticleProblem
from gigline.knowledge.models import ArticleFile

PAYDAY = ArticleFile(
    "payday", "When do I get paid?", ("worker",), "en", "pay", ("when is payday",), "You are paid on Wednesday by noon."
)
LATE = ArticleFile(
    "late", "My order is late", ("customer",), "en", "order", ("where is my food",), "Late orders show a new time."
)
TARDE = ArticleFile(
    "tarde", "Mi pedido llega tarde", ("customer",), "es", "order", ("dónde está mi comida",), "Verás la nueva hora."
)


class Counting:
    """The real embedder, with a count of the texts it was given."""

    def __init__(self, embedder):
        self._embedder, self.texts, self.dimensions = embedder, 0, embedder.dimensions
        self.multilingual = embedder.multilingual

    def embed(self, texts):
        self.texts += len(texts)
        return self._embedder.embed(texts)


async def _brand(database, key="acme"):
    settings = BrandSettings.model_validate(
        {
            "brand": {"key": key, "name": "Acme", "languages": ["en", "es"]},
            "topics": [{"key": "order", "name": "Order"}],
        }
    )
    async with database.writer() as w:
        return (await accounts.save_brand(w, settings)).id


async def _save(database, embedder, brand_id, *articles):
    async with database.writer() as w:
        return await service.save_articles(w, embedder, brand_id, articles)


async def _slugs(database, embedder, brand_id, text, **how):
    async with database.reader() as r:
        return [hit.article.slug for hit in await service.search(r, embedder, brand_id, text, **how)]


async def test_saving_adds_changes_removes_and_leaves_alone(database, embedder):
    brand_id, counting = await _brand(database), Counting(embedder)
    first = await _save(database, counting, brand_id, PAYDAY, LATE)
    assert (first.added, first.changed, first.removed, first.unchanged) == (("late", "payday"), (), (), 0)
    counting.texts = 0
    again = await _save(database, counting, brand_id, LATE, PAYDAY)
    assert not again
    assert (again.unchanged, counting.texts) == (2, 0)
    then = await _save(database, counting, brand_id, replace(LATE, body="Another answer entirely."), TARDE)
    assert (then.added, then.changed, then.removed) == (("tarde",), ("late",), ("payday",))


async def test_a_search_sees_a_change_at_once_and_an_unchanged_version_is_not_read_again(database, embedder):
    brand_id = await _brand(database)
    assert await _slugs(database, embedder, brand_id, "when is payday") == []
    await _save(database, embedder, brand_id, PAYDAY, LATE)
    assert (await _slugs(database, embedder, brand_id, "my pizza has not come"))[0] == "late"
    async with database.reader() as r:
        assert await service.index_of(r, embedder, brand_id) is await service.index_of(r, embedder, brand_id)
    await _save(database, embedder, brand_id, PAYDAY)
    assert await _slugs(database, embedder, brand_id, "my pizza has not come") == ["payday"]


async def test_what_was_rolled_back_is_never_found(database, embedder):
    brand_id = await _brand(database)

    async def save_and_fail() -> None:
        async with database.writer() as w:
            await service.save_articles(w, embedder, brand_id, [PAYDAY])
            assert len((await service.index_of(w, embedder, brand_id)).articles) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await save_and_fail()
    assert await _slugs(database, embedder, brand_id, "payday") == []
    await _save(database, embedder, brand_id, LATE)
    assert await _slugs(database, embedder, brand_id, "payday") == ["late"]


async def test_kind_language_and_brand_bound_what_is_found(database, embedder):
    brand_id, other = await _brand(database), await _brand(database, "other")
    await _save(database, embedder, brand_id, PAYDAY, LATE, TARDE)
    assert await _slugs(database, embedder, brand_id, "late", kind="worker") == ["payday"]
    assert await _slugs(database, embedder, brand_id, "my order", kind="customer", language="en") == ["late", "tarde"]
    assert await _slugs(database, embedder, brand_id, "", language="es") == ["tarde"]
    assert await _slugs(database, embedder, other, "late") == []


async def test_two_articles_of_one_slug_are_refused(database, embedder):
    with pytest.raises(ArticleProblem):
        await _save(database, embedder, await _brand(database), LATE, replace(PAYDAY, slug="late"))


async def test_the_example_brands_are_saved_and_searched(database, embedder):
    brand_id = await _brand(database)
    articles = service.read_folder(Path("examples/brands/crateful/knowledge"))
    await _save(database, embedder, brand_id, *articles)
    asked = [(one.slug, one.questions[0], one.kinds[0], one.language) for one in articles]
    first = [
        (await _slugs(database, embedder, brand_id, question, kind=kind, language=language, limit=1))[0] == slug
        for slug, question, kind, language in asked
    ]
    assert sum(first) >= 0.95 * len(first)
