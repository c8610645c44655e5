"""Sending: lease the row (a short transaction), talk to the provider (none), note what became of it (another).

The lease is a fence: whoever lost it changes nothing but `unknown`, which the knowledge of a late answer settles.
A sender that dies between the two transactions leaves `sending`, which becomes `unknown` when the lease is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from gigline.channels import (
    accounts,
    carrying,
    correspondents,
    fates,
    queries,
    rates,
    rules,
    service,
    threads,
    tokens,
    unsubscribing,
)
from gigline.channels.contract import Fetch, Outbound, SendFailed, SendUnknown
from gigline.channels.correspondents import Standing
from gigline.channels.events import SendDue
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.channels.rules import OutboundState
from gigline.infra import outbox, telemetry
from gigline.infra.db import Database, Writer
from gigline.infra.failpoints import hit

log = structlog.get_logger()

LEASE_S = 30.0
BLOCKED_S = 1.0
STRANDED_AFTER_S = 900.0
BATCH = 100


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt. `again_in_s` comes with `queued`, `held_s` where the whole account has to wait."""

    state: OutboundState
    provider_id: str | None = None
    error: str | None = None
    again_in_s: float = 0.0
    held_s: float = 0.0


async def deliver(database: Database, fetch: Fetch, due: SendDue, public_url: str | None = None) -> None:
    """Send the message if it is its turn; raises outbox.Later when it is not, or is to be tried again."""
    lease = database.new_id()
    await threads.prepare(database)
    async with database.writer() as w:
        row = await w.one(OutboundRow, queries.LEASE, due.brand_id, due.outbound_id, lease, LEASE_S)
        if row is None:
            await _not_ours(w, due)
            return
        account = await service.account(w, row.brand_id, row.account_id)
        await _spare(w, account, row)
        await rates.take_turn(w, account)
        standing = await correspondents.standing(w, account, row.recipient)
        files = await carrying.of_row(w, row, public_url)
        sign = await threads.sign_of(w, account.id, row.conversation_id)
        stop_at = await unsubscribing.link(w, account.kind, row, public_url)
    message = replace(
        _message(account, row, standing, public_url), attachments=files, thread=sign, unsubscribe_url=stop_at
    )
    outcome = await _attempt(tokens.signed(database, fetch, account), account, row, standing, message)
    await hit("outbox.provider_accepted_before_mark")
    await _mark(database, account, row, lease, outcome)
    if outcome.state == "queued":
        raise outbox.Later(outcome.again_in_s)


async def _not_ours(w: Writer, due: SendDue) -> None:
    """Done with, gone, in other hands, or behind an earlier message of its conversation."""
    row = await w.one(OutboundRow, queries.OUTBOUND, due.brand_id, due.outbound_id)
    if row is not None and row.state in {"queued", "sending"}:
        raise outbox.Later(BLOCKED_S)


def _callback(account: ChannelAccount, public_url: str | None) -> str | None:
    return f"{public_url.rstrip('/')}/channels/{account.kind}/{account.key}/receipts" if public_url else None


async def _spare(w: Writer, account: ChannelAccount, row: OutboundRow) -> None:
    """The bot writes to one address once in a while only: what answers may be a machine too. Raises outbox.Later."""
    window_s = service.capabilities(account.kind).auto_reply_window_s
    if not window_s or row.author_kind != "bot":
        return
    ago_s = await w.value(queries.LAST_AUTOMATIC_S, row.brand_id, row.account_id, row.recipient, row.id)
    if ago_s is not None and ago_s < window_s:
        raise outbox.Later(window_s - ago_s)


def _message(account: ChannelAccount, row: OutboundRow, standing: Standing, public_url: str | None) -> Outbound:
    return Outbound(
        id=row.id,
        conversation_id=row.conversation_id,
        recipient=row.recipient,
        text=row.text,
        author_kind=row.author_kind,
        author_name=row.author_name,
        in_reply_to=row.in_reply_to,
        in_window=standing.in_window,
        callback_url=_callback(account, public_url),
        context=row.context,
    )


