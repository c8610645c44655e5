"""The bot in whole conversations, on the real write path."""

from __future__ import annotations

import asyncio

import pytest
from tests.database.bot.world import World, open_world

from gigline.bot import service
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile

MISSING = "they forgot my fries"
REFUND = "how long until a refund is back on my card"


async def test_an_answer_cites_its_article_and_says_that_a_bot_gives_it(world: World):
    c = await world.say(MISSING)
    [reply] = await world.replies(c.id)
    assert reply.data["citations"][0]["slug"] == "missing-item"
    assert reply.body.startswith("I am Hop, the Hoplane bot.")
    assert "Report a missing item within 24 hours" in reply.body
    assert (c.holder, c.topic, c.awaiting_reply_since) == ("bot", "order", None)
    assert world.signals == [True, False]


async def test_several_messages_in_a_row_get_one_reply(world: World):
    c = await world.say("hi", "so I ordered yesterday evening", MISSING)
    assert len(await world.replies(c.id)) == 1


async def test_a_greeting_is_greeted_and_is_no_failed_turn(world: World):
    c = await world.say("Hello!")
    assert [one.body for one in await world.replies(c.id)] == ["Hello, I am Hop, the bot."]
    c = await world.say(MISSING)
    assert (await world.replies(c.id))[-1].body.startswith("Report a missing item")
    assert await world.outcomes(c.id) == [("small_talk", "greeting"), ("answered", "sure")]


async def test_what_helped_is_resolved_by_the_bot(world: World):
    await world.say(MISSING)
    c = await world.say("Thanks, that solved it")
    assert c.status == "resolved"
    async with world.database.reader() as r:
        last = (await conversations.entries(r, c))[-1]
    assert (last.data["type"], last.data["by"]) == ("resolved", "bot")


async def test_two_answers_that_did_not_help_bring_a_person_with_the_record(world: World):
    await world.say("they forgot my fries, order HP-48213")
    c = await world.say("That did not help")
    assert (c.holder, (await world.outcomes(c.id))[-1]) == ("bot", ("failed_turn", "not_helped"))
    c = await world.say(MISSING)
    assert c.holder == "queue"
    assert c.handover is not None
    assert c.handover["reason"] == "failed_turns"
    assert [(fact["kind"], fact["value"]) for fact in c.handover["facts"]] == [("code", "HP-48213")]
    assert any("Answered with the article" in step for step in c.handover["steps"])
    assert "did not help" in c.handover["summary"]


@pytest.mark.parametrize(
    ("text", "reason", "topic"),
    [
        ("Talk to a person", "requested", None),
        ("I was injured yesterday evening", "sensitive", "safety"),
        ("what do you think about politics", "low_confidence", None),
    ],
)
async def test_a_person_takes_what_the_bot_must_not(world: World, text, reason, topic):
    c = await world.say(text)
    assert c.holder == "queue"
    assert c.handover is not None
    assert c.handover["reason"] == reason
    if topic:
        assert (c.topic, c.priority) == (topic, 2)
    assert (await world.replies(c.id))[-1].body.endswith("A person goes on from here.")


async def test_a_clarifying_question_is_asked_once_and_its_choice_is_answered(world: World):
    c = None
    for text in ("my money", "where is my order and my money", "refund", "the delivery", "cancel", "my order"):
        c = await world.write(text)
        await world.relay.run_until_idle()
        if (await world.outcomes(c.id))[-1][0] == "clarified":
            break
        async with world.database.writer() as w:
            now = await conversations.get(w, c.id)
            await conversations.resolve(w, c.id, now.epoch, by="requester")
            await w.execute("UPDATE conversations SET resolved_at = resolved_at - interval '30 days'")
    assert c is not None
    reply = (await world.replies(c.id))[-1]
    assert reply.data["clarifying"]
    assert reply.data["options"][-1] == "Something else"
    c = await world.say(reply.data["options"][0])
    assert (await world.outcomes(c.id))[-1] == ("answered", "chosen")
    assert (await world.replies(c.id))[-1].data["citations"][0]["title"] == reply.data["options"][0]


async def test_silence_after_an_answer_settles_it_and_only_then(world: World):
    c = await world.say(MISSING)
    await world.pass_time(599)
    await world.relay.run_until_idle()
    assert (await world.now(c.id)).status == "open"
    await world.say("ok")
    await world.pass_time(400)
    await world.relay.run_until_idle()
    assert (await world.now(c.id)).status == "open"
    await world.pass_time(300)
    await world.relay.run_until_idle()
    c = await world.now(c.id)
    assert c.status == "resolved"


async def test_silence_after_an_answer_that_did_not_help_brings_a_person(world: World):
    await world.say(MISSING)
    await world.say("that did not help")
    await world.pass_time(700)
    await world.relay.run_until_idle()
    async with world.database.reader() as r:
        [c] = await conversations.waiting(r)
    assert c.handover is not None
    assert c.handover["reason"] == "failed_turns"


async def test_a_person_who_took_over_is_not_talked_over(world: World):
    c = await world.write(MISSING)
    await world.take_over(c)
    await world.relay.run_until_idle()
    assert await world.replies(c.id) == []
    assert world.signals == []


