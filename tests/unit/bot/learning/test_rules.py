"""The arithmetic of learning."""

from __future__ import annotations

import random

import pytest

from gigline.bot.learning import rules


@pytest.mark.parametrize("target", [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999])
def test_one_wrong_answer_switches_nothing(target: float) -> None:
    assert not rules.below_target(0, 1, target)


def test_answers_that_are_wrong_too_often_switch_soon() -> None:
    assert rules.below_target(0, 4, 0.95)
    assert rules.below_target(12, 6, 0.95)
    assert not rules.below_target(190, 10, 0.95)


def test_a_topic_at_its_target_is_hardly_ever_switched() -> None:
    chance = random.Random(7)
    switched = sum(_switches(chance, 0.95, right=0.95, answers=200) for _ in range(100))
    assert switched <= 0.05 * 100 + 4


def test_a_topic_far_below_its_target_is_switched_within_some_dozen_answers() -> None:
    chance = random.Random(8)
    needed = sorted(_answers_until(chance, 0.95, right=0.8) for _ in range(20))
    assert needed[10] <= 40


def _switches(chance: random.Random, target: float, *, right: float, answers: int) -> bool:
    good = bad = 0
    for _ in range(answers):
        if chance.random() < right:
            good += 1
            continue
        bad += 1
        if rules.below_target(good, bad, target):
            return True
    return False


def _answers_until(chance: random.Random, target: float, *, right: float) -> int:
    good = bad = 0
    while not rules.below_target(good, bad, target):
        good, bad = (good + 1, bad) if chance.random() < right else (good, bad + 1)
    return good + bad


def test_the_interval_is_wilsons() -> None:
    assert rules.interval(0, 0) is None
    low, high = rules.interval(95, 100) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert rules.interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-3)


def test_more_askers_and_more_confirmations_come_first() -> None:
    assert rules.effect(10, 0, 0) > rules.effect(4, 3, 0) > rules.effect(4, 0, 3)


@pytest.mark.parametrize(
    ("held", "failed", "wanted", "approved", "rejected", "may"),
    [
        (3, 0, 0.9, 60, 0, True),
        (3, 0, None, 60, 0, False),
        (2, 0, 0.9, 60, 0, False),
        (5, 1, 0.9, 60, 0, False),
        (3, 0, 0.9, 60, 10, False),
        (3, 0, 0.9, 10, 0, False),
    ],
)
def test_policy_approves_only_above_a_measured_precision(held, failed, wanted, approved, rejected, may) -> None:
    assert rules.may_approve(held, failed, wanted, approved, rejected) is may


def test_an_inserted_passage_is_found_although_a_word_was_changed() -> None:
    passage = _words("report a missing item within 24 hours in the app")
    assert rules.inserted(_words("hi please report the missing item within 24 hours in our app"), passage)
    assert not rules.inserted(_words("please wait for the courier to call you back"), passage)
    assert not rules.inserted({"yes"}, {"yes"})


def _words(text: str) -> set[str]:
    return set(text.split())


def test_a_learned_articles_name_is_one_that_files_may_have() -> None:
    assert rules.slug_of("Can you wrap it? ¿Sí!", "0123456789abcdef") == "learned-can-you-wrap-it-s-89abcdef"
    assert rules.slug_of("¿?", "0123456789abcdef") == "learned-89abcdef"
