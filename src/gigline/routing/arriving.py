"""Offers as soon as somebody waits: one look and one decision for all who came at the same moment.

What a decision rests on is kept from one to the next (`workforce.roster`, the mirrors here) and may be behind. Nobody
gets an offer by that alone: the claim is compare-and-set in the database, on all that made them eligible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Database, PerDatabase, Writer
from gigline.routing import (
    choosing,
    deciding,
    experience,
    keeping,
    matching,
    offers,
    pass_queries,
    queries,
    reconciling,
    round_queries,
    rules,
    sight,
)
from gigline.routing.choosing import Choice, Splits
from gigline.routing.engine.scores import Weights
from gigline.routing.events import MatchRequested
from gigline.routing.mirror import Mirror
from gigline.routing.models import Contention, Offer, Standing
from gigline.routing.offers import Wanted
from gigline.routing.sight import Sight
from gigline.routing.waits import Wait
from gigline.workforce import service as workforce

# An offer lost to another claim is tried again with what is known then.
TRIES = 5
# Of this priority: not left to a round, however many others wait.
URGENT = 2
# Rounds leave what they learned of prices and earnings every two seconds.
STANDINGS_FOR = timedelta(seconds=2)


async def arrived(w: Writer, conversation_ids: Sequence[UUID]) -> None:
    """These came into the queue: somebody has to be found."""
    if len(conversation_ids) > 1:
        await deciding.ready()
    found = await conversations.lock_all(w, conversation_ids)
    taken = await queries.taken_among(w, found)
    for c in found:
        if c.id in taken:
            await reconciling.reconcile(w, c.id)
    if taken:
        found = await conversations.lock_all(w, conversation_ids)
        taken = await queries.taken_among(w, found)
    await _match(w, [c for c in found if c.id not in taken])


async def match(w: Writer, conversation_id: UUID) -> Offer | None:
    """Offer the conversation to somebody now, if it waits without an offer and need not be left to the next round.

    A chat requester who has been silent too long is asked whether they are still there first.
    """
    c = await conversations.lock(w, conversation_id)
    if await queries.taken_among(w, [c]):
        return None
    return next(iter(await _match(w, [c])), None)


async def _match(w: Writer, found: Sequence[Conversation]) -> list[Offer]:
    """The offers that came of it. They are locked by us and nobody has an offer of them."""
    by_brand: dict[UUID, list[Conversation]] = defaultdict(list)
    for c in found:
        if matching.is_waiting(c):
            by_brand[c.brand_id].append(c)
    made = []
    for brand_id, rows in by_brand.items():
        settings = await matching.settings_of(w, brand_id)
        made += await _offer(w, settings, await _ready(w, settings, rows))
    return made


async def _ready(w: Writer, settings: BrandSettings, rows: Sequence[Conversation]) -> list[Conversation]:
    """Those whose requesters are there, as far as is known; whoever was silent for long is asked."""
    now = await queries.now(w)
    gates = {c.id: matching.gate_of(c, settings, now) for c in rows}
    for c in rows:
        if gates[c.id] == "ask":
            await conversations.ask_still_there(w, c.id)
    return [c for c in rows if gates[c.id] in {"offer", "silent"}]


async def _offer(w: Writer, settings: BrandSettings, rows: Sequence[Conversation]) -> list[Offer]:
    made: list[Offer] = []
    left = {c.id: c for c in rows}
    for attempt in range(TRIES):
        choices = await _decide(w, settings, list(left.values())) if left else []
        wanted = [Wanted(left[one.conversation_id], settings, one) for one in choices]
        # Whoever holds locks already does not wait for more.
        found = await offers.make(w, wanted, wait=not attempt) if wanted else []
        made += [one for one in found if one is not None]
        refused = [one.choice for one, offer in zip(wanted, found, strict=True) if offer is None]
        workforce.roster_of(w.database).doubt([one.associate_id for one in refused])
        left = {one.conversation_id: left[one.conversation_id] for one in refused}
    return made


async def _decide(w: Writer, settings: BrandSettings, rows: Sequence[Conversation]) -> list[Choice]:
    """Whom to ask now; nobody for those for whom nobody is free, or better hands are worth a moment, or who are for the
    round.
    """
    desk = _desks.of(w.database).of(rows[0].brand_id)
    seen = await sight.of_brands(w, rows, {rows[0].brand_id: settings})
    seen = replace(seen, standings=await desk.standings_of(w, seen), splits=desk.splits)
    market = await round_queries.contention(w, rows[0].brand_id, [c.id for c in rows], _most_eligible(seen))
    seen = replace(seen, waits=tuple(one for one in seen.waits if _for_now(seen, one, market)))
    if not seen.waits:
        return []
    known = experience.of(w.database)
    learned = all(one.policy == choosing.IDLE for one in seen.waits) or await known.is_current(w)
    desk.mirror.policy.weights = deciding.weights(seen, may_hold=market is not None)
    desk.mirror.look(seen)
    decided = deciding.decide(desk.mirror, seen, "event", learned=learned)
    return await keeping.with_records(decided, w.new_id, lambda *kept: pass_queries.keep_pass(w, *kept))


def _most_eligible(seen: Sight) -> int:
    return max(len(seen.split(one)[0]) for one in seen.waits)


def _for_now(seen: Sight, wait: Wait, market: Contention | None) -> bool:
    """Not for the round. It is where a router looks after the market and others wait who could want the same hands,
    unless it is urgent; whoever is overdue comes before all that are not, so then everything is for the round.
    """
    eligible = len(seen.split(wait)[0])
    if not eligible or market is None:
        return bool(eligible)
    crowd = market.others + len(seen.waits) - 1 >= eligible
    return not market.overdue and (not crowd or wait.conversation.priority >= URGENT)


async def match_next(w: Writer, brand_id: UUID) -> Offer | None:
    """Somebody of the brand may have room: offer the first of the waiting that anybody can take, then look again.

    Where several wait and a router looks after them, its next round does it.
    """
    market = await round_queries.contention(w, brand_id, (), 2)
    if market is not None and market.others != 1:
        return None
    rows = [one for one in await matching.waiting(w, [brand_id]) if one.eligible and one.gate != "hold"]
    if not rows:
        return None
    made = await match(w, rows[0].conversation.id)
    if len(rows) > 1 and (made is not None or not await _still_first(w, rows[0].conversation.id)):
        await outbox.publish(w, MatchRequested(brand_id=brand_id))
    return made


async def _still_first(w: Writer, conversation_id: UUID) -> bool:
    """Whether nothing came of it although it still stands first: then the sweeper's next look is soon enough."""
    c = await conversations.get(w, conversation_id)
    return matching.is_waiting(c) and c.still_there_at is None and not await queries.taken_among(w, [c])


