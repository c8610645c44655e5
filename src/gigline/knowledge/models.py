"""Articles as files, as rows and as search results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

# A brand's folder has its own articles; what was learned from people's answers lives beside it.
Origin = Literal["brand", "learned"]


@dataclass(frozen=True)
class ArticleFile:
    """An article as written by a brand: one Markdown file; `slug` is the file's name."""

    slug: str
    title: str
    kinds: tuple[str, ...]
    language: str
    topic: str
    questions: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Article:
    """One row of `articles`. `kinds` are the kinds of requesters it is written for."""

    brand_id: UUID
    id: UUID
    slug: str
    title: str
    body: str
    kinds: list[str]
    language: str
    topic: str
    questions: list[str]
    digest: str
    updated_at: datetime
    origin: Origin = "brand"


@dataclass(frozen=True)
class Example:
    """A question that a requester wrote, by which an article is found although its author never wrote it."""

    id: UUID
    slug: str
    text: str


@dataclass(frozen=True)
class StoredText:
    """One findable text of an article; `vector` is little-endian float32."""

    slug: str
    source: str
    text: str
    vector: bytes


@dataclass(frozen=True)
class Unplaced:
    """A stored text that pgvector does not have yet."""

    slug: str
    n: int
    vector: bytes


@dataclass(frozen=True)
class Diff:
    """What saving did: slugs, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Hit:
    """A found article, how well it fits (higher is better), and its best-fitting passage."""

    article: Article
    score: float
    passage: str
