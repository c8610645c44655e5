"""From a brand's folder to checked values, or to a list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gigline.accounts.experiences import fold
from gigline.accounts.schemas import BrandSettings, ChannelSettings
from gigline.bot.flows.model import Flow
from gigline.bot.vocabularies import Terms
from gigline.channels import service as channels
from gigline.channels.errors import BadAccount
from gigline.cli.apply import connectors, files, flows, providers, replies, tables, vocabularies
from gigline.cli.apply.problems import FolderProblems, Problem
from gigline.integrations.models import Compiled
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import ArticleFile
from gigline.providers.directory import Directory
from gigline.replies.models import ReplyFile

SETTINGS_FILE = "brand.toml"


@dataclass(frozen=True)
class BrandFolder:
    """A brand as its files have it; articles and saved replies by slug, connectors by name, flows by id."""

    settings: BrandSettings
    articles: tuple[ArticleFile, ...]
    connectors: tuple[Compiled, ...] = ()
    flows: tuple[Flow, ...] = ()
    providers: Directory | None = None
    vocabularies: Mapping[str, Terms] = field(default_factory=dict)
    replies: tuple[ReplyFile, ...] = ()


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
    said: tuple[ReplyFile, ...] = ()
    if settings is not None:
        problems += _misfits(settings, articles)
        dialogues, found = flows.read(root, settings, written, made, directory, listed)
        problems += found
        said, found = replies.read(root, settings, listed, dialogues)
        problems += found
    if problems or settings is None:
        raise FolderProblems(problems)
    return BrandFolder(settings, written, tuple(made), tuple(dialogues), directory, listed, said)


# brand.toml


def _settings(root: Path) -> tuple[BrandSettings | None, list[Problem]]:
    path = root / SETTINGS_FILE
    if not path.exists() and not path.is_symlink():
        return None, [Problem(SETTINGS_FILE, 1, "it is missing: a brand's folder begins with it")]
    table = tables.read(root, path, files.MAX_SETTINGS)
    if isinstance(table, Problem):
        return None, [table]
    repeated = list(_repeated(table))
    # The model's own word on names that come twice has no place in the file; `_repeated` found the lines.
    settings, problems = table.checked(BrandSettings, explained=bool(repeated))
    if settings is not None:
        problems += _unknown_channels(settings, table)
    return settings, [*repeated, *problems]


def _repeated(table: tables.Table) -> Iterator[Problem]:
    for part, key in (("topics", "key"), ("channels", "account"), ("experiences", "name")):
        rows = table.values.get(part)
        seen: set[str] = set()
        for at, row in enumerate(rows if isinstance(rows, list) else []):
            name = row.get(key) if isinstance(row, dict) else None
            if not isinstance(name, str):
                continue
            known_by = f"{row.get('kind')}:{fold(name)}" if part == "experiences" else name
            if known_by in seen:
                yield table.problem((part, at, key), f"{key} {name!r} is there already")
            seen.add(known_by)


def _unknown_channels(settings: BrandSettings, table: tables.Table) -> Iterator[Problem]:
    for at, channel in enumerate(settings.channels):
        try:
            channels.adapter(channel.kind)
        except BadAccount as error:
            yield table.problem(("channels", at, "kind"), error.detail)
        else:
            yield from _unfit(channel, at, table)


def _unfit(channel: ChannelSettings, at: int, table: tables.Table) -> Iterator[Problem]:
    """Settings that the channel does not have, or not like this; secrets do not belong into a file."""
    secrets = channels.secret_fields(channels.adapter(channel.kind).settings_model)
    for name in sorted(secrets & channel.settings.keys()):
        why = f"{name} is a secret: it is set on the console's page Channels"
        yield table.problem(("channels", at, "settings", name), why)
    for name, why in channels.problems(channel.kind, channel.settings, incomplete=True):
        if name.partition(".")[0] not in secrets:
            yield table.problem(("channels", at, "settings", name), f"{name}: {why}")


# knowledge/*.md


def _articles(root: Path) -> tuple[list[_Read], list[Problem]]:
    paths, problems = files.paths(root, "knowledge", "articles", files.MAX_ARTICLES, ".md")
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
