"""Deliveries at once share a transaction, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from gigline.channels import service
from gigline.channels.contract import Inbound


def message(provider_id: str, sender: str = "u-1") -> Inbound:
    return Inbound(provider_id, provider_id, sender, "Hello", b"{}")


async def test_what_arrives_at_once_shares_transactions_and_each_learns_of_its_own(channels):
    arriving = [service.accept(channels.database, channels.account, [message(f"m-{n % 30}")]) for n in range(40)]
    assert sum(new for [new] in await asyncio.gather(*arriving)) == 30
    await channels.run()
    assert sorted(one.client_id for one in channels.received) == sorted(f"m-{n}" for n in range(30))
    assert await channels.value("SELECT count(DISTINCT xmin::text) FROM inbound") < 10


async def test_a_bad_one_fails_alone(channels):
    parts = [message("a"), message("b", sender=""), message("c")]
    arriving = [service.accept(channels.database, channels.account, [part]) for part in parts]
    good, bad, also_good = await asyncio.gather(*arriving, return_exceptions=True)
    assert (good, also_good) == ([True], [True])
    assert isinstance(bad, ValueError)


async def test_one_that_hangs_up_is_stored_and_the_others_are_answered(channels):
    leaving = asyncio.create_task(service.accept(channels.database, channels.account, [message("a")]))
    staying = asyncio.create_task(service.accept(channels.database, channels.account, [message("b")]))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == [True]
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await service.accept(channels.database, channels.account, [message("a")]) == [False]
