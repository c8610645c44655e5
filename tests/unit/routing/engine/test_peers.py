"""The peers' policies do what their documents say."""

from __future__ import annotations

from tests.unit.routing.engine.build import associate, conversation, pairs, router

from gigline.routing.engine import events


def test_longest_idle_goes_by_the_last_offer_or_finish() -> None:
    made = router("longest-idle", associate("a", slots=2), associate("b", slots=2))
    for t, name in ((1.0, "c1"), (2.0, "c2"), (3.0, "c3")):
        made.feed(events.Arrived(t, conversation(name)))
    assert pairs(made, 3.0) == [("c1", "a"), ("c2", "b"), ("c3", "a")]
    made.feed(events.Finished(4.0, "c1", "a", resolved=True))
    made.feed(events.Arrived(5.0, conversation("c4")))
    assert pairs(made, 5.0) == [("c4", "b")]


def test_longest_idle_serves_voice_first_then_the_oldest() -> None:
    made = router("longest-idle", associate("a"))
    made.feed(events.Arrived(1.0, conversation("old")))
    made.feed(events.Arrived(2.0, conversation("call", channel="voice")))
    assert pairs(made, 3.0) == [("call", "a")]


def test_round_robin_takes_turns_by_brand_and_skips_who_is_full() -> None:
    both = {"brands": ("b1", "b2")}
    made = router("round-robin", *(associate(name, slots=2, **both) for name in "abc"))
    for n, brand in enumerate(("b1", "b1", "b2", "b1", "b1", "b1")):
        made.feed(events.Arrived(1.0, conversation(f"c{n}", brand=brand)))
    assert pairs(made, 1.0) == [("c0", "a"), ("c1", "b"), ("c2", "a"), ("c3", "c"), ("c4", "b"), ("c5", "c")]
