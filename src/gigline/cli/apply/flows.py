"""flows/*.toml of a brand's folder: read, checked against its articles and actions, all problems with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gigline.accounts.schemas import BrandSettings
from gigline.bot.flows import checking, reading
from gigline.bot.flows.checking import Surroundings
from gigline.bot.flows.model import Flow
from gigline.cli.apply import files
from gigline.cli.apply.problems import Problem
from gigline.integrations.models import Compiled
from gigline.knowledge.models import ArticleFile

FOLDER = "flows"
MAX_FILE = 256 * 1024
MOST = 100


def read(
    root: Path, settings: BrandSettings, articles: Sequence[ArticleFile], connectors: Sequence[Compiled]
) -> tuple[list[Flow], list[Problem]]:
    """The folder's flows by id, and what is wrong with them."""
    folder = root / FOLDER
    if not folder.exists() and not folder.is_symlink():
        return [], []
    if folder.is_symlink() or not folder.is_dir():
        return [], [Problem(FOLDER, 1, "it must be a folder, and no symbolic link")]
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    strange = [path for path in paths if path.suffix != ".toml"]
    problems = [Problem(f"{FOLDER}/{path.name}", 1, "only flows (.toml files) belong here") for path in strange]
    if len(paths) > MOST:
        return [], [*problems, Problem(FOLDER, 1, f"{len(paths)} files: {MOST} flows are the most")]
    around = surroundings(settings, articles, connectors)
    found: list[Flow] = []
    for path in [path for path in paths if path.suffix == ".toml"]:
        flow, wrong = _flow(root, path, around)
        problems += wrong
        if flow is not None:
            found.append(flow)
    return found, problems


def surroundings(
    settings: BrandSettings, articles: Sequence[ArticleFile], connectors: Sequence[Compiled]
) -> Surroundings:
    """What the flows of this brand may speak of."""
    return Surroundings(
        actions={action.name: action for one in connectors for action in one.actions},
        articles={article.slug: article.language for article in articles},
        topics={topic.key for topic in settings.topics},
        languages=set(settings.brand.languages),
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
