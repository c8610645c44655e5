"""From what an associate did by hand to one more way to ask for the flow that does it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from bench.tasks.world import Person, World, opened
from tests.database.bot.flows.conftest import FEW

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.assist import schemas
from gigline.assist import service as assist
from gigline.bot.flows import queries as flow_queries
from gigline.bot.learning import deciding, handlers, listing, queries
from gigline.bot.learning.models import ListedCandidate
from gigline.bot.learning.schemas import CandidateOut
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.kit.errors import BadInput
from gigline.quality import bot_queries
from gigline.quality import handlers as quality

AWAY = "nobody is home in December, so no parcel that month please"


@dataclass
class Scene:
    shop: World
    associate: Actor

    @property
    def brand_id(self) -> UUID:
        return self.shop.brands["crateful"].brand.id

    async def asked(self, question: str) -> tuple[Person, Conversation]:
        ana = await self.shop.arrive("crateful", "customer")
        return ana, await ana.say(question)

    async def done_by_hand(self, question: str, *actions: tuple[str, dict[str, Any]], say: str = "Done!") -> None:
        """Somebody asks, and a person settles it with actions and few words."""
        _, c = await self.asked(question)
        async with self.shop.database.writer() as w:
            c = await conversations.assign(w, c.id, c.epoch, self.associate.id, self.associate.name, cause="take_over")
        for name, inputs in actions:
            body = schemas.RunAction(epoch=c.epoch, client_id=uuid4().hex, inputs=inputs, confirmed=True)
            await assist.run(self.shop.database, self.shop.backends, self.associate, c.id, name, body)
        author = Author("associate", self.associate.id, self.associate.name)
        async with self.shop.database.writer() as w:
            await conversations.reply(w, c.id, c.epoch, author, say)
            await conversations.resolve(w, c.id, c.epoch, by="associate", author=author)
        await self.shop.relay.run_until_idle()

    async def candidates(self, state: str = "open") -> list[ListedCandidate]:
        async with self.shop.database.reader() as r:
            return await queries.listed(r, self.brand_id, state, (None, None), 50)

    async def shown(self, candidate: ListedCandidate) -> CandidateOut:
        async with self.shop.database.reader() as r:
            return await listing.shown(r, candidate)

    async def approve(self, candidate: ListedCandidate) -> None:
        async with self.shop.database.writer() as w:
            c = await deciding.locked(w, self.brand_id, candidate.id, candidate.version)
            settings = accounts.settings_of(await accounts.brand(w, self.brand_id))
            by = deciding.who(self.associate)
            await deciding.approve(w, self.shop.assistant.embedder, c, by, "so people say it", settings)

    async def begins(self, question: str) -> list[str]:
        """The flows that the bot begins when somebody asks this."""
        _, c = await self.asked(question)
        async with self.shop.database.reader() as r:
            return [one.flow for one in await flow_queries.of_segment(r, c.brand_id, c.id, c.segment)]


@pytest.fixture
async def scene(make_database, embedder, tmp_path) -> AsyncIterator[Scene]:
    async with contextlib.AsyncExitStack() as stack:
        shop = await stack.enter_async_context(
            opened(
                make_database, embedder, tmp_path, brands=("crateful",), articles=FEW,
                also=lambda assistant: [*handlers.subscriptions(assistant), *quality.SUBSCRIPTIONS],
            )
        )  # fmt: skip
        async with shop.database.writer() as w:
            person = await accounts.create_person(w, "sam@acme.example", "Sam Field", "correct horse battery")
            brand = shop.brands["crateful"].brand
            await accounts.set_role(w, person.id, brand.id, "leader")
        yield Scene(shop, Actor("person", person.id, "Sam Field", {brand.id: "leader"}))


async def test_what_was_done_by_hand_becomes_a_way_to_ask_for_its_flow_and_can_be_taken_back(scene: Scene):
    assert await scene.begins(AWAY) == []
    await scene.done_by_hand(AWAY, ("subscription_status", {}), ("skip_box", {}))
    await scene.done_by_hand(f"{AWAY}!", ("skip_box", {}))
    [candidate] = await scene.candidates()
    assert (candidate.kind, candidate.article_slug, candidate.asked) == ("action", "action:skip_box", 2)
    assert (await scene.shown(candidate)).flow == "Skip the next box"
    await scene.approve(candidate)
    assert await scene.begins(AWAY) == ["skip-box"]

    [approved] = await scene.candidates("approved")
    async with scene.shop.database.writer() as w:
        c = await deciding.locked(w, scene.brand_id, approved.id, approved.version)
        await deciding.roll_back(w, c, deciding.who(scene.associate), "too broad")
    assert await scene.begins(AWAY) == []


async def test_an_action_that_no_flow_runs_is_an_explained_gap(scene: Scene):
    address = {"street": "Rua Nova 5", "city": "Porto"}
    await scene.done_by_hand("we live on the other side of the river since May", ("change_address", address))
    [candidate] = await scene.candidates()
    assert (candidate.kind, (await scene.shown(candidate)).flow) == ("action", None)
    with pytest.raises(BadInput, match="No flow of its own runs this action yet"):
        await scene.approve(candidate)
    async with scene.shop.database.reader() as r:
        assert await r.value("SELECT count(*) FROM learning_gaps WHERE state = 'open'") == 1


async def test_what_a_flow_gets_done_is_covered_by_the_bot(scene: Scene):
    ana, _ = await scene.asked("skip my next box")
    await scene.asked("the ribbon on my box was blue")
    await ana.say("yes")
    async with scene.shop.database.reader() as r:
        [every] = [one for one in await bot_queries.figures(r, [scene.brand_id], 30) if one.level == 3]
    assert (every.started, every.answered) == (2, 1)


async def test_two_things_done_teach_no_action(scene: Scene):
    address = {"street": "Rua Nova 5", "city": "Porto"}
    await scene.done_by_hand(AWAY, ("skip_box", {}), ("change_address", address))
    assert await scene.candidates() == []
