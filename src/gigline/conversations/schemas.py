"""What the conversations API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gigline.conversations.models import Callback, CallbackState, Entry
from gigline.conversations.ways import Way

Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Epoch = Annotated[int, Field(ge=1, le=2_147_483_647)]
WayId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Seq = Annotated[int, Field(ge=0, le=2_147_483_647)]
RequesterKind = Literal["customer", "worker", "business", "employee"]


class Strict(BaseModel):
    """Unknown fields are refused, so that nobody believes they set something."""

    model_config = ConfigDict(extra="forbid")


class SendMessage(Strict):
    """`replies`: the saved replies that the answer was made of, to be counted."""

    body: Body
    epoch: Epoch
    client_id: ClientId
    attachments: Annotated[list[UUID], Field(max_length=10)] = []
    replies: Annotated[list[UUID], Field(max_length=10)] = []


class AddNote(Strict):
    body: Body
    client_id: ClientId


class AtEpoch(Strict):
    epoch: Epoch


class Classify(Strict):
    epoch: Epoch
    topic: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")] | None
    priority: Annotated[int, Field(ge=0, le=2)]


class Snooze(Strict):
    """`until`: a time with its zone, from a minute to 90 days ahead."""

    epoch: Epoch
    until: AwareDatetime
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class Move(Strict):
    epoch: Epoch
    way: WayId


class WayOut(BaseModel):
    """A place to answer at. `address` is empty where the channel has none that people know."""

    id: str
    channel: str
    address: str
    current: bool


class WayList(BaseModel):
    items: list[WayOut]


class CallbackOut(BaseModel):
    """Somebody who waits for a call; `attested`: the number is known to be theirs.

    `asked` and `missed` wait for a person; what is `promised` the platform calls by itself when somebody takes it.
    """

    conversation_id: UUID
    phone: str
    attested: bool
    state: CallbackState
    attempts: int
    wanted_at: datetime | None
    created_at: datetime


class CallbackWanted(BaseModel):
    callback: CallbackOut | None


class CallbackList(BaseModel):
    items: list[CallbackOut]


class ContactBrief(BaseModel):
    id: UUID
    name: str
    kind: RequesterKind
    verified: bool


class PersonBrief(BaseModel):
    id: UUID
    name: str


class ConversationRow(BaseModel):
    """A conversation as lists show it."""

    id: UUID
    brand_id: UUID
    contact: ContactBrief
    channel: str
    status: Literal["open", "resolved"]
    holder: Literal["bot", "queue", "associate"]
    associate: PersonBrief | None
    topic: str | None
    priority: int
    requester_kind: RequesterKind
    language: str
    epoch: int
    seq: int
    segment: int
    opened_at: datetime
    queued_at: datetime | None
    last_message_at: datetime
    awaiting_reply_since: datetime | None
    sla_due_at: datetime | None
    snoozed_until: datetime | None = None
    snoozed_for: str | None = None
    preview: str
    snippet: str | None = None


class AuthorBrief(BaseModel):
    kind: Literal["requester", "bot", "associate", "system"]
    id: UUID | None
    name: str


class EntryOut(BaseModel):
    """One line of the log."""

    seq: int
    id: UUID
    kind: Literal["message", "note", "activity", "receipt"]
    author: AuthorBrief
    body: str
    data: dict[str, Any]
    state: str | None
    segment: int
    at: datetime
    client_id: str | None


class FactOut(BaseModel):
    kind: str
    value: str
    seq: int


class HandoverOut(BaseModel):
    """The record that came with the hand-over. `mood` is the requester's, where it is clear."""

    reason: str
    summary: str
    intent: str | None
    topic: str | None
    facts: list[FactOut]
    steps: list[str]
    at: datetime
    mood: Literal["upset"] | None = None


class ConversationOut(BaseModel):
    """A conversation opened: `epoch_token` is the stream epoch to resume under, with the row's `seq`."""

    conversation: ConversationRow
    handover: HandoverOut | None
    entries: list[EntryOut]
    epoch_token: str


class ConversationPage(BaseModel):
    items: list[ConversationRow]
    next: str | None


class RetryAccepted(BaseModel):
    id: UUID
    state: str


class FileOut(BaseModel):
    """A file that may go with an answer: its id is named in `attachments`."""

    id: UUID
    name: str
    type: str
    size: int


class EntryList(BaseModel):
    items: list[EntryOut]


class CountsOut(BaseModel):
    mine: int
    waiting: int
    all: int
    bot: int


def entry_out(entry: Entry) -> EntryOut:
    """An entry as the API shows it."""
    return EntryOut(
        seq=entry.seq,
        id=entry.id,
        kind=entry.kind,
        author=AuthorBrief(kind=entry.author_kind, id=entry.author_id, name=entry.author_name),
        body=entry.body,
        data=entry.data,
        state=entry.state,
        segment=entry.segment,
        at=entry.at,
        client_id=entry.client_id,
    )


def callback_out(one: Callback) -> CallbackOut:
    """A wish to be called as the API shows it."""
    return CallbackOut(
        conversation_id=one.conversation_id,
        phone=one.phone,
        attested=one.attested,
        state=one.state,
        attempts=one.attempts,
        wanted_at=one.wanted_at,
        created_at=one.created_at,
    )


def way_out(way: Way, address: str) -> WayOut:
    """A way as the API shows it, with as much of its address as its reader may see."""
    return WayOut(id=way.id, channel=way.place.channel, address=address, current=way.current)
