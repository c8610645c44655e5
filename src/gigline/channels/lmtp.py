"""Mails that a mail server hands over by LMTP: taken like those of a mailbox, and stored before they are said to be.

An account is found by its address (`support+anything@` is `support@`). The port is for one's own mail server on a
network that nobody else is in: LMTP knows no sign-in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from gigline.channels import accounts, mailboxes, service
from gigline.channels.adapters.email import reading
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database
from gigline.infra.mail_server import MailServer
from gigline.kit.errors import Unavailable

log = structlog.get_logger()

STORED, NOBODY, LATER = "250 stored", "550 no such address here", "451 not now"


def server(database: Database) -> MailServer:
    """Takes mails for all brands' email accounts."""

    async def recipient(address: str) -> str:
        try:
            return "250 OK" if await _account(database, address) is not None else NOBODY
        except service.AWAY:
            return LATER

    async def take(recipients: Sequence[str], content: bytes) -> list[str]:
        # One after the other: two recipients may be one account, which then has it twice and keeps it once.
        return [await _store(database, one, content) for one in recipients]

    return MailServer("lmtp", recipient, take, reading.LARGEST)


async def run(database: Database, host: str, port: int) -> None:
    """Take mails until cancelled."""
    async with server(database).listening(host, port):
        log.info("lmtp_listens", port=port)
        await asyncio.Event().wait()


async def _account(database: Database, address: str) -> ChannelAccount | None:
    local, _, domain = address.lower().rpartition("@")
    wanted = f"{local.partition('+')[0]}@{domain}"
    async with database.reader() as r:
        known = await accounts.of_kind(r, mailboxes.KIND)
    return next((one for one in known if one.settings.get("address") == wanted), None)


async def _store(database: Database, address: str, content: bytes) -> str:
    try:
        account = await _account(database, address)
        if account is None:
            return NOBODY
        await _take(database, account, content)
    except (Unavailable, *service.AWAY):
        return LATER
    log.info("mail_taken", account=account.key)
    return STORED


async def _take(database: Database, account: ChannelAccount, content: bytes) -> None:
    try:
        await service.accept(database, account, mailboxes.understood(account, content))
    except (Unavailable, *service.AWAY):
        raise
    except Exception as error:
        # One mail that cannot be stored must not come again for ever, before all others.
        await service.accept(database, account, mailboxes.not_stored(account, content, error))
