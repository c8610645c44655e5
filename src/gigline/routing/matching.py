"""Finding somebody for those who wait: one conversation per transaction, so that locks never cross."""

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
from gigline.routing import choosing, experience, offers, queries, rules
from gigline.routing.events import MatchRequested
from gigline.routing.models import Offer
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

Gate = Literal["offer", "ask", "hold", "silent"]


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
    """Offer the conversation to the best eligible associate, if it waits without an offer and there is one.

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
    return await offers.make(w, c, settings, await decide(w, c, settings))


async def decide(w: Writer, c: Conversation, settings: BrandSettings) -> choosing.Decision:
    """Filter and rank everybody with a grant, as things stand now."""
    asked = await queries.asked(w, [c.id], rules.DECLINED_REST_S, rules.EXPIRED_REST_S)
    before = await queries.holder_before(w, c.brand_id, c.id)
    candidates = await workforce.candidates(w, c.brand_id)
    need, seed = need_of(c, settings, before), w.random.getrandbits(62)
    policy, known = choosing.POLICIES[settings.queue.policy], experience.of(w.database)
    if policy.name != choosing.STAND_IN and not await known.is_current(w):
        policy = choosing.POLICIES[choosing.STAND_IN]
    if policy.name == choosing.STAND_IN:
        return choosing.decide(need, candidates, asked[c.id], policy, seed)
    sla_s = conversations.sla(settings, c.requester_kind).total_seconds()
    worth = known.worth(c.brand_id, c.topic or "", c.language, c.medium, c.requester_kind, sla_s, candidates)
    return choosing.decide(need, candidates, asked[c.id], policy, seed, worth, known.model.seen)


async def note_outcome(
    w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, *, resolved: bool, csat: bool | None
) -> bool:
    """What came of a segment, as far as it is known now; the first word on it counts. False if nothing was to note."""
    c = await conversations.get(w, conversation_id)
    sla_s = conversations.sla(await settings_of(w, brand_id), c.requester_kind).total_seconds()
    return await queries.note_outcome(w, brand_id, conversation_id, segment, resolved, csat, sla_s)


async def match_next(w: Writer, brand_id: UUID) -> Offer | None:
    """Somebody of the brand may have room: offer the first of the waiting that anybody can take, then look again."""
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
    pool_of = _Pools(pools)
    found = [
        Waiting(
            conversation=one,
            gate=gate_of(one, settings[one.brand_id], now),
            offered=one.id in taken,
            found=pool_of.found(one.brand_id, need_of(one, settings[one.brand_id], None), asked[one.id]),
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


def need_of(c: Conversation, settings: BrandSettings, before: UUID | None) -> rules.Need:
    """What the conversation asks of an associate; a topic that the brand no longer has asks for no clearance."""
    topic = settings.topic(c.topic)
    # A policy may ask for more than the topic does; the bot wrote that into its record.
    by_policy = int((c.handover or {}).get("clearance", 0))
    clearance = max(topic.clearance if topic else 0, by_policy)
    return rules.Need(c.language, c.medium, c.topic, clearance, before)


async def settings_of(r: Reader, brand_id: UUID) -> BrandSettings:
    """The brand's settings as they are now."""
    return accounts.settings_of(await accounts.brand(r, brand_id))
