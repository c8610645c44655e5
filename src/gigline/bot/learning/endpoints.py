"""Learning over HTTP, for leaders: the queue of candidates, audits, topics, gaps, and the log of decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.accounts.schemas import BrandSettings
from gigline.bot.learning import (
    access,
    audit_queries,
    auditing,
    deciding,
    filling,
    gap_queries,
    listing,
    queries,
    schemas,
    switching,
)
from gigline.bot.learning.errors import NoSuchLearning
from gigline.bot.learning.models import State
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession
from gigline.language.edge import embedder_of

router = APIRouter(prefix="/api/v1/learning", tags=["learning"])

Cursor = Annotated[str | None, Query(max_length=400)]
Limit = Annotated[int, Query(ge=1, le=100)]
Days = Annotated[int, Query(ge=1, le=400)]


async def _settings(r: Reader, brand_id: UUID) -> BrandSettings:
    return accounts.settings_of(await accounts.brand(r, brand_id))


@router.get("/counts")
async def count_waiting(r: ReadSession, actor: CurrentActor, brand: UUID) -> schemas.LearningCounts:
    """How much waits for a leader."""
    await accounts.access_brand(r, actor, brand, "leader")
    found = await queries.counts(r, brand)
    return schemas.LearningCounts(candidates=found.candidates, audits=found.audits, gaps=found.gaps)


@router.get("/candidates")
async def list_candidates(
    r: ReadSession, actor: CurrentActor, brand: UUID, state: State = "open", cursor: Cursor = None, limit: Limit = 30
) -> schemas.CandidatePage:
    """What people's answers taught, best expected effect first."""
    await accounts.access_brand(r, actor, brand, "leader")
    return await listing.candidates(r, brand, state, cursor, limit)


@router.get("/candidates/{candidate_id}")
async def get_candidate(r: ReadSession, actor: CurrentActor, candidate_id: UUID) -> schemas.CandidateWithEvidence:
    """A candidate with the conversations that it comes from."""
    brand_id = await access.access_learning(r, actor, candidate_id, queries.brand_of)
    return await _shown(r, brand_id, candidate_id)


async def _shown(r: Reader, brand_id: UUID, candidate_id: UUID) -> schemas.CandidateWithEvidence:
    found = await queries.one(r, brand_id, candidate_id)
    if found is None:
        raise NoSuchLearning("There is no such candidate.")
    shown = await listing.shown(r, found)
    return schemas.CandidateWithEvidence.made_of(shown, await queries.evidence(r, brand_id, candidate_id))


@router.put("/candidates/{candidate_id}")
async def edit_candidate(
    request: Request, w: WriteSession, actor: CurrentActor, candidate_id: UUID, body: schemas.EditCandidate
) -> schemas.CandidateWithEvidence:
    """Other words, another topic, or another article to be a question of."""
    brand_id = await access.access_learning(w, actor, candidate_id, queries.brand_of)
    c = await deciding.locked(w, brand_id, candidate_id, body.version)
    changed = replace(
        c,
        kind=c.kind if body.article_slug == c.article_slug else "paraphrase" if body.article_slug else "article",
        title=body.title,
        question=body.question,
        answer=body.answer,
        topic=body.topic,
        article_slug=body.article_slug,
    )
    await deciding.edit(w, embedder_of(request), c, deciding.who(actor), await _settings(w, brand_id), changed)
    return await _shown(w, brand_id, candidate_id)


@router.post("/candidates/{candidate_id}/approve")
async def approve_candidate(
    request: Request, w: WriteSession, actor: CurrentActor, candidate_id: UUID, body: schemas.Decide
) -> schemas.CandidateWithEvidence:
    """Make it knowledge: the bot uses it from the next message on."""
    brand_id = await access.access_learning(w, actor, candidate_id, queries.brand_of)
    c = await deciding.locked(w, brand_id, candidate_id, body.version)
    settings = await _settings(w, brand_id)
    await deciding.approve(w, embedder_of(request), c, deciding.who(actor), body.why, settings)
    return await _shown(w, brand_id, candidate_id)


@router.post("/candidates/{candidate_id}/reject")
async def reject_candidate(
    w: WriteSession, actor: CurrentActor, candidate_id: UUID, body: schemas.Decide
) -> schemas.CandidateWithEvidence:
    """Nothing becomes of it, and the same question does not bring it back."""
    brand_id = await access.access_learning(w, actor, candidate_id, queries.brand_of)
    c = await deciding.locked(w, brand_id, candidate_id, body.version)
    await deciding.reject(w, c, deciding.who(actor), body.why)
    return await _shown(w, brand_id, candidate_id)


