"""The lifecycle of a conversation, as one table, and the arithmetic of receipts. Pure.

A conversation's state is who holds it, that they put it off, or that it is resolved:

    bot ── hand_over ──▶ queue ── assign ──▶ associate ── resolve ──▶ resolved
     ▲                     ▲ ╰── resolve ─▶ resolved │                   │
     ╰──── give_to_bot ────┴──────── release ◀───────╯ ◀── reopen_* ─────╯

    associate ── snooze ──▶ snoozed ── wake ──▶ queue, and from there back to them if they are there

Every step but `speak` moves the epoch on, so that whoever decided under the old one is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar
from uuid import UUID

Status = Literal["open", "resolved"]
Holder = Literal["bot", "queue", "associate"]
State = Literal[Holder, "snoozed", "resolved"]
Step = Literal[
    "hand_over", "assign", "release", "give_to_bot", "resolve", "reopen_to_bot", "reopen_to_queue", "speak_as_bot",
    "speak_as_associate", "snooze", "wake",
]  # fmt: skip

TRANSITIONS: dict[tuple[State, Step], State] = {
    ("bot", "speak_as_bot"): "bot",
    ("bot", "hand_over"): "queue",
    ("bot", "assign"): "associate",
    ("bot", "resolve"): "resolved",
    ("queue", "assign"): "associate",
    ("queue", "give_to_bot"): "bot",
    ("queue", "resolve"): "resolved",
    ("associate", "speak_as_associate"): "associate",
    ("associate", "assign"): "associate",
    ("associate", "release"): "queue",
    ("associate", "give_to_bot"): "bot",
    ("associate", "resolve"): "resolved",
    ("associate", "snooze"): "snoozed",
    ("snoozed", "snooze"): "snoozed",
    ("snoozed", "wake"): "queue",
    ("snoozed", "assign"): "associate",
    ("snoozed", "release"): "queue",
    ("snoozed", "give_to_bot"): "bot",
    ("snoozed", "resolve"): "resolved",
    ("resolved", "reopen_to_bot"): "bot",
    ("resolved", "reopen_to_queue"): "queue",
}


class Open(Protocol):
    """An open conversation, as far as it matters which one a message belongs to."""

    @property
    def id(self) -> UUID: ...

    @property
    def contact_id(self) -> UUID: ...

    @property
    def account_id(self) -> UUID: ...

    @property
    def last_message_at(self) -> datetime: ...


OpenT = TypeVar("OpenT", bound=Open)

QUIET: frozenset[Step] = frozenset({"speak_as_bot", "speak_as_associate"})

# A later state never gives way to an earlier one. What failed may still turn out to have arrived; an ambiguous
# send is settled by any definite news; a provider may take a message and fail it later; and a person's retry puts
# what failed or is unknown back in the queue.
_RANK = {"queued": 0, "unknown": 1, "failed": 1, "sent": 2, "delivered": 3, "read": 4}
_AGAIN = {("unknown", "failed"), ("sent", "failed"), ("failed", "queued"), ("unknown", "queued")}


def state_of(status: Status, holder: Holder, *, snoozed: bool) -> State:
    """The lifecycle state of a row with this status and holder."""
    if status == "resolved":
        return "resolved"
    return "snoozed" if snoozed else holder


def after(state: State, step: Step) -> State | None:
    """Where `step` leads from `state`, or None when there is no such step."""
    return TRANSITIONS.get((state, step))


def moves_epoch(step: Step) -> bool:
    """Whether the step ends what was decided under the present epoch."""
    return step not in QUIET


def receipt_moves(current: str | None, news: str) -> bool:
    """Whether `news` of a sent message is newer than what is known (receipts come in any order)."""
    if news not in _RANK:
        return False
    return _RANK[news] > _RANK.get(current or "queued", 0) or (current, news) in _AGAIN


def reopens(resolved_days_ago: float, *, within_days: float = 14) -> bool:
    """Whether a message on a resolved conversation goes on with it (a new segment) or begins another."""
    return resolved_days_ago <= within_days


def goes_on(
    open_: Sequence[OpenT], contact_id: UUID, account_id: UUID, was_here: Collection[UUID], since: datetime
) -> OpenT | None:
    """In which of a person's open conversations a contact's message on this account goes on; None: in none of them.

    The one that is here with this contact; else the one that `was_here` (ids); else one that is elsewhere or with
    another contact and is not silent since `since`. Of several, the one with the latest message.
    """

    def rank(c: OpenT) -> int:
        here = (c.contact_id, c.account_id) == (contact_id, account_id)
        return 2 if here else int(c.id in was_here)

    going = [c for c in open_ if rank(c) or c.last_message_at > since]
    return max(going, key=lambda c: (rank(c), c.last_message_at, c.id), default=None)


def held_out(contact_id: UUID, share: float) -> bool:
    """Whether a contact is among the `share` of contacts whom only people answer: by chance, and always the same."""
    drawn = int.from_bytes(hashlib.sha256(b"holdout" + contact_id.bytes).digest()[:8])
    return drawn < share * 2**64
