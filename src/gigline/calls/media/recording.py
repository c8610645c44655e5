"""A call's recording: Ogg with Opus, the requester on the left, associates on the right. Names `av`.

Only calls whose requester agreed have a recorder. It lives in memory and is kept when the call ends.
"""

from __future__ import annotations

import asyncio
import io
from fractions import Fraction

import av
import numpy as np

from gigline.calls import rules
from gigline.calls.media.audio import RATE, SAMPLES, Pcm, mixed, silence
from gigline.calls.rules import Side

BIT_RATE = 24_000
WRITE_EVERY_S = 1.0
# Frames that one side may be ahead before silence is written for the other, which does not send.
MOST_AHEAD = 25
# Recordings are attachments, and those have at most 10 MB: at this bit rate close to an hour.
MOST_BYTES = 9_500_000


class Recorder:
    """A tap that writes down what both sides say to each other. What is said on hold, it never gets."""

    def __init__(self) -> None:
        self._said: dict[Side, list[Pcm]] = {side: [] for side in rules.ALL}
        self._file = io.BytesIO()
        self._container = av.open(self._file, "w", format="ogg")
        self._stream = self._container.add_stream("libopus", rate=RATE, layout="stereo")
        self._stream.bit_rate = BIT_RATE
        self._written = 0
        self._at_work: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        """Whether no more fits into an attachment: what is said from now on is not recorded."""
        return self._file.tell() > MOST_BYTES

    def said(self, side: Side, pcm: Pcm) -> None:
        """A frame of one side."""
        if self.full:
            return
        if side == "colleague" and not self._said[side]:
            # They come in beside the associate, and not where what waits to be written began.
            self._said[side] = [silence()] * max(0, len(self._said["associate"]) - 1)
        self._said[side].append(pcm)

    def broke_off(self) -> None:
        """The recording goes on where they talk again."""

    async def run(self) -> None:
        """Encode what was said, once a second, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            self._at_work = asyncio.create_task(asyncio.to_thread(self._write, self._pairs(MOST_AHEAD)))
            # Whoever cancels this leaves it to `finish` to wait: the file has one writer at a time.
            await asyncio.shield(self._at_work)

    async def finish(self) -> bytes | None:
        """The whole file, or None when nothing was said."""
        if self._at_work is not None:
            await self._at_work
        return await asyncio.to_thread(self._finish, self._pairs(0))

    def _pairs(self, most_ahead: int) -> Pcm:
        """The frames that both sides have, side by side, and what one is too far ahead with; they wait no longer."""
        left, right, third = (self._said[side] for side in ("requester", "associate", "colleague"))
        longest = max(len(left), len(right), len(third))
        frames = max(min(len(left), len(right)), longest - most_ahead)
        both = np.zeros((frames, SAMPLES, 2), np.int16)
        for number, sides in enumerate(((left,), (right, third))):
            for place in range(frames):
                pcm = mixed([side[place] for side in sides if place < len(side)])
                both[place, : pcm.size, number] = pcm[:SAMPLES]
        for side in (left, right, third):
            del side[:frames]
        return both

    def _write(self, both: Pcm) -> None:
        for pcm in both:
            frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._written * SAMPLES
            self._written += 1
            self._container.mux(self._stream.encode(frame))

    def _finish(self, both: Pcm) -> bytes | None:
        self._write(both)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._file.getvalue() if self._written else None
