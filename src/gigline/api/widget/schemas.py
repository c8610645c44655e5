"""What the widget sends and gets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gigline.calls.browser.schemas import CallBrief, IceServerOut, Sdp
from gigline.conversations.schemas import WayId

Token = Annotated[str, StringConstraints(max_length=4000)]
Seq = Annotated[int, Field(ge=0, le=2_147_483_647)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StartSession(_Strict):
    """`account` is the script tag's data-brand; `visitor` the token of an earlier session of this browser."""

    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
    visitor: Token | None = None
    identity_token: Token | None = None
    page: Annotated[str, StringConstraints(max_length=2000)] | None = None
    time_zone: Annotated[str, StringConstraints(max_length=64)] | None = None


class BrandBrief(BaseModel):
    name: str
    languages: list[str]
    accent: str | None


class BotBrief(BaseModel):
    name: str
    greeting: str
    enabled: bool


class ContactBrief(BaseModel):
    id: UUID
    name: str
    verified: bool


class CallsBrief(BaseModel):
    """Whether this chat takes calls, and whether requesters are asked to have them recorded."""

    enabled: bool
    recorded: bool


class MatchingBrief(BaseModel):
    """Something that may count when they are matched: `counts`, once they say so."""

    key: str
    kind: str
    name: str
    counts: bool


class WidgetSession(BaseModel):
    """`token` is the bearer token of all other calls, `visitor` is kept by the browser for next time. `opens_at` is
    when there will be people again, where the brand is closed now."""

    token: str
    visitor: str
    contact: ContactBrief
    brand: BrandBrief
    bot: BotBrief
    available: bool
    opens_at: datetime | None
    calls: CallsBrief
    matching: list[MatchingBrief]
    conversation: UUID | None


class QueuePlace(BaseModel):
    """`eta_s` is None when nobody can say honestly."""

    position: int
    eta_s: dict[Literal["low", "high"], int] | None


class RatingState(BaseModel):
    """Which resolution may be rated, and how it was."""

    segment: int
    score: int | None
    comment: str


class WidgetConversation(BaseModel):
    """The requester's conversation; all None before they wrote."""

    conversation: dict[str, Any] | None
    entries: list[dict[str, Any]]
    queue: QueuePlace | None
    rating: RatingState | None
    available: bool
    opens_at: datetime | None


class StartCall(_Strict):
    """The browser's offer with all its candidates; `record`: the requester agrees that the call is recorded."""

    sdp: Sdp
    record: bool = False


class WidgetCall(BaseModel):
    """The requester's call, if they are in one, and how a browser joins one."""

    call: CallBrief | None
    ice_servers: list[IceServerOut]


class Accepted(BaseModel):
    client_id: str
    accepted: bool = True
    new: bool


class NoteReceipt(_Strict):
    seq: Seq
    state: Literal["delivered", "read"]


class LeaveAddress(_Strict):
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    phone: Annotated[str, StringConstraints(max_length=32)] | None = None


class AskForCall(_Strict):
    """`at` is when; without it, as soon as somebody is free."""

    phone: Annotated[str, StringConstraints(max_length=32)]
    at: AwareDatetime | None = None


class ChooseWay(_Strict):
    way: WayId


class ChooseMatching(_Strict):
    """All that may count, of what the session names; none: nothing may."""

    keys: Annotated[list[Annotated[str, StringConstraints(max_length=120)]], Field(max_length=50)]


class Rate(_Strict):
    segment: Annotated[int, Field(ge=1, le=2_147_483_647)]
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=2000)] = ""
