"""An account is signed in with its provider by a browser that goes there and comes back, and by nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from tests import scenes
from tests.api.isolation.world import BASE, World, build
from tests.processes import free_port
from tests.smtpserver import TokenPost, smtp_server
from tests.tokenserver import CLIENT, SCOPE, SECRET, TokenServer
from tests.tokenserver import settings_of as tokens_of

from gigline.accounts import sessions
from gigline.channels import consent, service
from gigline.infra.db import Database
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault

BACK = "/api/v1/channels/consent"


@dataclass
class Scene:
    """A brand's mail account that nobody consented for yet, and its provider."""

    world: World
    database: Database
    issuer: TokenServer
    url: str

    def client(self, name: str = "admin") -> httpx.AsyncClient:
        return self.world.actors[name].client

    async def account(self, key: str = "acme-consent") -> dict[str, Any]:
        listed = (await self.client().get(f"/api/v1/brands/{self.world.brand.id}/channels")).json()["items"]
        return next(one for one in listed if one["key"] == key)

    async def add(self, key: str, brand_id: Any = None, **more: Any) -> None:
        given = {"address": "support@acme.example", **tokens_of(self.url, authorize_url=f"{self.url}/authorize")}
        given = {name: value for name, value in {**given, **more}.items() if name != "refresh_token" and value}
        async with self.database.writer() as w:
            await service.save_account(w, brand_id or self.world.brand.id, "email", key, given, incomplete=True)

    async def sent(self, name: str = "admin", key: str = "acme-consent") -> str:
        """The provider's page that this person is sent to."""
        path = f"/api/v1/brands/{self.world.brand.id}/channels/{(await self.account(key))['id']}/consent"
        answer = await self.client(name).post(path)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["url"])

    async def consented(self, page: str) -> str:
        """Where the provider sends the browser back to, with code and state."""
        async with httpx.AsyncClient() as browser:
            return (await browser.get(page)).headers["location"].removeprefix(BASE)

    async def back(self, address: str, name: str = "admin") -> str:
        """The word with which the console is shown."""
        answer = await self.client(name).get(address)
        assert answer.status_code == 303, answer.text
        at = urlsplit(answer.headers["location"])
        assert (at.scheme, at.netloc, at.path) == ("", "", "/console/channels")
        return parse_qs(at.query)["consent"][0]

    async def kept(self) -> str | None:
        """The refresh token that the account has."""
        async with self.database.reader() as r:
            return (await service.account_by_key(r, "acme-consent")).settings.get("refresh_token")


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> AsyncIterator[Scene]:
    service.use_vault(database, Vault(Settings(data_dir=tmp_path)))
    issuer = TokenServer()
    world = await build(database, allow_private_fetch=True, rate_factor=100.0)
    async with serving(issuer.app()) as url:
        made = Scene(world, database, issuer, url)
        await made.add("acme-consent")
        yield made


async def test_who_consents_has_signed_the_account_in(scene: Scene):
    assert ((await scene.account())["ready"], (await scene.account())["consent_at"]) == (False, "127.0.0.1")
    async with smtp_server(TokenPost(issuer=scene.issuer)) as post:
        await scene.add("acme-consent", smtp={"host": "127.0.0.1", "port": post.port, "security": "plain"})
        page = await scene.sent()
        assert await scene.back(await scene.consented(page)) == "consented"
        [shown] = scene.issuer.shown
        wanted = ("client_id", "scope", "response_type", "code_challenge_method", "login_hint", "redirect_uri")
        assert [shown[name] for name in wanted] == [
            CLIENT, SCOPE, "code", "S256", "support@acme.example", BASE + BACK
        ]  # fmt: skip
        account = await scene.account()
        assert account["ready"]
        tested = await scene.client().post(f"/api/v1/brands/{scene.world.brand.id}/channels/{account['id']}/test")
        assert tested.json()["name"] == "support@acme.example (SMTP)"
    assert await scene.kept() == "refresh-1-of-tests"
    async with scene.database.reader() as r:
        stored = repr([tuple(row) for row in await r.rows("SELECT settings::text, sealed FROM channel_accounts")])
        assert await r.value("SELECT count(*) FROM account_consents") == 0
    for hidden in (SECRET, "refresh-1-of-tests", *scene.issuer.given):
        assert hidden not in stored + page + str(account)