@router.post("/candidates/{candidate_id}/roll-back")
async def roll_back_candidate(
    w: WriteSession, actor: CurrentActor, candidate_id: UUID, body: schemas.DecideWithReason
) -> schemas.CandidateWithEvidence:
    """Take away what an approval made; the bot forgets it at once."""
    brand_id = await access.access_learning(w, actor, candidate_id, queries.brand_of)
    c = await deciding.locked(w, brand_id, candidate_id, body.version)
    await deciding.roll_back(w, c, deciding.who(actor), body.why)
    return await _shown(w, brand_id, candidate_id)


@router.get("/audits")
async def list_audits(
    r: ReadSession, actor: CurrentActor, brand: UUID, done: bool = False, cursor: Cursor = None, limit: Limit = 30
) -> schemas.AuditPage:
    """A sample of the bot's answers, to be judged (or judged already)."""
    await accounts.access_brand(r, actor, brand, "leader")
    return await listing.audits(r, brand, done, cursor, limit)


@router.post("/audits/{audit_id}")
async def judge_answer(
    w: WriteSession, actor: CurrentActor, audit_id: UUID, body: schemas.JudgeAnswer
) -> schemas.AuditOut:
    """Right, wrong, or a matter for a person."""
    brand_id = await access.access_learning(w, actor, audit_id, audit_queries.brand_of)
    saved = await auditing.judge(w, brand_id, audit_id, body.version, body.verdict, deciding.who(actor))
    return schemas.AuditOut.model_validate(saved)


@router.get("/topics")
async def list_topics(r: ReadSession, actor: CurrentActor, brand: UUID, days: Days = 30) -> schemas.TopicStandings:
    """Who answers each topic, how precise the judged answers are, and what the bot would have done where people did."""
    found = await accounts.access_brand(r, actor, brand, "leader")
    return await listing.topics(r, brand, accounts.settings_of(found), days)


@router.post("/topics/{topic}/switch")
async def switch_topic(
    w: WriteSession, actor: CurrentActor, brand: UUID, topic: str, body: schemas.SwitchTopic
) -> schemas.TopicStandings:
    """Give a topic to people, or back to the bot."""
    found = await accounts.access_brand(w, actor, brand, "leader")
    await switching.set_by(w, brand, topic, body.version, body.held_by, body.why, deciding.who(actor))
    return await listing.topics(w, brand, accounts.settings_of(found), 30)


@router.get("/gaps")
async def list_gaps(
    r: ReadSession,
    actor: CurrentActor,
    brand: UUID,
    state: Literal["open", "written", "dismissed"] = "open",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> schemas.GapPage:
    """What people asked and nothing answers, by the time that it took people."""
    await accounts.access_brand(r, actor, brand, "leader")
    return await listing.gaps(r, brand, state, cursor, limit)


@router.post("/gaps/{gap_id}/article", status_code=201)
async def write_article(
    request: Request, w: WriteSession, actor: CurrentActor, gap_id: UUID, body: schemas.WriteArticle
) -> schemas.GapOut:
    """Fill a gap: an article that begins with the questions people asked."""
    brand_id = await access.access_learning(w, actor, gap_id, gap_queries.brand_of)
    settings = await _settings(w, brand_id)
    gap = await filling.write(w, embedder_of(request), brand_id, gap_id, body, deciding.who(actor), settings)
    return schemas.GapOut.model_validate(gap)


@router.post("/gaps/{gap_id}/dismiss")
async def dismiss_gap(w: WriteSession, actor: CurrentActor, gap_id: UUID, body: schemas.Decide) -> schemas.GapOut:
    """Nothing shall answer this."""
    brand_id = await access.access_learning(w, actor, gap_id, gap_queries.brand_of)
    gap = await filling.dismiss(w, brand_id, gap_id, body.version, deciding.who(actor), body.why)
    return schemas.GapOut.model_validate(gap)


@router.get("/log")
async def list_log(
    r: ReadSession, actor: CurrentActor, brand: UUID, cursor: Cursor = None, limit: Limit = 50
) -> schemas.LogPage:
    """Who decided what, when and why; newest first."""
    await accounts.access_brand(r, actor, brand, "leader")
    return await listing.log(r, brand, cursor, limit)
