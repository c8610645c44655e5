"""What became of answers: it confirms or weakens what was learned from them."""

from __future__ import annotations

from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot import queries as turns_queries
from gigline.bot.assistant import Assistant
from gigline.bot.learning import actions, candidates, deciding, examples, queries, reading, rules
from gigline.bot.learning.events import OutcomeNoted
from gigline.bot.learning.models import Candidate, Evidence
from gigline.bot.models import Turn
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.knowledge import service as knowledge

READ_BACK = 300


async def note(w: Writer, brand_id: UUID, conversation_id: UUID, segment: int, truly: bool) -> None:
    """Whether a segment was truly resolved, as whoever judges that found now; told twice it changes nothing."""
    if await queries.save_outcome(w, brand_id, conversation_id, segment, truly):
        noted = OutcomeNoted(brand_id=brand_id, conversation_id=conversation_id, segment=segment, truly=truly)
        await outbox.publish(w, noted)


async def learn(w: Writer, assistant: Assistant, event: OutcomeNoted) -> None:
    """Let an outcome confirm or weaken what its segment taught."""
    await queries.serialise(w, event.brand_id)
    evidence = await queries.evidence_of(w, event.brand_id, event.conversation_id, event.segment)
    if evidence is None and event.truly:
        evidence = await _chosen(w, assistant, event)
    if evidence is None or evidence.candidate_id is None:
        return
    await queries.set_truth(w, event.brand_id, event.conversation_id, event.segment, event.truly)
    await queries.recount(w, event.brand_id, evidence.candidate_id)
    candidate = await queries.lock(w, event.brand_id, evidence.candidate_id)
    if candidate is None:
        return
    settings = accounts.settings_of(await accounts.brand(w, event.brand_id))
    if event.truly:
        await _confirm(w, assistant, settings, candidate, evidence)
    elif candidate.state == "approved" and not candidate.by_leader and not candidate.held:
        await deciding.roll_back(w, candidate, deciding.GIGLINE, "what it was learned from did not hold")


async def _confirm(w: Writer, assistant: Assistant, settings: BrandSettings, c: Candidate, evidence: Evidence) -> None:
    if c.state != "open":
        return
    if c.kind == "paraphrase" and (evidence.inserted or evidence.source == "choice"):
        why = "the requester chose it" if evidence.source == "choice" else "a person answered with the article"
        await _join(w, assistant, settings, c, f"{why}, and it was truly resolved")
        return
    made = await queries.decisions(w, c.brand_id, c.kind)
    if not rules.may_approve(c.held, c.failed, settings.learning.auto_approve, made.approved, made.rejected):
        return
    why = f"held {c.held} times; leaders approved {made.approved} of {made.approved + made.rejected}"
    if c.kind == "paraphrase":
        await _join(w, assistant, settings, c, why)
    elif c.kind == "action":
        if await actions.flow_of(w, c) is not None:
            await deciding.approve(w, assistant.embedder, c, deciding.GIGLINE, why, settings)
    elif settings.topic(c.topic) is not None:
        await deciding.approve(w, assistant.embedder, c, deciding.GIGLINE, why, settings)


async def _join(w: Writer, assistant: Assistant, settings: BrandSettings, c: Candidate, why: str) -> None:
    """Add the question to its article where that is clear; a leader decides the rest."""
    joined = await examples.join(w, assistant.embedder, c, settings.learning.examples_per_article)
    if joined.example_id is not None:
        await deciding.approved(w, c, deciding.GIGLINE, why, joined.example_id)
    elif joined.refused == "known_already":
        await deciding.approved(w, c, deciding.GIGLINE, "the article knows it already", None)


async def _chosen(w: Writer, assistant: Assistant, event: OutcomeNoted) -> Evidence | None:
    """Evidence of a segment in which the bot asked back and the requester's choice settled it, without a person."""
    turns = await turns_queries.turns(w, event.brand_id, event.conversation_id, event.segment)
    at = max((n for n, turn in enumerate(turns) if turn.outcome in {"answered", "handed_over"}), default=0)
    if not turns or turns[at].reason != "chosen" or any(turn.data.get("failed") for turn in turns):
        return None
    asked = next((n for n in range(at - 1, -1, -1) if turns[n].outcome == "clarified"), None)
    slug = turns[at].article_slug
    if asked is None or slug is None:
        return None
    c = await conversations.get(w, event.conversation_id)
    before = turns[asked - 1].seq if asked else 0
    evidence = await _evidence(w, assistant, c, turns[asked], slug, before)
    if evidence is None:
        return None
    candidate_id = await candidates.note(w, assistant.embedder, c.brand_id, evidence)
    return await queries.evidence_of(w, c.brand_id, c.id, event.segment) if candidate_id is not None else None


async def _evidence(
    w: Writer, assistant: Assistant, c: Conversation, turn: Turn, slug: str, before: int
) -> Evidence | None:
    entries = await conversations.entries(w, c, after_seq=max(0, turn.seq - READ_BACK), public_only=True)
    own = [one for one in entries if one.segment == turn.segment]
    told = reading.told_before(own, turn.seq, before, [await queries.contact_name(w, c.id)])
    index = await knowledge.index_of(w, assistant.embedder, c.brand_id)
    article = next((one for one in index.articles if one.slug == slug), None)
    if told is None or article is None or any(one.author_kind == "associate" for one in own):
        return None
    return Evidence(
        conversation_id=c.id,
        segment=turn.segment,
        source="choice",
        candidate_id=None,
        requester_kind=c.requester_kind,
        language=article.language,
        topic=article.topic,
        question=told.question,
        answer="",
        associate_id=None,
        given_slug=slug,
        inserted=False,
        would="ask",
        would_slug=None,
        confidence=turn.confidence or 0.0,
        handling_s=0.0,
    )
