"""The example brands in memory, without a database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot import calibration, negatives
from gigline.bot.adaptations import Adaptations
from gigline.bot.calibration import Fitted
from gigline.bot.dialogue import Action, History, Policy, Understanding
from gigline.bot.rules import decide
from gigline.bot.understanding import Context, Sensitive, understand
from gigline.cli.apply import vocabularies
from gigline.knowledge import service as knowledge
from gigline.knowledge.adapting import Lesson
from gigline.knowledge.index import Index
from gigline.knowledge.models import Article, ArticleFile
from gigline.knowledge.parsing import read_folder
from gigline.language.service import Embedder, ViewEmbedder, Vocabularies

BRANDS = Path("examples/brands")
THINGS = ("bike", "helmet", "lock", "lamp", "tent", "boat", "piano", "oven")
_NOBODY = UUID(int=0)


def rentals(things: Sequence[str]) -> list[ArticleFile]:
    """Articles of a small brand, which the encoder is adapted to in a second."""
    return [
        ArticleFile(
            f"rent-{one}", f"How do I rent a {one}?", ("customer",), "en", "other",
            (f"{one} for a day", f"what does a {one} cost", f"I want to borrow your {one}"), f"Ask for the {one}.",
        )
        for one in things
    ]  # fmt: skip


def build(embedder: Embedder, files: Sequence[ArticleFile]) -> Index:
    """These articles as the platform finds them."""
    articles = [
        Article(
            UUID(int=1), UUID(int=number), one.slug, one.title, one.body, list(one.kinds), one.language, one.topic,
            list(one.questions), "", datetime(2026, 1, 1, tzinfo=UTC),
        )
        for number, one in enumerate(files)
    ]  # fmt: skip
    return knowledge.build(embedder, 1, articles, [text for one in files for text in knowledge.texts_of(embedder, one)])


@dataclass(frozen=True)
class World:
    embedder: Embedder
    settings: BrandSettings
    index: Index
    sensitive: Sensitive
    fitted: Fitted
    simulation: dict[str, Any]
    vocabularies: Vocabularies

    def understand(self, text: str, kind: str) -> Understanding:
        languages = tuple(self.settings.brand.languages)
        people = frozenset(topic.key for topic in self.settings.topics if topic.policy == "person")
        context = Context(
            self.embedder, self.index, self.fitted, self.sensitive, kind, languages[0], languages, people,
            self.vocabularies,
        )  # fmt: skip
        return understand([text], context)

    def decide(self, text: str, kind: str) -> Action:
        bot_topics = frozenset(topic.key for topic in self.settings.topics if topic.policy == "bot")
        return decide(self.understand(text, kind), Policy(True, bot_topics), History())


def lessons_of(embedder: ViewEmbedder, index: Index, folder: Path) -> Mapping[str, Lesson]:
    """What a process learns of these articles, kept in `folder`."""
    adaptations = Adaptations(embedder, folder, every_s=0)
    adaptations.renew(_NOBODY, index)
    return adaptations.of(_NOBODY)


def world_of(brand: str, embedder: ViewEmbedder, folder: Path | None = None) -> World:
    """The brand as it is at once, or, with a `folder`, once the encoder is adapted to it."""
    settings = BrandSettings.model_validate(tomllib.loads((BRANDS / brand / "brand.toml").read_text()))
    index = build(embedder, read_folder(BRANDS / brand / "knowledge"))
    sensitive = Sensitive.of(embedder, settings.bot.sensitive_phrases)
    outside = negatives.queries(embedder, sorted({article.language for article in index.articles}))
    people = frozenset(topic.key for topic in settings.topics if topic.policy == "person")
    lessons = {} if folder is None else lessons_of(embedder, index, folder)
    fitted = calibration.fit(index, settings.bot.precision, outside, sensitive.vectors, people, lessons=lessons)
    simulation = tomllib.loads((BRANDS / brand / "simulation.toml").read_text())
    listed, _ = vocabularies.read((BRANDS / brand).resolve())
    return World(embedder, settings, index, sensitive, fitted, simulation, Vocabularies(listed))
