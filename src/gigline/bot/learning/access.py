"""Who may see and decide what was learned: the leaders of its brand. Nobody else learns that it exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.bot.learning.errors import NoSuchLearning
from gigline.infra.db import Reader

BrandOf = Callable[[Reader, UUID, Sequence[UUID]], Awaitable[UUID | None]]


async def access_learning(r: Reader, actor: Actor, object_id: UUID, brand_of: BrandOf) -> UUID:
    """The brand of this candidate, audit or gap, if the actor leads it; raises NoSuchLearning."""
    led = [brand.id for brand in await accounts.brands_of(r, actor, "leader")]
    found = await brand_of(r, object_id, led) if led else None
    if found is None:
        raise NoSuchLearning("There is no such thing to decide.")
    return found
