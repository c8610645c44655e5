"""The edge as attackers and browsers meet it: errors, bodies, headers, hosts, limits, health."""

from __future__ import annotations

import asyncio
import json
import logging

import asyncpg
import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import StreamingResponse
from tests.api.web import application, browser, make_brand, make_person, sign_in

from gigline.accounts import requesters
from gigline.accounts.current import CurrentActor, OperatorActor, WidgetToken
from gigline.api import limits, middleware
from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.infra.edge import ReadSession, WriteSession
from gigline.infra.outbox import Subscriptions
from gigline.kit.errors import Conflict, NotFound, TooMany
from gigline.kit.ids import new_id

SECRET = "somebody's secret text"
router = APIRouter(prefix="/api/v1", tags=["probe"])


class Said(BaseModel):
    text: str
    n: int = 0


@router.post("/echo")
async def echo(said: Said) -> Said:
    return said


@router.get("/boom")
async def boom() -> None:
    raise RuntimeError(SECRET)


@router.get("/half")
async def half() -> StreamingResponse:
    async def parts():
        yield b"x"
        raise RuntimeError(SECRET)

    return StreamingResponse(parts())


@router.get("/errors/{kind}")
async def errors(kind: str) -> None:
    raise {
        "conflict": Conflict("Somebody was first.", code="stale_epoch", current={"epoch": 3, "id": new_id()}),
        "missing": NotFound("There is no such thing."),
        "many": TooMany("Slow down.", retry_after_s=2.2),
        "away": asyncpg.CannotConnectNowError(SECRET),
        "deadlock": asyncpg.DeadlockDetectedError(SECRET),
    }[kind]


@router.get("/int")
async def big_int(r: ReadSession, n: int, text: str = "") -> int:
    return int(await r.value("SELECT $1::int + length($2::text)", n, text))


@router.post("/broken-write")
async def broken_write(w: WriteSession) -> None:
    await w.execute("INSERT INTO server_secrets VALUES ('half', '')")
    raise RuntimeError(SECRET)


@router.get("/actor")
async def who(actor: CurrentActor) -> str:
    return actor.kind


@router.get("/operator")
async def operator(actor: OperatorActor) -> str:
    return actor.name


@router.get("/widget/me")
async def me(claims: WidgetToken) -> str:
    return claims.account


@router.post("/widget/say", dependencies=[limits.PER_REQUESTER])
async def say(claims: WidgetToken) -> str:
    return "said"


@router.get("/things/{thing_id}")
async def thing(thing_id: int) -> int:
    return thing_id


@pytest.fixture
def app(database):
    return application(database, router)


async def test_errors_have_one_shape_and_their_own_status(app):
    async with browser(app) as client:
        conflict = await client.get("/api/v1/errors/conflict")
        assert conflict.status_code == 409
        error = conflict.json()["error"]
        assert (error["code"], error["detail"], error["current"]["epoch"]) == ("stale_epoch", "Somebody was first.", 3)
        many = await client.get("/api/v1/errors/many")
        assert (many.status_code, many.headers["retry-after"]) == (429, "3")
        assert (await client.get("/api/v1/errors/missing")).json()["error"]["code"] == "not_found"
        assert (await client.get("/nothing")).json()["error"] == {
            "code": "not_found",
            "detail": "There is nothing here.",
        }
        assert (await client.put("/api/v1/echo")).json()["error"]["code"] == "method_not_allowed"
        wrong = await client.post("/api/v1/echo", json={"n": "x"})
        assert wrong.status_code == 422
        assert [(one["path"], one["code"]) for one in wrong.json()["error"]["fields"]] == [
            ("body.text", "missing"), ("body.n", "int_parsing")
        ]  # fmt: skip


@pytest.mark.parametrize(("path", "status"), [("boom", 500), ("errors/away", 503), ("errors/deadlock", 503)])
async def test_an_exception_s_text_is_neither_answered_nor_logged(app, capsys, caplog, path, status):
    with caplog.at_level(logging.DEBUG):
        async with browser(app) as client:
            answer = await client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "detail"}
    written = "".join(capsys.readouterr()) + caplog.text
    assert SECRET not in answer.text + written
    assert "request_failed" in written
    assert answer.headers["x-request-id"] in written


