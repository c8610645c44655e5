"""Transactional outbox: events and timers are rows, written in the transaction that caused them.

An event gets one delivery row per subscriber. A timer is an event whose deliveries are due later. The relay
(`infra.relay`) claims due deliveries and runs their handlers; a handler's effects and the end of its delivery
commit together, so that in the database every event takes effect exactly once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import TypeAdapter

from gigline.infra.db import Database, Writer
from gigline.kit.events import Event

E = TypeVar("E", bound=Event)

_INSERT = """
WITH event AS (
    INSERT INTO events (brand_id, conversation_id, type, stream, payload)
    VALUES ($1, $2, $3, $4, $5) RETURNING id)
INSERT INTO deliveries (event_id, subscriber, lane, due_at)
SELECT event.id, s.name, s.lane, gigline_now() + make_interval(secs => $8)
FROM event, unnest($6::text[], $7::text[]) AS s (name, lane)
"""
# Events and their deliveries find each other by `n`, because RETURNING would not say which row came of which.
_INSERT_MANY = """
WITH given AS (
    SELECT nextval('events_id_seq') AS id, e.*
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[], $5::jsonb[])
        WITH ORDINALITY AS e (brand_id, conversation_id, type, stream, payload, n)),
event AS (
    INSERT INTO events (id, brand_id, conversation_id, type, stream, payload) OVERRIDING SYSTEM VALUE
    SELECT id, brand_id, conversation_id, type, stream, payload FROM given ORDER BY n)
INSERT INTO deliveries (event_id, subscriber, lane, due_at)
SELECT given.id, s.name, s.lane, gigline_now() + make_interval(secs => s.in_s)
FROM unnest($6::int[], $7::text[], $8::text[], $9::float8[]) AS s (n, name, lane, in_s) JOIN given USING (n)
ORDER BY given.id
"""
_INSERT_EVENT = """
INSERT INTO events (brand_id, conversation_id, type, stream, payload) VALUES ($1, $2, $3, $4, $5)
"""


@dataclass(frozen=True)
class Subscription(Generic[E]):
    """`name` hears of events of `type`. Deliveries of one `lane` are worked on one at a time, in order.

    Where `when` says no of an event, there is no delivery: cheaper than a handler that does nothing.
    """

    name: str
    type: type[E]
    handler: Callable[[Writer, E], Awaitable[None]]
    lane: Callable[[E], str] | None = None
    max_attempts: int = 8
    when: Callable[[E], bool] | None = None
    external: ClassVar[bool] = False
    batched: ClassVar[bool] = False


@dataclass(frozen=True)
class BatchSubscription(Generic[E]):
    """Like Subscription, for what comes often: all that is due at once is handled in one transaction.

    Of each lane there is at most one event in a batch. When a batch fails, its events are handled one by one.
    """

    name: str
    type: type[E]
    handler: Callable[[Writer, Sequence[E]], Awaitable[None]]
    lane: Callable[[E], str] | None = None
    max_attempts: int = 8
    when: Callable[[E], bool] | None = None
    external: ClassVar[bool] = False
    batched: ClassVar[bool] = True


@dataclass(frozen=True)
class ExternalSubscription(Generic[E]):
    """Work that talks to the outside, which no transaction may wait for: its handler gets the Database.

    It opens short transactions of its own and runs at least once, so it must bear being run again. Such work has
    slots of its own in the relay: a slow provider holds up no event.
    """

    name: str
    type: type[E]
    handler: Callable[[Database, E], Awaitable[None]]
    lane: Callable[[E], str] | None = None
    max_attempts: int = 8
    when: Callable[[E], bool] | None = None
    external: ClassVar[bool] = True
    batched: ClassVar[bool] = False


AnySubscription = Subscription[Any] | BatchSubscription[Any] | ExternalSubscription[Any]


class Later(Exception):
    """Raised by an external handler: come again in `in_s` seconds. It is no failure, and the lane waits."""

    def __init__(self, in_s: float):
        super().__init__("later")
        self.in_s = in_s


class Subscriptions:
    """The registry that `app.wiring` fills once: event types by name, subscribers by type."""

    def __init__(self, subscriptions: Iterable[AnySubscription] = ()):
        self._by_type: dict[type[Event], list[AnySubscription]] = {}
        self.by_name: dict[str, AnySubscription] = {}
        for subscription in subscriptions:
            self.add(subscription)

    def add(self, subscription: AnySubscription) -> None:
        if subscription.name in self.by_name:
            raise ValueError(f"two subscribers are called {subscription.name!r}")
        self.by_name[subscription.name] = subscription
        self._by_type.setdefault(subscription.type, []).append(subscription)

    @property
    def external(self) -> list[str]:
        """The names of those that talk to the outside."""
        return [name for name, one in self.by_name.items() if one.external]

    @property
    def batched(self) -> list[str]:
        """The names of those that take what is due at once."""
        return [name for name, one in self.by_name.items() if one.batched]

    def of(self, event: Event) -> list[tuple[str, str | None]]:
        found = self._by_type.get(type(event), [])
        return [
            (one.name, one.lane(event) if one.lane else None) for one in found if one.when is None or one.when(event)
        ]


_adapters: dict[type[Event], TypeAdapter[Event]] = {}


def _adapter(kind: type[Event]) -> TypeAdapter[Event]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def encode(event: Event) -> dict[str, Any]:
    """The event as JSON values."""
    encoded: dict[str, Any] = _adapter(type(event)).dump_python(event, mode="json")
    return encoded


def decode(kind: type[E], payload: dict[str, Any]) -> E:
    """The event of this type from its JSON values; raises pydantic's ValidationError."""
    event = _adapter(kind).validate_python(payload)
    assert isinstance(event, kind)
    return event


