"""The site of `hooks` for the tests here."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.api.channels.hooks import BRAND, KINDS, PUBLIC, Site
from tests.unit.channels.fixtures import CASES

from gigline.api import limits
from gigline.api import service as api
from gigline.channels import endpoints, service
from gigline.infra.db import Database
from gigline.infra.settings import Settings


@pytest.fixture
async def hooked(database: Database) -> AsyncIterator[Site]:
    settings = Settings(public_url=PUBLIC)
    app = api.build(database, settings, [], rates=limits.Rates().times(1e6), root=endpoints.ROUTES)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside.example") as client:
        one = Site(client, database, database.new_id())
        async with database.writer() as w:
            await w.execute(BRAND, one.brand_id, "mine")
            for kind in KINDS:
                one.accounts[kind] = await service.save_account(
                    w, one.brand_id, kind, f"acme-{kind}", dict(CASES[kind].settings)
                )
        yield one
