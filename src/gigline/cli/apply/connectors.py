"""connectors/*.toml of a brand's folder: read, checked against their documents, every problem with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gigline.cli.apply import files, tables
from gigline.cli.apply.problems import Problem
from gigline.integrations import compilers, compiling, documents
from gigline.integrations.models import Compiled
from gigline.integrations.schemas import ConnectorFile

FOLDER = "connectors"
MAX_FILE = 256 * 1024
DOCUMENTS = (".json", ".yaml", ".yml")
MOST = 50


def read(root: Path) -> tuple[list[Compiled], list[Problem]]:
    """The folder's connectors by name, and what is wrong with them."""
    paths, problems = files.listed(root, FOLDER)
    strange = [path for path in paths if path.suffix not in {".toml", *DOCUMENTS}]
    problems += [
        Problem(f"{FOLDER}/{path.name}", 1, "only .toml files and their documents (.json, .yaml)") for path in strange
    ]
    found: list[Compiled] = []
    described = [path for path in paths if path.suffix == ".toml"]
    if len(described) > MOST:
        return [], [*problems, Problem(FOLDER, 1, f"{len(described)} files: {MOST} connectors are the most")]
    for path in described:
        made, wrong = _connector(root, path)
        problems += wrong
        if made is not None:
            found.append(made)
    return found, [*problems, *_twice(found), *_currencies(found)]


def _connector(root: Path, path: Path) -> tuple[Compiled | None, list[Problem]]:
    table = tables.read(root, path, MAX_FILE)
    if isinstance(table, Problem):
        return None, [table]
    file, problems = table.checked(ConnectorFile)
    if file is None:
        return None, problems
    document = files.read(root, path.parent / file.document, documents.MAX_DOCUMENT) if file.document else ""
    if isinstance(document, Problem):
        return None, [table.problem(("document",), f"{file.document}: {document.detail}")]
    made, wrong = compilers.compile_connector(path.stem, file, document)
    return made, [table.problem(one.where, _under(one)) for one in wrong]


def _under(one: compiling.Wrong) -> str:
    return f"{one.where[1]}: {one.detail}" if one.where[:1] == ("actions",) and len(one.where) > 1 else one.detail


def _twice(found: Sequence[Compiled]) -> Iterator[Problem]:
    """An action's name is its address in the brand, whatever its connector."""
    seen: dict[str, str] = {}
    for one in found:
        for action in one.actions:
            if action.name in seen:
                detail = f"{action.name}: {seen[action.name]} has an action of this name already"
                yield Problem(f"{FOLDER}/{one.name}.toml", 1, detail)
            seen.setdefault(action.name, f"{one.name}.toml")


def _currencies(found: Sequence[Compiled]) -> Iterator[Problem]:
    """Caps are sums: what counts together is of one currency."""
    seen: dict[str, str] = {}
    for one in found:
        for action in one.actions:
            if action.cap is None:
                continue
            elsewhere = seen.setdefault(action.cap.group, action.currency)
            if elsewhere != action.currency:
                detail = f"{action.name}: its cap's group {action.cap.group} counts {elsewhere} elsewhere: name another"
                yield Problem(f"{FOLDER}/{one.name}.toml", 1, detail)
