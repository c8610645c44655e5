"""Who is good at what, as this process knows it: the value model, kept up with the outcomes in the database.

All state is in `routing_outcomes`: they are learned in their order, so that every process comes to the same numbers,
and a new one to those of the old.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from gigline.infra.db import Database, PerDatabase, Reader
from gigline.routing import affinity, queries, rules
from gigline.routing.engine import value as engine
from gigline.routing.engine.affinity import Shared
from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.events import Conversation as Case
from gigline.routing.engine.events import Outcome
from gigline.routing.models import KnownOutcome, Worth
from gigline.workforce.models import Candidate

# Older ones have faded (docs/decisions/0016); some 5 s of work when a process begins.
MOST_OUTCOMES = 20_000
# So many are learned while a decision waits; more are learned beside it, and until then longest idle decides.
AT_ONCE = 200


@dataclass
class Experience:
    """One a process and database."""

    model: engine.ValueModel = field(default_factory=engine.ValueModel)
    last: int = 0
    _rows: dict[UUID, int] = field(default_factory=dict)
    # Learned and asked in threads: neither may see the other's work half done.
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _loading: asyncio.Task[None] | None = None

    async def is_current(self, r: Reader) -> bool:
        """Learn what is new; False while there is too much of it to wait for."""
        if self._loading is not None:
            if not self._loading.done():
                return False
            self._loading.result()
            self._loading = None
        fresh = await queries.outcomes_after(r, self.last, AT_ONCE + 1, MOST_OUTCOMES)
        if len(fresh) > AT_ONCE:
            self._loading = asyncio.create_task(self._load(r.database))
            return False
        if fresh:
            await asyncio.to_thread(self._learn, fresh)
        return True

    async def _load(self, database: Database) -> None:
        while True:
            async with database.reader() as r:
                fresh = await queries.outcomes_after(r, self.last, 2_000, MOST_OUTCOMES)
            if not fresh:
                return
            await asyncio.to_thread(self._learn, fresh)

    def _learn(self, fresh: Sequence[KnownOutcome]) -> None:
        for one in fresh:
            had = _case(one.brand_id, one.topic, one.language, one.channel, one.requester_kind, one.sla_s)
            outcome = Outcome(
                t=one.at.timestamp(), row=self._row(one.associate_id), conversation=had,
                associate=str(one.associate_id), resolved=one.resolved, csat=one.csat, work=one.work_s,
                wait=one.wait_s, concurrency=float(one.concurrency),
                wished=affinity.in_engine(one.brand_id, one.wished),
                matched=affinity.in_engine(one.brand_id, one.matched),
            )  # fmt: skip
            with self._guard:
                self.model.learn(outcome)
            self.last = one.n

    def _row(self, associate_id: UUID) -> int:
        return self._rows.setdefault(associate_id, len(self._rows))

    def rows(self, associate_ids: Sequence[UUID]) -> Ints:
        """Their numbers in the model."""
        return np.array([self._row(one) for one in associate_ids], dtype=np.intp)

    def expect(self, case: Case, rows: Ints, shared: Shared | None = None) -> engine.Worth:
        """What these would make of such a conversation, by how many they have at once. Some 50 µs, and 1 µs a row.

        `shared`: who of them has what the requester wished for, where that may count.
        """
        with self._guard:
            self._make_room(rows)
            return self.model.worth(case, rows, shared)

    def cases(self, rows: Ints) -> Floats:
        """On how many outcomes of each that rests."""
        with self._guard:
            self._make_room(rows)
            return self.model.persons.cases_of(rows)

    def _make_room(self, rows: Ints) -> None:
        """The model makes it for ascending numbers, which ours need not be."""
        self.model.persons.grow(int(rows.max(initial=0)) + 1)

    def worth(self, case: Case, one: Candidate, shared: Shared | None = None) -> Worth:
        """What this one would make of it, next to what they hold."""
        row = self.rows([one.id])
        found = self.expect(case, row, shared)
        at = min(MOST_CONCURRENT - 1, one.load)
        resolved, csat, work_s = (float(part[at, 0]) for part in (found.resolved, found.csat, found.work))
        return Worth(resolved, csat, work_s, cases=int(self.cases(row)[0]))


def case(brand_id: UUID, need: rules.Need, requester_kind: str, sla_s: float) -> Case:
    """A conversation as the model knows it."""
    return _case(brand_id, need.topic or "", need.language, need.channel, requester_kind, sla_s)


_experiences = PerDatabase(lambda _: Experience())


def of(database: Database) -> Experience:
    """This process's experience with this database."""
    return _experiences.of(database)


def _case(brand_id: UUID, topic: str, language: str, channel: str, requester_kind: str, sla_s: float) -> Case:
    return Case("", str(brand_id), topic, language, channel, segment=requester_kind, sla=sla_s)
