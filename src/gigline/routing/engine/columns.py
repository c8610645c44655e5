"""What the value model predicts (families) and from what (kinds of effects), as numbers of columns.

The families share one design, so that all four are arrays with the family in front or at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.events import Conversation, Outcome

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

FAMILIES = ("resolved", "csat", "work", "converted")
RESOLVED, CSAT, WORK, CONVERTED = range(4)
KINDS = ("general", "topic", "brand", "language", "channel", "segment")
MOST_CONCURRENT = 6
LONGEST_WAIT = 3.0


class Columns:
    """Gives each (kind, name) a number, in the order of first appearance."""

    def __init__(self) -> None:
        self.number: dict[tuple[str, str], int] = {}
        self.kind: list[str] = []
        # Of conversations of a kind, which are asked for again and again.
        self.pairs: dict[tuple[str, ...], Ints] = {}

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, kind: str, name: str) -> int:
        """The number of this column, a new one if it was never seen."""
        found = self.number.get((kind, name))
        if found is None:
            found = self.number[kind, name] = len(self.kind)
            self.kind.append(kind)
        return found

    def put(self, pairs: Sequence[Sequence[str]]) -> None:
        """Fills an empty one from a stored state."""
        for kind, name in pairs:
            self.of(kind, name)


def pair_columns(columns: Columns, c: Conversation) -> Ints:
    """One column of each kind: what an associate's own effects are looked up by. Not to be written to."""
    key = kind_of(c)
    found = columns.pairs.get(key)
    if found is None:
        names = zip(KINDS, ("", c.topic, c.brand, c.language, c.channel, c.segment), strict=True)
        found = columns.pairs[key] = np.array([columns.of(kind, name) for kind, name in names], dtype=np.intp)
    return found


def kind_of(c: Conversation) -> tuple[str, ...]:
    """What the columns of a conversation follow from."""
    return c.topic, c.brand, c.language, c.channel, c.segment


def level(concurrency: float) -> int:
    """The step of the concurrency curve: 1 (alone) to 6 (six or more)."""
    return min(MOST_CONCURRENT, max(1, round(concurrency)))


def lateness(wait: float, sla: float) -> float:
    """The wait in SLAs, at most 3: beyond that it gets no worse."""
    return min(LONGEST_WAIT, max(0.0, wait) / max(sla, 1.0))


def targets(o: Outcome) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """What came of it by family, and which of them are known. No survey answer is no answer, not a bad one."""
    work = np.log(o.work) if o.work > 0 else 0.0
    y = np.array((o.resolved, bool(o.csat), work, bool(o.converted)), dtype=np.float64)
    known = np.array((True, o.csat is not None, o.work > 0, o.converted is not None))
    return y, known
