"""The sign-in endpoints, forgery, and API keys, over HTTP."""

from __future__ import annotations

import httpx
import pytest
from tests.api.web import BASE, PASSWORD, application, browser, make_brand, make_person, sign_in

from gigline.accounts import requesters
from gigline.kit.ids import new_id


@pytest.fixture
async def brand(database):
    brand = await make_brand(database)
    await make_person(database, "ana", brand, "admin")
    await make_person(database, "rui", brand, "leader")
    return brand


async def test_signing_in_says_who_one_is_and_signing_out_ends_it(database, brand):
    async with browser(application(database)) as client:
        assert (await client.get("/api/v1/session")).status_code == 401
        answer = await client.post("/api/v1/session", json={"email": "ANA@acme.example", "password": PASSWORD})
        me = answer.json()
        assert me["person"]["name"] == "Ana"
        assert me["operator"] is False
        assert me["brands"] == [
            {"id": str(brand.id), "key": "acme", "name": "Acme", "role": "admin", "languages": ["en"],
             "topics": [{"key": "other", "name": "All"}], "drafts": False}
        ]  # fmt: skip
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        assert (await client.get("/api/v1/session")).json() == me
        assert (await client.get("/api/v1/brands")).json()["items"][0]["key"] == "acme"
        assert (await client.delete("/api/v1/session")).status_code == 403
        gone = await client.delete("/api/v1/session", headers={"X-CSRF-Token": me["csrf"]})
        assert gone.status_code == 204
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_behind_tls_the_cookie_is_secure(database, brand):
    async with browser(application(database, settings={"secure_cookies": True})) as client:
        answer = await client.post("/api/v1/session", json={"email": "ana@acme.example", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


async def test_wrong_and_unknown_look_the_same(database, brand):
    async with browser(application(database)) as client:
        answers = [
            await client.post("/api/v1/session", json={"email": email, "password": "wrong one"})
            for email in ("ana@acme.example", "nobody@acme.example")
        ]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["error"]["code"] == "wrong_sign_in"
    assert not any("set-cookie" in one.headers for one in answers)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        "ana",
        {"email": "ana@acme.example"},
        {"email": {"$ne": None}, "password": {"$ne": None}},
        {"email": ["ana@acme.example"], "password": PASSWORD},
        {"email": "ana@acme.example", "password": True},
        {"email": "ana@acme.example", "password": 0},
        {"email": "ana@acme.example", "password": PASSWORD, "operator": True},
        {"email": "a" * 300, "password": PASSWORD},
        {"email": "ana@acme.example", "password": "x" * 2_000},
    ],
)
async def test_anything_but_two_texts_is_refused(database, brand, body):
    async with browser(application(database)) as client:
        answer = await client.post("/api/v1/session", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_input"
    assert PASSWORD not in answer.text


async def test_too_many_attempts_are_told_when_to_come_back(database, brand):
    async with browser(application(database)) as client:
        body = {"email": "ana@acme.example", "password": "wrong one"}
        answers = [await client.post("/api/v1/session", json=body) for _ in range(11)]
    assert [one.status_code for one in answers] == [401] * 10 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Origin": BASE}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": BASE}, True),
        ({"Origin": "https://desk.public.example"}, True),
        ({}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://help.example.evil.example"}, False),
        ({"Origin": "http://help.example:81"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"X-CSRF-Token": ""}, False),
        ({"X-CSRF-Token": "wrong"}, False),
        ({"X-CSRF-Token": "\u00e9"}, False),
    ],
)
async def test_a_cookie_works_from_our_own_pages_only(database, brand, headers, passes):
    app = application(database, settings={"public_url": "https://desk.public.example"})
    async with browser(app) as client:
        csrf = await sign_in(client, "ana")
        sent = httpx.Headers({**csrf, **headers}, encoding="utf-8")
        path = f"/api/v1/brands/{brand.id}/api-keys"
        answer = await client.post(path, json={"name": "ci", "role": "leader"}, headers=sent)
        assert answer.status_code == (201 if passes else 403)
        assert len((await client.get(path)).json()["items"]) == int(passes)


