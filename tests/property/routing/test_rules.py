"""Properties of the pure part: the eligible are eligible, the record replays, nobody starves, masks hold."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gigline.routing import choosing, rules
from gigline.workforce.models import Candidate

IDS = st.integers(1, 12).map(lambda n: UUID(int=n))
LANGUAGES = st.sampled_from(["en", "es", "es-MX", "de"])
CHANNELS = st.sampled_from(["webchat", "email", "voice"])
TOPICS = st.sampled_from(["delivery", "safety", "payment"])


@st.composite
def candidates(draw, id_=IDS):
    capacity = draw(st.integers(1, 4))
    return Candidate(
        brand_id=UUID(int=99),
        id=draw(id_),
        name="N",
        languages=tuple(draw(st.lists(LANGUAGES, max_size=2))),
        topics=tuple(draw(st.lists(TOPICS, max_size=2))),
        channels=tuple(draw(st.lists(CHANNELS, max_size=2))),
        clearance=draw(st.integers(0, 2)),
        availability=draw(st.sampled_from(["on", "on", "on", "off", "break"])),
        present=draw(st.sampled_from([True, True, False])),
        paused=draw(st.sampled_from([False, False, True])),
        capacity=capacity,
        limit=draw(st.integers(1, capacity)),
        load=draw(st.integers(0, 4)),
        exclusive=draw(st.sampled_from([False, False, True])),
        idle_since=draw(st.sampled_from([0.0, 1.5, 60.0, 1e7])),
    )


needs = st.builds(
    rules.Need,
    language=LANGUAGES,
    channel=CHANNELS,
    topic=st.none() | TOPICS,
    clearance=st.integers(0, 2),
    before=st.none() | IDS,
)
pools = st.lists(candidates(), max_size=12, unique_by=lambda one: one.id)
asked = st.dictionaries(IDS, st.sampled_from(["declined", "expired"]), max_size=3)


@given(needs, candidates(), asked)
def test_whoever_passes_meets_every_requirement(need, one, asked):
    found = rules.exclusion(need, one, asked)
    base = {spoken.split("-")[0] for spoken in one.languages}
    meets = (
        need.language.split("-")[0] in base
        and (not one.channels or need.channel in one.channels)
        and (not one.topics or need.topic is None or need.topic in one.topics)
        and one.clearance >= need.clearance
        and one.availability == "on"
        and one.present
        and not one.paused
        and not one.exclusive
        and (one.load == 0 if need.channel == "voice" else one.load + 1 <= min(one.capacity, one.limit))
        and one.id not in asked
    )
    assert (found is None) == meets


@given(needs, candidates(), asked)
def test_the_first_filter_named_is_the_first_that_fails(need, one, asked):
    """Mending what a filter complains of moves on to a later filter, never to an earlier one."""
    order = ["language", "channel", "topic", "clearance", "availability", "presence", "paused", "capacity", "warm_up",
             "asked_before"]  # fmt: skip
    mended = {
        "language": {"languages": (need.language,)},
        "channel": {"channels": ()},
        "topic": {"topics": ()},
        "clearance": {"clearance": need.clearance},
        "availability": {"availability": "on"},
        "presence": {"present": True},
        "paused": {"paused": False},
        "capacity": {"load": 0, "exclusive": False},
        "warm_up": {"load": 0},
    }
    last = -1
    while (found := rules.exclusion(need, one, asked)) is not None and found.filter in mended:
        assert order.index(found.filter) > last
        last = order.index(found.filter)
        one = replace(one, **mended[found.filter])
    assert found is None or found.filter == "asked_before"


@given(needs, candidates())
def test_a_class_of_needs_is_met_by_whoever_no_standing_rule_excludes(need, one):
    found = rules.exclusion(need, one, {})
    assert rules.stands(rules.standing_need(need), one) == (found is None or found.filter not in rules.STANDING)


@given(st.none() | IDS, st.dictionaries(IDS, st.floats(0, 1e7)), st.integers(0, 2**62 - 1), st.randoms())
def test_longest_idle_is_continuity_then_idleness_whatever_the_order(before, idle, seed, shuffler):
    order = [one for one, _ in choosing.longest_idle(before, idle, seed)]
    assert sorted(order) == sorted(idle)
    if before in idle:
        assert order[0] == before
    rest = [min(idle[one], choosing.CONTINUITY - 1) for one in order if one != before]
    assert rest == sorted(rest, reverse=True)
    shuffled = list(idle.items())
    shuffler.shuffle(shuffled)
    assert [one for one, _ in choosing.longest_idle(before, dict(shuffled), seed)] == order


def test_ties_fall_differently_by_seed():
    people = [UUID(int=n) for n in range(1, 5)]
    firsts = {choosing.longest_idle(None, dict.fromkeys(people, 5.0), seed)[0][0] for seed in range(60)}
    assert firsts == set(people)


@given(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1e5))
def test_nobody_starves(mine, theirs, waited_s):
    """240 s after me nobody can come who is served before me."""
    assert rules.urgency(mine, waited_s + 241) > rules.urgency(theirs, waited_s)


@given(st.floats(0, 1e4), st.none() | st.floats(0, 1e4), st.booleans())
def test_still_there_is_asked_once_and_never_holds_longer_than_ten_seconds(silent_s, asked_s, answered):
    gate = rules.asking("webchat", silent_s=silent_s, asked_s=asked_s, answered=answered, after_s=60)
    assert gate != "ask" or (asked_s is None and silent_s >= 60)
    assert gate != "hold" or (asked_s is not None and asked_s < 10)
    assert rules.asking("email", silent_s=silent_s, asked_s=asked_s, answered=answered, after_s=60) == "offer"


@given(st.integers(1, 50), st.lists(st.floats(0, 4000), max_size=40), st.integers(0, 5))
def test_an_eta_is_a_range_or_nothing(position, ago, online):
    found = rules.eta_s(position, ago, online)
    if found is None:
        return
    assert online
    low, high = found
    assert 0 <= low < high
    nearer = rules.eta_s(1, ago, online)
    assert nearer is not None
    assert nearer[0] <= low
    assert nearer[1] <= high


def test_an_eta_is_not_made_up():
    assert rules.eta_s(1, [10, 20, 30], 1) is None
    assert rules.eta_s(1, [10, 20, 30, 40, 50], 0) is None
    assert rules.eta_s(2, [10, 20, 30, 40, 50], 1) == (20, 30)


@given(st.text(), st.integers(10**5, 10**17), st.sampled_from(["", " ", "-", ".", ") (", "\u200b", "  "]))
def test_no_long_number_survives_the_mask(text, number, between):
    spelled = between.join(str(number))
    shown = rules.mask(f"{text} {spelled}")
    assert not re.search(r"\d(?:[\s().\-/\u200b]*\d){5}", shown)


@given(st.emails())
def test_no_address_survives_the_mask(email):
    assert email not in rules.mask(f"write to {email} please")


def test_the_mask_leaves_words_and_small_numbers():
    assert rules.mask("Order of 3 pizzas, table 12345") == "Order of 3 pizzas, table 12345"
    assert rules.mask("call +49 (170) 123-4567!") == "call ••••••!"


def test_the_reason_for_an_empty_pool_names_the_last_hurdle():
    assert rules.empty_pool_reason({"language": 3, "availability": 2}) == "2 off or on a break"
    assert rules.empty_pool_reason({}) == "nobody has a grant"
