"""Order among the eligible, and the record of a decision that can be replayed. Pure.

A `Policy` only orders those whom `rules.exclusion` lets pass. It gets a seed for ties, so that the record (facts,
policy, version, seed) is all that a replay needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from gigline.routing import rules
from gigline.routing.models import Worth
from gigline.workforce.models import Candidate


@dataclass(frozen=True)
class Scored:
    """An eligible associate with their score (greatest first) and what it is made of."""

    associate_id: UUID
    score: float
    parts: dict[str, float]


class Policy(Protocol):
    """Orders the eligible. Must give the same for the same arguments, whatever the order of `eligible`."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def rank(
        self, conversation: rules.Need, eligible: Sequence[Candidate], seed: int, worth: Mapping[UUID, Worth]
    ) -> list[Scored]:
        """All of `eligible`, best first. `worth`: what was learned of each, where anything was."""


class LongestIdle:
    """Who held this conversation before goes first, then who has been idle longest; ties fall by the seed."""

    name = "longest-idle"
    version = 1
    CONTINUITY = 1e6

    def rank(
        self, conversation: rules.Need, eligible: Sequence[Candidate], seed: int, worth: Mapping[UUID, Worth]
    ) -> list[Scored]:
        scored = [self._score(conversation, one) for one in eligible]
        return sorted(scored, key=lambda one: (-one.score, tie_break(seed, one.associate_id)))

    def _score(self, conversation: rules.Need, one: Candidate) -> Scored:
        continuity = self.CONTINUITY if one.id == conversation.before else 0.0
        idle = min(one.idle_s, self.CONTINUITY - 1)
        return Scored(one.id, continuity + idle, {"continuity": continuity, "idle_s": idle})


class Gigline:
    """What is expected to come of it goes first; between equals, who has been free for longer.

    score = value + continuity + fairness. `value`: the chance of its resolution and half that of satisfaction, next to
    what the associate holds now. `continuity`: whoever held this conversation before goes on with it. `fairness` grows
    with the time somebody has been free, and never outweighs a real difference. Without any outcomes everybody is worth
    the same, so that it is longest idle.
    """

    name = "gigline"
    version = 1
    CSAT = 0.5
    CONTINUITY = 1.0
    FAIRNESS = 0.05
    FAIR_AFTER_S = 600.0

    def rank(
        self, conversation: rules.Need, eligible: Sequence[Candidate], seed: int, worth: Mapping[UUID, Worth]
    ) -> list[Scored]:
        """All of `eligible`, best first; each needs its worth."""
        scored = [self._score(conversation, one, worth[one.id]) for one in eligible]
        return sorted(scored, key=lambda one: (-one.score, tie_break(seed, one.associate_id)))

    def _score(self, conversation: rules.Need, one: Candidate, worth: Worth) -> Scored:
        parts = {
            "value": worth.resolved + self.CSAT * worth.csat,
            "continuity": self.CONTINUITY if one.id == conversation.before else 0.0,
            "fairness": self.FAIRNESS * one.idle_s / (one.idle_s + self.FAIR_AFTER_S),
        }
        return Scored(one.id, sum(parts.values()), parts)


def tie_break(seed: int, associate_id: UUID) -> bytes:
    """A fair, reproducible order of equals."""
    return hashlib.blake2b(associate_id.bytes + seed.to_bytes(8, "big"), digest_size=8).digest()


POLICIES: Mapping[str, Policy] = {policy.name: policy for policy in (Gigline(), LongestIdle())}
# Where nothing was learned yet, or not in time.
STAND_IN = "longest-idle"


@dataclass(frozen=True)
class Decision:
    """Everything that led to a choice. `busy`: ranked higher, but their room was gone at the compare-and-set.

    `model`: how many outcomes `worth` was learned from.
    """

    need: rules.Need
    eligible: tuple[Candidate, ...]
    excluded: tuple[rules.Excluded, ...]
    ranked: tuple[Scored, ...]
    policy: str
    version: int
    seed: int
    busy: tuple[UUID, ...] = ()
    worth: Mapping[UUID, Worth] = field(default_factory=dict)
    model: int = 0

    def without(self, associate_id: UUID) -> Decision:
        """The same, with one more whose room was gone."""
        return replace(self, busy=(*self.busy, associate_id))

    def limit_of(self, associate_id: UUID) -> int:
        """What this eligible associate may carry now."""
        return next(one.limit for one in self.eligible if one.id == associate_id)


