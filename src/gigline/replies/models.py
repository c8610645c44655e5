"""Saved replies as files and as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ReplyFile:
    """A reply as a brand wrote it: one Markdown file; `slug` is the file's name."""

    slug: str
    title: str
    shortcut: str
    language: str
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Reply:
    """One row of `saved_replies`: the brand's (`slug`), or an associate's own (`person_id`).

    Without `kinds` it is for every kind of requester, without `topics` for every topic.
    """

    brand_id: UUID
    id: UUID
    slug: str | None
    person_id: UUID | None
    title: str
    shortcut: str
    language: str
    kinds: list[str]
    topics: list[str]
    body: str
    updated_at: datetime

    @property
    def own(self) -> bool:
        return self.person_id is not None


@dataclass(frozen=True)
class Suggested:
    """What fits a conversation: replies, best first, each with its filled body, and the values that are known."""

    replies: list[tuple[Reply, str]]
    values: dict[str, str]
