"""The sides of a call and what each hears of the others. Pure: the legs bring frames and ask for frames."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import Protocol

from gigline.calls import rules
from gigline.calls.media import hold_music
from gigline.calls.media.audio import Pcm, mixed, silence
from gigline.calls.rules import Side

# Frames of 20 ms. Two wait before the first is played, so that one that comes late leaves no hole; when more than
# MOST wait (a clock runs ahead, a burst after a stall) the oldest are dropped: being late is worse than a click.
FIRST = 2
MOST = 10


class Tap(Protocol):
    """Listens to what is said to the requester and by them: a recorder, a recogniser."""

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


class Bridge:
    """Passes frames between the sides that hear one another. Who has nobody to hear waits, with music or in silence.

    What the requester neither hears nor says reaches no tap either.
    """

    def __init__(self) -> None:
        self._lines: dict[tuple[Side, Side], Line] = defaultdict(Line)
        self._tunes: Counter[Side] = Counter()
        self.present: set[Side] = set()
        self.circle: frozenset[Side] = rules.CALL
        self.taps: list[Tap] = []

    def connect(self, circle: frozenset[Side]) -> None:
        """Who hear one another from now on, as far as they are there."""
        if circle != self.circle:
            self.circle = circle
            self._quiet()

    def join(self, side: Side) -> None:
        """A side is there."""
        self.present.add(side)
        self._quiet()

    def leave(self, side: Side) -> None:
        """A side is gone."""
        self.present.discard(side)
        self._quiet()

    def hand_over(self) -> None:
        """The colleague is the associate from now on, and nobody the colleague."""
        self.present.discard("associate")
        if "colleague" in self.present:
            self.present.remove("colleague")
            self.present.add("associate")
        self._quiet()

    def said(self, side: Side, pcm: Pcm) -> None:
        """A side said this."""
        others = self._heard_with(side)
        for other in others:
            self._lines[side, other].put(pcm)
        if others and "requester" in {side, *others}:
            for tap in self.taps:
                tap.said(side, pcm)

    def heard_by(self, side: Side) -> Pcm:
        """What a side hears now; asked for every 20 ms while it is there."""
        others = self._heard_with(side)
        if others:
            return mixed([pcm for other in others if (pcm := self._lines[other, side].take()) is not None])
        return silence() if side == "associate" else self._music(side)

    def _heard_with(self, side: Side) -> frozenset[Side]:
        """The others who hear this side, and are heard by it."""
        there = self.circle & self.present
        return there - {side} if side in there else rules.NOBODY

    def _music(self, side: Side) -> Pcm:
        self._tunes[side] += 1
        return hold_music.frame(self._tunes[side])

    def _quiet(self) -> None:
        self._lines.clear()
        for tap in self.taps:
            tap.broke_off()
