"""Files that providers keep for us: fetched after their message was taken, which never waits for them.

Each file is a job of the outbox, tried again for as long as the provider may come back. How a provider is asked for one
is its adapter's business; how much is read, and for how long, is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from gigline.channels import accounts, attachments
from gigline.channels.contract import Attachment, Fetch, Fetches, SendFailed, SendUnknown
from gigline.channels.events import FetchDue
from gigline.channels.models import AttachmentRow, ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox
from gigline.infra.db import Database, Writer

log = structlog.get_logger()

PAUSES_S = (5.0, 30.0, 300.0, 1800.0)


async def fetch_later(w: Writer, account: ChannelAccount, attachment_ids: Sequence[UUID]) -> None:
    """Queue these files of the account's for fetching."""
    if isinstance(ADAPTERS.get(account.kind), Fetches):
        await outbox.publish_all(
            w,
            [FetchDue(brand_id=account.brand_id, account_id=account.id, attachment_id=one) for one in attachment_ids],
        )
    else:
        for one in attachment_ids:
            await attachments.fetched(w, account.brand_id, one, None)


async def fetch_one(database: Database, fetch: Fetch, due: FetchDue) -> None:
    """Fetch a waiting file and keep it. What may yet succeed is queued again, what may not is marked failed."""
    async with database.reader() as r:
        row = await attachments.get(r, due.brand_id, due.attachment_id)
        account = await accounts.account(r, due.brand_id, due.account_id)
    if row.state != "waiting":
        return
    content, again = await _content(fetch, account, row)
    async with database.writer() as w:
        if content is None and again and due.tries < len(PAUSES_S):
            await outbox.schedule(w, replace(due, tries=due.tries + 1), in_s=PAUSES_S[due.tries])
        else:
            await attachments.fetched(w, due.brand_id, due.attachment_id, content)


async def _content(fetch: Fetch, account: ChannelAccount, row: AttachmentRow) -> tuple[bytes | None, bool]:
    """The file's bytes, or None and whether to come again."""
    adapter = ADAPTERS.get(account.kind)
    if not isinstance(adapter, Fetches):
        return None, False
    file = Attachment(row.name, row.declared_type, None, row.url, row.provider_id)
    try:
        return await adapter.fetch_file(fetch, account.settings, file, attachments.LARGEST), False
    except SendFailed as error:
        log.info("attachment_not_fetched", channel=account.kind, reason=error.reason)
        return None, not error.permanent
    except SendUnknown as error:
        log.info("attachment_not_fetched", channel=account.kind, reason=error.reason)
        return None, True
