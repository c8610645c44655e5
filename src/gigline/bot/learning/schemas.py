"""What the learning API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from gigline.bot.learning import rules
from gigline.bot.learning.models import EvidenceRow, HeldBy, Kind, State, Verdict
from gigline.kit.text import storable

Version = Annotated[int, Field(ge=0, le=2_147_483_647)]
_Storable = AfterValidator(storable)
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), _Storable]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _Storable]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Storable]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), _Storable]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), _Storable]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Decide(_Body):
    """`version` is what the decider saw; 409 when it is another one by now."""

    version: Version
    why: Why = ""


class DecideWithReason(_Body):
    version: Version
    why: Reason


class EditCandidate(_Body):
    """With `article_slug` it is one more question of that article, without it an article of its own."""

    version: Version
    title: Title
    question: Question
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), _Storable] = ""
    topic: Topic | None = None
    article_slug: Slug | None = None


class JudgeAnswer(_Body):
    version: Version
    verdict: Verdict


class SwitchTopic(_Body):
    """`version` is 0 where the topic was never switched."""

    version: Version
    held_by: HeldBy
    why: Reason


class WriteArticle(_Body):
    version: Version
    title: Title
    topic: Topic
    body: Body
    questions: Annotated[list[Question], Field(max_length=50)]


class EvidenceOut(_Out):
    """`truly`: whether it was truly resolved; null while the window is open."""

    conversation_id: UUID
    segment: int
    question: str
    answer: str
    associate: str | None
    inserted: bool
    truly: bool | None
    at: datetime


class CandidateOut(_Out):
    """`effect` = `asked` × the chance that it is right, of how often it `held` and `failed`.

    `flow`: for an action, the title of the flow that runs it; null where none does yet.
    """

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
    article_title: str | None
    asked: int
    held: int
    failed: int
    effect: float
    by_leader: bool | None
    edited: bool
    uses: int
    true_resolutions: int
    created_at: datetime
    decided_at: datetime | None
    flow: str | None = None


class CandidateWithEvidence(CandidateOut):
    evidence: list[EvidenceOut]

    @classmethod
    def made_of(cls, shown: CandidateOut, evidence: list[EvidenceRow]) -> CandidateWithEvidence:
        return cls(**shown.model_dump(), evidence=[EvidenceOut.model_validate(one) for one in evidence])


class CandidatePage(BaseModel):
    items: list[CandidateOut]
    next: str | None


class AuditOut(_Out):
    id: UUID
    conversation_id: UUID
    requester_kind: str
    language: str
    topic: str | None
    article_slug: str
    article_title: str
    question: str
    answer: str
    confidence: float | None
    version: int
    verdict: Verdict | None
    audited_at: datetime | None
    at: datetime


class AuditPage(BaseModel):
    items: list[AuditOut]
    next: str | None


class GapQuestionOut(_Out):
    question: str
    conversation_id: UUID
    at: datetime


class GapOut(_Out):
    """`handling_s`: seconds that people spent on all of its questions together."""

    id: UUID
    state: Literal["open", "written", "dismissed"]
    version: int
    requester_kind: str
    language: str
    topic: str | None
    label: str
    asked: int
    handling_s: float
    article_slug: str | None
    last_at: datetime
    examples: list[GapQuestionOut] = []


class GapPage(BaseModel):
    items: list[GapOut]
    next: str | None


class Precision(BaseModel):
    """Of the judged answers: how many were right, and the 95 % interval of the share (Wilson)."""

    right: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of_counts(cls, right: int, wrong: int) -> Precision:
        bounds = rules.interval(right, right + wrong)
        return cls(
            right=right,
            of=right + wrong,
            share=right / (right + wrong) if bounds else None,
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
        )


class ShadowOut(_Out):
    """Conversations that people held: in how many the bot would have answered or asked, and whether people's answer was
    the same article's.
    """

    seen: int
    would_answer: int
    would_ask: int
    agreed: int
    differed: int


class TopicStanding(BaseModel):
    """`evidence_against` switches the topic to people when it reaches `switches_at`."""

    topic: str
    name: str
    policy: Literal["bot", "person"]
    held_by: HeldBy
    version: int
    reason: str
    since: datetime | None
    precision: Precision
    target: float
    evidence_against: float
    switches_at: float
    shadow: ShadowOut


class TopicStandings(BaseModel):
    items: list[TopicStanding]


class LogOut(_Out):
    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str
    what: str
    object: str
    why: str
    data: dict[str, Any]


class LogPage(BaseModel):
    items: list[LogOut]
    next: str | None


class LearningCounts(BaseModel):
    """What waits for a leader."""

    candidates: int
    audits: int
    gaps: int
