"""What the bot does, given what it understood, what is allowed and what went before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.bot import rules
from gigline.bot.dialogue import (
    Answer,
    AskAgain,
    Candidate,
    Clarify,
    HandOver,
    History,
    Matter,
    Option,
    Past,
    Policy,
    Settle,
    SmallTalk,
    Understanding,
)

POLICY = Policy(enabled=True, bot_topics=frozenset({"order"}))
LATE, LOST = Candidate("late", "Late?", "order", 0.6), Candidate("lost", "Lost?", "order", 0.57)
SAFETY = Candidate("burn", "Burnt?", "safety", 0.59)
ANSWERED = Past("answered", "late", "Late?")
ASKED = Past("clarified", options=(Option("Late?", "late", "order"), Option("Something else", None)))


def _said(*candidates: Candidate, **values: object) -> Understanding:
    return Understanding(language="en", candidates=candidates, **values)


def _after(*turns: Past, chosen: Option | None = None) -> History:
    return History(turns, chosen)


def _both(other: Candidate) -> Understanding:
    first, second = (Matter(one.title, one.slug, one.title, one.topic) for one in (LATE, other))
    return _said(LATE, other, sure=True, plausible=True, matters=(first, second))


OFFERED = Past("done", options=(Option("Lost?", "lost", "order"), Option("No, thank you", None)))
SURE = _said(LATE, LOST, sure=True, plausible=True)
UNSURE = _said(LATE, LOST, plausible=True)


@pytest.mark.parametrize(
    ("said", "history", "expected"),
    [
        (SURE, _after(), Answer("late", "sure")),
        (UNSURE, _after(), Clarify((LATE, LOST))),
        (_said(LATE, LOST), _after(), HandOver("low_confidence")),
        (_said(), _after(), HandOver("low_confidence")),
        (UNSURE, _after(ASKED), HandOver("failed_turns")),
        (SURE, _after(ANSWERED), HandOver("failed_turns")),
        (_said(LATE, LOST, sure=True, wants_person=True), _after(), HandOver("requested")),
        (_said(LATE, sure=True, sensitive="i was hurt"), _after(), HandOver("sensitive")),
        (_said(SAFETY, sure=True, plausible=True), _after(), HandOver("policy")),
        (_said(LATE, SAFETY, plausible=True), _after(), HandOver("policy")),
        (_said(LATE, SAFETY, sure=True, plausible=True), _after(), Answer("late", "sure")),
        (_said(LATE, talk="greeting"), _after(), SmallTalk("greeting")),
        (_said(LATE, talk="thanks"), _after(ANSWERED), SmallTalk("thanks")),
        (_said(LATE, talk="solved"), _after(ANSWERED), Settle()),
        (_said(LATE, talk="yes"), _after(ANSWERED), Settle()),
        (_said(LATE, talk="solved"), _after(), SmallTalk("thanks")),
        (_said(LATE, talk="not_helped"), _after(ANSWERED), AskAgain()),
        (_said(LATE, talk="no"), _after(ANSWERED), AskAgain()),
        (_said(LATE, talk="no"), _after(Past("failed_turn", failed=True), ANSWERED), HandOver("failed_turns")),
        (_said(LOST, talk="not_helped", more=True, sure=True), _after(ANSWERED), Answer("lost", "sure", failed=True)),
        (_said(LOST, talk="not_helped", more=True), _after(ANSWERED), HandOver("failed_turns")),
        (_said(), _after(ASKED, chosen=ASKED.options[0]), Answer("late", "chosen")),
        (_said(), _after(ASKED, chosen=ASKED.options[1]), HandOver("low_confidence")),
        (_said(), _after(ASKED, chosen=Option("Burnt?", "burn", "safety")), HandOver("policy")),
        (_said(LATE, talk="not_helped", upset=True), _after(ANSWERED), HandOver("failed_turns")),
        (_said(LATE, talk="no"), _after(Past("answered", "late", upset=True)), HandOver("failed_turns")),
        (_said(LATE, LOST, plausible=True, upset=True), _after(), Clarify((LATE, LOST))),
        (_both(LOST), _after(), Answer("late", "sure", also=("lost",))),
        (_both(LOST), _after(Past("answered", "x", also=("lost",))), HandOver("failed_turns")),
        (_both(SAFETY), _after(), HandOver("policy")),
        (_said(), _after(OFFERED, chosen=OFFERED.options[0]), Answer("lost", "chosen")),
        (_said(), _after(OFFERED, chosen=OFFERED.options[1]), SmallTalk("ok")),
    ],
)
def test_the_next_step(said, history, expected):
    assert rules.decide(said, POLICY, history) == expected


def test_a_plain_yes_or_no_to_a_single_choice_is_an_answer():
    one, else_ = Option("Late?", "late", "order"), Option("Something else", None)
    single, several = Past("clarified", options=(one, else_)), Past("clarified", options=(one, one, else_))
    assert rules.chosen("yes please", single) == one
    assert rules.chosen("no", OFFERED) == OFFERED.options[1]
    assert rules.chosen("No", single) == else_
    assert rules.chosen("yes", several) is None
    assert rules.chosen("late?", several) == one


def test_a_no_when_asked_whether_there_is_more_settles():
    assert rules.decide(_said(talk="no"), POLICY, _after(ANSWERED, Past("small_talk"))) == Settle()


def test_a_bot_that_is_off_hands_over_and_a_topic_for_people_goes_to_people():
    assert rules.decide(SURE, Policy(False, POLICY.bot_topics), _after()) == HandOver("bot_off")
    assert rules.decide(SURE, Policy(True, POLICY.bot_topics, topic="safety"), _after()) == HandOver("policy")


def test_a_dialogue_does_not_go_on_for_ever():
    turns = tuple(Past("small_talk") for _ in range(POLICY.max_turns))
    assert rules.decide(_said(talk="ok"), POLICY, _after(*turns)) == HandOver("failed_turns")


candidates = st.builds(
    Candidate, st.sampled_from("abcd"), st.just("t"), st.sampled_from(["order", "safety"]), st.floats(-1, 1)
)
said = st.builds(
    Understanding,
    language=st.just("en"),
    candidates=st.lists(candidates, min_size=1, max_size=5).map(
        lambda some: tuple(sorted(some, key=lambda one: -one.score))
    ),
    sure=st.booleans(),
    plausible=st.booleans(),
    wants_person=st.booleans(),
    sensitive=st.sampled_from([None, "x"]),
    talk=st.sampled_from([None, "greeting", "thanks", "bye", "ok", "solved", "not_helped", "yes", "no"]),
    more=st.booleans(),
)
past = st.builds(
    Past,
    st.sampled_from(["answered", "clarified", "failed_turn", "small_talk"]),
    st.sampled_from(["a", "b", None]),
    st.just("t"),
    st.booleans(),
)


@given(said, st.lists(past, max_size=14).map(tuple))
def test_no_dialogue_makes_the_bot_exceed_what_it_may(said, turns):
    action = rules.decide(said, POLICY, History(turns))
    by_slug = {one.slug: one for one in reversed(said.candidates)}
    if said.wants_person or said.sensitive:
        assert isinstance(action, HandOver)
    if isinstance(action, Answer):
        assert said.sure
        assert by_slug[action.slug].topic == "order"
        assert action.slug not in History(turns).answered
    if isinstance(action, Clarify):
        assert not History(turns).clarified
        assert all(one.topic == "order" for one in action.options)
        assert 1 <= len(action.options) <= rules.MAX_OPTIONS


@pytest.mark.parametrize("text", ["Late?", "  late ", "1", "1.", "LATE"])
def test_an_option_is_picked_by_words_or_number(text):
    assert rules.chosen(text, ASKED) == ASKED.options[0]


@pytest.mark.parametrize("text", ["3", "later", ""])
def test_other_words_pick_nothing(text):
    assert rules.chosen(text, ASKED) is None
    assert rules.chosen("1", ANSWERED) is None


def test_the_steps_are_told_in_plain_words():
    turns = [ASKED, ANSWERED, Past("failed_turn", failed=True)]
    assert rules.steps(turns) == (
        "Asked which is meant: Late?.",
        "Answered with the article “Late?”.",
        "The requester said that this did not help.",
    )


def test_a_long_article_is_cut_to_its_best_passages_in_order():
    passages = [("a" * 40, 0.1), ("b" * 40, 0.9), ("c" * 40, 0.5)]
    assert rules.excerpt(passages, "short", 100) == "short"
    assert rules.excerpt(passages, "x" * 200, 90) == f"{'b' * 40}\n\n{'c' * 40}"
