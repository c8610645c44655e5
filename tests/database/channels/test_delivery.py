"""Messages out: in the order of their conversation, once, and never again by itself when nobody knows."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests.database.channels.conftest import CONVERSATION

from gigline.channels import delivery, rules, service
from gigline.channels.errors import NoSuchOutbound, NotToRetry
from gigline.channels.events import SendDue
from gigline.infra import failpoints
from gigline.infra.relay import Relay

OTHER = UUID(int=78)


@pytest.fixture(autouse=True)
def _disarm():
    yield
    failpoints.arm("")


def texts(channels) -> list[str]:
    return [message.text for message in channels.double.attempts]


async def test_a_message_is_sent_once_and_told_of(channels):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    row = await channels.row(outbound_id)
    assert (row.state, row.provider_id, row.attempts) == ("sent", f"double-{outbound_id}", 1)
    assert channels.states == [(1, "sent")]
    await channels.run()
    assert texts(channels) == ["message 1"]


def entry(channels) -> dict[str, object]:
    return {
        "brand_id": channels.brand_id,
        "account_id": channels.account.id,
        "conversation_id": OTHER,
        "entry_id": channels.database.new_id(),
        "entry_seq": 1,
        "recipient": "u",
        "text": "hi",
        "author_kind": "bot",
    }


async def test_what_is_enqueued_twice_is_sent_once(channels):
    one = entry(channels)
    async with channels.database.writer() as w:
        assert [await service.enqueue(w, **one) for _ in range(2)] == [True, False]
    await channels.run()
    assert texts(channels) == ["hi"]


async def test_nothing_is_sent_of_a_transaction_that_rolled_back(channels):
    async def enqueue_and_fail() -> None:
        async with channels.database.writer() as w:
            await service.enqueue(w, **entry(channels))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await enqueue_and_fail()
    await channels.run()
    assert texts(channels) == []


async def test_a_later_message_waits_for_an_earlier_one_but_not_another_conversations(channels):
    channels.double.script.append("wait")
    for seq in (1, 2, 3):
        await channels.enqueue(seq)
    await channels.run()
    await channels.enqueue(9, conversation=OTHER)
    await channels.run()
    assert texts(channels) == ["message 1", "message 9"]
    await channels.advance(2)
    await channels.run()
    assert texts(channels) == ["message 1", "message 9", "message 1", "message 2", "message 3"]
    assert channels.states == [(9, "sent"), (1, "sent"), (2, "sent"), (3, "sent")]


@pytest.mark.parametrize(
    ("turn", "state"), [("refuse", "failed"), ("vanish", "unknown"), ("take_and_vanish", "unknown")]
)
async def test_an_end_without_success_is_told_and_holds_up_nothing_and_is_not_repeated(channels, turn, state):
    channels.double.script.append(turn)
    for seq in (1, 2):
        await channels.enqueue(seq)
    for _ in range(3):
        await channels.run()
        await channels.advance(10_000)
        await delivery.restart(channels.database)
    assert channels.states == [(1, state), (2, "sent")]
    assert texts(channels) == ["message 1", "message 2"]


async def test_it_gives_up_at_last(channels):
    channels.double.script.extend(["wait"] * 50)
    outbound_id = await channels.enqueue(1)
    for _ in range(15):
        await channels.run()
        await channels.advance(rules.LONGEST_PAUSE_S)
    row = await channels.row(outbound_id)
    assert (row.state, row.error, len(channels.double.attempts)) == ("failed", "asked_to_wait", rules.MAX_ATTEMPTS)
    assert channels.states == [(1, "failed")]


async def test_a_text_too_long_for_the_channel_fails_before_it_is_sent(channels):
    outbound_id = await channels.enqueue(1)
    await channels.execute("UPDATE outbound SET text = repeat('x', 1001)")
    await channels.run()
    row = await channels.row(outbound_id)
    assert (row.state, row.error, channels.double.attempts) == ("failed", "too_long", [])


async def test_a_mistake_of_the_adapter_leaves_it_unknown(channels, monkeypatch):
    async def broken(*_):
        raise KeyError("oops")

    monkeypatch.setattr(channels.double, "send", broken)
    outbound_id = await channels.enqueue(1)
    await channels.run()
    row = await channels.row(outbound_id)
    assert (row.state, row.error) == ("unknown", "adapter_failed")


@pytest.mark.parametrize("turn", ["refuse", "take_and_vanish"])
async def test_a_person_may_have_it_sent_again_with_the_same_key(channels, turn):
    channels.double.script.append(turn)
    outbound_id = await channels.enqueue(1)
    await channels.run()
    async with channels.database.writer() as w:
        row = await service.retry(w, channels.brand_id, outbound_id)
    assert row.state == "queued"
    await channels.run()
    assert [state for _, state in channels.states][1:] == ["queued", "sent"]
    assert {message.id for message in channels.double.attempts} == {outbound_id}
    assert len(channels.double.taken) == 1


async def test_nobody_retries_what_is_on_its_way_or_arrived_or_another_brands(channels):
    outbound_id = await channels.enqueue(1)
    async with channels.database.writer() as w:
        with pytest.raises(NotToRetry):
            await service.retry(w, channels.brand_id, outbound_id)
    await channels.run()
    async with channels.database.writer() as w:
        with pytest.raises(NotToRetry):
            await service.retry(w, channels.brand_id, outbound_id)
        with pytest.raises(NoSuchOutbound):
            await service.retry(w, w.new_id(), outbound_id)


async def test_ten_retries_at_once_are_one(channels):
    channels.double.script.append("vanish")
    outbound_id = await channels.enqueue(1)
    await channels.run()

    async def retry() -> bool:
        try:
            async with channels.database.writer() as w:
                await service.retry(w, channels.brand_id, outbound_id)
        except NotToRetry:
            return False
        return True

    assert sum(await asyncio.gather(*(retry() for _ in range(10)))) == 1
    await channels.run()
    assert len(channels.double.attempts) == 2


async def _die_while_sending(channels) -> UUID:
    """A sender that was killed after the provider took the message and before that was noted."""
    outbound_id = await channels.enqueue(1)
    failpoints.arm("outbox.provider_accepted_before_mark=error")
    await channels.run()
    failpoints.arm("")
    assert (await channels.row(outbound_id)).state == "sending"
    return outbound_id


async def test_a_sender_that_died_leaves_unknown_when_its_lease_is_over_and_nothing_is_sent_twice(channels):
    outbound_id = await _die_while_sending(channels)
    assert await delivery.expire(channels.database) == 0, "its lease is not over"
    await channels.execute("UPDATE outbound SET leased_until = clock_timestamp() - interval '1 s'")
    assert sum(await asyncio.gather(*(delivery.expire(channels.database) for _ in range(3)))) == 1
    for _ in range(3):
        await channels.advance(1000)
        await channels.run()
    row = await channels.row(outbound_id)
    assert (row.state, row.error) == ("unknown", "sender_lost")
    assert channels.states == [(1, "unknown")]
    assert len(channels.double.attempts) == 1


async def test_while_a_sender_may_be_alive_nobody_else_sends(channels):
    await _die_while_sending(channels)
    await channels.enqueue(2)
    for _ in range(3):
        await channels.advance(10)
        await channels.run()
    assert texts(channels) == ["message 1"]


class Slow:
    """Holds the first attempt back until told to go on, with the lease lost meanwhile."""

    def __init__(self, channels, monkeypatch):
        self.started, self.go_on, self._first = asyncio.Event(), asyncio.Event(), True
        self._channels, self._send = channels, channels.double.send
        monkeypatch.setattr(channels.double, "send", self.send)

    async def send(self, *args):
        if self._first:
            self._first = False
            self.started.set()
            await self.go_on.wait()
        return await self._send(*args)

    async def lose_lease(self) -> None:
        await self.started.wait()
        await self._channels.execute("UPDATE outbound SET leased_until = clock_timestamp() - interval '1 s'")
        assert await delivery.expire(self._channels.database) == 1


@pytest.mark.parametrize(("turn", "state"), [("take", "sent"), ("refuse", "failed"), ("wait", "unknown")])
async def test_a_late_answer_settles_unknown(channels, monkeypatch, turn, state):
    channels.double.script.append(turn)
    slow = Slow(channels, monkeypatch)
    outbound_id = await channels.enqueue(1)
    running = asyncio.create_task(channels.run())
    await slow.lose_lease()
    slow.go_on.set()
    await running
    row = await channels.row(outbound_id)
    assert row.state == state
    assert (row.provider_id is not None) == (state == "sent")
    assert channels.states == [(1, "unknown"), (1, state)][: 1 if state == "unknown" else 2]


async def test_a_late_no_of_an_earlier_attempt_says_nothing_of_a_later_one(channels, monkeypatch):
    slow = Slow(channels, monkeypatch)
    outbound_id = await channels.enqueue(1)
    running = asyncio.create_task(channels.run())
    await slow.lose_lease()
    async with channels.database.writer() as w:
        await service.retry(w, channels.brand_id, outbound_id)
    channels.double.script.extend(["vanish", "refuse"])
    due = SendDue(brand_id=channels.brand_id, conversation_id=CONVERSATION, outbound_id=outbound_id)
    await delivery.deliver(channels.database, _no_fetch, due)
    slow.go_on.set()
    await running
    assert (await channels.row(outbound_id)).state == "unknown"
    assert len(channels.double.attempts) == 2


async def _no_fetch(*_, **__):
    raise AssertionError("the double asks nobody")


async def test_many_relays_and_repeated_events_send_each_message_once_and_in_order(channels):
    subscriptions = channels.relay._subscriptions
    relays = [channels.relay, *(Relay(channels.database, subscriptions) for _ in range(2))]
    for seq in range(1, 31):
        conversation = UUID(int=seq % 3 + 1)
        outbound_id = await channels.enqueue(seq, conversation=conversation)
        async with channels.database.writer() as w:
            due = SendDue(brand_id=channels.brand_id, conversation_id=conversation, outbound_id=outbound_id)
            await service.outbox.publish(w, due)
    while await channels.value("SELECT count(*) FROM deliveries"):
        await asyncio.gather(*(relay.run_until_idle() for relay in relays))
        await channels.advance(1)
    for rest in range(3):
        numbers = [int(text.split()[1]) for text in texts(channels) if int(text.split()[1]) % 3 == rest]
        assert numbers == [seq for seq in range(1, 31) if seq % 3 == rest]


async def test_a_message_whose_event_got_lost_is_found_again(channels):
    await channels.enqueue(1)
    await channels.execute("DELETE FROM deliveries")
    assert await delivery.restart(channels.database) == 0
    await channels.advance(delivery.STRANDED_AFTER_S + 1)
    assert await delivery.restart(channels.database) == 1
    await channels.run()
    assert channels.states == [(1, "sent")]
