"""From a brand's folder to checked values, or to a list of everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gigline.accounts.experiences import fold
from gigline.accounts.schemas import BrandSettings, ChannelSettings
from gigline.bot.flows.model import Flow
from gigline.bot.vocabularies import Terms
from gigline.channels import service as channels
from gigline.channels.errors import BadAccount
from gigline.cli.apply import connectors, files, flows, providers, vocabularies
from gigline.cli.apply.problems import FolderProblems, Problem, plain
from gigline.integrations.models import Compiled
from gigline.kit.toml_lines import Lines, syntax_line
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.providers.directory import Directory

SETTINGS_FILE = "brand.toml"
_HEAD = "+++"


@dataclass(frozen=True)
class BrandFolder:
    """A brand as its files have it; articles by slug, connectors by name, flows by id."""

    settings: BrandSettings
    articles: tuple[ArticleFile, ...]
    connectors: tuple[Compiled, ...] = ()
    flows: tuple[Flow, ...] = ()
    providers: Directory | None = None
    vocabularies: Mapping[str, Terms] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    name: str
    text: str
    article: ArticleFile

    def problem(self, field: str, detail: str) -> Problem:
        lines = enumerate(self.text.splitlines(), start=1)
        return Problem(self.name, next((at for at, line in lines if re.match(rf"\s*{field}\s*=", line)), 1), detail)


def read(folder: Path) -> BrandFolder:
    """The checked folder; raises FolderProblems with all that was found."""
    root = folder.expanduser().resolve()
    if not root.is_dir():
        raise FolderProblems([Problem(str(folder), 1, "there is no such folder")])
    settings, problems = _settings(root)
    articles, found = _articles(root)
    problems += found
    made, found = connectors.read(root)
    problems += found
    directory, found = providers.read(root)
    problems += found
    listed, found = vocabularies.read(root)
    problems += found
    written = tuple(one.article for one in articles)
    dialogues: list[Flow] = []
    if settings is not None:
        problems += _misfits(settings, articles)
        dialogues, found = flows.read(root, settings, written, made, directory, listed)
        problems += found
    if problems or settings is None:
        raise FolderProblems(problems)
    return BrandFolder(settings, written, tuple(made), tuple(dialogues), directory, listed)


# brand.toml


def _settings(root: Path) -> tuple[BrandSettings | None, list[Problem]]:
    path = root / SETTINGS_FILE
    if not path.exists() and not path.is_symlink():
        return None, [Problem(SETTINGS_FILE, 1, "it is missing: a brand's folder begins with it")]
    text = files.read(root, path, files.MAX_SETTINGS)
    if isinstance(text, Problem):
        return None, [text]
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [Problem(SETTINGS_FILE, syntax_line(str(error), text), f"this is no TOML: {error}")]
    lines = Lines(text)
    repeated = list(_repeated(values, lines))
    try:
        settings = BrandSettings.model_validate(values)
    except ValidationError as error:
        return None, [*repeated, *_schema_problems(error, lines, explained=bool(repeated))]
    return settings, [*repeated, *_unknown_channels(settings, lines)]


def _repeated(values: dict[str, Any], lines: Lines) -> Iterator[Problem]:
    for table, key in (("topics", "key"), ("channels", "account"), ("experiences", "name")):
        rows = values.get(table)
        seen: set[str] = set()
        for at, row in enumerate(rows if isinstance(rows, list) else []):
            name = row.get(key) if isinstance(row, dict) else None
            if not isinstance(name, str):
                continue
            known_by = f"{row.get('kind')}:{fold(name)}" if table == "experiences" else name
            if known_by in seen:
                yield Problem(SETTINGS_FILE, lines.of((table, at, key)), f"{key} {name!r} is there already")
            seen.add(known_by)


def _schema_problems(error: ValidationError, lines: Lines, *, explained: bool) -> Iterator[Problem]:
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        # The model's own word on names that come twice has no place in the file; `_repeated` found the lines.
        if one["loc"] or not explained:
            where = ".".join(str(part) for part in one["loc"])
            yield Problem(SETTINGS_FILE, lines.of(one["loc"]), plain(where, one["type"], one["msg"]))


def _unknown_channels(settings: BrandSettings, lines: Lines) -> Iterator[Problem]:
    for at, channel in enumerate(settings.channels):
        try:
            channels.adapter(channel.kind)
        except BadAccount as error:
            yield Problem(SETTINGS_FILE, lines.of(("channels", at, "kind")), error.detail)
        else:
            yield from _unfit(channel, at, lines)


def _unfit(channel: ChannelSettings, at: int, lines: Lines) -> Iterator[Problem]:
    """Settings that the channel does not have, or not like this; secrets do not belong into a file."""
    secrets = channels.secret_fields(channels.adapter(channel.kind).settings_model)
    for name in sorted(secrets & channel.settings.keys()):
        line = lines.of(("channels", at, "settings", name))
        yield Problem(SETTINGS_FILE, line, f"{name} is a secret: it is set on the console's page Channels")
    for name, why in channels.problems(channel.kind, channel.settings, incomplete=True):
        if name.partition(".")[0] not in secrets:
            yield Problem(SETTINGS_FILE, lines.of(("channels", at, "settings", name)), f"{name}: {why}")


# knowledge/*.md


def _articles(root: Path) -> tuple[list[_Read], list[Problem]]:
    paths, problems = files.article_paths(root)
    found: list[_Read] = []
    for path in paths:
        text = files.read(root, path, files.MAX_ARTICLE)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        name = path.relative_to(root).as_posix()
        try:
            found.append(_Read(name, text, knowledge.parse(path.name, text)))
        except knowledge.ArticleProblem as error:
            problems.append(Problem(name, error.line, error.detail.partition(f"{path.name}:{error.line}: ")[2]))
    return found, problems


def _misfits(settings: BrandSettings, articles: Sequence[_Read]) -> list[Problem]:
    """What each file cannot know alone."""
    topics = {topic.key for topic in settings.topics}
    titles = Counter((one.article.title.casefold(), one.article.language) for one in articles)
    problems = []
    for one in articles:
        article = one.article
        if article.topic not in topics:
            problems.append(one.problem("topic", f"{SETTINGS_FILE} has no topic {article.topic!r}"))
        if article.language not in settings.brand.languages:
            problems.append(one.problem("language", f"{article.language!r} is not among the brand's languages"))
        if titles[(article.title.casefold(), article.language)] > 1:
            problems.append(one.problem("title", f"another article is called {article.title!r} too"))
    return problems
