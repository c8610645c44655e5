"""Finding articles over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.edge import ReadSession
from gigline.knowledge import service
from gigline.knowledge.schemas import FoundArticle, FoundArticles
from gigline.language.edge import embedder_of

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"])

Kind = Literal["customer", "worker", "business", "employee"]


@router.get("/articles")
async def find_articles(
    request: Request,
    r: ReadSession,
    actor: CurrentActor,
    brand: UUID,
    q: Annotated[str, Query(max_length=service.MAX_QUERY)] = "",
    kind: Kind | None = None,
    language: Annotated[str | None, Query(pattern="^[a-z]{2}$")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> FoundArticles:
    """A brand's articles that fit `q`, best first, for those who work for the brand."""
    await accounts.access_brand(r, actor, brand, "associate")
    embedder = embedder_of(request)
    hits = await service.search(r, embedder, brand, q, kind=kind, language=language, limit=limit)
    return FoundArticles(items=[FoundArticle.of(hit) for hit in hits])
