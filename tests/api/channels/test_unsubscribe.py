"""The link that stops mails, from the outside: looking changes nothing, a click or the mail program's POST does."""

from __future__ import annotations

import httpx
from tests import scenes
from tests.api.web import application, browser
from tests.unit.channels.fixtures import CASES

from gigline.accounts import service as accounts
from gigline.api import unsubscribe_pages
from gigline.channels import service as channels
from gigline.channels import unsubscribing
from gigline.infra.db import Database


async def _token(database: Database) -> str:
    """Of a mail that the bot wrote."""
    brand, settings, account_id = await scenes.brand(database)
    c = await scenes.written(database, await scenes.requester(database, brand.id, account_id), settings)
    secret = await accounts.server_secret(database)
    async with database.writer() as w:
        account = await channels.save_account(w, brand.id, "email", "acme-mail", dict(CASES["email"].settings))
        await channels.enqueue(
            w, brand_id=brand.id, account_id=account.id, conversation_id=c.id, entry_id=c.id, entry_seq=1,
            recipient="ana@shop.example", text="Hi", author_kind="bot",
        )  # fmt: skip
    return unsubscribing.token(secret, brand.id, c.id)


async def _stopped(database: Database) -> list[str]:
    async with database.reader() as r:
        return [row["value"] for row in await r.rows("SELECT value FROM opt_outs")]


async def test_only_a_post_stops_mails(database: Database):
    token = await _token(database)
    async with browser(application(database, root=unsubscribe_pages.ROUTES)) as client:
        shown = await client.get(f"/u/{token}")
        assert (shown.status_code, await _stopped(database)) == (200, [])
        assert "script" not in shown.text
        assert "ana@shop.example" not in shown.text
        one_click = {"List-Unsubscribe": "One-Click"}
        for url in ("/u/guess", f"/u/{token[:-1]}", f"/u/{token}0"):
            assert {(await _asked(client, method, url, one_click)) for method in ("GET", "POST")} == {404}
        assert await _stopped(database) == []
        assert await _asked(client, "POST", f"/u/{token}", one_click) == 200
    assert await _stopped(database) == ["ana@shop.example"]


async def _asked(client: httpx.AsyncClient, method: str, url: str, data: dict[str, str]) -> int:
    return (await client.request(method, url, data=data if method == "POST" else None)).status_code
