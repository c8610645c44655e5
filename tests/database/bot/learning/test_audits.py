"""Leaders judge a sample of the bot's answers; a topic that falls below its target goes to people."""

from __future__ import annotations

from tests.database.bot.learning.scene import Scene

from gigline.accounts import service as accounts
from gigline.bot.learning import audit_queries, auditing, deciding, listing, switching

MISSING = "they forgot my fries"


async def _judge(scene: Scene, verdict: str) -> None:
    async with scene.world.database.writer() as w:
        [audit] = await audit_queries.listed(w, scene.brand_id, False, (None, None), 2)
        by = deciding.who(scene.associate)
        await auditing.judge(w, scene.brand_id, audit.id, audit.version, verdict, by)


async def _standing(scene: Scene, topic: str):
    async with scene.world.database.reader() as r:
        settings = accounts.settings_of(await accounts.brand(r, scene.brand_id))
        found = await listing.topics(r, scene.brand_id, settings, 30)
    return next(one for one in found.items if one.topic == topic)


async def test_a_topic_with_too_many_wrong_answers_is_switched_to_people_and_given_back(scene: Scene):
    await scene.asked(f"{MISSING}, order HP-48213")
    async with scene.world.database.reader() as r:
        [audit] = await audit_queries.listed(r, scene.brand_id, False, (None, None), 2)
    assert (audit.article_slug, audit.topic) == ("missing-item", "order")
    assert "HP-48213" not in audit.question
    await _judge(scene, "wrong")
    assert (await _standing(scene, "order")).held_by == "bot"

    switched = 1
    for _ in range(6):
        await scene.asked(MISSING)
        await _judge(scene, "wrong")
        switched += 1
        if (await _standing(scene, "order")).held_by == "people":
            break
    standing = await _standing(scene, "order")
    assert (standing.held_by, standing.precision.right, standing.precision.of) == ("people", 0, switched)
    assert 1 < switched <= 5
    c = await scene.asked(MISSING)
    assert c.holder == "queue"
    assert await scene.count("SELECT count(*) FROM events WHERE type = 'TopicSwitched'") == 1

    async with scene.world.database.writer() as w:
        by = deciding.who(scene.associate)
        await switching.set_by(w, scene.brand_id, "order", standing.version, "bot", "article corrected", by)
    c = await scene.asked(MISSING)
    assert c.holder == "bot"
    await _judge(scene, "right")
    standing = await _standing(scene, "order")
    assert (standing.held_by, standing.reason) == ("bot", "article corrected")
    assert standing.evidence_against < 1
    logged = "SELECT count(*) FROM learning_log WHERE what = 'switched' AND (actor_id IS NULL) = $1"
    assert [await scene.count(logged, by_itself) for by_itself in (True, False)] == [1, 1]


async def test_the_sample_is_bounded_and_verdicts_refit_the_acceptor(scene: Scene):
    async with scene.world.database.writer() as w:
        await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{learning,audits_a_day}', '10')")
    for _ in range(11):
        await scene.asked(MISSING)
    assert await scene.count("SELECT count(*) FROM bot_audits") == 10
    ready = scene.world.assistant.ready
    async with scene.world.database.reader() as r:
        before = (await ready(r, scene.brand_id, scene.world.settings)).fitted.acceptor("en")
    async with scene.world.database.writer() as w:
        for audit in await audit_queries.listed(w, scene.brand_id, False, (None, None), 20):
            await auditing.judge(w, scene.brand_id, audit.id, audit.version, "right", deciding.who(scene.associate))
    async with scene.world.database.reader() as r:
        after = (await ready(r, scene.brand_id, scene.world.settings)).fitted.acceptor("en")
    assert after.examples == before.examples + 10
    assert after.precision > 0
