"""Messages of unknown fate: the provider is asked, where it can be, a few times; else people see them.

A message is only ever found, never missed: that a provider does not list it yet is no proof that it was not sent, so
it is not sent again by itself and stays unknown until a receipt, the list or a person settles it.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from gigline.channels import accounts, queries
from gigline.channels.contract import Fetch, Finds, Outbound, SendFailed, SendUnknown
from gigline.channels.events import FateDue
from gigline.channels.models import OutboundRow
from gigline.channels.registry import ADAPTERS
from gigline.channels.states import publish_state
from gigline.infra import outbox
from gigline.infra.db import Database, Writer

log = structlog.get_logger()

PAUSES_S = (10.0, 60.0, 600.0)
# How long before its end an attempt may have begun, and how far the provider's clock may be off.
MARGIN_S = 120.0


async def ask_later(w: Writer, row: OutboundRow, kind: str) -> None:
    """If the channel's provider can be asked after this message of unknown fate, do so soon."""
    if isinstance(ADAPTERS.get(kind), Finds):
        due = FateDue(brand_id=row.brand_id, conversation_id=row.conversation_id, outbound_id=row.id)
        await outbox.schedule(w, due, in_s=PAUSES_S[0])


async def ask(database: Database, fetch: Fetch, due: FateDue) -> None:
    """Ask once. Found, the message is sent; otherwise it is asked again later, or no more."""
    async with database.reader() as r:
        row = await r.one(OutboundRow, queries.OUTBOUND, due.brand_id, due.outbound_id)
        if row is None or row.state != "unknown":
            return
        account = await accounts.account(r, row.brand_id, row.account_id)
        adapter = ADAPTERS.get(account.kind)
        if not isinstance(adapter, Finds):
            return
    message = Outbound(row.id, row.conversation_id, row.recipient, row.text)
    try:
        ids = await adapter.find(fetch, account.settings, message, row.updated_at.timestamp() - MARGIN_S)
    except (SendFailed, SendUnknown) as error:
        log.info("fate_not_asked", channel=account.kind, reason=error.reason)
        ids = []
    async with database.writer() as w:
        await _settle(w, due, row, list(dict.fromkeys(ids)))


async def _settle(w: Writer, due: FateDue, asked: OutboundRow, ids: list[str]) -> None:
    row = await w.one(OutboundRow, queries.OUTBOUND_LOCKED, asked.brand_id, asked.id)
    # A person or a receipt may have been quicker.
    if row is None or row.state != "unknown" or row.updated_at != asked.updated_at:
        return
    others = await w.rows(queries.KNOWN_PROVIDER_IDS, row.brand_id, row.account_id, ids)
    found = [one for one in ids if one not in {other["provider_id"] for other in others}]
    # Two of the same words may be two of our own attempts: which is which, nobody can say.
    if len(found) == 1:
        await w.execute(queries.FOUND, row.brand_id, row.id, found[0])
        await publish_state(w, replace(row, state="sent", error=None))
    elif due.tries + 1 < len(PAUSES_S):
        await outbox.schedule(w, replace(due, tries=due.tries + 1), in_s=PAUSES_S[due.tries + 1])
    log.info("fate_asked", found=len(found), tries=due.tries + 1)
