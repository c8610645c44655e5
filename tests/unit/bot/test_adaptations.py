"""Lessons come when they are due, are kept for the next process, and outlive what is wrong with their files."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from tests.unit.bot.world import THINGS, build, rentals

from gigline.bot import calibration, negatives
from gigline.bot.adaptations import Adaptations
from gigline.knowledge import service as knowledge
from gigline.knowledge.index import Index
from gigline.language.service import ViewEmbedder

BRAND = UUID(int=7)


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def index(embedder) -> Index:
    return build(embedder, rentals(THINGS))


@pytest.fixture(scope="module")
def folder(embedder, index, tmp_path_factory) -> Path:
    """Where a process kept its lesson."""
    made: Path = tmp_path_factory.mktemp("lessons")
    assert Adaptations(embedder, made, every_s=0).renew(BRAND, index)
    return made


def _adaptations(embedder: ViewEmbedder, folder: Path, watch: Watch | None = None) -> Adaptations:
    return Adaptations(embedder, folder, every_s=60, clock=watch or Watch())


def test_a_process_that_finds_the_file_need_not_learn(embedder, index, folder):
    other = _adaptations(embedder, folder)
    assert other.renew(BRAND, index)
    assert not other.renew(BRAND, index)
    lesson = other.of(BRAND)["en"]
    assert lesson.slugs[int(lesson.hear("can I have the piano for my party").argmax())] == "rent-piano"


def test_nothing_is_learned_before_it_is_due(embedder, index, tmp_path):
    watch = Watch()
    one = _adaptations(embedder, tmp_path, watch)
    assert not one.renew(BRAND, index)
    watch.now = 59
    assert not one.renew(BRAND, index)
    assert one.of(BRAND) == {}
    assert not list(tmp_path.iterdir())


def test_what_came_since_is_found_beside_what_was_learned(embedder, index, folder):
    adaptations = _adaptations(embedder, folder)
    adaptations.renew(BRAND, index)
    grown = build(embedder, rentals([*THINGS, "drone"]))
    assert not adaptations.renew(BRAND, grown)
    lesson, query = adaptations.of(BRAND)["en"], knowledge.query_of(embedder, "drone for a day")
    scores = lesson.join(grown.score(query), grown, lesson.hear(query.text))
    assert grown.articles[int(scores.total.argmax())].slug == "rent-drone"


def test_few_articles_teach_nothing(embedder, tmp_path):
    one = Adaptations(embedder, tmp_path, every_s=0)
    assert not one.renew(BRAND, build(embedder, rentals(THINGS[:3])))


def test_a_file_that_is_cut_short_is_no_lesson(embedder, index, folder, tmp_path):
    (whole,) = folder.glob("adapted-*.npz")
    (tmp_path / whole.name).write_bytes(whole.read_bytes()[:5_000])
    one = _adaptations(embedder, tmp_path)
    assert not one.renew(BRAND, index)
    assert one.of(BRAND) == {}


def test_what_is_learned_of_no_article_is_judged_without_them(embedder, index, folder):
    adaptations = _adaptations(embedder, folder)
    adaptations.renew(BRAND, index)
    lessons = adaptations.of(BRAND)
    outside = [("en", knowledge.query_of(embedder, text)) for text in negatives.BY_LANGUAGE["en"][:20]]
    fits = [
        calibration.fit(index, 0.9, outside, np.zeros((0, 384), dtype=np.float32), frozenset(), lessons=one)
        for one in (lessons, {})
    ]
    assert fits[0].lessons is lessons
    assert fits[0].to_json()["lessons"] == {"en": lessons["en"].digest}
    assert fits[1].to_json()["lessons"] == {}
    assert fits[0].acceptor("en").examples == fits[1].acceptor("en").examples


def test_where_no_file_can_be_kept_a_lesson_is_learned_all_the_same(embedder, index, tmp_path):
    (tmp_path / "taken").touch()
    one = Adaptations(embedder, tmp_path / "taken", every_s=0)
    assert one.renew(BRAND, index)
    assert not one.renew(BRAND, index)
    assert one.of(BRAND)["en"].slugs[0] == "rent-bike"
