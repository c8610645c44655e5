"""The states of an outbound message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.channels import rules

RECEIPTS = ["sent", "failed", "delivered", "read"]
receipts = st.lists(st.sampled_from(RECEIPTS), max_size=8)
states = st.sampled_from(sorted(rules.RANK))


def fold(state, receipts):
    for receipt in receipts:
        state = rules.after_receipt(state, receipt)
    return state


@given(states, receipts)
def test_receipts_only_climb(state, receipts):
    for receipt in receipts:
        after = rules.after_receipt(state, receipt)
        assert rules.RANK[after] >= rules.RANK[state]
        state = after


@given(states.filter(lambda state: state != "queued"), receipts, st.randoms())
def test_their_order_and_repetition_change_nothing(state, receipts, random):
    shuffled = receipts + receipts[:3]
    random.shuffle(shuffled)
    assert fold(state, shuffled) == fold(state, receipts)


@given(states, st.sampled_from(RECEIPTS))
def test_the_same_receipt_twice_is_the_same_as_once(state, receipt):
    assert fold(state, [receipt, receipt]) == rules.after_receipt(state, receipt)


@given(receipts.filter(bool))
def test_any_receipt_settles_what_was_unknown(receipts):
    assert fold("unknown", receipts) == max(receipts, key=rules.RANK.__getitem__)


def test_a_message_between_attempts_moves_only_by_proof_that_it_arrived():
    assert [rules.after_receipt("queued", receipt) for receipt in RECEIPTS] == ["queued", "queued", "delivered", "read"]


@given(st.integers(1, 10_000), st.none() | st.floats(0, 1e9))
def test_pauses_grow_are_bounded_and_respect_what_was_asked_up_to_an_hour(attempts, asked):
    pause = rules.pause_s(attempts, asked)
    assert min(asked or 0, rules.LONGEST_ASKED_PAUSE_S) <= pause <= rules.LONGEST_ASKED_PAUSE_S
    assert rules.pause_s(attempts, None) <= rules.pause_s(attempts + 1, None) <= rules.LONGEST_PAUSE_S


@pytest.mark.parametrize(("attempts", "permanent", "end"), [(1, False, False), (1, True, True), (10, False, True)])
def test_when_to_give_up(attempts, permanent, end):
    assert rules.gives_up(attempts, permanent) is end
