"""A share of the contacts is answered by people only, and the report has both sides."""

from __future__ import annotations

from uuid import UUID

from tests import scenes
from tests.conftest import MakeDatabase

from gigline.accounts import service as accounts
from gigline.conversations import rules
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.quality import bot_queries, handlers


def test_contacts_are_drawn_by_chance_and_stay() -> None:
    drawn = [rules.held_out(UUID(int=number), 0.1) for number in range(4_000)]
    assert 0.08 < sum(drawn) / len(drawn) < 0.12
    assert drawn == [rules.held_out(UUID(int=number), 0.1) for number in range(4_000)]
    assert not any(rules.held_out(UUID(int=number), 0.0) for number in range(100))


async def test_who_is_held_out_goes_to_people_and_is_counted_apart(make_database: MakeDatabase):
    subscriptions = Subscriptions(handlers.SUBSCRIPTIONS)
    async with make_database(subscriptions) as database:
        brand, settings, account_id = await scenes.brand(database)
        settings = settings.model_copy(update={"bot": settings.bot.model_copy(update={"holdout": 0.5})})
        async with database.writer() as w:
            await accounts.save_brand(w, settings)
        holders = []
        for _ in range(12):
            who = await scenes.requester(database, brand.id, account_id)
            c = await scenes.written(database, who, settings)
            assert c.holder == ("queue" if rules.held_out(who.contact_id, 0.5) else "bot")
            holders.append(c.holder)
        await Relay(database, subscriptions).run_until_idle()
        async with database.reader() as r:
            arms = {one.holdout: one.segments for one in await bot_queries.arms(r, [brand.id], 30)}
            figures = await bot_queries.figures(r, [brand.id], 30)
    assert arms == {True: holders.count("queue"), False: holders.count("bot")}
    assert next(one.started for one in figures if one.level == 3) == holders.count("bot")
