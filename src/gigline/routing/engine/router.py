"""The router: feed it events, it answers each tick with offers that no hard rule forbids.

Where the policy is late or broken, longest idle decides for a while, and each decision of that while says so. The
hard rules are the market's, so they hold for the policy, for what stands in for it, and for what is wrong in either.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gigline.routing.engine import gigline, peers, policy, ranked, tiers
from gigline.routing.engine.events import Event, Outcome, Tick
from gigline.routing.engine.market import Market
from gigline.routing.engine.policy import Offer

__all__ = ["Decision", "Offer", "Router"]

_BUILT_IN = (peers, tiers, ranked, gigline)  # importing them registers their policies


# For so long longest idle decides after the policy was late or broken; twice as long each time again, at most 5 min.
REST_S, LONGEST_REST_S = 10.0, 300.0


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a tick.

    `fallback`: why longest idle decided, and not the policy (`late`, `broken`); None if the policy did. `trouble`: the
    kind of the error, never its text.
    """

    t: float
    offers: tuple[Offer, ...]
    policy: str
    version: int
    fallback: str | None = None
    trouble: str | None = None


class Router:
    """One market under one policy. Same events, same seed: same decisions (as long as no budget of time is given).

    `budget_s`: what one decision may take by `clock`. One that took longer still counts, as its offers are good; the
    following ones are made by longest idle until the policy has rested. `given`: a policy instead of a registered one.
    """

    def __init__(
        self,
        name: str = "gigline",
        seed: int = 0,
        *,
        given: policy.Policy | None = None,
        budget_s: float = math.inf,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.market = Market()
        self.policy = given or policy.make(name, seed)
        self._patient = self.policy if isinstance(self.policy, policy.Patient) else None
        self._still_until = -math.inf
        self._stand_in = peers.LongestIdle()
        self._budget_s = budget_s
        self._clock = clock
        self._trouble: tuple[str, str] | None = None
        self._until = -math.inf
        self._rest_s = REST_S

    def feed(self, event: Event) -> Decision | None:
        """Takes an event in; a tick gives the decision. Raises BadEvent, and then nothing has changed."""
        outcome = self.market.apply(event)
        if isinstance(event, Tick):
            return self._tick(event.t)
        self._still_until = -math.inf
        if outcome is not None:
            self._learn(outcome)
        return None

    def _tick(self, t: float) -> Decision:
        """A round, unless nothing has happened since one that made no offers and it is too early to look again."""
        if t < self._still_until:
            return Decision(t, (), self.policy.name, self.policy.version)
        made = self.decide(t)
        if self._patient is not None and not made.offers and self._trouble is None:
            self._still_until = self._patient.nothing_before(self.market)
        return made

    def decide(self, t: float, only: Sequence[str] | None = None) -> Decision:
        """Decides now, for all who wait or for `only` these conversations, and takes the slots."""
        self._still_until = -math.inf
        if t < self._until:
            return self._stand_in_for(t, only, ())
        offers: list[Offer] = []
        started = self._now()
        try:
            self._make(self.policy.decide(self.market, t, only), t, offers)
        except Exception as error:  # whatever is wrong with the policy, people are served; the decision says so
            self._rest("broken", type(error).__name__, t)
            return self._stand_in_for(t, only, offers)
        if self._now() - started > self._budget_s:
            self._rest("late", "TimeoutError", t)
        elif self._trouble is not None:
            self._trouble, self._rest_s = None, REST_S
        return Decision(t, tuple(offers), self.policy.name, self.policy.version)

    def _now(self) -> float:
        return self._clock() if self._clock else 0.0

    def _learn(self, outcome: Outcome) -> None:
        try:
            self.policy.learn(outcome)
        except Exception as error:  # see decide
            self._rest("broken", type(error).__name__, self.market.t)

    def _make(self, wanted: Sequence[Offer], t: float, made: list[Offer]) -> None:
        for one in wanted:
            if not math.isfinite(one.score):
                raise ArithmeticError("a score is not a number")
            self.market.offer(one.conversation, one.associate, t)
            made.append(one)

    def _rest(self, why: str, kind: str, t: float) -> None:
        if self._trouble is not None:
            self._rest_s = min(2.0 * self._rest_s, LONGEST_REST_S)
        self._trouble = why, kind
        self._until = t + self._rest_s

    def _stand_in_for(self, t: float, only: Sequence[str] | None, before: Sequence[Offer]) -> Decision:
        assert self._trouble is not None, "the policy rests because of something"
        offers = list(before)
        self._make(self._stand_in.decide(self.market, t, only), t, offers)
        why, kind = self._trouble
        return Decision(t, tuple(offers), self._stand_in.name, self._stand_in.version, why, kind)
