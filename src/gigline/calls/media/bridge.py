"""Two sides of a call and what each hears of the other. Pure: the legs bring frames and ask for frames."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from gigline.calls.media import hold_music
from gigline.calls.media.audio import OTHER, Pcm, Side, silence

# Frames of 20 ms. Two wait before the first is played, so that one that comes late leaves no hole; when more than
# MOST wait (a clock runs ahead, a burst after a stall) the oldest are dropped: being late is worse than a click.
FIRST = 2
MOST = 10


class Tap(Protocol):
    """Listens to what both sides say to each other: a recorder, a recogniser."""

    def said(self, side: Side, pcm: Pcm) -> None:
        """A frame of one side; must not block."""

    def broke_off(self) -> None:
        """Nobody hears anybody from now on (hold, or a side came or went): what was said so far was all."""


class Line:
    """Frames on their way to one side."""

    def __init__(self) -> None:
        self._frames: deque[Pcm] = deque(maxlen=MOST)
        self._playing = False

    def put(self, pcm: Pcm) -> None:
        self._frames.append(pcm)

    def take(self) -> Pcm | None:
        """The next frame, or None while there is nothing to play."""
        if not self._playing and len(self._frames) < FIRST:
            return None
        self._playing = bool(self._frames)
        return self._frames.popleft() if self._frames else None

    def clear(self) -> None:
        self._frames.clear()
        self._playing = False


class Bridge:
    """Passes frames between the sides. While it is held, or one side is not there, the other waits with music.

    What is said on hold reaches nobody: neither the other side nor a tap.
    """

    def __init__(self) -> None:
        self._lines: dict[Side, Line] = {"requester": Line(), "associate": Line()}
        self.present: set[Side] = set()
        self._tune = 0
        self.held = False
        self.taps: list[Tap] = []

    @property
    def talking(self) -> bool:
        """Whether both sides are there and hear each other."""
        return len(self.present) == 2 and not self.held

    def hold(self, on: bool) -> None:
        """The requester waits (or no longer)."""
        self.held = on
        self._quiet()

    def join(self, side: Side) -> None:
        """A side is there."""
        self.present.add(side)
        self._quiet()

    def leave(self, side: Side) -> None:
        """A side is gone; the other waits."""
        self.present.discard(side)
        self._quiet()

    def said(self, side: Side, pcm: Pcm) -> None:
        """A side said this."""
        if not self.talking:
            return
        self._lines[OTHER[side]].put(pcm)
        for tap in self.taps:
            tap.said(side, pcm)

    def heard_by(self, side: Side) -> Pcm:
        """What a side hears now; asked for every 20 ms while it is there."""
        if self.talking:
            return _or_silence(self._lines[side].take())
        return self._music() if side == "requester" else silence()

    def _music(self) -> Pcm:
        self._tune += 1
        return hold_music.frame(self._tune)

    def _quiet(self) -> None:
        for line in self._lines.values():
            line.clear()
        for tap in self.taps:
            tap.broke_off()


def _or_silence(pcm: Pcm | None) -> Pcm:
    return silence() if pcm is None else pcm
