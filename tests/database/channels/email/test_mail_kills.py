"""`kill -9` between fetching and storing, and between storing and flagging: every mail once, whatever dies.

GIGLINE_MAILS=1000 .venv/bin/pytest tests/database/channels/email/test_mail_kills.py -s
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path
from uuid import UUID

import pytest
from tests.database.channels.email.conftest import OUTSIDE, Desk
from tests.unit.channels.email.mails import mail

import gigline
from gigline.channels import mailboxes, service
from gigline.infra import failpoints
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

MAILS = int(os.environ.get("GIGLINE_MAILS", "12"))
# As many deaths as a campaign needs, whatever its length.
CHANCE = max(0.02, min(0.25, 4 / MAILS))


async def _read(dsn: str, brand_id: UUID, account_id: UUID, armed: str) -> None:
    """One process: read the mailbox until it is empty, unless it dies of a failpoint before."""
    from gigline.conversations import handlers

    database = Database(dsn, subscribers=Subscriptions(handlers.subscriptions()))
    await database.open()
    async with database.reader() as r:
        account = await service.account(r, brand_id, account_id)
    failpoints.arm(armed)
    assert await mailboxes.read(database, OUTSIDE, account, rounds=1 + MAILS // 500) == "read"
    await database.close()


@pytest.mark.parametrize("failpoint", ["imap.after_fetch_before_store", "imap.after_store_before_seen_flag"])
async def test_every_mail_is_taken_once_however_often_its_reader_is_killed(mailed: Desk, failpoint: str):
    ids = [f"<k-{n}@home.example>" for n in range(MAILS)]
    assert mailed.dovecot is not None
    await asyncio.to_thread(
        mailed.dovecot.append, mailed.user,
        [mail(f"mail {n}", message_id=id_, from_=f"p{n}@home.example") for n, id_ in enumerate(ids)],
    )  # fmt: skip
    armed = f"{failpoint}=kill:{CHANCE}"
    command = [sys.executable, __file__, mailed.database.dsn, str(mailed.brand_id), str(mailed.account.id), armed]
    found_at = {**os.environ, "PYTHONPATH": f"{Path(gigline.__file__).parents[1]}:{Path(__file__).parents[4]}"}
    kills = 0
    while True:
        process = await asyncio.create_subprocess_exec(*command, env=found_at)
        code = await asyncio.wait_for(process.wait(), 120)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        kills += 1
        # Its lease ends by itself after a minute; nobody waits for that here.
        async with mailed.database.writer() as w:
            await w.execute("UPDATE mailboxes SET leased_until = clock_timestamp()")
        if kills == 3 and MAILS <= 50:
            command[-1] = ""
    await mailed.relay.run_until_idle()
    stored = await mailed.rows("SELECT provider_id FROM inbound")
    assert sorted(one for (one,) in stored) == sorted(id_[1:-1] for id_ in ids)
    assert await mailed.rows("SELECT outcome, count(*) FROM mailbox_mails GROUP BY 1") == [("stored", MAILS)]
    bodies = await mailed.rows("SELECT count(*), count(DISTINCT body) FROM entries WHERE kind = 'message'")
    assert bodies == [(MAILS, MAILS)]
    assert mailed.dovecot.flags(mailed.user) == (MAILS, 0)
    print(f"{failpoint}: {MAILS} mails, {kills} kills, each exactly once")
    assert kills > 0 or MAILS <= 50


if __name__ == "__main__":
    random.seed()
    asyncio.run(_read(sys.argv[1], UUID(sys.argv[2]), UUID(sys.argv[3]), sys.argv[4]))
