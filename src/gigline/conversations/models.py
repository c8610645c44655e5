"""Rows of the conversations slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from gigline.conversations.rules import Holder, Status

RequesterKind = Literal["customer", "worker", "business", "employee"]
EntryKind = Literal["message", "note", "activity", "receipt"]
AuthorKind = Literal["requester", "bot", "associate", "system"]
CallbackState = Literal["asked", "promised", "calling", "missed", "kept"]
HandoverReason = Literal[
    "requested",
    "low_confidence",
    "failed_turns",
    "sensitive",
    "policy",
    "bot_failed",
    "bot_off",
    "nobody_answered",
    "flow",
    "action_failed",
]


@dataclass(frozen=True)
class Place:
    """An address on a channel account: where a conversation is held."""

    account_id: UUID
    channel: str
    recipient: str


@dataclass(frozen=True)
class Conversation:
    """One row of `conversations`. `epoch` changes whenever the holder does.

    `on_call`: a call is on or promised, so that whoever takes it does nothing else; before `callback_at` nobody is to
    be found for it. `snoozed_until`: its associate put it off; None also of rows read in lists of what nobody holds.
    """

    brand_id: UUID
    id: UUID
    contact_id: UUID
    account_id: UUID
    channel: str
    recipient: str
    status: Status
    holder: Holder
    associate_id: UUID | None
    epoch: int
    seq: int
    segment: int
    topic: str | None
    priority: int
    requester_kind: RequesterKind
    language: str
    preview: str
    handover: dict[str, Any] | None
    opened_at: datetime
    segment_opened_at: datetime
    queued_at: datetime | None
    last_message_at: datetime
    awaiting_reply_since: datetime | None
    first_response_at: datetime | None
    first_person_response_at: datetime | None
    sla_due_at: datetime | None
    still_there_at: datetime | None
    resolved_at: datetime | None
    on_call: bool
    callback_at: datetime | None
    snoozed_until: datetime | None = None

    @property
    def place(self) -> Place:
        """Where answers go now."""
        return Place(self.account_id, self.channel, self.recipient)

    @property
    def medium(self) -> str:
        """What it takes of whoever answers: a call's `voice`, or else what its channel does."""
        return "voice" if self.on_call else self.channel


@dataclass(frozen=True)
class Entry:
    """One line of a conversation's log."""

    conversation_id: UUID
    seq: int
    id: UUID
    segment: int
    kind: EntryKind
    author_kind: AuthorKind
    author_id: UUID | None
    author_name: str
    body: str
    data: dict[str, Any]
    state: str | None
    client_id: str | None
    at: datetime


@dataclass(frozen=True)
class AnswerPage:
    """Shows the answers from `first_seq` to `last_seq`. `chats`: its reader may go on by chat as the
    contact; `chat_at`: when somebody did."""

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    first_seq: int
    last_seq: int
    expires_at: datetime
    chats: bool
    chat_at: datetime | None


@dataclass(frozen=True)
class Missed:
    """Answers from `first_seq` to `last_seq` that were not read, to what a requester wrote at `heard_seq`."""

    conversation_id: UUID
    heard_seq: int
    first_seq: int
    last_seq: int


@dataclass(frozen=True)
class Callback:
    """Somebody wants to be called at `phone`, at `wanted_at` if they said when. `attested`: the number is theirs.

    `asked`: a person has to see to it. `promised`: the platform calls, from `account_id`, when an associate is ready;
    `call_id` is the call in which that was promised. `missed`: it called in vain, and a person has to see to it.
    """

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    phone: str
    attested: bool
    wanted_at: datetime | None
    created_at: datetime
    state: CallbackState
    account_id: UUID | None
    call_id: UUID | None
    made_call_id: UUID | None
    attempts: int


@dataclass(frozen=True)
class View:
    """A filter of the list under a name; without `person_id` it is shared by all of the brand."""

    brand_id: UUID
    id: UUID
    person_id: UUID | None
    name: str
    filter: dict[str, Any]
    by_name: str


@dataclass(frozen=True)
class Author:
    """Who writes an entry."""

    kind: AuthorKind
    id: UUID | None = None
    name: str = ""


@dataclass(frozen=True)
class Fact:
    """Something the requester already said, and in which entry: nobody asks for it again."""

    kind: str
    value: str
    seq: int


Mood = Literal["upset"]


@dataclass(frozen=True)
class Handover:
    """The record that goes with a conversation from the bot to a person."""

    reason: HandoverReason
    summary: str
    intent: str | None = None
    topic: str | None = None
    facts: tuple[Fact, ...] = ()
    steps: tuple[str, ...] = ()
    # What whoever answers needs, whatever the topic asks for.
    clearance: int = 0
    # How urgent it is beside its topic, and how the requester seems to feel; nothing is known of how associates do.
    priority: int = 0
    mood: Mood | None = None


@dataclass(frozen=True)
class NewMessage:
    """What a requester wrote, as the channel's adapter understood it."""

    body: str
    client_id: str
    data: dict[str, Any] = field(default_factory=dict)
