"""The stand-in: longest idle decides while the policy is late or broken, visibly, under the same hard rules."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.unit.routing.engine.build import associate, conversation, pairs

from gigline.routing.engine import events, router
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.market import Market
from gigline.routing.engine.policy import Offer


class Odd:
    """A policy that goes wrong as told: raises, gives no number, breaks a rule, cannot learn."""

    name = "odd"
    version = 7

    def __init__(self, wrong: str | None) -> None:
        self.wrong = wrong

    def learn(self, outcome: Outcome) -> None:
        if self.wrong == "learn":
            raise ZeroDivisionError

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        if self.wrong == "raise":
            raise ValueError("a text that nobody shall read")
        score = float("nan") if self.wrong == "nan" else 1.0
        who = "full" if self.wrong == "rule" else "a"
        return [Offer(one, who, score) for one in list(market.waiting)[:1]]


def _made(wrong: str | None, **given: object) -> router.Router:
    made = router.Router(given=Odd(wrong), **given)
    for one in (associate("a", slots=9), associate("full", slots=0)):
        made.feed(one)
        made.feed(events.Online(0.0, one.id))
    return made


def _tick(made: router.Router, t: float) -> router.Decision:
    decision = made.feed(events.Tick(t))
    assert decision is not None
    return decision


@pytest.mark.parametrize(
    ("wrong", "kind"), [("raise", "ValueError"), ("nan", "ArithmeticError"), ("rule", "RuleBroken")]
)
def test_a_broken_policy_is_stood_in_for_until_it_has_rested(wrong: str, kind: str) -> None:
    made = _made(wrong)
    made.feed(events.Arrived(1.0, conversation("c")))
    found = _tick(made, 1.0)
    assert (found.policy, found.fallback, found.trouble) == ("longest-idle", "broken", kind)
    assert [(one.conversation, one.associate) for one in found.offers] == [("c", "a")]
    made.policy.wrong = None
    assert _tick(made, 1.0 + router.REST_S - 0.1).fallback == "broken"
    assert _tick(made, 1.0 + router.REST_S).fallback is None


def test_it_rests_longer_each_time_it_goes_on() -> None:
    made = _made("raise")
    first, second = _tick(made, 0.0), _tick(made, router.REST_S)
    assert (first.fallback, second.fallback) == ("broken", "broken")
    made.policy.wrong = None
    assert _tick(made, 2.9 * router.REST_S).fallback == "broken"
    assert _tick(made, 3.0 * router.REST_S).fallback is None
    made.policy.wrong = "raise"
    _tick(made, 100.0)
    made.policy.wrong = None
    assert _tick(made, 100.0 + router.REST_S).fallback is None


def test_a_policy_that_cannot_learn_is_broken() -> None:
    made = _made("learn")
    made.feed(events.Arrived(1.0, conversation("c")))
    assert _tick(made, 1.0).fallback is None
    made.feed(events.Finished(2.0, "c", "a", resolved=True))
    assert _tick(made, 2.0).trouble == "ZeroDivisionError"


def test_a_late_policy_counts_once_and_rests() -> None:
    times = iter([0.0, 0.2, 0.0, 0.01])
    made = _made(None, budget_s=0.1, clock=lambda: next(times))
    made.feed(events.Arrived(1.0, conversation("c")))
    made.feed(events.Arrived(1.0, conversation("d")))
    late = _tick(made, 1.0)
    assert (late.policy, late.fallback, len(late.offers)) == ("odd", None, 1)
    found = _tick(made, 2.0)
    assert (found.policy, found.fallback, len(found.offers)) == ("longest-idle", "late", 1)
    assert _tick(made, 1.0 + router.REST_S).policy == "odd"


class Counting(Gigline):
    """Knows how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        self.asked += 1
        return super().decide(market, t, only)


def test_a_policy_is_asked_again_once_something_happened_or_it_is_time_to_look() -> None:
    policy = Counting()
    made = router.Router(given=policy)
    made.feed(associate("a", channels=("chat",)))
    made.feed(events.Online(0.0, "a"))
    made.feed(events.Arrived(1.0, conversation("call", channel="voice")))
    assert [pairs(made, t) for t in (1.0, 2.0, 3.0)] == [[], [], []]
    assert policy.asked == 1
    made.feed(associate("a"))
    assert pairs(made, 4.0) == [("call", "a")]
    made.feed(events.Arrived(5.0, conversation("c", sla=10.0)))
    # When it is overdue somebody is to be kept free for it, whether or not anything happens.
    asked = []
    for t in (5.0, 6.0, 7.0, 45.0, 46.0):
        assert pairs(made, t) == []
        asked.append(policy.asked)
    assert asked == [3, 3, 3, 4, 5]
