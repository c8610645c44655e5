"""What goes in and out of the endpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.integrations.models import InputType, OutputType, Risk, Runner, RunState

AddressType = Literal["email", "phone"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class InputOut(BaseModel):
    """Something to fill in. `money` is a whole number of minor units."""

    name: str
    type: InputType
    title: str
    description: str
    required: bool
    options: list[str]
    minimum: float | None
    maximum: float | None
    max_length: int


class ActionOut(BaseModel):
    """An action of the brand for this requester. `obstacle` says why it cannot be run now: the caller may not
    (`not_allowed`), or nobody proved who the requester is (`not_verified`)."""

    name: str
    title: str
    description: str
    risk: Risk
    confirm: bool
    currency: str
    inputs: list[InputOut]
    obstacle: Literal["not_allowed", "not_verified"] | None


class ShownOut(BaseModel):
    """A value of an answer as people read it; for a list, one mapping for each row."""

    name: str
    title: str
    type: OutputType
    text: str
    rows: list[dict[str, Any]]


class RunOut(BaseModel):
    """A run. `text` is what the brand would say to the requester, if it says something."""

    id: UUID
    action: str
    title: str
    risk: Risk
    state: RunState
    why: str
    text: str
    shown: list[ShownOut]
    runner: Runner
    runner_name: str
    started_at: datetime
    settled_at: datetime | None


class ActionsOut(BaseModel):
    """What can be done in a conversation, what was done, and how the requester may prove an address."""

    items: list[ActionOut]
    runs: list[RunOut]
    verified: bool
    codes: list[AddressType]


class RunAction(_Body):
    """`client_id` is the idempotency key of the caller: the same one again runs nothing again."""

    epoch: Annotated[int, Field(ge=1, le=2_147_483_647)]
    client_id: Annotated[str, Field(min_length=1, max_length=100)]
    inputs: Annotated[dict[Annotated[str, Field(max_length=80)], Any], Field(max_length=50)] = {}
    confirmed: bool = False


class SettleRun(_Body):
    """What somebody found out about a run of unknown outcome."""

    happened: bool


class SendCode(_Body):
    """Where to: a claimed or known address of the requester."""

    type: AddressType
    value: Annotated[str, Field(min_length=3, max_length=254)]


class ProveCode(_Body):
    code: Annotated[str, Field(min_length=4, max_length=20)]


class Accepted(BaseModel):
    accepted: bool
