"""What several processes may do to one conversation at the same instant, and what must never come of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import queries
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, NewMessage
from gigline.infra.db import Database
from gigline.routing import service as routing
from gigline.workforce import service as workforce
from tests import invariants, scenes
from tests.race.harness import PROCESSES, ROUNDS, contenders

BOT = Author("bot", None, "Bo")


def person(task: dict[str, Any], role: Any = "associate") -> Actor:
    return Actor(kind="person", id=task["person"], name="Sam", roles={task["brand"]: role})


def _not_broken(outcomes: list[str]) -> None:
    assert not [outcome for outcome in outcomes if outcome.startswith("BROKEN")], outcomes


async def _settle(database: Database, conversation_id: UUID) -> None:
    """End the round: resolve what is open, so that capacity is free for the next one."""
    async with database.writer() as w:
        c = await conversations.lock(w, conversation_id)
        if c.status == "open":
            await conversations.resolve(w, c.id, c.epoch, by="associate")
        await routing.reconcile(w, conversation_id)


async def _offered(database: Database, brand_id: UUID, account_id: UUID, settings: Any) -> tuple[UUID, UUID, UUID]:
    who = await scenes.requester(database, brand_id, account_id)
    c = await scenes.written(database, who, settings)
    async with database.writer() as w:
        offer = await routing.match(w, c.id)
    assert offer is not None
    return c.id, offer.id, offer.associate_id


async def accept_or_expire(database: Database, who: int, task: dict[str, Any]) -> str:
    async with database.writer() as w:
        if who == 0:
            return "expired" if await routing.expire(w, task["offer"]) else "too_late"
        await routing.accept(w, person(task), task["offer"])
    return "accepted"


async def test_accepting_against_expiry_and_against_oneself_on_another_device(database: Database):
    brand, settings, account_id = await scenes.brand(database, bot=False)
    sam = await scenes.associate(database, brand.id)
    seen: Counter[str] = Counter()
    with contenders(database.dsn, accept_or_expire) as race:
        for round_ in range(ROUNDS):
            conversation_id, offer_id, _ = await _offered(database, brand.id, account_id, settings)
            # Half of the rounds sit exactly on the deadline, the others are in time.
            if round_ % 2:
                async with database.writer() as w:
                    on_the_deadline = "UPDATE offers SET expires_at = gigline_now() + interval '2 ms' WHERE id = $1"
                    await w.execute(on_the_deadline, offer_id)
            outcomes = race.run({"offer": offer_id, "person": sam.id, "brand": brand.id})
            _not_broken(outcomes)
            async with database.reader() as r:
                c = await conversations.get(r, conversation_id)
                state = await r.value("SELECT state FROM offers WHERE id = $1", offer_id)
            assert outcomes.count("accepted") <= 1
            assert (outcomes.count("accepted") == 1) == (state == "accepted") == (c.holder == "associate")
            assert outcomes.count("expired") == (state == "expired")
            seen.update([state])
            await invariants.check(database, [conversation_id])
            await _settle(database, conversation_id)
            async with database.writer() as w:
                await workforce.set_availability(w, sam.id, "on")
    await invariants.check(database)
    assert seen["accepted"] > 0
    assert seen["expired"] > 0, "the interesting coincidence never happened: the campaign shows nothing"


async def bot_or_person(database: Database, who: int, task: dict[str, Any]) -> str:
    async with database.writer() as w:
        if who == 0:
            await conversations.reply(w, task["conversation"], task["epoch"], BOT, "An answer.")
            return "bot"
        await routing.take_over(w, person(task, "leader"), task["conversation"], task["epoch"])
    return "taken"


async def test_the_bot_never_talks_over_a_person_and_only_one_takes_over(database: Database):
    brand, settings, account_id = await scenes.brand(database)
    sam = await scenes.associate(database, brand.id, capacity=3)
    seen: Counter[str] = Counter()
    with contenders(database.dsn, bot_or_person) as race:
        for _ in range(ROUNDS):
            who = await scenes.requester(database, brand.id, account_id)
            c = await scenes.written(database, who, settings)
            task = {"conversation": c.id, "epoch": c.epoch, "person": sam.id, "brand": brand.id}
            outcomes = race.run(task)
            _not_broken(outcomes)
            assert outcomes.count("taken") == 1, outcomes
            async with database.reader() as r:
                log = await conversations.entries(r, await conversations.get(r, c.id))
            taken = next(e.seq for e in log if e.data.get("type") == "assigned")
            assert all(e.seq < taken for e in log if e.author_kind == "bot")
            seen.update(outcomes[:1])
            await invariants.check(database, [c.id])
            await _settle(database, c.id)
    await invariants.check(database)
    assert seen["bot"] > 0
    assert seen["stale_epoch"] > 0


async def first_messages(database: Database, who: int, task: dict[str, Any]) -> str:
    requester = task["requester"]

    async def write(n: int) -> None:
        async with database.writer() as w:
            message = NewMessage(f"message {who}-{n}", f"client-{who}-{n}")
            settings = accounts.settings_of(await accounts.brand(w, requester.brand_id))
            await conversations.receive(w, requester, message, settings)

    await asyncio.gather(*(write(n) for n in range(4 if who == 0 else 3)))
    return "written"


async def test_ten_simultaneous_first_messages_of_a_new_contact_are_one_conversation(database: Database):
    brand, _, account_id = await scenes.brand(database)
    with contenders(database.dsn, first_messages) as race:
        for _ in range(ROUNDS):
            who = await scenes.requester(database, brand.id, account_id)
            _not_broken(race.run({"requester": who}))
            async with database.reader() as r:
                found = await queries.of_contacts(r, brand.id, [who.contact_id], 20)
                assert len(found) == 1
                log = await conversations.entries(r, found[0])
            assert [e.seq for e in log] == list(range(1, 12))
            assert sum(e.kind == "message" for e in log) == 10


async def take_one(database: Database, who: int, task: dict[str, Any]) -> str:
    """Everybody wants the same associate: by taking over, and by a leader's assignment."""
    conversation_id, epoch = task["conversations"][who]
    async with database.writer() as w:
        if who % 2:
            await routing.assign(w, person(task, "leader"), conversation_id, epoch, task["associate"])
        else:
            await routing.take_over(w, Actor(
                kind="person", id=task["associate"], name="Sam", roles={task["brand"]: "associate"}
            ), conversation_id, epoch)  # fmt: skip
    return "taken"


async def test_nobody_ever_carries_more_than_they_can(database: Database):
    brand, settings, account_id = await scenes.brand(database)
    sam = await scenes.associate(database, brand.id, capacity=2)
    seed, seen = random.Random(7), Counter[str]()
    with contenders(database.dsn, take_one) as race:
        for _ in range(ROUNDS):
            capacity = seed.choice([1, 2])
            async with database.writer() as w:
                await w.execute("UPDATE associates SET capacity = $2 WHERE id = $1", sam.id, capacity)
            waiting = []
            for _ in range(PROCESSES):
                who = await scenes.requester(database, brand.id, account_id)
                c = await scenes.written(database, who, settings)
                waiting.append((c.id, c.epoch))
            task = {"conversations": waiting, "associate": sam.id, "person": uuid4(), "brand": brand.id}
            outcomes = race.run(task)
            _not_broken(outcomes)
            assert outcomes.count("taken") == capacity, outcomes
            seen.update(outcomes)
            logs = [conversation_id for conversation_id, _ in waiting]
            await invariants.check(database, logs)
            for conversation_id in logs:
                await _settle(database, conversation_id)
            await invariants.check(database, logs)
    await invariants.check(database)
    assert seen["taken"] > 0
    assert len(seen) > 1
