"""The gigline policy: it learns who is good at what, explains itself, replays, and lets nobody starve."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from tests.unit.routing.engine.build import associate, conversation, many, pairs, router

from gigline.routing.engine import events, records, scores
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.market import Market
from gigline.routing.engine.pairs import total
from gigline.routing.engine.router import Decision, Router
from gigline.routing.engine.scores import PARTS, Weights
from gigline.routing.engine.turn import CROWD

CALM = Weights(explore=0.0, fairness=0.0)


def _taught(weights: Weights = CALM, cases: int = 60) -> Router:
    """`a` resolves t1 and fails at t2, `b` the other way round, by history."""
    made = Router(given=Gigline(weights=weights))
    for name in "ab":
        made.feed(associate(name, slots=3))
        made.feed(events.Online(0.0, name))
    for n in range(cases):
        for who, good in (("a", "t1"), ("b", "t2")):
            for topic in ("t1", "t2"):
                c = conversation(f"h{n}{who}{topic}", topic=topic)
                made.feed(events.History(c, who, resolved=topic == good, work=300.0))
    return made


def test_who_is_good_at_it_gets_it() -> None:
    made = _taught()
    for n, topic in enumerate(("t1", "t2")):
        made.feed(events.Arrived(1.0, conversation(f"c{n}", topic=topic)))
    assert pairs(made, 100.0) == [("c0", "a"), ("c1", "b")]


def test_without_a_hurry_it_waits_for_better_hands_and_not_too_long() -> None:
    made = _taught()
    for n in range(3):
        made.feed(events.Arrived(2.0 * n, conversation(f"t{n}", sla=1.0)))
        pairs(made, 2.0 * n + 1.0)
    assert {held.row for held in made.market.held.values()} == {0}, "the good one is full"
    made.feed(events.Arrived(10.0, conversation("c", sla=3600.0)))
    assert pairs(made, 10.0) == []
    assert pairs(made, 10.0 + 0.25 * 3600.0) == [("c", "b")]


def test_it_is_not_held_back_when_nobody_better_will_be_free() -> None:
    made = _taught()
    made.feed(events.Arrived(10.0, conversation("c", sla=3600.0)))
    assert pairs(made, 10.0) == [("c", "a")]


def test_who_helped_before_is_asked_first() -> None:
    made = router("gigline", *(associate(name) for name in "abcd"))
    made.feed(events.Arrived(1.0, conversation("c", before="c")))
    assert pairs(made, 100.0) == [("c", "c")]


def test_after_a_failed_bot_an_experienced_person_goes_first() -> None:
    made = Router(given=Gigline(weights=CALM))
    for name in ("new", "old"):
        made.feed(associate(name))
        made.feed(events.Online(0.0, name))
    for n in range(300):
        made.feed(events.History(conversation(f"h{n}"), "old", resolved=n % 10 < 7, work=480.0))
    made.feed(events.Arrived(1.0, conversation("c", after_bot=True)))
    assert pairs(made, 1.0) == [("c", "old")]


# overdue


def test_who_is_overdue_goes_before_every_better_match() -> None:
    made = _taught()
    made.feed(events.Offline(0.0, "b"))
    for n in range(3):
        made.feed(events.Arrived(1.0, conversation(f"first{n}", sla=1.0)))
    pairs(made, 2.0)
    made.feed(events.Arrived(3.0, conversation("old", topic="t2")))
    overdue = 3.0 + CALM.overdue_slas * 60.0
    for n in range(20):
        made.feed(events.Arrived(overdue, conversation(f"new{n}", topic="t1", priority=5.0)))
    made.feed(events.Finished(overdue, "first0", "a", resolved=True))
    assert pairs(made, overdue) == [("old", "a")]


def test_an_overdue_call_gets_somebody_kept_free_for_it() -> None:
    made = Router(given=Gigline(weights=CALM))
    made.feed(associate("a", slots=2))
    made.feed(events.Online(0.0, "a"))
    made.feed(events.Arrived(0.0, conversation("call", channel="voice", sla=30.0)))
    held: list[str] = []
    answered = _busy_with_chats(made, held)
    assert answered is not None
    assert answered <= CALM.overdue_slas * 30.0 + 2 * 60.0, "two chats at most run out first"


def _busy_with_chats(made: Router, held: list[str]) -> float | None:
    """Chats of one minute arrive so that one is always held when another ends. When the call is offered at last."""
    for n in range(100):
        t = 30.0 * n
        if len(held) == 2:
            made.feed(events.Finished(t, held.pop(0), "a", resolved=True))
        made.feed(events.Arrived(t, conversation(f"chat{n}", sla=1.0, priority=50.0)))
        found = [one for one, _ in pairs(made, t)]
        if "call" in found:
            return t
        held += found
    return None


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_overtaken_by_who_became_overdue_later(seed: int) -> None:
    """The bound of decision 0016, in overload: whoever takes an associate before it became overdue no later."""
    chance = random.Random(seed)
    made = router("gigline", *(associate(f"a{n}", slots=2) for n in range(3)))
    due: dict[str, float] = {}
    for step in range(400):
        t = 5.0 * step
        for decision in _step(made, chance, step, due, t):
            late = [one for one in made.market.waiting if due[one] <= t]
            for offer in decision.offers:
                assert all(due[offer.conversation] <= due[one] for one in late if _fits(made, one, offer.associate))


def _step(made: Router, chance: random.Random, step: int, due: dict[str, float], t: float) -> Iterator[Decision]:
    for key, held in list(made.market.held.items()):
        if chance.random() < 0.05:
            made.feed(events.Finished(t, key, made.market.people.ids[held.row], resolved=True, work=60.0))
    sla = chance.choice((10.0, 60.0, 600.0))
    due[f"c{step}"] = t + CALM.overdue_slas * sla
    made.feed(events.Arrived(t, conversation(f"c{step}", sla=sla)))
    decision = made.feed(events.Tick(t))
    assert decision is not None
    yield decision


def _fits(made: Router, waiting: str, who: str) -> bool:
    return made.market.broken_rule(waiting, who) in {None, "capacity"}


def test_the_urgencies_of_many_have_the_bits_of_each() -> None:
    waited = np.array([-1.0, 0.0, 20.0, 59.9, 60.0, 61.0, 7_000.0])
    many = [
        conversation("c", sla=sla, priority=priority, requester=who)
        for sla, priority, who in product((0.0, 60.0, 3600.0), (-1.0, 0.0, 2.5), ("customer", "worker"))
    ]
    for t in waited.tolist():
        found = scores.urgencies(CALM, many, np.full(len(many), t))
        assert found.tolist() == [scores.urgency(CALM, c, t) for c in many]


def test_contract_workers_and_priority_are_more_urgent_and_urgency_never_ends() -> None:
    def urgency(waited: float, **more: object) -> float:
        return scores.urgency(CALM, conversation("c", sla=60.0, **more), waited)

    assert urgency(30.0, requester="worker") == pytest.approx(1.5 * urgency(30.0))
    assert urgency(30.0, priority=1.0) == pytest.approx(2.0 * urgency(30.0))
    assert urgency(60.0) - urgency(30.0) > urgency(30.0) - urgency(0.0) > 0.0, "convex up to the SLA"
    assert urgency(7_200.0) > urgency(3_600.0) > urgency(60.0)


# records


def test_who_ended_a_call_is_looked_at_although_they_have_as_much_room_as_before() -> None:
    made = router("gigline", associate("a", slots=1))
    made.feed(events.Arrived(0.0, conversation("call", channel="voice")))
    assert pairs(made, 1.0) == [("call", "a")]
    # Three slots are free by the numbers, and the call still takes the whole person.
    made.feed(associate("a", slots=4))
    made.feed(events.Arrived(2.0, conversation("c")))
    assert pairs(made, 20.0) == []
    made.feed(events.Finished(21.0, "call", "a", resolved=True))
    made.feed(events.Arrived(21.0, conversation("given", before="a")))
    made.market.offer("given", "a", 21.0)
    assert pairs(made, 22.0) == [("c", "a")]


def test_many_for_whom_nobody_has_room_wait() -> None:
    made = router("gigline", associate("a"))
    made.feed(events.Arrived(0.0, conversation("first")))
    assert pairs(made, 1.0) == [("first", "a")]
    for n in range(CROWD + 1):
        made.feed(events.Arrived(2.0, conversation(f"c{n}")))
    decision = made.feed(events.Tick(30.0))
    assert decision is not None
    assert decision.fallback is None
    assert not decision.offers


@pytest.mark.parametrize(("people", "waiting"), [(10, 6), (10, 40), (60, 400)])
def test_the_record_replays_to_the_same_choice_bit_for_bit(people: int, waiting: int) -> None:
    decision = many(Weights(explore=0.5), people, waiting)
    rounds = {id(one.record): one.record for one in decision.offers}
    replayed = []
    for one in rounds.values():
        stored = json.dumps(records.to_json(one))
        again = records.from_json(json.loads(stored))
        assert json.dumps(records.to_json(again)) == stored
        assert records.replay(again) == records.replay(one)
        assert all(np.array_equal(row.pairs.own, total(row.parts)) for row in one.rows)
        replayed += records.replay(again)
    assert replayed == [(one.conversation, one.associate) for one in decision.offers]
    assert len(replayed) >= min(waiting, people)


def test_the_part_of_a_round_around_an_offer_is_enough_to_replay_it() -> None:
    for one in many(Weights(explore=0.5), 10, 40).offers:
        part = records.around(one.record, one.conversation)
        assert len(part.rows) <= len(one.record.rows)
        assert (one.conversation, one.associate) in records.replay(part)


def test_the_parts_sum_up_to_the_score_and_exclusions_are_counted() -> None:
    for one in many(CALM, 10, 6).offers:
        assert tuple(one.parts) == PARTS
        assert sum(one.parts.values()) == pytest.approx(one.score)
        row = one.record.row(one.conversation)
        assert len(row.numbers) + sum(row.excluded.values()) == 10
        assert row.propensity == 1.0


def test_what_is_explored_has_its_propensity() -> None:
    weights = Weights(explore=0.4, explore_near=0.5)
    found = []
    for seed in range(400):
        made = Router(given=Gigline(seed=seed, weights=weights))
        for name in "ab":
            made.feed(associate(name))
            made.feed(events.Online(0.0, name))
        made.feed(events.Arrived(1.0, conversation("c")))
        decision = made.feed(events.Tick(60.0))
        assert decision is not None
        offer = decision.offers[0]
        found.append((offer.associate, offer.record.row("c").propensity))
    assert {round(p, 9) for who, p in found if who == "a"} == {0.8}
    assert {round(p, 9) for who, p in found if who == "b"} == {0.2}
    assert np.mean([who == "b" for who, _ in found]) == pytest.approx(0.2, abs=0.06)


def test_deciding_alone_changes_nothing() -> None:
    market = Market()
    market.apply(associate("a"))
    market.apply(events.Online(0.0, "a"))
    market.apply(events.Arrived(1.0, conversation("c")))
    assert len(Gigline().decide(market, 60.0)) == 1
    assert list(market.waiting) == ["c"]
