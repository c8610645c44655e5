"""Mails in a real mailbox: each is taken once, whatever happens, and none holds up the next."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.database.channels.email.conftest import OUTSIDE, Desk
from tests.unit.channels.email.mails import PASS, mail
from tests.unit.channels.email.test_reading import TORTURE

from gigline.channels import mailboxes
from gigline.infra.dial import Outside

STORED = "SELECT count(*) FROM inbound"


async def test_a_mail_becomes_a_message_and_is_flagged_and_stays_on_the_server(mailed: Desk):
    await mailed.arrive(mail("Where is my parcel?"))
    [c] = await mailed.conversations()
    assert (c.channel, c.recipient) == ("email", "ada@home.example")
    [entry] = await mailed.messages(c)
    assert entry.body == "My order\n\nWhere is my parcel?"
    assert entry.data["mail"]["auth"] == "none"
    assert mailed.dovecot is not None
    assert mailed.dovecot.flags(mailed.user) == (1, 0)
    assert await mailed.read() == "read"
    assert await mailed.value(STORED) == 1


async def test_a12_one_id_twice_in_a_mailbox_is_one_message_and_in_two_mailboxes_two(mailed: Desk):
    other = await mailed.mailbox("acme-other")
    await mailed.arrive(mail(), mail())
    await other.arrive(mail())
    assert await mailed.value(STORED) == 2
    assert len(await mailed.conversations()) == 2
    outcomes = await mailed.rows(
        "SELECT outcome FROM mailbox_mails WHERE account_id = $1 ORDER BY uid", mailed.account.id
    )
    assert outcomes == [("stored",), ("repeated",)]


async def test_a11_torture_is_laid_aside_and_the_next_mail_still_arrives(mailed: Desk):
    bad = [raw for name, raw in TORTURE.items() if name not in {"nothing", "over the limit", "no head"}]
    await mailed.arrive(*bad, mail("after all that"))
    assert await mailed.value("SELECT count(*) FROM asides WHERE reason = 'malformed'") == len(bad)
    assert len(await mailed.conversations()) == 1


async def test_what_cannot_be_stored_is_laid_aside_and_the_next_mail_still_arrives(mailed: Desk):
    async with mailed.database.writer() as w:
        await w.execute("ALTER TABLE inbound ADD CHECK (provider_id <> 'bad@home.example')")
    await mailed.arrive(mail("one", message_id="<bad@home.example>"), mail("two"))
    assert await mailed.rows("SELECT reason FROM asides") == [("not_stored",)]
    assert len(await mailed.conversations()) == 1


async def test_a_server_that_numbers_anew_brings_nothing_twice(mailed: Desk):
    await mailed.arrive(*(mail(message_id=f"<m-{n}@home.example>") for n in range(3)))
    async with mailed.database.writer() as w:
        # As if the server had other numbers than those we knew.
        await w.execute("UPDATE mailboxes SET uidvalidity = uidvalidity + 1, last_uid = 1000")
    await mailed.read()
    assert await mailed.value(STORED) == 3
    assert await mailed.value("SELECT count(*) FROM mailbox_mails") == 3
    assert await mailed.value("SELECT count(*) FROM entries WHERE kind = 'message'") == 3


async def test_what_was_there_before_is_left_alone_unless_asked_for(mailed: Desk):
    fresh = await mailed.mailbox("acme-new", imap={**mailed.account.settings["imap"], "history": False})
    assert fresh.dovecot is not None
    fresh.dovecot.append(fresh.user, [mail("old")])
    await fresh.read()
    assert await fresh.value(STORED) == 0
    await fresh.arrive(mail("new", message_id="<m-2@home.example>"))
    assert [c.preview for c in await fresh.conversations()] == ["My order new"]


async def test_a_mailbox_is_read_by_one_process_at_a_time(mailed: Desk):
    held = await mailboxes._lease(mailed.database, mailed.account)
    assert held is not None
    assert await mailed.read() == "busy"
    async with mailed.database.writer() as w:
        await w.execute("UPDATE mailboxes SET leased_until = clock_timestamp() - interval '1 second'")
    assert await mailed.read() == "read"


async def test_a_server_that_refuses_is_noted_by_a_fixed_word(mailed: Desk):
    imap = {**mailed.account.settings["imap"]}
    other = await mailed.mailbox("acme-wrong", password="wrong")
    await other.read()
    assert await other.value("SELECT error FROM mailboxes WHERE account_id = $1", other.account.id) == "sign_in_refused"
    for changed, word in (
        ({"port": 1}, "not_reached"),
        ({"folder": "None"}, "no_such_folder"),
    ):
        one = await mailed.mailbox(f"acme-{uuid4().hex[:6]}", imap={**imap, **changed})
        await one.read()
        assert await one.value("SELECT error FROM mailboxes WHERE account_id = $1", one.account.id) == word


async def test_50_no_mailbox_is_a_way_into_the_network(mailed: Desk):
    inside = Outside(allow_private=False)
    assert await mailboxes.read(mailed.database, inside, mailed.account, rounds=1) == "broken"
    assert await mailed.value("SELECT error FROM mailboxes") == "address_refused"
    for host, port in (
        ("169.254.169.254", 993),
        ("localhost", 993),
        ("::ffff:127.0.0.1", 993),
        ("93.184.216.34", 6379),
    ):
        one = await mailed.mailbox(
            f"acme-{uuid4().hex[:6]}", imap={**mailed.account.settings["imap"], "host": host, "port": port}
        )
        assert await mailboxes.read(one.database, inside, one.account, rounds=1) == "broken"
        assert await one.value("SELECT error FROM mailboxes WHERE account_id = $1", one.account.id) == "address_refused"


async def test_settings_that_change_end_the_connection(mailed: Desk):
    await mailed.arrive(mail())
    async with mailed.database.writer() as w:
        await w.execute(
            "UPDATE channel_accounts SET settings = settings || '{\"name\": \"New\"}' WHERE key = 'acme-mail'"
        )
    await mailboxes.read(mailed.database, OUTSIDE, mailed.account, rounds=5)
    assert await mailed.value("SELECT error FROM mailboxes") == "settings_changed"


async def test_a_mail_that_comes_while_idle_is_taken_at_once(mailed: Desk):
    await mailed.arrive(mail())
    waiting = asyncio.create_task(mailboxes.read(mailed.database, OUTSIDE, mailed.account, rounds=2))
    assert mailed.dovecot is not None
    async with asyncio.timeout(10):
        while not await mailed.value("SELECT lease IS NOT NULL FROM mailboxes"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.to_thread(
        mailed.dovecot.append,
        mailed.user,
        [mail(message_id="<m-2@home.example>", raw_head=f"Authentication-Results: {PASS}\r\n")],
    )
    assert await asyncio.wait_for(waiting, 10) == "read"
    assert await mailed.value(STORED) == 2
