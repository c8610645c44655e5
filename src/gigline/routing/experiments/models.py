"""Rows of experiments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

ExperimentKind = Literal["switchback", "holdout"]
Measure = Literal["resolved", "in_time", "csat"]
PolicyName = Literal["gigline", "gigline-without-affinity", "longest-idle"]


@dataclass(frozen=True)
class Pool:
    """The part of a brand's queue that an experiment is about. `language`: only that one, None: all. `topics`: only
    these, none: all, and what has none.
    """

    language: str | None = None
    topics: frozenset[str] = frozenset()

    def has(self, topic: str | None, language: str) -> bool:
        """Whether such a conversation is in it."""
        spoken = self.language in {None, language.partition("-")[0]}
        return spoken and (not self.topics or topic in self.topics)

    def meets(self, other: Pool) -> bool:
        """Whether a conversation could be in both; the same as the constraint experiment_pools_apart."""
        spoken = None in {self.language, other.language} or self.language == other.language
        return spoken and (not self.topics or not other.topics or bool(self.topics & other.topics))


@dataclass(frozen=True)
class Experiment:
    """One row of `experiments`; `language` and `topics` are its pool.

    A switchback gives each block one of `a` and `b`; a holdout gives `share` of the contacts `a` for good, the others
    `b`. `planned`: pairs of blocks, or conversations of each arm, that it needs.
    """

    brand_id: UUID
    id: UUID
    name: str
    kind: ExperimentKind
    language: str | None
    topics: list[str]
    a: PolicyName
    b: PolicyName
    share: float
    measure: Measure
    seed: int
    block_s: float
    wash_out_s: float
    planned: int
    started_at: datetime
    ended_at: datetime | None

    @property
    def pool(self) -> Pool:
        return Pool(self.language, frozenset(self.topics))


@dataclass(frozen=True)
class Seen:
    """A conversation that came to the queue while an experiment ran, and what its measure is, once that is known."""

    at: float
    contact_id: UUID
    value: float


@dataclass(frozen=True)
class Past:
    """An offer that was taken, with what came of it. `pass_id`: of the record that it shares with others."""

    decision: dict[str, Any]
    pass_id: UUID | None
    resolved: bool
    csat: bool | None
