"""Small events for the engine's tests."""

from __future__ import annotations

from typing import Any

from gigline.routing.engine import events
from gigline.routing.engine.router import Router


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
