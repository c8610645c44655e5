"""The report's keys and arithmetic, and who held what."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from gigline.simulation import report
from gigline.simulation.associates import WorkLog
from gigline.simulation.custody import Claim, Said, double_assignments, double_claims, missing_replies
from gigline.simulation.material import Material
from gigline.simulation.plan import requesters
from gigline.simulation.report import Audit, Percentiles
from gigline.simulation.requesters import Visit
from gigline.simulation.transcript import Losses

KEYS = [
    "conversations", "messages_in", "messages_out", "lost", "duplicated", "out_of_order", "answered_by_bot",
    "answered_by_associate", "handed_over", "facts_asked_twice", "first_response_s", "offer_accept_s", "abandoned",
    "csat_mean", "true_resolution_rate", "double_assigned", "over_capacity", "wall_s",
    "holdout",
]  # fmt: skip


@pytest.fixture
def visits(shop: Material) -> list[Visit]:
    """One served by the bot, one by a person after a hand-over, one who left."""
    plans = islice(requesters([shop], 1, every_s=1), 3)
    bot, person, left = (Visit(plan, conversation=f"v{plan.n}") for plan in plans)
    return [
        replace(bot, outcome="settled", by_bot=1, sent=["a"], first_response_s=0.2, score=5),
        replace(person, outcome="settled", by_bot=1, by_associate=2, handed_over=True, sent=["b"], first_response_s=2.0,
                score=4, asked_twice=1),
        replace(left, outcome="left", handed_over=True, sent=["c"]),
    ]  # fmt: skip


def _activity(what: str, by: str = "", **data: Any) -> dict[str, Any]:
    return {"kind": "activity", "author": {"kind": "associate", "id": by}, "data": {"type": what, **data}}


def _message(seq: int, kind: str, client_id: str | None = None) -> dict[str, Any]:
    author = {"kind": kind, "id": kind}
    return {"seq": seq, "id": f"{kind}{seq}", "kind": "message", "author": author, "client_id": client_id, "data": {}}


def test_the_keys_are_the_contract() -> None:
    assert list(report.make([], [], Audit(), wall_s=1).as_json()) == KEYS


def test_what_happened_is_counted(visits: list[Visit]) -> None:
    logs = {"v0": [_message(1, "requester", "a"), _message(2, "bot")], "v1": [_message(1, "requester", "b")]}
    work = [WorkLog(accept_s=[1.0, 3.0]), WorkLog(accept_s=[2.0])]
    made = report.make(visits, work, Audit(logs), wall_s=12.34)
    assert (made.conversations, made.messages_in, made.messages_out) == (3, 3, 1)
    assert (made.answered_by_bot, made.answered_by_associate, made.handed_over, made.abandoned) == (1, 1, 2, 1)
    assert (made.facts_asked_twice, made.csat_mean, made.wall_s) == (1, 4.5, 12.3)
    assert made.true_resolution_rate == pytest.approx(
        0.333
    )  # a person was involved in the second, the third was abandoned
    assert made.first_response_s == Percentiles(0.2, 2.0)
    assert made.offer_accept_s == Percentiles(2.0, 3.0)
    assert made.broken() == []


def test_people_only_are_counted_apart(visits: list[Visit]) -> None:
    opened = {name: {**_message(1, "system"), "data": {"type": "opened", "holder": name}} for name in ("bot", "queue")}
    logs = {"v0": [opened["bot"]], "v1": [opened["queue"]]}
    made = report.make(visits, [], Audit(logs), wall_s=1, holdout=0.1)
    assert made.holdout == report.Holdout(0.1, report.Arm(2, 1, 0.5), report.Arm(1, 1, 1.0))
    # The bot's own rate is of those whom it could have helped.
    assert made.true_resolution_rate == 0.5


def test_every_broken_promise_shows(visits: list[Visit]) -> None:
    visits[0] = replace(visits[0], losses=Losses(1, 1, 1))
    work = [WorkLog(claims=[Claim("v0", 2, "ana")], over_capacity=1), WorkLog(claims=[Claim("v0", 2, "ben")])]
    made = report.make(visits, work, Audit(overloads=2), wall_s=1)
    assert made.broken() == list(report.MUST_BE_ZERO)
    assert (made.lost, made.double_assigned, made.over_capacity) == (1, 1, 3)


def test_a_gap_in_a_log_is_a_loss(visits: list[Visit]) -> None:
    logs = {"v0": [_message(1, "requester", "a"), _message(3, "bot")]}
    assert report.make(visits, [], Audit(logs), wall_s=1).lost == 1


def test_an_answer_that_was_taken_and_is_gone_is_a_loss() -> None:
    said = [Said("v0", 2, "ana", "x"), Said("v0", 2, "ana", "y"), Said("unread", 1, "ana", "z")]
    assert missing_replies(said, {"v0": [_message(1, "associate", "x")]}) == 1


@pytest.mark.parametrize(
    ("values", "p50", "p95"),
    [([], None, None), ([1.0], 1.0, 1.0), ([4.0, 1.0, 3.0, 2.0], 2.0, 4.0), (list(range(1, 101)), 50, 95)],
)
def test_percentiles_are_values_that_occurred(values: list[float], p50: float | None, p95: float | None) -> None:
    assert Percentiles.of(values) == Percentiles(p50, p95)


def test_two_people_under_one_epoch_are_one_too_many() -> None:
    claims = [Claim("v", 2, "ana"), Claim("v", 2, "ana"), Claim("v", 3, "ben")]
    assert double_claims(claims) == 0
    assert double_claims([*claims, Claim("v", 3, "cai")]) == 1


def test_an_offer_taken_while_somebody_else_holds_is_a_double_assignment() -> None:
    first, second = _activity("assigned", "ana", cause="offer"), _activity("assigned", "ben", cause="offer")
    assert double_assignments([first, second]) == 1
    assert double_assignments([first, _activity("released"), second]) == 0
    assert double_assignments([first, _activity("resolved"), second]) == 0
    assert double_assignments([first, _activity("assigned", "ben", cause="take_over")]) == 0
