"""replies/*.md of a brand's folder: its saved replies, all problems with file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from gigline.accounts.schemas import BrandSettings
from gigline.bot.flows.model import Collect, Flow
from gigline.bot.vocabularies import Terms
from gigline.cli.apply import files, tables
from gigline.cli.apply.problems import Problem
from gigline.kit import front_matter, toml_lines
from gigline.kit.text import storable
from gigline.language.facts import Kind
from gigline.replies import service as replies
from gigline.replies.models import ReplyFile
from gigline.replies.schemas import MOST_BODY, ReplyHead

FOLDER = "replies"
MAX_FILE = 32 * 1024
MOST = 500


def read(
    root: Path, settings: BrandSettings, vocabularies: Mapping[str, Terms], dialogues: Sequence[Flow]
) -> tuple[tuple[ReplyFile, ...], list[Problem]]:
    """The folder's saved replies by slug, and what is wrong with them."""
    paths, problems = files.paths(root, FOLDER, "replies", MOST, ".md")
    facts = known_facts(vocabularies, dialogues)
    taken: dict[tuple[str, str], str] = {}
    found: list[ReplyFile] = []
    for path in paths:
        reply, wrong = _reply(root, path, settings, facts, taken)
        problems += wrong
        if reply is not None:
            found.append(reply)
    return tuple(found), problems


def known_facts(vocabularies: Mapping[str, Terms], dialogues: Sequence[Flow]) -> set[str]:
    """What hand-over records may name: what is recognised in any text, and what this brand's flows and words add."""
    asked = {step.slot.name for flow in dialogues for step in flow.steps.values() if isinstance(step, Collect)}
    return {*get_args(Kind), *vocabularies, *asked}


def _reply(
    root: Path, path: Path, settings: BrandSettings, facts: Collection[str], taken: dict[tuple[str, str], str]
) -> tuple[ReplyFile | None, list[Problem]]:
    name = f"{FOLDER}/{path.name}"
    text = files.read(root, path, MAX_FILE)
    if isinstance(text, Problem):
        return None, [text]
    if not front_matter.SLUG.fullmatch(path.stem):
        return None, [Problem(name, 1, "name the file with small letters, digits and dashes, ending in .md")]
    try:
        above, below = front_matter.split(text)
    except front_matter.Unfenced as error:
        return None, [Problem(name, 1, str(error))]
    # Each on the lines where it stands: what is before it is empty.
    head, body = "\n".join(["", *above]), "\n".join(["", *("" for _ in above), "", *below])
    problems = list(_body_problems(name, body, facts))
    try:
        table = tables.Table(name, tomllib.loads(head), toml_lines.Lines(head))
    except tomllib.TOMLDecodeError as error:
        return None, [
            Problem(name, toml_lines.syntax_line(str(error), head), f"the head is no TOML: {error}"),
            *problems,
        ]
    checked, wrong = table.checked(ReplyHead)
    problems += wrong
    if checked is None:
        return None, problems
    problems += _misfits(table, checked, settings, path.stem, taken)
    kinds, topics = tuple(dict.fromkeys(checked.kinds)), tuple(dict.fromkeys(checked.topics))
    said = storable(body).strip()
    return ReplyFile(path.stem, checked.title, checked.shortcut, checked.language, kinds, topics, said), problems


def _body_problems(name: str, body: str, facts: Collection[str]) -> Iterator[Problem]:
    said = body.strip()
    first = len(body) - len(body.lstrip())
    line = body[:first].count("\n") + 1
    if not said:
        yield Problem(name, line, "the reply says nothing: write the text below the head")
    if len(said) > MOST_BODY:
        yield Problem(name, line, f"the reply has {len(said)} characters, {MOST_BODY} is the most")
    for number, why in replies.problems(body, facts):
        yield Problem(name, number, why)


def _misfits(
    table: tables.Table, head: ReplyHead, settings: BrandSettings, slug: str, taken: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    """What the file cannot know alone; `taken` has the shortcuts of the files before, by language."""
    topics = {topic.key for topic in settings.topics}
    for topic in head.topics:
        if topic not in topics:
            yield table.problem(("topics",), f"brand.toml has no topic {topic!r}")
    if head.language not in settings.brand.languages:
        yield table.problem(("language",), f"{head.language!r} is not among the brand's languages")
    before = taken.setdefault((head.language, head.shortcut), slug)
    if before != slug:
        yield table.problem(("shortcut",), f"{before}.md has the shortcut {head.shortcut!r} in this language")
