"""Recommending contract workers over HTTP: for associates in a conversation, and for a brand's own systems by key."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.providers import schemas, service
from gigline.providers.directory import Provider
from gigline.providers.errors import NoSuchRecommendation
from gigline.providers.models import AskedBy, Recommendation
from gigline.providers.standing import Standing

router = APIRouter(prefix="/api/v1", tags=["providers"])


@router.get("/brands/{brand_id}/providers")
async def get_directory(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.DirectoryOut:
    """The brand's kinds of work, places and contract workers, with what is known of them; empty without a directory."""
    await accounts.access_brand(r, actor, brand_id, "associate")
    known = await service.standing_of(r, brand_id)
    if known is None:
        return schemas.DirectoryOut(kinds=[], places=[], providers=[])
    found = known.directory
    return schemas.DirectoryOut(
        kinds=[schemas.KindOut(key=one.key, name=one.name, skills=list(one.skills)) for one in found.kinds],
        places=[schemas.PlaceOut(key=one.key, name=one.name) for one in found.places],
        providers=[_provider(known, one) for one in found.providers],
    )


def _provider(known: Standing, who: Provider) -> schemas.ProviderOut:
    mine, rating = known.of(who.id), known.rating(who.id)
    return schemas.ProviderOut(
        id=who.id, name=who.name, kind=who.kind, base=who.base, company=who.company, jobs=mine.jobs, done=mine.done,
        ratings=mine.count, rating=None if rating is None else round(rating, 1),
    )  # fmt: skip


@router.post("/brands/{brand_id}/recommendations")
async def recommend(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.Recommend
) -> schemas.RecommendationOut:
    """At most three who may do the work, best first, with reasons. Without a conversation: for leaders and keys."""
    if body.conversation_id is None:
        await accounts.access_brand(w, actor, brand_id, "leader")
    else:
        await _conversation(w, actor, brand_id, body.conversation_id)
    wanted = service.Wanted(
        body.kind, body.place, tuple(body.skills), body.language,
        None if body.at is None else body.at.replace(tzinfo=None), tuple(body.excluded),
    )  # fmt: skip
    asked_by: AskedBy = "associate" if actor.kind == "person" else "api"
    return schemas.RecommendationOut.of(await service.recommend(w, brand_id, wanted, asked_by, body.conversation_id))


@router.get("/conversations/{conversation_id}/recommendations")
async def list_recommendations(
    r: ReadSession, actor: CurrentActor, conversation_id: UUID
) -> schemas.RecommendationList:
    """What was recommended in this conversation, newest first."""
    c = await conversations.access_conversation(r, actor, conversation_id, "read")
    found = await service.latest(r, c.brand_id, c.id)
    return schemas.RecommendationList(items=[schemas.RecommendationOut.of(one) for one in found])


@router.get("/brands/{brand_id}/recommendations/{recommendation_id}")
async def get_recommendation(
    r: ReadSession, actor: CurrentActor, brand_id: UUID, recommendation_id: UUID
) -> schemas.RecommendationRecord:
    """The whole record, replayed on the spot (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    return schemas.RecommendationRecord.of(await service.get(r, brand_id, recommendation_id))


@router.post("/brands/{brand_id}/recommendations/{recommendation_id}/choose")
async def choose_provider(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, recommendation_id: UUID, body: schemas.ChooseProvider
) -> schemas.RecommendationOut:
    """The requester takes this one. 409 not_recommended, chosen_already."""
    await _theirs(w, actor, brand_id, recommendation_id)
    return schemas.RecommendationOut.of(await service.choose(w, brand_id, recommendation_id, body.provider_id))


@router.post("/brands/{brand_id}/recommendations/{recommendation_id}/outcome")
async def note_outcome(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, recommendation_id: UUID, body: schemas.ProviderOutcome
) -> schemas.RecommendationOut:
    """What came of it; the first word counts, and is learned from."""
    await _theirs(w, actor, brand_id, recommendation_id)
    found = await service.note_outcome(w, brand_id, recommendation_id, done=body.done, rating=body.rating)
    return schemas.RecommendationOut.of(found)


async def _theirs(r: Reader, actor: Actor, brand_id: UUID, recommendation_id: UUID) -> Recommendation:
    """The recommendation: of a conversation that the actor may write in, or any of the brand for leaders and keys."""
    await accounts.access_brand(r, actor, brand_id, "associate")
    found = await service.get(r, brand_id, recommendation_id)
    if found.conversation_id is not None and not actor.has_role(brand_id, "leader"):
        await _conversation(r, actor, brand_id, found.conversation_id)
    elif not actor.has_role(brand_id, "leader"):
        raise NoSuchRecommendation("There is no such recommendation.")
    return found


async def _conversation(r: Reader, actor: Actor, brand_id: UUID, conversation_id: UUID) -> None:
    c = await conversations.access_conversation(r, actor, conversation_id, "write")
    if c.brand_id != brand_id:
        raise NoSuchRecommendation("There is no such conversation in this brand.")
