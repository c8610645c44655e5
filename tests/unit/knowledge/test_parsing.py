"""Article files: what is read, and that every problem names its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.knowledge.errors import ArticleProblem
from gigline.knowledge.parsing import parse, read_folder

GOOD = """+++
title = "When do I get paid?"
kinds = ["worker"]
language = "en"
topic = "earnings"
questions = ["when is payday", "when is payday", "my  money"]
+++

Every Wednesday.
"""


def test_an_article_is_read_and_tidied():
    article = parse("payday.md", GOOD)
    assert (article.slug, article.title, article.kinds) == ("payday", "When do I get paid?", ("worker",))
    assert article.questions == ("when is payday", "my money")
    assert article.body == "Every Wednesday."


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("A B.md", GOOD, 1, "name the file"),
        ("a.md", "title = 1", 1, "first line"),
        ("a.md", "", 1, "first line"),
        ("a.md", "+++\ntitle = 'x'\n", 2, "never closed"),
        ("a.md", GOOD.replace('"en"', "en"), 4, "no TOML"),
        ("a.md", GOOD.replace('["worker"]', '["robot"]'), 3, "kinds"),
        ("a.md", GOOD.replace('"en"', '"english"'), 4, "language"),
        ("a.md", GOOD.replace("topic", "topics"), 5, "no field"),
        ("a.md", GOOD.replace("Every Wednesday.", ""), 8, "says nothing"),
        ("a.md", GOOD.replace('["when is payday", "when is payday", "my  money"]', "[1]"), 6, "list of texts"),
        ("a.md", GOOD.replace("When do I get paid?", "x" * 201), 2, "200"),
    ],
)
def test_a_problem_names_file_and_line(name, text, line, says):
    with pytest.raises(ArticleProblem, match=says) as problem:
        parse(name, text)
    assert (problem.value.file, problem.value.line) == (name, line)
    assert problem.value.detail.startswith(f"{name}:{line}: ")


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path):
    (tmp_path / "a.md").write_bytes(GOOD.encode() + b"caf\xe9")
    with pytest.raises(ArticleProblem, match="UTF-8") as problem:
        read_folder(tmp_path)
    assert problem.value.line == 10


@pytest.mark.parametrize("brand", ["hoplane", "crateful"])
def test_the_example_articles_are_good(brand):
    assert len(read_folder(Path("examples/brands") / brand / "knowledge")) > 40