def decide(
    need: rules.Need,
    candidates: Sequence[Candidate],
    asked: Mapping[UUID, str],
    policy: Policy,
    seed: int,
    worth: Mapping[UUID, Worth] | None = None,
    model: int = 0,
) -> Decision:
    """Filter, then rank."""
    checked = [(one, rules.exclusion(need, one, asked)) for one in candidates]
    eligible = tuple(one for one, found in checked if found is None)
    known = {one.id: worth[one.id] for one in eligible} if worth else {}
    return Decision(
        need=need,
        eligible=eligible,
        excluded=tuple(found for _, found in checked if found is not None),
        ranked=tuple(policy.rank(need, eligible, seed, known)),
        policy=policy.name,
        version=policy.version,
        seed=seed,
        worth=known,
        model=model,
    )


def record(decision: Decision, chosen: UUID) -> dict[str, Any]:
    """The decision as JSON values; no names, only ids and facts."""
    return {
        "need": {**asdict(decision.need), "before": str(decision.need.before) if decision.need.before else None},
        "eligible": [_facts(one) for one in decision.eligible],
        "worth": {str(id_): asdict(worth) for id_, worth in decision.worth.items()},
        "model": decision.model,
        "excluded": [
            {"associate_id": str(one.associate_id), "filter": one.filter, "because": one.because}
            for one in decision.excluded
        ],
        "ranked": [
            {"associate_id": str(one.associate_id), "score": one.score, "parts": one.parts} for one in decision.ranked
        ],
        "busy": [str(one) for one in decision.busy],
        "policy": decision.policy,
        "version": decision.version,
        "seed": decision.seed,
        "chosen": str(chosen),
    }


def _facts(one: Candidate) -> dict[str, Any]:
    return {**asdict(one), "id": str(one.id), "brand_id": str(one.brand_id), "name": ""}


def replay(stored: Mapping[str, Any], policies: Mapping[str, Policy] = POLICIES) -> UUID:
    """Whom the recorded facts, policy and seed choose; raises LookupError when that policy version is not here."""
    policy = policies.get(stored["policy"])
    if policy is None or policy.version != stored["version"]:
        raise LookupError(f"policy {stored['policy']} version {stored['version']} is not here")
    before = stored["need"]["before"]
    need = rules.Need(**{**stored["need"], "before": UUID(before) if before else None})
    eligible = [_candidate(facts) for facts in stored["eligible"]]
    if any(rules.exclusion(need, one, {}) is not None for one in eligible):
        raise LookupError("the record calls somebody eligible who was not")
    busy = {UUID(one) for one in stored["busy"]}
    worth = {UUID(id_): Worth(**facts) for id_, facts in stored.get("worth", {}).items()}
    ranked = policy.rank(need, eligible, stored["seed"], worth)
    return next(one.associate_id for one in ranked if one.associate_id not in busy)


def _candidate(facts: Mapping[str, Any]) -> Candidate:
    lists = {key: tuple(facts[key]) for key in ("languages", "topics", "channels")}
    return Candidate(**{**facts, **lists, "id": UUID(facts["id"]), "brand_id": UUID(facts["brand_id"])})


def reason(decision: Decision, chosen: UUID) -> dict[str, Any]:
    """Why this associate, for the offer's card: one sentence and the score's parts."""
    parts = next(one.parts for one in decision.ranked if one.associate_id == chosen)
    return {"summary": _summary(decision, chosen, parts), "parts": parts}


def _summary(decision: Decision, chosen: UUID, parts: Mapping[str, float]) -> str:
    eligible = len(decision.eligible)
    if parts.get("continuity"):
        return "You helped with this before, so it comes to you first."
    if eligible == 1:
        return "You are the only one free who can take this now."
    if _stands_out(decision, chosen):
        return f"Conversations like this went well in your hands, better than with most of the {eligible} who are free."
    return f"You have been free longest of the {eligible} who can take this now."


def _stands_out(decision: Decision, chosen: UUID) -> bool:
    """Whether it was the learned value that decided, and not the time somebody had been free."""
    values = {one.associate_id: one.parts.get("value", 0.0) for one in decision.ranked}
    longest = max(decision.eligible, key=lambda one: one.idle_s)
    return values[chosen] > values[longest.id]


def replays(stored: Mapping[str, Any]) -> bool:
    """Whether the record gives the recorded choice again."""
    try:
        return replay(stored) == UUID(stored["chosen"])
    except LookupError:
        return False