async def _attempt(
    fetch: Fetch, account: ChannelAccount, row: OutboundRow, standing: Standing, message: Outbound
) -> Outcome:
    adapter = service.adapter(account.kind)
    try:
        if not accounts.is_ready(account):
            raise SendFailed("not_set_up", permanent=True)
        if standing.stopped:
            raise SendFailed("opted_out", permanent=True)
        if len(row.text) > adapter.capabilities.max_length:
            raise SendFailed("too_long", permanent=True)
        sent = await adapter.send(fetch, account.settings, message)
    except SendFailed as failure:
        return _failed(row, failure)
    except SendUnknown as unknown:
        return Outcome("unknown", error=unknown.reason)
    except Exception as error:
        # An adapter's own mistake may come after the provider took the message.
        log.error("adapter_failed", channel=account.kind, error=telemetry.where(error))
        return Outcome("unknown", error="adapter_failed")
    return Outcome("sent", provider_id=sent.provider_id)


def _failed(row: OutboundRow, failure: SendFailed) -> Outcome:
    if rules.gives_up(row.attempts, failure.permanent):
        return Outcome("failed", error=failure.reason)
    pause_s = rules.pause_s(row.attempts, failure.retry_after_s)
    # A provider that names a pause means all that we send through this account.
    return Outcome("queued", error=failure.reason, again_in_s=pause_s, held_s=failure.retry_after_s or 0.0)


async def _mark(database: Database, account: ChannelAccount, row: OutboundRow, lease: UUID, outcome: Outcome) -> None:
    async with database.writer() as w:
        moved = await w.execute(
            queries.MARK, row.brand_id, row.id, lease, outcome.state, outcome.provider_id, outcome.error
        ) or await _settle(w, row, lease, outcome)
        if moved and outcome.state != "queued":
            await service.publish_state(w, replace(row, state=outcome.state, error=outcome.error))
        if moved and outcome.state == "unknown":
            await fates.ask_later(w, row, account.kind)
        if outcome.error == "opted_out":
            await w.execute(queries.STOPPED_ELSEWHERE, row.brand_id, row.account_id, row.recipient)
        if outcome.held_s:
            await rates.hold(w, account, outcome.held_s)
    log.info("outbound_attempt", state=outcome.state, attempts=row.attempts, error=outcome.error, fenced=not moved)


async def _settle(w: Writer, row: OutboundRow, lease: UUID, outcome: Outcome) -> int:
    """The lease is lost: to a receipt that was quicker than we, or because we were slow."""
    if outcome.provider_id is not None:
        await w.execute(queries.KEEP_PROVIDER_ID, row.brand_id, row.id, outcome.provider_id)
    if outcome.state not in {"sent", "failed"}:
        return 0
    return await w.execute(
        queries.SETTLE, row.brand_id, row.id, outcome.state, outcome.provider_id, outcome.error, lease
    )


async def expire(database: Database) -> int:
    """Senders that are gone leave messages of unknown fate: say so. The number of messages."""
    async with database.writer() as w:
        lost = await w.all(OutboundRow, queries.EXPIRE, BATCH)
        for row in lost:
            await service.publish_state(w, row)
            await fates.ask_later(w, row, (await service.account(w, row.brand_id, row.account_id)).kind)
    return len(lost)


async def restart(database: Database) -> int:
    """Queued messages whose delivery got lost (a dead letter, say) get a new one. The number of messages."""
    async with database.writer() as w:
        stranded = await w.all(OutboundRow, queries.STRANDED, STRANDED_AFTER_S, BATCH)
        for row in stranded:
            await outbox.publish(
                w, SendDue(brand_id=row.brand_id, conversation_id=row.conversation_id, outbound_id=row.id)
            )
    return len(stranded)
