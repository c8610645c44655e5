"""The relay: claims due deliveries in batches, runs their handlers, gives events their stream position.

Any number of processes may run it. A delivery is leased (30 s) with a fresh token; the handler's transaction
deletes the row under that token, so that a relay which lost its lease rolls back instead of acting twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from gigline.infra import outbox, stream, telemetry
from gigline.infra.db import Database, Writer
from gigline.infra.failpoints import hit
from gigline.infra.live import Bus

log = structlog.get_logger()

LEASE_S = 30.0
BATCH = 20
# A batch is one transaction: more would hold the locks of its rows for longer and save little.
BATCH_AT_ONCE = 50
EXTERNAL_CONCURRENCY = 32
IDLE_S = 0.5
STAMP_PAUSE_S = 0.004
# Each commit wakes every loop, most of them for nothing: one that found nothing rests before it looks again.
LOOK_PAUSE_S = 0.003

# Of the subscribers named ($2), or of all others ($3 = false), what is due and the first of its lane.
_DUE = """
WITH due AS (
    SELECT d.id FROM deliveries d
    WHERE d.state = 'waiting' AND d.due_at <= gigline_now() AND (d.subscriber = ANY ($2::text[])) = $3
      AND (d.lane IS NULL OR NOT EXISTS (
            SELECT 1 FROM deliveries earlier
            WHERE earlier.subscriber = d.subscriber AND earlier.lane = d.lane
              AND earlier.id < d.id AND earlier.state <> 'dead'))
    ORDER BY d.due_at, d.id LIMIT $1
    FOR UPDATE OF d SKIP LOCKED)"""
_CLAIM = f"""
{_DUE}
UPDATE deliveries d
SET state = 'leased', lease = $4, leased_until = clock_timestamp() + make_interval(secs => $5),
    attempts = d.attempts + 1
FROM due, events e
WHERE d.id = due.id AND e.id = d.event_id
RETURNING d.id, d.subscriber, d.attempts, d.lease, e.payload
"""  # noqa: S608
# Needs no lease: the rows stay locked until the effects commit with their end, or both are undone.
_TAKE = f"""
{_DUE},
taken AS (DELETE FROM deliveries d USING due WHERE d.id = due.id RETURNING d.id, d.event_id)
SELECT e.payload FROM taken JOIN events e ON e.id = taken.event_id ORDER BY taken.id
"""  # noqa: S608
_HAVING = """
SELECT DISTINCT d.subscriber FROM deliveries d
WHERE d.state = 'waiting' AND d.due_at <= gigline_now() AND d.subscriber = ANY ($1::text[])
"""
_RECLAIM = """
UPDATE deliveries SET state = 'waiting', lease = NULL, leased_until = NULL
WHERE state = 'leased' AND leased_until < clock_timestamp()
"""
_FINISH = "DELETE FROM deliveries WHERE id = $1 AND lease = $2"
_FAIL = """
UPDATE deliveries
SET state = CASE WHEN attempts >= $3 THEN 'dead' ELSE 'waiting' END, lease = NULL, leased_until = NULL,
    last_error = $4,
    due_at = gigline_now() + make_interval(secs => least(300, 0.2 * power(2, attempts)) * (0.8 + 0.4 * random()))
WHERE id = $1 AND lease = $2 RETURNING state
"""
_LATER = """
UPDATE deliveries
SET state = 'waiting', lease = NULL, leased_until = NULL, attempts = 0,
    due_at = gigline_now() + make_interval(secs => $3)
