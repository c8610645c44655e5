"""Calls from the first ring to the last word: who is found for them, and what the conversation keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.database.calls.conftest import Switchboard, line

from gigline.calls import service, tasks
from gigline.calls.errors import NotInThisState
from gigline.channels.contract import Attachment
from gigline.conversations import service as conversations
from gigline.infra.db import Writer
from gigline.routing import service as routing
from gigline.routing.errors import NotEligible


async def test_a_call_goes_to_somebody_empty_and_back_to_nobody(board: Switchboard) -> None:
    sam = await board.associate("sam", capacity=3)
    k = await board.calls()
    assert k.state == "waiting"
    live = await board.live(k.conversation_id)
    assert live is not None
    assert live.weight == 3
    await board.accept(k.conversation_id)
    k = await board.call(k.id)
    assert (k.state, k.associate_id, k.leg) == ("ringing_associate", sam, 1)
    await board.does(service.connect, k.id, sam, leg=1)
    await board.queued()
    await board.drain()
    assert await board.load(sam) == 3
    await board.does(service.end, k.id)
    k = await board.call(k.id)
    assert (k.state, k.end_reason) == ("ended", "hung_up")
    # The conversation goes on in writing, and somebody else may be helped meanwhile.
    assert (await board.get(k.conversation_id)).associate_id == sam
    assert await board.load(sam) == 2
    await board.recounted()
    assert await board.told(k.conversation_id) == [
        "opened", "call_started", "assigned", "call_connected", "call_ended",
    ]  # fmt: skip


async def test_who_has_a_chat_gets_no_call(board: Switchboard) -> None:
    await board.associate("sam", capacity=3)
    chat = await board.queued()
    await board.drain()
    await board.accept(chat.id)
    k = await board.calls()
    assert await board.live(k.conversation_id) is None
    kim = await board.associate("kim")
    await board.drain()
    await board.sweep()
    live = await board.live(k.conversation_id)
    assert live is not None
    assert live.associate_id == kim


async def test_who_chats_and_calls_keeps_their_associate_if_that_one_is_free(board: Switchboard) -> None:
    sam = await board.associate("sam", capacity=3)
    chat = await board.queued()
    await board.drain()
    await board.accept(chat.id)
    k = await board.calls(await board.caller(contact_id=chat.contact_id))
    assert k.conversation_id == chat.id
    assert (k.state, k.associate_id) == ("ringing_associate", sam)
    assert await board.load(sam) == 3
    await board.does(service.end, k.id)
    assert await board.load(sam) == 1
    await board.recounted()


async def test_who_chats_with_somebody_busy_and_calls_goes_to_somebody_free(board: Switchboard) -> None:
    sam = await board.associate("sam", capacity=3)
    chats = [await board.queued(), await board.queued()]
    await board.drain()
    for one in chats:
        await board.accept(one.id)
        await board.sweep()
    k = await board.calls(await board.caller(contact_id=chats[0].contact_id))
    assert k.state == "waiting"
    assert await board.load(sam) == 1
    kim = await board.associate("kim")
    await board.sweep()
    assert await board.accept(k.conversation_id) == kim
    await board.recounted()


async def test_who_does_not_pick_up_is_not_asked_again_and_somebody_else_is_found(board: Switchboard) -> None:
    await board.associate("sam")
    k = await board.calls()
    first = await board.accept(k.conversation_id)
    kim = await board.associate("kim")
    await board.advance(26)
    await board.sweep()
    k = await board.call(k.id)
    assert k.state == "waiting"
    assert k.associate_id is None
    live = await board.live(k.conversation_id)
    assert live is not None
    assert live.associate_id == kim != first
    with pytest.raises(NotInThisState):
        await board.does(service.connect, k.id, first, leg=1)
    await board.recounted()


async def test_a_lost_associate_leaves_the_caller_waiting_and_not_alone(board: Switchboard) -> None:
    await board.associate("sam")
    k = await board.connected()
    assert k.associate_id is not None
    board.crash(k.associate_id)
    await board.advance(60)
    await board.sweep()
    k = await board.call(k.id)
    assert k.state == "waiting"


async def test_hold_and_transfer(board: Switchboard) -> None:
    sam = await board.associate("sam")
    k = await board.connected()
    await board.does(service.hold, k.id)
    await board.does(service.hold, k.id)
    assert (await board.call(k.id)).state == "held"
    kim = await board.associate("kim")
    busy = await board.associate("busy")
    chat = await board.queued()
    await board.drain()
    c = await board.get(chat.id)
    await board.does(routing.take_over, board.actor(busy), chat.id, c.epoch)
    c = await board.get(k.conversation_id)
    with pytest.raises(NotEligible):
        await board.does(service.transfer, board.actor(sam), k.id, c.epoch, associate_id=busy)
    k = await board.does(service.transfer, board.actor(sam), k.id, c.epoch, associate_id=kim, note="wants a refund")
    assert (k.state, k.associate_id, k.leg) == ("ringing_associate", kim, 2)
    assert await board.load(sam) == 0
    await board.does(service.connect, k.id, kim, leg=2)
    assert (await board.call(k.id)).state == "connected"
    await board.recounted()


async def test_a_transfer_to_the_queue_finds_somebody_else(board: Switchboard) -> None:
    sam = await board.associate("sam")
    k = await board.connected()
    kim = await board.associate("kim")
    c = await board.get(k.conversation_id)
    k = await board.does(service.transfer, board.actor(sam), k.id, c.epoch)
    assert k.state == "waiting"
    assert await board.accept(k.conversation_id) == kim


async def test_settling_the_conversation_ends_the_call(board: Switchboard) -> None:
    sam = await board.associate("sam")
    k = await board.connected()
    c = await board.get(k.conversation_id)
    await board.does(conversations.resolve, c.id, c.epoch, by="associate")
    k = await board.call(k.id)
    assert (k.state, k.end_reason) == ("ended", "resolved")
    assert await board.load(sam) == 0
    assert not (await board.get(c.id)).on_call
    await board.recounted()


async def test_the_same_call_told_twice_is_one(board: Switchboard) -> None:
    caller = await board.caller()
    first, second = await board.does(service.start, caller), await board.does(service.start, caller)
    assert (first[1], second[1]) == (True, False)
    assert first[0].id == second[0].id
    again = await board.calls(await board.caller(contact_id=caller.requester.contact_id))
    assert (await board.call(first[0].id)).end_reason == "replaced"
    assert again.conversation_id == first[0].conversation_id


async def test_who_hangs_up_without_a_word_asked_nothing(board: Switchboard) -> None:
    silent, asked = await board.calls(), await board.calls(waits=False)
    await board.does(service.append_transcript, asked.id, line("1", "where is my parcel"))
    await board.does(service.note_waiting, asked.id)
    for one in (silent, asked):
        await board.does(service.end, one.id)
        assert (await board.call(one.id)).state == "abandoned"
    assert (await board.get(silent.conversation_id)).status == "resolved"
    left = await board.get(asked.conversation_id)
    assert (left.status, left.holder, left.on_call) == ("open", "queue", False)


async def test_what_is_said_is_a_line_once_and_nobody_has_to_answer_it(board: Switchboard) -> None:
    await board.associate("sam")
    k = await board.connected()
    for _ in range(2):
        await board.does(service.append_transcript, k.id, line("1", "where is my parcel"))
        await board.does(service.append_transcript, k.id, line("2", "it comes today", "associate"))
    said = [one for one in await board.log(k.conversation_id) if one.kind == "message"]
    assert [(one.author_kind, one.body) for one in said] == [
        ("requester", "where is my parcel"),
        ("associate", "it comes today"),
    ]
    assert said[0].data == {"call": str(k.id), "spoken": {"start_ms": 0, "end_ms": 900, "confidence": 0.8}}
    c = await board.get(k.conversation_id)
    assert c.awaiting_reply_since is None
    assert said[1].author_name == "sam"


async def test_voicemail_may_come_after_the_line_went_dead(board: Switchboard) -> None:
    k = await board.calls()
    await board.does(service.end, k.id)
    sound = Attachment("voicemail.wav", "audio/wav", b"RIFF....WAVEfmt ")
    for _ in range(2):
        await board.does(service.leave_voicemail, k.id, "RE1", sound, 4.0)
    assert (await board.call(k.id)).state == "voicemail"
    assert (await board.told(k.conversation_id)).count("voicemail") == 1
    c = await board.get(k.conversation_id)
    assert (c.status, c.holder) == ("open", "queue")
    await board.associate("sam")
    await board.sweep()
    live = await board.live(c.id)
    assert live is not None
    assert live.weight == 1


async def test_nothing_is_kept_of_who_does_not_want_to_be_recorded(board: Switchboard) -> None:
    await board.associate("sam")
    k = await board.connected()
    sound = Attachment("call.wav", "audio/wav", b"RIFF....WAVEfmt ")
    await board.does(service.note_consent, k.id, "refused")
    assert await board.does(service.keep_recording, k.id, "RE1", sound, 4.0) is None
    await board.does(service.note_consent, k.id, "given")
    assert await board.does(service.keep_recording, k.id, "RE1", sound, 4.0) is not None


async def test_a_callback_keeps_the_callers_place_and_is_made_once(board: Switchboard) -> None:
    k = await board.calls()
    queued_at = (await board.get(k.conversation_id)).queued_at
    for _ in range(2):
        await board.does(service.promise_callback, k.id, "+14155550123")
    c = await board.get(k.conversation_id)
    assert (c.on_call, c.queued_at, c.callback_at) == (True, queued_at, None)
    sam = await board.associate("sam")
    await board.sweep()
    await board.accept(c.id)
    made = await board.does(service.begin_callback, board.brand.id, c.id)
    assert (made.direction, made.state, made.number) == ("out", "ringing", "+14155550123")
    assert await board.does(service.begin_callback, board.brand.id, c.id) is None
    # The caller's phone was answered: now it rings at the associate.
    await board.does(service.note_waiting, made.id)
    await board.does(service.connect, made.id, sam)
    await board.does(service.end, made.id)
    assert await board.does(service.begin_callback, board.brand.id, c.id) is None
    await board.recounted()


async def test_a_callback_at_a_time_waits_for_it_and_is_tried_three_times(board: Switchboard) -> None:
    await board.associate("sam")
    k = await board.calls()
    async with board.database.reader() as r:
        now = await r.value("SELECT gigline_now()")
    await board.does(service.promise_callback, k.id, "+14155550123", now + timedelta(minutes=30))
    await board.sweep()
    assert await board.live(k.conversation_id) is None
    for attempt in range(3):
        await board.advance(31 * 60)
        await board.associate(f"kim{attempt}")
        await board.sweep()
        await board.accept(k.conversation_id)
        made = await board.does(service.begin_callback, board.brand.id, k.conversation_id)
        await board.does(service.end, made.id, "no_answer", how="fail")
    c = await board.get(k.conversation_id)
    assert not c.on_call
    await board.recounted()


async def test_a_call_that_cannot_be_swept_keeps_no_other_waiting(board: Switchboard) -> None:
    swept = []

    async def fails(_: Writer) -> None:
        raise RuntimeError

    async def goes_well(w: Writer) -> None:
        swept.append(await w.value("SELECT 1"))

    assert await tasks.each(board.database, "calls", [fails, goes_well]) == 1
    assert swept == [1]
