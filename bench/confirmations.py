"""What confirmed questions are worth: the right article first, before and after outcomes confirmed some of them.

    python -m bench.confirmations

Each article's example questions are dealt into three: what its author wrote (half), what requesters asked and outcomes
confirmed (a quarter), and what is asked afterwards (a quarter, seen by nothing before). Three deals, other questions
each time. Confirmed questions join by the very rules of `bot.learning.examples`. No simulation.toml is read. The same
for articles without questions, also of public messages: `bench/faq.py`.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tests.unit.bot.world import build

from gigline.bot.learning import rules
from gigline.knowledge import service as knowledge
from gigline.knowledge.index import Index
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder, load_embedder

Asked = tuple[int, str]

BRANDS = ("examples/brands/hoplane", "examples/brands/crateful")
DEALS = 3
LEAST_QUESTIONS = 4


@dataclass(frozen=True)
class Deal:
    """Articles as their authors wrote them; confirmed and later questions, each with its article's place."""

    articles: list[ArticleFile]
    confirmed: list[Asked]
    later: list[Asked]


def deals(files: Sequence[ArticleFile]) -> Iterator[Deal]:
    for seed in range(DEALS):
        chance = random.Random(seed)
        articles, confirmed, later = [], [], []
        for at, one in enumerate(files):
            questions = list(one.questions)
            chance.shuffle(questions)
            quarter = len(questions) // 4 if len(questions) >= LEAST_QUESTIONS else 0
            confirmed += [(at, text) for text in questions[:quarter]]
            later += [(at, text) for text in questions[quarter : 2 * quarter]]
            articles.append(replace(one, questions=tuple(questions[2 * quarter :])))
        yield Deal(articles, confirmed, later)


def first(index: Index, embedder: Embedder, asked: Sequence[Asked]) -> float:
    """The share of questions whose article comes first among those of its readers and language."""
    right = 0
    for own, text in asked:
        article = index.articles[own]
        allowed = np.flatnonzero(index.meant_for(article.kinds[0], article.language))
        scores = index.score(knowledge.query_of(embedder, text)).total
        right += int(allowed[int(scores[allowed].argmax())]) == own
    return right / len(asked)


def joined(index: Index, embedder: Embedder, deal: Deal) -> list[ArticleFile]:
    """The articles with the confirmed questions that join by themselves."""
    articles = list(deal.articles)
    for own, text in deal.confirmed:
        asked = knowledge.query_of(embedder, text)
        mine = np.arange(len(articles)) == own
        one = index.articles[own]
        others = index.meant_for(one.kinds[0], one.language) & ~mine
        if index.closest(asked, mine) < rules.SAME_EXAMPLE and index.closest(asked, others) < rules.OTHERS_QUESTION:
            articles[own] = replace(articles[own], questions=(*articles[own].questions, text))
    return articles


def measure(embedder: Embedder, folder: Path) -> str:
    files = knowledge.read_folder(folder / "knowledge")
    rows, took, asked = [], 0, 0
    for deal in deals(files):
        index = build(embedder, deal.articles)
        learned = joined(index, embedder, deal)
        took += sum(len(one.questions) for one in learned) - sum(len(one.questions) for one in deal.articles)
        asked += len(deal.confirmed)
        wiser = build(embedder, learned)
        rows.append([first(one, embedder, said) for said in (deal.later, deal.confirmed) for one in (index, wiser)])
    before, after, said_before, said_after = np.mean(rows, axis=0)
    return (
        f"{folder.name}: other questions, right article first {before:.1%} before, {after:.1%} after; "
        f"the confirmed words asked again {said_before:.1%} before, {said_after:.1%} after; "
        f"{took} of {asked} confirmations joined by themselves"
    )


def main() -> None:
    embedder = load_embedder(Path(tempfile.gettempdir()) / "gigline-bench-model")
    for name in BRANDS:
        print(measure(embedder, Path(name)))


if __name__ == "__main__":
    main()