WHERE id = $1 AND lease = $2
"""


async def _woken_within(wake: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but not for ever. (wait_for may swallow a cancellation before Python 3.12.)"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()


class LeaseLost(RuntimeError):
    """Another relay took this delivery over: nothing of ours may take effect."""


@dataclass(frozen=True)
class Among:
    """The subscribers of these names, or all others."""

    names: tuple[str, ...]
    inside: bool = True


EVERYBODY = Among((), inside=False)


@dataclass(frozen=True)
class Delivery:
    id: int
    subscriber: str
    attempts: int
    lease: UUID
    payload: dict[str, Any]


async def _finish(writer: Writer, delivery: Delivery) -> None:
    if not await writer.execute(_FINISH, delivery.id, delivery.lease):
        raise LeaseLost(delivery.subscriber)


class Relay:
    """Runs until cancelled; `run_until_idle` is for tests. `bus` carries stream hints where NOTIFY does not."""

    def __init__(
        self,
        database: Database,
        subscriptions: outbox.Subscriptions,
        *,
        concurrency: int = 8,
        bus: Bus | None = None,
    ):
        self._database = database
        self._bus = bus
        self._subscriptions = subscriptions
        self._concurrency = concurrency
        self._wakes: list[asyncio.Event] = []

    def wake(self) -> None:
        """There may be work: look now rather than at the next poll."""
        for wake in self._wakes:
            wake.set()

    def _woken(self) -> asyncio.Event:
        wake = asyncio.Event()
        self._wakes.append(wake)
        return wake

    async def run(self) -> None:
        """Work on deliveries and stamp the stream until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stamp_forever())
            group.create_task(self._reclaim_forever())
            known = self._subscriptions
            group.create_task(
                self._work_forever(self._concurrency, Among((*known.external, *known.batched), inside=False))
            )
            if known.external:
                group.create_task(self._work_forever(EXTERNAL_CONCURRENCY, Among(tuple(known.external))))
            if known.batched:
                group.create_task(self._take_forever(known.batched))

    async def _take_forever(self, names: Sequence[str]) -> None:
        """One batch of each after the other: what arrives during one, or in the rest after it, makes the next larger.

        One statement looks for all of them: most of the time there is nothing for most.
        """
        running: dict[str, asyncio.Task[int]] = {}
        wake = self._woken()

        def done(task: asyncio.Task[int]) -> None:
            running.pop(task.get_name())
            # Nothing: somebody else is at it, and says so when they are done.
            if not task.cancelled() and task.result():
                wake.set()

        while True:
            wake.clear()
            free = [name for name in names if name not in running]
            for row in await self._guarded(self._database.alone(_HAVING, free)) or []:
                name = row["subscriber"]
                running[name] = asyncio.create_task(self._take_full(name), name=name)
                running[name].add_done_callback(done)
            await asyncio.sleep(LOOK_PAUSE_S)
            await _woken_within(wake, IDLE_S)

    async def _take_full(self, name: str) -> int:
        """Take batches as long as they are nearly full; how many were in the last one."""
        while (taken := await self._guarded(self.take(name)) or 0) >= BATCH_AT_ONCE // 2:
            continue
        return int(taken)

    async def _work_forever(self, concurrency: int, among: Among) -> None:
        running: set[asyncio.Task[None]] = set()
        wake = self._woken()
        while True:
            wake.clear()
            free = concurrency - len(running)
            claimed = await self._guarded(self.claim(min(free, BATCH), among)) if free else None
            for delivery in claimed or []:
                task = asyncio.create_task(self.deliver(delivery))
                running.add(task)
                task.add_done_callback(running.discard)
                task.add_done_callback(lambda _: wake.set())
            if not claimed:
                await asyncio.sleep(LOOK_PAUSE_S)
                await _woken_within(wake, IDLE_S)

    async def _stamp_forever(self) -> None:
        wake = self._woken()
        while True:
            wake.clear()
            stamped = await self._guarded(stream.stamp(self._database, self._bus))
            # Under load several events share a pass, and its readers' look.
            await asyncio.sleep(STAMP_PAUSE_S)
            if not stamped:
                await _woken_within(wake, IDLE_S)

    async def _reclaim_forever(self) -> None:
        while True:
            await self._guarded(self.reclaim())
            await asyncio.sleep(LEASE_S / 6)

    async def _guarded(self, work: Any) -> Any:
        """A lost database is waited out: the loop must outlive it."""
        try:
            return await work
        except Exception as error:
            log.warning("relay_step_failed", error=telemetry.where(error))
            await asyncio.sleep(IDLE_S)
            return None

    async def claim(self, limit: int = BATCH, among: Among = EVERYBODY) -> list[Delivery]:
        """Lease up to `limit` due deliveries of these subscribers."""
        lease = self._database.new_id()
        rows = await self._database.alone(_CLAIM, limit, among.names, among.inside, lease, LEASE_S)
        if rows:
            await hit("outbox.after_lease")
        return sorted((Delivery(**row) for row in rows), key=lambda one: one.id)

    async def take(self, name: str) -> int:
        """Handle what is due of a BatchSubscription in one transaction, or one by one if that fails; how many."""
        subscription = self._subscriptions.by_name[name]
        assert isinstance(subscription, outbox.BatchSubscription)
        try:
            async with self._database.writer() as writer:
                rows = await writer.rows(_TAKE, BATCH_AT_ONCE, [name], True)
                if not rows:
                    return 0
                await hit("outbox.after_lease")
                events = [outbox.decode(subscription.type, row["payload"]) for row in rows]
                await subscription.handler(writer, events)
        except Exception as error:
            log.info("batch_failed", subscriber=name, error=telemetry.where(error))
            return await self._one_by_one(name)
        await hit("outbox.after_mark_before_publish")
        telemetry.DELIVERIES.labels(name, "done").inc(len(rows))
        return len(rows)

    async def _one_by_one(self, name: str) -> int:
        claimed = await self.claim(BATCH_AT_ONCE, Among((name,)))
        for delivery in claimed:
            await self.deliver(delivery)
        return len(claimed)

    async def reclaim(self) -> int:
        """Free the leases of relays that are gone; the number of rows."""
        async with self._database.writer() as writer:
            return await writer.execute(_RECLAIM)

    async def deliver(self, delivery: Delivery) -> None:
        """Run the handler; its effects and the end of the delivery commit together."""
        subscription = self._subscriptions.by_name.get(delivery.subscriber)
        try:
            if subscription is None:
                raise LookupError(f"nobody here is called {delivery.subscriber}")
            event = outbox.decode(subscription.type, delivery.payload)
            if isinstance(subscription, outbox.ExternalSubscription):
                await subscription.handler(self._database, event)
            async with self._database.writer() as writer:
                if isinstance(subscription, outbox.Subscription):
                    await subscription.handler(writer, event)
                elif isinstance(subscription, outbox.BatchSubscription):
                    await subscription.handler(writer, [event])
                await _finish(writer, delivery)
            await hit("outbox.after_mark_before_publish")
            telemetry.DELIVERIES.labels(delivery.subscriber, "done").inc()
        except outbox.Later as later:
            await self._guarded(self._put_off(delivery, later.in_s))
        except Exception as error:
            await self._guarded(self._fail(delivery, subscription.max_attempts if subscription else 8, error))

    async def _put_off(self, delivery: Delivery, in_s: float) -> None:
        async with self._database.writer() as writer:
            await writer.execute(_LATER, delivery.id, delivery.lease, in_s)
        telemetry.DELIVERIES.labels(delivery.subscriber, "later").inc()

    async def _fail(self, delivery: Delivery, max_attempts: int, error: Exception) -> None:
        kind = type(error).__name__
        async with self._database.writer() as writer:
            state = await writer.value(_FAIL, delivery.id, delivery.lease, max_attempts, kind)
        telemetry.DELIVERIES.labels(delivery.subscriber, state or "lease_lost").inc()
        log.warning(
            "delivery_failed", subscriber=delivery.subscriber, attempts=delivery.attempts, error=kind, state=state
        )

    async def run_until_idle(self, *, rounds: int = 1000) -> int:
        """Deliver everything that is due, and what that causes; the number of deliveries."""
        done = 0
        for _ in range(rounds):
            taken = sum([await self.take(name) for name in self._subscriptions.batched])
            claimed = await self.claim(among=Among(tuple(self._subscriptions.batched), inside=False))
            if not claimed and not taken:
                await stream.stamp(self._database)
                return done
            done += taken + len(claimed)
            await asyncio.gather(*(self.deliver(one) for one in claimed))
        raise RuntimeError(f"still busy after {rounds} rounds: do handlers cause each other for ever?")