async def test_one_session_s_csrf_token_is_no_good_for_another(database, brand):
    app = application(database)
    async with browser(app) as ana, browser(app) as rui:
        await sign_in(ana, "ana")
        of_rui = await sign_in(rui, "rui")
        assert (await ana.delete("/api/v1/session", headers=of_rui)).status_code == 403


async def test_signing_somebody_in_from_another_site_is_refused(database, brand):
    async with browser(application(database)) as client:
        body = {"email": "ana@acme.example", "password": PASSWORD}
        answer = await client.post("/api/v1/session", json=body, headers={"Origin": "http://evil.example"})
        assert answer.status_code == 403
        plain = await client.post("/api/v1/session", content=b'{"email":"a","password":"b"}',
                                  headers={"Content-Type": "text/plain"})  # fmt: skip
        assert plain.status_code == 422


async def test_api_keys_from_making_to_revoking(database, brand):
    app = application(database)
    path = f"/api/v1/brands/{brand.id}/api-keys"
    async with browser(app) as client, browser(app) as program:
        csrf = await sign_in(client, "ana")
        made = (await client.post(path, json={"name": "ci", "role": "admin"}, headers=csrf)).json()
        assert made["token"].startswith("gk_")
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert made["token"] not in (await client.get(path)).text
        assert (await program.get("/api/v1/brands", headers=bearer)).json()["items"][0]["role"] == "admin"
        # A key has no browser session, and makes no other keys.
        assert (await program.get("/api/v1/session", headers=bearer)).status_code == 401
        assert (await program.post(path, json={"name": "x", "role": "admin"}, headers=bearer)).status_code == 403
        assert (await program.get(f"/api/v1/brands/{brand.id}/identity-secret", headers=bearer)).status_code == 403
        assert (await client.delete(f"{path}/{new_id()}", headers=csrf)).status_code == 404
        assert (await client.delete(f"{path}/{made['id']}", headers=csrf)).status_code == 204
        assert (await program.get("/api/v1/brands", headers=bearer)).status_code == 401


@pytest.mark.parametrize("bad", [{"role": "operator"}, {"role": None}, {"name": ""}, {"brand_id": "x"}, {"id": "x"}])
async def test_nobody_assigns_what_was_not_offered(database, brand, bad):
    async with browser(application(database)) as client:
        csrf = await sign_in(client, "ana")
        body = {"name": "ci", "role": "leader", **bad}
        answer = await client.post(f"/api/v1/brands/{brand.id}/api-keys", json=body, headers=csrf)
        assert answer.status_code == 422


async def test_the_matrix_of_who_may_see_the_keys(database, brand):
    other = await make_brand(database, "other")
    await make_person(database, "eva", other, "admin")
    await make_person(database, "olga", operator=True)
    app = application(database)
    token = await requesters.issue_widget(
        database, brand_id=brand.id, contact_id=new_id(), account="acme-web", origin=None
    )
    for name, expected in [("ana", 200), ("rui", 404), ("eva", 404), ("olga", 200)]:
        async with browser(app) as client:
            csrf = await sign_in(client, name)
            answers = [
                await client.get(f"/api/v1/brands/{brand.id}/api-keys"),
                await client.get(f"/api/v1/brands/{brand.id}/identity-secret"),
                await client.delete(f"/api/v1/brands/{brand.id}/api-keys/{new_id()}", headers=csrf),
            ]
            unknown = await client.get(f"/api/v1/brands/{new_id()}/api-keys")
        assert [one.status_code for one in answers] == [expected, expected, 404], name
        assert unknown.status_code == 404
        if expected == 404:
            assert answers[0].json() == unknown.json()
    async with browser(app) as client:
        for headers in ({}, {"Authorization": "Bearer gk_x"}, {"Authorization": f"Bearer {token}"},
                        {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):  # fmt: skip
            answer = await client.get(f"/api/v1/brands/{brand.id}/api-keys", headers=headers)
            assert answer.status_code == 401


async def test_a_bad_bearer_token_is_not_made_good_by_a_cookie(database, brand):
    async with browser(application(database)) as client:
        await sign_in(client, "ana")
        answer = await client.get("/api/v1/session", headers={"Authorization": "Bearer gk_wrong"})
        assert answer.status_code == 401
