"""A one-time code in the middle of a flow."""

from __future__ import annotations

import pytest
from tests.unit.bot.flows.world import ZONE, Play

from gigline.bot.flows import interpreter, proving
from gigline.bot.flows.state import Finish, Pass, Run

COOKING = {"status": "cooking", "street": "Rua Alta 3", "total": 2150}


def _play() -> Play:
    play = Play(known={proving.PROVABLE: "email"}).begin("order HP-48213 has the wrong address")
    return play.act("not_verified")


def _proved(play: Play) -> Play:
    play.say("it is Ana@Shop.example")
    assert play.call == (proving.SEND, {"type": "email", "value": "ana@shop.example"})
    assert "six digits" in play.act().told
    play.say("it says 123 456")
    assert play.call == (proving.TAKE, {"seq": len(play.heard)})
    return play.act()


def test_a_code_proves_it_and_the_action_is_run_with_what_was_said():
    play = _play()
    assert "What is the e-mail address of your account?" in play.told
    play = _proved(play)
    assert play.call == ("find_order", {"order": "HP-48213"})
    assert play.act(**COOKING).told.startswith("It goes to Rua Alta 3 now.")
    state = None
    for setting, event, after, effects in play.log:
        state, done = interpreter.step(play.flow, state, setting, event, zone=ZONE)
        assert (state, done) == (after, effects)


def test_a_code_stands_in_no_state():
    assert "123" not in str(_proved(_play()).now)


def test_a_yes_lasts_through_the_proof_and_no_longer():
    play = Play(known={proving.PROVABLE: "email"}).begin("HP-48213").act(**COOKING).say("Rua Nova 5").say("yes")
    play = _proved(play.act("not_verified"))
    assert play.call[0] == "change_address"
    assert play.effects[-1] == Run(play.now.pending)
    assert play.now.pending.confirmed


def test_wrong_codes_end_with_a_person():
    play = _play().say("ana@shop.example").act()
    for _ in range(proving.TRIES - 1):
        assert "not right" in play.say("999999").act("refused", "code_refused").told
    assert play.say("999999").act("refused", "code_refused").effects == [Pass("not_verified")]


@pytest.mark.parametrize("said", ["I don't know", "I have no email"])
def test_who_has_no_address_gets_a_person(said):
    play = _play()
    for _ in range(proving.TRIES):
        if play.now.ended:
            break
        play.say(said)
    assert play.effects == [Pass("not_verified")]


def test_another_address_is_another_code_and_never_mind_is_the_end():
    play = _play().say("ana@shop.example").act().say("sorry, ana@home.example")
    assert play.call == (proving.SEND, {"type": "email", "value": "ana@home.example"})
    assert play.act().say("forget it").effects[-1] == Finish("stopped")


def test_a_code_that_cannot_be_sent_is_a_matter_for_people():
    assert _play().say("ana@shop.example").act("unavailable", "code_not_sent").effects == [Pass("not_verified")]
    assert Play().begin("HP-48213").act("not_verified").effects == [Pass("not_verified")]


def test_a_proof_that_does_not_help_is_not_asked_for_again():
    assert _proved(_play()).act("not_verified").effects == [Pass("not_verified")]
