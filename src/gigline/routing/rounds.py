"""Rounds: every two seconds, all who wait in a market compete for all who are there.

A market is a connected component of the graph of brands and associates: nobody outside of it can take anything in it.
A component has one router at a time, by a lease on each of its brands, so that what is learned from arrivals (prices,
who is kept free) is learned once. The lease is a matter of quality alone: claims are compare-and-set in the database,
so that two routers with the same component would lose races and never overbook anybody.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import structlog

from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import telemetry
from gigline.infra.db import Database, PerDatabase
from gigline.routing import (
    arriving,
    deciding,
    emptying,
    experience,
    keeping,
    matching,
    pass_queries,
    queries,
    round_queries,
    sight,
)
from gigline.routing.choosing import Choice, Splits
from gigline.routing.deciding import Decided
from gigline.routing.earned import Earned
from gigline.routing.engine.scores import Weights
from gigline.routing.mirror import Mirror
from gigline.routing.models import Standing
from gigline.routing.sight import Sight

log = structlog.get_logger()

EVERY_S = 2.0
LEASE_S = 10.0
# So many components more a router takes over in a round, so that several that start at once share them.
NEW_AT_ONCE = 32
MOST_WAITING = 5_000
# Offers made in one transaction: more would hold their rows for longer and save little.
CLAIMS_AT_ONCE = 20

Component = tuple[UUID, ...]


@dataclass
class Market:
    """What a router remembers of a component from round to round."""

    mirror: Mirror
    seen_until: datetime
    splits: Splits = field(default_factory=Splits)
    earned: Earned = field(default_factory=Earned)


class Rounds:
    """This process's router. `run` does a round in each of its components."""

    def __init__(self, database: Database):
        self.id = database.new_id()
        self._database = database
        self._markets: dict[Component, Market] = {}

    async def run(self) -> int:
        """How many offers came of it."""
        mine = await self._lease()
        self._markets = {one: market for one, market in self._markets.items() if one in set(mine)}
        async with self._database.reader() as r:
            rows = await conversations.waiting(r, limit=MOST_WAITING)
        of = {brand_id: component for component in mine for brand_id in component}
        queues: dict[Component, list[Conversation]] = {one: [] for one in mine}
        for one in rows:
            if one.brand_id in of:
                queues[of[one.brand_id]].append(one)
        return sum([await self._guarded(component, queue) for component, queue in queues.items()])

    async def _guarded(self, component: Component, queue: Sequence[Conversation]) -> int:
        """One that fails is logged, and does not keep the others waiting; it counts as without a router soon."""
        try:
            return await self.round(component, queue)
        except Exception as error:
            log.warning("round_failed", error=telemetry.where(error))
            return 0

    async def _lease(self) -> list[Component]:
        """The components that are ours for the next seconds. Whoever has the first brand of one gets the others."""
        async with self._database.reader() as r:
            found = components(await round_queries.brands(r), await round_queries.edges(r))
        new = [one for one in found if one not in self._markets]
        random.shuffle(new)
        wanted = [one for one in found if one in self._markets] + new[:NEW_AT_ONCE]
        async with self._database.writer() as w:
            first = await round_queries.lease(w, sorted(one[0] for one in wanted), self.id, LEASE_S)
            others = sorted(brand for one in wanted if one[0] in first for brand in one[1:])
            held = first | await round_queries.lease(w, others, self.id, LEASE_S)
        return [one for one in wanted if held.issuperset(one)]

    async def round(self, component: Component, rows: Sequence[Conversation]) -> int:
        """One round of a component: look, decide, claim, and leave what others may know."""
        started = time.monotonic()
        async with self._database.reader() as r:
            now = await queries.now(r)
            settings = {one: await matching.settings_of(r, one) for one in {row.brand_id for row in rows}}
        market = self._market(component, now)
        gates = {one.id: matching.gate_of(one, settings[one.brand_id], now) for one in rows}
        await self._ask([one.id for one in rows if gates[one.id] == "ask"])
        served = [one for one in rows if gates[one.id] in {"offer", "silent"}]
        seen = await self._see(market, component, settings, served)
        decided, made = Decided(), 0
        if seen.waits:
            async with self._database.reader() as r:
                learned = await experience.of(self._database).is_current(r)
            await deciding.ready()
            decided = await asyncio.to_thread(deciding.decide, market.mirror, seen, "round", learned=learned)
            made = await self._claim(decided)
            await emptying.act(self._database, seen)
        await self._tell(component, market, decided, time.monotonic() - started)
        return made

    def _market(self, component: Component, now: datetime) -> Market:
        found = self._markets.get(component)
        if found is None:
            known = experience.of(self._database)
            mirror = Mirror(known, self._database.random.getrandbits(62), Weights())
            found = self._markets[component] = Market(mirror, now)
        return found

    async def _see(
        self, market: Market, component: Component, settings: Mapping[UUID, BrandSettings], rows: Sequence[Conversation]
    ) -> Sight:
        """Look at those who wait, and first at those who came since the last round: prices come of all arrivals."""
        async with self._database.reader() as r:
            until = await queries.now(r)
            came = await round_queries.queued_since(r, component, market.seen_until, until)
            brands = {one.brand_id for one in came} - set(settings)
            settings = {**settings, **{one: await matching.settings_of(r, one) for one in sorted(brands)}}
            taken = await queries.taken_among(r, rows)
            rows = [one for one in rows if one.id not in taken]
            ids = {one.id for one in rows}
            everybody = [*rows, *(one for one in came if one.id not in ids)]
            seen = Sight(until, (), settings, {})
            if everybody:
                seen = await sight.of_brands(r, everybody, settings)
                standings = await round_queries.standings(r, seen.people)
                seen = replace(seen, standings=standings, splits=market.splits)
            await market.earned.look(r, seen.people, until)
        market.seen_until = until
        market.mirror.policy.weights = deciding.weights(seen, may_hold=True)
        market.mirror.look(seen)
        if came:
            await asyncio.to_thread(market.mirror.foresee)
            seen = replace(seen, waits=tuple(one for one in seen.waits if one.conversation.id in ids))
            market.mirror.look(seen)
        return seen

    async def _ask(self, ids: Iterable[UUID]) -> None:
        """Whether they are still there."""
        for one in ids:
            async with self._database.writer() as w:
                await arriving.match(w, one)

    async def _claim(self, decided: Decided) -> int:
        """Make the offers; what is lost to others comes again in the next round."""
        choices = await keeping.with_records(decided, self._database.new_id, self._keep)
        starts = range(0, len(choices), CLAIMS_AT_ONCE)
        return sum([await self._claim_all(choices[at : at + CLAIMS_AT_ONCE]) for at in starts])

    async def _keep(self, pass_id: UUID, pieces: Sequence[bytes]) -> None:
        async with self._database.writer() as w:
            await pass_queries.keep_pass(w, pass_id, pieces)

    async def _claim_all(self, choices: Sequence[Choice]) -> int:
        """In one transaction; what is wrong with one of them is not the others' fault."""
        try:
            async with self._database.writer() as w:
                return len(await arriving.claim(w, choices))
        except Exception as error:
            log.warning("claim_failed", error=telemetry.where(error), many=len(choices))
        return sum([await self._claim_all([one]) for one in choices]) if len(choices) > 1 else 0

    async def _tell(self, component: Component, market: Market, decided: Decided, took_s: float) -> None:
        rents, kept = market.mirror.rents(), market.mirror.kept()
        at = datetime.fromtimestamp(market.mirror.rents_at, UTC)
        earned = market.earned.seconds
        rows = [Standing(one, rents.get(one, 0.0), at, seconds, kept.get(one)) for one, seconds in earned.items()]
        async with self._database.writer() as w:
            if rows:
                await round_queries.note_standings(w, rows)
            said = (decided.overdue, list(decided.held_back), decided.fallback, decided.trouble)
            await round_queries.note_round(w, component, self.id, took_s, *said)


def components(brands: Sequence[UUID], edges: Iterable[tuple[UUID, UUID]]) -> list[Component]:
    """Brands that share people, directly or over others, each group in order."""
    root = {one: one for one in brands}

    def find(one: UUID) -> UUID:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    first: dict[UUID, UUID] = {}
    for associate_id, brand_id in edges:
        mine, theirs = find(brand_id), find(first.setdefault(associate_id, brand_id))
        root[max(mine, theirs)] = min(mine, theirs)
    groups: dict[UUID, list[UUID]] = defaultdict(list)
    for one in sorted(brands):
        groups[find(one)].append(one)
    return [tuple(group) for group in groups.values()]


_rounds = PerDatabase(Rounds)


async def run(database: Database) -> int:
    """A round in each component that this process looks after."""
    return await _rounds.of(database).run()
