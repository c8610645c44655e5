"""A brand's admin sets an account up: fields, secrets that stay secret, a test, what came in lately, read again."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.api.isolation.world import World, build
from tests.smtpserver import TokenPost, smtp_server
from tests.tokenserver import REFRESH, SECRET, TokenServer
from tests.tokenserver import settings_of as tokens_of
from tests.unit.channels.fixtures import TELEGRAM

from gigline.channels import masking, service, webhook_log
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.telegram import samples
from gigline.channels.adapters.twilio import samples as twilio
from gigline.infra.db import Database
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.simulation.providers.telegram import Telegram

CANARY = "a word that only the requester knows"


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    service.use_vault(database, Vault(Settings(data_dir=tmp_path)))
    made = await build(database, allow_private_fetch=True)
    async with database.writer() as w:
        await service.save_account(w, made.brand.id, "telegram", "acme-bot", {}, incomplete=True)
    return made


def admin(world: World) -> httpx.AsyncClient:
    return world.actors["admin"].client


async def bot(world: World) -> dict:
    listed = (await admin(world).get(f"/api/v1/brands/{world.brand.id}/channels")).json()["items"]
    return next(one for one in listed if one["key"] == "acme-bot")


async def put(world: World, **settings: object) -> httpx.Response:
    path = f"/api/v1/brands/{world.brand.id}/channels/{(await bot(world))['id']}"
    return await admin(world).put(f"{path}/settings", json={"settings": settings})


async def test_an_account_is_set_up_step_by_step_and_its_secrets_are_never_shown(world: World, database: Database):
    assert not (await bot(world))["ready"]
    assert (await put(world, bot_token=TELEGRAM["bot_token"])).json()["ready"] is False
    answer = await put(world, secret_token=TELEGRAM["secret_token"])
    assert answer.json()["ready"] is True
    assert {one["name"]: (one["type"], one["secret"], one["filled"]) for one in answer.json()["fields"]} == {
        "bot_token": ("text", True, True),
        "secret_token": ("text", True, True),
        "api_base": ("text", False, True),
        "per_second": ("number", False, False),
    }
    assert (await put(world, per_second="2.5")).json()["fields"][-1]["value"] == 2.5
    assert TELEGRAM["bot_token"] not in answer.text
    async with database.reader() as r:
        rows = await r.rows("SELECT settings::text AS shown, sealed FROM channel_accounts WHERE key = 'acme-bot'")
        account = await service.account_by_key(r, "acme-bot")
    assert TELEGRAM["bot_token"] not in rows[0]["shown"]
    assert TELEGRAM["bot_token"].encode() not in rows[0]["sealed"]
    assert account.settings["bot_token"] == TELEGRAM["bot_token"]
    assert (await put(world, secret_token=None)).json()["ready"] is False


async def test_what_does_not_fit_is_refused_without_repeating_it(world: World):
    for wrong in (
        {"secret_token": "with spaces in it"},
        {"nonsense": "x"},
        {"per_second": -1},
        {"api_base": "file:///x"},
    ):
        answer = await put(world, **wrong)
        assert answer.status_code == 422
        assert "with spaces" not in answer.text


async def test_an_account_that_is_not_set_up_lets_nobody_in_and_sends_nothing(world: World):
    nobody = world.actors["nobody"].client
    for token in ("", "None", "x"):
        headers = {"x-telegram-bot-api-secret-token": token}
        answer = await nobody.post("/channels/telegram/acme-bot", json=samples.update(1), headers=headers)
        assert answer.status_code == 401
    path = f"/api/v1/brands/{world.brand.id}/channels/{(await bot(world))['id']}/test"
    assert (await admin(world).post(path)).json()["error"]["code"] == "cannot_test"


async def test_the_provider_is_asked_whether_the_settings_are_good(world: World):
    provider = Telegram()
    async with provider.running() as url:
        await put(world, **TELEGRAM, api_base=url)
        path = f"/api/v1/brands/{world.brand.id}/channels/{(await bot(world))['id']}/test"
        assert (await admin(world).post(path)).json() == {"ok": True, "name": "acme_bot", "reason": ""}
        await put(world, bot_token="110201543:another-bots-token-of-somebody")
        assert (await admin(world).post(path)).json()["reason"] == "credentials_refused"
    assert (await admin(world).post(path)).json()["reason"] == "not_reached"


async def test_what_keeps_an_account_out_is_told_in_a_word_until_it_is_let_in(world: World, database: Database):
    issuer = TokenServer(status=400)
    path = f"/api/v1/brands/{world.brand.id}/channels"

    async def mailbox() -> dict:
        return next(one for one in (await admin(world).get(path)).json()["items"] if one["key"] == "acme-token")

    async with serving(issuer.app()) as url, smtp_server(TokenPost(issuer=issuer)) as post:
        smtp = {"host": "127.0.0.1", "port": post.port, "security": "plain", "timeout_s": 2}
        async with database.writer() as w:
            given = {"address": "support@acme.example", "smtp": smtp, **tokens_of(url)}
            await service.save_account(w, world.brand.id, "email", "acme-token", given)
        assert (await mailbox())["trouble"] is None
        test = f"{path}/{(await mailbox())['id']}/test"
        assert (await admin(world).post(test)).json() == {"ok": False, "name": "", "reason": "grant_refused"}
        assert (await mailbox())["trouble"] == "grant_refused"
        issuer.status = 200
        assert (await admin(world).post(test)).json()["name"] == "support@acme.example (SMTP)"
        assert (await mailbox())["trouble"] is None
        listed = (await admin(world).get(path)).text
        assert not any(one in listed for one in (SECRET, REFRESH, *issuer.given))


async def test_deliveries_are_shown_masked_and_read_again_without_effect(world: World, database: Database):
    await put(world, **TELEGRAM)
    nobody = world.actors["nobody"].client
    value = samples.update(1, message=samples.message(7, CANARY, name="Ana Canary"))
    headers = {"x-telegram-bot-api-secret-token": TELEGRAM["secret_token"]}
    assert (await nobody.post("/channels/telegram/acme-bot", json=value, headers=headers)).status_code == 200
    assert (await nobody.post("/channels/telegram/acme-bot", json=value)).status_code == 401
    await webhook_log.flush(database)
    path = f"/api/v1/brands/{world.brand.id}/channels/{(await bot(world))['id']}/deliveries"
    answer = await admin(world).get(path)
    lines = {one["outcome"]: one for one in answer.json()["items"]}
    assert set(lines) == {"stored", "unverified"}
    assert CANARY not in answer.text
    assert "Canary" not in answer.text
    replayed = await admin(world).post(f"{path}/{lines['stored']['id']}/replay")
    assert replayed.json() == {"parts": 1, "new": 0}
    for unknown in (lines["unverified"]["id"], uuid4()):
        assert (await admin(world).post(f"{path}/{unknown}/replay")).status_code == 404


async def test_half_a_delivery_is_not_read_again(world: World, database: Database):
    await put(world, **TELEGRAM)
    nobody = world.actors["nobody"].client
    value = samples.update(1, message=samples.message(7, "x" * webhook_log.LONGEST_BODY))
    headers = {"x-telegram-bot-api-secret-token": TELEGRAM["secret_token"]}
    assert (await nobody.post("/channels/telegram/acme-bot", json=value, headers=headers)).status_code == 200
    await webhook_log.flush(database)
    path = f"/api/v1/brands/{world.brand.id}/channels/{(await bot(world))['id']}/deliveries"
    [line] = (await admin(world).get(path)).json()["items"]
    assert (await admin(world).post(f"{path}/{line['id']}/replay")).status_code == 404


def test_masking_keeps_the_form_and_nothing_that_was_said():
    form = twilio.message(body=CANARY, ProfileName="Ana Canary")
    shown = masking.masked("application/x-www-form-urlencoded", "&".join(f"{k}={v}" for k, v in form.items()).encode())
    whatsapp = masking.masked(
        "application/json", json.dumps(meta.whatsapp(meta.whatsapp_text(text=CANARY), statuses=())).encode()
    )
    for one in (shown, whatsapp):
        assert CANARY not in one
        assert "351912345678" not in one
    assert json.loads(shown)["MessageSid"] == twilio.sid("SM", "1")
    assert json.loads(whatsapp)["object"] == "whatsapp_business_account"
    assert "ana@home.example" not in masking.masked("application/json", b'{"from": {"id": "ana@home.example"}}')
    assert "1 bytes" in masking.masked("application/json", b"{")
    assert masking.masked("application/json", b"[" * 100_000).startswith("(")
