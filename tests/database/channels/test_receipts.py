"""What providers say of our messages, in whatever order."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from gigline.channels import service
from gigline.channels.contract import Receipt, Seen


async def told(channels, message_id: str, *states: str) -> list[bool]:
    return [
        (await service.accept(channels.database, channels.account, [Receipt(message_id, state)]))[0] for state in states
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read"])))
async def test_in_any_order_they_only_climb(channels, order):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    await told(channels, f"double-{outbound_id}", *order)
    await channels.run()
    assert (await channels.row(outbound_id)).state == "read"
    heard = [state for _, state in channels.states]
    assert heard == sorted(heard, key=["sent", "delivered", "read"].index)


async def test_our_own_id_will_do_and_repetitions_change_nothing(channels):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    assert await told(channels, str(outbound_id), "delivered", "delivered", "sent") == [True, False, False]


async def test_an_unknown_message_becomes_known(channels):
    channels.double.script.append("take_and_vanish")
    outbound_id = await channels.enqueue(1)
    await channels.run()
    assert await told(channels, str(outbound_id), "delivered") == [True]
    await channels.run()
    assert channels.states == [(1, "unknown"), (1, "delivered")]


async def test_proof_of_arrival_saves_the_next_attempt(channels):
    channels.double.script.append("wait")
    outbound_id = await channels.enqueue(1)
    await channels.run()
    assert await told(channels, str(outbound_id), "failed", "delivered") == [False, True]
    await channels.advance(100)
    await channels.run()
    assert len(channels.double.attempts) == 1


async def test_a_receipt_quicker_than_our_own_note_is_not_overwritten(channels, monkeypatch):
    send = channels.double.send

    async def quick(*args):
        sent = await send(*args)
        await told(channels, str(args[2].id), "read")
        return sent

    monkeypatch.setattr(channels.double, "send", quick)
    outbound_id = await channels.enqueue(1)
    await channels.run()
    row = await channels.row(outbound_id)
    assert (row.state, row.provider_id) == ("read", f"double-{outbound_id}")
    assert channels.states == [(1, "read")]


async def test_another_accounts_receipt_is_about_nothing_of_ours(channels):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    other = await channels.save("double", "other-one")
    for message_id in (str(outbound_id), f"double-{outbound_id}", "nothing", "\x00"[:0] + "x"):
        assert await service.accept(channels.database, other, [Receipt(message_id, "read")]) == [False]
    assert (await channels.row(outbound_id)).state == "sent"


async def test_many_at_once_end_where_the_highest_does(channels):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    await asyncio.gather(*(told(channels, str(outbound_id), state) for state in ["read", "delivered", "sent"] * 5))
    await channels.run()
    assert (await channels.row(outbound_id)).state == "read"
    assert channels.states[-1] == (1, "read")


async def test_what_was_read_is_read_however_late_its_delivery_was_told(channels):
    outbound_id = await channels.enqueue(1)
    await channels.run()
    read_at = await channels.value("SELECT extract(epoch FROM gigline_now())::float8")
    await channels.advance(600)
    await told(channels, f"double-{outbound_id}", "delivered")
    assert await service.accept(channels.database, channels.account, [Seen("u-1", "read", read_at)]) == [True]
    assert (await channels.row(outbound_id)).state == "read"


async def test_what_was_written_after_the_mark_was_not_read(channels):
    read_at = await channels.value("SELECT extract(epoch FROM gigline_now())::float8")
    await channels.advance(1)
    outbound_id = await channels.enqueue(1)
    await channels.run()
    assert await service.accept(channels.database, channels.account, [Seen("u-1", "read", read_at)]) == [False]
    assert (await channels.row(outbound_id)).state == "sent"
