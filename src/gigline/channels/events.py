"""What happens on channels. None of it is part of a brand's live stream: conversations tell the story there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from uuid import UUID

from gigline.kit.events import Event

EntryState = Literal["queued", "sent", "delivered", "read", "failed", "unknown"]
Happening = Literal["edited", "deleted", "reacted"]


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A requester wrote, and the raw delivery is stored as `inbound_id`. Published once per provider id.

    `sender` is the sender's address on this channel (webchat: the contact's id), `verified` whether the channel
    vouches for it. `client_id` is unique per sender: the entry that is appended carries it. Subscribers use
    `lane=lane_of`, so that one sender's messages are taken in order. `identity` is what the contact is known by where
    that is not the address; `answers` the conversation that the message proved to answer; `data` goes into the log,
    with the stored files under `attachments`.
    """

    STREAM: ClassVar[bool] = False

    account_id: UUID
    inbound_id: UUID
    channel: str
    sender: str
    sender_name: str = field(default="", repr=False)
    requester_kind: Literal["customer", "worker", "business", "employee"] = "customer"
    verified: bool = False
    client_id: str = ""
    text: str = field(default="", repr=False)
    language: str | None = None
    topic: str | None = None
    identity: str = field(default="", repr=False)
    answers: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict, repr=False)


def lane_of(event: MessageReceived) -> str:
    """One sender's messages on one account, in the order they were stored."""
    return f"{event.account_id}:{event.sender}"


@dataclass(frozen=True, kw_only=True)
class SendDue(Event):
    """Work for delivery: an outbound row is to be sent."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    outbound_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryStateChanged(Event):
    """An entry's message moved on: sent, delivered, read, failed, unknown; or queued again by a person's retry.

    `queued` after `failed` or `unknown` (a retry) is the only step back; all others go up (see rules.RANK).
    """

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    entry_seq: int
    state: EntryState
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageChanged(Event):
    """Something happened to a message that is known: `what` to `target`, which is the message's `client_id`.

    Of a message of ours (a reaction), `conversation_id` and `entry_seq` say which; else they are null. `text` is the
    new text, or the reaction (empty: taken off).
    """

    STREAM: ClassVar[bool] = False

    account_id: UUID
    channel: str
    sender: str
    what: Happening
    target: str
    text: str = field(default="", repr=False)
    entry_seq: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """Somebody asked us, in a word like STOP, to write no more on this account; or to do so again."""

    STREAM: ClassVar[bool] = False

    account_id: UUID
    channel: str
    sender: str
    stopped: bool
    how: Literal["word", "link"] = "word"


@dataclass(frozen=True, kw_only=True)
class AutomaticReplyCame(Event):
    """A machine of `sender` answered what we wrote in a conversation: they are away, say. It is no message."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    account_id: UUID
    sender: str


@dataclass(frozen=True, kw_only=True)
class GroupDue(Event):
    """A timer: the parts of a message (an album's pictures) have had their time to come."""

    STREAM: ClassVar[bool] = False

    account_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class FateDue(Event):
    """A timer: ask the provider what became of a message of unknown fate."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    outbound_id: UUID
    tries: int = 0


@dataclass(frozen=True, kw_only=True)
class FetchDue(Event):
    """Work: fetch a file that came with a message by its address or the provider's id for it."""

    STREAM: ClassVar[bool] = False

    account_id: UUID
    attachment_id: UUID
    tries: int = 0
