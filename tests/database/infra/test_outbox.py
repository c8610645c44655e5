"""The outbox: written with its cause, delivered exactly once in the database, in order within a lane."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import asyncpg
import pytest

from gigline.infra import outbox, stream
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import ExternalSubscription, Subscription, Subscriptions
from gigline.infra.relay import Among, Relay
from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class Pinged(Event):
    n: int


async def _make_brand(database: Database):
    brand_id = database.new_id()
    async with database.writer() as writer:
        await writer.execute(
            "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, 'b-1', 'B', '{}', '')", brand_id
        )
        await writer.execute("INSERT INTO streams (brand_id, epoch) VALUES ($1, 'e')", brand_id)
    return brand_id


async def _write_note(writer: Writer, event: Pinged) -> None:
    await writer.execute("INSERT INTO server_secrets VALUES ($1, '')", f"n{event.n}")


async def test_nothing_is_delivered_of_a_transaction_that_rolled_back(make_database):
    subscriptions = Subscriptions([Subscription("t.note", Pinged, _write_note)])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)

        async def publish_and_break() -> None:
            async with database.writer() as writer:
                await outbox.publish(writer, Pinged(brand_id=brand_id, n=1))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await publish_and_break()
        assert await Relay(database, subscriptions).run_until_idle() == 0


async def test_a_lane_keeps_its_order_with_two_relays(make_database):
    seen: list[int] = []

    async def handler(writer: Writer, event: Pinged) -> None:
        await writer.value("SELECT pg_sleep(0.001)")
        seen.append(event.n)

    subscriptions = Subscriptions([Subscription("t.seen", Pinged, handler, lane=lambda event: "one")])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        for n in range(40):
            async with database.writer() as writer:
                await outbox.publish(writer, Pinged(brand_id=brand_id, n=n))
        relays = [Relay(database, subscriptions) for _ in range(2)]
        while len(seen) < 40:
            await asyncio.gather(*(relay.run_until_idle() for relay in relays))
    assert seen == list(range(40))


async def test_a_failing_handler_leaves_no_effect_backs_off_and_ends_as_dead_letter(make_database):
    async def handler(writer: Writer, event: Pinged) -> None:
        await _write_note(writer, event)
        raise RuntimeError("broken")

    subscriptions = Subscriptions([Subscription("t.broken", Pinged, handler, max_attempts=2)])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        async with database.writer() as writer:
            await outbox.publish(writer, Pinged(brand_id=brand_id, n=1))
        relay = Relay(database, subscriptions)
        assert await relay.run_until_idle() == 1
        assert await relay.run_until_idle() == 0, "it waits before it tries again"
        async with database.writer() as writer:
            await writer.execute("UPDATE clock_offset SET ahead = '1 hour'")
        assert await relay.run_until_idle() == 1
        async with database.reader() as reader:
            assert await reader.value("SELECT state || ' ' || last_error FROM deliveries") == "dead RuntimeError"
            assert await reader.value("SELECT count(*) FROM server_secrets") == 0


async def test_a_relay_that_lost_its_lease_takes_no_effect(make_database):
    subscriptions = Subscriptions([Subscription("t.note", Pinged, _write_note)])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        async with database.writer() as writer:
            await outbox.publish(writer, Pinged(brand_id=brand_id, n=1))
        relay = Relay(database, subscriptions)
        [stale] = await relay.claim()
        async with database.writer() as writer:
            await writer.execute("UPDATE deliveries SET leased_until = clock_timestamp() - interval '1 s'")
        assert await relay.reclaim() == 1
        [fresh] = await relay.claim()
        await relay.deliver(stale)
        await relay.deliver(fresh)
        async with database.reader() as reader:
            assert await reader.value("SELECT count(*) FROM server_secrets") == 1
            assert await reader.value("SELECT count(*) FROM deliveries") == 0


async def test_a_timer_waits_for_its_time(make_database):
    subscriptions = Subscriptions([Subscription("t.note", Pinged, _write_note)])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        async with database.writer() as writer:
            await outbox.schedule(writer, Pinged(brand_id=brand_id, n=1), in_s=60)
        relay = Relay(database, subscriptions)
        assert await relay.run_until_idle() == 0
        async with database.writer() as writer:
            await writer.execute("UPDATE clock_offset SET ahead = '61 s'")
        assert await relay.run_until_idle() == 1


async def test_a_transaction_that_commits_late_gets_its_position_late(database: Database):
    brand_id = await _make_brand(database)
    early = await asyncpg.connect(database.dsn)
    transaction = early.transaction()
    await transaction.start()
    insert = "INSERT INTO events (brand_id, type, stream, payload) VALUES ($1, $2, true, '{}')"
    await early.execute(insert, brand_id, "Early")
    async with database.writer() as writer:
        await writer.execute(insert, brand_id, "Late")
    assert await stream.stamp(database) == 1
    await transaction.commit()
    await early.close()
    assert await stream.stamp(database) == 1
    async with database.reader() as reader:
        events = await stream.since(reader, brand_id, 0)
    assert [(event.position, event.type) for event in events] == [(1, "Late"), (2, "Early")]


async def test_two_stampers_never_give_one_position_twice(database: Database):
    brand_id = await _make_brand(database)
    for _ in range(20):
        async with database.writer() as writer:
            for _ in range(10):
                await outbox.publish(writer, Pinged(brand_id=brand_id, n=0))
        await asyncio.gather(stream.stamp(database), stream.stamp(database), stream.stamp(database))
    while await stream.stamp(database):
        pass
    async with database.reader() as reader:
        head = await stream.head(reader, brand_id)
        events = await stream.since(reader, brand_id, 0, limit=1000)
    assert head is not None
    assert head.position == 200
    assert [event.position for event in events] == list(range(1, 201))


async def test_a_reader_cannot_write(database: Database):
    async with database.reader() as reader:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await reader.value("DELETE FROM events RETURNING 1")


async def test_external_work_gets_no_transaction_comes_again_later_and_holds_up_its_lane_only(make_database):
    seen: list[int] = []

    async def handler(database: Database, event: Pinged) -> None:
        seen.append(event.n)
        if seen.count(event.n) < 2:
            raise outbox.Later(60)

    subscriptions = Subscriptions([ExternalSubscription("t.out", Pinged, handler, lane=lambda e: str(e.n % 2))])
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        for n in range(4):
            async with database.writer() as writer:
                await outbox.publish(writer, Pinged(brand_id=brand_id, n=n))
        relay = Relay(database, subscriptions)
        assert await relay.claim(among=Among(("t.out",), inside=False)) == []
        await relay.run_until_idle()
        assert sorted(seen) == [0, 1], "2 and 3 wait behind them"
        for _ in range(4):
            async with database.writer() as writer:
                await writer.execute("UPDATE clock_offset SET ahead = ahead + interval '61 s'")
            await relay.run_until_idle()
        assert sorted(seen) == [0, 0, 1, 1, 2, 2, 3, 3]
        async with database.reader() as reader:
            assert await reader.value("SELECT count(*) FROM deliveries") == 0


async def test_slow_external_work_holds_up_nothing_else(make_database):
    hangs, heard = asyncio.Event(), asyncio.Event()

    async def hang(database: Database, event: Pinged) -> None:
        await hangs.wait()

    async def hear(writer: Writer, event: Pinged) -> None:
        if event.n == 39:
            heard.set()

    subscriptions = Subscriptions(
        [ExternalSubscription("t.hang", Pinged, hang), Subscription("t.hear", Pinged, hear)],
    )
    async with make_database(subscriptions) as database:
        brand_id = await _make_brand(database)
        relay = Relay(database, subscriptions, concurrency=1)
        for n in range(40):
            async with database.writer() as writer:
                await outbox.publish(writer, Pinged(brand_id=brand_id, n=n))
        running = asyncio.create_task(relay.run())
        await asyncio.wait_for(heard.wait(), 20)
        hangs.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
