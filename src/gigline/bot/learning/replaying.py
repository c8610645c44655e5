"""Past conversations with the bot as it is now beside what it did: the regression harness before a release."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot.assistant import Assistant, Ready
from gigline.bot.dialogue import Answer, Clarify, HandOver, History, Policy
from gigline.bot.learning import replay_queries
from gigline.bot.learning.replay_queries import PastTurn
from gigline.bot.rules import decide
from gigline.bot.understanding import understand
from gigline.infra.db import Reader
from gigline.language import service as language


@dataclass(frozen=True)
class Did:
    """What the bot did or would do: answered, clarified, handed_over or other, and with which article."""

    outcome: str
    slug: str | None
    confidence: float | None


@dataclass(frozen=True)
class Compared:
    """The first question of one past segment. `question` is masked, and empty where it was not asked for."""

    conversation_id: UUID
    seq: int
    then: Did
    now: Did
    question: str = ""

    @property
    def same(self) -> bool:
        return (self.then.outcome, self.then.slug) == (self.now.outcome, self.now.slug)


async def replay(
    r: Reader,
    assistant: Assistant,
    brand_id: UUID,
    settings: BrandSettings,
    *,
    days: int,
    limit: int,
    texts: bool = False,
) -> list[Compared]:
    """The latest segments' first questions, asked again without what came after them. Writes nothing."""
    ready = await assistant.ready(r, brand_id, settings)
    turns = await replay_queries.first_turns(r, brand_id, days, limit)
    return [await asyncio.to_thread(_again, assistant, ready, turn, texts) for turn in turns]


def _again(assistant: Assistant, ready: Ready, turn: PastTurn, texts: bool) -> Compared:
    context = assistant.context(ready, turn.requester_kind, turn.language)
    understood = understand(turn.said, context)
    action = decide(understood, Policy(ready.settings.bot.enabled, ready.bot_topics), History())
    now = Did("other", None, understood.confidence)
    if isinstance(action, Answer):
        now = replace(now, outcome="answered", slug=action.slug)
    elif isinstance(action, Clarify | HandOver):
        now = replace(now, outcome="clarified" if isinstance(action, Clarify) else "handed_over")
    # Of a question back or a hand-over only the kind is compared: their options follow from the scores.
    then = Did(turn.outcome, turn.article_slug if turn.outcome == "answered" else None, turn.confidence)
    question = language.mask(" ".join(turn.said), [turn.name]) if texts else ""
    return Compared(turn.conversation_id, turn.seq, then, now, question)
