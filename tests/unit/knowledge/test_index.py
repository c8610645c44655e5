"""Findable pieces, and ranking on hand-made vectors."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.knowledge import rules
from gigline.knowledge.index import Index, Query
from gigline.knowledge.models import Article, StoredText

BODY = "You are paid on **Wednesday** by noon.\n\n- at least 10 euros is needed,\n- see [Payouts](https://x.example/p)."
SOURCES = ("title", "passage", "sentence")


def _article(slug: str, *, kinds: tuple[str, ...] = ("customer",), language: str = "en") -> Article:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Article(UUID(int=1), UUID(int=2), slug, slug, f"About {slug} E42.", list(kinds), language, "t", [], "", at)


def _text(slug: str, source: str, *vector: float) -> StoredText:
    unit = np.array(vector, dtype="<f4") / np.linalg.norm(vector)
    return StoredText(slug, source, f"{slug} {source}", unit.astype("<f4").tobytes())


def _index() -> Index:
    articles = [_article("boxes"), _article("pay", kinds=("worker",)), _article("cajas", language="es")]
    texts = [_text(one.slug, source, *vector) for one, vector in zip(
        articles, ((1, 0, 0), (0, 1, 0), (0.9, 0, 0.4)), strict=True
    ) for source in SOURCES]  # fmt: skip
    return Index(1, articles, texts, 3)


def test_an_article_falls_into_title_questions_passages_and_sentences():
    pieces = rules.pieces("Payday", ["when"], BODY)
    counts = Counter(source for source, _, _ in pieces)
    assert counts == {"title": 1, "question": 1, "passage": 2, "sentence": 2}
    assert pieces[2][2] == "Payday. You are paid on Wednesday by noon."
    assert "https" not in "".join(embedded for _, _, embedded in pieces)


@given(st.text(min_size=1, max_size=3000).filter(lambda text: text.strip()))
def test_any_body_gives_each_source_within_bounds(body):
    pieces = rules.pieces("t", [], body.strip())
    assert {"title", "passage", "sentence"} == {source for source, _, _ in pieces}
    assert len(pieces) <= 1 + rules.MAX_PASSAGES + rules.MAX_SENTENCES


def test_the_nearest_article_scores_highest_and_one_text_can_be_left_out():
    index = _index()
    vector = np.array([1, 0, 0], dtype=np.float32)
    scores = index.score(Query(vector))
    assert int(scores.total.argmax()) == 0
    assert np.isclose(scores.closest[0], 1)
    left_out = np.arange(len(index.texts)) == 0
    assert index.score(Query(vector), left_out).closest[0] <= 0
    assert index.score(Query(vector), left_out).texts[0] < -1


def test_people_see_other_languages_last_and_other_kinds_never():
    index = _index()
    found = index.search("x", Query(np.array([1, 0, 0], dtype=np.float32)), kind="customer", language="en", limit=10)
    assert [index.articles[at].slug for at, _, _ in found] == ["boxes", "cajas"]


def test_a_code_outweighs_small_differences_in_meaning():
    articles = [_article("a"), _article("b")]
    articles[1] = Article(**{**vars(articles[1]), "body": "Error KX-77 means that the lid is open."})
    texts = [_text(slug, source, 1, at / 10) for at, slug in enumerate("ab") for source in SOURCES]
    index = Index(1, articles, texts, 2)
    vector = np.array([1, 0], dtype=np.float32)
    assert index.search("kx-77", Query(vector), kind=None, language=None, limit=1)[0][0] == 1
    assert index.search("the lid", Query(vector), kind=None, language=None, limit=1)[0][0] == 0
    assert index.knows("KX-77")
    assert not index.knows("HP-48213")


@pytest.mark.parametrize(
    ("token", "code"), [("kx-77", True), ("e42", True), ("48213", True), ("300", False), ("2x", False), ("lid", False)]
)
def test_codes_are_neither_words_nor_small_numbers(token, code):
    assert rules.is_code(token) is code


def test_an_empty_index_finds_nothing():
    index = Index(0, [], [], 3)
    assert index.search("x", Query(np.zeros(3, dtype=np.float32)), kind=None, language=None, limit=3) == []
    assert index.score(Query(np.zeros(3, dtype=np.float32))).total.shape == (0,)


def test_each_question_is_asked_once_while_one_of_every_article_is_left_out():
    articles = [_article("a"), _article("b")]
    texts = [_text(slug, source, 1, at) for at, slug in enumerate("ab") for source in ("title", "question", "question")]
    texts += [_text("b", "question", 0, 1)]
    index = Index(1, articles, texts, 2)
    rows = index.question_rows("en")
    folds = list(index.folds(rows))
    assert sorted(row for asked, _ in folds for row in asked) == rows.tolist()
    for asked, left_out in folds:
        assert left_out[asked].all()
        assert [int(left_out[index.owners == article].sum()) for article in (0, 1)] == [1, 1]


def test_words_that_mean_nearly_the_same_count():
    vectors = {"courier": np.array([1, 0], dtype=np.float32), "invoice": np.array([0, 1], dtype=np.float32)}
    articles = [_article("courier"), _article("invoice")]
    texts = [_text(one.slug, source, 1, 0) for one in articles for source in SOURCES]
    index = Index(1, articles, texts, 2, vectors)
    rider = np.array([0.8, 0.6], dtype=np.float32)
    scores = index.score(Query(np.array([1, 0], dtype=np.float32), ("rider",), rider[None, :]))
    assert scores.total[0] > scores.total[1]


def test_a_body_that_says_nothing_but_the_title_adds_nothing_to_it():
    said, silent = _article("boxes"), Article(**{**vars(_article("pay")), "body": "pay"})
    texts = [_text(one.slug, source, 1, at) for one in (said, silent) for at, source in enumerate(SOURCES)]
    likenesses = Index(1, [said, silent], texts, 2).score(Query(np.array([1, 0], dtype=np.float32))).likenesses
    assert np.ptp(likenesses[1, :9]) < 1e-6
    assert np.ptp(likenesses[0, :9]) > 0.1
