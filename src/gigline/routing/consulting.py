"""A colleague is asked in the middle of a call: chosen as for a transfer, their room claimed while it lasts.

Callers hold the conversation's row lock and keep what was claimed (calls do, in `call_consultations`).
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.models import Conversation
from gigline.infra.db import Writer
from gigline.routing import choosing, matching, moves, queries, reconciling, rules, sight
from gigline.workforce import service as workforce


class Claimed(NamedTuple):
    """Whose room was claimed, and how much of it."""

    associate_id: UUID
    name: str
    weight: int


async def suited(w: Writer, c: Conversation) -> list[UUID]:
    """Who but its holder could take the conversation now, whoever has been idle longest first."""
    people = [one for one in await workforce.candidates(w, c.brand_id) if one.id != c.associate_id]
    need = sight.need_of(c, await matching.settings_of(w, c.brand_id), None)
    eligible, _ = choosing.split(need, people, {})
    now = await queries.now(w)
    order = choosing.longest_idle(None, {one.id: one.idle_s(now) for one in eligible}, w.random.getrandbits(62))
    return [id_ for id_, _ in order]


async def claim_colleague(w: Writer, actor: Actor, conversation_id: UUID, epoch: int, associate_id: UUID) -> Claimed:
    """Claim the room of an associate to whom the actor may transfer it; raises what transfers raise."""
    c = await moves.lock_for(w, actor, conversation_id, epoch, holder_may=True)
    if c.associate_id == associate_id:
        raise NotAllowedNow("They hold this conversation already.")
    one = await moves.check(w, c, associate_id, skipping=rules.PASSING)
    weight = await workforce.reserve(w, associate_id, c.medium)
    if weight is None:
        raise await moves.no_room(w, c, associate_id)
    return Claimed(associate_id, one.name, weight)


async def hand_over(w: Writer, c: Conversation, epoch: int, associate_id: UUID, weight: int) -> Conversation:
    """Whose room was claimed has the conversation now. Raises StaleEpoch, and NotEligible where their grant says no."""
    moves.check_epoch(c, epoch)
    one = await moves.check(w, c, associate_id, only=rules.STANDING)
    held_by = c.associate_id
    live = await queries.live_offer(w, c.brand_id, c.id)
    c = await moves.hand_to(w, c, associate_id, one.name, cause="transferred", live=live, claimed=weight)
    if held_by is not None:
        await reconciling.request_matching(w, [held_by])
    return c


async def let_colleague_go(
    w: Writer, associate_id: UUID, weight: int, *, asked_by: UUID, worked: bool, replied: bool | None
) -> None:
    """Give the claimed room back. `replied`: whether they refused or let it ring, which pauses as with offers.

    `asked_by` is locked with them, in one order: what comes next may free their room too.
    """
    await workforce.lock(w, (associate_id, asked_by))
    await workforce.free(w, associate_id, weight, worked=worked)
    if replied is False:
        await workforce.missed_offer(w, associate_id)
    elif replied:
        await workforce.answered_offer(w, associate_id, accepted=False)
    await reconciling.request_matching(w, [associate_id])
