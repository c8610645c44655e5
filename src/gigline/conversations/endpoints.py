"""The conversations API for people and keys. (Requesters have their own surface: `api.widget`.)"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gigline.accounts import current
from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor
from gigline.channels import service as channels
from gigline.channels.errors import NoSuchOutbound
from gigline.conversations import (
    access,
    callback_queries,
    callbacks,
    files,
    lifecycle,
    listing,
    moving,
    pages,
    queries,
    remarks,
    schemas,
    snoozing,
    ways,
)
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.models import Conversation
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.text import storable

router = APIRouter(prefix="/api/v1", tags=["conversations"])


@router.get("/conversations/{conversation_id}")
async def get_conversation(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.ConversationOut:
    """The conversation with its whole log and the bot's hand-over record."""
    c = await access.access_conversation(r, actor, conversation_id, "read")
    return await listing.whole(r, c)


@router.get("/conversations/{conversation_id}/entries")
async def list_entries(
    r: ReadSession,
    actor: CurrentActor,
    conversation_id: UUID,
    after_seq: Annotated[int, Query(ge=0, le=2_147_483_647)] = 0,
) -> schemas.EntryList:
    """The log after `after_seq`, at most 1,000 entries."""
    c = await access.access_conversation(r, actor, conversation_id, "read")
    found = await queries.entries(r, c, after_seq, 1000, False)
    return schemas.EntryList(items=[schemas.entry_out(one) for one in found])


@router.post("/conversations/{conversation_id}/messages", status_code=201)
async def send_message(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, message: schemas.SendMessage
) -> schemas.EntryOut:
    """Answer the requester; only who holds the conversation may. 409 stale_epoch when somebody else does now."""
    c = await access.access_conversation(w, actor, conversation_id, "write")
    _check_holds(c, actor)
    data = await files.named(w, c, message.attachments)
    entry = await lifecycle.reply(
        w, conversation_id, message.epoch, access.author_of(actor), message.body, client_id=message.client_id,
        data=data, replies=message.replies,
    )  # fmt: skip
    return schemas.entry_out(entry)


@router.post("/conversations/{conversation_id}/messages/{entry_id}/retry", status_code=202)
async def retry_message(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, entry_id: UUID
) -> schemas.RetryAccepted:
    """Send a message again that failed, or of which nobody knows whether it arrived."""
    c = await access.access_conversation(w, actor, conversation_id, "write")
    row = await channels.outbound(w, c.brand_id, entry_id)
    if row.conversation_id != c.id:
        raise NoSuchOutbound("There is no such message.")
    again = await channels.retry(w, c.brand_id, entry_id)
    return schemas.RetryAccepted(id=entry_id, state=again.state)


@router.get("/conversations/{conversation_id}/attachments/{attachment_id}", response_class=Response)
async def get_attachment(r: ReadSession, actor: CurrentActor, conversation_id: UUID, attachment_id: UUID) -> Response:
    """A file that stands in the log, to be downloaded; a picture of a safe kind keeps its type."""
    row = await files.file_of(r, actor, conversation_id, attachment_id)
    return Response(row.content, headers=files.headers_of(row))


@router.post("/conversations/{conversation_id}/attachments", status_code=201)
async def put_up_attachment(
    request: Request,
    w: WriteSession,
    actor: CurrentActor,
    conversation_id: UUID,
    name: Annotated[str, Query(min_length=1, max_length=200)],
) -> schemas.FileOut:
    """Put up a file (the body, at most 1 MB) that is to go with an answer, itself or as a link to it."""
    c = await access.access_conversation(w, actor, conversation_id, "write")
    by_link = current.settings_of(request).public_url is not None
    kept = await files.put_up(w, c, name, await request.body(), by_link=by_link)
    return schemas.FileOut(id=kept.id, name=kept.name, type=kept.content_type, size=kept.size)


def _check_holds(c: Conversation, actor: Actor) -> None:
    if actor.kind == "person" and c.associate_id not in {None, actor.id}:
        raise NotAllowedNow("Somebody else holds this conversation: take it over first, or leave a note.")


