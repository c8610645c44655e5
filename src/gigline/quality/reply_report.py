"""Which saved replies are used, and how conversations with them end."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.edge import ReadSession
from gigline.quality import reply_queries, rules
from gigline.quality.bot_report import Part
from gigline.quality.reply_queries import ReplyFigures

router = APIRouter(prefix="/api/v1", tags=["reports"])

DEFINITIONS = {
    "uses": "Answers that an associate made of it in the period, by how many associates.",
    "true_h48": "Of the conversations with it that were resolved more than 48 hours ago, the share whose requester did "
    "not write again within 48 hours on any channel, and did not rate it 1 or 2.",
    "csat": "Mean of the scores 1 to 5 of the conversations with it.",
    "cause": "A reply for hard matters ends worse than one for easy ones: compare replies for the same matter.",
}


class ReplyOut(BaseModel):
    """A saved reply of the brand; `id` is null for all that associates keep for themselves."""

    id: UUID | None
    title: str
    shortcut: str
    language: str
    uses: int
    people: int
    true_h48: Part
    csat: float | None
    rated: int

    @classmethod
    def of(cls, one: ReplyFigures) -> ReplyOut:
        return cls(
            id=one.id,
            title=one.title,
            shortcut=one.shortcut,
            language=one.language,
            uses=one.uses,
            people=one.people,
            true_h48=Part.of_counts(one.held, one.due),
            csat=rules.share(one.score, one.rated),
            rated=one.rated,
        )


class ReplyReport(BaseModel):
    """Most used first; `definitions` says in words what each figure counts."""

    days: int
    items: list[ReplyOut]
    definitions: dict[str, str]


@router.get("/reports/replies")
async def reply_report(
    r: ReadSession, actor: CurrentActor, brand: UUID, days: Annotated[int, Query(ge=1, le=400)] = 30
) -> ReplyReport:
    """How often each saved reply of a brand was used, and how the conversations with it ended."""
    await accounts.access_brand(r, actor, brand, "leader")
    found = await reply_queries.figures(r, brand, days)
    return ReplyReport(days=days, items=[ReplyOut.of(one) for one in found], definitions=DEFINITIONS)
