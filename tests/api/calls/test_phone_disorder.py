"""What a phone company does to its webhooks: repeats them, for days; brings them late, early and all at once."""

from __future__ import annotations

import asyncio
import random
from urllib.parse import urlencode

import pytest
from tests.api.calls.conftest import PhoneDesk
from tests.unit.channels.mutants import SEED, as_form, mutated_value
from twilio.request_validator import RequestValidator

from gigline.calls import service, tasks
from gigline.channels.adapters.twilio.voice import samples
from gigline.conversations import service as conversations


async def test_every_delivery_of_a_call_repeated_at_once_changes_nothing(phone: PhoneDesk) -> None:
    phone.answers = ["It comes today."]
    caller = await phone.calls()
    await caller.press("1")
    await caller.speak("Where is my order?")
    k = await phone.call()
    log = await phone.board.log(k.conversation_id)
    for n in range(len(phone.delivered)):
        assert (await phone.again(n)).is_success
    assert await phone.board.log(k.conversation_id) == log
    assert (await phone.call()).id == k.id
    assert await phone.count("calls") == 1


async def test_every_delivery_of_a_call_repeated_for_days_changes_nothing(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    assert await caller.colleague_picks_up()
    await caller.colleague_leaves()
    k = await phone.call()
    await phone.board.advance(10)
    async with phone.board.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + interval '7 days'")
    c = await phone.conversation()
    await phone.board.does(conversations.resolve, c.id, c.epoch, by="associate")
    log = await phone.board.log(k.conversation_id)
    delivered = list(phone.delivered)
    random.Random(7).shuffle(delivered)
    for one in delivered:
        assert (await phone.post(*one)).is_success
    assert await phone.call() == k
    assert await phone.board.log(k.conversation_id) == log
    assert (await phone.conversation()).status == "resolved"


async def test_an_end_that_comes_before_its_beginning_ends_the_call(phone: PhoneDesk) -> None:
    caller = phone.handset()
    await caller.report("completed")
    await caller.dial()
    k = await phone.call()
    assert k.ended_at is not None
    assert caller.heard == []
    assert await phone.count("calls") == 1


async def test_a_second_call_ends_the_first_one_whose_end_was_lost(phone: PhoneDesk) -> None:
    await phone.calls()
    first = await phone.call()
    await phone.calls()
    second = await phone.call()
    assert second.id != first.id
    async with phone.board.database.reader() as r:
        assert (await service.get(r, first.id)).end_reason == "replaced"


async def test_late_news_of_an_associate_who_was_rung_before_changes_nothing(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    before = caller.dialling
    assert before is not None
    await caller.colleague_leaves("no-answer", 0)
    kim = await phone.own_phone("kim", "+14155550188")
    await phone.board.sweep()
    await phone.accept()
    await caller.stay_silent()
    now = caller.dialling
    assert now is not None
    assert now.number == "+14155550188"
    caller.dialling = before
    assert not await caller.colleague_picks_up()
    caller.dialling = now
    assert await caller.colleague_picks_up()
    assert (await phone.call()).associate_id == kim


async def test_who_hangs_up_while_it_rings_frees_the_associate(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    await caller.hang_up()
    k = await phone.call()
    assert k.state == "abandoned"
    sam = k.associate_id
    assert sam is not None
    assert await phone.board.load(sam) == 1
    await phone.board.recounted()


async def test_a_transfer_takes_the_caller_out_of_the_call_they_are_in(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    assert await caller.colleague_picks_up()
    k = await phone.call()
    while not phone.company.redirected.empty():
        phone.company.redirected.get_nowait()
    kim = await phone.own_phone("kim", "+14155550188")
    c = await phone.conversation()
    assert k.associate_id is not None
    sam = phone.board.actor(k.associate_id)
    await phone.board.does(service.transfer, sam, k.id, c.epoch, associate_id=kim)
    call, url = phone.company.redirected.get_nowait()
    assert call == k.provider_id
    await caller.follow(url)
    assert caller.dialling is not None
    assert caller.dialling.number == "+14155550188"


async def test_a_callback_whose_making_is_in_doubt_is_not_made_again(phone: PhoneDesk) -> None:
    await phone.called_back("take_and_fail")
    await phone.board.drain()
    placed = phone.company.placed.get_nowait()
    assert phone.company.placed.empty()
    # It was made after all: its own webhook says which one it is.
    back = phone.handset(seed="back", direction="outbound-api")
    await back.follow(placed.url)
    assert back.heard[0].startswith("Hello, this is Acme")


async def test_a_callback_that_was_refused_comes_back_to_people(phone: PhoneDesk) -> None:
    await phone.called_back("refuse")
    assert (await phone.call()).end_reason == "bad_address"
    c = await phone.conversation()
    assert (c.holder, c.callback_at is not None) == ("queue", True)


async def test_a_callback_that_nobody_hears_of_again_is_given_up_by_the_sweeper(phone: PhoneDesk) -> None:
    await phone.called_back("fail")
    await phone.board.advance(100)
    assert await tasks.sweep(phone.board.database) == 1
    assert (await phone.call()).state == "failed"
    assert await phone.count("callback_requests WHERE state = 'promised'") == 1


async def test_two_identical_calls_at_once_are_one(phone: PhoneDesk) -> None:
    one = phone.handset(seed="same")
    await asyncio.gather(*(phone.handset(seed="same").dial() for _ in range(4)))
    assert await phone.count("calls") == 1
    assert await phone.count("contacts") == 1
    await one.hang_up()


@pytest.mark.parametrize("what", ["turn", "said", "voicemail", "parted", "status", "language", "nothing"])
async def test_mutated_deliveries_about_a_call_are_answered_and_the_next_one_still_arrives(
    phone: PhoneDesk, what: str
) -> None:
    caller = await phone.calls()
    k = await phone.call()
    random_ = random.Random(f"{SEED}:{what}")
    kinds = (samples.spoken, samples.pressed, samples.recorded, samples.dialled)
    for number in range(12):
        fields = as_form(mutated_value(random_, random_.choice(kinds)("1")))
        url = f"{phone.calls_url}/{k.id}/{what}?turn={number % 3}&leg={number % 2}"
        signed = RequestValidator("0123456789abcdef0123456789abcdef").compute_signature(url, fields)
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signed}
        answer = await phone.post(url, urlencode(fields, errors="replace").encode(), headers)
        assert answer.status_code < 500, (SEED, what, number)
    other = await phone.calls("+351999999999")
    await other.press("1")
    assert other.heard[-1].startswith("Tell me")
    assert caller.heard
