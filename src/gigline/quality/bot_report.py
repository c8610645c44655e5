"""How good the bot is: what it covers, how precise it is, what it truly resolves, and what people alone would do."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.bot.learning.schemas import Precision
from gigline.infra.edge import ReadSession
from gigline.kit.errors import NotFound
from gigline.quality import bot_queries, rules
from gigline.quality.bot_queries import Arm, Audited, Figures

router = APIRouter(prefix="/api/v1", tags=["reports"])

_ALL, _TOPIC, _KIND = 3, 1, 2

DEFINITIONS = {
    "started": "Conversations that the bot held first (one that is reopened counts once more); contacts of the "
    "human-only holdout are not among them.",
    "coverage": "Of those, the share in which the bot gave an answer from an article, or got something done by a flow.",
    "precision": "Of the answers that a leader judged, the share that was right; “should have been a person” counts as "
    "wrong. The interval is Wilson's, 95 %. Every answer has the same chance to be judged, up to the day's limit.",
    "contained": "Those that no person was ever asked into. Abandoned ones count: that is why containment flatters.",
    "true_resolved": "Abandoned ones included: the bot answered, no person was involved, the same requester did not "
    "write again within the window on any channel, and did not rate it 1 or 2. Only those whose window is over "
    "are counted, on both sides of the share.",
    "handed_over": "Those that went from the bot to people; the reasons are those of each hand-over, of which a "
    "conversation may have several.",
    "holdout": "Contacts drawn by chance whom only people answer, beside all others, whoever answered those in the "
    "end. Held: resolved, no new contact within 48 hours, not rated 1 or 2.",
}


class Part(BaseModel):
    count: int
    of: int
    share: float | None

    @classmethod
    def of_counts(cls, count: int, of: int) -> Part:
        return cls(count=count, of=of, share=rules.share(count, of))


class BotFigures(BaseModel):
    """`key`: the topic ("" for none) or requester kind; empty for all."""

    key: str
    started: int
    coverage: Part
    precision: Precision
    wrong: int
    should_have_been_a_person: int
    contained: Part
    true_h48: Part
    true_d7: Part
    handed_over: Part


class ReasonCount(BaseModel):
    reason: str
    count: int


class ArmOut(BaseModel):
    segments: int
    resolved: Part
    held: Part
    csat: float | None
    rated: int


class Comparison(BaseModel):
    """`difference`: share held with the bot less share held by people only, with its 95 % interval (R. G. Newcombe,
    1998). `needed`: segments in each arm before it may be called a result.
    """

    with_bot: ArmOut
    people_only: ArmOut
    difference: float | None
    low: float | None
    high: float | None
    needed: int
    enough: bool


class BotReport(BaseModel):
    """`definitions` says in words what each figure counts."""

    days: int
    all: BotFigures
    by_topic: list[BotFigures]
    by_kind: list[BotFigures]
    reasons: list[ReasonCount]
    holdout: Comparison
    definitions: dict[str, str]


@router.get("/reports/bot")
async def bot_report(
    r: ReadSession,
    actor: CurrentActor,
    brand: UUID | None = None,
    days: Annotated[int, Query(ge=1, le=400)] = 30,
) -> BotReport:
    """The bot's coverage, precision and true resolution beside containment, hand-overs and the human-only holdout."""
    led = [one.id for one in await accounts.brands_of(r, actor, "leader")]
    brands = led if brand is None else [one for one in led if one == brand]
    if not brands:
        raise NotFound("There is no such report.")
    figures = await bot_queries.figures(r, brands, days)
    audited = {(one.level, _key(one)): one for one in await bot_queries.audited(r, brands, days)}
    told = {level: [_figures(one, audited) for one in figures if one.level == level] for level in (_ALL, _TOPIC, _KIND)}
    nothing = Figures(None, None, _ALL, 0, 0, 0, 0, 0, 0, 0, 0)
    return BotReport(
        days=days,
        all=(told[_ALL] or [_figures(nothing, audited)])[0],
        by_topic=told[_TOPIC],
        by_kind=told[_KIND],
        reasons=[ReasonCount(reason=one.reason, count=one.count) for one in await bot_queries.reasons(r, brands, days)],
        holdout=_comparison(await bot_queries.arms(r, brands, days)),
        definitions=DEFINITIONS,
    )


def _key(one: Figures | Audited) -> str:
    return {_ALL: "", _TOPIC: one.topic or "", _KIND: one.requester_kind or ""}[one.level]


def _figures(one: Figures, audited: dict[tuple[int, str], Audited]) -> BotFigures:
    judged = audited.get((one.level, _key(one))) or Audited(None, None, one.level, 0, 0, 0)
    return BotFigures(
        key=_key(one),
        started=one.started,
        coverage=Part.of_counts(one.answered, one.started),
        precision=Precision.of_counts(judged.right, judged.wrong + judged.person),
        wrong=judged.wrong,
        should_have_been_a_person=judged.person,
        contained=Part.of_counts(one.contained, one.started),
        true_h48=Part.of_counts(one.true_h48, one.due_h48),
        true_d7=Part.of_counts(one.true_d7, one.due_d7),
        handed_over=Part.of_counts(one.handed_over, one.started),
    )


def _comparison(arms: list[Arm]) -> Comparison:
    by_arm = {one.holdout: one for one in arms}
    nothing = Arm(False, 0, 0, 0, 0, 0, 0)
    bot, people = by_arm.get(False, nothing), by_arm.get(True, nothing)
    found = rules.difference(bot.held, bot.due, people.held, people.due)
    return Comparison(
        with_bot=_arm(bot),
        people_only=_arm(people),
        difference=found[0] if found else None,
        low=found[1] if found else None,
        high=found[2] if found else None,
        needed=rules.NEEDED_PER_ARM,
        enough=min(bot.due, people.due) >= rules.NEEDED_PER_ARM,
    )


def _arm(one: Arm) -> ArmOut:
    return ArmOut(
        segments=one.segments,
        resolved=Part.of_counts(one.resolved, one.segments),
        held=Part.of_counts(one.held, one.due),
        csat=rules.share(one.score, one.rated),
        rated=one.rated,
    )
