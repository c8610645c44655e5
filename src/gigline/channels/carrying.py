"""Files that go with an answer: which of them a channel takes, and an address of ours for providers that fetch them.

The address names one file and until when; nobody makes one without our secret. It is for the provider's machines:
whoever else has it in that time has the file.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from gigline.accounts import service as brands
from gigline.channels import accounts, attachments, filenames, queries
from gigline.channels.contract import Attachment, FilesOut
from gigline.channels.errors import NoSuchAttachment
from gigline.channels.models import AttachmentRow, ChannelAccount, OutboundRow
from gigline.infra.db import Reader

LASTS_S = 6 * 3600
_PURPOSE = b"gigline file\0"
_NAMED, _MAC = 40, 16


async def carries(r: Reader, account: ChannelAccount, data: dict[str, Any], public_url: str | None) -> bool:
    """Whether all files of an entry with this `data` go with it, as files, on this account."""
    ids = [UUID(one["id"]) for one in data.get("attachments") or []]
    if not ids:
        return True
    able = accounts.capabilities(account.kind).files_out
    if able is None or not _is_on(able, account) or (able.by_address and public_url is None) or len(ids) > able.most:
        return False
    rows = await r.rows(queries.FILE_TYPES, account.brand_id, ids)
    fits = able.types is None or all(row["sniffed_type"] in able.types for row in rows)
    return fits and sum(row["size"] for row in rows) <= able.largest


def _is_on(able: FilesOut, account: ChannelAccount) -> bool:
    return able.setting is None or bool(account.settings.get(able.setting))


async def of_row(r: Reader, row: OutboundRow, public_url: str | None) -> tuple[Attachment, ...]:
    """The files that go with a message as files, ready to be sent; none where they are read on a page."""
    if row.context.get("files_on_page"):
        return ()
    files = await attachments.of_entry(r, row.brand_id, row.context.get("entry"))
    return tuple([await _outgoing(r, row.brand_id, one, public_url) for one in files])


async def _outgoing(r: Reader, brand_id: UUID, file: AttachmentRow, public_url: str | None) -> Attachment:
    url = await address(r, brand_id, file.id, public_url) if public_url else None
    return Attachment(file.name, file.sniffed_type or filenames.UNKNOWN, file.content, url)


async def address(r: Reader, brand_id: UUID, attachment_id: UUID, public_url: str) -> str:
    """Where a provider fetches the file, for who prepared the secret (`threads.prepare`)."""
    until = int(r.clock.now().timestamp()) + LASTS_S
    named = brand_id.bytes + attachment_id.bytes + until.to_bytes(_NAMED - 32)
    mac = _mac(await brands.server_secret(r.database), named)
    return f"{public_url.rstrip('/')}/m/{(named + mac).hex()}"


def _mac(secret: bytes, named: bytes) -> bytes:
    return hmac.digest(secret, _PURPOSE + named, hashlib.sha256)[:_MAC]


async def file_at(r: Reader, given: str) -> AttachmentRow:
    """The file whose address has this token, while it is good; raises NoSuchAttachment."""
    try:
        token = bytes.fromhex(given) if len(given) == 2 * (_NAMED + _MAC) else b""
    except ValueError:
        token = b""
    named, mac = token[:_NAMED], token[_NAMED:]
    if not hmac.compare_digest(mac, _mac(await brands.server_secret(r.database), named)):
        raise NoSuchAttachment("There is no such file.")
    until = int.from_bytes(named[32:])
    row = await attachments.get(r, UUID(bytes=named[:16]), UUID(bytes=named[16:32]))
    if row.content is None or datetime.fromtimestamp(until, UTC) < r.clock.now():
        raise NoSuchAttachment("There is no such file.")
    return row
