"""What happens to calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CallEvent(Event):
    """`state` is the call's after the event, `leg` how many associates it has rung."""

    conversation_id: UUID
    call_id: UUID
    state: str
    leg: int


@dataclass(frozen=True, kw_only=True)
class CallStarted(CallEvent):
    """Somebody calls, or is called."""

    medium: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class CallWaits(CallEvent):
    """The caller waits for a person."""


@dataclass(frozen=True, kw_only=True)
class CallRings(CallEvent):
    """It rings at the associate who has the conversation now."""

    associate_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallConnected(CallEvent):
    """Caller and associate can hear each other."""

    associate_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallHeld(CallEvent):
    """The associate put the caller on hold, or came back (`state` says which)."""

    associate_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallTransferring(CallEvent):
    """The associate (`associate_id`) gave the caller to somebody else, who has not answered yet."""

    associate_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallConsulted(CallEvent):
    """The associate (`asked_by`) asks a colleague (`associate_id`) in the middle of the call, or did.

    `asking` is how that stands now: ringing, talking, joined, or how it ended.
    """

    consultation_id: UUID
    associate_id: UUID
    asked_by: UUID
    asking: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(CallEvent):
    """The line is dead, or is to be: `state` says how it ended, `reason` why."""

    reason: str
    associate_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class VoicemailLeft(CallEvent):
    """The caller left words to be listened to."""


@dataclass(frozen=True, kw_only=True)
class CallbackPromised(CallEvent):
    """The caller is to be called back."""

    callback_id: UUID


@dataclass(frozen=True, kw_only=True)
class RingDue(Event):
    """A timer: whoever was rung as leg `leg` has had their time to answer."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    call_id: UUID
    leg: int


@dataclass(frozen=True, kw_only=True)
class ConsultationDue(Event):
    """A timer: a colleague who was rung had their time to answer."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    call_id: UUID
    consultation_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallbackDue(Event):
    """Work: an associate is ready, so the promised call is made now."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    callback_id: UUID
