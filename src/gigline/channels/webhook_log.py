"""What providers delivered lately, for whoever sets an account up: beside the record, never before the answer.

Rows wait in memory for half a second and are written together. A process that dies loses them; what was taken is in
`inbound` all the same. Refused deliveries are kept a few at a time: nobody can fill a table with bad signatures.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Literal, Self
from uuid import UUID

import structlog

from gigline.channels import queries
from gigline.channels.contract import Malformed
from gigline.channels.models import ChannelAccount
from gigline.infra import telemetry
from gigline.infra.db import Database, PerDatabase
from gigline.kit.errors import GiglineError

log = structlog.get_logger()

Outcome = Literal["stored", "repeated", "unverified", "malformed", "failed"]
FLUSH_S = 0.5
LONGEST_BODY = 16_384
MOST_WAITING = 1_000
REFUSED_PER_FLUSH = 5
KEEP = timedelta(days=7)
KEEP_ROWS = 500


@dataclass(frozen=True)
class Line:
    """A delivery as it is remembered."""

    account: ChannelAccount
    at: datetime
    outcome: Outcome
    detail: str
    parts: int
    content_type: str
    body: bytes
    took_ms: float


class Heard:
    """A delivery while it is worked on; at the end of its block it is remembered, if the account is known."""

    def __init__(self, database: Database, account: ChannelAccount | None, content_type: str, body: bytes):
        self._database, self._account, self._content_type, self._body = database, account, content_type, body
        self._began = time.monotonic()
        self._proved = False
        self._new: list[bool] = []

    def proved(self) -> None:
        """It comes from whom it says; what failed before this word is never read again."""
        self._proved = True

    def stored(self, new: list[bool]) -> None:
        self._new = new

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if self._account is None:
            return
        outcome, detail = _judged(error, self._new, proved=self._proved)
        took_ms = (time.monotonic() - self._began) * 1000
        line = Line(
            self._account,
            self._database.clock.now(),
            outcome,
            detail,
            len(self._new),
            self._content_type[:100],
            self._body[:LONGEST_BODY],
            took_ms,
        )
        _waiting.of(self._database).add(line)


def _judged(error: BaseException | None, new: list[bool], *, proved: bool) -> tuple[Outcome, str]:
    if error is None:
        return ("stored" if any(new) or not new else "repeated"), ""
    detail = error.detail if isinstance(error, GiglineError) else type(error).__name__
    if not proved:
        return "unverified", detail
    return ("malformed" if isinstance(error, Malformed) else "failed"), detail


class _Waiting:
    """Lines of one database that are not written yet."""

    def __init__(self, database: Database):
        self._lines: list[Line] = []
        self._refused: Counter[UUID] = Counter()
        self._flushing: asyncio.Task[None] | None = None
        # The dictionary that holds this is weak in its keys: a strong reference back would keep the database for ever.
        self._database = weakref.ref(database)

    def add(self, line: Line) -> None:
        if line.outcome not in {"stored", "repeated"}:
            self._refused[line.account.id] += 1
            if self._refused[line.account.id] > REFUSED_PER_FLUSH:
                return
        if len(self._lines) < MOST_WAITING:
            self._lines.append(line)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())

    async def _flush_soon(self) -> None:
        await asyncio.sleep(FLUSH_S)
        await self.flush()

    async def flush(self) -> None:
        lines, self._lines = self._lines, []
        self._refused.clear()
        database = self._database()
        if database is None:
            return
        try:
            await write(database, lines)
        except Exception as error:
            # A diagnosis that cannot be kept must not hurt what it is about.
            log.warning("webhook_log_failed", error=telemetry.where(error))


_waiting = PerDatabase(_Waiting)


async def flush(database: Database) -> None:
    """Write what waits, now."""
    await _waiting.of(database).flush()


async def write(database: Database, lines: list[Line]) -> None:
    """One statement for all of them."""
    if not lines:
        return
    columns = zip(
        *(
            (one.account.brand_id, database.new_id(), one.account.id, one.at, one.outcome, one.detail, one.parts,
             one.content_type, one.body, one.took_ms)
            for one in lines
        ),
        strict=True,
    )  # fmt: skip
    await database.alone(queries.WRITE_WEBHOOK_LOG, *(list(column) for column in columns))


async def trim(database: Database) -> int:
    """Forget what is old, and all but the latest of each account."""
    async with database.writer() as w:
        return await w.execute(queries.TRIM_WEBHOOK_LOG, KEEP.total_seconds(), KEEP_ROWS)
