"""Sockets that are refused before they open: a status where the server can say one, a close otherwise."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, WebSocket
from tests.api.web import application, browser, make_brand, make_person, sign_in

from gigline.accounts.current import check_forgery, identify
from gigline.infra.edge import database_of
from gigline.kit.errors import NotFound, SignedOut

router = APIRouter(prefix="/api/v1")


@router.websocket("/refused")
async def refused(socket: WebSocket) -> None:
    raise NotFound("There is nothing here.")


@router.websocket("/signed-in")
async def signed_in(socket: WebSocket) -> None:
    who = await identify(database_of(socket), socket)
    if who is None:
        raise SignedOut("Sign in first.")
    check_forgery(socket, who)
    await socket.accept()
    await socket.close()


async def _open(app, path: str, *headers: tuple[str, str], host: str = "help.example", denial: bool = True):
    """Open a socket; the messages that the server answered with."""
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    pairs = [("host", host), *headers]
    scope = {"type": "websocket", "path": path, "query_string": b"", "client": ("192.0.2.1", 1), "scheme": "ws",
             "headers": [(name.encode(), value.encode()) for name, value in pairs], "server": None, "root_path": "",
             "subprotocols": [], "http_version": "1.1", "asgi": {"version": "3.0"},
             "extensions": {"websocket.http.response": {}} if denial else {}}  # fmt: skip
    await app(scope, receive, send)
    return sent


async def test_a_refusal_before_opening_has_its_status_where_the_server_can(database):
    app = application(database, router)
    start, *_ = await _open(app, "/api/v1/refused")
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 404)
    [closed] = await _open(app, "/api/v1/refused", denial=False)
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)


async def test_a_socket_for_another_host_is_closed(database):
    app = application(database, router, settings={"allowed_hosts": "help.example"})
    [closed] = await _open(app, "/api/v1/refused", host="evil.example")
    assert closed["type"] == "websocket.close"


@pytest.mark.parametrize(
    ("origin", "opens"),
    [("http://help.example", True), ("http://evil.example", False), ("null", False), (None, False)],
)
async def test_a_cookie_opens_a_socket_from_our_own_pages_only(database, origin, opens):
    brand = await make_brand(database)
    await make_person(database, "ana", brand)
    app = application(database, router)
    async with browser(app) as client:
        await sign_in(client, "ana")
        cookie = ("cookie", f"gigline_session={client.cookies['gigline_session']}")
    headers = [cookie] if origin is None else [cookie, ("origin", origin)]
    first, *_ = await _open(app, "/api/v1/signed-in", *headers)
    if opens:
        assert first["type"] == "websocket.accept"
    else:
        assert (first["type"], first["status"]) == ("websocket.http.response.start", 403)
