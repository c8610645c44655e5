"""The bot in other languages than English, without and with the encoder that knows them (bench/languages).

    python -m bench.languages [report]     # the phrasings to develop on, or those to report

Twice: with articles in the requester's language, and with English ones only. Each article has a topic of its own.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from tests.unit.bot.world import build

from bench import datasets
from gigline.bot import calibration, negatives, rules
from gigline.bot.dialogue import Action, Answer, Clarify, History, Policy, Understanding
from gigline.bot.understanding import Context, Sensitive, understand
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.language import embedding
from gigline.language.service import ViewEmbedder, load_embedder

FOLDER = Path(__file__).parent / "languages"
WRITTEN_IN = ("es", "de", "fr", "pt")
ASKED_IN = (*WRITTEN_IN, "pl", "it")
TARGET = 0.92
KIND = "customer"


def figures(embedder: ViewEmbedder, written: str, asked: str, half: int) -> dict[str, object]:
    """Counts over what is asked in one language about articles that are written in one."""
    bot, found = Bot(embedder, written, asked), Counter[str]()
    for slug, texts in _asked(asked).items():
        understood, action = bot.turn(texts[half])
        near = bot.near(texts[half])
        found["asked"] += 1
        found["right first"] += near[:1] == [slug]
        found["right among three"] += slug in near
        found["answered"] += isinstance(action, Answer)
        found["answered rightly"] += isinstance(action, Answer) and action.slug == slug
        found["topic right"] += understood.topic == slug
        found["topic wrong"] += understood.topic not in (slug, None)
        options = action.options if isinstance(action, Clarify) else ()
        found["asked back"] += bool(options)
        found["right article offered"] += slug in [one.slug for one in options]
    for text in _read(asked).get("outside", {}).get("texts", []):
        found["outside"] += 1
        found["outside answered"] += isinstance(bot.turn(text)[1], Answer)
    return {"asked in": asked, "articles in": written, "encoder": embedder.multilingual is not None, **found}


class Bot:
    """A made-up brand in one language, asked in another."""

    def __init__(self, embedder: ViewEmbedder, written: str, asked: str) -> None:
        self.index = build(embedder, list(_articles(written)))
        outside = negatives.queries(embedder, [written])
        nothing, languages = Sensitive.of(embedder, ()), (asked, written)
        fitted = calibration.fit(self.index, TARGET, outside, nothing.vectors, frozenset())
        self._context = Context(embedder, self.index, fitted, nothing, KIND, asked, languages, frozenset())
        self._embedder, self._asked = embedder, asked
        self._topics = frozenset(article.topic for article in self.index.articles)

    def turn(self, text: str) -> tuple[Understanding, Action]:
        """What is understood of a first message, and done about it."""
        understood = understand([text], self._context)
        return understood, rules.decide(understood, Policy(True, self._topics), History())

    def near(self, text: str) -> list[str]:
        """The slugs of the three articles that fit best, whatever their language."""
        scores = self.index.score(knowledge.query_of(self._embedder, text, self._asked))
        return [self.index.articles[at].slug for at in np.argsort(-scores.total, kind="stable")[:3]]


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _articles(language: str) -> Iterator[ArticleFile]:
    for slug, one in _read(language)["articles"].items():
        yield ArticleFile(slug, one["title"], (KIND,), language, slug, tuple(one["questions"]), one["body"])


def _asked(language: str) -> dict[str, list[str]]:
    written = _read(language)
    return written.get("asked") or {slug: one["asked"] for slug, one in written["articles"].items()}


def main() -> None:
    half = int("report" in sys.argv)
    knowing = load_embedder(datasets.MODELS)
    english = load_embedder(datasets.MODELS)
    assert isinstance(english, embedding.MiniLmEmbedder)
    english.multilingual = None
    for asked in ASKED_IN:
        for written in dict.fromkeys((asked, "en")):
            if written in (*WRITTEN_IN, "en"):
                print(figures(english, written, asked, half))
                print(figures(knowing, written, asked, half))


if __name__ == "__main__":
    main()
