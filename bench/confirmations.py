"""What confirmed questions are worth: the right article first, before and after outcomes confirmed some of them.

    python -m bench.confirmations [BANKING77.csv]

Each article's example questions are dealt into three: what its author wrote (half), what requesters asked and outcomes
confirmed (a quarter), and what is asked afterwards (a quarter, seen by nothing before). Three deals, other questions
each time. Confirmed questions join by the very rules of `bot.learning.examples`. No simulation.toml is read.

With the training file of Banking77 (Casanueva et al. 2020; not part of this project) the same for real messages: each
intent is an article with six questions, and more and more of what customers wrote is confirmed.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.understanding import build, labelled
from gigline.bot.learning import rules
from gigline.knowledge import service as knowledge
from gigline.knowledge.index import Index
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder, load_embedder

BRANDS = ("examples/brands/hoplane", "examples/brands/crateful")
DEALS = 3
LEAST_QUESTIONS = 4
WRITTEN, LATER = 6, 4
CONFIRMED = (0, 4, 12, 24)


@dataclass(frozen=True)
class Deal:
    """Articles with their authors' questions; confirmed and later questions as (article, text)."""

    articles: list[ArticleFile]
    confirmed: list[tuple[int, str]]
    later: list[tuple[int, str]]


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


def first(index: Index, embedder: Embedder, asked: Sequence[tuple[int, str]]) -> float:
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
        vector = embedder.embed([text])[0]
        mine = np.arange(len(articles)) == own
        one = index.articles[own]
        others = index.meant_for(one.kinds[0], one.language) & ~mine
        if index.closest(vector, mine) < rules.SAME_EXAMPLE and index.closest(vector, others) < rules.OTHERS_QUESTION:
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


def real(embedder: Embedder, path: Path) -> Iterator[str]:
    """The right article first among all intents, by how many messages of each were confirmed."""
    messages = {
        intent: rows for intent, rows in labelled(path).items() if len(rows) >= WRITTEN + max(CONFIRMED) + LATER
    }
    chance = random.Random(1)
    dealt = [chance.sample(rows, WRITTEN + max(CONFIRMED) + LATER) for rows in messages.values()]
    later = [(at, text) for at, rows in enumerate(dealt) for text in rows[-LATER:]]
    for count in CONFIRMED:
        files = [
            ArticleFile(f"a{at}", intent, ("customer",), "en", "all", tuple(rows[: WRITTEN + count]), intent)
            for at, (intent, rows) in enumerate(zip(messages, dealt, strict=True))
        ]
        share = first(build(embedder, files), embedder, later)
        yield f"Banking77, {len(files)} intents, {count} confirmed each: right first {share:.1%} of {len(later)}"


def main() -> None:
    embedder = load_embedder(Path(tempfile.gettempdir()) / "gigline-bench-model")
    for name in BRANDS:
        print(measure(embedder, Path(name)))
    for path in sys.argv[1:]:
        for line in real(embedder, Path(path)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
