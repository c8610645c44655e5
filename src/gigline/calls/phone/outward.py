"""What we ask of the phone's provider by ourselves: to make a promised call, and to interrupt what a call does now."""

from __future__ import annotations

from uuid import UUID

import structlog

from gigline.calls import service as calls
from gigline.calls.models import Call
from gigline.calls.phone.desk import Addresses
from gigline.channels import service as channels
from gigline.channels.calling import CarriesCalls
from gigline.channels.contract import Fetch, SendFailed, SendUnknown
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database
from gigline.infra.failpoints import hit

log = structlog.get_logger()


async def call_back(
    database: Database, fetch: Fetch, public_url: str | None, brand_id: UUID, conversation_id: UUID
) -> None:
    """Make the promised call, once. One that may have been made counts as made: we never call anybody twice.

    What was begun and never dialled (the process died in between) is noticed by the sweeper.
    """
    async with database.writer() as w:
        k = await calls.begin_callback(w, brand_id, conversation_id)
        account = await channels.account(w, brand_id, k.account_id) if k else None
    if k is None or account is None:
        return
    await hit("outbox.after_lease")
    if public_url is None:
        await _not_made(database, k, "no_public_url")
        return
    at, adapter = Addresses(public_url, account.key), _adapter(account)
    try:
        provider_id = await adapter.place_call(
            fetch, account.settings, k.number, to=at.of(k.id, "answered"), status=at.of(k.id, "status")
        )
    except SendFailed as error:
        await _not_made(database, k, error.reason)
        return
    except SendUnknown:
        # Its own webhooks name our call: if it was made, they tell the rest.
        log.warning("callback_of_unknown_fate")
        return
    async with database.writer() as w:
        await calls.known_as(w, k.id, provider_id)


async def _not_made(database: Database, k: Call, reason: str) -> None:
    async with database.writer() as w:
        await calls.end(w, k.id, reason, how="fail")


async def interrupt(database: Database, fetch: Fetch, public_url: str | None, call_id: UUID, leg: int) -> None:
    """Whatever a live phone call does now, it shall ask what to do instead; once it moved on by itself, nothing."""
    async with database.reader() as r:
        k = await calls.get(r, call_id)
        account = await channels.account(r, k.brand_id, k.account_id)
    if k.medium != "phone" or k.provider_id is None or public_url is None or k.leg != leg:
        return
    if k.state == "ringing_associate" and k.put_through == leg:
        return
    to = Addresses(public_url, account.key).of(k.id, "turn", turn=k.turn)
    try:
        await _adapter(account).redirect(fetch, account.settings, k.provider_id, to)
    except (SendFailed, SendUnknown) as error:
        # The call asks by itself in a few seconds, or is over.
        log.info("call_not_interrupted", reason=error.reason)


def _adapter(account: ChannelAccount) -> CarriesCalls:
    adapter = channels.adapter(account.kind)
    assert isinstance(adapter, CarriesCalls), "the account of a phone call carries calls"
    return adapter
