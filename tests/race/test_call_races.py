"""Identical webhooks in several processes at the same moment are one call; and who is in a call has nothing else."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from uuid import UUID

import httpx

from gigline.api import limits
from gigline.api import service as api
from gigline.calls.phone import endpoints
from gigline.channels import service as channels
from gigline.channels.adapters.twilio import signature
from gigline.channels.adapters.twilio.voice import samples
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.settings import Settings
from gigline.routing import service as routing
from gigline.workforce import service as workforce
from tests.conftest import fresh_dsn
from tests.database.routing.world import World
from tests.race.harness import contenders
from tests.unit.channels.fixtures import TWILIO

ROUNDS = int(os.environ.get("GIGLINE_WEBHOOK_ROUNDS", "25"))
PUBLIC = "https://hooks.example"
CALLS = f"{PUBLIC}/channels/phone/acme-phone/calls"


async def deliver(database: Database, _: int, task: tuple[str, dict[str, str]]) -> str:
    """One webhook, signed."""
    url, fields = task
    app = api.build(database, Settings(public_url=PUBLIC), [], rates=limits.Rates().times(1e6), first=endpoints.ROUTES)
    headers = {signature.HEADER: signature.sign(TWILIO["auth_token"], url, list(fields.items()))}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside.example") as client:
        answer = await client.post(url.removeprefix(PUBLIC), data=fields, headers=headers)
    return str(answer.status_code)


async def _number(database: Database) -> World:
    world = await World.make(database)
    async with database.writer() as w:
        await channels.save_account(w, world.brand.id, "phone", "acme-phone", dict(TWILIO))
    return world


COUNTED = """
SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM contacts), (SELECT count(*) FROM conversations),
    (SELECT count(*) FROM entries WHERE kind = 'message'), (SELECT coalesce(sum(turn), 0) FROM calls)
"""


def test_identical_webhooks_at_a_barrier_are_one_call_one_line_one_turn(server_dsn: str) -> None:
    """The long run: GIGLINE_WEBHOOK_ROUNDS=10000."""

    async def go() -> None:
        async with fresh_dsn(server_dsn) as dsn:
            database = Database(dsn, subscribers=Subscriptions(), pool_size=4)
            await database.open()
            await _number(database)
            with contenders(dsn, deliver, processes=2) as both:
                for n in range(ROUNDS):
                    await _round(database, both, n)
            await database.close()

    asyncio.run(go())


async def _round(database: Database, both: Any, n: int) -> None:
    """A call comes in, says something, and ends: each told twice at once."""
    caller = f"+35191{n:07d}"
    before = await _count(database)
    assert both.run((CALLS, samples.call(f"c{n}", caller=caller))) == ["200", "200"]
    call_id, turn = await _call(database)
    said = samples.spoken(f"c{n}", caller=caller)
    assert both.run((f"{CALLS}/{call_id}/said?turn={turn}", said)) == ["200", "200"]
    assert both.run((CALLS, samples.call(f"c{n}", state="completed", caller=caller))) == ["200", "200"]
    after = await _count(database)
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1, 1, 1]


async def _count(database: Database) -> list[int]:
    async with database.reader() as r:
        [row] = await r.rows(COUNTED)
    return [int(one) for one in row]


async def _call(database: Database) -> tuple[UUID, int]:
    async with database.reader() as r:
        [row] = await r.rows("SELECT id, turn FROM calls ORDER BY started_at DESC, id DESC LIMIT 1")
    return row["id"], row["turn"]


async def take_over(database: Database, who: int, task: tuple[Any, list[UUID], int]) -> str:
    """Everybody wants the associate: for a chat, for another chat, and for a call."""
    actor, conversations, _ = task
    async with database.writer() as w:
        c = await routing.take_over(w, actor, conversations[who], 2)
    return c.medium


def test_nobody_in_a_call_gets_a_chat_and_nobody_in_a_chat_a_call(server_dsn: str) -> None:
    """The long run: GIGLINE_WEBHOOK_ROUNDS=10000."""

    async def go() -> None:
        async with fresh_dsn(server_dsn) as dsn:
            database = Database(dsn, subscribers=Subscriptions(), pool_size=4)
            await database.open()
            world = await World.make(database)
            outcomes = []
            with contenders(dsn, take_over) as three:
                for n in range(ROUNDS):
                    outcomes.append(await _free_for_all(world, three, n))
            # Both came about: the call was first, and the chats were.
            assert {"voice", "webchat"} <= set(outcomes)
            await database.close()

    asyncio.run(go())


async def _free_for_all(world: World, three: Any, n: int) -> str:
    sam = await world.associate(f"sam{n}", capacity=3)
    async with world.database.writer() as w:
        # Longer than the contenders take to start.
        await workforce.beat(w, sam, world.connections[sam], ttl_s=600)
    waiting = [(await world.queued()).id for _ in range(2)] + [(await world.queued(channel="voice")).id]
    order = [*waiting[n % 3 :], *waiting[: n % 3]]
    outcomes = three.run((world.actor(sam), order, n))
    got = [one for one in outcomes if one in {"voice", "webchat"}]
    assert got in (["voice"], ["webchat"], ["webchat", "webchat"]), outcomes
    async with world.database.reader() as r:
        assert (await workforce.me(r, sam)).load == (3 if got == ["voice"] else len(got))
    return got[0]
