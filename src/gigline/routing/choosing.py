"""A choice and the record from which it follows again. Pure.

Two rules choose: the engine's `gigline` policy (its record is the engine's own round), and longest idle, which also
stands in where the other is late, broken, or has not learned yet what there is to learn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.routing import rules
from gigline.routing.engine import records
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.records import Round
from gigline.routing.models import Match, Worth
from gigline.workforce.models import Candidate

IDLE = "longest-idle"
IDLE_VERSION = 2
CONTINUITY = 1e6


Split = tuple[tuple[Candidate, ...], tuple[rules.Excluded, ...]]


@dataclass(frozen=True)
class Choice:
    """Who is asked for a conversation, and all that this followed from.

    `path`: decided at once (event) or together with others (round). `fallback`: why longest idle stood in, if it did.
    `given`: what competed, where the engine chose; `pass_id` names it where several choices share it. `now`: when.
    """

    conversation_id: UUID
    epoch: int
    associate_id: UUID
    policy: str
    version: int
    seed: int
    model: int
    path: str
    fallback: str | None
    need: rules.Need
    now: datetime
    waited_s: float
    after_bot: bool
    eligible: tuple[Candidate, ...]
    excluded: tuple[rules.Excluded, ...]
    parts: Mapping[str, float]
    score: float
    propensity: float = 1.0
    given: Round | None = None
    pass_id: UUID | None = None
    expected: Worth | None = None
    match: Match | None = None

    @property
    def chosen(self) -> Candidate:
        """Who is asked, as they were seen."""
        return next(one for one in self.eligible if one.id == self.associate_id)


def longest_idle(before: UUID | None, idle: Mapping[UUID, float], seed: int) -> list[tuple[UUID, dict[str, float]]]:
    """With the parts of their scores: who had this conversation before, then by seconds idle; ties fall by the seed."""
    parts = {
        id_: {"continuity": CONTINUITY if id_ == before else 0.0, "idle_s": min(idle_s, CONTINUITY - 1)}
        for id_, idle_s in idle.items()
    }
    return sorted(parts.items(), key=lambda one: (-sum(one[1].values()), tie_break(seed, one[0])))


def tie_break(seed: int, associate_id: UUID) -> bytes:
    """A fair, reproducible order of equals."""
    return hashlib.blake2b(associate_id.bytes + seed.to_bytes(8, "big"), digest_size=8).digest()


def split(need: rules.Need, candidates: Sequence[Candidate], asked: Mapping[UUID, str]) -> Split:
    """Those who may be asked now, and why not the others."""
    return Splits().split(need, candidates, asked)


class Splits:
    """The same for many needs and again and again: worked out only for candidates that are not the same objects."""

    def __init__(self) -> None:
        self._known: dict[rules.Need, dict[tuple[UUID, UUID], tuple[Candidate, rules.Excluded | None]]] = {}

    def split(self, need: rules.Need, candidates: Sequence[Candidate], asked: Mapping[UUID, str]) -> Split:
        """As `split` says."""
        known = self._known.setdefault(rules.standing_need(need), {})
        eligible, excluded = [], []
        for one in candidates:
            seen = known.get((one.brand_id, one.id))
            if seen is None or seen[0] is not one:
                seen = known[one.brand_id, one.id] = (one, rules.exclusion(need, one, {}))
            found = seen[1] or rules.asked_before(one, asked)
            if found is None:
                eligible.append(one)
            else:
                excluded.append(found)
        return tuple(eligible), tuple(excluded)


# the record


def record(choice: Choice) -> dict[str, Any]:
    """The choice as JSON values; no names, only ids and facts. Floats keep all their digits."""
    need = {**asdict(choice.need), "before": str(choice.need.before) if choice.need.before else None}
    inline = records.to_json(choice.given) if choice.given is not None and choice.pass_id is None else None
    return {
        "policy": choice.policy,
        "version": choice.version,
        "seed": choice.seed,
        "model": choice.model,
        "path": choice.path,
        "fallback": choice.fallback,
        "conversation": str(choice.conversation_id),
        "need": need,
        "waited_s": choice.waited_s,
        "after_bot": choice.after_bot,
        "eligible": [_facts(one, choice.now) for one in choice.eligible],
        "excluded": [
            {"associate_id": str(one.associate_id), "filter": one.filter, "because": one.because}
            for one in choice.excluded
        ],
        "score": choice.score,
        "propensity": choice.propensity,
        "expected": asdict(choice.expected) if choice.expected else None,
        "affinity": asdict(choice.match) if choice.match else None,
        "round": inline,
        "pass": str(choice.pass_id) if choice.pass_id else None,
        "chosen": str(choice.associate_id),
    }


def _facts(one: Candidate, now: datetime) -> dict[str, Any]:
    facts = {"load": one.load, "capacity": one.capacity, "limit": one.limit, "idle_s": one.idle_s(now)}
    return {"id": str(one.id), **facts}


@dataclass(frozen=True)
class Recorded:
    """A decision as it was kept. `given`: what competed, where the engine chose and that is still there."""

    stored: Mapping[str, Any]
    given: Round | None

    @property
    def forgotten(self) -> bool:
        """Whether of all others that could have been asked only their number is left."""
        return "counts" in self.stored


def recorded(stored: Mapping[str, Any], shared: Round | None) -> Recorded:
    """With what it shares with others, or has for itself."""
    return Recorded(stored, records.from_json(stored["round"]) if stored["round"] else shared)


def replay(one: Recorded) -> UUID:
    """Whom the record chooses; LookupError where it is forgotten, or the rule of that name and version is not here."""
    rule = (one.stored["policy"], one.stored["version"])
    if rule == (IDLE, IDLE_VERSION) and not one.forgotten:
        return _idle_again(one.stored)
    if rule != (Gigline.name, Gigline.version) or one.given is None:
        raise LookupError(f"policy {rule[0]} version {rule[1]} is not here, or what it went by is forgotten")
    return UUID(dict(records.replay(one.given))[one.stored["conversation"]])


def _idle_again(stored: Mapping[str, Any]) -> UUID:
    before = stored["need"]["before"]
    idle = {UUID(one["id"]): float(one["idle_s"]) for one in stored["eligible"]}
    return longest_idle(UUID(before) if before else None, idle, stored["seed"])[0][0]


def replays(one: Recorded) -> bool:
    """Whether the record gives the recorded choice again."""
    try:
        return replay(one) == UUID(one.stored["chosen"])
    except LookupError:
        return False


def apart(choices: Sequence[Choice], pass_id: UUID) -> list[Choice]:
    """The same choices, sharing the record of what competed."""
    return [replace(one, pass_id=pass_id) for one in choices]
