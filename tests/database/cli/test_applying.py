"""Applying a folder: all of it or nothing, and a second time nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigline.accounts import service as accounts
from gigline.accounts.errors import NoSuchBrand
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.errors import AccountTaken
from gigline.cli.apply import applying, reading
from gigline.infra.db import Database
from gigline.language.service import Embedder


async def _apply(database: Database, embedder: Embedder, folder: Path) -> list[tuple[str, str, str]]:
    found = await applying.apply(database, embedder, reading.read(folder))
    return [(one.kind, one.what, one.name) for one in found]


async def test_a_new_brand_is_there_with_all_it_has(database: Database, embedder: Embedder, brand_folder: Path) -> None:
    found = await _apply(database, embedder, brand_folder)
    assert ("added", "brand", "shop") in found
    assert ("added", "article", "late") in found
    async with database.reader() as r:
        brand = await accounts.brand_by_key(r, "shop")
        assert {one.key for one in await channels.accounts(r, brand.id)} == {"shop-web", "shop-api"}


async def test_a_second_time_there_is_nothing_to_do(database: Database, embedder: Embedder, brand_folder: Path) -> None:
    await _apply(database, embedder, brand_folder)
    assert await _apply(database, embedder, brand_folder) == []


async def test_a_dry_run_changes_nothing(database: Database, embedder: Embedder, brand_folder: Path) -> None:
    async with database.snapshot() as r:
        assert await applying.compare(r, embedder, reading.read(brand_folder))
    async with database.reader() as r:
        assert await accounts.brands(r) == []


async def test_articles_are_changed_added_and_removed(
    database: Database, embedder: Embedder, brand_folder: Path
) -> None:
    await _apply(database, embedder, brand_folder)
    late = brand_folder / "knowledge" / "late.md"
    text = late.read_text(encoding="utf-8")
    late.write_text(text.replace("the fee", "all of it"), encoding="utf-8")
    (brand_folder / "knowledge" / "early.md").write_text(text.replace("Late", "Early"), encoding="utf-8")
    changed = await _apply(database, embedder, brand_folder)
    assert changed == [("added", "article", "early"), ("changed", "article", "late")]
    late.unlink()
    assert await _apply(database, embedder, brand_folder) == [("removed", "article", "late")]


async def test_one_part_that_fails_leaves_nothing_behind(
    database: Database, embedder: Embedder, brand_folder: Path
) -> None:
    other = BrandSettings.model_validate(
        {"brand": {"key": "other", "name": "Other", "languages": ["en"]}, "topics": [{"key": "x", "name": "X"}]}
    )
    async with database.writer() as w:
        brand = await accounts.save_brand(w, other)
        await channels.save_account(w, brand.id, "api", "shop-api", {})
    with pytest.raises(AccountTaken):
        await _apply(database, embedder, brand_folder)
    async with database.reader() as r:
        with pytest.raises(NoSuchBrand):
            await accounts.brand_by_key(r, "shop")


async def test_what_was_agreed_to_is_what_is_done(database: Database, embedder: Embedder, brand_folder: Path) -> None:
    folder = reading.read(brand_folder)
    async with database.snapshot() as r:
        agreed = await applying.compare(r, embedder, folder)
    await applying.apply(database, embedder, folder)
    with pytest.raises(applying.ChangedMeanwhile):
        await applying.apply(database, embedder, folder, confirmed=agreed)


async def test_secrets_of_a_channel_stay(database: Database, embedder: Embedder, brand_folder: Path) -> None:
    await _apply(database, embedder, brand_folder)
    async with database.writer() as w:
        brand = await accounts.brand_by_key(w, "shop")
        await channels.save_account(w, brand.id, "api", "shop-api", {"secret": "0123456789abcdef"})
    (brand_folder / "knowledge" / "late.md").unlink()
    await _apply(database, embedder, brand_folder)
    async with database.reader() as r:
        assert (await channels.account_by_key(r, "shop-api")).settings["secret"] == "0123456789abcdef"


async def test_identity_secret_and_id_of_a_brand_stay(
    database: Database, embedder: Embedder, brand_folder: Path
) -> None:
    await _apply(database, embedder, brand_folder)
    async with database.reader() as r:
        before = await accounts.brand_by_key(r, "shop")
    (brand_folder / "knowledge" / "late.md").unlink()
    await _apply(database, embedder, brand_folder)
    async with database.reader() as r:
        after = await accounts.brand_by_key(r, "shop")
    assert (after.id, after.identity_secret) == (before.id, before.identity_secret)