@router.post("/conversations/{conversation_id}/notes", status_code=201)
async def add_note(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, note: schemas.AddNote
) -> schemas.EntryOut:
    """A private note, which the requester never sees."""
    await access.access_conversation(w, actor, conversation_id, "write")
    entry = await remarks.note(w, conversation_id, access.author_of(actor), note.body, client_id=note.client_id)
    return schemas.entry_out(entry)


@router.post("/conversations/{conversation_id}/resolve")
async def resolve(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.AtEpoch
) -> schemas.ConversationRow:
    """The matter is settled."""
    await access.access_conversation(w, actor, conversation_id, "write")
    await lifecycle.resolve(w, conversation_id, body.epoch, by="associate", author=access.author_of(actor))
    return await listing.one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/snooze")
async def snooze(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.Snooze
) -> schemas.ConversationRow:
    """Put it off until a time, or until the requester writes. 409 not_allowed_now while they wait for an answer."""
    await access.access_conversation(w, actor, conversation_id, "write")
    await snoozing.snooze(w, conversation_id, body.epoch, body.until, storable(body.reason), access.author_of(actor))
    return await listing.one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/reopen")
async def reopen(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.AtEpoch
) -> schemas.ConversationRow:
    """Open it again, as a new segment in the queue."""
    await access.access_conversation(w, actor, conversation_id, "write")
    await lifecycle.reopen(w, conversation_id, body.epoch, access.author_of(actor))
    return await listing.one_row(w, conversation_id)


@router.get("/conversations/{conversation_id}/ways")
async def list_ways(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.WayList:
    """Where the requester can be reached for certain, and so where the conversation may move."""
    c = await access.access_conversation(r, actor, conversation_id, "read")
    found = await ways.of_person(r, c)
    return schemas.WayList(items=[schemas.way_out(one, one.address) for one in found])


@router.post("/conversations/{conversation_id}/move")
async def move(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.Move
) -> schemas.ConversationRow:
    """Answer there from now on ("text me the link")."""
    c = await access.access_conversation(w, actor, conversation_id, "write")
    _check_holds(c, actor)
    await moving.move(w, conversation_id, body.epoch, body.way, access.author_of(actor))
    return await listing.one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/pages/revoke", status_code=204)
async def revoke_pages(w: WriteSession, actor: CurrentActor, conversation_id: UUID) -> None:
    """No page with an answer of this conversation can be read any more, whoever has its address."""
    c = await access.access_conversation(w, actor, conversation_id, "write")
    await pages.revoke(w, c)


@router.get("/conversations/{conversation_id}/callback")
async def get_callback(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.CallbackWanted:
    """Whether the requester waits for a call."""
    c = await access.access_conversation(r, actor, conversation_id, "read")
    found = await callback_queries.open_of(r, c)
    return schemas.CallbackWanted(callback=schemas.callback_out(found) if found else None)


@router.post("/conversations/{conversation_id}/callback/done", status_code=204)
async def callback_done(w: WriteSession, actor: CurrentActor, conversation_id: UUID) -> None:
    """Somebody called, or it is no longer wanted."""
    await access.access_conversation(w, actor, conversation_id, "write")
    await callbacks.done(w, conversation_id, access.author_of(actor))


@router.get("/brands/{brand_id}/callbacks")
async def list_callbacks(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.CallbackList:
    """Who waits for a call, the most pressing first (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = await callback_queries.open_of_brand(r, brand_id)
    return schemas.CallbackList(items=[schemas.callback_out(one) for one in found])


@router.post("/conversations/{conversation_id}/topic")
async def classify(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.Classify
) -> schemas.ConversationRow:
    """Set topic and priority."""
    await access.access_conversation(w, actor, conversation_id, "write")
    await lifecycle.classify_as(w, conversation_id, body.epoch, body.topic, body.priority, access.author_of(actor))
    return await listing.one_row(w, conversation_id)
