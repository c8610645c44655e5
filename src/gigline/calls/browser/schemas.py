"""What browsers send and get about calls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gigline.calls.media.ice import IceServer
from gigline.calls.media.offers import LARGEST
from gigline.calls.models import Call
from gigline.calls.rules import State
from gigline.conversations.schemas import ContactBrief

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


class CallOut(CallBrief):
    """A call as its associate sees it. `in_console`: its sound comes here, and not to a phone of theirs."""

    brand_id: UUID
    conversation_id: UUID
    epoch: int
    medium: str
    contact: ContactBrief
    recorded: bool
    in_console: bool


class MyCall(BaseModel):
    """The call that rings at me or that I am in, and how a browser joins one."""

    call: CallOut | None
    ice_servers: list[IceServerOut]


def call_out(call: Call, epoch: int, contact: ContactBrief, *, in_console: bool) -> CallOut:
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
        connected_at=call.connected_at,
    )


def ice_out(one: IceServer) -> IceServerOut:
    return IceServerOut(urls=one.url, username=one.username, credential=one.credential)
