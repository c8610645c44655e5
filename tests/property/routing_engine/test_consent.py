"""Without both sides' word, shared experience changes no bit of any decision."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigline.routing.engine import events, lines
from gigline.routing.engine.router import Router

EXPERIENCES = ("city:porto", "hobby:golf", "product:family box")
PEOPLE, CONVERSATIONS = 8, 60


def _some(chance: random.Random) -> tuple[str, ...]:
    return tuple(one for one in EXPERIENCES if chance.random() < 0.5)


def _life(seed: int) -> Iterator[events.Event]:
    """A market with outcomes to learn from, in which everybody says everything."""
    chance = random.Random(seed)
    for n in range(PEOPLE):
        yield events.Associate(f"a{n}", ("b",), ("en",), ("chat",), 2, experiences=_some(chance))
        yield events.Online(0.0, f"a{n}")
    for n in range(CONVERSATIONS):
        t, name = 20.0 * n, f"c{n}"
        need = events.Conversation(name, "b", f"t{n % 2}", "en", "chat", wishes=_some(chance))
        who = f"a{chance.randrange(PEOPLE)}"
        yield events.History(need, who, chance.random() < 0.6, work=300.0)
        yield events.Arrived(t, replace(need, id=f"{name}+"))
        yield events.Tick(t)


def _silent(event: events.Event, sides: Sequence[str]) -> events.Event:
    """The same, where these sides say nothing."""
    if "associates" in sides and isinstance(event, events.Associate):
        return replace(event, experiences=())
    if "requesters" in sides and isinstance(event, events.Arrived | events.History):
        return replace(event, conversation=replace(event.conversation, wishes=()))
    return event


def _decided(seed: int, *silent: str) -> list[object]:
    router = Router("gigline", seed)
    found = []
    for event in _life(seed):
        decision = router.feed(_silent(event, silent))
        if decision is not None:
            found.append(lines.answer(decision))
            for one in decision.offers:
                row = router.market.people.row[one.associate]
                # What came of it, known at once and by the same luck whoever has it.
                resolved = random.Random(f"{seed} {one.conversation} {row}").random() < 0.6
                router.feed(events.Finished(decision.t, one.conversation, one.associate, resolved, None, 200.0))
    return found


@pytest.mark.parametrize("side", ["associates", "requesters"])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=6, deadline=None)
def test_one_sides_word_alone_changes_nothing(side: str, seed: int) -> None:
    assert _decided(seed, side) == _decided(seed, "associates", "requesters")


def test_both_sides_words_change_something() -> None:
    assert _decided(1) != _decided(1, "associates", "requesters")
