"""For whom nobody is there: what the brand wants done, each step once. They keep their place whatever is done."""

from __future__ import annotations

from gigline.conversations import service as conversations
from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.routing import ladder, matching, round_queries, rules
from gigline.routing.events import PoolEmpty
from gigline.routing.sight import Sight, need_of
from gigline.routing.waits import Wait


async def act(database: Database, seen: Sight) -> None:
    """The steps that are due for those who wait with nobody there who may take them."""
    alone = [one for one in seen.waits if _when_empty(seen, one) and _nobody(seen, one)]
    if not alone:
        return
    async with database.reader() as r:
        done = await round_queries.empty_steps(r, [one.conversation.id for one in alone])
    for one in alone:
        queue, waited_s = seen.settings[one.conversation.brand_id].queue, (seen.now - one.since).total_seconds()
        before = done.get(one.conversation.id, 0)
        for n, step in enumerate(ladder.steps_due(queue, waited_s, before), before):
            async with database.writer() as w:
                await _step(w, one, n, step.do, waited_s)


def _when_empty(seen: Sight, wait: Wait) -> bool:
    return bool(seen.settings[wait.conversation.brand_id].queue.when_empty)


def _nobody(seen: Sight, wait: Wait) -> bool:
    """Whether nobody with a grant is there, on whatever rung."""
    c = wait.conversation
    need = need_of(c, seen.settings[c.brand_id], None)
    return not any(one.online and rules.stands(need, one) for one in seen.candidates[c.brand_id])


async def _step(w: Writer, wait: Wait, n: int, do: str, waited_s: float) -> None:
    c = await conversations.lock(w, wait.conversation.id)
    here = matching.is_waiting(c) and c.epoch == wait.conversation.epoch
    if not here or not await round_queries.take_step(w, c, n):
        return
    if do == "convert":
        await conversations.activity(w, c.id, "later_offered", {})
        return
    empty = PoolEmpty(
        brand_id=c.brand_id, conversation_id=c.id, topic=c.topic, language=c.language, channel=c.channel,
        waited_s=waited_s,
    )  # fmt: skip
    await outbox.publish(w, empty)
