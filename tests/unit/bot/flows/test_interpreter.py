"""What a flow does with what people say."""

from __future__ import annotations

import pytest
from tests.unit.bot.flows.world import REROUTE, ZONE, Play, flow_of

from gigline.bot.flows import interpreter, listening
from gigline.bot.flows import state as states
from gigline.bot.flows.state import Finish, Heard, Meant, Pass, Say, Show, State, Switch

COOKING = {"status": "cooking", "street": "Rua Alta 3", "total": 2150}


def test_it_asks_for_what_it_needs_confirms_acts_and_ends():
    play = Play().begin("wrong address")
    assert play.told == "Which order is it?"
    assert play.say("HP-48213").call == ("find_order", {"order": "HP-48213"})
    assert play.act(**COOKING).told == "It goes to Rua Alta 3 now. Where should it go?"
    play.say("Rua Nova 5, 2nd floor")
    assert play.told == "I change order HP-48213 to Rua Nova 5, 2nd floor. Shall I?"
    assert play.effects[-1] == Say(play.told, asks=True, options=("Yes", "No"))
    assert play.say("yes please").call == (
        "change_address",
        {"order": "HP-48213", "address": "Rua Nova 5, 2nd floor"},
    )
    play.act(fee=150)
    assert play.told == "Order HP-48213 goes to Rua Nova 5, 2nd floor. That costs €1.50."
    assert (play.effects[-1], play.now.ended, play.now.changed) == (Finish("done"), "done", True)


def test_what_was_said_before_is_not_asked_for():
    play = Play().begin("hello", "order HP-48213 has the wrong address, please deliver it to Rua Nova 5")
    assert play.call == ("find_order", {"order": "HP-48213"})
    assert play.act(**COOKING).told == "I change order HP-48213 to Rua Nova 5. Shall I?"
    assert {name: fact.seq for name, fact in play.now.facts.items() if fact.source == "said"} == {
        "order": 2, "address": 2,
    }  # fmt: skip


def test_another_order_is_not_the_one_that_was_spoken_of():
    play = Play().begin("where is HP-48213", "I want to change another order")
    assert play.told == "Which order is it?"


def test_several_things_in_one_answer_are_all_taken():
    play = Play().begin("wrong address").say("It's HP-48213 and it should go, please deliver to Rua Nova 5")
    play.act(**COOKING)
    assert play.told.startswith("I change order HP-48213 to Rua Nova 5")


@pytest.mark.parametrize("said", ["no, I meant order HP-11111", "HP-11111", "sorry, wrong number: it is hp 11111"])
def test_a_correction_goes_back_and_forgets_what_followed(said):
    play = Play().begin("HP-48213 to a new address").act(**COOKING)
    play.say(said)
    assert play.call == ("find_order", {"order": "HP-11111"})
    play.act(status="waiting", street="Rua Velha 9", total=900)
    assert play.told == "It goes to Rua Velha 9 now. Where should it go?"


def test_a_correction_instead_of_a_yes_asks_for_a_yes_again():
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("no, to Rua Nova 7")
    assert play.told == "I change order HP-48213 to Rua Nova 7. Shall I?"
    assert play.say("yes").call[1]["address"] == "Rua Nova 7"


def test_a_correction_after_the_change_is_for_a_person():
    text = REROUTE.replace('next = "end"\n\n[[steps]]\nid = "too-late"', 'next = "more"\n\n[[steps]]\nid = "too-late"')
    text += '\n[[steps]]\nid = "more"\ncollect = "more"\ntype = "yes_no"\nprompt = "Anything else?"\nnext = "end"\n'
    play = Play(flow_of(text)).begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("yes").act(fee=0)
    play.say("no, I meant HP-11111")
    assert play.effects == [Pass("after_a_change", "Said after the change: HP-11111")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sorry, I meant Rua Nova 7", "Rua Nova 7"),
        ("no, to Rua Nova 7 please", "Rua Nova 7"),
        ("actually HP-11111", "HP-11111"),
        ("sorry, I meant Rua Nova 5", None),
        ("is it not HP-11111?", None),
        ("HP-11111", None),
        ("no", None),
        ("thanks", None),
    ],
)
def test_what_is_taken_back_when_all_is_done_is_noticed(said, meant):
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("yes").act(fee=0)
    reading = listening.Reading(play.flow, play.now, play.log[-1][0], [Heard(9, said)], Meant())
    assert (fact.value if (fact := reading.afterwards()) is not None else None) == meant


