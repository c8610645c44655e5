"""Evaluation on files of one's own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.cli.test_commands import Nowhere
from tests.unit.language.conftest import model_cache_dir
from tests.unit.language.understanding.conftest import rental
from typer.testing import CliRunner, Result

from gigline.cli import program
from gigline.language.understanding.model import Labelled

__all__ = ["model_cache_dir"]


class Platform(Nowhere):
    def __init__(self, models: Path) -> None:
        super().__init__()
        self._models = models

    def model_cache(self, settings: object) -> Path:
        return self._models


@pytest.fixture
def evaluate(model_cache_dir: Path, tmp_path: Path) -> Callable[..., Result]:
    app = program.build(Platform(model_cache_dir))
    return lambda *words: CliRunner().invoke(app, ["evaluate", *map(str, words)])


def _file(path: Path, messages: Labelled) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("text", "label"))
        rows.writerows(zip(messages.texts, messages.labels, strict=True))
    return path


@pytest.mark.parametrize("with_valid", [True, False])
def test_bot(evaluate, tmp_path, with_valid):
    train, test = _file(tmp_path / "train.csv", rental(1, 9)), _file(tmp_path / "test.csv", rental(2, 6, strange=6))
    valid = _file(tmp_path / "valid.csv", rental(3, 10, strange=12))
    out = tmp_path / "out.csv"
    more = ("--valid", valid, "--oos-share", 0.2) if with_valid else ()
    said = evaluate("bot", "--train", train, "--test", test, "--precision", 0.9, "--predictions", out, *more)
    assert said.exit_code == 0, said.output
    assert all(word in said.output for word in ("accuracy", "coverage", "precision", "AUROC"))
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "label", "predicted", "confidence", "answered"]
    assert [row["text"] for row in rows] == rental(2, 6, strange=6).texts
    assert {row["answered"] for row in rows} <= {"0", "1"}
    assert all(0 <= float(row["confidence"]) <= 1 for row in rows)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ":1: the first line must name the columns text and label; text and label is missing"),
        (b"text,intent\na,b\n", ":1: the first line must name the columns text and label; label is missing"),
        (b"text,label\n", ":1: has no messages"),
        (b"text,label\nhello,a\nhello\n", ":3: has 1 columns, at least 2 are needed"),
        (b'text,label\n"two\nlines",a\nhello, \n', ":4: has no label"),
        (b'text,label\n"a"b,c\n', ":2: "),
        (b"text,label\n\xff\xfe,c\n", "is not UTF-8 text"),
        (b"text,label\nhello,a\nthere,a\n", "at least two intents"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(evaluate, tmp_path, content, told):
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(content)
    test = _file(tmp_path / "test.csv", rental(1, 1))
    said = evaluate("bot", "--train", wrong, "--test", test, "--predictions", tmp_path / "out.csv")
    assert said.exit_code == 1
    assert told in said.output.replace("\n", "")
    assert "Traceback" not in said.output


def test_columns_may_stand_in_any_order_and_with_a_byte_order_mark(evaluate, tmp_path):
    train = tmp_path / "train.csv"
    lines = [f'{label},7,"{text}"' for text, label in zip(rental(1, 9).texts, rental(1, 9).labels, strict=True)]
    train.write_bytes("\ufeffLabel,more,Text\r\n".encode() + "\r\n".join(lines).encode())
    test = _file(tmp_path / "test.csv", rental(2, 2))
    said = evaluate("bot", "--train", train, "--test", test, "--predictions", tmp_path / "out.csv")
    assert said.exit_code == 0, said.output


ARTICLES = [
    {"id": "a", "title": "How do I get a refund?", "body": "We send the money back to your card.\n\nIt takes 5 days."},
    {"id": "b", "title": "My helmet does not fit", "body": "Turn the wheel at the back.", "questions": ["too tight"]},
    {"id": 3, "title": "What does error E-4417 mean?", "body": "The lock has lost its signal."},
]


def _lines(path: Path, rows: list[object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_knowledge(evaluate, tmp_path):
    out = tmp_path / "ranked.jsonl"
    queries = [{"id": "q1", "text": "I want my money back"}, {"id": "q2", "text": "it says E-4417"}]
    said = evaluate(
        "knowledge", "--articles", _lines(tmp_path / "a", ARTICLES), "--queries", _lines(tmp_path / "q", queries),
        "--predictions", out,
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    ranked = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(one["id"], one["ranked"][0]) for one in ranked] == [("q1", "a"), ("q2", "3")]
    assert all(len(one["ranked"]) == 3 and one["scores"] == sorted(one["scores"], reverse=True) for one in ranked)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ":1: has no lines"),
        ('{"id": "a", "title": "x", "body": ""}\n{"id": ', ":2: is no JSON"),
        ("[1]", ":1: must be an object"),
        ('{"id": "a"}', ":1: title is missing"),
        ('{"id": "a", "title": "x"}\n\n{"id": "a", "title": "y"}', ":3: the id 'a' was there before"),
        ('{"id": "a", "title": "x", "body": 7}', ":1: body must be a text"),
        ('{"id": "a", "title": "x", "questions": "y"}', ":1: questions must be a list"),
    ],
)
def test_what_is_wrong_with_articles_is_told_with_its_line(evaluate, tmp_path, content, told):
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(content, encoding="utf-8")
    queries = _lines(tmp_path / "q", [{"id": "q", "text": "x"}])
    said = evaluate("knowledge", "--articles", wrong, "--queries", queries, "--predictions", tmp_path / "out")
    assert said.exit_code == 1
    assert told in said.output.replace("\n", "")
