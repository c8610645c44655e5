"""The oracle: what was promised, told and kept must agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.simulation.transcript import Losses, Transcript, disorder, gaps, repetitions


def _entry(seq: int, client_id: str | None = None) -> dict[str, Any]:
    return {"seq": seq, "id": f"e{seq}", "author": {"id": "a"}, "client_id": client_id}


def _log(*seqs: int) -> list[dict[str, Any]]:
    return [_entry(seq, f"c{seq}") for seq in seqs]


def test_nothing_is_wrong_when_all_agree() -> None:
    transcript = Transcript(accepted=["c1", "c3"])
    for entry in _log(1, 2, 3):
        transcript.heard(entry)
    assert transcript.losses(_log(1, 2, 3), stayed=True) == Losses()


def test_a_promise_that_is_not_in_the_log_is_lost() -> None:
    assert Transcript(accepted=["c1", "c2"]).losses(_log(2), stayed=False).lost == 1


def test_what_was_told_and_is_gone_is_lost() -> None:
    transcript = Transcript()
    transcript.heard(_entry(1))
    assert transcript.losses([], stayed=False).lost == 1


def test_what_was_never_told_is_lost_only_to_who_stayed() -> None:
    transcript = Transcript()
    transcript.heard(_entry(1))
    assert transcript.losses(_log(1, 2), stayed=True).lost == 1
    assert transcript.losses(_log(1, 2), stayed=False).lost == 0


def test_what_was_skipped_is_lost_to_who_left_too() -> None:
    transcript = Transcript()
    transcript.heard(_entry(1))
    transcript.heard(_entry(3))
    assert transcript.losses(_log(1, 2, 3), stayed=False).lost == 1


def test_telling_twice_on_one_connection_is_a_duplicate() -> None:
    transcript = Transcript()
    assert transcript.heard(_entry(1))
    assert transcript.heard(_entry(1)) == []
    assert transcript.losses(_log(1), stayed=True).duplicated == 1


def test_telling_late_on_one_connection_is_disorder() -> None:
    transcript = Transcript()
    transcript.heard(_entry(2))
    transcript.heard(_entry(1))
    assert transcript.losses(_log(1, 2), stayed=True) == Losses(out_of_order=1)


def test_a_resumption_may_repeat_and_is_counted() -> None:
    transcript = Transcript()
    transcript.resumed(_log(1), recovered=False, first=True)
    transcript.heard(_entry(2))
    fresh = transcript.resumed(_log(1, 2, 3, 4), recovered=True, first=False)
    assert [one["seq"] for one in fresh] == [3, 4]
    assert (transcript.caught_up, transcript.recovered, transcript.restarted) == (2, 1, 0)
    assert transcript.losses(_log(1, 2, 3, 4), stayed=True) == Losses()


def test_a_fetch_may_bring_what_was_not_told() -> None:
    transcript = Transcript()
    assert len(transcript.fetched(_log(1, 2))) == 2
    assert transcript.losses(_log(1, 2), stayed=True) == Losses()


@pytest.mark.parametrize(
    ("log", "times"),
    [
        (_log(1, 2, 3), 0),
        ([_entry(1, "x"), _entry(2, "x")], 1),
        ([_entry(1), _entry(1)], 1),
        ([_entry(1, "x"), {**_entry(2, "x"), "author": {"id": "b"}}], 0),
    ],
)
def test_repetitions_in_a_log(log: list[dict[str, Any]], times: int) -> None:
    assert repetitions(log) == times


def test_own_messages_keep_the_order_of_their_sending() -> None:
    assert disorder(_log(1, 2, 3), ["c1", "c3"]) == 0
    assert disorder(_log(1, 2, 3), ["c3", "c1"]) == 1
    assert disorder(_log(2, 1), []) == 1


def test_gaps_in_a_log_that_should_have_none() -> None:
    assert gaps(_log(1, 2, 3)) == 0
    assert gaps(_log(1, 4)) == 2
    assert gaps([]) == 0


@given(st.permutations(range(1, 9)))
def test_told_in_any_order_everything_is_there_and_disorder_is_seen(seqs: list[int]) -> None:
    transcript = Transcript()
    for seq in seqs:
        transcript.heard(_entry(seq))
    found = transcript.losses([_entry(seq) for seq in range(1, 9)], stayed=True)
    assert (found.lost, found.duplicated) == (0, 0)
    assert (found.out_of_order == 0) == (seqs == sorted(seqs))
