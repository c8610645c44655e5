"""One step for several conversations: each under its own lock, epoch and permissions, in a transaction of its own.

What cannot be done with one is said of that one, and stops none of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Database, Writer
from gigline.kit.errors import GiglineError
from gigline.routing import moves, together_schemas
from gigline.routing.together_schemas import Assign, Classify, One, PullBack, Resolve, Snooze, Step


@dataclass(frozen=True)
class Result:
    """`error`: why nothing was done with it."""

    one: One
    epoch: int | None
    error: GiglineError | None


async def do(database: Database, actor: Actor, step: Step, some: Sequence[One]) -> list[Result]:
    """Do `step` with each of these, in their order."""
    return [await _one(database, actor, step, one) for one in some]


async def _one(database: Database, actor: Actor, step: Step, one: One) -> Result:
    try:
        async with database.writer() as w:
            c = await _step(w, actor, step, one)
    except GiglineError as error:
        return Result(one, None, error)
    return Result(one, c.epoch, None)


async def _step(w: Writer, actor: Actor, step: Step, one: One) -> Conversation:
    if isinstance(step, Assign):
        return await moves.assign(w, actor, one.id, one.epoch, step.associate_id)
    if isinstance(step, PullBack):
        return await moves.pull_back(w, actor, one.id, one.epoch)
    c = await conversations.access_conversation(w, actor, one.id, "write")
    author = conversations.author_of(actor)
    if isinstance(step, Classify):
        topic = c.topic if step.topic == together_schemas.AS_IT_IS else step.topic
        priority = c.priority if step.priority is None else step.priority
        return await conversations.classify_as(w, one.id, one.epoch, topic or None, priority, author)
    if isinstance(step, Snooze):
        return await conversations.snooze(w, one.id, one.epoch, step.until, step.reason, author)
    return await _resolve(w, one, step, author)


async def _resolve(w: Writer, one: One, step: Resolve, author: Author) -> Conversation:
    c = await conversations.resolve(w, one.id, one.epoch, by="associate", author=author)
    if step.reason:
        await conversations.note(w, one.id, author, step.reason)
    return c
