"""Reading the mailboxes of email accounts, each by one process at a time.

The server's number of a mail (UIDVALIDITY and UID) and our rows of it move in one transaction: a process that dies
before leaves the mail to be fetched again, one that dies after has it. The flag \\Seen is set afterwards, for people,
and never asked for. A server that numbers anew is read again from the day it was connected, and the mails' own ids say
which of them are known. Nothing is deleted on the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

import structlog

from gigline.channels import accounts, ingest, queries, service, threads, tokens
from gigline.channels.adapters.email import headers, imap, reading
from gigline.channels.adapters.email.settings import EmailSettings, Imap
from gigline.channels.contract import Aside, Fetch, Inbound, Malformed, Part, Receipt
from gigline.channels.errors import NoSuchAccount
from gigline.channels.intake import Arrived
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.infra.failpoints import hit

log = structlog.get_logger()

KIND = "email"
LEASE_S = 60.0
IDLE_S = 20.0
LOOK_S = 5.0
LONGEST_PAUSE_S = 300.0

Ended = Literal["busy", "broken", "read"]


class LeaseLost(RuntimeError):
    """Another process reads this mailbox now: nothing of ours may take effect."""


@dataclass(frozen=True)
class Held:
    """A mailbox that this process may read: up to which number it was read, and since when it is known."""

    account: ChannelAccount
    lease: UUID
    uidvalidity: int
    last_uid: int
    connected_at: datetime


class Mailboxes:
    """Runs until cancelled. Looks every few seconds for accounts with a mailbox that nobody reads."""

    def __init__(self, database: Database, fetch: Fetch):
        self._database = database
        self._fetch = fetch
        self._reading: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        try:
            while True:
                await self._look()
                await asyncio.sleep(LOOK_S)
        finally:
            for task in self._reading.values():
                task.cancel()
            await asyncio.gather(*self._reading.values(), return_exceptions=True)

    async def _look(self) -> None:
        try:
            async with self._database.reader() as r:
                known = await accounts.of_kind(r, KIND)
        except Exception as error:
            log.warning("mailboxes_not_listed", error=telemetry.where(error))
            return
        self._reading = {id_: task for id_, task in self._reading.items() if not task.done()}
        for account in known:
            if account.id not in self._reading and _has_mailbox(account):
                self._reading[account.id] = asyncio.create_task(self._read(account))

    async def _read(self, account: ChannelAccount) -> None:
        """Read it until its connection breaks or its settings change, then rest, longer each time it fails at once."""
        pause_s = LOOK_S
        while True:
            try:
                ended = await read(self._database, self._fetch, account)
                pause_s = {"busy": IDLE_S, "broken": min(LONGEST_PAUSE_S, pause_s * 2)}.get(ended, LOOK_S)
            except Exception as error:
                log.warning("mailbox_failed", account=account.key, error=telemetry.where(error))
                pause_s = min(LONGEST_PAUSE_S, pause_s * 2)
            await asyncio.sleep(pause_s * (0.5 + self._database.random.random() / 2))
            found = await self._as_it_is(account)
            if found is None or not _has_mailbox(found):
                return
            account = found

    async def _as_it_is(self, account: ChannelAccount) -> ChannelAccount | None:
        """The account with its settings of now; None when it is gone. A database that is away changes nothing."""
        try:
            async with self._database.reader() as r:
                return await accounts.account(r, account.brand_id, account.id)
        except NoSuchAccount:
            return None
        except service.AWAY:
            return account


def _has_mailbox(account: ChannelAccount) -> bool:
    return bool(account.settings.get("imap")) and accounts.is_ready(account)


async def read(database: Database, fetch: Fetch, account: ChannelAccount, *, rounds: int | None = None) -> Ended:
    """Read the mailbox until the connection ends, or for so many `rounds`.

    `busy`: another process reads it. `broken`: there was no connection. `read`: there was one.
    """
    await threads.prepare(database)
    held = await _lease(database, account)
    if held is None:
        return "busy"
    own = EmailSettings.model_validate(account.settings)
    server = own.imap
    assert server is not None
    error: str | None = None
    ended: Ended = "broken"
    try:
        outside = tokens.signed(database, fetch, account)
        async with imap.opened(outside, server, own.sign_in("imap")) as mailbox:
            ended = "read"
            held = await _numbered(database, held, mailbox, server)
            await _rounds(database, held, mailbox, server, rounds)
    except imap.MailboxError as failure:
        error = failure.reason
        log.info("mailbox_broken", account=account.key, reason=error)
    finally:
        async with database.writer() as w:
            await w.execute(queries.RELEASE_MAILBOX, account.brand_id, account.id, held.lease, error)
    return ended


async def _lease(database: Database, account: ChannelAccount) -> Held | None:
    lease = database.new_id()
    async with database.writer() as w:
        rows = await w.rows(queries.LEASE_MAILBOX, account.brand_id, account.id, lease, LEASE_S)
    return Held(account, lease, **dict(rows[0])) if rows else None


async def _numbered(database: Database, held: Held, mailbox: imap.Mailbox, server: Imap) -> Held:
    """Where to begin: behind what was read; behind what was there at the first connection; or, renumbered, anew."""
    if mailbox.uidvalidity == held.uidvalidity:
        return held
    first = held.uidvalidity == 0
    last = 0 if server.history or not first else mailbox.uidnext - 1
    async with database.writer() as w:
        if not await w.execute(queries.RENUMBER_MAILBOX, *_key(held), mailbox.uidvalidity, last):
            raise LeaseLost
    return replace(held, uidvalidity=mailbox.uidvalidity, last_uid=last)


def _key(held: Held) -> tuple[UUID, UUID, UUID]:
    return held.account.brand_id, held.account.id, held.lease


async def _rounds(database: Database, held: Held, mailbox: imap.Mailbox, server: Imap, rounds: int | None) -> None:
    """What was stored last may have died before it was flagged; then all that is new, then wait for more."""
    since = None if server.history else _day(held.connected_at)
    if held.last_uid:
        await mailbox.mark_seen(held.last_uid)
    while rounds is None or rounds > 0:
        uids = await mailbox.after(held.last_uid, since=since)
        for uid in uids:
            await _take(database, held, mailbox, uid)
            held = replace(held, last_uid=uid)
        await _renew(database, held)
        rounds = None if rounds is None else rounds - 1
        if not uids and rounds != 0:
            await mailbox.wait(min(IDLE_S, server.poll_s))


async def _renew(database: Database, held: Held) -> None:
    """Raises LeaseLost, and MailboxError where the account's settings are others by now."""
    async with database.writer() as w:
        if not await w.execute(queries.RENEW_MAILBOX, *_key(held), LEASE_S):
            raise LeaseLost
        now = await accounts.account(w, held.account.brand_id, held.account.id)
    if now.settings != held.account.settings:
        raise imap.MailboxError("settings_changed")


