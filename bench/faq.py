"""Finding FAQ articles by paraphrases of their titles: ours beside BM25 and plain MiniLM, also after confirmations.

The articles have a title and a body, as `gigline evaluate knowledge` takes them, and are ranked as it ranks them. Of
public messages the title is the one of twenty that is nearest to their mean, which is what an author would write. The
body is none; a short answer with the matter's name and another message; or an article of another matter, which helps
nobody. The example brands' articles have their own titles with no body, the first paragraph or the whole. What is
confirmed joins by the rules of `bot.learning`.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.remembering import Remembering
from tests.unit.bot.world import build

from bench import datasets
from bench.confirmations import BRANDS, Asked, Deal, joined
from bench.understanding import labelled
from gigline.knowledge import rules
from gigline.knowledge import service as knowledge
from gigline.knowledge.index import Index
from gigline.knowledge.models import ArticleFile
from gigline.language.service import Embedder, load_embedder

Floats = NDArray[np.float32]

SETS = ("banking77", "clinc150")
# What is written down in `knowledge` was chosen with a look at the draws before these.
DRAWS = (8, 9)
MATTERS, NEAR_MEAN, CONFIRMED, LATER = 125, 20, 5, 5
K1, B = 1.2, 0.75


def run(data: Path) -> Iterator[dict[str, object]]:
    """Right article first in %, of BM25, of the nearest title's cosine and of ours; then with what was confirmed."""
    embedder = Remembering(load_embedder(datasets.MODELS))
    deals = [(name, kind, draw) for name in SETS for kind in ("none", "short", "unrelated") for draw in DRAWS]
    found: dict[tuple[str, str], list[list[float]]] = {}
    for name, kind, draw in deals:
        deal = public(embedder, labelled(data / name / "train.csv"), kind, draw)
        found.setdefault((name, kind), []).append(measure(embedder, deal))
    for folder in BRANDS:
        for kind in ("none", "first paragraph", "whole"):
            rows = [measure(embedder, brand(Path(folder), kind, draw)) for draw in DRAWS]
            found[Path(folder).name, kind] = rows
    for (name, kind), rows in found.items():
        before, after = np.array(rows).mean(axis=0).round(1).reshape(2, -1).tolist()
        yield {"faq": name, "body": kind} | _figures("before", before) | _figures("after", after)


def _figures(when: str, shares: Sequence[float]) -> dict[str, object]:
    ways = ("bm25", "minilm", "ours", "ours_said_again")
    return {f"{when}_{way}": share for way, share in zip(ways, shares, strict=True)}


def public(embedder: Embedder, messages: dict[str, list[str]], kind: str, draw: int) -> Deal:
    """Articles on as many matters as there are, at most 125, by their labelled messages."""
    chance = random.Random(draw)
    matters = sorted(messages)
    chance.shuffle(matters)
    elsewhere = [one.body for folder in BRANDS for one in _english(Path(folder))]
    deal = Deal([], [], [])
    for at, matter in enumerate(matters[:MATTERS]):
        texts = chance.sample(messages[matter], NEAR_MEAN + CONFIRMED + LATER + 1)
        vectors = embedder.embed(texts[:NEAR_MEAN])
        title = texts[int((vectors @ vectors.mean(axis=0)).argmax())]
        name = matter.replace("_", " ").lower()
        body = {
            "none": title,
            "short": f"This is about {name}. {texts[-1]}",
            "unrelated": elsewhere[(7 * at + draw) % len(elsewhere)],
        }[kind]
        deal.articles.append(ArticleFile(f"a{at}", title, ("customer",), "en", "t", (), body))
        deal.confirmed.extend((at, text) for text in texts[NEAR_MEAN:][:CONFIRMED])
        deal.later.extend((at, text) for text in texts[NEAR_MEAN + CONFIRMED :][:LATER])
    return deal


def brand(folder: Path, kind: str, draw: int) -> Deal:
    """A brand's English articles without their questions, of which half are confirmed."""
    chance = random.Random(draw)
    deal = Deal([], [], [])
    for at, one in enumerate(_english(folder)):
        body = {"none": one.title, "first paragraph": rules.passages(one.body)[0], "whole": one.body}[kind]
        deal.articles.append(replace(one, kinds=("customer",), questions=(), body=body))
        questions = chance.sample(one.questions, len(one.questions))
        half = len(questions) // 2
        deal.confirmed.extend((at, text) for text in questions[:half])
        deal.later.extend((at, text) for text in questions[half:])
    return deal


def _english(folder: Path) -> list[ArticleFile]:
    return [one for one in knowledge.read_folder(folder / "knowledge") if one.language == "en"]


def measure(embedder: Embedder, deal: Deal) -> list[float]:
    """The shares for `_figures`, before and after."""
    index = build(embedder, deal.articles)
    articles = joined(index, embedder, deal)
    shares = []
    for files, known in ((deal.articles, index), (articles, build(embedder, articles))):
        shares += [
            _first(deal.later, bm25(files, deal.later)),
            _first(deal.later, likest(embedder, files, deal.later)),
            _searched(known, embedder, deal.later),
            _searched(known, embedder, deal.confirmed),
        ]
    return shares


def _first(asked: Sequence[Asked], scores: Floats) -> float:
    return 100 * float(np.mean(scores.argmax(axis=1) == [own for own, _ in asked]))


def _searched(index: Index, embedder: Embedder, asked: Sequence[Asked]) -> float:
    right = 0
    for own, text in asked:
        [(first, _, _)] = index.search(text, knowledge.query_of(embedder, text), kind=None, language=None, limit=1)
        right += first == own
    return 100 * right / len(asked)


def likest(embedder: Embedder, files: Sequence[ArticleFile], asked: Sequence[Asked]) -> Floats:
    """(n, A) the cosine with the nearest title or question."""
    queries = embedder.embed([text for _, text in asked])
    return np.stack([(queries @ embedder.embed([one.title, *one.questions]).T).max(axis=1) for one in files], axis=1)


def bm25(files: Sequence[ArticleFile], asked: Sequence[Asked]) -> Floats:
    """(n, A) by S. Robertson and H. Zaragoza 2009, over title, questions and body."""
    documents = [Counter(rules.tokens(f"{one.title} {' '.join(one.questions)} {one.body}")) for one in files]
    lengths = np.array([one.total() for one in documents])
    norms = K1 * (1 - B + B * lengths / lengths.mean())
    having = Counter(token for one in documents for token in one)
    scores = np.zeros((len(asked), len(files)), dtype=np.float32)
    for row, (_, text) in enumerate(asked):
        for token in set(rules.tokens(text)) & having.keys():
            rarity = math.log(1 + (len(files) - having[token] + 0.5) / (having[token] + 0.5))
            times = np.array([one[token] for one in documents])
            scores[row] += rarity * times * (K1 + 1) / (times + norms)
    return scores
