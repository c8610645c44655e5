"""The hand-over record made of what is already in the log, so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.conversations import ledger, queries
from gigline.conversations.models import Conversation, Fact, Handover, HandoverReason, Mood
from gigline.infra.db import Reader, Writer
from gigline.kit import text
from gigline.language import service as language

READ_BACK = 20
SUMMARY_LENGTH = 280


async def record(
    r: Reader, c: Conversation, reason: HandoverReason, *, intent: str | None = None, steps: tuple[str, ...] = ()
) -> Handover:
    """What the requester wanted and already told, from their messages of this segment."""
    said = await queries.requester_texts(r, c, READ_BACK)
    return Handover(
        reason=reason,
        summary=_summary([body for _, body in said]),
        intent=intent,
        topic=c.topic,
        facts=_facts(said),
        steps=steps,
    )


def stored(handover: Handover, at: datetime) -> dict[str, Any]:
    """The record as the conversation's row keeps it, in JSON's own types."""
    facts = [asdict(fact) for fact in handover.facts]
    return {**asdict(handover), "facts": facts, "steps": list(handover.steps), "at": at.isoformat()}


async def amend(
    w: Writer, conversation_id: UUID, facts: tuple[Fact, ...], steps: tuple[str, ...], mood: Mood | None = None
) -> None:
    """Add to the record what was known when it was written, and not to whoever wrote it; what is there stays."""
    c = await ledger.lock(w, conversation_id)
    if c.handover is None or not (facts or steps or mood):
        return
    # The same value under the name that a flow has for it.
    values = {fact.value for fact in facts}
    kept = [fact for fact in c.handover["facts"] if fact["value"] not in values]
    added = [asdict(fact) for fact in facts]
    told = [step for step in steps if step not in c.handover["steps"]]
    record = {**c.handover, "facts": [*added, *kept], "steps": [*c.handover["steps"], *told]}
    record["mood"] = mood or record.get("mood")
    if record != c.handover:
        await queries.set_handover(w, c, record)


def _summary(said: list[str]) -> str:
    if not said:
        return "Asked for a person before writing anything."
    first, last = text.shorten(said[0], SUMMARY_LENGTH), text.shorten(said[-1], SUMMARY_LENGTH)
    if len(said) == 1:
        return f"“{first}”"
    end = "" if last.endswith((".", "!", "?", "…")) else "."
    return f"Began with “{first}” and last wrote “{last}”{end}"


def _facts(said: list[tuple[int, str]]) -> tuple[Fact, ...]:
    found: dict[tuple[str, str], Fact] = {}
    for seq, body in said:
        for fact in language.extract_facts(body):
            found.setdefault((fact.kind, fact.value), Fact(fact.kind, fact.value, seq))
    return tuple(found.values())
