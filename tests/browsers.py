"""A browser's end of a call, without the browser: offers by `aiortc`, says a tone and measures what comes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from gigline.calls.media.audio import RATE, SAMPLES, Pcm, level_dbfs
from gigline.calls.media.peers import Outgoing, mono
from tests.tones import loudest_hz, tone

LOUD_DBFS = -40.0
WINDOW_FRAMES = 10
CLOSE_S = 2.0
# How long something takes on a busy machine says nothing: whoever waits for it waits long.
PATIENCE_S = 60.0


class FakeBrowser:
    """Says a tone of `hz`; `level` and `hears_hz` are of the last fifth of a second."""

    def __init__(self, hz: float, loudness: float = 0.3):
        self._tone, self._at, self._said = tone(hz, loudness), 0, 0
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._outgoing = Outgoing(self._say)
        self.connection.addTrack(self._outgoing)
        self.connection.on("track", self._listen)
        self._frames: list[Pcm] = []
        self._came = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return str(self.connection.localDescription.sdp)

    async def take(self, answer: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    def _say(self) -> Pcm:
        self._at = (self._at + SAMPLES) % RATE
        self._said += SAMPLES
        return self._tone[self._at : self._at + SAMPLES]

    def _listen(self, track: Any) -> None:
        self._listening = asyncio.create_task(self._read(track))

    async def _read(self, track: Any) -> None:
        try:
            while True:
                self._frames.append(mono(await track.recv()))
                del self._frames[:-WINDOW_FRAMES]
                self._came.set()
        except MediaStreamError:
            return

    @property
    def level(self) -> float:
        return level_dbfs(np.concatenate(self._frames)) if self._frames else -90.0

    @property
    def hears_hz(self) -> float:
        return loudest_hz(np.concatenate(self._frames)) if self._frames else 0.0

    async def hears(self, hz: float, within_s: float = PATIENCE_S) -> None:
        """Until it hears this tone, and nothing louder."""
        await self._until(lambda: self.level > LOUD_DBFS and abs(self.hears_hz - hz) < 15, within_s, f"tone of {hz} Hz")

    async def speaks(self, seconds: float) -> None:
        """Until it has gone on speaking for so long."""
        enough = self._said + seconds * RATE
        await self._until(lambda: self._said >= enough, PATIENCE_S, "word of it")

    async def hears_nothing(self, within_s: float = PATIENCE_S) -> None:
        await self._until(lambda: len(self._frames) == WINDOW_FRAMES and self.level < -60, within_s, "silence")

    async def hears_music(self, but_hz: float, within_s: float = PATIENCE_S) -> None:
        """Until it hears something that is not the other side's tone."""
        await self._until(
            lambda: -45 < self.level < -20 and abs(self.hears_hz - but_hz) > 30 and self.hears_hz < 700,
            within_s,
            "music",
        )

    async def _until(self, true: Any, within_s: float, what: str) -> None:
        try:
            async with asyncio.timeout(within_s):
                while not true():
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError as error:
            raise AssertionError(f"no {what}: {self.level:.0f} dBFS, {self.hears_hz:.0f} Hz") from error

    async def silent(self) -> None:
        """Says nothing more."""
        self._tone = tone(440, 0)

    async def vanish(self) -> None:
        """The network is gone: packets neither come nor go, and nobody says goodbye."""
        transport = self.connection.getSenders()[0].transport.transport
        for protocol in transport._connection._protocols:
            protocol.transport.abort()

    async def closed(self, within_s: float = PATIENCE_S) -> None:
        """Until the other end has closed the line."""
        gone = asyncio.Event()
        self.connection.on("connectionstatechange", gone.set)
        async with asyncio.timeout(within_s):
            while self.connection.connectionState not in {"closed", "failed"}:
                gone.clear()
                await gone.wait()

    async def close(self) -> None:
        self._outgoing.stop()
        # Once the line is cut, the library may wait for its own goodbye for ever.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self.connection.close()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
