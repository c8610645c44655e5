"""Files that came with messages: stored in the message's transaction, given out to those who may see the message.

What is not here is who may: the conversations slice decides that, by the log entry that names the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.channels import filenames, queries
from gigline.channels.contract import Attachment
from gigline.channels.errors import NoSuchAttachment
from gigline.channels.models import AttachmentRow
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import BadInput, TooLarge, TooMany
from gigline.kit.text import storable

LARGEST = 10 * 1024 * 1024
MOST = 20
UPLOADS_AN_HOUR = 30


@dataclass(frozen=True)
class Kept:
    """A file as the log names it. `state`: stored, waiting (to be fetched), refused (too large) or failed."""

    id: UUID
    name: str
    content_type: str
    size: int
    state: str


async def store(
    w: Writer,
    brand_id: UUID,
    inbound_id: UUID | None,
    given: Sequence[Attachment],
    *,
    conversation_id: UUID | None = None,
    uploaded_by: UUID | None = None,
) -> list[Kept]:
    """Keep the first 20 of a message's files, those over 10 MB by name only; what the log says of them.

    `conversation_id` is for files that are put up by somebody who answers: they may go out there and nowhere else.
    `uploaded_by` is the contact who put them up in a chat, in whose messages they may go and in nobody else's.
    """
    rows = [_row(w.new_id(), one) for one in given[:MOST]]
    await w.many(
        queries.STORE_ATTACHMENT,
        [
            (brand_id, row.id, inbound_id, row.name, row.declared_type, row.sniffed_type, row.size, row.sha256,
             row.content, row.url, row.provider_id, row.state, conversation_id, uploaded_by)
            for row in rows
        ],
    )  # fmt: skip
    return [_kept(row) for row in rows]


def _kept(row: AttachmentRow) -> Kept:
    return Kept(row.id, row.name, shown_type(row), row.size, row.state)


async def put_up(r: Reader, brand_id: UUID, conversation_id: UUID, ids: Sequence[UUID]) -> list[Kept]:
    """Those of these files that were put up in this conversation, in this order; raises NoSuchAttachment."""
    return _in_order(await r.all(AttachmentRow, queries.PUT_UP, brand_id, conversation_id, list(ids)), ids)


async def uploaded(r: Reader, brand_id: UUID, contact_id: UUID, ids: Sequence[UUID]) -> list[Kept]:
    """Those of these files that the contact put up, in this order; raises NoSuchAttachment."""
    return _in_order(await r.all(AttachmentRow, queries.UPLOADED, brand_id, contact_id, list(ids)), ids)


def _in_order(found: Sequence[AttachmentRow], ids: Sequence[UUID]) -> list[Kept]:
    rows = {row.id: row for row in found}
    if len(rows) != len(set(ids)):
        raise NoSuchAttachment("There is no such attachment.")
    return [_kept(rows[one]) for one in dict.fromkeys(ids)]


async def upload(w: Writer, brand_id: UUID, contact_id: UUID, name: str, content: bytes) -> Kept:
    """Keep a requester's file of a kind that its first bytes prove; raises BadInput, TooLarge, TooMany."""
    if len(content) > LARGEST:
        raise TooLarge(f"A file has at most {LARGEST // 1024 // 1024} MB.")
    if filenames.sniffed(content) not in filenames.WELCOME:
        raise BadInput("Pictures, PDF, sound and video can be sent, and nothing else.")
    if await w.value(queries.UPLOADED_LATELY, brand_id, contact_id) >= UPLOADS_AN_HOUR:
        raise TooMany("That are many files: send the next one later.", retry_after_s=600)
    [kept] = await store(w, brand_id, None, [Attachment(name, content=content)], uploaded_by=contact_id)
    return kept


def told(kept: Sequence[Kept]) -> list[dict[str, object]]:
    """The files as an entry of the log names them."""
    return [
        {"id": str(one.id), "name": one.name, "type": one.content_type, "size": one.size, "state": one.state}
        for one in kept
    ]


def _row(id_: UUID, one: Attachment) -> AttachmentRow:
    kept = one.content if one.content is not None and len(one.content) <= LARGEST else None
    if one.content is None:
        state = "waiting" if one.url or one.provider_id else "refused"
    else:
        state = "stored" if kept is not None else "refused"
    return AttachmentRow(
        id=id_,
        name=filenames.safe_name(storable(one.name)),
        declared_type=filenames.plain_type(one.content_type),
        sniffed_type=filenames.sniffed(one.content) if one.content else "",
        size=len(one.content or b""),
        sha256=hashlib.sha256(kept).digest() if kept is not None else None,
        content=kept,
        url=one.url,
        provider_id=one.provider_id,
        state=state,
    )


def shown_type(row: AttachmentRow) -> str:
    """The type it is given out with: what its bytes say, never what its sender said, and nothing that runs."""
    known = filenames.INLINE | filenames.PLAYED
    return row.sniffed_type if row.sniffed_type in known else filenames.UNKNOWN


async def get(r: Reader, brand_id: UUID, attachment_id: UUID) -> AttachmentRow:
    """The file with its content, for callers that know they may; raises NoSuchAttachment."""
    found = await r.one(AttachmentRow, queries.ATTACHMENT, brand_id, attachment_id)
    if found is None:
        raise NoSuchAttachment("There is no such attachment.")
    return found


async def of_entry(r: Reader, brand_id: UUID, entry: object) -> list[AttachmentRow]:
    """The files that an entry's `data` names, those that have content."""
    named = entry.get("attachments") if isinstance(entry, dict) else None
    rows = [await get(r, brand_id, UUID(one["id"])) for one in named or []]
    return [row for row in rows if row.content is not None]


async def fetched(w: Writer, brand_id: UUID, attachment_id: UUID, content: bytes | None) -> None:
    """Note what became of fetching a waiting file: its content, or None when it is not to be had."""
    if content is None:
        await w.execute(queries.ATTACHMENT_FAILED, brand_id, attachment_id, "failed")
    elif len(content) > LARGEST:
        await w.execute(queries.ATTACHMENT_FAILED, brand_id, attachment_id, "refused")
    else:
        digest, type_ = hashlib.sha256(content).digest(), filenames.sniffed(content)
        await w.execute(queries.ATTACHMENT_FETCHED, brand_id, attachment_id, content, len(content), digest, type_)
