"""Finding somebody for one who waits: at once, or as a round chose. One conversation per transaction, so that locks
never cross.
"""

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
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.routing import choosing, deciding, experience, offers, queries, round_queries, rules, sight
from gigline.routing.choosing import Choice
from gigline.routing.events import MatchRequested
from gigline.routing.mirror import Mirror
from gigline.routing.models import Offer
from gigline.routing.sight import Sight, need_now, need_of
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

Gate = Literal["offer", "ask", "hold", "silent"]

# An offer lost to another claim is tried again with what is known then.
TRIES = 5
# Of this priority: not left to a round, however many others wait.
URGENT = 2


@dataclass(frozen=True)
class Waiting:
    """A conversation in the queue, and how it stands with everybody who has a grant for the brand.

    `offered`: it has a live offer (or its last assignment is still being closed), so nothing is to be done now.
    """

    conversation: Conversation
    gate: Gate
    offered: bool
    found: tuple[rules.Excluded | None, ...]

    @property
    def eligible(self) -> int:
        """How many could be offered it now."""
        return sum(one is None for one in self.found)


async def match(w: Writer, conversation_id: UUID) -> Offer | None:
    """Offer the conversation to somebody now, if it waits without an offer and need not be left to the next round.

    A chat requester who has been silent too long is asked whether they are still there first.
    """
    c = await conversations.lock(w, conversation_id)
    if not is_waiting(c) or await queries.is_taken(w, c.brand_id, c.id):
        return None
    settings = await settings_of(w, c.brand_id)
    gate = gate_of(c, settings, await queries.now(w))
    if gate == "ask":
        await conversations.ask_still_there(w, c.id)
    if gate in {"ask", "hold"}:
        return None
    for _ in range(TRIES):
        choice = await at_once(w, await sight.of_one(w, c, settings))
        if choice is None or (made := await offers.make(w, c, settings, choice)) is not None:
            return made if choice else None
    return None


async def at_once(w: Writer, seen: Sight) -> Choice | None:
    """Whom to ask now; None where nobody is free, where better hands are worth a moment, or where it is for the round.

    It is for the round where a router looks after the market and others wait who could want the same hands, unless it
    is urgent; whoever is overdue comes before all that are not, so then everything is for the round.
    """
    [wait] = seen.waits
    c = wait.conversation
    eligible, _ = seen.split(wait)
    if not eligible:
        return None
    market = await round_queries.contention(w, c.brand_id, c.id, len(eligible))
    if market is not None and (market.overdue or (market.others >= len(eligible) and c.priority < URGENT)):
        return None
    known = experience.of(w.database)
    learned = wait.policy == choosing.IDLE or await known.is_current(w)
    weights = deciding.weights(seen, may_hold=market is not None)
    mirror = Mirror(known, w.random.getrandbits(62), weights)
    mirror.look(seen)
    return next(iter(deciding.decide(mirror, seen, "event", learned=learned).choices), None)


async def claim(w: Writer, choice: Choice) -> Offer | None:
    """Make the offer that a round chose, if it may still be made; None if things have changed meanwhile."""
    c = await conversations.lock(w, choice.conversation_id)
    if not is_waiting(c) or c.epoch != choice.epoch or await queries.is_taken(w, c.brand_id, c.id):
        return None
    settings = await settings_of(w, c.brand_id)
    one = await workforce.candidate(w, c.brand_id, choice.associate_id)
    asked = await queries.asked(w, [c.id], rules.DECLINED_REST_S, rules.EXPIRED_REST_S)
    if one is None or rules.exclusion(need_of(c, settings, None), one, asked[c.id]) is not None:
        return None
    return await offers.make(w, c, settings, choice)


async def note_outcome(
    w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, *, resolved: bool, csat: bool | None
) -> bool:
    """What came of a segment, as far as it is known now; the first word on it counts. False if nothing was to note."""
    c = await conversations.get(w, conversation_id)
    sla_s = conversations.sla(await settings_of(w, brand_id), c.requester_kind).total_seconds()
    return await queries.note_outcome(w, brand_id, conversation_id, segment, resolved, csat, sla_s)


async def match_next(w: Writer, brand_id: UUID) -> Offer | None:
    """Somebody of the brand may have room: offer the first of the waiting that anybody can take, then look again.

    Where several wait and a router looks after them, its next round does it.
    """
    market = await round_queries.contention(w, brand_id, None, 2)
    if market is not None and market.others != 1:
        return None
    rows = [one for one in await waiting(w, [brand_id]) if one.eligible and one.gate != "hold"]
    if not rows:
        return None
    made = await match(w, rows[0].conversation.id)
    if len(rows) > 1 and (made is not None or not await _still_first(w, rows[0])):
        await outbox.publish(w, MatchRequested(brand_id=brand_id))
    return made


async def _still_first(w: Writer, row: Waiting) -> bool:
    """Whether nothing came of it although it still stands first: then the sweeper's next look is soon enough."""
    c = await conversations.get(w, row.conversation.id)
    return is_waiting(c) and c.still_there_at is None and not await queries.is_taken(w, c.brand_id, c.id)


async def waiting(r: Reader, brand_ids: Sequence[UUID] | None = None) -> list[Waiting]:
    """Those of the queue who wait without an offer, in the order of serving."""
    return [one for one in await queue(r, brand_ids) if not one.offered]


async def queue(r: Reader, brand_ids: Sequence[UUID] | None = None) -> list[Waiting]:
    """The queue (its first 500) of these brands, or of all, in the order of serving."""
    rows = [one for one in await conversations.waiting(r) if brand_ids is None or one.brand_id in set(brand_ids)]
    ids = [one.id for one in rows]
    taken = await queries.taken_among(r, ids)
    asked = await queries.asked(r, ids, rules.DECLINED_REST_S, rules.EXPIRED_REST_S)
    brands = {one.brand_id for one in rows}
    pools = await workforce.candidates_of(r, list(brands))
    settings = {one: await settings_of(r, one) for one in brands}
    now = await queries.now(r)
    needs = {one.id: need_now(one, settings[one.brand_id], None, pools[one.brand_id], now) for one in rows}
    pool_of = _Pools(pools)
    found = [
        Waiting(
            conversation=one,
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
        key = (brand_id, need)
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
