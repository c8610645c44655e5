"""flows/*.toml of a brand's folder: read, checked against its articles and actions, all problems with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from gigline.accounts.schemas import BrandSettings
from gigline.bot import recommending
from gigline.bot.flows import checking, reading
from gigline.bot.flows.checking import Surroundings
from gigline.bot.flows.model import Flow
from gigline.bot.vocabularies import Terms
from gigline.cli.apply import files
from gigline.cli.apply.problems import Problem
from gigline.integrations.models import Compiled
from gigline.knowledge.models import ArticleFile
from gigline.providers.directory import Directory

FOLDER = "flows"
MAX_FILE = 256 * 1024
MOST = 100


def read(
    root: Path,
    settings: BrandSettings,
    articles: Sequence[ArticleFile],
    connectors: Sequence[Compiled],
    directory: Directory | None = None,
    vocabularies: Mapping[str, Terms] = MappingProxyType({}),
) -> tuple[list[Flow], list[Problem]]:
    """The folder's flows by id, and what is wrong with them."""
    paths, problems = files.paths(root, FOLDER, "flows", MOST)
    around = surroundings(settings, articles, connectors, directory, vocabularies)
    found: list[Flow] = []
    for path in paths:
        flow, wrong = _flow(root, path, around)
        problems += wrong
        if flow is not None:
            found.append(flow)
    return found, problems


def surroundings(
    settings: BrandSettings,
    articles: Sequence[ArticleFile],
    connectors: Sequence[Compiled],
    directory: Directory | None = None,
    vocabularies: Mapping[str, Terms] = MappingProxyType({}),
) -> Surroundings:
    """What the flows of this brand may speak of; who has a directory may recommend from it."""
    own = {one.name: one for one in recommending.ACTIONS} if directory is not None else {}
    return Surroundings(
        actions={action.name: action for one in connectors for action in one.actions} | own,
        articles={article.slug: article.language for article in articles},
        topics={topic.key for topic in settings.topics},
        languages=set(settings.brand.languages),
        vocabularies=vocabularies,
    )


def _flow(root: Path, path: Path, around: Surroundings) -> tuple[Flow | None, list[Problem]]:
    name = f"{FOLDER}/{path.name}"
    text = files.read(root, path, MAX_FILE)
    if isinstance(text, Problem):
        return None, [text]
    try:
        flow, problems = checking.checked(text, around)
    except reading.FlowProblems as error:
        return None, [Problem(name, one.line, one.detail) for one in error.problems]
    found = [Problem(name, one.line, one.detail) for one in problems]
    if flow.id != path.stem:
        found.append(Problem(name, 1, f"the id is {flow.id!r}: it must be the file's name"))
    return flow, found
