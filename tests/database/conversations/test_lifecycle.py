"""One write path: gap-free log, one holder, stale writers refused."""

from __future__ import annotations

import asyncio

import pytest

from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow, StaleEpoch
from gigline.conversations.models import Author, Handover
from gigline.infra.db import Database
from tests.database.conversations.conftest import Scene, make_scene

BOT = Author("bot", None, "Bo")


async def test_ten_simultaneous_first_messages_open_one_conversation(scene: Scene):
    written = await asyncio.gather(*(scene.write(f"message {n}") for n in range(10)))
    assert len({c.id for c, _ in written}) == 1
    log = await scene.log(written[0][0].id)
    assert [entry.seq for entry in log] == list(range(1, 12))
    assert sorted(entry.body for entry in log if entry.kind == "message") == [f"message {n}" for n in range(10)]
    assert (await scene.events()).count("ConversationOpened") == 1


async def test_the_same_client_id_again_is_the_same_entry(scene: Scene):
    _, first = await scene.write("hello", client_id="once-only")
    c, again = await scene.write("hello", client_id="once-only")
    assert again.id == first.id
    assert c.seq == 2


async def test_a_bot_that_was_overtaken_by_a_person_stays_silent(scene: Scene):
    c, _ = await scene.write("where is it")
    sam = await scene.person("Sam Field")
    async with scene.database.writer() as w:
        await conversations.assign(w, c.id, c.epoch, sam, "Sam Field", cause="take_over")
    with pytest.raises(StaleEpoch) as refused:
        async with scene.database.writer() as w:
            await conversations.reply(w, c.id, c.epoch, BOT, "It is on its way.")
    assert refused.value.current == {"epoch": 2, "status": "open", "holder": "associate", "associate": str(sam)}
    assert [e.body for e in await scene.log(c.id) if e.author_kind == "bot"] == []


async def test_a_hand_over_carries_its_record_and_raises_the_priority(scene: Scene):
    c, entry = await scene.write("charged twice for order HP-12345")
    async with scene.database.writer() as w:
        handover = await conversations.record(w, c, "low_confidence", steps=("looked for an article",))
        handover = Handover(**{**handover.__dict__, "topic": "payment"})
        c = await conversations.hand_over(w, c.id, c.epoch, handover, say=BOT, words="I get you a person.")
    assert (c.holder, c.priority, c.topic) == ("queue", 2, "payment")
    assert c.handover is not None
    assert {"kind": "code", "value": "HP-12345", "seq": entry.seq} in c.handover["facts"]
    assert c.sla_due_at is not None
    assert "Queued" in await scene.events()


async def test_asking_for_a_person_works_once_and_only_while_the_bot_holds(scene: Scene):
    c, _ = await scene.write("hi")
    for _ in range(2):
        async with scene.database.writer() as w:
            c = await conversations.request_person(w, c.id)
    assert c.holder == "queue"
    assert (await scene.events()).count("Queued") == 1


async def test_resolving_frees_the_associate_and_a_new_message_is_a_new_segment_for_people(scene: Scene):
    c, _ = await scene.write("hello")
    sam = await scene.person("Sam")
    async with scene.database.writer() as w:
        c = await conversations.assign(w, c.id, c.epoch, sam, "Sam", cause="take_over")
        c = await conversations.resolve(w, c.id, c.epoch, by="associate")
    assert (c.status, c.associate_id) == ("resolved", sam)
    assert "Released" in await scene.events()
    again, _ = await scene.write("it is broken again")
    assert (again.id, again.segment, again.status, again.holder) == (c.id, 2, "open", "queue")
    with pytest.raises(StaleEpoch):
        async with scene.database.writer() as w:
            await conversations.resolve(w, c.id, c.epoch, by="associate")


async def test_what_is_resolved_cannot_be_resolved_again(scene: Scene):
    c, _ = await scene.write("hello")
    async with scene.database.writer() as w:
        c = await conversations.resolve(w, c.id, c.epoch, by="bot")
        with pytest.raises(NotAllowedNow):
            await conversations.resolve(w, c.id, c.epoch, by="bot")


async def test_release_keeps_the_place_in_the_queue(scene: Scene):
    c, _ = await scene.write("help me")
    waiting_since = c.awaiting_reply_since
    sam = await scene.person("Sam")
    async with scene.database.writer() as w:
        c = await conversations.assign(w, c.id, c.epoch, sam, "Sam", cause="take_over")
        c = await conversations.release(w, c.id, c.epoch, cause="lost")
    assert (c.holder, c.queued_at) == ("queue", waiting_since)


async def test_receipts_in_any_order_only_move_forward(scene: Scene):
    c, _ = await scene.write("hello")
    async with scene.database.writer() as w:
        answer = await conversations.reply(w, c.id, c.epoch, BOT, "Hi.")
        assert answer.state == "sent"
        assert await conversations.receipt(w, c.id, answer.seq, "read") is not None
        assert await conversations.receipt(w, c.id, answer.seq, "delivered") is None
        assert await conversations.receipt(w, c.id, answer.seq, "read") is None
    log = await scene.log(c.id)
    assert next(e for e in log if e.seq == answer.seq).state == "read"
    assert [e.data for e in log if e.kind == "receipt"] == [{"ref_seq": answer.seq, "state": "read"}]


async def test_nobody_is_told_of_a_reply_that_was_rolled_back(scene: Scene):
    c, _ = await scene.write("hello")
    before = await scene.events()

    async def reply_and_break() -> None:
        async with scene.database.writer() as w:
            await conversations.reply(w, c.id, c.epoch, BOT, "Hi.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await reply_and_break()
    assert await scene.events() == before


async def test_without_a_bot_the_queue_holds_it_and_notes_stay_inside(database: Database):
    scene = await make_scene(database, bot=False)
    c, _ = await scene.write("hello")
    assert c.holder == "queue"
    async with database.writer() as w:
        await conversations.note(w, c.id, Author("associate", None, "Sam"), "looks angry", client_id="note-0001")
    async with database.reader() as r:
        public = await conversations.entries(r, await conversations.get(r, c.id), public_only=True)
    assert "note" not in {entry.kind for entry in public}
