"""Lists of conversations over HTTP: pages, counts, and saved views."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gigline.accounts.current import CurrentActor
from gigline.conversations import list_schemas, listing, schemas, views
from gigline.conversations.filters import ListFilter, ListQuery
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.text import storable

router = APIRouter(prefix="/api/v1", tags=["conversations"])

MOST_COUNTED = 1000


@router.get("/conversations")
async def list_conversations(
    r: ReadSession, actor: CurrentActor, asked: Annotated[ListQuery, Query()]
) -> schemas.ConversationPage:
    """Conversations of a box, newest first, as far as the filter finds them; hits of `q` stand between U+0002 and
    U+0003."""
    page = await listing.page(r, actor, asked, cursor=asked.cursor, limit=asked.limit)
    return schemas.ConversationPage(items=page.items, next=page.next)


@router.get("/conversations/count")
async def count_matching(
    r: ReadSession, actor: CurrentActor, asked: Annotated[ListFilter, Query()]
) -> list_schemas.CountOut:
    """How many conversations the filter finds; of more than 1,000 only that they are more."""
    found = await listing.count(r, actor, asked, MOST_COUNTED + 1)
    return list_schemas.CountOut(count=min(found, MOST_COUNTED), more=found > MOST_COUNTED)


@router.get("/conversations/counts")
async def count_conversations(r: ReadSession, actor: CurrentActor) -> schemas.CountsOut:
    """Open conversations in each box, without what is put off."""
    found = await listing.counts(r, actor)
    return schemas.CountsOut(mine=found.mine, waiting=found.waiting, all=found.all, bot=found.bot)


@router.get("/views")
async def list_views(r: ReadSession, actor: CurrentActor) -> list_schemas.ViewList:
    """Saved views of the list: my own and those shared in my brands, each with how many conversations it finds."""
    return list_schemas.ViewList(items=[list_schemas.ViewOut.of(one) for one in await views.of(r, actor)])


@router.post("/brands/{brand_id}/views", status_code=201)
async def save_view(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: list_schemas.SaveView
) -> list_schemas.SavedView:
    """Keep a filter under a name, for oneself or (leaders) for everybody. 409 view_name_taken, too_many_views."""
    name = storable(body.name)
    kept = await views.save(w, actor, brand_id, name, body.filter, shared=body.shared)
    return list_schemas.SavedView(id=kept.id)


@router.delete("/brands/{brand_id}/views/{view_id}", status_code=204)
async def remove_view(w: WriteSession, actor: CurrentActor, brand_id: UUID, view_id: UUID) -> None:
    """Forget a view of one's own, or (leaders) a shared one."""
    await views.remove(w, actor, brand_id, view_id)
