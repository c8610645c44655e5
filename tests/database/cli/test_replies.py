"""replies/*.md: applied with the folder, and refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.cli.apply import applying, reading
from gigline.cli.apply.problems import FolderProblems
from gigline.infra.db import Database
from gigline.language.service import Embedder

HEAD = '+++\ntitle = "It is late"\nshortcut = "late"\nlanguage = "en"\ntopics = ["delivery"]\n+++\n\n'


@pytest.fixture
def late(brand_folder: Path) -> Path:
    path = brand_folder / "replies" / "late.md"
    path.parent.mkdir()
    path.write_text(f"{HEAD}Sorry, {{{{requester.name or there}}}}.\n", encoding="utf-8")
    return path


async def test_they_come_change_and_go_with_the_folder(
    database: Database, embedder: Embedder, brand_folder: Path, late: Path
) -> None:
    async def applied() -> list[tuple[str, str, tuple[str, ...]]]:
        found = await applying.apply(database, embedder, reading.read(brand_folder))
        return [(one.kind, one.name, one.lines) for one in found if one.what == "reply"]

    assert await applied() == [("added", "late", ())]
    assert await applied() == []
    late.write_text(late.read_text(encoding="utf-8").replace("Sorry", "We are sorry"), encoding="utf-8")
    said = "{{requester.name or there}}."
    assert await applied() == [("changed", "late", (f"body: 'Sorry, {said}' → 'We are sorry, {said}'",))]
    late.unlink()
    assert await applied() == [("removed", "late", ())]


@pytest.mark.parametrize(
    ("text", "line", "detail"),
    [
        ("Hello", 1, "the first line must be +++"),
        ('+++\ntitle = "x"\n', 1, "never closed"),
        (HEAD, 7, "says nothing"),
        (f"{HEAD}Hi\n{{{{requester.nmae}}}}", 9, "no variable 'requester.nmae'"),
        (f"{HEAD}{{{{fact.colour}}}}", 8, "no fact 'colour' here"),
        (HEAD.replace("late", "Late!") + "Hi", 3, "shortcut"),
        (HEAD.replace('"en"', '"pt"') + "Hi", 4, "not among the brand's languages"),
        (HEAD.replace("delivery", "moon") + "Hi", 5, "no topic 'moon'"),
        (HEAD.replace("topics", "topic") + "Hi", 5, "topic is no setting"),
        (HEAD.replace("shortcut =", "shortcut") + "Hi", 3, "no TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    brand_folder: Path, late: Path, text: str, line: int, detail: str
) -> None:
    late.write_text(text, encoding="utf-8")
    with pytest.raises(FolderProblems) as refused:
        reading.read(brand_folder)
    assert any(
        (one.file, one.line) == ("replies/late.md", line) and detail in one.detail for one in refused.value.problems
    ), refused.value.problems


def test_two_files_of_a_language_have_two_shortcuts(brand_folder: Path, late: Path) -> None:
    late.with_name("later.md").write_text(late.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(FolderProblems, match=r"late\.md has the shortcut 'late'"):
        reading.read(brand_folder)
