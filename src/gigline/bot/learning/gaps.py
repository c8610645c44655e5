"""Knowledge gaps: what people asked and nothing answers, in clusters that grow as questions come."""

from __future__ import annotations

from uuid import UUID

import numpy as np

from gigline.bot.learning import candidates, gap_queries, rules
from gigline.bot.learning.models import Evidence
from gigline.infra.db import Writer
from gigline.language.service import Embedder


async def note(w: Writer, embedder: Embedder, brand_id: UUID, evidence: Evidence) -> None:
    """Put an unanswered question into the nearest cluster of its kind and language, or begin one.

    A cluster's place is the mean of its questions, so that it settles as it grows. The caller has the brand's lock.
    """
    vector = await candidates.vector_of(embedder, evidence.question)
    rows = await gap_queries.open_gaps(w, brand_id, evidence.requester_kind, evidence.language)
    places = np.frombuffer(b"".join(one.vector for one in rows), dtype="<f4").reshape(-1, len(vector))
    near = np.einsum("nd,d->n", places, vector) / np.maximum(np.linalg.norm(places, axis=1), 1e-9)
    best = int(near.argmax()) if len(rows) else -1
    if best < 0 or near[best] < rules.SAME_MATTER:
        gap_id = w.new_id()
        await gap_queries.begin(w, brand_id, gap_id, evidence, vector.tobytes())
    else:
        gap_id, asked = rows[best].id, rows[best].asked
        mean = (places[best] * asked + vector) / (asked + 1)
        await gap_queries.move(w, brand_id, gap_id, mean.astype("<f4").tobytes())
    await gap_queries.add_question(w, brand_id, gap_id, evidence)