def test_who_does_not_know_gets_another_way():
    play = Play().begin("wrong address").say("I don't know")
    assert play.call == ("list_orders", {})
    rows = [{"number": "HP-1", "restaurant": "Casa Verde"}, {"number": "HP-2", "restaurant": "Sushi Bar"}]
    play.act(orders=rows)
    assert play.effects[-1] == Say("Which of these is it?", True, ("HP-1, Casa Verde", "HP-2, Sushi Bar"))
    assert play.say("the one from sushi bar").call == ("find_order", {"order": "HP-2"})


def test_a_choice_may_be_tapped_or_numbered():
    rows = [{"number": "HP-1", "restaurant": "Casa Verde"}, {"number": "HP-2", "restaurant": "Sushi Bar"}]
    for said in ("HP-2, Sushi Bar", "2", "HP-2"):
        play = Play().begin("wrong address").say("no idea").act(orders=rows).say(said)
        assert play.call == ("find_order", {"order": "HP-2"})


def test_who_does_not_know_and_has_no_other_way_gets_a_person():
    play = Play().begin("HP-48213").act(**COOKING).say("I don't know")
    assert play.effects == [Pass("does_not_know")]


def test_a_vain_answer_is_asked_again_and_then_there_is_another_way():
    play = Play().begin("wrong address")
    for _ in range(2):
        play.say("it is the one with pizza")
        assert play.told == "An order number is like HP-12345. Which one is it?"
    assert play.say("the pizza one!").call == ("list_orders", {})


def test_digits_will_do_for_a_code_that_was_asked_for_and_a_wrong_one_will_not():
    assert Play().begin("wrong address").say("48213").call[1] == {"order": "HP-48213"}
    assert "like HP-12345" in Play().begin("wrong address").say("it is 482").told


@pytest.mark.parametrize("said", ["forget it", "never mind", "Actually, I changed my mind", "olvídalo"])
def test_a_change_of_mind_changes_nothing(said):
    play = Play().begin("HP-48213").act(**COOKING).say(said)
    assert play.told == "All right, nothing was changed. Write any time if there is more." or "olv" in said
    assert (play.effects[-1], play.now.ended) == (Finish("stopped"), "stopped")


def test_another_matter_goes_to_its_flow():
    play = Play().begin("HP-48213").act(**COOKING)
    assert play.say("actually I want a refund instead", flow="refund").effects == [Switch("refund")]


def test_the_same_flow_is_no_other_matter():
    play = Play().begin("wrong address").say("wrong address!!", flow="reroute")
    assert "like HP-12345" in play.told


def test_a_question_in_between_is_answered_and_the_flow_goes_on():
    play = Play().begin("HP-48213").act(**COOKING).say("how much are 2 deliveries?", article="fees")
    question = Say("It goes to Rua Alta 3 now. Where should it go?", asks=True)
    assert play.effects == [Show("fees", aside=True), question]
    play.say("Rua Nova 5")
    assert play.say("does that cost anything?", article="fees").effects[0] == Show("fees", aside=True)
    assert play.say("ok").call[0] == "change_address"


def test_questions_in_between_are_bounded():
    play = Play().begin("wrong address")
    for _ in range(interpreter.MAX_DIGRESSIONS):
        play.say("how much is it?", article="fees")
    assert play.say("how much is it?", article="fees").effects == [Pass("too_long")]


