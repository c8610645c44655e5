"""Rows of the bot slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gigline.bot.dialogue import Outcome


@dataclass(frozen=True)
class Turn:
    """What the bot did about the requester's messages up to `seq`, and how sure it was."""

    seq: int
    segment: int
    outcome: Outcome
    reason: str
    article_slug: str | None = None
    confidence: float | None = None
    threshold: float | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenMatter:
    """One of several things asked in one message, as dialogue.Matter; `state` is open or told."""

    seq: int
    place: int
    epoch: int
    said: str
    slug: str | None
    title: str
    topic: str | None
    near: list[str]
    state: str


@dataclass(frozen=True)
class Vocabulary:
    """One of a brand's vocabularies: each value with its other spellings."""

    name: str
    terms: dict[str, list[str]]


@dataclass(frozen=True)
class Calibration:
    """The latest fit of a brand, as JSON values of calibration.Fitted."""

    knowledge_version: int
    fitted: dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """What people decided about a brand's bot: verdicts on its answers, and topics switched to people."""

    verdicts: int
    switched: list[str]


@dataclass(frozen=True)
class Judged:
    """An audited answer; `question` is masked."""

    language: str
    requester_kind: str
    slug: str
    question: str
    right: bool
