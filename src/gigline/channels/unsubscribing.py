"""The link by which whoever gets a mail of ours stops further ones: RFC 8058, and a page with a button besides.

Mails that nobody asked a person for carry it: the bot's and the system's. It names one mail and nobody's address, and
nobody makes one for a mail that they did not get.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.channels import optouts, queries
from gigline.channels.accounts import account, capabilities
from gigline.channels.errors import NoSuchOutbound
from gigline.channels.events import ConsentChanged
from gigline.channels.models import OutboundRow
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer

_PURPOSE = b"gigline unsubscribe\0"
_ID = 32


def token(secret: bytes, brand_id: UUID, outbound_id: UUID) -> str:
    """Stands for the mail: its brand's and its own id, and 128 bits of HMAC-SHA256 over them."""
    named = brand_id.bytes + outbound_id.bytes
    return (named + hmac.digest(secret, _PURPOSE + named, hashlib.sha256)[:16]).hex()


async def link(r: Reader, kind: str, row: OutboundRow, public_url: str | None) -> str | None:
    """The address to stop at, for a message that is a mail and was not written by a person."""
    if public_url is None or row.author_kind == "associate" or capabilities(kind).identity != "email":
        return None
    return f"{public_url.rstrip('/')}/u/{token(await accounts.server_secret(r.database), row.brand_id, row.id)}"


async def mail_of(r: Reader, given: str) -> OutboundRow:
    """The mail whose link this is, for who prepared the secret (`threads.prepare`); raises NoSuchOutbound."""
    ids = _ids(given)
    good = ids is not None and hmac.compare_digest(token(await accounts.server_secret(r.database), *ids), given)
    row = await r.one(OutboundRow, queries.OUTBOUND, *ids) if ids is not None and good else None
    if row is None:
        raise NoSuchOutbound("There is no such message.")
    return row


def _ids(given: str) -> tuple[UUID, UUID] | None:
    """The brand's and the mail's id in what may be one of our tokens."""
    if not given.isascii():
        return None
    try:
        return UUID(hex=given[:_ID]), UUID(hex=given[_ID : 2 * _ID])
    except ValueError:
        return None


async def stop(w: Writer, given: str) -> None:
    """Whoever got this mail wants no more of them, until they write again; raises NoSuchOutbound."""
    row = await mail_of(w, given)
    at = await account(w, row.brand_id, row.account_id)
    await optouts.note(w, at, row.recipient, stopped=True)
    changed = ConsentChanged(
        brand_id=at.brand_id, account_id=at.id, channel=at.kind, sender=row.recipient, stopped=True, how="link"
    )
    await outbox.publish(w, changed)
