"""What goes out of the knowledge endpoints."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from gigline.knowledge.models import Hit


class FoundArticle(BaseModel):
    """An article for people, with its best-fitting passage and how well it fits (higher is better)."""

    id: UUID
    slug: str
    title: str
    kinds: list[str]
    language: str
    topic: str
    body: str
    passage: str
    score: float

    @classmethod
    def of(cls, hit: Hit) -> FoundArticle:
        article = hit.article
        return cls(
            id=article.id, slug=article.slug, title=article.title, kinds=article.kinds, language=article.language,
            topic=article.topic, body=article.body, passage=hit.passage, score=round(hit.score, 4),
        )  # fmt: skip


class FoundArticles(BaseModel):
    """Best first."""

    items: list[FoundArticle]
