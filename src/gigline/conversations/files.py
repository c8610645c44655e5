"""Files that stand in a conversation's log: given out to those who may read it, in a way that nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.channels import attachments
from gigline.channels import service as channels
from gigline.channels.contract import Attachment
from gigline.channels.errors import NoSuchAttachment
from gigline.channels.models import AttachmentRow
from gigline.conversations import access, page_queries, queries
from gigline.conversations.models import AnswerPage, Conversation
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import BadInput

# A file is data: whatever it says it is, it is downloaded, in a place where nothing may run or load.
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=3600, immutable",
}


async def file_of(r: Reader, actor: Actor, conversation_id: UUID, attachment_id: UUID) -> AttachmentRow:
    """The file, if the actor may read the conversation and its log names it; raises NotFound."""
    return await file_in_log(r, await access.access_conversation(r, actor, conversation_id, "read"), attachment_id)


async def file_in_log(r: Reader, c: Conversation, attachment_id: UUID) -> AttachmentRow:
    """The file, if the conversation's log names it, for callers that know they may; raises NoSuchAttachment."""
    if not await queries.names_file(r, c, attachment_id):
        raise NoSuchAttachment("There is no such attachment.")
    row = await attachments.get(r, c.brand_id, attachment_id)
    if row.content is None:
        raise NoSuchAttachment("There is no such attachment.")
    return row


async def file_on_page(r: Reader, page: AnswerPage, attachment_id: str) -> AttachmentRow:
    """The file, if an answer on the page names it; raises NotFound."""
    named = {one["id"] for entry in await page_queries.shown(r, page) for one in entry.data.get("attachments") or []}
    if attachment_id not in named:
        raise NoSuchAttachment("There is no such attachment.")
    row = await attachments.get(r, page.brand_id, UUID(attachment_id))
    if row.content is None:
        raise NoSuchAttachment("There is no such attachment.")
    return row


async def put_up(w: Writer, c: Conversation, name: str, content: bytes, *, by_link: bool) -> attachments.Kept:
    """Keep a file that is to go with an answer here, itself or `by_link`; raises BadInput where neither is possible."""
    takes = channels.capabilities(c.channel).files_out
    if not by_link and (takes is None or takes.by_address):
        raise BadInput("Answers on this channel have no files.")
    if not content:
        raise BadInput("The file is empty.")
    [kept] = await attachments.store(w, c.brand_id, None, [Attachment(name, content=content)], conversation_id=c.id)
    return kept


async def sent_by(r: Reader, brand_id: UUID, contact_id: UUID, ids: Sequence[str]) -> list[attachments.Kept]:
    """The files that a requester's message names, all put up by themselves; raises NoSuchAttachment."""
    try:
        wanted = [UUID(one) for one in ids]
    except ValueError as error:
        raise NoSuchAttachment("There is no such attachment.") from error
    return await attachments.uploaded(r, brand_id, contact_id, wanted)


async def named(r: Reader, c: Conversation, ids: Sequence[UUID]) -> dict[str, object]:
    """The `data` of an answer with these files, all put up here; raises NoSuchAttachment."""
    if not ids:
        return {}
    return {"attachments": attachments.told(await attachments.put_up(r, c.brand_id, c.id, ids))}


def headers_of(row: AttachmentRow) -> dict[str, str]:
    """What goes with the file's bytes; safe pictures keep their type, so that a page of ours may show them."""
    name = quote(row.name, safe="")
    return {
        **_ALWAYS,
        "content-type": attachments.shown_type(row),
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
    }
