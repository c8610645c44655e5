"""Warm transfers: whom one may ask, what everybody carries meanwhile, and that every way out of it is the right one."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from tests.database.calls.conftest import Switchboard

from gigline.calls import consultation_queries, consulting, service, tasks
from gigline.calls.errors import NeedsConsole, NobodyToAsk, NotInThisState
from gigline.calls.models import Call, Consultation
from gigline.conversations.errors import StaleEpoch
from gigline.conversations.models import Entry
from gigline.kit.errors import GiglineError
from gigline.routing import service as routing
from gigline.routing.errors import NotEligible


class Warm:
    """Sam is in a call, and Kim is free."""

    def __init__(self, board: Switchboard, k: Call, sam: UUID, kim: UUID):
        self.board, self.k, self.sam, self.kim = board, k, sam, kim

    async def asks(self, whom: UUID | None = None, **given: Any) -> Call:
        epoch = (await self.board.get(self.k.conversation_id)).epoch
        actor = self.board.actor(self.sam)
        found = await self.board.does(consulting.consult, actor, self.k.id, epoch, associate_id=whom, **given)
        assert isinstance(found, Call)
        return found

    async def talks(self) -> None:
        """Sam asked Kim, who answered."""
        await self.asks(self.kim)
        assert await self.board.does(consulting.answers, self.k.id, self.kim)

    async def completes(self) -> Call:
        epoch = (await self.board.get(self.k.conversation_id)).epoch
        found = await self.board.does(consulting.complete, self.k.id, epoch)
        assert isinstance(found, Call)
        return found

    async def call(self) -> Call:
        return await self.board.call(self.k.id)

    async def open(self) -> Consultation | None:
        async with self.board.database.reader() as r:
            return await consultation_queries.open_of(r, self.k)

    async def last(self) -> str:
        async with self.board.database.reader() as r:
            found = await consultation_queries.last_of(r, self.k, self.sam)
        assert found is not None
        return found.state

    async def loads(self) -> tuple[int, int]:
        await self.board.check_books()
        return await self.board.load(self.sam), await self.board.load(self.kim)

    async def notes(self) -> list[Entry]:
        return [one for one in await self.board.log(self.k.conversation_id) if one.kind == "note"]


@pytest.fixture
async def warm(board: Switchboard) -> Warm:
    sam = await board.associate("sam", capacity=3)
    k = await board.connected()
    return Warm(board, k, sam, await board.associate("kim", capacity=2))


async def test_the_colleague_has_the_call_the_conversation_and_no_more_than_that(warm: Warm) -> None:
    epoch = (await warm.board.get(warm.k.conversation_id)).epoch
    await warm.asks(warm.kim, note="wants a refund")
    assert (await warm.call()).state == "held"
    assert await warm.loads() == (3, 2)
    await warm.board.does(consulting.answers, warm.k.id, warm.kim)
    k = await warm.completes()
    assert (k.state, k.associate_id, k.leg) == ("connected", warm.kim, 1)
    c = await warm.board.get(warm.k.conversation_id)
    assert (c.associate_id, c.epoch) == (warm.kim, epoch + 1)
    assert await warm.loads() == (0, 2)
    assert await warm.open() is None
    assert [one.body for one in await warm.notes()] == ["wants a refund", "Asked kim in the call."]
    await warm.board.does(service.end, k.id)
    assert (await warm.board.get(c.id)).associate_id == warm.kim
    await warm.board.check_books()


async def test_the_requester_is_back_and_the_colleague_free_when_it_is_cancelled(warm: Warm) -> None:
    await warm.talks()
    for _ in range(2):
        assert (await warm.board.does(consulting.cancel, warm.k.id)).state == "connected"
    assert await warm.last() == "cancelled"
    assert await warm.loads() == (3, 0)
    [note] = await warm.notes()
    assert (note.data["outcome"], note.author_id) == ("cancelled", warm.sam)


async def test_swapping_is_hold_and_resume_and_three_talk_when_that_is_wanted(warm: Warm) -> None:
    await warm.asks(warm.kim)
    # While it rings, one may go back to the requester, and three cannot talk.
    assert (await warm.board.does(consulting.talk, warm.k.id, "requester")).state == "connected"
    with pytest.raises(NotInThisState):
        await warm.board.does(consulting.talk, warm.k.id, "all")
    await warm.board.does(consulting.answers, warm.k.id, warm.kim)
    for to, state, asking in (
        ("colleague", "held", "talking"),
        ("all", "connected", "joined"),
        ("all", "connected", "joined"),
        ("colleague", "held", "joined"),
        ("requester", "connected", "talking"),
    ):
        assert (await warm.board.does(consulting.talk, warm.k.id, to)).state == state
        one = await warm.open()
        assert one is not None
        assert one.state == asking
    assert (await warm.completes()).associate_id == warm.kim


async def test_asking_twice_is_asking_once_and_nobody_else_is_asked_meanwhile(warm: Warm) -> None:
    await warm.asks(warm.kim)
    await warm.asks(warm.kim)
    await warm.asks(None)
    assert await warm.loads() == (3, 2)
    eve = await warm.board.associate("eve")
    with pytest.raises(NotInThisState):
        await warm.asks(eve)
    c = await warm.board.get(warm.k.conversation_id)
    with pytest.raises(NotInThisState):
        await warm.board.does(service.transfer, warm.board.actor(warm.sam), warm.k.id, c.epoch, associate_id=eve)


async def test_who_is_asked_has_nothing_else_and_gets_nothing_else(warm: Warm) -> None:
    await warm.board.choose(warm.sam, "off")
    chat = await warm.board.queued()
    await warm.board.drain()
    assert await warm.board.accept(chat.id) == warm.kim
    with pytest.raises(NotEligible):
        await warm.asks(warm.kim)
    eve = await warm.board.associate("eve")
    await warm.asks(eve)
    other = await warm.board.queued()
    await warm.board.drain()
    found = await warm.board.live(other.id)
    assert found is not None
    assert found.associate_id == warm.kim
    c = await warm.board.get(other.id)
    with pytest.raises(NotEligible):
        await warm.board.does(routing.take_over, warm.board.actor(eve), other.id, c.epoch)
    await warm.board.check_books()


async def test_two_who_ask_the_same_colleague_do_not_both_get_them(warm: Warm) -> None:
    await warm.board.choose(warm.kim, "off")
    eve = await warm.board.associate("eve")
    other = await warm.board.connected()
    assert other.associate_id == eve
    await warm.board.choose(warm.kim, "on")
    await warm.asks(warm.kim)
    c = await warm.board.get(other.conversation_id)
    with pytest.raises(NotEligible) as refused:
        await warm.board.does(consulting.consult, warm.board.actor(eve), other.id, c.epoch, associate_id=warm.kim)
    assert refused.value.current["filter"] == "capacity"
    assert (await warm.board.call(other.id)).state == "connected"


async def test_without_a_name_whoever_is_suited_is_asked_and_each_only_once(warm: Warm) -> None:
    await warm.board.associate("off", online=False)
    await warm.asks()
    one = await warm.open()
    assert one is not None
    assert one.associate_id == warm.kim
    await warm.board.does(consulting.refuse, warm.k.id, warm.kim)
    with pytest.raises(NobodyToAsk):
        await warm.asks()
    assert (await warm.call()).state == "held"
    # Whoever is named may be asked again.
    await warm.asks(warm.kim)


ENDS = [
    (False, consulting.refuse, "declined"),
    (True, consulting.refuse, "left"),
    (False, consulting.colleague_lost, "unanswered"),
    (True, consulting.colleague_lost, "lost"),
]


@pytest.mark.parametrize(("answered", "end", "outcome"), ENDS)
async def test_a_colleague_who_does_not_want_leaves_or_is_lost_changes_nothing_for_the_requester(
    warm: Warm, answered: bool, end: Any, outcome: str
) -> None:
    await warm.asks(warm.kim)
    if answered:
        await warm.board.does(consulting.answers, warm.k.id, warm.kim)
    for _ in range(2):
        await warm.board.does(end, warm.k.id, warm.kim)
    assert await warm.last() == outcome
    k = await warm.call()
    # Nobody is put through to anybody unasked: the requester waits until the associate is back.
    assert (k.state, k.associate_id) == ("held", warm.sam)
    assert await warm.loads() == (3, 0)
    assert not await warm.board.does(consulting.answers, warm.k.id, warm.kim)
    assert (await warm.board.does(service.resume, warm.k.id)).state == "connected"


@pytest.mark.parametrize("by", ["timer", "sweeper"])
async def test_a_colleague_who_does_not_answer_is_free_again(warm: Warm, by: str) -> None:
    await warm.asks(warm.kim)
    if by == "sweeper":
        async with warm.board.database.writer() as w:
            await w.execute("DELETE FROM deliveries")
    await warm.board.advance(40)
    if by == "timer":
        await warm.board.drain()
    else:
        assert await tasks.sweep(warm.board.database) == 1
    assert await warm.last() == "unanswered"
    assert await warm.loads() == (3, 0)


@pytest.mark.parametrize("answered", [False, True])
async def test_a_requester_who_hangs_up_ends_all_of_it(warm: Warm, answered: bool) -> None:
    await warm.asks(warm.kim)
    if answered:
        await warm.board.does(consulting.answers, warm.k.id, warm.kim)
    k = await warm.board.does(service.end, warm.k.id)
    assert k.state == "ended"
    assert await warm.last() == "dropped"
    # The conversation goes on in writing with whoever had it.
    assert (await warm.board.get(k.conversation_id)).associate_id == warm.sam
    assert await warm.loads() == (1, 0)


async def test_a_lost_associate_leaves_the_requester_to_the_colleague_on_the_line(warm: Warm) -> None:
    await warm.talks()
    assert await warm.board.does(consulting.taken_from_lost, warm.k.id, warm.sam)
    k = await warm.call()
    assert (k.state, k.associate_id) == ("connected", warm.kim)
    assert await warm.loads() == (0, 2)


async def test_a_lost_associate_who_nobody_answered_leaves_the_call_as_it_was(warm: Warm) -> None:
    await warm.asks(warm.kim)
    assert not await warm.board.does(consulting.taken_from_lost, warm.k.id, warm.sam)
    assert (await warm.call()).state == "held"


async def test_an_associate_whose_machine_is_gone_leaves_the_requester_to_the_colleague_and_not_to_the_queue(
    warm: Warm,
) -> None:
    await warm.talks()
    warm.board.crash(warm.sam)
    await warm.board.advance(60)
    await warm.board.sweep()
    k = await warm.call()
    assert (k.state, k.associate_id) == ("connected", warm.kim)
    assert (await warm.board.get(k.conversation_id)).associate_id == warm.kim
    assert await warm.loads() == (0, 2)


async def test_a_leader_who_pulls_the_call_back_has_their_way(warm: Warm) -> None:
    await warm.talks()
    lea = await warm.board.person("lea", "leader")
    c = await warm.board.get(warm.k.conversation_id)
    await warm.board.does(routing.pull_back, warm.board.actor(lea, "leader"), c.id, c.epoch)
    k = await warm.call()
    assert (k.state, await warm.last()) == ("waiting", "dropped")
    await warm.board.check_books()


async def test_what_comes_at_the_same_moment_has_one_outcome(warm: Warm) -> None:
    await warm.talks()
    epoch = (await warm.board.get(warm.k.conversation_id)).epoch
    at_once = [
        (consulting.complete, epoch), (consulting.complete, epoch), (consulting.cancel,),
        (consulting.refuse, warm.kim), (consulting.taken_from_lost, warm.sam), (service.end,),
    ]  # fmt: skip

    async def write(step: Any, *args: Any) -> None:
        async with warm.board.database.writer() as w:
            await step(w, warm.k.id, *args)

    found = await asyncio.gather(*(write(*one) for one in at_once), return_exceptions=True)
    assert all(one is None or isinstance(one, GiglineError) for one in found), found
    await warm.board.drain()
    assert await warm.open() is None
    assert (await warm.call()).state == "ended"
    await warm.board.check_books()


async def test_a_stale_screen_and_a_revoked_grant_hand_nothing_over(warm: Warm) -> None:
    await warm.talks()
    c = await warm.board.get(warm.k.conversation_id)
    with pytest.raises(StaleEpoch):
        await warm.board.does(consulting.complete, warm.k.id, c.epoch - 1)
    async with warm.board.database.writer() as w:
        await w.execute("DELETE FROM grants WHERE associate_id = $1", warm.kim)
    with pytest.raises(NotEligible):
        await warm.completes()
    assert not await warm.board.does(consulting.taken_from_lost, warm.k.id, warm.sam)
    assert await warm.loads() == (3, 2)
    await warm.board.does(consulting.cancel, warm.k.id)
    assert await warm.loads() == (3, 0)


async def test_a_phone_of_ones_own_is_said_plainly(warm: Warm) -> None:
    await warm.board.does(service.save_phone, warm.kim, "+14155550199")
    with pytest.raises(NeedsConsole):
        await warm.asks(warm.kim)
    with pytest.raises(NobodyToAsk):
        await warm.asks()
    await warm.board.does(service.save_phone, warm.kim, None)
    await warm.board.does(service.save_phone, warm.sam, "+14155550199")
    with pytest.raises(NeedsConsole):
        await warm.asks(warm.kim)
    assert (await warm.call()).state == "connected"
    assert await warm.loads() == (3, 0)


async def test_what_an_older_process_left_open_is_closed(warm: Warm) -> None:
    await warm.talks()
    async with warm.board.database.writer() as w:
        await w.execute("UPDATE calls SET state = 'waiting', associate_id = NULL WHERE id = $1", warm.k.id)
    assert await tasks.sweep(warm.board.database) == 1
    assert await warm.last() == "dropped"
    assert await warm.board.load(warm.kim) == 0
