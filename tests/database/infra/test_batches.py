"""Batches: one transaction for what is due at once, and what becomes of the others when one event is bad."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import BatchSubscription, Subscription, Subscriptions
from gigline.infra.relay import Relay
from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    n: int


async def _publish(database: Database, *numbers: int) -> None:
    async with database.writer() as w:
        await outbox.publish_all(w, [Counted(brand_id=w.new_id(), n=n) for n in numbers])


async def _note(w: Writer, events: Sequence[Counted]) -> None:
    for event in events:
        await w.execute("INSERT INTO server_secrets VALUES ($1, '')", f"n{event.n}")


async def _noted(database: Database) -> set[str]:
    async with database.reader() as r:
        return {row["name"] for row in await r.rows("SELECT name FROM server_secrets")}


async def test_what_is_due_is_handled_at_once_and_one_of_each_lane(make_database):
    batches: list[list[int]] = []

    async def handler(w: Writer, events: Sequence[Counted]) -> None:
        batches.append([event.n for event in events])

    subscriptions = Subscriptions([BatchSubscription("t.batch", Counted, handler, lane=lambda e: str(e.n % 3))])
    async with make_database(subscriptions) as database:
        await _publish(database, *range(9))
        assert await Relay(database, subscriptions).run_until_idle() == 9
    assert batches == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


async def test_a_bad_event_is_a_dead_letter_and_the_others_take_effect_once(make_database):
    async def handler(w: Writer, events: Sequence[Counted]) -> None:
        await _note(w, events)
        if any(event.n == 2 for event in events):
            raise RuntimeError("broken")

    subscriptions = Subscriptions([BatchSubscription("t.batch", Counted, handler, max_attempts=1)])
    async with make_database(subscriptions) as database:
        await _publish(database, 1, 2, 3)
        await Relay(database, subscriptions).run_until_idle()
        assert await _noted(database) == {"n1", "n3"}
        async with database.reader() as r:
            [left] = await r.rows("SELECT state, last_error FROM deliveries")
    assert tuple(left) == ("dead", "RuntimeError")


async def test_many_relays_handle_every_event_once(make_database):
    subscriptions = Subscriptions([BatchSubscription("t.batch", Counted, _note, lane=lambda e: str(e.n % 20))])
    async with make_database(subscriptions) as database:
        await _publish(database, *range(200))
        relays = [Relay(database, subscriptions) for _ in range(3)]
        # Who finds everything due in another's hands is done: the others are not.
        while len(await _noted(database)) < 200:
            await asyncio.gather(*(relay.run_until_idle() for relay in relays))
        async with database.reader() as r:
            assert await r.value("SELECT count(*) FROM deliveries") == 0


async def test_events_published_together_keep_their_order_and_each_its_own_subscribers(make_database):
    async def nothing(w: Writer, event: Counted) -> None:
        return

    subscriptions = Subscriptions(
        [
            Subscription("t.all", Counted, nothing),
            Subscription("t.even", Counted, nothing, when=lambda e: e.n % 2 == 0, lane=lambda e: f"lane {e.n}"),
        ]
    )
    async with make_database(subscriptions) as database:
        await _publish(database, 0, 1, 2)
        async with database.reader() as r:
            found = await r.rows(
                "SELECT (e.payload->>'n')::int AS n, d.subscriber, d.lane FROM deliveries d"
                " JOIN events e ON e.id = d.event_id ORDER BY d.id"
            )
    assert [tuple(one) for one in found] == [
        (0, "t.all", None), (0, "t.even", "lane 0"), (1, "t.all", None), (2, "t.all", None), (2, "t.even", "lane 2"),
    ]  # fmt: skip
