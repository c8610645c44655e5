"""Who waits, in which order, and how each stands with everybody who could take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer
from gigline.routing import ladder, queries, round_queries, rules
from gigline.routing.sight import need_now
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

Gate = Literal["offer", "ask", "hold", "silent"]


@dataclass(frozen=True)
class Waiting:
    """A conversation in the queue, and how it stands with everybody who has a grant for the brand.

    `offered`: it has a live offer (or its last assignment is still being closed), so nothing is to be done now. `rung`:
    how far the brand's ladder has opened the circle by now (None: it has no ladder), and `opens_in_s` until it opens
    further (None: it will not).
    """

    conversation: Conversation
    rung: rules.Rung | None
    opens_in_s: float | None
    gate: Gate
    offered: bool
    found: tuple[rules.Excluded | None, ...]

    @property
    def eligible(self) -> int:
        """How many could be offered it now."""
        return sum(one is None for one in self.found)


async def note_outcome(
    w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, *, resolved: bool, csat: bool | None
) -> bool:
    """What came of a segment, as far as it is known now; the first word on it counts. False if nothing was to note."""
    c = await conversations.get(w, conversation_id)
    sla_s = conversations.sla(await settings_of(w, brand_id), c.requester_kind).total_seconds()
    return await queries.note_outcome(w, brand_id, conversation_id, segment, resolved, csat, sla_s)


async def waiting(r: Reader, brand_ids: Sequence[UUID] | None = None) -> list[Waiting]:
    """Those of the queue who wait without an offer, in the order of serving."""
    return [one for one in await queue(r, brand_ids) if not one.offered]


async def queue(r: Reader, brand_ids: Sequence[UUID] | None = None) -> list[Waiting]:
    """The queue (its first 500) of these brands, or of all, in the order of serving."""
    rows = [one for one in await conversations.waiting(r) if brand_ids is None or one.brand_id in set(brand_ids)]
    taken = await queries.taken_among(r, rows)
    asked = await queries.asked(r, rows)
    brands = {one.brand_id for one in rows}
    pools = await workforce.candidates_of(r, list(brands))
    settings = {one: await settings_of(r, one) for one in brands}
    climbing = [one for one in rows if settings[one.brand_id].queue.ladder]
    before = await round_queries.holders_before(r, climbing) if climbing else {}
    now = await queries.now(r)
    needs = {
        one.id: need_now(one, settings[one.brand_id], before.get(one.id), pools[one.brand_id], now) for one in rows
    }
    pool_of = _Pools(pools)
    found = [
        Waiting(
            conversation=one,
            rung=needs[one.id].rung if settings[one.brand_id].queue.ladder else None,
            opens_in_s=ladder.opens_in_s(settings[one.brand_id].queue, needs[one.id].rung, waited_s(one, now)),
            gate=gate_of(one, settings[one.brand_id], now),
            offered=one.id in taken,
            found=pool_of.found(one.brand_id, needs[one.id], asked[one.id]),
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: in_order(one.conversation, now))


class _Pools:
    """How each kind of need stands with a brand's candidates, worked out once: a long queue has few kinds of need."""

    def __init__(self, candidates: Mapping[UUID, Sequence[Candidate]]):
        self._candidates = candidates
        self._known: dict[tuple[UUID, rules.Need], tuple[rules.Excluded | None, ...]] = {}

    def found(self, brand_id: UUID, need: rules.Need, asked: Mapping[UUID, str]) -> tuple[rules.Excluded | None, ...]:
        pool = self._candidates[brand_id]
        if asked:
            return tuple(rules.exclusion(need, one, asked) for one in pool)
        key = (brand_id, rules.standing_need(need))
        if key not in self._known:
            self._known[key] = tuple(rules.exclusion(need, one, {}) for one in pool)
        return self._known[key]


def is_waiting(c: Conversation) -> bool:
    """Whether the queue holds it."""
    return c.status == "open" and c.holder == "queue"


def in_order(c: Conversation, now: datetime) -> tuple[float, UUID]:
    """Sort key of the queue, first to be served first."""
    return -rules.urgency(c.priority, waited_s(c, now)), c.id


def waited_s(c: Conversation, now: datetime) -> float:
    """Seconds the requester has been in the queue."""
    return max(0.0, (now - (c.queued_at or now)).total_seconds())


def gate_of(c: Conversation, settings: BrandSettings, now: datetime) -> Gate:
    """What "are you still there?" means for this conversation now; see rules.asking."""
    if c.callback_at is not None and c.callback_at > now:
        return "hold"
    if c.awaiting_reply_since is None and c.sla_due_at is None:
        # Woken by its time: the requester waits for nothing.
        return "offer"
    since = max(c.queued_at or now, c.last_message_at)
    asked = c.still_there_at
    return rules.asking(
        c.medium,
        silent_s=(now - since).total_seconds(),
        asked_s=None if asked is None else (now - asked).total_seconds(),
        answered=asked is not None and c.last_message_at > asked,
        after_s=settings.queue.still_there_after_s,
    )


async def settings_of(r: Reader, brand_id: UUID) -> BrandSettings:
    """The brand's settings as they are now."""
    return accounts.settings_of(await accounts.brand(r, brand_id))
