"""`kill -9` at every point of taking and sending: what was acknowledged is stored, what was sent is not sent again."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sys
from pathlib import Path
from uuid import UUID

import pytest
from tests.unit.channels.local_server import answering, server

import gigline
from gigline.channels import delivery, handlers, service
from gigline.channels.contract import Inbound
from gigline.channels.events import MessageReceived
from gigline.infra import failpoints
from gigline.infra.db import Database, Writer
from gigline.infra.http import safe_fetch
from gigline.infra.outbox import Subscription, Subscriptions
from gigline.infra.relay import Relay

LIVES = 3
MESSAGES = 40
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


async def _nobody(w: Writer, event: MessageReceived) -> None:
    raise AssertionError("nobody relays here")


async def _take(dsn: str, brand_id: UUID, account_id: UUID) -> None:
    """Take messages in order from the first one on, and print the number of each that is acknowledged."""
    database = Database(dsn, subscribers=Subscriptions([Subscription("t.heard", MessageReceived, _nobody)]))
    await database.open()
    async with database.reader() as r:
        account = await service.account(r, brand_id, account_id)
    for number in range(MESSAGES):
        await service.accept(database, account, [Inbound(f"m-{number}", f"m-{number}", "u-1", "Hello", b"{}")])
        await failpoints.hit("ingest.after_commit_before_ack")
        print(number, flush=True)
    await database.close()


async def _send(dsn: str) -> None:
    """Send what is due."""
    subscriptions = Subscriptions(handlers.subscriptions(functools.partial(safe_fetch, allow_private=True)))
    database = Database(dsn, subscribers=subscriptions)
    await database.open()
    await Relay(database, subscriptions).run_until_idle()
    await database.close()


async def live(mode: str, spec: str, *args: str) -> tuple[int, list[int]]:
    """Run this file as a process with these failpoints: its exit code and the numbers it printed."""
    root = Path(gigline.__file__).parents[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, mode, spec, *args),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root.parent}"},
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, [int(line) for line in out.split()]


@pytest.mark.parametrize(
    "point", ["before_tx", "after_insert_before_commit", "commit_ok_reply_lost", "after_commit_before_ack"]
)
async def test_what_was_acknowledged_is_stored_once_with_its_event(channels, point):
    args = (channels.database.dsn, str(channels.brand_id), str(channels.account.id))
    acknowledged: set[int] = set()
    kills = 0
    for _ in range(LIVES):
        code, numbers = await live("take", f"ingest.{point}=kill:0.1", *args)
        acknowledged |= set(numbers)
        kills += code == -signal.SIGKILL
    assert kills > 0, "nobody was killed"
    async with channels.database.reader() as r:
        stored = {int(row["provider_id"][2:]) for row in await r.rows("SELECT provider_id FROM inbound")}
    assert acknowledged <= stored
    assert await channels.value("SELECT count(*) FROM events WHERE type = 'MessageReceived'") == len(stored)
    assert await channels.value("SELECT count(DISTINCT event_id) FROM deliveries") == len(stored)


async def test_a_sender_killed_after_the_provider_took_it_does_not_send_it_again(channels):
    async with server(answering(OK)) as (url, requests):
        account = await channels.save("api", "hook-api", callback_url=url)
        outbound_id = await channels.enqueue(1, account=account)
        code, _ = await live("send", "outbox.provider_accepted_before_mark=kill", channels.database.dsn)
        assert code == -signal.SIGKILL
        await channels.execute("UPDATE outbound SET leased_until = clock_timestamp() - interval '1 s'")
        await channels.execute("UPDATE deliveries SET leased_until = clock_timestamp() - interval '1 s'")
        assert await delivery.expire(channels.database) == 1
        assert await channels.relay.reclaim() == 1
        await channels.run()
    assert (await channels.row(outbound_id)).state == "unknown"
    assert len(requests) == 1


async def test_a_sender_killed_before_it_began_is_made_up_for(channels):
    async with server(answering(OK)) as (url, requests):
        account = await channels.save("api", "hook-api", callback_url=url)
        outbound_id = await channels.enqueue(1, account=account)
        code, _ = await live("send", "outbox.after_lease=kill", channels.database.dsn)
        assert code == -signal.SIGKILL
        await channels.execute("UPDATE deliveries SET leased_until = clock_timestamp() - interval '1 s'")
        assert await channels.relay.reclaim() == 1
        await channels.run()
    assert (await channels.row(outbound_id)).state == "sent"
    assert len(requests) == 1


if __name__ == "__main__":
    failpoints.arm(sys.argv[2])
    if sys.argv[1] == "take":
        asyncio.run(_take(sys.argv[3], UUID(sys.argv[4]), UUID(sys.argv[5])))
    else:
        asyncio.run(_send(sys.argv[3]))
