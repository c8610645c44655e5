"""Several things asked in one message: each is answered, offered or told to a person; none is dropped."""

from __future__ import annotations

from tests.database.bot.world import World

MISSING = "they forgot my fries"
REFUND = "how long until a refund is back on my card"


async def test_two_questions_with_articles_get_both_in_one_reply(world: World):
    c = await world.say(f"{MISSING} and also {REFUND}?")
    [reply] = await world.replies(c.id)
    assert {one["slug"] for one in reply.data["citations"]} == {"missing-item", "refund-time"}
    assert await world.outcomes(c.id) == [("answered", "sure")]
    c = await world.say(REFUND)
    assert c.handover is not None
    assert c.handover["reason"] == "failed_turns"
    assert sum("Answered with the article" in step for step in c.handover["steps"]) == 2


async def test_a_question_that_is_not_understood_is_named_and_stands_in_the_record(world: World):
    c = await world.say(f"{MISSING}. Also, do you sponsor football clubs?")
    [reply] = await world.replies(c.id)
    assert [one["slug"] for one in reply.data["citations"]] == ["missing-item"]
    assert "You also wrote “Also, do you sponsor football clubs?”." in reply.body
    c = await world.say("Talk to a person")
    assert c.handover is not None
    assert any("sponsor football clubs" in step for step in c.handover["steps"])


async def test_what_was_asked_again_and_answered_is_open_no_more(world: World):
    await world.say(f"{MISSING}. Also, do you sponsor football clubs?")
    await world.say(REFUND)
    c = await world.say("Talk to a person")
    assert c.handover is not None
    assert not any("sponsor" in step for step in c.handover["steps"])


async def test_one_of_two_that_is_for_people_takes_both_to_a_person(world: World):
    c = await world.say(f"{MISSING}. Also, I was injured by your courier?")
    assert c.handover is not None
    assert c.handover["reason"] == "sensitive"
    open_now = [step for step in c.handover["steps"] if step.startswith("Also asked")]
    assert any(MISSING in step for step in open_now)


async def test_a_person_who_takes_over_finds_what_is_still_open(world: World):
    c = await world.say(f"{MISSING}. Also, do you sponsor football clubs?")
    await world.take_over(c)
    await world.relay.run_until_idle()
    c = await world.now(c.id)
    assert c.handover is not None
    assert any("sponsor football clubs" in step for step in c.handover["steps"])


async def test_one_matter_in_two_sentences_stays_one(world: World):
    c = await world.say(f"I ordered yesterday evening. {MISSING}")
    [reply] = await world.replies(c.id)
    assert "You also wrote" not in reply.body
    async with world.database.reader() as r:
        assert await r.rows("SELECT 1 FROM bot_matters") == []
    assert c.holder == "bot"
