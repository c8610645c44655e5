"""A requester who is clearly upset gets a person sooner, and that person knows."""

from __future__ import annotations

from tests.database.bot.world import World

from gigline.conversations import service as conversations
from gigline.conversations.models import Author

ANGRY = "this is a disgusting joke, you are useless! they forgot my fries"


async def test_an_answer_that_did_not_help_an_upset_requester_brings_a_person_at_once(world: World):
    await world.say(ANGRY)
    c = await world.say("that did not help")
    assert c.handover is not None
    assert (c.holder, c.handover["reason"], c.handover["mood"], c.priority) == ("queue", "failed_turns", "upset", 1)


async def test_who_asks_for_a_person_calmly_waits_as_everybody(world: World):
    c = await world.say("Talk to a person")
    assert c.handover is not None
    assert (c.handover["mood"], c.priority) == (None, 0)


async def test_whoever_takes_over_unasked_knows_it_too(world: World):
    c = await world.say(ANGRY)
    await world.take_over(c)
    await world.relay.run_until_idle()
    c = await world.now(c.id)
    assert c.handover is not None
    assert (c.handover["mood"], c.priority) == ("upset", 1)


async def test_what_an_associate_writes_says_nothing_of_anybodys_mood(world: World):
    c = await world.take_over(await world.write("they forgot my fries"))
    async with world.database.writer() as w:
        author = Author("associate", c.associate_id, "Ana")
        await conversations.reply(w, c.id, c.epoch, author, "This is horrible, disgusting, I hate it!", client_id="1")
        c = await conversations.give_to_bot(w, c.id, c.epoch)
    c = await world.say("Talk to a person")
    assert c.handover is not None
    assert c.handover["mood"] is None
