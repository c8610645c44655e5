"""What the bot tells itself: look later, run an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class SilenceDue(Event):
    """Time to look whether the requester went silent after the bot's turn on message `seq` (a timer, not a fact)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    epoch: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class FlowActionDue(Event):
    """A flow waits for its call `number`, for this contact: run it, outside of any transaction (work, not a fact)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    run_id: UUID
    number: int
    contact_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SummaryDue(Event):
    """The bot handed over, and the brand wants the language model to sum it up for whoever takes it."""

    STREAM: ClassVar[bool] = False

    segment: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class GuestAsked(Event):
    """The bot wants a second opinion on its turn about message `seq`, before it acts under `epoch`."""

    STREAM: ClassVar[bool] = False

    epoch: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class GuestAnswered(Event):
    """The language model answered, or will not: the bot's turn goes on."""

    STREAM: ClassVar[bool] = False
