"""One open socket: a bounded queue of frames out, a limited rate of frames in."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

from starlette.websockets import WebSocket, WebSocketDisconnect

from gigline.accounts.models import Actor
from gigline.infra.clock import Clock

QUEUE_LENGTH = 512
FRAMES_PER_S = 20.0
BURST = 60.0
TOO_SLOW = 4008
TOO_FAST = 4029
SIGNED_OUT = 4401


class Connection:
    """Frames are sent by one task in order. A reader that does not keep up is closed and resumes later."""

    def __init__(self, socket: WebSocket, actor: Actor, connection_id: UUID, clock: Clock):
        self.socket = socket
        self.actor = actor
        self.id = connection_id
        self.ended = asyncio.Event()
        self._sending = False
        self._clock = clock
        self._out: asyncio.Queue[str | int] = asyncio.Queue(QUEUE_LENGTH)
        self._tokens, self._filled_at = BURST, clock.monotonic()

    def send(self, frame: dict[str, Any]) -> None:
        """Queue a frame; one too many closes the socket."""
        self.send_text(json.dumps(frame, separators=(",", ":")))

    def send_text(self, text: str) -> None:
        """Queue a frame that is JSON already (one encoding for many readers)."""
        try:
            self._out.put_nowait(text)
        except asyncio.QueueFull:
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """Close with `code` once what is being sent is out; frames still queued are dropped."""
        while not self._out.empty():
            self._out.get_nowait()
        self._out.put_nowait(code)

    @property
    def drained(self) -> bool:
        """Whether everything queued was given to the network."""
        return self._out.empty() and not self._sending

    def allows_frame(self) -> bool:
        """Whether another frame from the client is within its rate (20 a second, bursts of 60)."""
        now = self._clock.monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._filled_at) * FRAMES_PER_S)
        self._filled_at = now
        self._tokens -= 1
        return self._tokens >= 0

    async def pump_out(self) -> None:
        """Send what is queued until the socket closes."""
        try:
            while True:
                self._sending = False
                frame = await self._out.get()
                self._sending = True
                if isinstance(frame, int):
                    await self.socket.close(frame)
                    return
                await self.socket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return
