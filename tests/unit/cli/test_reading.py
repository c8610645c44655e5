"""A brand's folder is read as a whole, and everything wrong with it is named with file and line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gigline.cli.apply import files, reading
from gigline.cli.apply.problems import FolderProblems
from gigline.cli.demo import examples

BRAND = """[brand]
key = "shop"
name = "Shop"
languages = ["en"]

[[topics]]
key = "delivery"
name = "Deliveries"

[[topics]]
key = "other"
name = "Everything else"

[[channels]]
kind = "webchat"
account = "shop-web"
"""
ARTICLE = """+++
title = "{title}"
kinds = ["customer"]
language = "en"
topic = "{topic}"
+++

We refund the fee.
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a folder: a good one, but for what is given (None: leave the file out)."""

    def make(**changed: str | bytes | None) -> Path:
        good = {"brand.toml": BRAND, "knowledge/late.md": ARTICLE.format(title="Late", topic="delivery")}
        for name, text in {**good, **changed}.items():
            if text is not None:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return make


def _problems(folder: Path) -> list[str]:
    with pytest.raises(FolderProblems) as caught:
        reading.read(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_folder_is_read(write: Write) -> None:
    found = reading.read(write())
    assert found.settings.brand.key == "shop"
    assert [article.slug for article in found.articles] == ["late"]


def test_a_folder_without_articles_is_a_brand_too(write: Write) -> None:
    assert reading.read(write(**{"knowledge/late.md": None})).articles == ()


@pytest.mark.parametrize("folder", examples.folders(), ids=lambda folder: folder.name)
def test_the_example_brands_are_good(folder: Path) -> None:
    assert len(reading.read(folder).articles) > 40


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BRAND.replace("[brand]", "[brand", 1), 1, "no TOML"),
        (BRAND + '\nname = "x', 18, "no TOML"),
        (BRAND.replace('name = "Shop"', 'nmae = "Shop"'), 3, "brand.nmae is no setting"),
        (BRAND.replace('name = "Shop"\n', ""), 1, "brand.name is missing"),
        (BRAND.replace('"Everything else"', "7"), 12, "topics.1.name"),
        (BRAND.replace('key = "other"', 'key = "delivery"'), 11, "'delivery' is there already"),
        (BRAND.replace('kind = "webchat"', 'kind = "pigeon"'), 15, "no such channel"),
        (BRAND.replace('key = "shop"', 'key = "Shop!"'), 2, "brand.key"),
        (BRAND + "\n[queue]\nstill_there_after_s = 0\n", 19, "queue.still_there_after_s"),
        (BRAND + '\n[[experiences]]\nkind = "hobby"\nname = "golf for men"\n', 20, "a protected attribute"),
        (BRAND + '\n[[experiences]]\nkind = "religion"\nname = "x"\n', 19, "a protected attribute"),
        (BRAND + '\n[[experiences]]\nkind = "shoe size"\nname = "x"\n', 19, "experiences.0.kind"),
        (BRAND + 2 * '\n[[experiences]]\nkind = "city"\nname = "Faro"\n', 24, "'Faro' is there already"),
    ],
)
def test_what_is_wrong_in_the_settings_has_a_line(write: Write, text: str, line: int, words: str) -> None:
    found = _problems(write(**{"brand.toml": text}))
    assert any(one.startswith(f"brand.toml:{line}: ") and words in one for one in found), found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("no head", 1, "the first line must be +++"),
        (ARTICLE.format(title="x", topic="delivery").replace("kinds", "kidns"), 3, "'kidns' is no field"),
        (ARTICLE.format(title="x", topic="nowhere"), 5, "brand.toml has no topic 'nowhere'"),
        (ARTICLE.format(title="late", topic="delivery"), 2, "another article is called 'late' too"),
        (ARTICLE.format(title="x", topic="delivery").replace('"en"', '"fr"'), 4, "not among the brand's languages"),
        (ARTICLE.format(title='x" "', topic="delivery"), 2, "the head is no TOML"),
        ("+++\n", 1, "never closed"),
        (b'+++\ntitle = "\xff"\n+++\nx', 2, "this is not UTF-8"),
    ],
)
def test_what_is_wrong_in_an_article_has_a_line(write: Write, text: str | bytes, line: int, words: str) -> None:
    found = _problems(write(**{"knowledge/new.md": text}))
    assert any(one.startswith(f"knowledge/new.md:{line}: ") and words in one for one in found), found


def test_everything_wrong_is_told_at_once(write: Write) -> None:
    found = _problems(
        write(**{"brand.toml": BRAND.replace('"Shop"', "1"), "knowledge/a.md": "x", "knowledge/b.md": "y"})
    )
    assert [one.partition(":")[0] for one in found] == ["brand.toml", "knowledge/a.md", "knowledge/b.md"]


def test_a_folder_that_is_not_there_and_one_without_settings(tmp_path: Path, write: Write) -> None:
    assert "there is no such folder" in _problems(tmp_path / "nowhere")[0]
    assert "it is missing" in _problems(write(**{"brand.toml": None}))[0]


def test_links_out_of_the_folder_are_not_followed(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.md"
    secret.write_text(ARTICLE.format(title="Secret", topic="other"), encoding="utf-8")
    folder = write()
    (folder / "knowledge" / "link.md").symlink_to(secret)
    assert _problems(folder) == ["knowledge/link.md:1: it is a symbolic link: put the file itself here"]


def test_a_linked_knowledge_folder_is_refused(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write(**{"knowledge/late.md": None})
    (folder / "knowledge").symlink_to(tmp_path_factory.mktemp("outside"))
    assert "no symbolic link" in _problems(folder)[0]


def test_pipes_and_huge_files_are_refused_unread(write: Write) -> None:
    folder = write(**{"knowledge/huge.md": b"x" * (files.MAX_ARTICLE + 1)})
    os.mkfifo(folder / "knowledge" / "pipe.md")
    assert _problems(folder) == [
        "knowledge/huge.md:1: it is too large: 128 kB is the most",
        "knowledge/pipe.md:1: it is not a regular file",
    ]


def test_other_files_among_the_articles_are_named_and_hidden_ones_ignored(write: Write) -> None:
    found = _problems(write(**{"knowledge/notes.txt": "x", "knowledge/.cache": "y"}))
    assert found == ["knowledge/notes.txt:1: only articles (.md files) belong here"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('auth_token = "0123456789abcdef"', "auth_token is a secret"),
        ('number = "call me"', "number: String should match"),
        ('nonsense = "x"', "nonsense: Extra inputs"),
        ('number = "+14155550100"', None),
    ],
)
def test_settings_of_a_channel_are_checked_and_secrets_kept_out(tmp_path: Path, settings: str, said: str | None):
    brand_folder = shutil.copytree(examples.folders()[0], tmp_path / "brand")
    file = brand_folder / "brand.toml"
    file.write_text(
        f'{file.read_text()}\n[[channels]]\nkind = "sms"\naccount = "shop-sms"\nsettings = {{ {settings} }}\n'
    )
    if said is None:
        assert reading.read(brand_folder).settings.channels[-1].settings == {"number": "+14155550100"}
        return
    with pytest.raises(FolderProblems, match=said):
        reading.read(brand_folder)
