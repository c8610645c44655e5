"""Whom a brand asks first: for which topics somebody with a grant is preferred or certified, and who changed that.

It orders those who may take a conversation and lets nobody in (routing.ladder). Every change is kept, whoever makes it.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.kit.errors import BadInput
from gigline.workforce import circle_queries
from gigline.workforce.errors import CircleChanged, NoSuchAssociate
from gigline.workforce.events import GrantChanged
from gigline.workforce.models import ALL_TOPICS, Circle, CircleChange, InCircle

SHOWN_CHANGES = 50


async def of_brand(r: Reader, brand_id: UUID) -> list[InCircle]:
    """Everybody with a grant for the brand who may sign in, by name."""
    return await circle_queries.of_brand(r, brand_id)


async def changes(r: Reader, brand_id: UUID) -> list[CircleChange]:
    """The newest first."""
    return await circle_queries.changes(r, brand_id, SHOWN_CHANGES)


async def change(
    w: Writer, brand_id: UUID, associate_id: UUID, seen: Circle, to: Circle, *, topics: Collection[str], by: UUID | None
) -> None:
    """From what somebody saw to what they want; `topics`: the brand's keys. It counts from the next decision on.

    Raises NoSuchAssociate without a grant, CircleChanged where somebody else was first, BadInput for a topic that the
    brand does not have (one that it no longer has may stay).
    """
    now = await circle_queries.lock(w, brand_id, associate_id)
    if now is None:
        raise NoSuchAssociate("They have no grant for this brand.")
    if now != seen.in_order():
        raise CircleChanged("Somebody else changed this meanwhile.", current=vars(now))
    to = to.in_order()
    unknown = {*to.certified, *to.preferred} - {*topics, ALL_TOPICS, *now.certified, *now.preferred}
    if unknown:
        raise BadInput(f"The brand has no such topic: {', '.join(sorted(unknown))}.")
    if to != now:
        await circle_queries.save(w, brand_id, associate_id, to)
        await note(w, brand_id, associate_id, now, to, by=by)
        await outbox.publish(w, GrantChanged(brand_id=brand_id, associate_id=associate_id, revoked=False))


async def note(w: Writer, brand_id: UUID, associate_id: UUID, was: Circle, now: Circle, *, by: UUID | None) -> None:
    """Keep the change; `by`: the person, None for a key or the command line."""
    if was != now:
        await circle_queries.note(w, w.new_id(), brand_id, associate_id, was, now, by)
