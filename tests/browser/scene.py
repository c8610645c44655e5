"""A busy hour at both brands, made through the same calls that visitors and associates use; for the pictures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from tests.browser.platform import Person, Platform, Requester
from tests.browser.waiting import until

THERE = ("sim-aiko", "sim-beto", "sim-davi", "sim-edda", "sim-gala", "sim-ivo")
STARTED_S_AGO = 4_500.0
DAY_S = 86_400.0
DAYS = 9


@dataclass(frozen=True)
class Talk:
    """One requester and what they wrote. `said` is what an associate answers; `score` ends it with a rating."""

    account: str
    name: str
    wrote: str
    kind: str | None = None
    said: tuple[str, ...] = ()
    score: int | None = None
    minutes_later: float = 2.0


EVERY_DAY = (
    ("hoplane-couriers", "When is payday?"),
    ("hoplane-web", "How do I cancel my order?"),
    ("crateful-web", "How do I skip a month?"),
    ("crateful-makers", "When is our invoice paid?"),
    ("hoplane-web", "When do I get my refund?"),
)
BY_THE_BOT = (
    Talk("hoplane-couriers", "Nuno Vale", "I need a new thermal bag", "worker", score=5),
    Talk("hoplane-web", "Elin Strand", "Can I tip after delivery?", score=4),
    Talk("crateful-web", "Bea Lund", "Is the packaging recyclable?", score=5),
    Talk("crateful-makers", "Orchard & Sons", "When is our invoice paid?", "business", score=4),
    Talk("hoplane-restaurants", "Casa Verdelha", "Our tablet is offline", "business"),
    Talk("hoplane-web", "Ruth Adeyemi", "When do I get my refund?", score=2),
)
BY_PEOPLE = (
    Talk(
        "hoplane-web",
        "Ines Duarte",
        "I was charged twice for order HP-48213",
        said=("The second one was a hold. It is released now.",),
        score=5,
    ),
    Talk(
        "crateful-web", "Paul Weir", "My box arrived with a broken jar", said=("A new jar leaves tomorrow.",), score=4
    ),
    Talk(
        "hoplane-couriers",
        "Teo Brandt",
        "My bike broke down during a delivery, what now?",
        "worker",
        said=("I have moved the order to somebody near you.",),
        score=5,
    ),
    Talk(
        "crateful-packers",
        "Lea Kranz",
        "How do I swap a shift?",
        "worker",
        said=("Swapped with Jo for Friday.",),
        score=5,
    ),
    Talk(
        "hoplane-web",
        "Omar Haddad",
        "An item is missing from my order HP-47551",
        said=("Refunded, with the delivery fee.",),
        score=3,
    ),
)
HELD = (
    Talk(
        "hoplane-couriers",
        "Yara Costa",
        "My account was paused this morning and I do not know why",
        "worker",
        said=("I am looking at the decision now.",),
    ),
    Talk("crateful-web", "Finn Oakes", "I was charged for a box I skipped", said=("Which month was it?",)),
    Talk(
        "hoplane-restaurants",
        "Mar Azul",
        "Our payout for last week is missing",
        "business",
        said=("I can see it was returned by your bank.",),
    ),
    Talk("hoplane-web", "Sofia Lima", "Someone used my card"),
    Talk("hoplane-couriers", "Hugo Rey", "A customer says I never came", "worker"),
    Talk("crateful-web", "Mina Falk", "The gift went to my old address"),
    Talk("hoplane-web", "Leo Brun", "My promo code was taken but nothing came off"),
    Talk("hoplane-couriers", "Dara Quinn", "Two of my deliveries are not in the earnings", "worker"),
)
MORE_OF_HERS = (
    Talk(
        "hoplane-couriers",
        "Nadia Petit",
        "I cannot log in, the code never comes",
        "worker",
        said=("Which number do you see in the app?",),
    ),
    Talk("crateful-web", "Oskar Lind", "Can I send my box to a friend this once?", said=("Yes! Where should it go?",)),
)
WAITING = (
    Talk("hoplane-couriers", "Kai Moreau", "I had an accident on the way to a customer", "worker", minutes_later=0.6),
    Talk("crateful-web", "Greta Holm", "Does the granola contain nuts? I had an allergic reaction.", minutes_later=0.5),
    Talk("hoplane-web", "Ada Pinto", "The driver left my food with the neighbour and they ate it", minutes_later=0.4),
    Talk("crateful-packers", "Milo Renn", "My shift was taken off the plan twice", "worker", minutes_later=0.3),
    Talk("hoplane-restaurants", "Tasca do Rio", "A courier was rude to my staff", "business", minutes_later=0.2),
)
WITH_THE_BOT = (
    Talk("hoplane-web", "Joana Reis", "When do I get my refund?", minutes_later=0.2),
    Talk("crateful-web", "Ben Archer", "How do I skip a month?", minutes_later=0.1),
    Talk("hoplane-couriers", "Iris Blom", "When is payday?", "worker", minutes_later=0.1),
)


class Scene:
    """Builds the hour. The database's clock starts in the past and is moved on, up to the present."""

    def __init__(self, platform: Platform):
        self.platform = platform
        self.people: dict[UUID, Person] = {}

    async def build(self) -> None:
        await self.platform.ahead(-DAYS * DAY_S)
        for day in range(DAYS):
            asked = EVERY_DAY[: 3 + day % 3]
            await asyncio.gather(*(self._is_helped(account, wrote) for account, wrote in asked))
            await self.platform.ahead(DAY_S - (STARTED_S_AGO if day == DAYS - 1 else 0))
        for key in THERE:
            person = await self.platform.person(key)
            self.people[person.id] = person
            await self.platform.present(person, for_s=2 * STARTED_S_AGO)
        for talk in BY_THE_BOT:
            await self._is_rated(talk, await self._written(talk))
        for talk in (*BY_PEOPLE, *HELD):
            who = await self._written(talk)
            await self._is_taken(talk, who)
            await self._is_rated(talk, who)

    async def now(self, *, but_s: float = 0) -> None:
        """The database's clock tells the time again, but for so many seconds."""
        async with self.platform.database.reader() as r:
            left = await r.value("SELECT -extract(epoch FROM ahead)::float8 FROM clock_offset")
        assert left >= but_s, "more happened than there was time for"
        await self.platform.ahead(float(left) - but_s)

    async def queue(self) -> None:
        """Those who wait, and those the bot is busy with."""
        for talk in (*WAITING, *WITH_THE_BOT):
            who = await self._written(talk)
            if talk in WAITING:
                await self._wants_a_person(who)

    async def everybody_is_busy(self) -> None:
        """Nobody takes any more."""
        async with self.platform.database.writer() as w:
            await w.execute("UPDATE associates SET capacity = load WHERE load > 0")
            await w.execute("UPDATE associates SET availability = 'break' WHERE load = 0 AND availability = 'on'")

    async def _is_helped(self, account: str, wrote: str) -> None:
        who = await self.platform.requester(account)
        await who.say(wrote)
        await who.answered()
        await self._is_helped_by_the_bot(who)

    async def _is_helped_by_the_bot(self, who: Requester) -> None:
        await who.say("That helped")

        async def resolved() -> bool:
            return bool((await who.call("GET", "/conversation?after_seq=0"))["conversation"]["status"] == "resolved")

        await until(resolved, f"end of {who.name}'s conversation")

    async def _written(self, talk: Talk) -> Requester:
        await self.platform.ahead(talk.minutes_later * 60)
        who = await self.platform.requester(talk.account, talk.name, talk.kind)
        await who.say(talk.wrote)
        await until(lambda: self._is_answered(who), f"reaction to {talk.name}")
        return who

    async def _is_answered(self, who: Requester) -> bool:
        return any(one["author"]["kind"] == "bot" for one in await who.entries())

    async def _wants_a_person(self, who: Requester) -> str:
        found = await who.call("GET", "/conversation?after_seq=0")
        if found["conversation"]["holder"] == "bot":
            await who.person()
        return await who.waiting()

    async def is_held(self, talk: Talk, taker: Person) -> None:
        """A conversation in the hands of the one person who is free."""
        conversation = await self._wants_a_person(await self._written(talk))
        await taker.take_offer(conversation)
        await taker.say(conversation, talk.said[0])

    async def _is_taken(self, talk: Talk, who: Requester) -> None:
        conversation = await self._wants_a_person(who)
        taker = await self._taker(conversation)
        for text in talk.said:
            await self.platform.ahead(15)
            await taker.say(conversation, text)
        if talk.score is not None:
            await self.platform.ahead(40)
            await taker.resolve(conversation)

    async def _taker(self, conversation: str) -> Person:
        """Who is offered it, and takes it."""

        async def offered() -> UUID | None:
            async with self.platform.database.reader() as r:
                sql = "SELECT associate_id FROM offers WHERE conversation_id = $1 AND state = 'offered'"
                found: UUID | None = await r.value(sql, UUID(conversation))
                return found

        person = self.people[await until(offered, "offer")]
        await self.platform.ahead(4)
        await person.take_offer(conversation)
        return person

    async def _is_rated(self, talk: Talk, who: Requester) -> None:
        if talk.score is None:
            return
        if not talk.said:
            await self._is_helped_by_the_bot(who)
        segment = (await who.call("GET", "/conversation?after_seq=0"))["conversation"]["segment"]
        await who.call("POST", "/rating", {"segment": segment, "score": talk.score, "comment": ""})