async def test_what_comes_back_counts_once_and_only_where_it_was_sent_from(scene: Scene):
    address = await scene.consented(await scene.sent())
    other = httpx.AsyncClient(transport=scene.client()._transport, base_url=BASE)
    async with scene.database.writer() as w:
        insert = "INSERT INTO sessions (token_hash, person_id, csrf, expires_at) VALUES ($1, $2, 'x', 'infinity')"
        await w.execute(insert, sessions.hash_of("elsewhere"), scene.world.actors["admin"].id)
    other.cookies.set(sessions.COOKIE, "elsewhere")
    scene.world.actors["same person elsewhere"] = type(scene.world.actors["admin"])("", other)
    for name in ("nobody", "requester", "leader", "stranger", "operator", "same person elsewhere"):
        assert await scene.back(address, name) == "unknown", name
    state = parse_qs(urlsplit(address).query)["state"][0]
    for forged in ("", "x", state[:-2] + "AA", state + "AA", "A" * len(state), "é" * 40, state[:43] + "B" + state[44:]):
        assert await scene.back(str(httpx.URL(BACK, params={"state": forged, "code": "c"}))) == "unknown", forged
    assert (scene.issuer.asked, await scene.kept()) == ([], None)
    # None of them used it up.
    assert await scene.back(address) == "consented"
    assert await scene.back(address) == "unknown"
    assert len(scene.issuer.asked) == 1


async def test_who_is_sent_again_or_is_late_or_no_longer_admin_has_to_begin_anew(scene: Scene):
    first = await scene.consented(await scene.sent())
    second = await scene.consented(await scene.sent())
    assert await scene.back(first) == "unknown"
    async with scene.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", consent.LASTS_S + 1)
    assert await scene.back(second) == "unknown"
    third = await scene.consented(await scene.sent())
    async with scene.database.writer() as w:
        await w.execute("UPDATE memberships SET role = 'leader' WHERE person_id = $1", scene.world.actors["admin"].id)
    assert await scene.back(third) == "unknown"
    assert scene.issuer.asked == []


async def test_a_code_of_somebody_elses_consent_is_no_use_here(scene: Scene):
    rival, _, _ = await scenes.brand(scene.database, key="rival-two")
    await scene.add("rival-mail", rival.id)
    theirs = httpx.URL(await scene.consented(await scene.sent()))
    async with scene.database.reader() as r:
        account = await service.account_by_key(r, "rival-mail")
    async with scene.database.writer() as w:
        page = await consent.begin(w, account, b"a session of a rival", BASE + BACK, tls_only=False)
    code = httpx.URL(await scene.consented(page)).params["code"]
    # A code that an attacker got, brought in with the victim's own state; and a state for another brand's account.
    assert await scene.back(str(theirs.copy_set_param("code", code))) == "code_refused"
    assert await scene.back(await scene.consented(page)) == "unknown"
    assert await scene.kept() is None


async def test_what_goes_wrong_is_told_in_a_word(scene: Scene):
    for provider, word in (
        ({"refusal": "access_denied"}, "refused"),
        ({"refusal": "https://evil.example/"}, "failed"),
        ({"refusal": "", "stingy": True}, "no_refresh_token"),
        ({"status": 400}, "code_refused"),
        ({"status": 401, "error": "invalid_client"}, "client_refused"),
        ({"status": 503}, "failed"),
    ):
        for name, value in provider.items():
            setattr(scene.issuer, name, value)
        address = await scene.consented(await scene.sent())
        assert await scene.back(address) == word
        assert (await scene.kept(), (await scene.account())["ready"]) == (None, False)
        assert await scene.back(address) == "unknown"


async def test_a_provider_that_is_away_and_settings_that_changed_meanwhile(scene: Scene):
    await scene.add("acme-consent", oauth={**_oauth(scene.url), "token_url": f"http://127.0.0.1:{free_port()}/token"})
    assert await scene.back(await scene.consented(await scene.sent())) == "not_reached"
    address = await scene.consented(await scene.sent())
    await scene.add("acme-consent")
    assert await scene.back(address) == "settings_changed"
    assert scene.issuer.asked == []


def _oauth(url: str) -> dict[str, Any]:
    return dict(tokens_of(url, authorize_url=f"{url}/authorize")["oauth"])


async def test_who_may_not_begin(scene: Scene):
    account = await scene.account()
    path = f"/api/v1/brands/{scene.world.brand.id}/channels/{account['id']}/consent"
    forged = await scene.client().post(path, headers={"X-CSRF-Token": "x"})
    assert forged.json()["error"]["code"] == "csrf"
    keys = f"/api/v1/brands/{scene.world.brand.id}/api-keys"
    token = (await scene.client().post(keys, json={"name": "machine", "role": "admin"})).json()["token"]
    machine = await scene.client("nobody").post(path, headers={"Authorization": f"Bearer {token}"})
    assert machine.json()["error"]["code"] == "signed_out"
    elsewhere = f"/api/v1/brands/{scene.world.brand.id}/channels/{uuid4()}/consent"
    assert (await scene.client().post(elsewhere)).json()["error"]["code"] == "no_such_account"
    await scene.add("acme-consent", oauth={**_oauth(scene.url), "authorize_url": None})
    assert (await scene.client().post(path)).json()["error"]["code"] == "cannot_consent"
    assert (await scene.account())["consent_at"] is None
    scene.world.app.state.settings = Settings()
    await scene.add("acme-consent")
    answer = await scene.client().post(path)
    assert (answer.json()["error"]["code"], scene.issuer.shown) == ("cannot_consent", [])
