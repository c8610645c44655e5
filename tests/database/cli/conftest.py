"""The embedding model, built once a run, and a small brand's folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.remembering import embedder, model_cache_dir
from tests.unit.cli.conftest import free_port

__all__ = ["brand_folder", "embedder", "free_port", "model_cache_dir"]

BRAND = """
[brand]
key = "shop"
name = "Shop"
languages = ["en"]
[[topics]]
key = "delivery"
name = "Deliveries"
[[channels]]
kind = "webchat"
account = "shop-web"
[[channels]]
kind = "api"
account = "shop-api"
"""
ARTICLE = '+++\ntitle = "Late"\nkinds = ["customer"]\nlanguage = "en"\ntopic = "delivery"\n+++\n\nWe refund the fee.\n'


@pytest.fixture
def brand_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "brand.toml").write_text(BRAND, encoding="utf-8")
    (folder / "knowledge" / "late.md").write_text(ARTICLE, encoding="utf-8")
    return folder
