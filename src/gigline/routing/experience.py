"""Who is good at what, as this process knows it: the value model, kept up with the outcomes in the database.

All state is in `routing_outcomes`: they are learned in their order, so that every process comes to the same numbers,
and a new one to those of the old.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from gigline.infra.db import Database, PerDatabase, Reader
from gigline.routing import queries
from gigline.routing.engine.columns import MOST_CONCURRENT
from gigline.routing.engine.events import Conversation as Case
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.value import ValueModel
from gigline.routing.models import KnownOutcome, Worth
from gigline.workforce.models import Candidate

# Older ones have faded (docs/decisions/0016); some 5 s of work when a process begins.
MOST_OUTCOMES = 20_000
# So many are learned while a decision waits; more are learned beside it, and until then longest idle decides.
AT_ONCE = 200


@dataclass
class Experience:
    """One a process and database."""

    model: ValueModel = field(default_factory=ValueModel)
    last: int = 0
    _rows: dict[UUID, int] = field(default_factory=dict)
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
            case = _case(one.brand_id, one.topic, one.language, one.channel, one.requester_kind, one.sla_s)
            outcome = Outcome(
                t=one.at.timestamp(), row=self._row(one.associate_id), conversation=case,
                associate=str(one.associate_id), resolved=one.resolved, csat=one.csat, work=one.work_s,
                wait=one.wait_s, concurrency=float(one.concurrency),
            )  # fmt: skip
            self.model.learn(outcome)
            self.last = one.n

    def _row(self, associate_id: UUID) -> int:
        return self._rows.setdefault(associate_id, len(self._rows))

    def worth(
        self, brand_id: UUID, topic: str, language: str, channel: str, requester_kind: str, sla_s: float,
        people: Iterable[Candidate],
    ) -> dict[UUID, Worth]:  # fmt: skip
        """What each of these would make of such a conversation now. CPU: some 50 µs, and 1 µs a person."""
        asked = sorted(people, key=lambda one: self._row(one.id))
        if not asked:
            return {}
        case = _case(brand_id, topic, language, channel, requester_kind, sla_s)
        rows = np.array([self._row(one.id) for one in asked], dtype=np.intp)
        found = self.model.worth(case, rows)
        cases = self.model.persons.cases_of(rows)
        level = [min(MOST_CONCURRENT - 1, one.load) for one in asked]
        return {
            one.id: Worth(
                float(found.resolved[at, n]), float(found.csat[at, n]), float(found.work[at, n]), int(cases[n])
            )
            for n, (one, at) in enumerate(zip(asked, level, strict=True))
        }


_experiences = PerDatabase(lambda _: Experience())


def of(database: Database) -> Experience:
    """This process's experience with this database."""
    return _experiences.of(database)


def _case(brand_id: UUID, topic: str, language: str, channel: str, requester_kind: str, sla_s: float) -> Case:
    return Case("", str(brand_id), topic, language, channel, segment=requester_kind, sla=sla_s)
