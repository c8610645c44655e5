"""The example brands in memory, without a database."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from gigline.accounts.schemas import BrandSettings
from gigline.bot import calibration, negatives
from gigline.bot.calibration import Fitted
from gigline.bot.dialogue import Action, History, Policy, Understanding
from gigline.bot.rules import decide
from gigline.bot.understanding import Context, Sensitive, understand
from gigline.cli.apply import vocabularies
from gigline.knowledge import service as knowledge
from gigline.knowledge.index import Index
from gigline.knowledge.models import Article, ArticleFile
from gigline.knowledge.parsing import read_folder
from gigline.language.service import Embedder, Vocabularies

BRANDS = Path("examples/brands")


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


def world_of(brand: str, embedder: Embedder) -> World:
    settings = BrandSettings.model_validate(tomllib.loads((BRANDS / brand / "brand.toml").read_text()))
    index = build(embedder, read_folder(BRANDS / brand / "knowledge"))
    phrases = tuple(settings.bot.sensitive_phrases)
    sensitive = Sensitive(phrases, embedder.embed(phrases))
    outside = [
        (lang, knowledge.query_of(embedder, text)) for lang, texts in negatives.BY_LANGUAGE.items() for text in texts
    ]
    people = frozenset(topic.key for topic in settings.topics if topic.policy == "person")
    fitted = calibration.fit(index, settings.bot.precision, outside, sensitive.vectors, people)
    simulation = tomllib.loads((BRANDS / brand / "simulation.toml").read_text())
    listed, _ = vocabularies.read((BRANDS / brand).resolve())
    return World(embedder, settings, index, sensitive, fitted, simulation, Vocabularies(listed))
