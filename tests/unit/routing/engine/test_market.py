"""The hard rules, one by one, and what events do."""

from __future__ import annotations

import pytest
from tests.unit.routing.engine.build import associate, conversation, pairs, router

from gigline.routing.engine import events
from gigline.routing.engine.errors import BadEvent, RuleBroken
from gigline.routing.engine.market import DECLINED_REST_S


@pytest.mark.parametrize(
    ("need", "rule"),
    [
        ({"brand": "b2"}, "eligible"),
        ({"language": "fr"}, "eligible"),
        ({"channel": "email"}, "eligible"),
        ({"clearance": 1}, "eligible"),
        ({"excluded": ("a",)}, "excluded"),
        ({"weight": 2}, "capacity"),
    ],
)
def test_an_offer_against_a_rule_raises(need: dict[str, object], rule: str) -> None:
    made = router("longest-idle", associate("a"))
    made.feed(events.Arrived(1.0, conversation("c", **need)))
    assert pairs(made, 2.0) == []
    with pytest.raises(RuleBroken) as caught:
        made.market.offer("c", "a", 2.0)
    assert caught.value.rule == rule
    assert "c" in made.market.waiting


def test_topics_and_clearance_are_granted() -> None:
    made = router("longest-idle", associate("a", topics=("t2",)), associate("b", clearance=2, topics=("t1",)))
    made.feed(events.Arrived(1.0, conversation("c", clearance=2)))
    assert pairs(made, 1.0) == [("c", "b")]


def test_nobody_gets_more_than_their_slots() -> None:
    made = router("longest-idle", associate("a", slots=2))
    for n in range(3):
        made.feed(events.Arrived(1.0, conversation(f"c{n}")))
    assert pairs(made, 1.0) == [("c0", "a"), ("c1", "a")]
    made.feed(events.Finished(5.0, "c0", "a", resolved=True, work=4.0))
    assert pairs(made, 5.0) == [("c2", "a")]


def test_voice_needs_an_empty_associate_and_fills_all_slots() -> None:
    made = router("longest-idle", associate("a", slots=3))
    made.feed(events.Arrived(1.0, conversation("chat")))
    assert pairs(made, 1.0) == [("chat", "a")]
    made.feed(events.Arrived(2.0, conversation("call", channel="voice")))
    assert pairs(made, 2.0) == []
    made.feed(events.Finished(3.0, "chat", "a", resolved=True))
    made.feed(events.Arrived(3.0, conversation("second")))
    assert pairs(made, 3.0) == [("call", "a")]
    assert pairs(made, 4.0) == []


def test_offline_finishes_and_gets_nothing_new() -> None:
    made = router("longest-idle", associate("a", slots=2))
    made.feed(events.Arrived(1.0, conversation("c")))
    pairs(made, 1.0)
    made.feed(events.Offline(2.0, "a"))
    made.feed(events.Arrived(2.0, conversation("d")))
    assert pairs(made, 3.0) == []
    made.feed(events.Finished(4.0, "c", "a", resolved=True, work=2.0))
    with pytest.raises(RuleBroken, match="online"):
        made.market.offer("d", "a", 5.0)


def test_what_was_declined_waits_again_since_it_arrived_and_goes_to_somebody_else() -> None:
    made = router("longest-idle", associate("a"), associate("b"))
    made.feed(events.Arrived(1.0, conversation("c")))
    assert pairs(made, 1.0) == [("c", "a")]
    made.feed(events.Declined(2.0, "c", "a"))
    assert made.market.waiting["c"].since == 1.0
    assert pairs(made, 2.0) == [("c", "b")]
    made.feed(events.Expired(3.0, "c", "b"))
    assert pairs(made, 3.0) == []
    assert pairs(made, 1.0 + DECLINED_REST_S) == [("c", "b")]


def test_an_abandoned_offer_frees_the_slot() -> None:
    made = router("longest-idle", associate("a"))
    made.feed(events.Arrived(1.0, conversation("c")))
    pairs(made, 1.0)
    made.feed(events.Abandoned(2.0, "c"))
    made.feed(events.Arrived(2.0, conversation("d")))
    assert pairs(made, 2.0) == [("d", "a")]


@pytest.mark.parametrize(
    "event",
    [
        events.Online(5.0, "nobody"),
        events.Arrived(5.0, conversation("waits")),
        events.Arrived(5.0, conversation("held")),
        events.Abandoned(5.0, "unknown"),
        events.Declined(5.0, "waits", "a"),
        events.Finished(5.0, "held", "b", resolved=True),
        events.Finished(5.0, "unknown", "a", resolved=True),
        events.Tick(0.5),
        events.Tick(float("nan")),
    ],
)
def test_what_cannot_be_raises_and_changes_nothing(event: events.Event) -> None:
    made = router("longest-idle", associate("a"), associate("b", languages=("fr",)))
    made.feed(events.Arrived(1.0, conversation("held")))
    assert pairs(made, 1.0) == [("held", "a")]
    made.feed(events.Arrived(2.0, conversation("waits")))
    with pytest.raises(BadEvent):
        made.feed(event)
    assert made.market.t == 2.0
    assert (list(made.market.waiting), list(made.market.held)) == (["waits"], ["held"])
    assert list(made.market.people.load[:2]) == [1, 0]


def test_a_new_profile_counts_from_then_on() -> None:
    made = router("longest-idle", associate("a", slots=2))
    made.feed(events.Arrived(1.0, conversation("c", brand="b2")))
    assert pairs(made, 1.0) == []
    made.feed(associate("a", brands=("b2",)))
    assert pairs(made, 2.0) == [("c", "a")]
    made.feed(events.Arrived(3.0, conversation("d")))
    assert pairs(made, 3.0) == []


def test_more_people_than_the_first_arrays_hold() -> None:
    made = router("longest-idle", *(associate(f"a{n}") for n in range(200)))
    for n in range(200):
        made.feed(events.Arrived(1.0, conversation(f"c{n}")))
    assert len({one for _, one in pairs(made, 1.0)}) == 200
