"""One leg of a call: the connection with one browser. Names `aiortc`, so that it is loaded with the first call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import structlog
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from gigline.calls.media.audio import FRAME_S, RATE, SAMPLES, Pcm
from gigline.calls.media.ice import IceServer
from gigline.calls.media.offers import BadOffer
from gigline.infra import telemetry

log = structlog.get_logger()

TIME_BASE = Fraction(1, RATE)
# A stall longer than this is not made up for: the browser gets a gap instead of a burst.
MOST_BEHIND_S = 0.2
CLOSE_S = 5.0


class Outgoing(MediaStreamTrack):
    """The track a browser hears: one frame every 20 ms of the event loop's clock."""

    kind = "audio"

    def __init__(self, next_frame: Callable[[], Pcm]):
        super().__init__()
        self._next_frame = next_frame
        self._number = 0
        self._due = 0.0

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        now = asyncio.get_running_loop().time()
        self._due = now if now - self._due > MOST_BEHIND_S else self._due + FRAME_S
        await asyncio.sleep(self._due - now)
        frame = AudioFrame.from_ndarray(self._next_frame()[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, TIME_BASE, self._number * SAMPLES
        self._number += 1
        return frame


class Peer:
    """A connection that was offered by a browser. `heard` gets what it says, `next_frame` gives what it hears."""

    def __init__(self, servers: Sequence[IceServer], heard: Callable[[Pcm], None], next_frame: Callable[[], Pcm]):
        # An empty list is meant: without one the library asks a public server on the internet.
        ours = [RTCIceServer(one.url, one.username, one.credential) for one in servers]
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=ours))
        self._heard = heard
        self._outgoing = Outgoing(next_frame)
        self._reading: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()
        self.gone = asyncio.Event()
        self.last_heard_at = asyncio.get_running_loop().time()
        self._connection.on("track", self._on_track)
        self._connection.on("connectionstatechange", self._on_state)

    async def answer(self, offer: str) -> str:
        """The answer to an offer (one of `offers.checked`); raises BadOffer."""
        self._connection.addTrack(self._outgoing)
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except Exception as error:
            # Whatever the library dislikes about a well-formed offer (its codecs, its roles) is the browser's matter.
            log.warning("offer_refused", error=telemetry.where(error))
            await self.close()
            raise BadOffer("this offer cannot be answered") from error
        return str(self._connection.localDescription.sdp)

    async def close(self) -> None:
        """End the connection and everything that serves it."""
        self.gone.set()
        self._outgoing.stop()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._connection.close()
        except TimeoutError:
            # The library waits for tasks of its own, which a line that broke may have ended without a word.
            log.warning("peer_not_closed")

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._reading = asyncio.create_task(self._read(track))

    def _on_state(self) -> None:
        state = self._connection.connectionState
        if state == "connected":
            self.connected.set()
        elif state in {"failed", "closed"}:
            self.gone.set()

    async def _read(self, track: MediaStreamTrack) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                frame = await track.recv()
                self.last_heard_at = loop.time()
                assert isinstance(frame, AudioFrame)
                self._heard(mono(frame))
        except MediaStreamError:
            self.gone.set()


def mono(frame: AudioFrame) -> Pcm:
    """Opus is decoded to interleaved stereo, whatever the browser had."""
    channels = len(frame.layout.channels)
    mixed: Pcm = frame.to_ndarray().reshape(-1, channels).mean(axis=1).astype(np.int16)
    return mixed
