"""From sound to words: who speaks when, and what a recogniser makes of it.

An utterance is what one side says between two pauses. Recognisers get whole utterances, so that a slow one delays the
transcript and never the sound.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import numpy as np
import structlog

from gigline.calls import rules
from gigline.calls.media.audio import FRAME_S, RATE, Pcm, for_speech, level_dbfs
from gigline.calls.rules import Side
from gigline.infra import telemetry

log = structlog.get_logger()

# Speech is this much above what a frame of the room's own noise has, and never below LEAST_DBFS.
ABOVE_NOISE_DB = 12.0
LEAST_DBFS = -50.0
PAUSE_S = 0.6
SHORTEST_S = 0.2
LONGEST_S = 15.0
# Utterances that wait for a recogniser; when it cannot keep up, the oldest is not transcribed.
MOST_WAITING = 4


@dataclass(frozen=True)
class Words:
    """What a recogniser understood; `confidence` between 0 and 1 where it has one."""

    text: str
    confidence: float | None = None


class Recogniser(Protocol):
    """Understands utterances. Called in a thread of its own, one utterance at a time."""

    def understand(self, speech: Pcm, language: str) -> Words | None:
        """The words of an utterance (mono, 16 kHz), or None when it understood none."""


class Endpointer:
    """Cuts one side's frames into utterances by their level. Pure."""

    def __init__(self) -> None:
        self._noise = LEAST_DBFS
        self._spoken: list[Pcm] = []
        self._pause_s = 0.0

    def put(self, pcm: Pcm) -> Pcm | None:
        """The utterance that this frame ended, at 48 kHz, or None."""
        level = level_dbfs(pcm)
        speaks = level > max(LEAST_DBFS, self._noise + ABOVE_NOISE_DB)
        if not speaks:
            # The room: quick to believe that it became quiet, slow to believe that it became loud.
            self._noise = min(level, 0.98 * self._noise + 0.02 * level)
        if not speaks and not self._spoken:
            return None
        self._spoken.append(pcm)
        self._pause_s = 0.0 if speaks else self._pause_s + FRAME_S
        if self._pause_s >= PAUSE_S or len(self._spoken) * FRAME_S >= LONGEST_S:
            return self.finish()
        return None

    def finish(self) -> Pcm | None:
        """What was said so far, when it is long enough to be a word."""
        spoken, self._spoken = self._spoken, []
        length_s = len(spoken) * FRAME_S - self._pause_s
        self._pause_s = 0.0
        return np.concatenate(spoken) if length_s >= SHORTEST_S else None


@dataclass(frozen=True)
class Heard:
    """What one side said, and when, in milliseconds since the two could first hear each other.

    `person_id`: who was at that side, where that is known.
    """

    side: Side
    person_id: UUID | None
    words: Words
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class _Utterance:
    side: Side
    person_id: UUID | None
    pcm: Pcm
    end_ms: int


OnHeard = Callable[[Heard], Awaitable[None]]
Who = Callable[[Side], UUID | None]


class Transcriber:
    """A tap that turns what the sides say into words, in the order in which they finished saying it.

    `who` is at a side now: somebody else may be there by the time it is understood.
    """

    def __init__(self, recogniser: Recogniser, language: str, on_heard: OnHeard, who: Who = lambda _: None):
        self._recogniser = recogniser
        self._language = language
        self._on_heard = on_heard
        self._who = who
        self._began_s: float | None = None
        self._ears: dict[Side, Endpointer] = {side: Endpointer() for side in rules.ALL}
        self._waiting: asyncio.Queue[_Utterance] = asyncio.Queue(MOST_WAITING)
        self._at_work: asyncio.Task[None] | None = None

    def said(self, side: Side, pcm: Pcm) -> None:
        """A frame of one side."""
        if self._began_s is None:
            self._began_s = asyncio.get_running_loop().time()
        self._note(side, self._ears[side].put(pcm))

    def broke_off(self) -> None:
        """No utterance goes on after a hold, or with another associate."""
        for side, ear in self._ears.items():
            self._note(side, ear.finish())

    def _note(self, side: Side, pcm: Pcm | None) -> None:
        if pcm is None:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
            log.warning("utterance_not_transcribed")
        assert self._began_s is not None, "something was said"
        ended_s = asyncio.get_running_loop().time() - self._began_s
        self._waiting.put_nowait(_Utterance(side, self._who(side), pcm, int(ended_s * 1000)))

    async def run(self) -> None:
        """Recognise until cancelled."""
        while True:
            self._at_work = asyncio.create_task(self._understand(await self._waiting.get()))
            # Whoever cancels this leaves to `finish` what is being understood just now.
            await asyncio.shield(self._at_work)

    async def finish(self) -> None:
        """Recognise what was said last; the call is over."""
        self.broke_off()
        if self._at_work is not None:
            await self._at_work
        while not self._waiting.empty():
            await self._understand(self._waiting.get_nowait())

    async def _understand(self, one: _Utterance) -> None:
        start_ms = max(0, one.end_ms - one.pcm.size * 1000 // RATE)
        try:
            words = await asyncio.to_thread(self._recogniser.understand, for_speech(one.pcm), self._language)
            if words is not None and words.text.strip():
                await self._on_heard(Heard(one.side, one.person_id, words, start_ms, one.end_ms))
        except Exception as error:  # a call goes on without its transcript
            log.warning("utterance_not_transcribed", error=telemetry.where(error))
