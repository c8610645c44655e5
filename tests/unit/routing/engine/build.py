"""Small events for the engine's tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from gigline.routing.engine import events
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.router import Decision, Router
from gigline.routing.engine.scores import Weights


def associate(name: str, **given: Any) -> events.Associate:
    """Somebody who may do everything in these tests; one slot."""
    facts = {"brands": ("b1",), "languages": ("en",), "channels": ("chat", "voice"), "slots": 1}
    return events.Associate(id=name, **(facts | given))


def conversation(name: str, **given: Any) -> events.Conversation:
    """A chat in English for brand b1."""
    facts = {"brand": "b1", "topic": "t1", "language": "en", "channel": "chat"}
    return events.Conversation(id=name, **(facts | given))


def router(policy: str, *people: events.Associate, at: float = 0.0) -> Router:
    """A router with these people online."""
    made = Router(policy)
    for one in people:
        made.feed(one)
        made.feed(events.Online(at, one.id))
    return made


def pairs(given: Router, t: float) -> list[tuple[str, str]]:
    """What a tick at this time offers, as (conversation, associate)."""
    decision = given.feed(events.Tick(t))
    assert decision is not None
    return [(one.conversation, one.associate) for one in decision.offers]


def many(weights: Weights, people: int, waiting: int, more: Callable[[int], dict[str, Any]] = lambda _: {}) -> Decision:
    """A first pass over three brands, after two hundred conversations that taught who is good; `more` facts of the nth
    that waits.
    """
    chance = random.Random(5)
    made = Router(given=Gigline(seed=3, weights=weights))
    for n in range(people):
        made.feed(associate(f"a{n}", brands=tuple(chance.sample(("b1", "b2", "b3"), 2)), slots=2))
        made.feed(events.Online(0.0, f"a{n}"))
    for n in range(200):
        c = conversation(f"h{n}", topic=chance.choice(("t1", "t2")), brand=chance.choice(("b1", "b2")))
        made.feed(events.History(c, f"a{chance.randrange(people)}", resolved=chance.random() < 0.7, work=400.0))
    for n in range(waiting):
        c = conversation(f"c{n}", brand=chance.choice(("b1", "b2", "b3")), topic=chance.choice(("t1", "t2")), **more(n))
        made.feed(events.Arrived(n / waiting * 20.0, c))
    decision = made.feed(events.Tick(30.0))
    assert decision is not None
    return decision
