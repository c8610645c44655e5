"""The router: feed it events, it answers each tick with offers that no hard rule forbids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigline.routing.engine import gigline, peers, policy, ranked, tiers
from gigline.routing.engine.events import Event, Tick
from gigline.routing.engine.market import Market
from gigline.routing.engine.policy import Offer

__all__ = ["Decision", "Offer", "Router"]

_BUILT_IN = (peers, tiers, ranked, gigline)  # importing them registers their policies


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a tick. `fallback`: why the policy was not used this time (`late`, `broken`), None if it was."""

    t: float
    offers: tuple[Offer, ...]
    policy: str
    version: int
    fallback: str | None = None


class Router:
    """One market under one policy. Same events, same seed: same decisions."""

    def __init__(self, name: str = "gigline", seed: int = 0) -> None:
        self.market = Market()
        self.policy = policy.make(name, seed)

    def feed(self, event: Event) -> Decision | None:
        """Takes an event in; a tick gives the decision. Raises BadEvent, and then nothing has changed."""
        outcome = self.market.apply(event)
        if outcome is not None:
            self.policy.learn(outcome)
        return self.decide(event.t) if isinstance(event, Tick) else None

    def decide(self, t: float, only: Sequence[str] | None = None) -> Decision:
        """Decides now, for all who wait or for `only` these conversations, and takes the slots."""
        offers = self.policy.decide(self.market, t, only)
        for one in offers:
            self.market.offer(one.conversation, one.associate, t)
        return Decision(t, tuple(offers), self.policy.name, self.policy.version)
