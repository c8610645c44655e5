"""What happened in a run, one record per conversation and one per associate, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Ended(NamedTuple):
    """How one conversation ended. `wait` is until the first answer, or until they left.

    `likely` and `pleased` are the hidden chances of being resolved and satisfied that it had in these hands.
    """

    arrived: float
    channel: str
    brand: int
    abandoned: bool
    late: bool
    wait: float
    resolved: bool
    satisfied: bool
    likely: float
    pleased: float


@dataclass
class Ledger:
    """Everything that figures are made of; times are seconds from the first midnight."""

    since: float
    ended: list[Ended] = field(default_factory=list)
    # Of the time since `since`: seconds of work done, and seconds online, per associate.
    worked: dict[int, float] = field(default_factory=dict)
    online: dict[int, float] = field(default_factory=dict)
    called: int = 0
    came: int = 0
    offers: int = 0
    declined: int = 0
    expired: int = 0
    conversations: int = 0
    ticks: int = 0
    # Seconds that the router took for the run, and its slowest round.
    router_s: float = 0.0
    slowest_s: float = 0.0
    # What a policy that learns expected (the chance of being resolved), and what came of it.
    expected: list[tuple[float, bool]] = field(default_factory=list)
    # Rounds in which the router did without the policy, by why and kind of error; 0 in a sound run.
    fallbacks: dict[str, int] = field(default_factory=dict)
    # What no policy may ever do, in words; it stays empty.
    broken: list[str] = field(default_factory=list)

    def end(self, one: Ended) -> None:
        """Keep it, if it is of the days that count."""
        if one.arrived >= self.since:
            self.ended.append(one)

    def work(self, associate: int, at: float, seconds: float) -> None:
        """So much work was done by then."""
        if at >= self.since:
            self.worked[associate] = self.worked.get(associate, 0.0) + seconds

    def present(self, associate: int, start: float, end: float) -> None:
        """Somebody was online from then to then."""
        seconds = end - max(start, self.since)
        if seconds > 0:
            self.online[associate] = self.online.get(associate, 0.0) + seconds
