"""The house's own rules hold: sizes, where SQL stands, what a slice says of itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts import house

SOURCE = house.ROOT / "src" / "gigline"
SLICES = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))
SQL = re.compile(r"\s*(?:SELECT\s|INSERT INTO\s|UPDATE\s+\w+(?:\s+\w+)?\s+SET\s|DELETE FROM\s|WITH\s+\w+\s+AS\s*\()")


def test_no_file_breaks_a_rule() -> None:
    assert house.problems() == []


@pytest.mark.parametrize(
    ("name", "lines", "fine"),
    [
        ("src/gigline/kit/ids.py", 400, True),
        ("src/gigline/kit/ids.py", 401, False),
        ("tests/unit/test_ids.py", 600, True),
        ("tests/unit/test_ids.py", 601, False),
        ("web/console/src/App.vue", 251, False),
        ("uv.lock", 9_999, True),
    ],
)
def test_files_have_a_length_they_may_not_pass(name: str, lines: int, fine: bool) -> None:
    assert (house.too_long(name, "x\n" * lines) is None) == fine


def test_a_path_of_a_machine_is_found() -> None:
    found = house.not_ours("docs/page.md", "fine\nsee " + "/home" + "/ana/notes\n")
    assert [one.partition(": ")[0] for one in found] == ["docs/page.md:2"]


@pytest.mark.parametrize("folder", SLICES, ids=lambda folder: folder.name)
def test_a_package_file_is_a_docstring_and_no_facade(folder: Path) -> None:
    for path in folder.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert all(isinstance(part, ast.Expr) for part in body), path


def _statements() -> Iterator[str]:
    """Where a text looks like SQL."""
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith("infra/") or path.name.endswith("queries.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                yield f"{name}:{node.lineno}"


def test_sql_stands_in_queries() -> None:
    assert list(_statements()) == []
