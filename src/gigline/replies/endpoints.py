"""Saved replies over HTTP: those that fit a conversation, and those that the caller keeps."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.replies import schemas, service
from gigline.replies.errors import NoSuchReply

router = APIRouter(prefix="/api/v1", tags=["replies"])


@router.get("/conversations/{conversation_id}/replies")
async def suggest_replies(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.SuggestedReplies:
    """The brand's saved replies and the caller's own that fit this conversation, best first, filled from it."""
    c = await conversations.access_conversation(r, actor, conversation_id, "read")
    return schemas.SuggestedReplies.of(await service.suggest(r, actor, c))


@router.get("/brands/{brand_id}/own-replies")
async def list_own_replies(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.OwnReplies:
    """What the caller keeps for themselves."""
    person_id = await _person(r, actor, brand_id)
    return schemas.OwnReplies(items=[schemas.OwnReply.of(one) for one in await service.own(r, brand_id, person_id)])


@router.post("/brands/{brand_id}/own-replies", status_code=201)
async def keep_reply(w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.KeepReply) -> schemas.OwnReply:
    """Keep a reply for oneself. 409 shortcut_taken, too_many_replies."""
    person_id = await _person(w, actor, brand_id)
    return schemas.OwnReply.of(await service.keep(w, brand_id, person_id, body))


@router.put("/brands/{brand_id}/own-replies/{reply_id}")
async def change_reply(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, reply_id: UUID, body: schemas.KeepReply
) -> schemas.OwnReply:
    """Change a reply of one's own. 409 shortcut_taken."""
    person_id = await _person(w, actor, brand_id)
    return schemas.OwnReply.of(await service.keep(w, brand_id, person_id, body, instead_of=reply_id))


@router.delete("/brands/{brand_id}/own-replies/{reply_id}", status_code=204)
async def remove_reply(w: WriteSession, actor: CurrentActor, brand_id: UUID, reply_id: UUID) -> None:
    """Forget a reply of one's own."""
    person_id = await _person(w, actor, brand_id)
    await service.remove(w, brand_id, person_id, reply_id)


async def _person(r: Reader, actor: Actor, brand_id: UUID) -> UUID:
    """Somebody who works for the brand: a key keeps nothing for itself."""
    await accounts.access_brand(r, actor, brand_id, "associate")
    if actor.kind != "person":
        raise NoSuchReply("Sign in as a person: a key has no replies of its own.")
    return actor.id
