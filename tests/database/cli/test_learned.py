"""Applying a folder leaves alone what was learned, and says what it means for it."""

from __future__ import annotations

from pathlib import Path

from gigline.accounts import service as accounts
from gigline.cli.apply import applying, reading
from gigline.infra.db import Database
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder

LEARNED = ArticleFile("learned-gift", "Gift", ("customer",), "en", "delivery", ("is it a gift",), "Yes, we wrap it.")


async def test_learned_articles_and_questions_survive(
    database: Database, embedder: Embedder, brand_folder: Path
) -> None:
    await applying.apply(database, embedder, reading.read(brand_folder))
    async with database.writer() as w:
        brand = await accounts.brand_by_key(w, "shop")
        await knowledge.save_learned(w, embedder, brand.id, LEARNED)
        assert await knowledge.add_example(w, embedder, brand.id, "late", "still nothing at my door")
    assert await applying.apply(database, embedder, reading.read(brand_folder)) == []

    late = brand_folder / "knowledge" / "late.md"
    text = late.read_text(encoding="utf-8")
    (brand_folder / "knowledge" / "learned-gift.md").write_text(text.replace("Late", "Gift"), encoding="utf-8")
    late.unlink()
    changes = await applying.apply(database, embedder, reading.read(brand_folder))
    removed, taken = changes
    assert (removed.name, removed.lines) == (
        "late", ("1 learned questions are kept aside, and count again when it comes back",),
    )  # fmt: skip
    assert taken.lines == ("takes the place of the learned article of this name",)
    async with database.reader() as r:
        index = await knowledge.index_of(r, embedder, brand.id)
    assert [(one.slug, one.origin) for one in index.articles] == [("learned-gift", "brand")]

    late.write_text(text, encoding="utf-8")
    await applying.apply(database, embedder, reading.read(brand_folder))
    async with database.reader() as r:
        index = await knowledge.index_of(r, embedder, brand.id)
    assert "still nothing at my door" in {one.text for one in index.texts}
