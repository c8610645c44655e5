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
class Experiment:
    """One row of `experiments`. `language`: only of that one (a pool of its own), None: the whole queue.

    A switchback gives each block one of `a` and `b`; a holdout gives `share` of the contacts `a` for good, the others
    `b`. `planned`: pairs of blocks, or conversations of each arm, that it needs.
    """

    brand_id: UUID
    id: UUID
    name: str
    kind: ExperimentKind
    language: str | None
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
