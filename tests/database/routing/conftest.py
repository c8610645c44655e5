from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.conftest import MakeDatabase
from tests.database.routing.world import World, subscriptions


@pytest.fixture
async def world(make_database: MakeDatabase) -> AsyncIterator[World]:
    async with make_database(subscriptions()) as database:
        yield await World.make(database)