async def test_an_answer_that_fails_half_way_is_cut(app, capsys):
    with pytest.raises(middleware.ResponseCutShort) as cut:
        await app({"type": "http", "method": "GET", "path": "/api/v1/half", "query_string": b"", "client": None,
                   "headers": [(b"host", b"help.example")], "scheme": "http", "server": None, "root_path": "",
                   "http_version": "1.1", "asgi": {"version": "3.0"}},
                  _nothing_more, _ignore)  # fmt: skip
    assert cut.value.__suppress_context__
    assert SECRET not in "".join(capsys.readouterr())


async def _nothing_more():
    await asyncio.Event().wait()


async def _ignore(message) -> None:
    pass


async def test_a_failed_request_writes_nothing(app, database):
    async with browser(app) as client:
        assert (await client.post("/api/v1/broken-write")).status_code == 500
    async with database.reader() as r:
        assert await r.value("SELECT count(*) FROM server_secrets WHERE name = 'half'") == 0


@pytest.mark.parametrize(
    "query", ["n=2147483648", "n=-2147483649", f"n={10**400}", "n=1e3", "n=NaN", "n=1&text=%00", "n"]
)
async def test_values_out_of_range_are_the_callers_fault(app, query):
    async with browser(app) as client:
        answer = await client.get(f"/api/v1/int?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_input"


async def test_a_nul_in_the_path_finds_nothing(app):
    async with browser(app) as client:
        assert (await client.get("/api/v1/things/%00")).status_code == 404
        assert (await client.get("/api/v1/things/99999999999999999999")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[" * 10_000, b'{"text": NaN}', b'{"text": "a", "n": 1e999}', b'{"text": "a", "text": "b"}',
        b'{"text": "a", "n": ' + b"9" * 400 + b"}", b'{"text": "\xff"}', b'{"text": ' + b"[" * 40 + b"]" * 40 + b"}",
        b"null", '{"text": "a"}'.encode("utf-16"),
    ],
)  # fmt: skip
async def test_unfit_bodies_are_422(app, body):
    async with browser(app) as client:
        answer = await client.post("/api/v1/echo", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_input"


async def test_what_nothing_can_store_is_replaced_on_the_way_in(app):
    async with browser(app) as client:
        body = rb'{"text": "hello\u0000 \ud800 \ud83d\ude00"}'
        answer = await client.post("/api/v1/echo", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["text"] == "hello\ufffd \ufffd 😀"


async def test_a_body_over_the_limit_is_refused_however_it_comes(app):
    largest = middleware.LARGEST_BODY

    async def chunks(size: int):
        for _ in range(size // 65_536):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json"}
    async with browser(app) as client:
        assert (await client.post("/api/v1/echo", content=b" " * (largest + 1), headers=headers)).status_code == 413
        refused = await client.post("/api/v1/echo", content=chunks(largest + 65_536), headers=headers)
        assert refused.status_code == 413
        assert refused.json()["error"]["code"] == "too_large"
        body = json.dumps({"text": "x" * 900_000}).encode()
        assert (await client.post("/api/v1/echo", content=body, headers=headers)).status_code == 200
        lying = await client.post("/api/v1/echo", content=b"{}", headers={**headers, "Content-Length": "-1"})
        assert lying.status_code == 422


async def test_a_refused_stream_is_read_no_further_than_the_limit(app):
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 65_536
            yield b"x" * 65_536

    source = endless()

    async def receive():
        return {"type": "http.request", "body": await anext(source), "more_body": True}

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/echo", "query_string": b"", "client": None,
             "headers": [(b"host", b"help.example"), (b"transfer-encoding", b"chunked")], "scheme": "http",
             "server": None, "root_path": "", "http_version": "1.1", "asgi": {"version": "3.0"}}  # fmt: skip
    await app(scope, receive, send)
    assert sent[0]["status"] == 413
    assert read <= middleware.LARGEST_BODY + 2 * 65_536


async def test_security_headers_are_on_every_answer(app):
    async with browser(app) as client:
        for path in ("/api/v1/boom", "/nothing", "/healthz", "/api/v1/things/1", "/api/docs"):
            headers = (await client.get(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
        console = (await client.get("/console")).headers["content-security-policy"]
        assert "script-src 'self';" in console
        assert (await client.get("/api/v1/things/1")).headers["cache-control"] == "no-store"


async def test_other_sites_may_call_the_widget_api_and_nothing_else(app):
    ask = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    async with browser(app) as client:
        allowed = await client.options("/api/v1/widget/say", headers=ask)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == "*"
        assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
        failed = await client.post("/api/v1/widget/say", headers={"Origin": "https://shop.example"})
        assert (failed.status_code, failed.headers["access-control-allow-origin"]) == (401, "*")
        for path in ("/api/v1/echo", "/api/v1/session", "/api/v1/widgetx", "/metrics", "/api/openapi.json"):
            for answer in (await client.options(path, headers=ask), await client.get(path, headers=ask)):
                assert not [name for name in answer.headers if name.startswith("access-control")], path
        assert "access-control-allow-credentials" not in {**allowed.headers, **failed.headers}


async def test_hosts_that_are_not_ours_are_refused(database):
    app = application(database, router, settings={"allowed_hosts": "help.example, localhost"})
    async with browser(app) as client:
        assert (await client.get("/api/v1/things/1")).status_code == 200
        for host in ("evil.example", "help.example.evil.example", "", "help.example, evil.example"):
            answer = await client.get("/api/v1/things/1", headers={"Host": host})
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_host")
        poisoned = await client.get("/api/v1/things/1", headers={"X-Forwarded-Host": "evil.example"})
        assert "evil" not in poisoned.text + repr(poisoned.headers)


async def test_no_redirects_are_made_from_addresses(app):
    async with browser(app) as client:
        for path in ("//evil.example", "/api/v1/things/1/", "/\\evil.example", "/api/v1/things//1"):
            assert (await client.get(path)).status_code == 404


async def test_the_address_limit_counts_clients_and_not_what_they_say(database):
    rates = limits.Rates(address=limits.Rate(per_s=0.001, burst=2))
    app = application(database, router, rates=rates, settings={"trusted_proxies": "10.0.0.0/8"})

    async def asked(peer: str, claimed: str) -> int:
        async with browser(app, peer) as client:
            answer = await client.get("/api/v1/things/1", headers={"X-Forwarded-For": claimed, "X-Real-IP": claimed})
            return answer.status_code

    assert [await asked("203.0.113.1", f"198.51.100.{n}") for n in range(3)] == [200, 200, 429]
    assert [await asked("10.0.0.1", f"198.51.100.{n}") for n in range(3)] == [200, 200, 200]
    assert [await asked("10.0.0.1", "6.6.6.6, 198.51.100.9") for n in range(3)] == [200, 200, 429]


async def test_requesters_keys_and_people_have_limits_of_their_own(database):
    slow = limits.Rate(per_s=0.001, burst=2)
    app = application(database, router, rates=limits.Rates(requester=slow, person=slow, api_key=slow))
    brand = await make_brand(database)
    await make_person(database, "ana", brand)
    async with browser(app) as client:
        for _ in range(2):
            token = await requesters.issue_widget(
                database, brand_id=brand.id, contact_id=new_id(), account="acme-web", origin=None
            )
            headers = {"Authorization": f"Bearer {token}"}
            answers = [await client.post("/api/v1/widget/say", headers=headers) for _ in range(3)]
            assert [one.status_code for one in answers] == [200, 200, 429]
            assert "retry-after" in answers[-1].headers
            assert (await client.get("/api/v1/widget/me", headers=headers)).status_code == 200
    async with browser(app) as client:
        csrf = await sign_in(client, "ana")
        made = await client.post(
            f"/api/v1/brands/{brand.id}/api-keys", json={"name": "k", "role": "admin"}, headers=csrf
        )
        assert [(await client.get("/api/v1/actor")).status_code for _ in range(2)] == [200, 429]
    async with browser(app) as client:
        headers = {"Authorization": f"Bearer {made.json()['token']}"}
        assert [(await client.get("/api/v1/actor", headers=headers)).status_code for _ in range(3)] == [200, 200, 429]


async def test_widget_tokens_are_for_the_widget_and_for_their_origin(app, database):
    brand = await make_brand(database)
    await make_person(database, "ana", brand, operator=False)
    await make_person(database, "olga", operator=True)
    token = await requesters.issue_widget(
        database, brand_id=brand.id, contact_id=new_id(), account="acme-web", origin="https://shop.example"
    )
    visitor = await requesters.issue_visitor(database, brand.id, requesters.new_visitor_id())
    async with browser(app) as client:

        async def status(path: str, shown: str, **headers: str) -> int:
            sent = {"Authorization": f"Bearer {shown}", **headers}
            return (await client.get(f"/api/v1/{path}", headers=sent)).status_code

        assert await status("widget/me", token) == 200
        assert await status("widget/me", token, Origin="https://shop.example") == 200
        for origin in ("https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"):
            assert await status("widget/me", token, Origin=origin) == 403
        assert await status("widget/me", visitor) == 401
        assert await status("widget/me", "") == 401
        assert await status("actor", token) == 401
        assert await status("operator", token) == 401
    async with browser(app) as client:
        await sign_in(client, "ana")
        assert (await client.get("/api/v1/actor")).json() == "person"
        assert (await client.get("/api/v1/operator")).status_code == 404
        assert (await client.get("/api/v1/widget/me")).status_code == 401
    async with browser(app) as client:
        await sign_in(client, "olga")
        assert (await client.get("/api/v1/operator")).json() == "Olga"


async def test_more_requests_than_connections_all_get_through(app, database):
    brand = await make_brand(database)
    await make_person(database, "ana", brand)
    async with browser(app) as client:
        await sign_in(client, "ana")
        path = f"/api/v1/brands/{brand.id}/api-keys"
        async with asyncio.timeout(20):
            answers = await asyncio.gather(*(client.get(path) for _ in range(40)))
    assert {one.status_code for one in answers} == {200}


async def test_health_says_little_to_outsiders(app, database):
    async with browser(app) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).json() == {"status": "ready"}
        assert (await client.get("/metrics")).status_code == 404
    async with browser(app, "127.0.0.1") as client:
        assert "gigline_http_seconds" in (await client.get("/metrics")).text
        through = await client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
        assert through.status_code == 404


async def test_metrics_want_their_token_when_there_is_one(database):
    app = application(database, settings={"metrics_token": "let-me-see"})
    async with browser(app, "127.0.0.1") as client:
        assert (await client.get("/metrics")).status_code == 401
        for shown in ("Bearer wrong", "Bearer ", "let-me-see", "Bearer let-me-sée"):
            answer = await client.get("/metrics", headers={"Authorization": shown.encode()})
            assert answer.status_code == 401
        assert (await client.get("/metrics", headers={"Authorization": "Bearer let-me-see"})).status_code == 200


async def test_not_ready_without_the_database_or_with_an_old_schema(database, dsn):
    async with database.writer() as w:
        await w.execute("UPDATE alembic_version SET version_num = '0000'")
    async with browser(application(database)) as client:
        assert (await client.get("/readyz")).status_code == 503
    gone = Database(dsn, subscribers=Subscriptions(), pool_size=1)
    await gone.open()
    await gone.close()
    async with browser(application(gone)) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert (await client.get("/healthz")).status_code == 200


async def test_requests_are_measured_by_route_and_never_by_path(app):
    async with browser(app) as client:
        for path in ("/api/v1/things/1", "/api/v1/things/2", "/api/v1/secret-path", "/healthz"):
            await client.get(path)
    routes = {sample.labels["route"] for metric in telemetry.REQUESTS.collect() for sample in metric.samples}
    assert {"/api/v1/things/{thing_id}", "unmatched", "healthz"} <= routes
    assert not any("secret-path" in route or route.endswith("/1") for route in routes)


async def test_the_api_is_described_without_anything_from_elsewhere(app):
    async with browser(app) as client:
        document = (await client.get("/api/openapi.json")).json()
        page = await client.get("/api/docs")
    operation = document["paths"]["/api/v1/echo"]["post"]
    assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
    assert "/api/v1/things/{thing_id}" in page.text
    assert "<script" not in page.text
    assert "http://" not in page.text.replace("http://help.example", "")
    assert "https://" not in page.text
