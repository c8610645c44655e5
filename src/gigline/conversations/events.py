"""What happens to conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ConversationEvent(Event):
    """`epoch` is the conversation's after the event; `seq` is the log entry that tells of it."""

    conversation_id: UUID
    epoch: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(ConversationEvent):
    """A contact wrote and no conversation of theirs was open. Also a new segment (`segment` > 1) of a resolved one.

    `holdout`: only people answer this contact, so that the bot can be measured against them.
    """

    contact_id: UUID
    segment: int
    holder: str
    requester_kind: str
    holdout: bool = False


@dataclass(frozen=True, kw_only=True)
class RequesterWrote(ConversationEvent):
    """A message of the requester was appended; `holder` held the conversation then. `still_there`: they had been asked
    whether they are.
    """

    holder: str
    segment: int
    still_there: bool = False


@dataclass(frozen=True, kw_only=True)
class Answered(ConversationEvent):
    """The bot or an associate wrote to the requester; `replies` are the saved replies that the answer was made of."""

    by: str
    author_id: UUID | None
    segment: int
    replies: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Noted(ConversationEvent):
    """A private note was added."""


@dataclass(frozen=True, kw_only=True)
class Queued(ConversationEvent):
    """The queue holds it now: somebody must be found. `cause` is handover, released, transferred, reopened or woke.

    `associate_before` had put it off and has it back if they are there.
    """

    cause: str
    segment: int
    topic: str | None
    associate_before: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Assigned(ConversationEvent):
    """An associate holds it now."""

    associate_id: UUID
    cause: str
    segment: int


@dataclass(frozen=True, kw_only=True)
class Released(ConversationEvent):
    """The associate no longer works on it (lost, pulled back, transferred, snoozed, resolved)."""

    associate_id: UUID
    cause: str


@dataclass(frozen=True, kw_only=True)
class GivenToBot(ConversationEvent):
    """The bot holds it now."""

    segment: int


@dataclass(frozen=True, kw_only=True)
class Resolved(ConversationEvent):
    """The matter is settled, by `by` (bot, associate, requester or silence)."""

    by: str
    associate_id: UUID | None
    segment: int


@dataclass(frozen=True, kw_only=True)
class Classified(ConversationEvent):
    """Topic or priority changed."""

    topic: str | None
    priority: int


@dataclass(frozen=True, kw_only=True)
class ReceiptNoted(ConversationEvent):
    """The state of a sent message (`ref_seq`) moved on."""

    ref_seq: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ActivityNoted(ConversationEvent):
    """A line about the conversation was added (still there?, rated)."""

    what: str


@dataclass(frozen=True, kw_only=True)
class Transcribed(ConversationEvent):
    """Somebody (`by`: requester or associate) said something in a call, and it was appended."""

    by: str


@dataclass(frozen=True, kw_only=True)
class SnoozeDue(ConversationEvent):
    """A timer: what was put off under `epoch` goes on. Not part of the live stream."""

    STREAM: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class SendRequested(Event):
    """Work for the channel: deliver entry `seq` to the requester, at the place where they were when it was written
    (`account_id` and `recipient`; without them, where they are now). Not part of the live stream.
    """

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    seq: int
    account_id: UUID | None = None
    recipient: str = ""
