"""What work on several conversations takes and gives."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from gigline.conversations.schemas import Epoch, Strict

AS_IT_IS = "*"
"""In place of a topic: each keeps its own."""

MOST = 50
"""Conversations of one request: a second's work. Who has more asks again, and so sees how far it is."""

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Assign(Strict):
    do: Literal["assign"]
    associate_id: UUID


class PullBack(Strict):
    do: Literal["pull_back"]


class Classify(Strict):
    """What is left out each keeps; an empty topic is none."""

    do: Literal["classify"]
    topic: Annotated[str, StringConstraints(pattern=r"^(?:\*|[a-z0-9_-]{0,40})$")] = AS_IT_IS
    priority: Annotated[int, Field(ge=0, le=2)] | None = None


class Snooze(Strict):
    do: Literal["snooze"]
    until: AwareDatetime
    reason: Reason = ""


class Resolve(Strict):
    """`reason` becomes a private note."""

    do: Literal["resolve"]
    reason: Reason = ""


Step = Assign | PullBack | Classify | Snooze | Resolve


class One(Strict):
    """A conversation as whoever decides saw it."""

    id: UUID
    epoch: Epoch


class Together(Strict):
    step: Annotated[Step, Field(discriminator="do")]
    conversations: Annotated[list[One], Field(min_length=1, max_length=MOST)]


class TogetherResult(BaseModel):
    """`epoch`: the conversation's after the step; `error` and `detail`: why there was none."""

    id: UUID
    epoch: int | None
    error: str | None
    detail: str


class TogetherResults(BaseModel):
    items: list[TogetherResult]
