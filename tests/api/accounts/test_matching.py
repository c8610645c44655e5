"""What a requester lets count, over the widget's calls and by the brand's token."""

from __future__ import annotations

import time
from typing import Any

import httpx
import jwt
from tests import scenes
from tests.api.isolation.world import BASE, FlatEmbedder
from tests.api.web import browser

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.app import web
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.settings import Settings

ASKED = [{"kind": "city", "name": "Porto"}, {"kind": "hobby", "name": "Golf"}, {"kind": "language", "name": "pt"}]


async def _brand(database: Database, *, affinity: bool = True) -> Brand:
    """With its account, asking for all of that."""
    await scenes.brand(database)
    raw = {**scenes.SETTINGS, "experiences": ASKED, "queue": {"affinity": affinity}}
    async with database.writer() as w:
        return await accounts.save_brand(w, BrandSettings.model_validate(raw))


async def _session(client: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/widget/sessions", json={"account": "acme-web", **given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _counting(session: dict[str, Any]) -> dict[str, bool]:
    return {one["key"]: one["counts"] for one in session["matching"]}


async def _choose(client: httpx.AsyncClient, session: dict[str, Any], *keys: str) -> int:
    headers = {"authorization": f"Bearer {session['token']}"}
    answer = await client.put("/api/v1/widget/matching", json={"keys": keys}, headers=headers)
    return answer.status_code


async def test_a_visitor_ticks_and_takes_back(database: Database) -> None:
    app = web.build(database, Settings(), NotifyBus(database), FlatEmbedder())
    await _brand(database)
    async with browser(app, base=BASE) as client:
        first = await _session(client)
        assert _counting(first) == {"city:porto": False, "hobby:golf": False}
        assert await _choose(client, first, "city:porto") == 204
        again = await _session(client, visitor=first["visitor"])
        assert _counting(again) == {"city:porto": True, "hobby:golf": False}
        assert await _choose(client, again, "hobby:chess") == 422
        assert await _choose(client, again) == 204
        assert not any(_counting(await _session(client, visitor=first["visitor"])).values())
        await _brand(database, affinity=False)
        assert (await _session(client))["matching"] == []
        assert await _choose(client, first, "city:porto") == 422


async def test_the_brand_vouches_until_they_say_no(database: Database) -> None:
    app = web.build(database, Settings(), NotifyBus(database), FlatEmbedder())
    brand = await _brand(database)
    now = int(time.time())
    claims = {"sub": "u-1", "exp": now + 600, "matching": ["city:Porto", "hobby:chess"]}
    token = jwt.encode(claims, brand.identity_secret, algorithm="HS256")
    async with browser(app, base=BASE) as client:
        session = await _session(client, identity_token=token)
        assert _counting(session) == {"city:porto": True, "hobby:golf": False}
        assert await _choose(client, session) == 204
        assert not any(_counting(await _session(client, identity_token=token)).values())
