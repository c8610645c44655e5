"""Past conversations beside the present version, without personal data."""

from __future__ import annotations

from tests.database.bot.learning.scene import Scene

from gigline.bot.learning import replaying
from gigline.cli import replaying as printing
from gigline.knowledge import service as knowledge


async def _replay(scene: Scene, **more):
    async with scene.world.database.reader() as r:
        return await replaying.replay(
            r, scene.world.assistant, scene.brand_id, scene.world.settings, days=30, limit=50, **more
        )


async def test_what_the_bot_would_do_otherwise_is_seen_and_no_text(scene: Scene):
    await scene.asked("they forgot my fries, order HP-48213")
    await scene.asked("what do you think about politics")
    before = await _replay(scene)
    assert {one.now.outcome for one in before} == {"answered", "handed_over"}
    assert all(one.same for one in before)
    assert "HP-48213" not in str(printing.as_json(before))
    assert "fries" not in str(printing.as_json(before))
    [told] = [one.question for one in await _replay(scene, texts=True) if one.now.outcome == "answered"]
    assert told == "they forgot my fries, order [code]"

    async with scene.world.database.writer() as w:
        articles = [one for one in scene.articles if one.slug != "missing-item"]
        await knowledge.save_articles(w, scene.world.assistant.embedder, scene.brand_id, articles)
    [changed] = [one for one in await _replay(scene) if not one.same]
    assert (changed.then.outcome, changed.then.slug) == ("answered", "missing-item")
    printing.show([changed], texts=True)
