"""Rows of the calls slice, and what callers of its service hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from gigline.calls.rules import Asking, State
from gigline.conversations.service import Requester

Medium = Literal["phone", "browser"]
Direction = Literal["in", "out"]
Consent = Literal["not_asked", "given", "refused"]
Speaker = Literal["requester", "associate"]


@dataclass(frozen=True)
class Call:
    """One row of `calls`.

    `leg` counts the associates that it rang, `turn` what was said to the caller: news of an earlier one changes
    nothing. To the leg `put_through` the caller's line was told to go. `said_seq` is the last entry of the log that the
    caller was told. `host` is the process that has the sound of a browser's call.
    """

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    contact_id: UUID
    account_id: UUID
    medium: Medium
    direction: Direction
    state: State
    provider_id: str | None
    number: str
    language: str
    consent: Consent
    associate_id: UUID | None
    leg: int
    put_through: int
    turn: int
    said_seq: int
    host: str | None
    started_at: datetime
    waiting_since: datetime | None
    rung_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True)
class Consultation:
    """A colleague (`associate_id`) is asked by the associate of a call (`asked_by`), who may give the call to them.

    `weight`: what it takes of the colleague's room, until it has ended or the call is theirs. `note` is for them.
    """

    brand_id: UUID
    id: UUID
    call_id: UUID
    asked_by: UUID
    associate_id: UUID
    weight: int
    state: Asking
    note: str
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Caller:
    """Who calls, and what they called: the account, and the provider's id of the call (browsers have none).

    `number` is theirs in E.164 (empty in a browser). `with_bot`: the bot may answer before a person does.
    """

    requester: Requester
    medium: Medium
    account_id: UUID
    provider_id: str | None = None
    number: str = ""
    with_bot: bool = False


@dataclass(frozen=True)
class Line:
    """Something that was said. `key` names it within its call, so that a repetition is no second line.

    `associate_id` is who said it, where somebody else may have the call by the time it is understood.
    """

    key: str
    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    confidence: float | None = None
    associate_id: UUID | None = None
