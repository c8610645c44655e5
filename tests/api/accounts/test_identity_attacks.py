"""Attacks G53 to G56: being somebody else at the widget, with tokens, with words, and from another's page.

How floods of sessions meet their limit is in `tests/api/isolation/test_rates.py`, what tokens are in
`tests/unit/accounts/test_identity.py`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from tests import scenes
from tests.api.isolation.world import BASE, FlatEmbedder
from tests.api.web import browser, make_person, sign_in

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.app import web
from gigline.conversations import service as conversations
from gigline.conversations.models import NewMessage
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.settings import Settings

PAGE = "https://acme.example"
VICTIM = "victim@home.example"
PHONE = "+351912345678"
SECRET_WORDS = "what only the victim wrote"


@dataclass
class Site:
    """The platform with a brand whose chat stands on PAGE, and a victim who is known and has written."""

    app: FastAPI
    client: httpx.AsyncClient
    database: Database
    brand: Brand
    victim: str = ""

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(time.time())
        return {"sub": "victim", "name": "Vera", "email": VICTIM, "iat": now, "exp": now + 600, **more}

    def token(self, **more: Any) -> str:
        return jwt.encode(self.claims(**more), self.brand.identity_secret, algorithm="HS256")

    async def start(self, identity: Any = None, *, origin: str | None = PAGE, **more: Any) -> httpx.Response:
        body = {"account": "acme-web", **({} if identity is None else {"identity_token": identity}), **more}
        headers = {} if origin is None else {"origin": origin}
        return await self.client.post("/api/v1/widget/sessions", json=body, headers=headers)

    async def call(self, token: str, method: str, path: str, body: object = None, origin: str = PAGE) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}", "origin": origin}
        return await self.client.request(method, f"/api/v1/widget{path}", json=body, headers=headers)

    async def count(self, table: str) -> int:
        async with self.database.reader() as r:
            return int(await r.value(f"SELECT count(*) FROM {table}"))


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    app = web.build(database, Settings(), NotifyBus(database), FlatEmbedder())
    _, settings, account_id = await scenes.brand(database, bot=False)
    [channel] = settings.channels
    narrow = settings.model_copy(update={"channels": [channel.model_copy(update={"allowed_origins": [PAGE]})]})
    async with database.writer() as w:
        brand = await accounts.save_brand(w, narrow)
    async with browser(app, base=BASE) as client:
        site = Site(app, client, database, brand)
        site.victim = (await site.start(site.token())).json()["contact"]["id"]
        who = conversations.Requester(
            brand_id=brand.id, contact_id=UUID(site.victim), name="Vera", kind="customer", language="en",
            account_id=account_id, channel="webchat", recipient=site.victim,
        )  # fmt: skip
        async with database.writer() as w:
            await conversations.receive(w, who, NewMessage(SECRET_WORDS, uuid4().hex), settings)
        yield site


async def assert_refused(site: Site, *tokens: Any) -> None:
    """None of these makes a session, nor anybody new."""
    before = await site.count("contacts")
    for one in tokens:
        answer = await site.start(one)
        assert (answer.status_code, answer.json()["error"]["code"]) in {
            (401, "identity_refused"),
            (422, "bad_input"),
        }, one
        assert site.victim not in answer.text
    assert await site.count("contacts") == before


def raw(header: object, claims: object, secret: bytes = b"") -> str:
    """A token put together by hand; with a secret, under its HMAC."""
    head, body = (base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (header, claims))
    signature = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest() if secret else b""
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


async def test_g53_no_empty_random_or_somebody_elses_proof_makes_one_the_victim(site: Site):
    mine = site.token(sub="mallory", name="Mallory", email="mallory@home.example")
    [head, _, signature] = mine.split(".")
    other, *_ = await scenes.brand(site.database, bot=False, key="rival")
    await assert_refused(
        site,
        "", " ", "null", "victim", uuid4().hex, "a.b.c", [], {}, 7, True, [site.token()],
        # The victim's claims under a signature of one's own.
        f"{head}.{site.token().split('.')[1]}.{signature}",
        jwt.encode(site.claims(), other.identity_secret, algorithm="HS256"),
        site.token(aud="rival"),
        site.token(sub=""),
    )  # fmt: skip
    nobody = await site.start()
    assert (nobody.json()["contact"]["verified"], nobody.json()["conversation"]) == (False, None)
    honest = await site.start(mine)
    assert honest.json()["contact"]["id"] != site.victim
    assert honest.json()["conversation"] is None


async def test_g53_a_visitors_own_token_is_no_proof_and_a_proof_is_no_visitor(site: Site):
    session = (await site.start()).json()
    await assert_refused(site, session["token"], session["visitor"])
    # What is no visitor of this brand is somebody new.
    for claimed in ("", "victim", site.victim, site.token(), session["token"]):
        again = (await site.start(visitor=claimed)).json()
        assert again["contact"]["id"] not in {site.victim, session["contact"]["id"]}
        assert again["conversation"] is None
    for bearer in (site.token(), session["visitor"], site.victim):
        assert (await site.call(bearer, "GET", "/conversation")).status_code == 401


async def test_g54_an_unverified_visitor_with_the_victims_addresses_stays_a_stranger(site: Site):
    session = (await site.start()).json()
    stranger = session["contact"]["id"]
    left = await site.call(session["token"], "POST", "/address", {"email": VICTIM, "phone": PHONE})
    assert left.status_code == 204
    for token in (session["token"], (await site.start(visitor=session["visitor"])).json()["token"]):
        seen = await site.call(token, "GET", "/conversation")
        assert seen.json()["conversation"] is None
        assert SECRET_WORDS not in seen.text
    again = (await site.start(visitor=session["visitor"])).json()
    assert (again["contact"]["id"], again["contact"]["verified"]) == (stranger, False)
    assert (await site.call(session["token"], "POST", "/person")).status_code == 202
    await make_person(site.database, "lena", site.brand, "leader")
    async with browser(site.app, base=BASE) as leader:
        await sign_in(leader, "lena")
        shown = await leader.get(f"/api/v1/contacts/{stranger}")
        known = (await leader.get(f"/api/v1/contacts/{site.victim}")).json()
    assert shown.status_code == 200
    assert shown.json()["verified"] is False
    assert not [one for one in shown.json()["identities"] if one["type"] in {"email", "phone"} and one["verified"]]
    assert SECRET_WORDS not in shown.text
    # The victim stays who they were, with the address that the brand vouched for.
    assert known["verified"] is True
    assert VICTIM in {one["value"] for one in known["identities"] if one["verified"]}


async def test_g55_yesterdays_token_is_refused_and_so_is_one_for_ever(site: Site):
    now = int(time.time())
    await assert_refused(
        site,
        site.token(exp=now - 60),
        site.token(iat=now - 90_000, exp=now - 3_600),
        site.token(iat=now - 2 * 86_400),
        site.token(exp=now + 365 * 86_400),
        site.token(nbf=now + 3_600),
        site.token(exp=None),
    )


async def test_g55_neither_alg_none_nor_a_confused_key_passes(site: Site):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    numbers = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    claims = site.claims()
    await assert_refused(
        site,
        *(raw({"alg": alg, "typ": "JWT"}, claims) for alg in ("none", "None", "NONE", "nOnE", "", "HS256")),
        raw({"alg": "HS256", "typ": "JWT"}, claims, public),
        jwt.encode(claims, key, algorithm="RS256"),
        jwt.encode(claims, key, algorithm="RS256", headers={"jwk": numbers}),
        raw({"alg": "HS256", "jku": f"{BASE}/keys"}, claims, b"a key that the attacker has chosen"),
        raw({"alg": "HS256", "kid": "../../dev/null"}, claims, b"\x00" * 32),
        jwt.encode(claims, site.brand.identity_secret + b"\x00" * 32, algorithm="HS512"),
        site.token().rsplit(".", 1)[0] + ".",
    )


FOREIGN = (
    "https://evil.example", "http://acme.example", "https://acme.example:8443", "https://acme.example.evil.example",
    "https://evil-acme.example", "https://evil.example/?https://acme.example", "https://acme.example@evil.example",
    "null",
)  # fmt: skip


async def test_g56_a_widget_token_is_worth_nothing_on_a_foreign_page(site: Site):
    token = (await site.start(site.token())).json()["token"]
    before = await site.count("inbound")
    said = {"body": "Send the money to me", "client_id": uuid4().hex}
    for origin in FOREIGN:
        assert (await site.start(origin=origin)).status_code == 403, origin
        for method, path, body in (
            ("GET", "/conversation", None), ("POST", "/messages", said), ("POST", "/person", None),
            ("POST", "/address", {"email": "mallory@home.example"}), ("POST", "/rating", {"segment": 1, "score": 1}),
            ("POST", "/receipts", {"seq": 1, "state": "read"}),
        ):  # fmt: skip
            answer = await site.call(token, method, path, body, origin)
            assert answer.status_code == 403, (origin, path)
            assert SECRET_WORDS not in answer.text
    assert await site.count("inbound") == before
    assert (await site.call(token, "GET", "/conversation")).json()["conversation"] is not None
