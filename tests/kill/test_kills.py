"""`kill -9` at every failpoint under traffic: what was acknowledged is there, once, in order; nothing is sent twice.

GIGLINE_KILLS says how many (12; 50 in CI; the long campaign is GIGLINE_KILLS=10000). Which failpoint is next goes
round, and the campaign goes on until each has killed.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from gigline.accounts import service as accounts
from gigline.accounts import sessions
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.infra.db import Database
from gigline.workforce import service as workforce
from tests import invariants, scenes
from tests.kill.traffic import ACCOUNT, SECRET, Console, Provider, Sender
from tests.processes import Gigline, free_port

KILLS = int(os.environ.get("GIGLINE_KILLS", "12"))
SENDERS = 6
DRAIN_S = 90
UNTOUCHED_S = 15

WEB = (
    "ingest.before_tx",
    "ingest.after_insert_before_commit",
    "ingest.commit_ok_reply_lost",
    "ingest.after_commit_before_ack",
    "lease.renew_lost",
)
WORKER = (
    "outbox.after_lease",
    "outbox.provider_accepted_before_mark",
    "outbox.after_mark_before_publish",
    "ws.after_seq_alloc_before_fanout",
    "reserve.after_select_before_cas",
    "reserve.timeout_vs_accept",
)

# What is passed seldom kills soon; what every message passes, so that some get through in between.
CHANCES = {
    **dict.fromkeys(WORKER, 0.25),
    **dict.fromkeys(("lease.renew_lost", "reserve.timeout_vs_accept", "outbox.provider_accepted_before_mark"), 1.0),
}


@dataclass
class Role:
    """A process that is killed and started again, with the next failpoint armed."""

    command: list[str]
    points: tuple[str, ...]
    port: int
    kills: Counter[str] = field(default_factory=Counter)
    process: Gigline | None = None
    starts: int = 0
    since: float = 0.0

    def start(self, folder: Path, dsn: str, *, armed: bool) -> None:
        point = self.points[self.starts % len(self.points)]
        self.starts, self.since = self.starts + 1, time.monotonic()
        failpoints = f"{point}=kill:{CHANCES.get(point, 0.05)}" if armed else ""
        self.process = Gigline(self.command, folder, dsn, self.port, failpoints=failpoints)
        self.point = point


async def _brand(database: Database, provider: Provider) -> tuple[Console, list[UUID]]:
    settings = BrandSettings.model_validate(
        {
            "brand": {"key": "acme", "name": "Acme", "languages": ["en"]},
            "topics": [{"key": "delivery", "name": "Deliveries"}],
            "queue": {"offer_expires_s": {"chat": 5}},
            "channels": [{"kind": "api", "account": ACCOUNT}],
        }
    )
    async with database.writer() as w:
        brand = await accounts.save_brand(w, settings)
        await channels.save_account(w, brand.id, "api", ACCOUNT, {"secret": SECRET, "callback_url": provider.url})
    people = [await scenes.associate(database, brand.id, capacity=6) for _ in range(3)]
    token = uuid4().hex
    async with database.writer() as w:
        for one in people:
            await workforce.beat(w, one.id, uuid4(), ttl_s=86_400)
        await w.execute(
            "INSERT INTO sessions (token_hash, person_id, csrf, expires_at) "
            "VALUES ($1, $2, 'c', gigline_now() + '1 day')",
            sessions.hash_of(token), people[0].id,
        )  # fmt: skip
    return Console(token), [one.id for one in people]


async def _stay_there(database: Database, people: list[UUID], stop: asyncio.Event) -> None:
    """The associates let every offer run out, which pauses them, and say each time that they are there after all."""
    while not stop.is_set():
        for one in people:
            async with database.writer() as w:
                await workforce.set_availability(w, one, "on")
        await asyncio.sleep(1)


async def _campaign(roles: list[Role], folder: Path, dsn: str, kills: int) -> None:
    for role in roles:
        role.start(folder, dsn, armed=True)
    while sum(sum(role.kills.values()) for role in roles) < kills or _never_hit(roles):
        await asyncio.sleep(0.02)
        for role in roles:
            assert role.process is not None
            if not role.process.alive:
                assert role.process.process.returncode == -9, "it ended in another way than by the failpoint"
                role.kills[role.point] += 1
                role.start(folder, dsn, armed=True)
            elif time.monotonic() - role.since > UNTOUCHED_S:
                # Its failpoint is not passed just now: it is killed wherever it is, and the next one is armed.
                role.process.kill()
                role.kills["anywhere"] += 1
                role.start(folder, dsn, armed=True)


def _never_hit(roles: list[Role]) -> list[str]:
    """A campaign is over when each failpoint killed at least once: otherwise it says nothing of it."""
    return [point for role in roles for point in role.points if not role.kills[point]]


async def _drained(database: Database, expected: set[str]) -> None:
    """Until everything acknowledged is in the log and no delivery is under way, or the patience is over."""
    for _ in range(DRAIN_S * 5):
        async with database.reader() as r:
            stored = {row["body"] for row in await r.rows("SELECT body FROM entries WHERE author_kind = 'requester'")}
            busy = await r.value("SELECT count(*) FROM deliveries WHERE state <> 'dead' AND due_at < gigline_now()")
        if expected <= stored and not busy:
            return
        await asyncio.sleep(0.2)


async def test_what_was_acknowledged_survives_every_kill_once_and_in_order(
    database: Database, dsn: str, tmp_path: Path
):
    provider = Provider()
    await provider.start()
    console, people = await _brand(database, provider)
    web = Role(["serve", "--roles", "web"], WEB, free_port())
    worker = Role(["serve", "--roles", "worker,router"], WORKER, free_port())
    stop = asyncio.Event()
    senders = [Sender(f"s{n}") for n in range(SENDERS)]
    sending = [asyncio.create_task(one.run(f"http://127.0.0.1:{web.port}", stop)) for one in senders]
    sending.append(asyncio.create_task(console.run(f"127.0.0.1:{web.port}", stop)))
    sending.append(asyncio.create_task(_stay_there(database, people, stop)))
    try:
        await _campaign([web, worker], tmp_path, dsn, KILLS)
    finally:
        stop.set()
        await asyncio.gather(*sending)
        for role in (web, worker):
            assert role.process is not None
            role.process.kill()
    worker.start(tmp_path, dsn, armed=False)
    assert worker.process is not None
    try:
        acked = {one for sender in senders for one in sender.acked}
        await _drained(database, acked)
    finally:
        worker.process.stop()
        await provider.stop()
    print(f"kills {dict(web.kills + worker.kills)}, acknowledged {len(acked)}, sent {sum(provider.received.values())}")
    await _check(database, senders, provider)
    assert not _never_hit([web, worker])


async def _check(database: Database, senders: list[Sender], provider: Provider) -> None:
    async with database.reader() as r:
        rows = await r.rows(
            "SELECT conversation_id, seq, body FROM entries WHERE author_kind = 'requester' "
            "ORDER BY conversation_id, seq"
        )
        dead = await r.value("SELECT count(*) FROM deliveries WHERE state = 'dead'")
        outbound = await r.rows("SELECT id::text, state FROM outbound")
    times = Counter(row["body"] for row in rows)
    assert [body for body, count in times.items() if count > 1] == [], "stored twice"
    for sender in senders:
        assert sender.acked, "this sender never got through: the campaign says nothing of it"
        assert [one for one in sender.acked if one not in times] == [], "acknowledged and lost"
        stored = [row["body"] for row in rows if row["body"].startswith(f"{sender.name}-")]
        assert stored == sorted(stored), "out of order"
    await invariants.check(database)
    assert dead == 0
    assert [one for one, count in provider.received.items() if count > 1] == [], "sent twice"
    sent = {row["id"] for row in outbound if row["state"] in {"sent", "delivered", "read"}}
    assert sent <= set(provider.received), "marked as sent, never received"
    settled = {"sent", "delivered", "read", "failed", "unknown", "sending"}
    assert {row["state"] for row in outbound} <= settled, "left in the queue"
