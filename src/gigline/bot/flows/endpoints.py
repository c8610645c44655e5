"""Flows over HTTP, to be looked at; they are written as files."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.bot.flows import drawing, stored
from gigline.bot.flows.model import Flow
from gigline.infra.edge import ReadSession

router = APIRouter(prefix="/api/v1", tags=["flows"])


class FlowBox(BaseModel):
    """A step; `row` and `column` are its place in a drawing."""

    id: str
    kind: Literal["collect", "branch", "action", "confirm", "say", "answer", "hand_over", "end"]
    text: str
    row: int
    column: int


class FlowArrow(BaseModel):
    source: str
    target: str
    label: str


class FlowOut(BaseModel):
    """A flow as boxes and arrows, in its first language."""

    id: str
    title: str
    kinds: list[str]
    languages: list[str]
    topic: str
    examples: list[str]
    instead_of: list[str]
    boxes: list[FlowBox]
    arrows: list[FlowArrow]


class FlowList(BaseModel):
    items: list[FlowOut]


@router.get("/flows")
async def list_flows(r: ReadSession, actor: CurrentActor, brand: UUID) -> FlowList:
    """The brand's flows, drawn."""
    await accounts.access_brand(r, actor, brand, "leader")
    found = await stored.flows_of(r, brand)
    return FlowList(items=[_out(flow) for flow in found.by_id.values()])


def _out(flow: Flow) -> FlowOut:
    language = flow.languages[0]
    boxes, arrows = drawing.draw(flow, language)
    return FlowOut(
        id=flow.id,
        title=flow.title[language],
        kinds=list(flow.kinds),
        languages=list(flow.languages),
        topic=flow.topic,
        examples=list(flow.examples[language]),
        instead_of=list(flow.instead_of),
        boxes=[FlowBox.model_validate(vars(one)) for one in boxes],
        arrows=[FlowArrow.model_validate(vars(one)) for one in arrows],
    )
