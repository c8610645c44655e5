"""What browsers send and get about calls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gigline.calls.media.ice import IceServer
from gigline.calls.media.offers import LARGEST
from gigline.calls.models import Call
from gigline.calls.rules import Asking, State, Talk
from gigline.conversations.schemas import ContactBrief, PersonBrief

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=LARGEST)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class JoinCall(_Strict):
    """The browser's offer, with all its candidates."""

    sdp: Sdp


class CallAnswer(BaseModel):
    """The answer to the offer."""

    call_id: UUID
    sdp: str


class HoldCall(_Strict):
    on: bool


class TransferCall(_Strict):
    """To `associate_id`, or (None) to whoever is found."""

    epoch: Annotated[int, Field(ge=0, le=2**53)]
    associate_id: UUID | None = None
    note: Annotated[str, StringConstraints(max_length=4_000)] = ""


class ConsultCall(TransferCall):
    """Ask `associate_id`, or (None) whoever is suited and was not asked yet; the note is for them."""


class TalkCall(_Strict):
    to: Talk


class CompleteCall(_Strict):
    epoch: Annotated[int, Field(ge=0, le=2**53)]


class IceServerOut(BaseModel):
    """As RTCPeerConnection takes it."""

    urls: str
    username: str | None
    credential: str | None


class CallBrief(BaseModel):
    """How a call stands, as its requester sees it."""

    id: UUID
    state: State
    connected_at: datetime | None


class ConsultationOut(BaseModel):
    """A colleague is asked in the call, or the last one was: `state` says how it stands, or how it ended."""

    state: Asking
    colleague: PersonBrief
    asked_by: PersonBrief
    note: str


class CallOut(CallBrief):
    """A call as its associate sees it, or (`asked`) a colleague whom they ask.

    `in_console`: its sound comes here, and not to a phone of theirs.
    """

    brand_id: UUID
    conversation_id: UUID
    epoch: int
    medium: str
    contact: ContactBrief
    recorded: bool
    in_console: bool
    asked: bool
    consultation: ConsultationOut | None


class MyCall(BaseModel):
    """The call that rings at me, that I am in or am asked about, and how a browser joins one."""

    call: CallOut | None
    ice_servers: list[IceServerOut]


def call_out(
    call: Call,
    epoch: int,
    contact: ContactBrief,
    consultation: ConsultationOut | None,
    *,
    in_console: bool,
    asked: bool,
) -> CallOut:
    """`epoch` is the conversation's."""
    return CallOut(
        id=call.id,
        brand_id=call.brand_id,
        conversation_id=call.conversation_id,
        epoch=epoch,
        medium=call.medium,
        state=call.state,
        contact=contact,
        recorded=call.consent == "given",
        in_console=in_console,
        asked=asked,
        consultation=consultation,
        connected_at=call.connected_at,
    )


def ice_out(one: IceServer) -> IceServerOut:
    return IceServerOut(urls=one.url, username=one.username, credential=one.credential)