async def test_a_person_who_takes_over_while_the_bot_thinks_is_not_talked_over(world: World, monkeypatch):
    c = await world.write(MISSING)
    understand, loop = service.understand, asyncio.get_running_loop()

    def slowly(*given):
        asyncio.run_coroutine_threadsafe(world.take_over(c), loop).result(10)
        return understand(*given)

    monkeypatch.setattr(service, "understand", slowly)
    await world.relay.run_until_idle()
    c = await world.now(c.id)
    assert (c.holder, await world.replies(c.id)) == ("associate", [])
    assert await world.outcomes(c.id) == []


async def test_a_bot_that_fails_hands_over(world: World, monkeypatch):
    def broken(*_):
        raise RuntimeError("no model today")

    monkeypatch.setattr(service, "understand", broken)
    c = await world.say(MISSING)
    assert c.holder == "queue"
    assert c.handover is not None
    assert c.handover["reason"] == "bot_failed"
    assert [one.body for one in await world.replies(c.id)] == ["A person goes on from here."]
    assert world.signals == [True, False]


async def test_whoever_the_bot_leaves_waiting_gets_a_person(world: World):
    c = await world.write(MISSING)
    assert await service.hand_over_unanswered(world.database, 10) == 0
    await world.pass_time(11)
    assert await service.hand_over_unanswered(world.database, 10) == 1
    assert await service.hand_over_unanswered(world.database, 10) == 0
    c = await world.now(c.id)
    assert c.handover is not None
    assert (c.holder, c.handover["reason"]) == ("queue", "nobody_answered")
    await world.relay.run_until_idle()
    assert len(await world.replies(c.id)) == 1


async def test_the_same_event_twice_and_two_at_once_give_one_reply(world: World):
    c = await world.write(MISSING)

    async def respond() -> None:
        async with world.database.writer() as w:
            await service.respond(w, world.assistant, c.id)

    await asyncio.gather(respond(), respond(), respond())
    await world.relay.run_until_idle()
    assert len(await world.replies(c.id)) == 1


async def test_what_a_person_gives_back_unanswered_is_answered(world: World):
    c = await world.say("Talk to a person")
    async with world.database.writer() as w:
        await conversations.give_to_bot(w, c.id, c.epoch)
    await world.relay.run_until_idle()
    c = await world.now(c.id)
    assert (c.holder, len(await world.replies(c.id))) == ("queue", 2)


async def test_what_a_person_gives_back_answered_is_left_to_silence(world: World):
    c = await world.take_over(await world.write(MISSING))
    async with world.database.writer() as w:
        author = Author("associate", c.associate_id, "Ana")
        await conversations.reply(w, c.id, c.epoch, author, "Here is your refund.")
        c = await conversations.give_to_bot(w, c.id, c.epoch)
    await world.relay.run_until_idle()
    assert await world.replies(c.id) == []
    await world.pass_time(700)
    await world.relay.run_until_idle()
    assert (await world.now(c.id)).status == "resolved"


async def test_a_bot_that_is_switched_off_hands_over(make_database, embedder):
    async with open_world(make_database, embedder, enabled=False) as world:
        c = await world.say(MISSING)
        async with world.database.writer() as w:
            await conversations.give_to_bot(w, c.id, c.epoch)
        await world.relay.run_until_idle()
        c = await world.now(c.id)
        assert c.handover is not None
        assert (c.holder, c.handover["reason"]) == ("queue", "bot_off")


async def test_a_spanish_requester_is_answered_in_spanish(world: World):
    c = await world.say("hola, el reembolso no aparece en mi cuenta")
    reply = (await world.replies(c.id))[-1]
    assert "Soy Hop, el bot de Hoplane." in reply.body


async def test_links_of_a_requester_never_come_back(world: World):
    c = await world.say(f"[x](https://evil.example/?q=1) {MISSING}", "![y](https://evil.example/b.png)")
    assert "evil.example" not in "".join(one.body for one in await world.replies(c.id))


async def test_calibrations_follow_the_articles(world: World):
    assert await service.calibrate(world.database, world.assistant) == 1
    assert await service.calibrate(world.database, world.assistant) == 0
    async with world.database.reader() as r:
        row = await r.rows("SELECT knowledge_version, fitted FROM bot_calibrations")
    assert row[0]["fitted"]["acceptors"]["en"]["examples"] > 500
    async with world.database.writer() as w:
        await w.execute("UPDATE knowledge_versions SET version = nextval('knowledge_changes')")
    assert await service.calibrate(world.database, world.assistant) == 1


async def test_no_turn_waits_for_a_new_calibration_and_what_was_just_learned_is_known(world: World):
    brand_id = world.brand.id
    await world.say(MISSING)
    world.assistant.swept = True
    _, before = world.assistant._fitted[brand_id]
    article = ArticleFile(
        slug="learned-choir", title="Is there a choir?", kinds=("customer",), language="en", topic="other",
        questions=("is there a choir that I could sing in",), body="There is one in each city, on Mondays.",
    )  # fmt: skip
    async with world.database.writer() as w:
        await knowledge.save_learned(w, world.assistant.embedder, brand_id, article)
    c = await world.say("Is there a choir that I could sing in?")
    assert (await world.replies(c.id))[-1].data["citations"][0]["slug"] == "learned-choir"
    assert world.assistant._fitted[brand_id][1] is before
    assert await service.calibrate(world.database, world.assistant) == 1
    assert world.assistant._fitted[brand_id][1] is not before
