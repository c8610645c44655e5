"""From a segment that a person settled to evidence: what was asked and answered, and what the bot would have done."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from gigline.accounts import service as accounts
from gigline.bot.assistant import Assistant, Ready
from gigline.bot.dialogue import Answer, Clarify, History, Policy, Understanding
from gigline.bot.flows import finding
from gigline.bot.flows.model import Flow
from gigline.bot.learning import actions, candidates, gaps, queries, reading, rules
from gigline.bot.learning.models import ACTION, Evidence, Told, Would
from gigline.bot.rules import decide
from gigline.bot.understanding import understand
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Writer
from gigline.integrations.models import Run
from gigline.knowledge import service as knowledge
from gigline.knowledge.service import Index, Mask
from gigline.language.service import Embedder

READ_BACK = 300
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Seen:
    """What the bot makes of a question now, and which article a person's answer stands for."""

    understood: Understanding
    would: Would
    would_slug: str | None
    given: str | None
    inserted: bool
    answer: str
    # What runs the action that settled it.
    flow: Flow | None = None


async def collect(w: Writer, assistant: Assistant, conversation_id: UUID, segment: int) -> None:
    """Learn from a settled segment; nothing where no person answered or acted, or where the matter is people's."""
    c = await conversations.get(w, conversation_id)
    entries = await conversations.entries(w, c, after_seq=max(0, c.seq - READ_BACK), public_only=True)
    names = [await queries.contact_name(w, c.id)]
    own = [one for one in entries if one.segment == segment]
    acted = await actions.settled_by(w, c, own)
    told = reading.told_to_people(own, names) or (reading.asked_of_people(own, names) if acted is not None else None)
    if told is None:
        return
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    ready = await assistant.ready(w, c.brand_id, settings, refit=not assistant.swept)
    seen = await asyncio.to_thread(_look, told, assistant, ready, c, acted)
    topic = c.topic or seen.understood.topic
    found = settings.topic(topic)
    if seen.understood.sensitive is not None or (found is not None and found.policy == "person"):
        return
    evidence = Evidence(
        conversation_id=c.id,
        segment=segment,
        source="person",
        candidate_id=None,
        requester_kind=c.requester_kind,
        language=c.language,
        topic=topic if found is not None else None,
        question=told.question,
        answer=seen.answer,
        associate_id=told.associate_id or (acted.runner_id if acted is not None else None),
        given_slug=seen.given,
        inserted=seen.inserted,
        would=seen.would,
        would_slug=seen.would_slug,
        confidence=seen.understood.confidence,
        handling_s=await queries.handling_s(w, c.brand_id, c.id, segment),
    )
    await queries.serialise(w, c.brand_id)
    unanswered = evidence.given_slug is None or (evidence.kind == "action" and seen.flow is None)
    if await candidates.note(w, assistant.embedder, c.brand_id, evidence) and unanswered:
        await gaps.note(w, assistant.embedder, c.brand_id, evidence)


def _look(told: Told, assistant: Assistant, ready: Ready, c: Conversation, acted: Run | None) -> _Seen:
    context = assistant.context(ready, c.requester_kind, c.language)
    understood = understand(told.said, context)
    # The shadow of a bot that is off, or of a topic that was switched to people, tells when to give it back.
    topics = frozenset(topic.key for topic in ready.settings.topics if topic.policy == "bot")
    would = decide(understood, Policy(True, topics), History())
    allowed = ready.index.meant_for(c.requester_kind, c.language)
    does: Would = "answer" if isinstance(would, Answer) else "ask" if isinstance(would, Clarify) else "hand_over"
    slug = would.slug if isinstance(would, Answer) else None
    inserted = _inserted(ready.index, allowed, told.answers)
    if acted is not None and inserted is None:
        flow = actions.flow_for(ready.flows, acted.action, c.requester_kind, c.language)
        given = f"{ACTION}{acted.action}"
        same = flow is not None and slug in finding.slugs_of(flow)
        return _Seen(understood, does, given if same else slug, given, False, acted.title, flow)
    answer = _best_answer(told, assistant.embedder)
    given_by = inserted or _meant(ready.index, allowed, assistant.embedder, answer)
    return _Seen(understood, does, slug, given_by, inserted is not None, answer)


def _best_answer(told: Told, embedder: Embedder) -> str:
    """Of what a person said, that which is most about the question; of equals the longer."""
    asked, *said = embedder.embed([told.question, *told.answers])
    scores = [float(asked @ one) + min(len(text), 400) / 2_000 for one, text in zip(said, told.answers, strict=True)]
    return told.answers[int(np.argmax(scores))]


def _inserted(index: Index, allowed: Mask, answers: tuple[str, ...]) -> str | None:
    """The article of which most words stand in the answers, if whole passages do."""
    have = _words("\n".join(answers))
    counts: dict[str, int] = {}
    for row, text in enumerate(index.texts):
        if text.source == "passage" and allowed[index.owners[row]]:
            words = _words(text.text)
            if rules.inserted(have, words):
                counts[text.slug] = counts.get(text.slug, 0) + len(words)
    return max(counts, key=lambda slug: counts[slug]) if counts else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _meant(index: Index, allowed: Mask, embedder: Embedder, answer: str) -> str | None:
    """The article that says what this answer says, if one clearly does."""
    texts = index.score(knowledge.query_of(embedder, answer)).texts
    best: dict[str, float] = {}
    for row, text in enumerate(index.texts):
        if text.source in {"passage", "sentence"} and allowed[index.owners[row]]:
            best[text.slug] = max(best.get(text.slug, -1.0), float(texts[row]))
    if not best:
        return None
    first, *others = sorted(best, key=lambda slug: -best[slug])
    ahead = best[first] - (best[others[0]] if others else 0.0)
    return first if best[first] >= rules.SAME_ANSWER and ahead >= rules.ANSWER_AHEAD else None
