"""vocabularies/*.toml: applied with the folder, and refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.accounts import service as accounts
from gigline.bot import vocabularies
from gigline.cli.apply import applying, reading
from gigline.cli.apply.problems import FolderProblems
from gigline.infra.db import Database
from gigline.language.service import Embedder

BOXES = '[terms]\n"Small box" = []\n"Large box" = ["big box"]\n'


@pytest.fixture
def boxes(brand_folder: Path) -> Path:
    path = brand_folder / "vocabularies" / "box.toml"
    path.parent.mkdir()
    path.write_text(BOXES, encoding="utf-8")
    return path


async def test_they_come_change_and_go_with_the_folder(
    database: Database, embedder: Embedder, brand_folder: Path, boxes: Path
) -> None:
    async def applied() -> list[tuple[str, str]]:
        found = await applying.apply(database, embedder, reading.read(brand_folder))
        return [(one.kind, one.name) for one in found if one.what == "vocabulary"]

    async def said(text: str) -> list[str]:
        async with database.reader() as r:
            brand = await accounts.brand_by_key(r, "shop")
            return [one.value for one in (await vocabularies.of(r, brand.id)).find(text)]

    assert (await applied(), await said("my big box")) == ([("added", "box")], ["Large box"])
    assert await applied() == []
    boxes.write_text(BOXES.replace("big box", "huge box"), encoding="utf-8")
    assert (await applied(), await said("my big box"), await said("huge boxes")) == (
        [("changed", "box")], [], [],
    )  # fmt: skip
    boxes.unlink()
    assert (await applied(), await said("small box")) == ([("removed", "box")], [])


@pytest.mark.parametrize(
    ("text", "line", "detail"),
    [
        ("[terms]\n", 1, "at least 1"),
        ('[terms]\n"A" = "b"\n', 2, "valid list"),
        ('[words]\n"A" = []\n', 1, "no setting"),
        ('[terms]\n"A" = ["same"]\n"B" = ["same"]\n', 3, "'same' stands for 'A' already"),
        ("[terms\n", 1, "no TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(brand_folder: Path, boxes: Path, text, line, detail) -> None:
    boxes.write_text(text, encoding="utf-8")
    with pytest.raises(FolderProblems) as refused:
        reading.read(brand_folder)
    assert any(
        (one.file, one.line) == ("vocabularies/box.toml", line) and detail in one.detail
        for one in refused.value.problems
    ), refused.value.problems
