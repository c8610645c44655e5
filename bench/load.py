"""The load: each requester writes, waits until the associate's socket shows it, and writes again."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from bench.wire import Console, Http
from bench.world import API, Held

TEXT = "Hello, I ordered two weeks ago and the tracking page has said the same thing since Monday. Can you have a look?"
PATIENCE_S = 30.0
# Also for workers to start: nobody answers for them.
WARM_UP_S = 5.0


@dataclass(frozen=True)
class Result:
    """Messages shown live per second, and how long each took from the first byte sent (seconds, sorted)."""

    per_s: float
    latencies_s: list[float]

    def at(self, share: float) -> float:
        """The latency in ms that this share of the messages kept below."""
        return 1000 * self.latencies_s[min(len(self.latencies_s) - 1, int(share * len(self.latencies_s)))]


class Audience:
    """The associates' sockets, spread over the web processes."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._consoles: list[Console] = []

    async def open(self, urls: Sequence[str], held: Sequence[Held]) -> None:
        by_cookie: dict[str, list[str]] = defaultdict(list)
        for one in held:
            by_cookie[one.cookie].append(str(one.conversation_id))
        for n, (cookie, conversations) in enumerate(by_cookie.items()):
            console = Console(urls[n % len(urls)], cookie, self._seen)
            await console.open(conversations)
            self._consoles.append(console)

    def _seen(self, client_id: str) -> None:
        waiting = self._waiting.pop(client_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())

    def expect(self, client_id: str) -> asyncio.Future[float]:
        """Done when the message is shown, with the time."""
        self._waiting[client_id] = asyncio.get_running_loop().create_future()
        return self._waiting[client_id]

    async def close(self) -> None:
        for console in self._consoles:
            await console.close()


class Writer:
    """One requester on one channel."""

    def __init__(self, url: str, held: Held, channel: str, key: str, audience: Audience):
        self._http, self._held, self._channel, self._key = Http(url), held, channel, key
        self._audience = audience
        self.sent: list[tuple[float, float]] = []

    async def until(self, deadline: float) -> None:
        """Write one after the other; when each was sent and shown is in `sent`."""
        while time.perf_counter() < deadline:
            await self.once()
        self._http.close()

    async def once(self) -> None:
        """Write one message and wait until it is shown; raises RuntimeError when it is refused, TimeoutError."""
        id_ = uuid4().hex
        shown = self._audience.expect(id_)
        began = time.perf_counter()
        status = await self._post(id_)
        if status != 202:
            raise RuntimeError(f"refused with {status}")
        self.sent.append((began, await asyncio.wait_for(shown, PATIENCE_S)))

    async def _post(self, id_: str) -> int:
        if self._channel == "webchat":
            return await self._http.post("/api/v1/widget/messages", {"body": TEXT, "client_id": id_}, self._held.token)
        message = {"id": id_, "from": {"id": self._held.sender, "name": "Ana"}, "text": TEXT}
        return await self._http.post(f"/channels/api/{API}", message, self._key)


async def sustained(urls: Sequence[str], held: Sequence[Held], channel: str, key: str, seconds: float) -> Result:
    """All write as fast as they are answered and shown; the first seconds do not count."""
    audience = Audience()
    await audience.open(urls, held)
    writers = [Writer(urls[n % len(urls)], one, channel, key, audience) for n, one in enumerate(held)]
    began = time.perf_counter() + WARM_UP_S
    async with asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.until(began + seconds))
    await audience.close()
    shown = [(sent, seen) for writer in writers for sent, seen in writer.sent if began <= seen < began + seconds]
    return Result(len(shown) / seconds, sorted(seen - sent for sent, seen in shown))


async def paced(urls: Sequence[str], held: Sequence[Held], per_s: float, seconds: float) -> Result:
    """So many messages a second, whatever happens to the earlier ones, going round all conversations."""
    audience = Audience()
    await audience.open(urls, held)
    writers = [Writer(urls[n % len(urls)], one, "webchat", "", audience) for n, one in enumerate(held)]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n in range(int(per_s * (seconds + WARM_UP_S))):
            await asyncio.sleep(max(0.0, began + n / per_s - time.perf_counter()))
            group.create_task(writers[n % len(writers)].once())
    await audience.close()
    shown = [(sent, seen) for writer in writers for sent, seen in writer.sent if sent >= began + WARM_UP_S]
    return Result(len(shown) / seconds, sorted(seen - sent for sent, seen in shown))
