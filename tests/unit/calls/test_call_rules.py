"""The table of a call's steps: every way through it ends once, and what is over stays over."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.campaigns import campaign

from gigline.calls import rules
from gigline.calls.rules import OVER, TRANSITIONS, State, Step, after

STATES, STEPS = get_args(State), get_args(Step)
LATE = {"leave_voicemail", "promise_callback"}


def test_every_state_can_be_reached_and_every_live_one_can_end():
    reached, waiting = {"ringing"}, ["ringing"]
    while waiting:
        here = waiting.pop()
        for there in {to for (state, _), to in TRANSITIONS.items() if state == here} - reached:
            reached.add(there)
            waiting.append(there)
    assert reached == set(STATES)
    for state in set(STATES) - OVER:
        assert after(state, "hang_up") in OVER
        assert after(state, "fail") == "failed"


def test_nothing_leads_out_of_the_end_but_to_what_the_caller_left():
    assert {step for (state, step) in TRANSITIONS if state in OVER} == LATE
    assert not {to for (state, _), to in TRANSITIONS.items() if state in OVER} - OVER


@pytest.mark.parametrize("state", ["waiting", "ringing_associate", "ringing"])
def test_who_hangs_up_before_anybody_answered_has_abandoned_the_call(state: State):
    assert after(state, "hang_up") == "abandoned"


def test_a_consultation_can_always_be_dropped_or_cancelled_and_nothing_leads_out_of_its_end():
    known = set(get_args(rules.Asking))
    assert {state for state, _ in rules.ASKING} | set(rules.ASKING.values()) == known
    still_open = known - rules.ASKING_OVER
    assert still_open == {"ringing", *rules.ANSWERED} == {state for state, _ in rules.ASKING}
    for state in still_open:
        assert rules.after_asking(state, "drop") == "dropped"
        assert rules.after_asking(state, "cancel") == "cancelled"


def test_only_a_colleague_who_is_on_the_line_gets_the_call():
    assert {state for state, step in rules.ASKING if step == "complete"} == rules.ANSWERED


def test_the_requester_hears_nothing_of_what_is_said_beside_them():
    for asking in (None, "ringing", "talking", "joined"):
        for state in ("connected", "held"):
            circle = rules.hear_each_other(state, asking)
            assert ("requester" in circle) == (state == "connected")
            assert ("colleague" in circle) <= (asking in rules.ANSWERED)


def test_the_place_of_a_line_is_never_before_its_call():
    assert rules.speaks(-5, -9) == {"start_ms": 0, "end_ms": 0}
    assert rules.speaks(900, 100) == {"start_ms": 900, "end_ms": 900}


sometimes: Counter[str] = Counter()


class OneCall(RuleBasedStateMachine):
    """Steps in any order, told as often as anybody likes."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "ringing"
        self.talked = self.over = False
        self.way: list[State] = ["ringing"]

    @rule(step=st.sampled_from(STEPS))
    def told(self, step: Step) -> None:
        to = after(self.state, step)
        if to is None:
            return
        if self.over:
            assert step in LATE
        self.talked |= to == "connected"
        if not self.over and rules.is_over(to):
            self.over = True
            sometimes[to] += 1
            # Who was talking to somebody has not abandoned the call at that moment.
            assert to != "abandoned" or self.state not in {"connected", "held", "transferring"}
        self.state = to
        self.way.append(to)

    @invariant()
    def what_is_over_stays_over(self) -> None:
        assert rules.is_over(self.state) == self.over

    @invariant()
    def nobody_is_connected_without_having_been_rung(self) -> None:
        assert not self.talked or "ringing_associate" in self.way


def test_any_order_of_steps() -> None:
    campaign(OneCall, 150, 30, lambda: OVER - set(sometimes))
