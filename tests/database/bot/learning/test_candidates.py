"""From what a person answered to what the bot knows, and back."""

from __future__ import annotations

import pytest
from tests.database.bot.learning.scene import Scene

from gigline.accounts import service as accounts
from gigline.bot.learning import deciding, queries
from gigline.bot.learning.errors import DecidedMeanwhile

WRAP = "Can you wrap my order as a birthday present with a ribbon?"
WRAPPED = (
    "Yes, restaurants that offer gift wrapping show a bow beside their name; choose it at the checkout for 2 euros."
)


async def _settings(scene: Scene, w):
    return accounts.settings_of(await accounts.brand(w, scene.brand_id))


async def _approve(scene: Scene, candidate_id, version: int = 1) -> None:
    async with scene.world.database.writer() as w:
        c = await deciding.locked(w, scene.brand_id, candidate_id, version)
        if c.topic is None:
            await w.execute("UPDATE learning_candidates SET topic = 'order' WHERE id = $1", candidate_id)
            c = await deciding.locked(w, scene.brand_id, candidate_id, version)
        settings = await _settings(scene, w)
        by = deciding.who(scene.associate)
        await deciding.approve(w, scene.world.assistant.embedder, c, by, "it is right", settings)


async def test_what_a_person_answered_becomes_an_article_that_the_bot_uses_at_once(scene: Scene):
    c = await scene.settled(f"{WRAP} It is order HP-48213, my name is Bea Stone", f"Hi Bea! {WRAPPED}")
    assert c.status == "resolved"
    [candidate] = await scene.candidates()
    assert (candidate.kind, candidate.asked, candidate.requester_kind) == ("article", 1, "customer")
    assert "HP-48213" not in candidate.question
    assert "Stone" not in candidate.question
    assert "Bea" not in candidate.answer
    await _approve(scene, candidate.id)

    again = await scene.asked("Could you wrap my order as a present with a ribbon please?")
    [reply] = [one for one in await scene.world.replies(again.id) if one.data.get("citations")]
    assert reply.data["citations"][0]["slug"].startswith("learned-")
    assert "bow beside their name" in reply.body
    await scene.world.say("Thanks, that solved it")
    await scene.held()
    [approved] = await scene.candidates("approved")
    assert (approved.uses, approved.true_resolutions) == (1, 1)
    assert approved.by_leader

    async with scene.world.database.writer() as w:
        c = await deciding.locked(w, scene.brand_id, candidate.id, approved.version)
        await deciding.roll_back(w, c, deciding.who(scene.associate), "no longer offered")
    later = await scene.asked("Could you wrap my order as a present with a ribbon please?")
    assert not [one for one in await scene.world.replies(later.id) if one.data.get("citations")]
    async with scene.world.database.reader() as r:
        log = await queries.logged(r, scene.brand_id, (None, None), 10)
    decided = [(one.what, one.actor_name, one.why) for one in log if one.object == str(candidate.id)]
    assert decided == [("rolled_back", "Sam Field", "no longer offered"), ("approved", "Sam Field", "it is right")]


async def test_learning_waits_for_no_new_calibration(scene: Scene):
    c, assistant = await scene.asked(WRAP), scene.world.assistant
    assistant.swept = True
    before = assistant._fitted[scene.brand_id]
    async with scene.world.database.writer() as w:
        await w.execute("UPDATE knowledge_versions SET version = nextval('knowledge_changes')")
    await scene.answered(c, WRAPPED)
    assert len(await scene.candidates()) == 1
    assert assistant._fitted[scene.brand_id] is before


async def test_the_same_question_in_other_words_counts_and_does_not_come_back_after_a_rejection(scene: Scene):
    await scene.settled(WRAP, WRAPPED)
    await scene.settled("can you wrap my order as a birthday present with a ribbon", WRAPPED)
    [candidate] = await scene.candidates()
    assert candidate.asked == 2
    async with scene.world.database.reader() as r:
        assert len(await queries.evidence(r, scene.brand_id, candidate.id)) == 2
    async with scene.world.database.writer() as w:
        c = await deciding.locked(w, scene.brand_id, candidate.id, 1)
        await deciding.reject(w, c, deciding.who(scene.associate), "")
    await scene.settled(WRAP, WRAPPED)
    assert await scene.candidates() == []
    assert [one.asked for one in await scene.candidates("rejected")] == [3]