async def publish(writer: Writer, event: Event) -> None:
    """Write the event and a delivery for each of its subscribers, due at once."""
    await schedule(writer, event, in_s=0)


async def publish_all(writer: Writer, events: Sequence[Event]) -> None:
    """Publish these, in this order, in one statement."""
    await schedule_all(writer, [(event, 0.0) for event in events])


async def schedule_all(writer: Writer, events: Sequence[tuple[Event, float]]) -> None:
    """Like publish_all, each with the seconds from now in which it is due."""
    heard = [(event, in_s, writer.subscribers.of(event)) for event, in_s in events]
    kept = [one for one in heard if one[2] or one[0].STREAM]
    if not kept:
        return
    deliveries = [(n, *one, in_s) for n, (_, in_s, subscribers) in enumerate(kept, start=1) for one in subscribers]
    await writer.execute(
        _INSERT_MANY,
        [event.brand_id for event, _, _ in kept],
        [event.conversation_id for event, _, _ in kept],
        [type(event).__name__ for event, _, _ in kept],
        [event.STREAM for event, _, _ in kept],
        [encode(event) for event, _, _ in kept],
        [n for n, _, _, _ in deliveries],
        [name for _, name, _, _ in deliveries],
        [lane for _, _, lane, _ in deliveries],
        [in_s for _, _, _, in_s in deliveries],
    )
    writer.after_commit(writer.database.wake)


async def schedule(writer: Writer, event: Event, *, in_s: float) -> None:
    """Like publish, with the deliveries due `in_s` seconds from now: a durable timer."""
    head = (event.brand_id, event.conversation_id, type(event).__name__, event.STREAM, encode(event))
    subscribers = writer.subscribers.of(event)
    if subscribers:
        names, lanes = [name for name, _ in subscribers], [lane for _, lane in subscribers]
        await writer.execute(_INSERT, *head, names, lanes, float(in_s))
    elif event.STREAM:
        await writer.execute(_INSERT_EVENT, *head)
    writer.after_commit(writer.database.wake)
