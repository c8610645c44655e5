"""Why not me: what lately went to others while an associate was available, told to them. Others are never named."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.infra.db import Reader
from gigline.routing import explaining
from gigline.routing import not_offered_queries as queries
from gigline.routing.choosing import IDLE, Recorded
from gigline.routing.engine import words
from gigline.routing.models import NotOffered
from gigline.routing.not_offered_queries import WentElsewhere
from gigline.workforce import service as workforce

HOURS = 24
LOOKED, MOST = 60, 20
# What would have changed it is worked out by deciding anew some forty times: of small rounds only.
MOST_PAIRS = 2_000


async def not_offered(r: Reader, actor: Actor) -> list[NotOffered]:
    """The newest of the last day that the actor was available for; nothing for who is no associate."""
    if actor.kind != "person":
        return []
    brands = {one.brand_id: one.brand_name for one in await workforce.grants(r, actor.id)}
    rows = await queries.lately(r, actor.id, list(brands), HOURS, LOOKED, MOST)
    topics = {one: await _topics(r, one) for one in {row.brand_id for row in rows}}
    return [
        NotOffered(
            brands[row.brand_id],
            topics[row.brand_id].get(row.need["topic"], row.need["topic"]),
            row.need["channel"],
            row.need["language"],
            row.offered_at,
            row.could,
            await _why_not(r, actor.id, row),
        )
        for row in rows
    ]


async def _topics(r: Reader, brand_id: UUID) -> dict[str, str]:
    return {one.key: one.name for one in accounts.settings_of(await accounts.brand(r, brand_id)).topics}


async def _why_not(r: Reader, me: UUID, row: WentElsewhere) -> list[str]:
    if row.excluded is not None:
        return [hindrance(row.excluded)]
    one = await explaining.whole(r, row.id)
    return await asyncio.to_thread(behind, one, str(me))


def hindrance(excluded: Mapping[str, Any]) -> str:
    """The rule that kept it from the reader, with the facts it went by."""
    because = excluded["because"]
    match excluded["filter"]:
        case "language":
            return f"It needed the language {because['needs']}, which you are not entered with."
        case "channel":
            return f"It came by {because['needs']}, which you are not granted here."
        case "topic":
            return "You are not granted its topic."
        case "clearance":
            return f"It needed clearance {because['needs']}; yours here is {because['has']}."
        case "rung":
            return f"The brand asked those who are {because['needs']} for its topic first."
        case "presence":
            return "You were not connected: your console was closed, or had lost its network."
        case "paused":
            return "You were paused, as offers before had been left unanswered."
        case "capacity":
            return f"You had no room: you carried {because['load']} of {because['capacity']}."
        case "warm_up":
            now = f"you carried {because['load']} of {because['limit']}"
            return f"You had just begun, and take work on step by step: {now}."
        case "asked_before":
            return "You had been asked for this very conversation before, or had it."
        case other:
            raise ValueError(f"no words for the rule {other}")


def behind(one: Recorded, me: str) -> list[str]:
    """Nothing kept the reader from it, and somebody else got it."""
    stored = one.stored
    if stored["policy"] == IDLE:
        return [_less_idle(stored, me)]
    if one.given is None:
        return ["What this was decided by is no longer kept."]
    row = one.given.row(stored["conversation"])
    if me not in row.candidates():
        return ["At that moment you were given something else, or kept free for somebody who had waited for very long."]
    told = words.why_not(row, me, stored["chosen"])
    if sum(len(each.numbers) for each in one.given.rows) > MOST_PAIRS:
        return told
    needed = words.counterfactual(one.given, row.conversation, me).needed
    return [
        *told,
        f"It would have come to you with a score higher by {needed:.3f}; 1 is the worth of a settled conversation.",
    ]


def _less_idle(stored: Mapping[str, Any], me: str) -> str:
    if stored["need"]["before"] == stored["chosen"]:
        return "Who got it had helped in this conversation before."
    idle = {each["id"]: each["idle_s"] for each in stored["eligible"]}
    theirs, mine = round(idle[stored["chosen"]]), round(idle[me])
    return f"Whoever was free longest was asked: {theirs} s; you had been free for {mine} s."
