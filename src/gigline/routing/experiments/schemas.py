"""What the API of experiments takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gigline.accounts.schemas import TopicKey
from gigline.routing.experiments.models import Experiment, ExperimentKind, Measure, PolicyName
from gigline.routing.experiments.rules import Compared, Estimate
from gigline.routing.experiments.sharing import Sharing

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class StartExperiment(BaseModel):
    """`planned`: pairs of blocks of a switchback, conversations of each arm of a holdout. `share`: of the contacts of a
    holdout who are under `a`. `language`: only that one. `topics`: keys, only these; none: all.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=120)]
    kind: ExperimentKind = "switchback"
    a: PolicyName = "longest-idle"
    b: PolicyName = "gigline"
    language: Language | None = None
    topics: Annotated[list[TopicKey], Field(max_length=200)] = []
    measure: Measure = "resolved"
    planned: Annotated[int, Field(ge=10, le=100_000)] = 20
    share: Annotated[float, Field(gt=0, le=0.5)] = 0.1
    block_min: Annotated[float, Field(ge=20, le=1440)] = 90
    wash_out_min: Annotated[float, Field(ge=0, le=120)] = 15

    @model_validator(mode="after")
    def _leaves_something(self) -> StartExperiment:
        if self.wash_out_min * 2 > self.block_min:
            raise ValueError("at most half of a block is washed out")
        return self


class ComparedOut(BaseModel):
    """b minus a per conversation with its 95 % interval, so far. `winner` is null until it may be named; then `why_not`
    is null. `done` of `planned`: pairs of blocks, or conversations of each arm.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    done: int
    planned: int
    mean_a: float | None
    mean_b: float | None
    winner: Literal["a", "b"] | None
    why_not: str | None


class SharedPool(BaseModel):
    """The pool of another experiment that runs, and how many of the people serve both."""

    name: str
    people: int


class SharingOut(BaseModel):
    """Of the `people` who serve a pool, who does something else as well, so that one arm's load reaches the other: in
    all (`shared`), the rest of the brand's queue (`outside`), other brands (`elsewhere`), other experiments' pools.
    """

    people: int
    shared: int
    outside: int
    elsewhere: int
    pools: list[SharedPool]

    @classmethod
    def of(cls, found: Sharing) -> SharingOut:
        pools = [SharedPool(name=name, people=people) for name, people in found.pools]
        return cls(**{**vars(found), "pools": pools})


class ExperimentPoolOut(BaseModel):
    """A pool that one may start with. `taken`: experiments that run in a part of it, so that it has to wait."""

    sharing: SharingOut
    taken: list[str]


class ExperimentOut(BaseModel):
    """`now`: the policy of the running block (switchbacks). `sharing`: as it is now, of one that runs."""

    id: UUID
    name: str
    kind: ExperimentKind
    language: str | None
    topics: list[str]
    a: PolicyName
    b: PolicyName
    share: float
    measure: Measure
    block_s: float
    wash_out_s: float
    started_at: datetime
    ended_at: datetime | None
    now: PolicyName | None
    so_far: ComparedOut
    sharing: SharingOut | None

    @classmethod
    def of(cls, one: Experiment, now: PolicyName | None, found: Compared, shared: Sharing | None) -> ExperimentOut:
        facts = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)}
        sharing = SharingOut.of(shared) if shared else None
        return cls(**facts, now=now, so_far=ComparedOut(**vars(found)), sharing=sharing)


class ExperimentList(BaseModel):
    items: list[ExperimentOut]


class SizeOut(BaseModel):
    """How the measure was in the last 28 days, by blocks; what finding the difference takes with a power of 80 %."""

    mean: float
    within: float
    between: float
    per_block: float
    blocks: int
    pairs: int
    days: float


class PolicyReplay(BaseModel):
    """What another policy would have been worth on the offers as recorded, per conversation, doubly robustly."""

    other: Literal["longest-idle", "anybody"]
    offers: int
    as_made: float
    value: float
    difference: float
    low: float
    high: float
    agreed: float

    @classmethod
    def of(cls, other: Literal["longest-idle", "anybody"], one: Estimate) -> PolicyReplay:
        facts = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)}
        return cls(**{**facts, "other": other, "value": one.other})


class PolicyReplays(BaseModel):
    items: list[PolicyReplay]
