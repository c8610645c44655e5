"""Database sessions. A `Reader` cannot write (the server refuses), a `Writer` is one transaction.

Only the edge commits: whoever opens a Writer with `async with database.writer()` (an HTTP endpoint's
dependency, the relay, a periodic task). Services take a session and never end it.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg

from gigline.infra.clock import Clock, SystemClock
from gigline.kit import ids
from gigline.kit.events import Event

T = TypeVar("T")
Connection = asyncpg.pool.PoolConnectionProxy | asyncpg.Connection


class Subscribers(Protocol):
    """Who hears of an event; filled by the outbox's registry."""

    def of(self, event: Event) -> list[tuple[str, str | None]]:
        """Name and lane (order of work; None = any order) of each subscriber."""


def _row(model: type[T], record: asyncpg.Record) -> T:
    return model(**dict(record))


class Reader:
    """Queries only. Rows become instances of the dataclass asked for, by column name."""

    def __init__(self, connection: Connection, database: Database):
        self._connection = connection
        self.database = database

    @property
    def clock(self) -> Clock:
        return self.database.clock

    async def rows(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """All rows as plain records."""
        found: list[asyncpg.Record] = await self._connection.fetch(sql, *args)
        return found

    async def all(self, model: type[T], sql: str, *args: object) -> list[T]:
        """All rows as `model`."""
        return [_row(model, record) for record in await self._connection.fetch(sql, *args)]

    async def one(self, model: type[T], sql: str, *args: object) -> T | None:
        """The first row as `model`, or None."""
        record = await self._connection.fetchrow(sql, *args)
        return None if record is None else _row(model, record)

    async def value(self, sql: str, *args: object) -> Any:
        """The first column of the first row, or None."""
        return await self._connection.fetchval(sql, *args)


class Writer(Reader):
    """One transaction: commits when its block ends well, rolls back when it raises."""

    def __init__(self, connection: Connection, database: Database):
        super().__init__(connection, database)
        self._after_commit: list[Callable[[], None]] = []

    def new_id(self) -> UUID:
        """A fresh id from the injected source."""
        return self.database.new_id()

    @property
    def random(self) -> random.Random:
        return self.database.random

    @property
    def subscribers(self) -> Subscribers:
        return self.database.subscribers

    async def execute(self, sql: str, *args: object) -> int:
        """Run a statement; the number of rows it touched."""
        status: str = await self._connection.execute(sql, *args)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        """Run one statement for each row of arguments."""
        await self._connection.executemany(sql, rows)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call `hook` once the transaction is durable; hooks are hints and must not raise."""
        if hook not in self._after_commit:
            self._after_commit.append(hook)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail alone."""
        async with self._connection.transaction():
            yield

    def committed(self) -> None:
        for hook in self._after_commit:
            hook()


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _keep(_: Connection) -> None:
    """Connections carry no state between uses, so the driver's reset round trip is saved."""


class Database:
    """Two pools on one PostgreSQL, and what is injected into every session."""

    def __init__(
        self,
        dsn: str,
        *,
        subscribers: Subscribers,
        pool_size: int = 8,
        clock: Clock | None = None,
        new_id: ids.NewId = ids.new_id,
        randomness: random.Random | None = None,
    ):
        self.dsn = dsn
        self.subscribers = subscribers
        self.clock = clock or SystemClock()
        self.new_id = new_id
        self.random = randomness or random.SystemRandom()
        self._pool_size = pool_size
        self._readers: asyncpg.Pool | None = None
        self._writers: asyncpg.Pool | None = None
        self._at_close: list[Callable[[], Awaitable[None]]] = []
        self.wake: Callable[[], None] = lambda: None

    async def open(self) -> None:
        """Connect both pools; raises what asyncpg raises when the server is not there."""
        self._writers = await self._pool({})
        self._readers = await self._pool({"default_transaction_read_only": "on"})

    async def _pool(self, settings: dict[str, str]) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self.dsn,
            min_size=1,
            max_size=self._pool_size,
            init=_prepare,
            reset=_keep,
            server_settings={"application_name": "gigline", "timezone": "UTC", **settings},
        )

    def at_close(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Have `hook` run before the pools close: for what a process keeps open as long as its database."""
        self._at_close.append(hook)

    async def close(self) -> None:
        for hook in self._at_close:
            await hook()
        for pool in (self._readers, self._writers):
            if pool is not None:
                await pool.close()

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Reader]:
        """A session that only reads; each query sees what is committed when it starts."""
        assert self._readers is not None, "open() comes first"
        async with self._readers.acquire() as connection:
            yield Reader(connection, self)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """A session in which all queries see one and the same moment."""
        assert self._readers is not None, "open() comes first"
        async with (
            self._readers.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Reader(connection, self)

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Writer]:
        """One transaction, committed at the end of the block."""
        assert self._writers is not None, "open() comes first"
        async with self._writers.acquire() as connection:
            writer = Writer(connection, self)
            async with connection.transaction():
                yield writer
            writer.committed()

    async def alone(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """One writing statement that is a transaction of its own: a third of the round trips of a Writer's."""
        assert self._writers is not None, "open() comes first"
        async with self._writers.acquire() as connection:
            found: list[asyncpg.Record] = await connection.fetch(sql, *args)
            return found

    async def connect(self) -> asyncpg.Connection:
        """A connection of one's own, outside the pools (for LISTEN)."""
        return await asyncpg.connect(self.dsn, server_settings={"application_name": "gigline-live"})


class PerDatabase(Generic[T]):
    """One T for each database that this process has open, made when it is first asked for."""

    def __init__(self, make: Callable[[Database], T]):
        self._make = make
        self._made: WeakKeyDictionary[Database, T] = WeakKeyDictionary()

    def of(self, database: Database) -> T:
        """This database's."""
        found = self._made.get(database)
        if found is None:
            found = self._made[database] = self._make(database)
        return found
