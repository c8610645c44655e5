"""The hand-over record with what flows found out: nothing that was said or done is asked for again."""

from __future__ import annotations

from dataclasses import replace

from gigline.bot import matters, vocabularies
from gigline.bot.dialogue import Reason
from gigline.bot.flows import queries as flow_queries
from gigline.bot.flows import stored, telling
from gigline.bot.flows.state import State
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Fact, Handover
from gigline.infra.db import Reader

# Of 0 to 2: who is upset goes before ordinary matters, and not before urgent ones.
UPSET_PRIORITY = 1


async def record(
    r: Reader,
    c: Conversation,
    reason: Reason,
    *,
    intent: str | None = None,
    steps: tuple[str, ...] = (),
    why: str = "",
    upset: bool = False,
) -> Handover:
    """What was wanted, said and tried in this segment, by the bot's answers and by its flows."""
    facts, done, title = await of_segment(r, c)
    still_open = await matters.for_record(r, c)
    tried = (*steps, *done, *([why] if why else []), *still_open)
    made = await conversations.record(r, c, reason, intent=intent or title, steps=tried)
    return replace(
        made, facts=(*facts, *telling.without(made.facts, facts)), summary=" ".join([made.summary, *tried]),
        priority=UPSET_PRIORITY if upset else 0, mood="upset" if upset else None,
    )  # fmt: skip


async def of_segment(r: Reader, c: Conversation) -> tuple[tuple[Fact, ...], tuple[str, ...], str | None]:
    """As of_flows, with what was said of the brand's own words."""
    told, done, title = await of_flows(r, c)
    return (*told, *telling.without(await vocabularies.facts(r, c), told)), done, title


async def of_flows(r: Reader, c: Conversation) -> tuple[tuple[Fact, ...], tuple[str, ...], str | None]:
    """The facts that flows of this segment collected, what they did, and the title of the last one."""
    states: list[State] = []
    lines: list[str] = []
    title = None
    for run in await flow_queries.of_segment(r, c.brand_id, c.id, c.segment):
        state = stored.state_of(run)
        if state is None:
            continue
        flow = await stored.version_of(r, c.brand_id, run.digest)
        title = flow.text(flow.title, c.language)
        states.append(state)
        lines += telling.steps(title, state)
    return telling.facts(states), tuple(lines), title