async def claim(w: Writer, choices: Sequence[Choice]) -> list[Offer]:
    """Make the offers that a round chose, as far as they may still be made; things may have changed meanwhile."""
    chosen = {one.conversation_id: one for one in choices}
    rows = [c for c in await conversations.lock_all(w, list(chosen)) if _as_it_was(c, chosen[c.id])]
    taken, asked = await queries.taken_among(w, rows), await queries.asked(w, rows)
    settings = {one: await matching.settings_of(w, one) for one in {c.brand_id for c in rows}}
    wanted = [Wanted(c, settings[c.brand_id], chosen[c.id]) for c in rows if c.id not in taken]
    wanted = [one for one in wanted if _still_may(one, asked[one.conversation.id])]
    return [one for one in await offers.make(w, wanted) if one is not None] if wanted else []


def _as_it_was(c: Conversation, choice: Choice) -> bool:
    return matching.is_waiting(c) and c.epoch == choice.epoch


def _still_may(wanted: Wanted, asked: Mapping[UUID, str]) -> bool:
    """Whether the conversation still asks for somebody like them; what became of them the claim itself checks."""
    need = sight.need_of(wanted.conversation, wanted.settings, None)
    return rules.exclusion(need, wanted.choice.chosen, asked) is None


@dataclass
class _Desk:
    """What a process remembers of a brand from one arrival to the next."""

    mirror: Mirror
    splits: Splits = field(default_factory=Splits)
    _standings: Mapping[UUID, Standing] = field(default_factory=dict)
    _read_at: datetime | None = None

    async def standings_of(self, w: Writer, seen: Sight) -> Mapping[UUID, Standing]:
        """What rounds worked out of everybody, at most some seconds ago."""
        if self._read_at is None or seen.now - self._read_at >= STANDINGS_FOR:
            self._standings, self._read_at = await round_queries.standings(w, seen.people), seen.now
            self.mirror.take_up(self._standings, seen.now)
        return self._standings


class _Desks:
    """Of this process, by brand."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._desks: dict[UUID, _Desk] = {}

    def of(self, brand_id: UUID) -> _Desk:
        """The brand's."""
        if brand_id not in self._desks:
            mirror = Mirror(experience.of(self._database), self._database.random.getrandbits(62), Weights())
            self._desks[brand_id] = _Desk(mirror)
        return self._desks[brand_id]


_desks = PerDatabase(_Desks)
