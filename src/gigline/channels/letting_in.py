"""Looking at what was laid aside, and letting it in: then it is the message it would have been, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from gigline.channels import accounts, ingest, queries, threads
from gigline.channels.contract import Inbound, LetsIn, Malformed
from gigline.channels.errors import NoSuchAside, NotToLetIn
from gigline.channels.models import ChannelAccount
from gigline.infra import telemetry
from gigline.infra.db import Database, Reader
from gigline.kit import paging
from gigline.kit.errors import BadInput
from gigline.kit.text import storable

log = structlog.get_logger()

# Of these only the head is there.
NOT_WHOLE = "too_large"


@dataclass(frozen=True)
class Laid:
    """Something that was laid aside; `let_in_at` and by whom, if a person let it in."""

    provider_id: str
    reason: str
    sender: str = field(repr=False)
    at: datetime
    size: int
    let_in_at: datetime | None
    let_in_by: str | None


@dataclass(frozen=True)
class _Kept:
    reason: str
    raw: bytes = field(repr=False)
    let_in: bool


def may_be(account: ChannelAccount) -> bool:
    """Whether anything is laid aside there at all that could be let in."""
    return isinstance(accounts.adapter(account.kind), LetsIn)


async def page(r: Reader, account: ChannelAccount, cursor: str | None, limit: int) -> paging.Page[Laid]:
    """What was laid aside, the latest first."""
    found = await r.all(Laid, queries.ASIDES, account.brand_id, account.id, *_after(cursor), limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return paging.Page(found[:limit], paging.encode([last.at.isoformat(), last.provider_id]) if last else None)


def _after(cursor: str | None) -> tuple[datetime | None, str | None]:
    if cursor is None:
        return None, None
    at, provider_id = paging.decode(cursor, [str, str])
    try:
        return datetime.fromisoformat(str(at)).astimezone(), storable(str(provider_id))
    except (ValueError, OverflowError) as error:
        raise BadInput("This cursor is not of this list: start again without it.") from error


async def let_in(database: Database, account: ChannelAccount, provider_id: str, by: str) -> bool:
    """Have it processed as if it had not been laid aside; False when it was before. Raises NoSuchAside, NotToLetIn."""
    key = (account.brand_id, account.id, storable(provider_id))
    await threads.prepare(database)
    async with database.writer() as w:
        kept = await w.one(_Kept, queries.ASIDE_LOCKED, *key)
        if kept is None:
            raise NoSuchAside("There is nothing like that among what was laid aside.")
        if kept.let_in:
            return False
        message = _understood(account, kept)
        await w.execute(queries.LET_IN, *key, storable(by))
        new = await ingest.let_in(w, account, message)
    log.info("let_in", account=account.key, reason=kept.reason, new=new)
    return new


def _understood(account: ChannelAccount, kept: _Kept) -> Inbound:
    adapter = accounts.adapter(account.kind)
    if kept.reason == NOT_WHOLE or not isinstance(adapter, LetsIn) or not accounts.is_ready(account):
        raise NotToLetIn("It was not kept whole, or its channel is not set up.")
    try:
        return adapter.let_in(account.settings, kept.raw)
    except Malformed as error:
        raise NotToLetIn("It cannot be read as a message.") from error
    except Exception as error:
        # What our own parser stumbled over when it came.
        log.error("not_let_in", account=account.key, error=telemetry.where(error))
        raise NotToLetIn("It cannot be read as a message.") from error
