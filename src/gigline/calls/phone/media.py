"""A phone call's sound, over a WebSocket of its provider: to an associate's browser, or a copy to be written down.

What proves who connects comes with the stream's first message: the key that only we and the provider know of this leg.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from uuid import UUID

import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from gigline.accounts import service as accounts
from gigline.calls import rules
from gigline.calls import service as calls
from gigline.calls.browser.listening import Listening
from gigline.calls.browser.live_call import LiveCall
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.errors import NoSuchCall
from gigline.calls.media.audio import FRAME_S
from gigline.calls.media.bridge import Bridge
from gigline.calls.models import Call
from gigline.calls.phone import mulaw
from gigline.calls.phone.desk import media_key
from gigline.calls.rules import Side
from gigline.channels import service as channels
from gigline.channels.calling import CarriesCalls, StreamSound, StreamStarted, StreamStopped, Track
from gigline.channels.contract import Malformed
from gigline.infra.edge import database_of

log = structlog.get_logger()

FIRST_WORD_S = 5.0
LOOK_S = 0.25
_NOT_YOURS, _NOT_READABLE, _BUSY = 1008, 1003, 1013
_SIDES: dict[Track, Side] = {"caller": "requester", "other": "associate"}


async def _sound(socket: WebSocket) -> None:
    await socket.accept()
    adapter = channels.adapter("phone")
    assert isinstance(adapter, CarriesCalls)
    line = Line(socket, adapter)
    try:
        started = await line.started()
        call = await _call(socket, started) if started else None
        if started is None or call is None:
            await socket.close(_NOT_YOURS)
        elif started.both:
            await _write_down(socket, line, call)
        else:
            await _carry(socket, line, call, started.stream_id)
    except Malformed:
        await socket.close(_NOT_READABLE)
    except WebSocketDisconnect:
        log.info("phone_stream_closed")


class Line:
    """The messages of one WebSocket, understood."""

    def __init__(self, socket: WebSocket, adapter: CarriesCalls):
        self._socket, self._adapter = socket, adapter

    async def next(self) -> StreamStarted | StreamSound | StreamStopped | None:
        """The next message that tells something; raises Malformed, WebSocketDisconnect."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if text is None:
            raise Malformed("A stream's messages are text.")
        return self._adapter.hear_stream(text)

    async def started(self) -> StreamStarted | None:
        """The first word; None when it does not come."""
        try:
            async with asyncio.timeout(FIRST_WORD_S):
                while not isinstance(found := await self.next(), StreamStarted):
                    continue
        except TimeoutError:
            return None
        return found

    async def say(self, stream_id: str, sound: bytes) -> None:
        await self._socket.send_text(self._adapter.write_stream(stream_id, sound))


async def _call(socket: WebSocket, started: StreamStarted) -> Call | None:
    """The live call that the address names, for whoever knows its key."""
    try:
        async with database_of(socket).reader() as r:
            k = await calls.get(r, UUID(socket.path_params["call"]))
            brand = await accounts.brand(r, k.brand_id)
    except (ValueError, NoSuchCall):
        return None
    known = hmac.compare_digest(media_key(brand, k).encode(), started.key.encode())
    return k if known and not rules.is_over(k.state) else None


async def _carry(socket: WebSocket, line: Line, call: Call, stream_id: str) -> None:
    """The caller is the requester's side of the bridge, until the call is over or goes to another leg."""
    board = socket.app.state.switchboard
    assert isinstance(board, Switchboard)
    if not board.has_room:
        await socket.close(_BUSY)
        return
    live = await board.carry(call)
    live.bridge.join("requester")
    speaking = asyncio.create_task(_speak(line, live.bridge, stream_id))
    watching = asyncio.create_task(_until_parted(socket, live, call.leg))
    try:
        await _listen(line, live.bridge)
    finally:
        for task in (speaking, watching):
            task.cancel()
        await asyncio.gather(speaking, watching, return_exceptions=True)
        live.bridge.leave("requester")


async def _listen(line: Line, bridge: Bridge) -> None:
    """What comes in is said to the other side."""
    while not isinstance(frame := await line.next(), StreamStopped):
        if isinstance(frame, StreamSound):
            bridge.said(_SIDES[frame.track], mulaw.decoded(frame.sound))


async def _speak(line: Line, bridge: Bridge, stream_id: str) -> None:
    """What the caller hears, 20 ms at a time."""
    clock = asyncio.get_running_loop().time
    due = clock()
    while True:
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - clock()))
        await line.say(stream_id, mulaw.encoded(bridge.heard_by("requester")))


async def _until_parted(socket: WebSocket, live: LiveCall, leg: int) -> None:
    """Close the stream when the call is no longer this leg's: its provider then asks what comes next."""
    while live.call.leg == leg and live.call.associate_id is not None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await live.closed.wait()
                break
    await socket.close()


async def _write_down(socket: WebSocket, line: Line, call: Call) -> None:
    """A copy of both sides, for the transcript alone."""
    board = socket.app.state.switchboard
    assert isinstance(board, Switchboard)
    bridge = Bridge()
    bridge.join("requester")
    bridge.join("associate")
    listening = Listening(database_of(socket), call, records=False)
    await listening.begin(bridge, await board.recogniser())
    try:
        await _listen(line, bridge)
    finally:
        await listening.finish()


ROUTES = [WebSocketRoute("/channels/phone/{account}/calls/{call}/media", _sound)]
