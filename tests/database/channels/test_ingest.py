"""Messages in: stored with their event in one transaction, once per provider id."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from gigline.channels import ingest, service
from gigline.channels.contract import Change, Deleted, Edited, Inbound
from gigline.channels.errors import AccountTaken, BadAccount, NoSuchAccount
from gigline.channels.intake import Arrived
from gigline.infra import failpoints
from gigline.kit.errors import Unavailable


def message(provider_id: str = "m-1", text: str = "Hello", sender: str = "u-1") -> Inbound:
    return Inbound(provider_id, provider_id, sender, text, b'{"as": "it came"}')


@pytest.fixture(autouse=True)
def _disarm():
    yield
    failpoints.arm("")


async def test_a_message_is_stored_as_it_came_and_heard_of_once(channels):
    assert await service.accept(channels.database, channels.account, [message()]) == [True]
    assert await service.accept(channels.database, channels.account, [message(text="again")]) == [False]
    await channels.run()
    [event] = channels.received
    assert (event.text, event.sender, event.channel, event.client_id) == ("Hello", "u-1", "double", "m-1")
    assert await channels.value("SELECT raw FROM inbound WHERE id = $1", event.inbound_id) == b'{"as": "it came"}'


async def test_one_id_on_two_accounts_is_two_messages(channels):
    other = await channels.save("double", "other-one")
    for account in (channels.account, other):
        assert await service.accept(channels.database, account, [message()]) == [True]


async def test_a_batch_keeps_track_of_what_was_new_even_with_a_repetition_inside(channels):
    batch = [message("c"), message("a"), message("c"), message("b")]
    assert await service.accept(channels.database, channels.account, batch) == [True, True, False, True]


async def test_two_batches_in_opposite_orders_do_not_lock_each_other_out(channels):
    batch = [message(f"m-{n}") for n in range(30)]
    for _ in range(5):
        await channels.execute("DELETE FROM inbound")
        new = await asyncio.gather(
            *(service.accept(channels.database, channels.account, one) for one in (batch, batch[::-1]) * 2)
        )
        assert sum(map(sum, new)) == 30


@pytest.mark.parametrize(
    "change", [Edited("e-1", "m-1", "u-1", "Hello you", b"{}"), Deleted("e-1", "m-1", "u-1", b"{}")]
)
async def test_a_change_that_comes_while_its_message_is_being_stored_is_not_lost(channels, change: Change):
    async with channels.database.writer() as w:
        assert await ingest.take(w, [Arrived(channels.account, [message()])]) == [[True]]
        changing = asyncio.create_task(service.accept(channels.database, channels.account, [change]))
        while await channels.value(WAITING_FOR_A_LOCK) == 0:  # noqa: ASYNC110 -- PostgreSQL tells nobody
            await asyncio.sleep(0.01)
    assert await changing == [True]
    await channels.run()
    assert [one.client_id for one in channels.received] == ["m-1"]
    assert [one.target for one in channels.changed] == ["m-1"]


WAITING_FOR_A_LOCK = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def test_nothing_is_heard_of_what_was_not_committed(channels):
    failpoints.arm("ingest.after_insert_before_commit=error")
    with pytest.raises(failpoints.FailpointHit):
        await service.accept(channels.database, channels.account, [message()])
    failpoints.arm("")
    assert await channels.value("SELECT count(*) FROM inbound") == 0
    await channels.run()
    assert channels.received == []
    assert await service.accept(channels.database, channels.account, [message()]) == [True]


async def test_a_commit_whose_answer_got_lost_is_repeated_harmlessly(channels):
    failpoints.arm("ingest.commit_ok_reply_lost=error")
    with pytest.raises(failpoints.FailpointHit):
        await service.accept(channels.database, channels.account, [message()])
    failpoints.arm("")
    assert await service.accept(channels.database, channels.account, [message()]) == [False]
    await channels.run()
    assert len(channels.received) == 1


async def test_a_database_that_goes_away_is_unavailable_not_an_error(channels, monkeypatch):
    killer = await asyncpg.connect(channels.database.dsn)

    async def kill_all(name: str) -> None:
        if name == "ingest.after_insert_before_commit":
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    monkeypatch.setattr(ingest, "hit", kill_all)
    with pytest.raises(Unavailable):
        await service.accept(channels.database, channels.account, [message()])
    await killer.close()


async def test_what_cannot_be_stored_in_a_text_becomes_storable(channels):
    await service.accept(channels.database, channels.account, [message(text="a\x00b\ud800c")])
    await channels.run()
    assert channels.received[0].text == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("wrong", [message(sender=""), message("a\x00"), message(sender="\ud800")])
async def test_a_message_without_a_proper_sender_or_id_is_a_mistake_of_ours(channels, wrong):
    with pytest.raises(ValueError, match="needs a sender"):
        await service.accept(channels.database, channels.account, [wrong])


async def test_accounts_are_created_changed_and_found(channels):
    made = await channels.save("api", "shop-api", secret="0123456789abcdef")
    changed = await channels.save("api", "shop-api", callback_url="https://shop.example/in")
    assert changed.id == made.id
    assert "0123456789abcdef" not in repr(made)
    async with channels.database.reader() as r:
        assert await service.account_by_key(r, "shop-api") == changed
        assert await service.account(r, channels.brand_id, made.id) == changed
        assert [one.key for one in await service.accounts(r, channels.brand_id)] == [channels.account.key, "shop-api"]
        with pytest.raises(NoSuchAccount):
            await service.account(r, channels.database.new_id(), made.id)
        with pytest.raises(NoSuchAccount):
            await service.account_by_key(r, "\x00")


async def test_an_account_of_another_brand_or_channel_is_not_taken_over(channels):
    await channels.save("api", "shop-api")
    with pytest.raises(AccountTaken):
        await channels.save("webchat", "shop-api")
    async with channels.database.writer() as w:
        await w.execute("INSERT INTO brands VALUES ($1, 'other', 'O', '{}', '')", other := w.new_id())
        with pytest.raises(AccountTaken):
            await service.save_account(w, other, "api", "shop-api", {})


@pytest.mark.parametrize(
    ("kind", "key", "settings"),
    [
        ("pigeon", "shop", {}),
        ("api", "Shop", {}),
        ("api", "shop", {"secret": ""}),
        ("api", "shop", {"secret": "short"}),
        ("api", "shop", {"callback_url": "file:///etc/passwd"}),
        ("api", "shop", {"callback_url": "https://user:word@shop.example/"}),
        ("api", "shop", {"timeout_s": 60}),
        ("api", "shop", {"unknown": 1}),
    ],
)
async def test_wrong_settings_are_refused_with_what_is_wrong_but_without_the_secret(channels, kind, key, settings):
    with pytest.raises(BadAccount) as caught:
        await channels.save(kind, key, **settings)
    assert "short" not in caught.value.detail.replace("at least", "")
