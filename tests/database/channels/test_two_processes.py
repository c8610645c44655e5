"""B19: the same delivery at the same moment in two processes: one row, one event, every round, on every adapter.

GIGLINE_WEBHOOK_ROUNDS=10000 is the long run.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from tests.unit.channels.fixtures import CASES

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
KINDS = ("double", "sms", "whatsapp", "messenger", "telegram", "email")


async def _nobody(w: Writer, event: MessageReceived) -> None:
    raise AssertionError("nobody relays here")


def _parts(kind: str, number: str) -> Sequence[Part]:
    """What the adapter makes of the provider's delivery of this number."""
    if kind == "double":
        return [Inbound(number, number, "u-1", "Hello", b"{}")]
    deliveries = {
        # Nobody proves who wrote a mail: one address may write only so often.
        "email": lambda: {"id": f"m-{number}@home.example", "from": f"p{number}@home.example", "text": "Hello"},
        "sms": lambda: twilio.message(number),
        "whatsapp": lambda: meta.whatsapp(meta.whatsapp_text(number)),
        "messenger": lambda: meta.page(meta.page_text(number)),
        "telegram": lambda: telegram.update(int(number) + 1, message=telegram.message(int(number) + 1)),
    }
    case = CASES[kind]
    return case.adapter.parse(case.settings, case.headers, case.encode(deliveries[kind]()))


async def _deliver(dsn: str, brand_id: UUID, account_id: UUID) -> None:
    """One process: at each line on standard input, deliver the message of that number and say whether it was new."""
    database = Database(dsn, subscribers=Subscriptions([Subscription("t.heard", MessageReceived, _nobody)]))
    await database.open()
    async with database.reader() as r:
        account = await service.account(r, brand_id, account_id)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        parts = _parts(account.kind, line.strip())
        # Four at once in each process: a provider that repeats itself does not ask which one it reaches.
        new = await asyncio.gather(*(service.accept(database, account, parts) for _ in range(4)))
        print(json.dumps([one for [one] in new]), flush=True)
    await database.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_b19_identical_deliveries_at_a_barrier_are_one(channels, kind):
    account = channels.account
    if kind != "double":
        account = await channels.save(kind, f"b-{kind}", **CASES[kind].settings)
    command = [sys.executable, __file__, channels.database.dsn, str(channels.brand_id), str(account.id)]
    pipe = asyncio.subprocess.PIPE
    # The children find the package where this process found it.
    found_at = {**os.environ, "PYTHONPATH": f"{Path(gigline.__file__).parents[1]}:{Path(__file__).parents[3]}"}
    both = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=found_at) for _ in range(2)]
    lines = [(one.stdin, one.stdout) for one in both]
    try:
        for _, out in lines:
            assert (await asyncio.wait_for(out.readline(), 30)).strip() == b"ready"
        won_by, rounds = [0, 0], 0
        # A machine with other work may let the same one win again and again: then it goes on until they have met.
        while rounds < ROUNDS or (min(won_by) == 0 and rounds < 20 * ROUNDS):
            number, rounds = rounds, rounds + 1
            for to, _ in lines[:: 1 if number % 2 else -1]:
                to.write(b"%d\n" % number)
            answers = [json.loads(await asyncio.wait_for(out.readline(), 30)) for _, out in lines]
            assert sum(map(sum, answers)) == 1, f"round {number}: {answers}"
            won_by[answers.index(next(one for one in answers if any(one)))] += 1
    finally:
        for one in both:
            one.stdin.close()
            await one.wait()
    assert await channels.value("SELECT count(*) FROM inbound") == rounds
    assert await channels.value("SELECT count(*) FROM events WHERE type = 'MessageReceived'") == rounds
    assert await channels.value("SELECT count(*) FROM deliveries WHERE subscriber = 't.heard'") == rounds
    assert min(won_by) > 0, f"the two never met: {won_by}"


if __name__ == "__main__":
    asyncio.run(_deliver(sys.argv[1], UUID(sys.argv[2]), UUID(sys.argv[3])))