async def test_an_outcome_confirms_or_weakens_and_two_leaders_do_not_decide_the_same_twice(scene: Scene):
    await scene.settled(WRAP, WRAPPED)
    await scene.held()
    [candidate] = await scene.candidates()
    assert (candidate.held, candidate.failed) == (1, 0)
    assert candidate.effect == pytest.approx(2 / 3)
    # Whoever comes back within the week was not helped after all.
    await scene.world.say("it still does not show a bow anywhere")
    [candidate] = await scene.candidates()
    assert (candidate.held, candidate.failed) == (0, 1)
    await _approve(scene, candidate.id)
    with pytest.raises(DecidedMeanwhile) as refused:
        await _approve(scene, candidate.id)
    assert refused.value.current == {"version": 2, "state": "approved"}


async def test_what_is_for_people_only_teaches_nothing_and_unanswered_questions_gather_in_gaps(scene: Scene):
    await scene.settled("I was injured by a courier yesterday", "We are sorry; our safety team calls you today.")
    await scene.settled("Talk to a person", "Hello, we have reopened your account as you asked us to.")
    assert await scene.count("SELECT count(*) FROM learning_evidence") == 0
    await scene.settled(WRAP, WRAPPED)
    await scene.settled("do you offer gift wrapping with a ribbon for orders", WRAPPED)
    await scene.settled("is there a choir among your staff that I could join", "There is one in each city, on Mondays.")
    async with scene.world.database.reader() as r:
        rows = await r.rows("SELECT asked, handling_s FROM learning_gaps ORDER BY asked DESC")
    assert [row["asked"] for row in rows] == [2, 1]


async def test_an_inserted_article_learns_the_question_once_it_held_and_forgets_it_when_it_did_not_after_all(
    scene: Scene,
):
    body = await scene.body_of("missing-item")
    question = "the bag arrived minus two of the things that we paid for"
    await scene.settled(question, body)
    [candidate] = await scene.candidates()
    assert (candidate.kind, candidate.article_slug) == ("paraphrase", "missing-item")
    assert await scene.examples("missing-item") == []
    await scene.held()
    assert await scene.examples("missing-item") == [question]
    [approved] = await scene.candidates("approved")
    assert approved.by_leader is False
    # Whoever comes back within the week was not helped: what was learned from them is taken back.
    await scene.world.say("still nobody gave me my money")
    assert await scene.examples("missing-item") == []
    assert [one.state for one in await scene.candidates("rolled_back")] == ["rolled_back"]


async def test_what_a_requester_chose_is_learned_when_it_held(scene: Scene):
    c = await scene.asked("my food and the time")
    [reply] = await scene.world.replies(c.id)
    assert reply.data.get("clarifying")
    chosen = reply.data["options"][0]
    c = await scene.world.say(chosen)
    await scene.world.say("Thanks, that solved it")
    await scene.held()
    [approved] = await scene.candidates("approved")
    assert (approved.question, approved.held) == ("my food and the time", 1)
    assert await scene.count("SELECT count(*) FROM article_examples WHERE removed_at IS NULL") == 1


async def test_the_shadow_sees_what_the_bot_would_have_done(scene: Scene):
    async with scene.world.database.writer() as w:
        await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{bot,enabled}', 'false')")
    c = await scene.asked("they forgot my fries")
    await scene.answered(c, await scene.body_of("missing-item"))
    async with scene.world.database.reader() as r:
        row = (await r.rows("SELECT would, would_slug, given_slug, inserted FROM learning_evidence"))[0]
    assert tuple(row) == ("answer", "missing-item", "missing-item", True)


async def test_policy_approves_what_held_where_leaders_mostly_approved(scene: Scene):
    async with scene.world.database.writer() as w:
        await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{learning,auto_approve}', '0.8')")
        await w.execute(
            "INSERT INTO learning_candidates (brand_id, id, kind, state, by_leader, requester_kind, language, question,"
            " vector) SELECT $1, gen_random_uuid(), 'article', 'approved', true, 'worker', 'en', 'q', '' "
            "FROM generate_series(1, 30)",
            scene.brand_id,
        )
    for held in range(3):
        await scene.settled(WRAP, WRAPPED)
        async with scene.world.database.writer() as w:
            await w.execute("UPDATE learning_candidates SET topic = 'order' WHERE state = 'open'")
        assert [one.held for one in await scene.candidates()] == [held]
        await scene.held()
    assert await scene.candidates() == []
    [made] = [one for one in await scene.candidates("approved") if one.by_leader is False]
    assert made.held == 3
    assert made.article_slug is not None
    assert await scene.count("SELECT count(*) FROM learning_gaps WHERE state = 'written'") == 1
    assert await scene.count("SELECT count(*) FROM learning_log WHERE what = 'approved' AND actor_id IS NULL") == 1
