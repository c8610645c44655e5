"""The bot goes on elsewhere when it is asked to, and only where the requester is known for certain."""

from __future__ import annotations

from tests.database.bot.world import World
from tests.unit.channels.fixtures import CASES

from gigline.channels import service as channels
from gigline.contacts import service as contacts


async def test_answer_me_by_mail(world: World):
    async with world.database.writer() as w:
        await channels.save_account(w, world.brand.id, "email", "hoplane-mail", dict(CASES["email"].settings))
    c = await world.say("Can you answer me by email?")
    [reply] = await world.replies(c.id)
    assert "I have no address of yours that is proved" in reply.body
    assert (c.channel, c.holder, c.awaiting_reply_since) == ("webchat", "bot", None)

    async with world.database.writer() as w:
        contact = await contacts.get(w, world.brand.id, c.contact_id)
        await contacts.attach_verified(w, world.brand.id, contact, "ana-1", email="ana@home.example")
    c = await world.say("Can you answer me by email?")
    assert (c.channel, c.recipient, c.holder, c.awaiting_reply_since) == ("email", "ana@home.example", "bot", None)
    _, going, there = await world.replies(c.id)
    assert (going.state, there.state, there.data["notice"]) == ("sent", "queued", "moved")
    assert await world.outcomes(c.id) == [("small_talk", "no_way"), ("small_talk", "moved")]