@pytest.mark.parametrize("said", ["yes but what about the drinks", "maybe", "I think so?", "yes\nno"])
def test_only_a_clear_yes_is_one(said):
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say(said)
    assert play.told.startswith("I need a clear yes or no.")
    assert not play.now.confirmed


def test_a_yes_and_a_no_is_a_no():
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("yes", "no")
    assert play.effects[-1] == Finish("stopped")


def test_a_no_does_nothing():
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("no")
    assert play.effects[-1] == Finish("stopped")


def test_a_refusal_goes_its_way_and_asks_anew():
    play = Play().begin("HP-48213").act("refused", "not_found")
    assert play.told == ("I find no order HP-48213 of yours. | An order number is like HP-12345. Which one is it?")
    assert play.say("HP-11111").call == ("find_order", {"order": "HP-11111"})


def test_a_refused_change_needs_another_yes():
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("yes").act("refused", "too_far")
    assert play.told == "That is outside of our area. | I need a street with a number. Where should it go?"
    play.say("Rua Alta 9")
    assert play.told == "I change order HP-48213 to Rua Alta 9. Shall I?"


@pytest.mark.parametrize(
    ("outcome", "why"), [("unavailable", "unavailable"), ("not_verified", "not_verified"), ("unknown", "unknown")]
)
def test_what_cannot_be_done_goes_to_a_person(outcome, why):
    play = Play().begin("HP-48213").act(outcome)
    assert play.effects == [Pass(why)]
    assert [(one.action, one.outcome) for one in play.now.calls] == [("find_order", outcome)]


def test_branches_follow_the_facts():
    late = {**COOKING, "status": "on the way"}
    assert Play().begin("HP-48213").act(**late).told.startswith("Order HP-48213 is on the way")
    assert Play().begin("HP-48213").act(**{**late, "total": 9000}).effects == [
        Pass("asked_for", "wants the address changed")
    ]


def test_results_of_another_call_are_not_taken():
    play = Play().begin("HP-48213")
    before = play.now
    after, effects = interpreter.step(play.flow, before, play.log[-1][0], states.Acted(7, "succeeded"), zone=ZONE)
    assert (after, effects) == (before, ())


def test_what_is_written_while_an_action_runs_is_read_afterwards():
    play = Play().begin("HP-48213").say("please deliver to Rua Nova 5")
    assert play.effects == []
    assert play.act(**COOKING).told == "I change order HP-48213 to Rua Nova 5. Shall I?"


def test_facts_of_requesters_and_back_ends_are_never_markup_or_templates():
    play = Play().begin("HP-48213").act(status="cooking", street="<b>{order}</b> [x](https://evil.example) 3", total=1)
    assert play.told == "It goes to b order /b x ( evil example) 3 now. Where should it go?"


def test_a_long_talk_goes_to_a_person():
    play = Play().begin("wrong address")
    for _ in range(60):
        if play.now.ended:
            break
        play.say("HP-48213")
        if play.now.waits == "action":
            play.act("refused", "not_found")
    assert play.now.ended == "handed_over"


def test_a_state_survives_its_way_through_json():
    play = Play().begin("HP-48213").act(**COOKING).say("Rua Nova 5")
    assert states.from_json(play.now.to_json()) == play.now
    assert isinstance(play.now, State)


def test_a_log_replays():
    play = Play().begin("hi, HP-48213").act(**COOKING).say("Rua Nova 5").say("no, HP-11111").act(**COOKING).say("yes")
    state = None
    for setting, event, after, effects in play.log:
        state, done = interpreter.step(play.flow, state, setting, event, zone=ZONE)
        assert (state, done) == (after, effects)


def test_who_is_upset_is_asked_once_again_and_not_twice():
    calm, upset = Play().begin(), Play(upset=True).begin()
    for play in (calm, upset):
        play.say("the one from yesterday").say("you know which one")
    assert calm.now.at == "which"
    assert upset.now.at != "which"
