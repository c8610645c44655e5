"""The example brands with their back ends, and the embedding model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bench.tasks.world import World, opened
from tests.remembering import embedder, model_cache_dir

# What the flows speak of, and a few others: a whole brand takes seconds to read.
FEW = frozenset(
    {
        "late-delivery", "late-delivery-es", "change-delivery-address", "cancel-order", "courier-login-problem",
        "courier-no-offers", "courier-payday", "courier-payday-es", "restaurant-update-menu", "tip-courier",
        "fees-explained", "pause-subscription", "cancel-subscription", "skip-month", "skip-month-es",
        "where-is-my-box", "where-is-my-box-es", "damaged-box", "refund-timing",
    }
)  # fmt: skip

__all__ = ["embedder", "model_cache_dir"]


@pytest.fixture
async def world(make_database, embedder, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(make_database, embedder, tmp_path, brands=("hoplane",), articles=FEW) as made:
        yield made


@pytest.fixture
async def shop(make_database, embedder, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(make_database, embedder, tmp_path, brands=("crateful",), articles=FEW) as made:
        yield made
