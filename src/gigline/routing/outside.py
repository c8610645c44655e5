"""Routing for another help desk: it says who waits and who is there, we say who should get it, and keep why.

The engine is the same as everywhere; nothing here knows of our own conversations or people. A question holds all that
its answer depends on, so that the kept record gives the same answer again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.routing import outside_queries as queries
from gigline.routing.engine import events
from gigline.routing.errors import NoSuchDecision
from gigline.routing.outside_schemas import Candidate, Chosen, Past, Question, Reason

if TYPE_CHECKING:
    from gigline.routing.engine.router import Router

# The one moment of a question; what happened before it has times below.
_NOW: Final = 0.0


async def choose(w: Writer, brand_id: UUID, question: Question) -> Chosen:
    """Decide, and keep the record."""
    # Half a second of arithmetic for a large question must not hold up everybody else's requests.
    decided = await asyncio.to_thread(decide, question)
    chosen = Chosen(id=w.new_id(), **decided)
    await queries.keep(w, brand_id, chosen.id, question.model_dump(mode="json"), chosen.model_dump(mode="json"))
    return chosen


async def recorded(r: Reader, brand_id: UUID, decision_id: UUID) -> tuple[Question, Chosen]:
    """A question and its answer. Raises NoSuchDecision."""
    found = await queries.find(r, brand_id, decision_id)
    if found is None:
        raise NoSuchDecision("There is no such decision.")
    return Question.model_validate(found.question), Chosen.model_validate(found.answer)


def decide(question: Question) -> dict[str, Any]:
    """The answer to a question. Pure: the same question gives the same answer."""
    # The solver comes with scipy, which takes a third of a second to load: not when the platform starts.
    from gigline.routing.engine.router import Router

    router = Router(question.policy, question.seed)
    _announce(router, question)
    need = question.conversation
    router.feed(events.Arrived(_NOW - need.waited, events.Conversation(**need.model_dump(exclude={"waited"}))))
    rules = {one.id: router.market.broken_rule(need.id, one.id) for one in question.associates}
    decision = router.feed(events.Tick(_NOW))
    offer = next(iter(decision.offers), None) if decision is not None else None
    return {
        "policy": question.policy,
        "version": router.policy.version,
        "associate": offer.associate if offer is not None else None,
        "score": offer.score if offer is not None else None,
        "parts": dict(offer.parts) if offer is not None else {},
        "candidates": [Reason(id=one, may=rule is None, rule=rule) for one, rule in rules.items()],
    }


def _announce(router: Router, question: Question) -> None:
    """Everybody as they are: their past, since when they are idle, what they carry."""
    for one in question.associates:
        router.feed(_profile(one))
    for past in question.history:
        router.feed(_past(past))
    # Whoever is idle longest came first; being there since then is all that their idleness depends on.
    for one in sorted(question.associates, key=lambda each: -each.idle_s):
        router.feed(events.Online(min(_NOW - one.idle_s, _NOW - question.conversation.waited), one.id))
    people = router.market.people
    for one in question.associates:
        row = people.row[one.id]
        people.load[row] = one.load
        people.held[row] = one.load
        people.idle_since[row] = _NOW - one.idle_s


def _profile(one: Candidate) -> events.Associate:
    return events.Associate(
        one.id, one.brands, one.languages, one.channels, one.slots, one.tiers, experiences=one.experiences
    )


def _past(one: Past) -> events.History:
    need = events.Conversation(**one.conversation.model_dump(exclude={"waited"}))
    return events.History(need, one.associate, one.resolved, one.csat, one.work, one.wait, one.concurrency)
