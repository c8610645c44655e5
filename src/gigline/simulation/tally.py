"""Running counts for the eye; the report is made from the visits themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from gigline.simulation.requesters import Visit
from gigline.simulation.transcript import Losses


@dataclass
class Tally:
    """`here` visits are going on now; `failed` ones ended in an error of ours or the platform's."""

    associates: int = 0
    arrived: int = 0
    finished: int = 0
    failed: int = 0
    by_bot: int = 0
    by_associate: int = 0
    settled: int = 0
    left: int = 0
    losses: Losses = field(default_factory=Losses)

    @property
    def here(self) -> int:
        return self.arrived - self.finished - self.failed

    def add(self, visit: Visit) -> None:
        """A visit ended."""
        self.finished += 1
        self.by_bot += visit.by_bot > 0 and visit.by_associate == 0
        self.by_associate += visit.by_associate > 0
        self.settled += visit.outcome == "settled"
        self.left += visit.outcome == "left"
        self.losses += visit.losses
