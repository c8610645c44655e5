"""Candidates: what was learned finds its like, or begins a new one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from gigline.bot.learning import queries, rules
from gigline.bot.learning.models import Evidence
from gigline.bot.understanding import matter
from gigline.infra.db import Writer
from gigline.kit.text import shorten
from gigline.language import service as language
from gigline.language.service import Embedder

TITLE = 80
Floats = NDArray[np.float32]


async def note(w: Writer, embedder: Embedder, brand_id: UUID, evidence: Evidence) -> UUID | None:
    """Keep evidence with the candidate that it speaks for; None when its segment taught already.

    The caller has the brand's lock. Evidence for an article or an action is another way to ask for it; the rest may
    become articles.
    """
    vector = await vector_of(embedder, evidence.question)
    known = await _like(w, brand_id, evidence, vector)
    candidate_id = known or w.new_id()
    if known is None:
        await _begin(w, brand_id, candidate_id, evidence, vector)
    if not await queries.save_evidence(w, brand_id, replace(evidence, candidate_id=candidate_id)):
        return None
    await queries.recount(w, brand_id, candidate_id)
    return candidate_id


async def _like(w: Writer, brand_id: UUID, evidence: Evidence, vector: Floats) -> UUID | None:
    """The candidate of the same question, whatever became of it: what a leader rejected does not come back."""
    least = rules.SAME_EXAMPLE if evidence.kind == "paraphrase" else rules.SAME_QUESTION
    rows = await queries.alike(
        w, brand_id, evidence.kind, evidence.requester_kind, evidence.language, evidence.given_slug
    )
    if not rows:
        return None
    vectors = np.frombuffer(b"".join(one.vector for one in rows), dtype="<f4").reshape(len(rows), -1)
    likeness = np.einsum("nd,d->n", vectors, vector)
    best = int(likeness.argmax())
    return rows[best].id if likeness[best] >= least else None


async def _begin(w: Writer, brand_id: UUID, candidate_id: UUID, evidence: Evidence, vector: Floats) -> None:
    title = shorten(language.unmarked(evidence.question), TITLE)
    await queries.add(
        w, brand_id, candidate_id, evidence.kind, evidence.requester_kind, evidence.language, evidence.topic, title,
        evidence.question, evidence.answer, evidence.given_slug, vector.tobytes(),
    )  # fmt: skip


async def vector_of(embedder: Embedder, question: str) -> Floats:
    """A masked question as questions are compared."""
    rows = await asyncio.to_thread(embedder.embed, [example_of(question)])
    vector: Floats = rows[0].astype("<f4")
    return vector


def example_of(question: str) -> str:
    """A masked question as an article's example: without marks, greeting and thanks."""
    return matter(language.unmarked(question))
