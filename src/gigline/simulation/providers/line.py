"""What all played providers do alike: a server of their own, and deliveries that are repeated until they are taken."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gigline.infra.serving import serving

Turn = Literal["take", "refuse", "wait", "take_and_fail", "fail", "slow", "vanish"]
"""take · a definite no · 429 · 5xx after accepting · 5xx without · accepts after the caller has given up · hangs up"""

Refusals = Mapping[Turn, Response]

SLOW_S = 30.0
PAUSES_S = (0.1, 0.5, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Taken:
    """A message that the provider has accepted; `urls` are where it would fetch files."""

    id: str
    to: str
    text: str
    callback: str | None = None
    ours: str | None = None
    files: tuple[bytes, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass
class Provider(ABC):
    """`taken` is what it has accepted, in order; `inboxes` the same by recipient, for whoever waits for an answer."""

    script: deque[Turn] = field(default_factory=deque)
    taken: list[Taken] = field(default_factory=list)
    requests: int = 0
    inboxes: defaultdict[str, asyncio.Queue[Taken]] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    redelivered: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @abstractmethod
    def routes(self) -> list[Route]:
        """Its API."""

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[str]:
        """Its side of the line, for the length of the block; port 0 is any that is free. Its base URL."""
        async with serving(Starlette(routes=self.routes()), port=port) as url:
            yield url

    def accept(self, message: Taken) -> None:
        """Take a message for good."""
        self.taken.append(message)
        self.inboxes[message.to].put_nowait(message)

    async def turn(self, accept: Callable[[], Response], refusals: Refusals) -> Response:
        """Do what the script says next; `refusals` has the provider's own words for refuse, wait and fail."""
        self.requests += 1
        turn = self.script.popleft() if self.script else "take"
        if turn == "take":
            return accept()
        if turn in {"take_and_fail", "slow"}:
            accept()
        if turn == "slow":
            await asyncio.sleep(SLOW_S)
        if turn == "vanish":
            raise ConnectionResetError
        return refusals["fail" if turn in {"take_and_fail", "slow"} else turn]

    def soon(self, delivery: Coroutine[Any, Any, None]) -> None:
        """Deliver without waiting for it."""
        task = asyncio.create_task(delivery)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def deliver(
        self,
        url: str,
        content: bytes,
        headers: Mapping[str, str],
        *,
        times: int = 1,
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> None:
        """Post it until it is taken (and `times` over, as providers do); a platform that is away loses nothing."""
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            for _ in range(times):
                for pause_s in (*pauses_s, None):
                    with contextlib.suppress(httpx.HTTPError):
                        answer = await client.post(url, content=content, headers=dict(headers))
                        if answer.is_success:
                            break
                    if pause_s is None:
                        raise Undelivered(url)
                    self.redelivered += 1
                    await asyncio.sleep(pause_s)


class Undelivered(Exception):
    """The platform did not take a delivery, however often it was repeated."""


def said(status: int, value: object, **headers: str) -> Response:
    """A JSON answer."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return JSONResponse(value, status, headers=named)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form body."""
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
