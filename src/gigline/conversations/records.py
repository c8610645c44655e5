"""The hand-over record made of what is already in the log, so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from gigline.conversations import queries
from gigline.conversations.models import Conversation, Fact, Handover, HandoverReason
from gigline.infra.db import Reader
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


def _summary(said: list[str]) -> str:
    if not said:
        return "Asked for a person before writing anything."
    first, last = text.shorten(said[0], SUMMARY_LENGTH), text.shorten(said[-1], SUMMARY_LENGTH)
    return f"“{first}”" if len(said) == 1 else f"Began with “{first}” and last wrote “{last}”"


def _facts(said: list[tuple[int, str]]) -> tuple[Fact, ...]:
    found: dict[tuple[str, str], Fact] = {}
    for seq, body in said:
        for fact in language.extract_facts(body):
            found.setdefault((fact.kind, fact.value), Fact(fact.kind, fact.value, seq))
    return tuple(found.values())
