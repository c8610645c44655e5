"""What the routing API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gigline.routing import rules
from gigline.routing.models import Explained, NotOffered, PendingOffer, QueueRow

Epoch = Annotated[int, Field(ge=1, le=2_147_483_647)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AtEpoch(_Body):
    epoch: Epoch


class Decline(_Body):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class TransferTarget(_Body):
    kind: Literal["queue", "associate", "bot"]
    associate_id: UUID | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _names_somebody(self) -> TransferTarget:
        if (self.kind == "associate") != (self.associate_id is not None):
            raise ValueError("associate_id goes with kind associate, and only with it")
        return self


class Transfer(_Body):
    epoch: Epoch
    to: TransferTarget


class Assign(_Body):
    epoch: Epoch
    associate_id: UUID


class OfferReason(BaseModel):
    """One sentence, and the parts of the score."""

    summary: str
    parts: dict[str, float]


class OfferOut(BaseModel):
    """A live offer. `preview`: the last message with addresses and numbers masked; the rest is seen on accepting."""

    id: UUID
    conversation_id: UUID
    brand_id: UUID
    brand_name: str
    topic: str | None
    channel: str
    requester_kind: str
    priority: int
    waiting_s: float
    reason: OfferReason
    offered_at: datetime
    expires_at: datetime
    expires_in_s: float
    preview: str


class OfferList(BaseModel):
    items: list[OfferOut]


def offer_out(one: PendingOffer) -> OfferOut:
    """The offer as its associate may see it."""
    shown = {key: value for key, value in vars(one).items() if key != "associate_id"}
    return OfferOut(**{**shown, "preview": rules.mask(one.preview)})


class Accepted(BaseModel):
    conversation_id: UUID
    epoch: int


class Why(BaseModel):
    """Plain words for the associate."""

    offer_id: UUID
    state: str
    sentences: list[str]


class NotOfferedOut(BaseModel):
    """Something that went to somebody else. `could`: whether no rule kept me from it. Neither they nor it are named."""

    brand_name: str
    topic: str | None
    channel: str
    language: str
    offered_at: datetime
    could: bool
    sentences: list[str]

    @classmethod
    def of(cls, one: NotOffered) -> NotOfferedOut:
        return cls(**vars(one))


class NotOfferedList(BaseModel):
    items: list[NotOfferedOut]


class OfferLineOut(BaseModel):
    """An offer of a conversation; `GET /offers/{id}/decision` has why."""

    id: UUID
    associate_name: str
    state: str
    offered_at: datetime


class OfferLines(BaseModel):
    items: list[OfferLineOut]


class ChangeOut(BaseModel):
    """What it would have taken for this associate to get it: `needed` more, as they were behind in these `parts`."""

    associate_id: UUID
    needed: float
    parts: dict[str, float]


class DecisionOut(BaseModel):
    """The whole record. `replays`: it gives the same choice again. `changes`: what would have changed it."""

    offer_id: UUID
    conversation_id: UUID
    associate_id: UUID
    state: str
    end_reason: str | None
    policy: str
    policy_version: int
    seed: str
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reason: OfferReason
    decision: dict[str, Any]
    names: dict[UUID, str]
    replays: bool
    changes: list[ChangeOut]

    @classmethod
    def of(cls, found: Explained) -> DecisionOut:
        """The seeds are text: JavaScript's numbers are too short for them."""
        offer, decision = found.offer, found.decision
        shown = {**decision, "seed": str(decision["seed"])}
        if shown["round"] is not None:
            shown["round"] = {**shown["round"], "seed": str(shown["round"]["seed"])}
        return cls(
            offer_id=offer.id,
            conversation_id=offer.conversation_id,
            associate_id=offer.associate_id,
            state=offer.state,
            end_reason=offer.end_reason,
            policy=offer.policy,
            policy_version=offer.policy_version,
            seed=str(offer.seed),
            offered_at=offer.offered_at,
            expires_at=offer.expires_at,
            ended_at=offer.ended_at,
            reason=OfferReason(**offer.reason),
            decision=shown,
            names=found.names,
            replays=found.replays,
            changes=[ChangeOut(**vars(one)) for one in found.changes],
        )


class BoardWaiting(BaseModel):
    """`rung`: how far the brand's ladder has opened the circle (null: it has none); `opens_in_s`: until it opens on
    (null: all with a grant are asked).
    """

    conversation_id: UUID
    brand_id: UUID
    topic: str | None
    waiting_s: float
    sla_due_at: datetime | None
    at_risk: bool
    offers: int
    eligible: int
    rung: Literal["preferred", "certified", "granted"] | None
    opens_in_s: float | None
    still_there: Literal["hold", "silent"] | None


class BoardQueue(BaseModel):
    brand_id: UUID
    topic: str | None
    count: int
    longest_s: float
    bands: dict[str, int]

    @classmethod
    def of(cls, row: QueueRow) -> BoardQueue:
        bands = {"<30": row.under_30, "30-60": row.under_60, "1-3m": row.under_180, ">3m": row.over_180}
        return cls(brand_id=row.brand_id, topic=row.topic, count=row.count, longest_s=row.longest_s, bands=bands)


class BoardAssociate(BaseModel):
    id: UUID
    name: str
    availability: Literal["on", "off", "break"]
    online: bool
    paused: bool
    load: int
    capacity: int
    conversations: list[UUID]
    idle_s: float | None
    longest_s: float | None


class BoardBot(BaseModel):
    open: int
    share_answered_today: float | None


class BoardOffers(BaseModel):
    accept_p50_s: float | None
    accepted: int
    declined: int
    expired: int


class BoardAlert(BaseModel):
    kind: Literal["empty_pool", "sla_risk", "dead_letters"]
    text: str
    brand_id: UUID | None
    topic: str | None
    count: int


class BoardTotals(BaseModel):
    waiting: int
    longest_s: float
    sla_at_risk: int
    bot_share: float | None
    online: int


class BoardPool(BaseModel):
    brand_id: UUID
    topic: str | None
    language: str
    waiting: int
    offered: int
    available: int
    pool: int
    price: float | None
    held_back: int


class BoardRouter(BaseModel):
    brand_id: UUID
    state: Literal["rounds", "fallback", "alone"]
    reason: Literal["late", "broken", "learning"] | None
    decided_s: float | None
    took_ms: float | None
    overdue: int


class Board(BaseModel):
    """Definitions are in routing.board, routing.pools and routing.queries; cards, tables, charts all come from this."""

    now: datetime
    waiting: list[BoardWaiting]
    queues: list[BoardQueue]
    pools: list[BoardPool]
    routers: list[BoardRouter]
    associates: list[BoardAssociate]
    bot: BoardBot
    offers: BoardOffers
    alerts: list[BoardAlert]
    totals: BoardTotals
