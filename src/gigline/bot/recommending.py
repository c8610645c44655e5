"""The two actions that every brand with a directory of contract workers has in its flows: recommend, and choose.

They are not a connector's: nothing outside of Gigline is asked. What the requester may choose from is a list fact, so
that a flow offers it as the rows of a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from gigline.bot.flows.state import Acted, Call
from gigline.conversations.models import Conversation
from gigline.infra.db import Database
from gigline.integrations.models import Action, HttpCall, Input, Output
from gigline.kit.errors import BadInput, Conflict, NotFound
from gigline.providers import service as providers

RECOMMEND, CHOOSE = "recommend_provider", "choose_provider"
NAMES = frozenset({RECOMMEND, CHOOSE})
# A requester who names a day and no hour means the evening as well as the morning: noon is asked for.
_NOON = time(12)


def _action(name: str, title: str, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> Action:
    """As a flow's checks see it; it is run here and never called over HTTP."""
    return Action(
        connector="", name=name, title=title, description="", risk="read_own", confirm=False,
        runners=frozenset({"bot"}), kinds=frozenset(), clearance=0, inputs=inputs, bound=(), cap=None, outputs=outputs,
        say={}, ask={}, refusals={}, idempotent=True, currency="", timeout_s=0, call=HttpCall("", ""),
    )  # fmt: skip


ACTIONS = (
    _action(
        RECOMMEND, "Recommend a contract worker",
        (
            Input("kind", "text"), Input("place", "text"), Input("skill", "text", required=False),
            Input("on", "date", required=False), Input("language", "text", required=False),
        ),
        (
            Output("recommendation", ""), Output("count", "", "integer"), Output("first", ""),
            Output("providers", "", "list", fields=("id", "name", "km", "rating", "jobs", "done")),
        ),
    ),
    _action(
        CHOOSE, "Keep whom the requester chose", (Input("recommendation", "text"), Input("provider", "text")),
        (Output("name", ""),),
    ),
)  # fmt: skip


async def act(database: Database, c: Conversation, run_id: UUID, call: Call) -> Acted:
    """Recommend or keep the choice, within the conversation; asked again it gives the same."""
    try:
        async with database.writer() as w:
            if call.action == RECOMMEND:
                made = await providers.recommend(
                    w, c.brand_id, _wanted(call.inputs, c.language), "bot", c.id, uuid5(run_id, str(call.number))
                )
                return Acted(call.number, "succeeded", outputs=_told(made.id, made.facts))
            chosen = str(call.inputs.get("provider", ""))
            made = await providers.choose(w, c.brand_id, UUID(str(call.inputs["recommendation"])), chosen)
            name = next(one["name"] for one in made.facts if one["id"] == chosen)
            return Acted(call.number, "succeeded", outputs={"name": name})
    except (BadInput, Conflict, NotFound) as error:
        return Acted(call.number, "refused", error.code)


def _wanted(inputs: Mapping[str, Any], language: str) -> providers.Wanted:
    skill, on = inputs.get("skill"), inputs.get("on")
    return providers.Wanted(
        kind=str(inputs["kind"]),
        place=str(inputs["place"]),
        skills=(str(skill),) if skill else (),
        language=str(inputs.get("language") or language),
        at=datetime.combine(date.fromisoformat(str(on)), _NOON) if on else None,
    )


def _told(recommendation: UUID, facts: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [
        {
            "id": one["id"],
            "name": one["name"],
            "km": round(one["km"]),
            "rating": "–" if one["rating"] is None else f"{one['rating']:.1f}",
            "jobs": one["jobs"],
            "done": one["done"],
        }
        for one in facts
    ]
    first = rows[0]["name"] if rows else ""
    return {"recommendation": str(recommendation), "count": len(rows), "first": first, "providers": rows}
