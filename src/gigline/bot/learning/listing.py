"""Keyset pages of what waits for leaders, and how each topic stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot.learning import actions, audit_queries, gap_queries, queries, rules, schemas
from gigline.bot.learning.models import ListedCandidate, Shadow, Switch, Verdicts
from gigline.infra.db import Reader
from gigline.kit import paging
from gigline.kit.errors import BadInput

EXAMPLES = 5


async def candidates(r: Reader, brand_id: UUID, state: str, cursor: str | None, limit: int) -> schemas.CandidatePage:
    """Best expected effect first."""
    found = await queries.listed(r, brand_id, state, _by_number(cursor), limit + 1)
    more = paging.encode([found[limit - 1].effect, str(found[limit - 1].id)]) if len(found) > limit else None
    return schemas.CandidatePage(items=[await shown(r, one) for one in found[:limit]], next=more)


async def shown(r: Reader, candidate: ListedCandidate) -> schemas.CandidateOut:
    """The candidate, with the flow of its action."""
    out = schemas.CandidateOut.model_validate(candidate)
    flow = await actions.flow_of(r, candidate) if candidate.kind == "action" else None
    return out.model_copy(update={"flow": flow.text(flow.title, candidate.language)}) if flow is not None else out


async def audits(r: Reader, brand_id: UUID, done: bool, cursor: str | None, limit: int) -> schemas.AuditPage:
    """Waiting ones oldest first, judged ones newest first."""
    found = await audit_queries.listed(r, brand_id, done, _by_time(cursor), limit + 1)
    more = paging.encode([found[limit - 1].at.isoformat(), str(found[limit - 1].id)]) if len(found) > limit else None
    return schemas.AuditPage(items=[schemas.AuditOut.model_validate(one) for one in found[:limit]], next=more)


async def gaps(r: Reader, brand_id: UUID, state: str, cursor: str | None, limit: int) -> schemas.GapPage:
    """Those that cost people most time first, each with its latest questions."""
    found = await gap_queries.listed(r, brand_id, state, _by_number(cursor), limit + 1)
    more = paging.encode([found[limit - 1].handling_s, str(found[limit - 1].id)]) if len(found) > limit else None
    items = []
    for one in found[:limit]:
        questions = await gap_queries.questions(r, brand_id, one.id, EXAMPLES)
        examples = [schemas.GapQuestionOut.model_validate(question) for question in questions]
        items.append(schemas.GapOut.model_validate(one).model_copy(update={"examples": examples}))
    return schemas.GapPage(items=items, next=more)


async def log(r: Reader, brand_id: UUID, cursor: str | None, limit: int) -> schemas.LogPage:
    """Newest first."""
    found = await queries.logged(r, brand_id, _by_time(cursor), limit + 1)
    more = paging.encode([found[limit - 1].at.isoformat(), str(found[limit - 1].id)]) if len(found) > limit else None
    return schemas.LogPage(items=[schemas.LogOut.model_validate(one) for one in found[:limit]], next=more)


async def topics(r: Reader, brand_id: UUID, settings: BrandSettings, days: int) -> schemas.TopicStandings:
    """Each topic of the brand: who answers it, how precise the bot's judged answers are, and its shadow."""
    verdicts = {one.topic: one for one in await audit_queries.verdicts(r, brand_id)}
    switches = {one.topic: one for one in await audit_queries.switches(r, brand_id)}
    shadows = {one.topic: one for one in await audit_queries.shadow(r, brand_id, days)}
    return schemas.TopicStandings(
        items=[
            _standing(one.key, one.name, one.policy, settings.bot.precision,
                      verdicts.get(one.key), switches.get(one.key), shadows.get(one.key))
            for one in settings.topics
        ]
    )  # fmt: skip


def _standing(
    key: str,
    name: str,
    policy: str,
    target: float,
    verdicts: Verdicts | None,
    switch: Switch | None,
    shadow: Shadow | None,
) -> schemas.TopicStanding:
    counted = verdicts or Verdicts(key, 0, 0, 0, 0)
    return schemas.TopicStanding(
        topic=key,
        name=name,
        policy="person" if policy == "person" else "bot",
        held_by="people" if policy == "person" else switch.held_by if switch is not None else "bot",
        version=switch.version if switch is not None else 0,
        reason=switch.reason if switch is not None else "",
        since=switch.at if switch is not None else None,
        precision=schemas.Precision.of_counts(counted.right, counted.wrong),
        target=target,
        evidence_against=round(rules.evidence_against(counted.right_since, counted.wrong_since, target), 2),
        switches_at=1 / rules.FALSE_ALARM,
        shadow=schemas.ShadowOut.model_validate(shadow or Shadow(key, 0, 0, 0, 0, 0)),
    )


def _by_number(cursor: str | None) -> tuple[float | None, UUID | None]:
    if cursor is None:
        return None, None
    number, last_id = paging.decode(cursor, [float, str])
    return float(number), _id(str(last_id))


def _by_time(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    if cursor is None:
        return None, None
    at, last_id = paging.decode(cursor, [str, str])
    try:
        return datetime.fromisoformat(str(at)), _id(str(last_id))
    except ValueError as error:
        raise BadInput("This cursor is not of this list: start again without it.") from error


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput("This cursor is not of this list: start again without it.") from error
