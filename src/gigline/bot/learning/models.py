"""Rows of what was learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Kind = Literal["article", "paraphrase", "action"]
# Before an action's name where otherwise an article's slug stands.
ACTION = "action:"
State = Literal["open", "approved", "rejected", "rolled_back"]
Would = Literal["answer", "ask", "hand_over"]
Verdict = Literal["right", "wrong", "person"]
HeldBy = Literal["bot", "people"]


@dataclass(frozen=True)
class Told:
    """What a segment tells: what was asked, what a person answered; `said` as written, the others masked."""

    said: tuple[str, ...]
    question: str
    answers: tuple[str, ...]
    associate_id: UUID | None


@dataclass(frozen=True)
class Evidence:
    """One segment that taught something."""

    conversation_id: UUID
    segment: int
    source: Literal["person", "choice"]
    candidate_id: UUID | None
    requester_kind: str
    language: str
    topic: str | None
    question: str
    answer: str
    associate_id: UUID | None
    given_slug: str | None
    inserted: bool
    would: Would
    would_slug: str | None
    confidence: float
    handling_s: float

    @property
    def kind(self) -> Kind:
        """What it speaks for: an answer that nothing gives yet, an article, or an action."""
        if self.given_slug is None:
            return "article"
        return "action" if self.given_slug.startswith(ACTION) else "paraphrase"


@dataclass(frozen=True)
class EvidenceRow:
    """Evidence as a leader sees it."""

    conversation_id: UUID
    segment: int
    question: str
    answer: str
    associate: str | None
    inserted: bool
    truly: bool | None
    at: datetime


@dataclass(frozen=True)
class Candidate:
    """A row of `learning_candidates`. `article_slug`: the article a paraphrase is for, or that an approval made, or the
    action behind its mark.
    """

    brand_id: UUID
    id: UUID
    kind: Kind
    state: State
    version: int
    requester_kind: str
    language: str
    topic: str | None
    title: str
    question: str
    answer: str
    article_slug: str | None
    vector: bytes
    asked: int
    held: int
    failed: int
    effect: float
    by_leader: bool | None
    edited: bool
    made_id: UUID | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True)
class ListedCandidate(Candidate):
    """With what a list shows beside it: how often the bot used what was made of it, and how often that held."""

    article_title: str | None
    uses: int
    true_resolutions: int


@dataclass(frozen=True)
class Audit:
    """One answer of the bot that a leader is to judge."""

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    segment: int
    seq: int
    requester_kind: str
    language: str
    topic: str | None
    article_slug: str
    article_title: str
    question: str
    answer: str
    confidence: float | None
    threshold: float | None
    version: int
    verdict: Verdict | None
    audited_by: UUID | None
    audited_at: datetime | None
    at: datetime


@dataclass(frozen=True)
class Switch:
    """Who answers a topic, and since when; verdicts from before `at` no longer count."""

    topic: str
    held_by: HeldBy
    version: int
    reason: str
    right_answers: int
    wrong_answers: int
    at: datetime


@dataclass(frozen=True)
class Verdicts:
    """Judged answers of one topic: all of them, and those since the topic was last switched."""

    topic: str
    right: int
    wrong: int
    right_since: int
    wrong_since: int


@dataclass(frozen=True)
class Shadow:
    """Of one topic's conversations that people held: what the bot would have done, and whether people did the same."""

    topic: str
    seen: int
    would_answer: int
    would_ask: int
    agreed: int
    differed: int


@dataclass(frozen=True)
class Gap:
    """A cluster of questions that nothing answers."""

    brand_id: UUID
    id: UUID
    state: Literal["open", "written", "dismissed"]
    version: int
    requester_kind: str
    language: str
    topic: str | None
    label: str
    vector: bytes
    asked: int
    handling_s: float
    article_slug: str | None
    last_at: datetime


@dataclass(frozen=True)
class LogRow:
    """Who decided what, when and why."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str
    what: str
    object: str
    why: str
    data: dict[str, Any]
