"""What requesters make of answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from gigline.simulation import judgement
from gigline.simulation.material import Material, Scenario
from gigline.simulation.plan import RequesterPlan, requesters


@pytest.fixture
def plan_of(shop: Material):
    """The first plan of a scenario, in an even mood."""
    plans = list(islice(requesters([shop], 1, every_s=1), 200))

    def find(scenario: Scenario) -> RequesterPlan:
        return replace(next(one for one in plans if one.scenario == scenario), mood=0.0)

    return find


def test_the_bot_is_right_when_it_cites_the_right_article(plan_of) -> None:
    plan = plan_of("inside")
    assert judgement.is_settled_by_bot(plan, {"citations": [{"title": plan.article.title}]})
    assert judgement.is_settled_by_bot(plan, {"citations": [{"article": plan.article.slug}]})
    assert not judgement.is_settled_by_bot(plan, {"citations": [{"title": "Another"}]})
    assert not judgement.is_settled_by_bot(plan, {})


@pytest.mark.parametrize("scenario", ["outside", "wants_person", "sensitive"])
def test_the_bot_cannot_settle_what_needs_a_person(plan_of, scenario: Scenario) -> None:
    assert not judgement.is_settled_by_bot(plan_of(scenario), {"citations": [{"title": "My delivery is late"}]})


def test_any_word_settles_small_talk(plan_of) -> None:
    assert judgement.is_settled_by_bot(plan_of("small_talk"), {})
    assert judgement.is_settled_by_person(plan_of("small_talk"), "Hello!")


def test_a_person_is_right_with_the_answer_in_their_words(plan_of) -> None:
    plan = plan_of("outside")
    assert judgement.is_settled_by_person(plan, f"Hello. {plan.answer} Bye.")
    assert not judgement.is_settled_by_person(plan, "I will look into it.")


def test_the_right_option_is_chosen(plan_of) -> None:
    plan = plan_of("inside")
    assert judgement.chosen_option(plan, ["Another", plan.article.title.upper()]) == plan.article.title.upper()
    assert judgement.chosen_option(plan, ["Another", 3]) is None
    assert judgement.chosen_option(plan_of("outside"), [plan.article.title]) is None


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Could you give me your order number, please?", True),
        ("¿Me das tu número de pedido?", True),
        ("Your order number is SH-12345.", False),
        ("Is there anything else?", False),
    ],
)
def test_asking_for_a_code_is_told_from_naming_one(text: str, asks: bool) -> None:
    assert judgement.asks_for_code(text) == asks


def test_waiting_wrong_answers_and_repeated_questions_cost_points(plan_of) -> None:
    plan = plan_of("outside")
    best = judgement.score(plan, waited_s=5, settled=True, asked_twice=0)
    assert best == 5
    assert judgement.score(plan, waited_s=60, settled=True, asked_twice=0) == best - 1
    assert judgement.score(plan, waited_s=200, settled=True, asked_twice=0) == best - 2
    assert judgement.score(plan, waited_s=5, settled=False, asked_twice=0) <= best - 2
    assert judgement.score(plan, waited_s=60, settled=True, asked_twice=2) < best - 1
    assert judgement.score(replace(plan, mood=-9), waited_s=None, settled=False, asked_twice=3) == 1


def test_the_flow_that_stands_in_for_the_article_settles_when_it_is_done(plan_of) -> None:
    plan = plan_of("inside")
    flow = {"flow": "track", "stands_in_for": [plan.article.slug]}
    assert not judgement.is_settled_by_bot(plan, {**flow, "asks": "code"})
    assert judgement.is_settled_by_bot(plan, {**flow, "done": True})
    assert not judgement.is_settled_by_bot(plan, {**flow, "stands_in_for": ["another"], "done": True})
    assert judgement.chosen_option(plan, ["Else", "Track it"], {"Track it": [plan.article.slug]}) == "Track it"


@pytest.mark.parametrize(
    ("asked", "options", "said"),
    [
        ("yes_no", ["Yes", "No"], "Yes"),
        ("choice", ["A", "B"], "A"),
        ("address", [], "Rua Nova 5"),
        ("text", [], None),
        ("choice", [], None),
    ],
)
def test_what_a_flow_asks_is_answered(plan_of, asked, options, said) -> None:
    plan = plan_of("inside")
    assert judgement.answer_to_flow(plan, {"asks": asked, "options": options}) == said
    assert judgement.answer_to_flow(plan, {"asks": "code"}) == plan.code