def _day(at: datetime) -> str:
    """As IMAP spells it, in whatever language this machine speaks."""
    return f"{at:%d}-{_MONTHS[at.month]}-{at:%Y}"


_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


async def _take(database: Database, held: Held, mailbox: imap.Mailbox, uid: int) -> None:
    """One mail: fetched, stored with its number, then flagged."""
    size = await mailbox.size(uid)
    if size is None:
        return
    too_large = size > reading.LARGEST
    raw = await mailbox.fetch(uid, head=too_large)
    if raw is None:
        return
    await hit("imap.after_fetch_before_store")
    parts = [Aside(headers.digest(raw), "too_large", raw)] if too_large else understood(held.account, raw)
    try:
        await _store(database, held, uid, parts)
    except (*service.AWAY, LeaseLost):
        raise
    except Exception as error:
        # One mail that cannot be stored must not keep the next ones waiting.
        await _store(database, held, uid, not_stored(held.account, raw, error))
    await hit("imap.after_store_before_seen_flag")
    await mailbox.mark_seen(uid)


def understood(account: ChannelAccount, raw: bytes) -> Sequence[Part]:
    """What the mail is; what cannot be read is laid aside, and so is what our own parser stumbles over."""
    try:
        return ADAPTERS[KIND].parse(account.settings, [], raw)
    except Malformed:
        return [Aside(headers.digest(raw), "malformed", raw)]
    except Exception as error:
        log.error("mail_not_understood", account=account.key, error=telemetry.where(error))
        return [Aside(headers.digest(raw), "not_understood", raw)]


def not_stored(account: ChannelAccount, raw: bytes, error: Exception) -> Sequence[Part]:
    """What is kept in the place of a mail that our own database refused."""
    log.error("mail_not_stored", account=account.key, error=telemetry.where(error))
    return [Aside(headers.digest(raw), "not_stored", raw)]


async def _store(database: Database, held: Held, uid: int, parts: Sequence[Part]) -> None:
    """All rows of the mail and its number in one transaction, under the lease."""
    async with database.writer() as w:
        [new] = await ingest.take(w, [Arrived(held.account, parts)])
        outcome, provider_id = _outcome(parts[0], new[0])
        await w.execute(queries.NOTE_MAIL, *_key(held)[:2], held.uidvalidity, uid, outcome, provider_id)
        if not await w.execute(queries.ADVANCE_MAILBOX, *_key(held), held.uidvalidity, uid, LEASE_S):
            raise LeaseLost


def _outcome(part: Part, new: bool) -> tuple[str, str]:
    if isinstance(part, Receipt):
        return "receipt", part.message_id
    if isinstance(part, Aside):
        return ("automatic" if part.reason in {"automatic", "list", "no_reply", "own"} else "refused"), part.provider_id
    assert isinstance(part, Inbound)
    return ("stored" if new else "repeated"), part.provider_id
