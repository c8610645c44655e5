"""The embedding model, built once a run, and a brand whose bot answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.conftest import MakeDatabase
from tests.database.bot.world import World, open_world
from tests.remembering import embedder, model_cache_dir

from gigline.language.service import Embedder

__all__ = ["embedder", "model_cache_dir", "world"]


@pytest.fixture
async def world(make_database: MakeDatabase, embedder: Embedder) -> AsyncIterator[World]:
    async with open_world(make_database, embedder) as opened:
        yield opened
