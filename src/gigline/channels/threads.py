"""The sign by which an answer is known to belong to a conversation: never its subject, never its sender alone.

A sign is the conversation's id and 128 bits of HMAC-SHA256 over it and the channel account, in base 32: 52 letters and
digits that survive mail systems which change the case of addresses. Nobody can make one for a conversation whose sign
they have not seen; whoever has seen it still has to be the requester of that conversation (`conversations` checks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database, Reader

LENGTH = 52
MOST = 50
_PURPOSE = b"gigline thread\0"


def sign(secret: bytes, account_id: UUID, conversation_id: UUID) -> str:
    """The conversation's sign on this account."""
    return base64.b32encode(conversation_id.bytes + _mac(secret, account_id, conversation_id)).decode()[:LENGTH].lower()


def conversation_of(secret: bytes, account_id: UUID, sign_: str) -> UUID | None:
    """The conversation that a sign of this account stands for; None for anything that we did not make."""
    if len(sign_) != LENGTH or not sign_.isascii():
        return None
    try:
        content = base64.b32decode(sign_.upper() + "====")
    except (binascii.Error, ValueError):
        return None
    found = UUID(bytes=content[:16])
    # The text is compared, not what it decodes to: there is one spelling of each sign.
    return found if hmac.compare_digest(sign(secret, account_id, found), sign_.lower()) else None


def _mac(secret: bytes, account_id: UUID, conversation_id: UUID) -> bytes:
    return hmac.digest(secret, _PURPOSE + account_id.bytes + conversation_id.bytes, hashlib.sha256)[:16]


async def prepare(database: Database) -> None:
    """Have the secret at hand before a transaction needs it: fetching it there would take a second connection."""
    await accounts.server_secret(database)


async def sign_of(r: Reader, account_id: UUID, conversation_id: UUID) -> str:
    """The conversation's sign on this account, under this server's secret."""
    return sign(await accounts.server_secret(r.database), account_id, conversation_id)


async def answered(r: Reader, account: ChannelAccount, signs: Sequence[str]) -> UUID | None:
    """The conversation of the first good sign among these."""
    secret = await accounts.server_secret(r.database)
    found = (conversation_of(secret, account.id, one) for one in signs[:MOST])
    return next((one for one in found if one is not None), None)
