"""Questions join an article's examples: confirmed by an outcome, or by a leader; and leave again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import numpy as np

from gigline.bot.learning import candidates, rules
from gigline.bot.learning.models import Candidate
from gigline.infra.db import Writer
from gigline.knowledge import service as knowledge
from gigline.language.service import Embedder

# Why a question does not join by itself.
Refusal = Literal["no_article", "known_already", "others_question", "enough"]


@dataclass(frozen=True)
class Joined:
    """The example that was made, or why none was."""

    example_id: UUID | None
    refused: Refusal | None = None


async def join(w: Writer, embedder: Embedder, c: Candidate, most: int | None) -> Joined:
    """Make a paraphrase an example of its article. With `most`, only where it is clear: not when the article has so
    many learned ones, and not when the words are nearly another article's question.
    """
    index = await knowledge.index_of(w, embedder, c.brand_id)
    own = next((at for at, one in enumerate(index.articles) if one.slug == c.article_slug), None)
    if own is None:
        return Joined(None, "no_article")
    text = candidates.example_of(c.question)
    asked = await asyncio.to_thread(knowledge.query_of, embedder, text, c.language)
    mine = np.arange(len(index.articles)) == own
    if index.closest(asked, mine) >= rules.SAME_EXAMPLE:
        return Joined(None, "known_already")
    if most is not None:
        others = index.meant_for(c.requester_kind, c.language) & ~mine
        if index.closest(asked, others) >= rules.OTHERS_QUESTION:
            return Joined(None, "others_question")
        there = await knowledge.examples(w, c.brand_id)
        if sum(one.slug == c.article_slug for one in there) >= most:
            return Joined(None, "enough")
    slug = index.articles[own].slug
    return Joined(await knowledge.add_example(w, embedder, c.brand_id, slug, text))
