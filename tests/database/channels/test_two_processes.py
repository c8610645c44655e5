"""B19: the same delivery at the same moment in two processes: one row, one event, every round, on every adapter.

What lives in our own live stream (the widget's chat) is told apart by its sender and stored by the same statement.

GIGLINE_WEBHOOK_ROUNDS=10000 is the long run.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from tests.unit.channels.fixtures import CASES, line_message

import gigline
from gigline.channels import service
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.telegram import samples as telegram
from gigline.channels.adapters.twilio import samples as twilio
from gigline.channels.contract import Inbound, Part
from gigline.channels.events import MessageReceived
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import Subscription, Subscriptions

ROUNDS = int(os.environ.get("GIGLINE_WEBHOOK_ROUNDS", "10"))
# Of those that share a parser one: Instagram is read as Messenger is, and a phone's texts as an SMS number's.
KINDS = ("double", "api", "email", "line", "messenger", "sms", "telegram", "whatsapp")

PATIENCE_S = 60
STORED = """
SELECT a.kind, count(*)::int AS n FROM inbound i
JOIN channel_accounts a ON (a.brand_id, a.id) = (i.brand_id, i.account_id) GROUP BY 1
"""
HEARD = "SELECT count(*) FROM deliveries WHERE subscriber = 't.heard'"


async def _nobody(w: Writer, event: MessageReceived) -> None:
    raise AssertionError("nobody relays here")


def _parts(kind: str, number: str) -> Sequence[Part]:
    """What the adapter makes of the provider's delivery of this number."""
    if kind == "double":
        return [Inbound(number, number, "u-1", "Hello", b"{}")]
    deliveries = {
        "api": lambda: {**CASES["api"].message, "id": number},
        # Nobody proves who wrote a mail: one address may write only so often.
        "email": lambda: {"id": f"m-{number}@home.example", "from": f"p{number}@home.example", "text": "Hello"},
        "line": lambda: line_message(message={"id": number, "type": "text", "text": "Hello"}),
        "sms": lambda: twilio.message(number),
        "whatsapp": lambda: meta.whatsapp(meta.whatsapp_text(number)),
        "messenger": lambda: meta.page(meta.page_text(number)),
        "telegram": lambda: telegram.update(int(number) + 1, message=telegram.message(int(number) + 1)),
    }
    case = CASES[kind]
    return case.adapter.parse(case.settings, case.headers, case.encode(deliveries[kind]()))


async def _deliver(dsn: str, brand_id: UUID) -> None:
    """One process: for each channel and number on standard input, deliver that message and say whether it was new."""
    database = Database(dsn, subscribers=Subscriptions([Subscription("t.heard", MessageReceived, _nobody)]))
    await database.open()
    async with database.reader() as r:
        accounts = {one.kind: one for one in await service.accounts(r, brand_id)}
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        kind, number = line.split()
        parts = _parts(kind, number)
        # Four at once in each process: a provider that repeats itself does not ask which one it reaches.
        new = await asyncio.gather(*(service.accept(database, accounts[kind], parts) for _ in range(4)))
        print(json.dumps([one for [one] in new]), flush=True)
    await database.close()


@asynccontextmanager
async def _two(dsn: str, brand_id: UUID) -> AsyncIterator[Sequence[asyncio.subprocess.Process]]:
    """Two processes that deliver what they are told."""
    command = [sys.executable, __file__, dsn, str(brand_id)]
    pipe = asyncio.subprocess.PIPE
    # The children find the package where this process found it.
    found_at = {**os.environ, "PYTHONPATH": f"{Path(gigline.__file__).parents[1]}:{Path(__file__).parents[3]}"}
    both = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=found_at) for _ in range(2)]
    try:
        for one in both:
            assert await _said(one) == b"ready"
        yield both
    finally:
        for one in both:
            assert one.stdin is not None
            one.stdin.close()
            await one.wait()


async def _said(one: asyncio.subprocess.Process) -> bytes:
    assert one.stdout is not None
    return (await asyncio.wait_for(one.stdout.readline(), PATIENCE_S)).strip()


async def test_b19_identical_deliveries_at_a_barrier_are_one(channels):
    for kind in KINDS[1:]:
        await channels.save(kind, f"b-{kind}", **CASES[kind].settings)
    async with _two(channels.database.dsn, channels.brand_id) as both:
        rounds = {kind: await _meet(both, kind) for kind in KINDS}
    async with channels.database.reader() as r:
        stored = await r.rows(STORED)
        assert {row["kind"]: row["n"] for row in stored} == rounds
    for effects in ("SELECT count(*) FROM events WHERE type = 'MessageReceived'", HEARD):
        assert await channels.value(effects) == sum(rounds.values())


async def _meet(both: Sequence[asyncio.subprocess.Process], kind: str) -> int:
    """Let them deliver the same messages at the same time; how many messages it took."""
    won_by, rounds = [0, 0], 0
    # A machine with other work may let the same one win again and again: then it goes on until they have met.
    while rounds < ROUNDS or (min(won_by) == 0 and rounds < 20 * ROUNDS):
        number, rounds = rounds, rounds + 1
        for one in both[:: 1 if number % 2 else -1]:
            assert one.stdin is not None
            one.stdin.write(f"{kind} {number}\n".encode())
        answers = [json.loads(await _said(one)) for one in both]
        assert sum(map(sum, answers)) == 1, f"{kind}, round {number}: {answers}"
        won_by[answers.index(next(one for one in answers if any(one)))] += 1
    assert min(won_by) > 0, f"{kind}: the two never met: {won_by}"
    return rounds


if __name__ == "__main__":
    asyncio.run(_deliver(sys.argv[1], UUID(sys.argv[2])))
