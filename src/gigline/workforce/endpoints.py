"""The workforce API: an associate's own state, and a leader's list."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.models import Actor, Brand
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.workforce import circle, experiences, schemas, service
from gigline.workforce.errors import NoSuchAssociate
from gigline.workforce.models import Associate

router = APIRouter(prefix="/api/v1", tags=["workforce"])


@router.get("/associate")
async def get_associate(r: ReadSession, actor: CurrentActor) -> schemas.AssociateOut:
    """My availability, capacity, load and grants."""
    return await _mine(r, await service.me(r, _person(actor)))


@router.put("/associate/availability")
async def choose_availability(
    w: WriteSession, actor: CurrentActor, body: schemas.ChooseAvailability
) -> schemas.AssociateOut:
    """On, off or break. Only this changes it: no other tab, device or time-out does."""
    return await _mine(w, await service.set_availability(w, _person(actor), body.availability))


@router.put("/associate/capacity")
async def choose_capacity(w: WriteSession, actor: CurrentActor, body: schemas.ChooseCapacity) -> schemas.AssociateOut:
    """How much I take on at once; what I already hold stays."""
    return await _mine(w, await service.set_capacity(w, _person(actor), body.capacity))


@router.get("/associate/experiences")
async def list_experiences(r: ReadSession, actor: CurrentActor) -> schemas.ExperienceBrandList:
    """What the brands that I work for ask for, and what of it I let count."""
    return await _experiences(r, _person(actor))


@router.put("/associate/experiences")
async def choose_experience(
    w: WriteSession, actor: CurrentActor, body: schemas.ChooseExperience
) -> schemas.ExperienceBrandList:
    """Let one count for a brand, or no more; either from the next decision on."""
    change = experiences.say if body.counts else experiences.withdraw
    await change(w, _person(actor), body.brand_id, body.key)
    return await _experiences(w, _person(actor))


async def _experiences(r: Reader, associate_id: UUID) -> schemas.ExperienceBrandList:
    found = await experiences.of_associate(r, associate_id)
    return schemas.ExperienceBrandList(items=[schemas.experience_brand_out(one) for one in found])


@router.get("/brands/{brand_id}/associates")
async def list_associates(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.BrandAssociateList:
    """Everybody with a grant for the brand (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    grants = {one.id: one for one in await service.candidates(r, brand_id)}
    found = await service.associates(r, list(grants))
    return schemas.BrandAssociateList(
        items=[
            schemas.BrandAssociateOut(
                id=one.id,
                name=one.name,
                availability=one.availability,
                online=one.online,
                capacity=one.capacity,
                load=one.load,
                languages=one.languages,
                topics=list(grants[one.id].topics),
                channels=list(grants[one.id].channels),
                clearance=grants[one.id].clearance,
                idle_s=None if one.load else one.idle_s,
                paused_until=one.paused_until,
            )
            for one in found
        ]
    )


@router.get("/brands/{brand_id}/circle")
async def get_circle(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.CircleOut:
    """The brand's ladder, whom it asks first, and who changed that (leaders)."""
    brand = await accounts.access_brand(r, actor, brand_id, "leader")
    return await _circle(r, brand)


@router.put("/brands/{brand_id}/associates/{associate_id}/circle")
async def change_circle(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, associate_id: UUID, body: schemas.ChangeCircle
) -> schemas.CircleOut:
    """Prefer or certify somebody for topics, or no longer (leaders). 409 circle_changed: `current` is how it is now."""
    brand = await accounts.access_brand(w, actor, brand_id, "leader")
    topics = {one.key for one in accounts.settings_of(brand).topics}
    by = actor.id if actor.kind == "person" else None
    await circle.change(w, brand_id, associate_id, body.seen.circle(), body.circle(), topics=topics, by=by)
    return await _circle(w, brand)


async def _circle(r: Reader, brand: Brand) -> schemas.CircleOut:
    people, changes = await circle.of_brand(r, brand.id), await circle.changes(r, brand.id)
    return schemas.CircleOut.of(accounts.settings_of(brand), people, changes)


def _person(actor: Actor) -> UUID:
    """Keys have no availability of their own."""
    if actor.kind != "person":
        raise NoSuchAssociate("Sign in as a person: a key is no associate.")
    return actor.id


async def _mine(r: Reader, associate: Associate) -> schemas.AssociateOut:
    return schemas.associate_out(associate, await service.grants(r, associate.id))
