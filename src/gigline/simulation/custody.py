"""Who held what, as the associates saw it and as the log tells it: nobody else's, and not too much. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gigline.simulation.transcript import Entry

# Lines after which a conversation has no associate any more.
_FREEING = frozenset({"released", "snoozed", "transferred", "resolved", "reopened", "handed_over"})


@dataclass(frozen=True)
class Claim:
    """An associate was told that the conversation is theirs, under this epoch."""

    conversation: str
    epoch: int
    associate: str


@dataclass(frozen=True)
class Said:
    """An associate's answer that the platform took, under this epoch."""

    conversation: str
    epoch: int
    associate: str
    client_id: str


def double_claims(claims: Iterable[Claim | Said]) -> int:
    """How many associates too many were let in: more than one for the same epoch of a conversation."""
    holders: dict[tuple[str, int], set[str]] = defaultdict(set)
    for claim in claims:
        holders[(claim.conversation, claim.epoch)].add(claim.associate)
    return sum(len(people) - 1 for people in holders.values())


def double_assignments(entries: Sequence[Entry]) -> int:
    """How often the log of one conversation assigns an offer while somebody else still holds it."""
    holder: str | None = None
    doubles = 0
    for entry in entries:
        data = entry.get("data") or {}
        if entry["kind"] != "activity":
            continue
        if data.get("type") == "assigned":
            taker = entry["author"]["id"]
            doubles += data.get("cause") == "offer" and holder is not None and holder != taker
            holder = taker
        elif data.get("type") in _FREEING:
            holder = None
    return doubles


def missing_replies(said: Iterable[Said], logs: Mapping[str, Sequence[Entry]]) -> int:
    """How many of the answers that were taken are not in their conversation's log (of the logs at hand)."""
    kept = {name: {entry.get("client_id") for entry in log} for name, log in logs.items()}
    return sum(one.conversation in kept and one.client_id not in kept[one.conversation] for one in said)
