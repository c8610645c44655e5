"""A live connection that comes back by itself, and that can be made to break."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from gigline.simulation.surface import Problems

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0
OPEN_TIMEOUT_S = 15.0
DEFAULT_HEARTBEAT_S = 20.0

Frame = dict[str, Any]


class LiveSocket:
    """Calls `on_open` after each connection (for hello and subscriptions) and `on_frame` for each frame."""

    def __init__(
        self,
        url: str,
        problems: Problems,
        *,
        on_open: Callable[[LiveSocket], None],
        on_frame: Callable[[Frame], None],
        headers: Mapping[str, str] | None = None,
        origin: str | None = None,
    ):
        self._url = url
        self._problems = problems
        self._on_open = on_open
        self._on_frame = on_frame
        self._headers = dict(headers or {})
        self._origin = Origin(origin) if origin else None
        self._connection: ClientConnection | None = None
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._away_until = 0.0
        self._heartbeat_s = DEFAULT_HEARTBEAT_S
        self.opened = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connected, and reconnecting, for the length of the block."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            await _end(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    def say(self, frame: Frame) -> None:
        """Send a frame on this connection; dropped when there is none (whoever cares says it again in `on_open`)."""
        if self._connection is not None:
            self._outgoing.put_nowait(json.dumps(frame))

    def drop(self, away_s: float) -> None:
        """Break the line as a tunnel would, without a word, and stay away for so many real seconds."""
        self._away_until = asyncio.get_running_loop().time() + away_s
        if self._connection is not None:
            self._connection.transport.abort()

    async def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            await asyncio.sleep(max(0.0, self._away_until - asyncio.get_running_loop().time()))
            try:
                await self._once()
                pause = FIRST_PAUSE_S
            except (OSError, TimeoutError, WebSocketException) as error:
                if not self._is_away():
                    self._problems.note(f"socket: {_kind(error)}")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)

    def _is_away(self) -> bool:
        return asyncio.get_running_loop().time() < self._away_until + FIRST_PAUSE_S

    async def _once(self) -> None:
        opening = connect(
            self._url,
            origin=self._origin,
            additional_headers=self._headers,
            compression=None,
            ping_interval=None,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=1,
            max_size=8 << 20,
            proxy=None,
        )
        async with opening as connection:
            self._connection, self._outgoing = connection, asyncio.Queue()
            self.opened += 1
            writer = asyncio.create_task(self._write(connection, self._outgoing))
            try:
                self._on_open(self)
                async for text in connection:
                    self._receive(json.loads(text))
            finally:
                self._connection = None
                # What broke the writer broke the reader too, which tells.
                await _end(writer)
                if not writer.cancelled():
                    writer.exception()

    def _receive(self, frame: Frame) -> None:
        if frame.get("type") == "welcome":
            self._heartbeat_s = float(frame.get("heartbeat_s") or DEFAULT_HEARTBEAT_S)
        elif frame.get("type") == "error":
            self._problems.note(f"socket error frame: {frame.get('code')}")
        self._on_frame(frame)

    async def _write(self, connection: ClientConnection, outgoing: asyncio.Queue[str]) -> None:
        while True:
            try:
                # Not wait_for: before Python 3.12 it may swallow a cancellation that comes with the time-out.
                async with asyncio.timeout(self._heartbeat_s):
                    text = await outgoing.get()
            except TimeoutError:
                text = '{"type":"ping"}'
            await connection.send(text)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel and wait for it; unlike awaiting the task, this lets one's own cancellation through."""
    task.cancel()
    await asyncio.wait([task])


def _kind(error: BaseException) -> str:
    code = getattr(getattr(error, "rcvd", None), "code", None)
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"{type(error).__name__} {code or status or ''}".strip()
