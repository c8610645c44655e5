"""What the crowd says comes from the brand's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.cli.demo import examples
from gigline.simulation import material
from gigline.simulation.book import AnswerBook

BRAND = """
[brand]
key = "shop"
[[channels]]
kind = "api"
account = "shop-api"
[[channels]]
kind = "webchat"
account = "shop-web"
"""
ARTICLE = '+++\ntitle = "My delivery is late"\n+++\n\nWe refund the fee.\n\n- after 30 minutes\n'
LINES = """
[[intents]]
kind = "customer"
topic = "delivery"
article = "late"
texts = ["SH-10001 is late", "still waiting"]
follow_ups = ["ok thanks"]
[[outside]]
kind = "worker"
topic = "other"
texts = ["can my cousin ride for me"]
answer = "No, an account is personal."
"""


def _folder(root: Path, **files: str) -> Path:
    (root / "knowledge").mkdir()
    for name, text in {"brand.toml": BRAND, "knowledge/late.md": ARTICLE, "simulation.toml": LINES, **files}.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_line_is_joined_with_the_article_that_answers_it(tmp_path: Path) -> None:
    found = material.load(_folder(tmp_path))
    assert (found.brand, found.account, found.code_prefix) == ("shop", "shop-web", "SH")
    inside = next(case for case in found.cases if case.scenario == "inside")
    assert inside.article == material.Article("late", "My delivery is late", "We refund the fee.")
    assert inside.answer == "We refund the fee."
    assert {case.scenario for case in found.cases} == {"inside", "outside", "small_talk"}


@pytest.mark.parametrize(
    "broken", [{"simulation.toml": LINES.replace('"late"', '"lost"')}, {"brand.toml": "[brand]"}, {"brand.toml": "["}]
)
def test_what_does_not_fit_is_named(tmp_path: Path, broken: dict[str, str]) -> None:
    with pytest.raises(material.MaterialProblem, match=str(tmp_path)):
        material.load(_folder(tmp_path, **broken))


@pytest.mark.parametrize("folder", examples.folders(), ids=lambda folder: folder.name)
def test_the_example_brands_have_something_for_every_scenario(folder: Path) -> None:
    found = material.load(folder)
    assert {case.scenario for case in found.cases} == set(material.SCENARIOS)
    assert all(case.answer or case.scenario == "small_talk" for case in found.cases)


def test_associates_know_the_case_by_what_is_written(tmp_path: Path) -> None:
    book = AnswerBook([material.load(_folder(tmp_path))])
    assert book.case_of("still waiting").topic == "delivery"
    assert book.case_of("can my cousin ride for me My order number is SH-1234.").answer == "No, an account is personal."
    assert book.case_of("something else") is None
    assert book.is_follow_up("ok thanks")
    assert not book.is_follow_up("still waiting")
