"""Choices from what was seen: by the engine, and by longest idle where a brand wants that or the engine cannot."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from gigline.routing import affinity, choosing, experience
from gigline.routing.choosing import IDLE, IDLE_VERSION, Choice
from gigline.routing.engine import records
from gigline.routing.engine.market import Room
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.records import Round
from gigline.routing.engine.scores import Weights
from gigline.routing.mirror import Mirror
from gigline.routing.models import Match, Worth
from gigline.routing.sight import Sight
from gigline.routing.waits import Wait
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

# Whoever held the very conversation before goes on with it, whatever others are expected to make of it.
CONTINUITY = 1.0


@dataclass(frozen=True)
class Decided:
    """`shared`: passes whose choices share one record. `held_back`: who waits for better hands. `fallback`, `trouble`:
    why longest idle decided instead of the engine.
    """

    choices: tuple[Choice, ...] = ()
    shared: tuple[tuple[Choice, ...], ...] = ()
    held_back: tuple[UUID, ...] = ()
    overdue: int = 0
    fallback: str | None = None
    trouble: str | None = None


async def ready() -> None:
    """Load what solves a round: the first use of it takes a second, which must not count as a late decision."""
    if not hasattr(sys.modules.get("scipy.optimize"), "linear_sum_assignment"):
        await asyncio.to_thread(importlib.import_module, "scipy.optimize")


def weights(sight: Sight, *, may_hold: bool) -> Weights:
    """Of a market. Of several brands that share people, the one that wants to explore least has its way."""
    explore = min((one.queue.explore for one in sight.settings.values()), default=0.0)
    usual = Weights(continuity=CONTINUITY, explore=explore)
    return usual if may_hold else replace(usual, hold_share=0.0)


def decide(mirror: Mirror, sight: Sight, path: str, *, learned: bool) -> Decided:
    """Who gets what now, of what was seen. `learned`: whether the value model knows what there is to know."""
    engine = [one for one in sight.waits if one.policy != IDLE]
    ids = [str(one.conversation.id) for one in engine]
    found = mirror.router.decide(mirror.t, ids if learned else [])
    fallback = found.fallback if learned else "learning"
    by_id = {str(one.conversation.id): one for one in sight.waits}
    offers = () if fallback else found.offers
    chosen = [_from_offer(mirror, sight, by_id[one.conversation], one, path) for one in offers]
    left = set(ids) if fallback is None else set()
    idle = [one for one in sight.waits if str(one.conversation.id) not in left]
    return Decided(
        (*chosen, *_longest_idle(mirror, sight, idle, chosen, path, fallback)),
        tuple(_shared(chosen)),
        tuple(_held_back(mirror, engine, chosen)) if fallback is None else (),
        mirror.overdue(),
        fallback if engine else None,
        found.trouble if learned else None,
    )


def _from_offer(mirror: Mirror, sight: Sight, wait: Wait, offer: Offer, path: str) -> Choice:
    c, chosen = wait.conversation, UUID(offer.associate)
    eligible, excluded = sight.split(wait)
    given: Round = offer.record
    if len(given.rows) > 1:
        given = records.around(given, offer.conversation)
    one = next(one for one in eligible if one.id == chosen)
    expected, match = _expected(mirror, wait, one)
    return Choice(
        c.id, c.epoch, chosen, mirror.policy.name, mirror.policy.version, mirror.seed, given.model, path, None,
        wait.need, sight.now, _waited(mirror, wait), wait.after_bot, eligible, excluded, dict(offer.parts),
        offer.score, given.row(offer.conversation).propensity, given,
        expected=expected, match=match,
    )  # fmt: skip


def _expected(mirror: Mirror, wait: Wait, one: Candidate) -> tuple[Worth, Match | None]:
    """What to expect of the chosen, and what of it shared experience adds."""
    c, known = wait.conversation, mirror.model.known
    case = experience.case(c.brand_id, wait.need, c.requester_kind, wait.sla_s)
    found = known.worth(case, one, affinity.shared(wait, one))
    if (without := affinity.shared(wait, one, having=False)) is None:
        return found, affinity.match(wait, one)
    return found, affinity.match(wait, one, found.resolved - known.worth(case, one, without).resolved)


def _longest_idle(
    mirror: Mirror, sight: Sight, waits: Sequence[Wait], chosen: Iterable[Choice], path: str, fallback: str | None
) -> list[Choice]:
    """One after the other, in the order of arrival; nobody twice beyond their room."""
    taken: dict[UUID, int] = defaultdict(int)
    for one in chosen:
        taken[one.associate_id] += workforce.takes(one.need.channel, one.chosen.limit)
    made = []
    for wait in waits:
        c = wait.conversation
        people = [_carrying(one, taken) for one in sight.candidates[c.brand_id]]
        eligible, excluded = choosing.split(wait.need, people, wait.asked)
        order = choosing.longest_idle(
            wait.need.before, {one.id: one.idle_s(sight.now) for one in eligible}, mirror.seed
        )
        if not order:
            continue
        first, parts = order[0]
        why = fallback if wait.policy != IDLE else None
        choice = Choice(
            c.id, c.epoch, first, IDLE, IDLE_VERSION, mirror.seed, 0, path, why,
            wait.need, sight.now, _waited(mirror, wait), wait.after_bot, eligible, excluded, parts,
            sum(parts.values()), match=affinity.match(wait, next(one for one in eligible if one.id == first)),
        )  # fmt: skip
        taken[first] += workforce.takes(c.medium, choice.chosen.limit)
        made.append(choice)
    return made


def _waited(mirror: Mirror, wait: Wait) -> float:
    return mirror.t - wait.since.timestamp()


def _carrying(one: Candidate, taken: Mapping[UUID, int]) -> Candidate:
    more = taken.get(one.id)
    return replace(one, load=one.load + more) if more else one


def _shared(chosen: Sequence[Choice]) -> list[tuple[Choice, ...]]:
    """Those that competed with one another, directly or over others."""
    groups: dict[int | tuple[str, ...], list[Choice]] = defaultdict(list)
    for one in chosen:
        given = one.given
        if given is not None and len(given.rows) > 1:
            # A large round is one and the same for all: its thousands of names need not be compared.
            groups[id(given) if given.in_kinds else tuple(row.conversation for row in given.rows)].append(one)
    return [tuple(group) for group in groups.values()]


def _held_back(mirror: Mirror, waits: Iterable[Wait], chosen: Iterable[Choice]) -> list[UUID]:
    """Those who could have gone to somebody free, and wait for better hands."""
    done = {one.conversation_id for one in chosen}
    room = Room(mirror.market, mirror.t)
    queue = mirror.market.waiting
    left = (one.conversation.id for one in waits if one.conversation.id not in done)
    return [one for one in left if str(one) in queue and len(room.candidates(queue[str(one)]))]
