"""How fast simulated people are. The platform itself always runs on real time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Factors on human seconds: `hands` for reading, typing and reacting, `patience` for waiting.

    Patience shrinks less, because what people wait for (the platform's offers and ticks) does not get faster.
    """

    hands: float
    patience: float


HUMAN = Pace(hands=1.0, patience=1.0)
COMPRESSED = Pace(hands=0.04, patience=0.3)


def reading_s(text: str) -> float:
    """Human seconds to read a text (about 240 words a minute)."""
    return 0.8 + len(text.split()) / 4


def typing_s(text: str) -> float:
    """Human seconds to type a text (about 50 words a minute, long answers come from templates)."""
    return min(25.0, 1.0 + len(text) / 5)
