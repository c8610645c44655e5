"""What simulated people say: a brand's `simulation.toml`, joined with the articles that hold the right answers."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Scenario = Literal["inside", "outside", "wants_person", "sensitive", "small_talk"]
SCENARIOS: tuple[Scenario, ...] = ("inside", "outside", "wants_person", "sensitive", "small_talk")

_FILE_SCENARIOS: tuple[tuple[str, Scenario], ...] = (
    ("intents", "inside"),
    ("outside", "outside"),
    ("wants_person", "wants_person"),
    ("sensitive", "sensitive"),
)
_CODE = re.compile(r"\b([A-Z]{1,3})-(\d{4,8})\b")
_SMALL_TALK = ("hello", "hi there", "good morning!", "hey, how are you", "just saying thanks", "good evening")


@dataclass(frozen=True)
class Article:
    """An article as a reader recognises it: by its title, or by its first paragraph in somebody's reply."""

    slug: str
    title: str
    lead: str


@dataclass(frozen=True)
class Case:
    """One reason to write in, several ways to say it, and what would settle it.

    `article` is the right source, for `inside` only; `answer` is what a person says who knows.
    """

    scenario: Scenario
    kind: str
    topic: str | None
    texts: tuple[str, ...]
    follow_ups: tuple[str, ...] = ()
    article: Article | None = None
    answer: str = ""


@dataclass(frozen=True)
class Material:
    """Everything the crowd knows of one brand. `account` is its web chat, `code_prefix` how its order codes begin."""

    brand: str
    account: str
    code_prefix: str
    cases: tuple[Case, ...]
    articles: tuple[Article, ...]


class MaterialProblem(ValueError):
    """A brand's folder holds no usable simulation.toml; the text names the file."""


def load(folder: Path) -> Material:
    """Read brand.toml, knowledge/*.md and simulation.toml of a brand's folder; raises MaterialProblem."""
    try:
        brand = _toml(folder / "brand.toml")
        articles = {path.stem: _article(path) for path in sorted((folder / "knowledge").glob("*.md"))}
        lines = _toml(folder / "simulation.toml")
        account = next(one["account"] for one in brand.get("channels", []) if one["kind"] == "webchat")
        cases = tuple(_cases(lines, articles))
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise MaterialProblem(f"{folder}: {type(error).__name__}: {error}") from error
    return Material(brand["brand"]["key"], account, _prefix(cases), cases, tuple(articles.values()))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _article(path: Path) -> Article:
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Article(path.stem, tomllib.loads(front)["title"], body.strip().split("\n\n")[0])


def _cases(lines: dict[str, Any], articles: dict[str, Article]) -> list[Case]:
    found = [_case(scenario, one, articles) for key, scenario in _FILE_SCENARIOS for one in lines.get(key, [])]
    return [*found, Case("small_talk", "customer", None, _SMALL_TALK)]


def _case(scenario: Scenario, line: dict[str, Any], articles: dict[str, Article]) -> Case:
    article = articles[line["article"]] if scenario == "inside" else None
    return Case(
        scenario=scenario,
        kind=line["kind"],
        topic=line.get("topic"),
        texts=tuple(line["texts"]),
        follow_ups=tuple(line.get("follow_ups", ())),
        article=article,
        answer=article.lead if article else line["answer"],
    )


def _prefix(cases: tuple[Case, ...]) -> str:
    """The prefix that the brand's own lines use most for codes; `ORD` when they hold none."""
    seen = Counter(prefix for case in cases for text in case.texts for prefix, _ in _CODE.findall(text))
    return seen.most_common(1)[0][0] if seen else "ORD"


def code_in(text: str) -> str | None:
    """The first order code in a text."""
    found = _CODE.search(text)
    return found.group(0) if found else None
