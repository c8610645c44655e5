"""A candidate, an answer to judge and a knowledge gap of a conversation, put down as learning does."""

from __future__ import annotations

from uuid import UUID

import numpy as np

from gigline.bot.learning import audit_queries, candidates, gaps
from gigline.bot.learning.models import Evidence
from gigline.infra.db import Database

SIZE = 384


class Flat:
    """All texts alike, without a model."""

    dimensions = SIZE
    multilingual = None

    def embed(self, texts):
        return np.full((len(texts), SIZE), SIZE**-0.5, dtype=np.float32)


def evidence(conversation_id: UUID, question: str, **more: object) -> Evidence:
    """What one conversation taught."""
    values: dict[str, object] = {
        "conversation_id": conversation_id,
        "segment": 1,
        "source": "person",
        "candidate_id": None,
        "requester_kind": "customer",
        "language": "en",
        "topic": "delivery",
        "question": question,
        "answer": "It comes with the evening round, before nine.",
        "associate_id": None,
        "given_slug": None,
        "inserted": False,
        "would": "hand_over",
        "would_slug": None,
        "confidence": 0.1,
        "handling_s": 60.0,
        **more,
    }
    return Evidence(**values)


async def learned(database: Database, brand_id: UUID, conversation_id: UUID, question: str) -> dict[str, str]:
    """Ids by the names of the routes' parameters."""
    async with database.writer() as w:
        one = evidence(conversation_id, f"{question} when does the evening round come")
        candidate_id = await candidates.note(w, Flat(), brand_id, one)
        await gaps.note(w, Flat(), brand_id, one)
        gap_id = await w.value("SELECT id FROM learning_gaps WHERE brand_id = $1", brand_id)
        await audit_queries.add(
            w, brand_id, conversation_id, 1, 1, "customer", "en", "delivery", "late", "Late", question, "It comes.",
            0.9, 0.8,
        )  # fmt: skip
        audit_id = await w.value("SELECT id FROM bot_audits WHERE brand_id = $1", brand_id)
    return {"candidate_id": str(candidate_id), "gap_id": str(gap_id), "audit_id": str(audit_id)}
