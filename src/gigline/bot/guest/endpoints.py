"""Drafts over HTTP, for the associate who holds the conversation."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from gigline.accounts.current import CurrentActor
from gigline.bot.guest import drafting
from gigline.bot.guest.client import Guest
from gigline.conversations import service as conversations
from gigline.infra.edge import database_of
from gigline.language.edge import embedder_of

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])


class DraftSource(BaseModel):
    """An article that the draft comes from."""

    article: UUID
    title: str


class DraftOut(BaseModel):
    """A suggestion to edit. `text` is empty when there is none; `reason` says why in a fixed word."""

    text: str
    sources: list[DraftSource]
    reason: str


@router.post("/{conversation_id}/draft")
async def make_draft(request: Request, actor: CurrentActor, conversation_id: UUID) -> DraftOut:
    """Let the language model draft a reply out of the brand's articles. It is shown to you and sent to nobody."""
    embedder = embedder_of(request)
    guest: Guest | None = request.app.state.guest
    database = database_of(request)
    # No session is held while the model thinks.
    async with database.reader() as r:
        c = await conversations.access_conversation(r, actor, conversation_id, "write")
        about = await drafting.matter(r, embedder, c)
    found = await drafting.draft(database, guest, embedder, about)
    sources = [DraftSource(article=id_, title=title) for id_, title in found.articles]
    return DraftOut(text=found.text, sources=sources, reason=found.reason)
