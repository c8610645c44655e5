"""The two sockets: the console's (cookie) and the widget's (token in its first frame)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from gigline.accounts import requesters
from gigline.accounts.current import check_forgery, check_origin, identify
from gigline.accounts.errors import BadToken
from gigline.accounts.models import SignedIn
from gigline.api.live import frames
from gigline.api.live.connection import SIGNED_OUT, TOO_FAST, Connection
from gigline.api.live.gateway import Gateway
from gigline.api.live.presence import Presence
from gigline.channels import service as channels
from gigline.conversations import service as conversations
from gigline.infra import telemetry
from gigline.kit.errors import GiglineError, SignedOut

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1")

HEARTBEAT_S = 20
HELLO_S = 10.0
MAX_FRAME = 16_384

OnFrame = Callable[[frames.Frame], Awaitable[None]]


def gateway_of(socket: WebSocket) -> Gateway:
    gateway = socket.app.state.gateway
    assert isinstance(gateway, Gateway)
    return gateway


def presence_of(socket: WebSocket) -> Presence:
    presence = socket.app.state.presence
    assert isinstance(presence, Presence)
    return presence


@router.websocket("/live")
async def console_socket(socket: WebSocket) -> None:
    """Live updates for people who are signed in."""
    gateway = gateway_of(socket)
    try:
        who = await identify(gateway.database, socket)
        if who is None or who.via != "cookie":
            raise SignedOut("Sign in first.")
        check_forgery(socket, who)
    except GiglineError:
        await socket.close(SIGNED_OUT)
        return
    await socket.accept()
    connection = _connection(socket, gateway, who)
    presence = presence_of(socket)
    async with _serving(gateway, connection, "console"):
        presence.add(connection, who)
        try:
            await presence.seen(connection)
            connection.send({"type": "welcome", "connection": str(connection.id), "heartbeat_s": HEARTBEAT_S})
            await _read(connection, lambda frame: _on_console_frame(gateway, connection, frame))
        finally:
            await presence.gone(connection)


@router.websocket("/widget/live")
async def widget_socket(socket: WebSocket) -> None:
    """Live updates for a requester."""
    gateway = gateway_of(socket)
    await socket.accept()
    hello = await _hello(socket)
    if hello is None:
        await socket.close(SIGNED_OUT)
        return
    try:
        who = await requesters.read_widget(gateway.database, hello.token)
        assert who.widget is not None
        check_origin(socket, who.widget)
    except (BadToken, GiglineError):
        await socket.close(SIGNED_OUT)
        return
    connection = _connection(socket, gateway, who)
    async with _serving(gateway, connection, "widget"):
        connection.send({"type": "welcome", "connection": str(connection.id), "heartbeat_s": HEARTBEAT_S})
        await _join_own(gateway, connection, who, hello)
        await _read(connection, lambda frame: _on_widget_frame(gateway, connection, frame))


async def _hello(socket: WebSocket) -> frames.Hello | None:
    try:
        async with asyncio.timeout(HELLO_S):
            text = await socket.receive_text()
    except (TimeoutError, WebSocketDisconnect, KeyError, RuntimeError):
        return None
    frame = frames.parse(text) if len(text) <= MAX_FRAME else None
    return frame if isinstance(frame, frames.Hello) else None


async def _join_own(gateway: Gateway, connection: Connection, who: SignedIn, hello: frames.Hello) -> None:
    """Subscribe the requester to their conversation; one that opens later is joined when it does."""
    claims = who.widget
    assert claims is not None
    async with gateway.database.reader() as r:
        account = await channels.account_by_key(r, claims.account)
        c = await conversations.latest_of_contact(r, claims.brand_id, claims.contact_id, account.id)
    if c is not None:
        await gateway.join_conversation(connection, c.id, hello.epoch, hello.seq)
    else:
        connection.send({"type": "subscribed", "stream": "conversation", "id": None, "recovered": False, "state": None})


def _connection(socket: WebSocket, gateway: Gateway, who: SignedIn) -> Connection:
    return Connection(socket, who.actor, gateway.database.new_id(), gateway.database.clock)


@contextlib.asynccontextmanager
async def _serving(gateway: Gateway, connection: Connection, surface: str) -> AsyncIterator[None]:
    """Frames go out while the block reads; whichever ends first ends both."""
    gateway.add(connection)
    telemetry.SOCKETS.labels(surface).inc()
    sender = asyncio.create_task(connection.pump_out())
    sender.add_done_callback(lambda _: connection.ended.set())
    try:
        yield
    finally:
        sender.cancel()
        telemetry.SOCKETS.labels(surface).dec()
        gateway.remove(connection)


async def _read(connection: Connection, on_frame: OnFrame) -> None:
    """Read frames until the socket closes, the rate is exceeded or the sender gave up."""
    ended = asyncio.create_task(connection.ended.wait())
    try:
        while True:
            receive = asyncio.create_task(connection.socket.receive())
            done, _ = await asyncio.wait({receive, ended}, return_when=asyncio.FIRST_COMPLETED)
            if receive not in done:
                receive.cancel()
                return
            message = receive.result()
            if message["type"] == "websocket.disconnect":
                return
            if not connection.allows_frame():
                connection.close(TOO_FAST)
                return
            await _handle(connection, message.get("text"), on_frame)
    finally:
        ended.cancel()


async def _handle(connection: Connection, text: str | None, on_frame: OnFrame) -> None:
    frame = frames.parse(text) if text is not None and len(text) <= MAX_FRAME else None
    if frame is None:
        connection.send({"type": "error", "code": "bad_frame", "detail": "This frame is not one of the protocol's."})
        return
    try:
        await on_frame(frame)
    except GiglineError as error:
        connection.send({"type": "error", "code": error.code, "detail": error.detail, "about": frame.type})
    except Exception as error:
        log.error("frame_failed", error=telemetry.where(error))
        connection.send(
            {"type": "error", "code": "internal", "detail": "Something went wrong here.", "about": frame.type}
        )


async def _on_console_frame(gateway: Gateway, connection: Connection, frame: frames.Frame) -> None:
    if isinstance(frame, frames.Subscribe):
        if frame.stream == "conversation":
            await gateway.join_conversation(connection, frame.id, frame.epoch, frame.seq)
        else:
            await gateway.join_brand(connection, frame.id, frame.epoch, frame.position)
    elif isinstance(frame, frames.Unsubscribe):
        gateway.leave(connection, frame.stream, frame.id)
    elif isinstance(frame, frames.Typing) and frame.conversation is not None:
        _type(gateway, connection, frame.conversation, frame)
    elif isinstance(frame, frames.Ping):
        connection.send({"type": "pong"})


async def _on_widget_frame(gateway: Gateway, connection: Connection, frame: frames.Frame) -> None:
    if isinstance(frame, frames.Typing):
        for conversation_id in gateway.rooms.joined_by(connection.id):
            _type(gateway, connection, conversation_id, frame)
    elif isinstance(frame, frames.Ping):
        connection.send({"type": "pong"})


def _type(gateway: Gateway, connection: Connection, conversation_id: UUID, frame: frames.Typing) -> None:
    """Only who is in the room may be seen typing in it; leaders who look on type notes only."""
    room = gateway.rooms.get(conversation_id)
    if room is None or connection.id not in room.members:
        return
    actor = connection.actor
    kind = "requester" if actor.kind == "requester" else "associate"
    note = frame.note or (kind == "associate" and room.holder_id != actor.id)
    name = actor.name if kind == "requester" or note else actor.name.split(" ")[0]
    gateway.signals.typing(conversation_id, kind, name, frame.on, source=str(connection.id), note=note)
