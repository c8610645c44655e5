"""A brand with articles whose bot learns: requesters write, a person answers, time passes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.database.bot.world import World, open_world

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.bot.assistant import Assistant
from gigline.bot.learning import handlers, queries
from gigline.bot.learning.models import ListedCandidate
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder
from gigline.quality import handlers as quality

DAY = 86_400.0


@dataclass
class Scene:
    world: World
    associate: Actor

    @property
    def brand_id(self) -> UUID:
        return self.world.brand.id

    @property
    def articles(self) -> list[ArticleFile]:
        """The brand's own."""
        return knowledge.read_folder(Path("examples/brands/hoplane/knowledge"))

    async def somebody_else(self) -> None:
        """The next who writes is another requester."""
        async with self.world.database.writer() as w:
            contact = await contacts.resolve_identity(
                w, self.brand_id, "visitor", uuid4().hex, name="Bea", kind="customer"
            )
        self.world.requester = replace(self.world.requester, contact_id=contact.id, recipient=str(contact.id))

    async def asked(self, *bodies: str) -> Conversation:
        """Another requester writes."""
        await self.somebody_else()
        return await self.world.say(*bodies)

    async def settled(self, question: str, answer: str) -> Conversation:
        """Another requester asks, the bot does what it does, a person answers and resolves."""
        c = await self.asked(question)
        return await self.answered(c, answer)

    async def answered(self, c: Conversation, *answers: str) -> Conversation:
        async with self.world.database.writer() as w:
            c = await conversations.assign(w, c.id, c.epoch, self.associate.id, self.associate.name, cause="take_over")
            author = Author("associate", self.associate.id, self.associate.name)
            for answer in answers:
                await conversations.reply(w, c.id, c.epoch, author, answer)
            await conversations.resolve(w, c.id, c.epoch, by="associate", author=author)
        await self.world.relay.run_until_idle()
        return await self.world.now(c.id)

    async def held(self, hours: float = 49) -> None:
        """Time passes, and whoever came back has come back."""
        await self.world.pass_time(hours * 3_600)
        await self.world.relay.run_until_idle()

    async def candidates(self, state: str = "open") -> list[ListedCandidate]:
        async with self.world.database.reader() as r:
            return await queries.listed(r, self.brand_id, state, (None, None), 50)

    async def examples(self, slug: str) -> list[str]:
        async with self.world.database.reader() as r:
            return [one.text for one in await knowledge.examples(r, self.brand_id) if one.slug == slug]

    async def body_of(self, slug: str) -> str:
        async with self.world.database.reader() as r:
            index = await knowledge.index_of(r, self.world.assistant.embedder, self.brand_id)
        return next(one.body for one in index.articles if one.slug == slug)

    async def count(self, sql: str, *args: object) -> int:
        async with self.world.database.reader() as r:
            return int(await r.value(sql, *args))


@asynccontextmanager
async def open_scene(make_database: Any, embedder: Embedder, **bot: Any):
    def also(assistant: Assistant) -> list[Any]:
        return [*handlers.subscriptions(assistant), *quality.SUBSCRIPTIONS]

    async with open_world(make_database, embedder, also=also, **bot) as world:
        async with world.database.writer() as w:
            person = await accounts.create_person(w, "sam@acme.example", "Sam Field", "correct horse battery")
            await accounts.set_role(w, person.id, world.brand.id, "leader")
            # What the bot is sure of needs no person here.
            await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{learning,audit_share}', '1')")
        yield Scene(world, Actor("person", person.id, "Sam Field", {world.brand.id: "leader"}))
