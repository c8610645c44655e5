"""What a list of conversations is narrowed to. The page's address, saved views, counts, files and work on several share
this one definition, and `list_queries` has its one condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from gigline.conversations.models import RequesterKind
from gigline.conversations.schemas import Strict
from gigline.kit.text import storable

Box = Literal["mine", "waiting", "all", "bot"]
Standing = Literal["open", "snoozed", "resolved"]
HolderKind = Literal["bot", "queue", "me", "person"]
Promise = Literal["soon", "broken"]

NO_TOPIC = "-"
"""In place of a topic's key: those without any."""

# How long before its time an answer is due `soon`.
SOON_S = 300
DAY_S = 86_400

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Words = Annotated[tuple[Word, ...], Field(max_length=20)]


class ListFilter(Strict):
    """Each narrows further; what is empty does not. `q`: words of messages and notes.

    `open` is without what is put off. `person`: whoever holds it, `associate` this one. `promise`: the promised
    answer is due within five minutes, or late. `waiting_over_s`: the requester has waited longer for an answer.
    """

    box: Box = "mine"
    status: Standing = "open"
    brand: UUID | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    topic: Words = ()
    channel: Words = ()
    kind: Annotated[tuple[RequesterKind, ...], Field(max_length=4)] = ()
    language: Words = ()
    priority: Annotated[tuple[Annotated[int, Field(ge=0, le=2)], ...], Field(max_length=3)] = ()
    holder: Annotated[tuple[HolderKind, ...], Field(max_length=4)] = ()
    associate: UUID | None = None
    promise: Promise | None = None
    unanswered: bool = False
    waiting_over_s: Annotated[int, Field(ge=1, le=365 * DAY_S)] | None = None

    @field_validator("q", mode="before")
    @classmethod
    def _storable(cls, value: object) -> object:
        return storable(value) if isinstance(value, str) else value


class ListQuery(ListFilter):
    """A page of it."""

    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


def condition(asked: ListFilter, brands: list[UUID], only: UUID | None, me: UUID) -> tuple[object, ...]:
    """The parameters $1 to $14 of the condition. `only`: nobody else's; `me`: who asks."""
    return (
        brands, asked.status, _holders(asked), only, me, asked.topic or None, asked.channel or None,
        asked.kind or None, asked.language or None, asked.priority or None, asked.associate, asked.promise,
        asked.unanswered, asked.waiting_over_s,
    )  # fmt: skip


def _holders(asked: ListFilter) -> Sequence[str] | None:
    """A box is a holder, but for what is settled or put off, which nobody waits for."""
    if asked.box == "mine":
        return ["person"]
    if asked.box != "all" and asked.status == "open":
        return ["queue" if asked.box == "waiting" else "bot"]
    return asked.holder or None
