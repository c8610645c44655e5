"""Nobody starves: who waited `overdue_slas` times the SLA goes before everybody who became overdue later, or is not.

An overdue conversation for which nobody has room keeps one person free: they get nothing new that came later, so that
what they hold runs out and makes room, for a call as well. The same person is kept until it is served or they are
gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from gigline.routing.engine.market import Room, Waiting


def due(one: Waiting, slas: float) -> float:
    """When it becomes overdue."""
    return one.since + slas * one.conversation.sla


class Overdue:
    """Remembers who is kept free for whom: number of the waiting conversation → person."""

    def __init__(self) -> None:
        self.kept: dict[int, int] = {}

    def in_order(self, queue: Sequence[Waiting], slas: float, t: float) -> list[Waiting]:
        """The overdue ones, in the order in which they became so."""
        late = [one for one in queue if due(one, slas) <= t]
        return sorted(late, key=lambda one: (due(one, slas), one.number))

    def keep_free(self, room: Room, waiting: Waiting) -> None:
        """Closes somebody in this sketch to all that come after it."""
        people = room.available(waiting)
        if not len(people):
            self.kept.pop(waiting.number, None)
            return
        kept = self.kept.get(waiting.number)
        if kept is None or kept not in people:
            kept = self.kept[waiting.number] = int(people[np.argmin(room.held[people])])
        room.close(kept)

    def prune(self, there: Collection[int]) -> None:
        """Forgets those who wait no longer."""
        self.kept = {number: person for number, person in self.kept.items() if number in there}
