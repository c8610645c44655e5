"""Rows of the channels slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.channels.rules import OutboundState


@dataclass(frozen=True)
class ChannelAccount:
    """One address of a brand on a channel. `settings` fit the adapter's own schema, secrets included; those of an
    account that nobody has set up yet are incomplete. In the database the secrets stand apart, `sealed`."""

    brand_id: UUID
    id: UUID
    kind: str
    key: str
    settings: dict[str, Any] = field(repr=False)
    created_at: datetime
    sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LogLine:
    """A delivery as it is remembered; `body` is its beginning."""

    id: UUID
    at: datetime
    outcome: str
    detail: str
    parts: int
    content_type: str
    body: bytes = field(repr=False)
    took_ms: float


@dataclass(frozen=True)
class OutboundRow:
    """A message on its way out. `id` is the entry's id: what is enqueued twice is sent once."""

    brand_id: UUID
    id: UUID
    account_id: UUID
    conversation_id: UUID
    entry_seq: int
    recipient: str
    text: str = field(repr=False)
    author_kind: str
    author_name: str
    in_reply_to: str | None
    state: OutboundState
    attempts: int
    provider_id: str | None
    error: str | None
    created_at: datetime
    updated_at: datetime
    context: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class AttachmentRow:
    """A file. `content` is there when `state` is stored; a waiting one is fetched from its `url` or `provider_id`."""

    id: UUID
    name: str
    declared_type: str
    sniffed_type: str
    size: int
    sha256: bytes | None
    content: bytes | None = field(repr=False)
    url: str | None = field(repr=False)
    provider_id: str | None
    state: str
