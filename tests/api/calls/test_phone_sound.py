"""A caller's phone and an associate's browser hear each other; what two phones say is written down."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import numpy as np
import pytest
import websockets
from tests.api.calls.conftest import PhoneDesk
from tests.browsers import FakeBrowser
from tests.tones import loudest_hz, tone

from gigline.api import limits
from gigline.api import service as api
from gigline.calls import consulting, service
from gigline.calls.browser import joining
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.media import offers
from gigline.calls.media.audio import FRAME_S, Pcm
from gigline.calls.phone import media, mulaw
from gigline.infra.live import NotifyBus
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.simulation.providers.phone import Handset

_WAITS = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'call_legs'::regclass AND NOT granted)"

FRAME = mulaw.PHONE_RATE // 50
PUBLIC = "wss://hooks.example"
# A note of the music that callers wait with.
MUSIC = 392


@contextlib.asynccontextmanager
async def listening(phone: PhoneDesk) -> AsyncIterator[tuple[str, Switchboard]]:
    """A server for the streams of sound: its address, and the switchboard behind it."""
    database = phone.board.database
    bus, own = NotifyBus(database), Settings(recogniser="tests.recognisers:ByPitch")
    board = Switchboard(database, bus, own)
    app = api.build(database, own, [], rates=limits.Rates().times(1e6), first=media.ROUTES)
    app.state.switchboard = board
    running = [asyncio.create_task(one) for one in (board.run(), bus.run())]
    await bus.connected.wait()
    try:
        async with serving(app, ws="websockets-sansio") as url:
            yield f"ws{url.removeprefix('http')}", board
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


class Stream:
    """A phone company's end of a stream: the caller says a tone, and hears."""

    def __init__(self, socket: websockets.ClientConnection):
        self.socket = socket
        self.heard: list[Pcm] = []

    async def start(self, key: str, tracks: tuple[str, ...] = ("inbound",)) -> None:
        shape = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        own = {"streamSid": "MZ0", "callSid": "CA0", "tracks": list(tracks), "mediaFormat": shape}
        await self.send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self.send({"event": "start", "start": {**own, "customParameters": {"key": key}}})

    async def send(self, value: dict[str, object]) -> None:
        await self.socket.send(json.dumps(value))

    async def says(self, hz: float, track: str = "inbound", seconds: float = 3600.0) -> None:
        sound = mulaw.encoded(tone(hz, 0.3))
        for n in range(int(seconds / FRAME_S)):
            part = sound[n * FRAME % len(sound) :][:FRAME]
            await self.send({"event": "media", "media": {"track": track, "payload": base64.b64encode(part).decode()}})
            await asyncio.sleep(FRAME_S)

    async def listens(self) -> None:
        async for message in self.socket:
            payload = json.loads(message)["media"]["payload"]
            self.heard = [*self.heard[-9:], mulaw.decoded(base64.b64decode(payload))]

    async def hears(self, hz: float) -> None:
        await until(lambda: len(self.heard) == 10 and abs(loudest_hz(np.concatenate(self.heard)) - hz) < 15)


@contextlib.asynccontextmanager
async def on_the_line(phone: PhoneDesk, caller: Handset) -> AsyncIterator[tuple[Stream, Switchboard]]:
    """Somebody accepts a caller who waits; their stream begins, says 400 Hz, and ends when our side ends it."""
    await phone.accept()
    await caller.stay_silent()
    assert caller.stream is not None
    url, key, _ = caller.stream
    assert url.startswith(f"{PUBLIC}/channels/phone/acme-phone/calls/")
    async with listening(phone) as (base, board), websockets.connect(base + url.removeprefix(PUBLIC)) as socket:
        stream = Stream(socket)
        await stream.start(key)
        tasks = [asyncio.create_task(one) for one in (stream.says(400), stream.listens())]
        try:
            yield stream, board
            async with asyncio.timeout(20):
                await socket.wait_closed()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await board.idle()
    await caller.stream_ends()
    assert caller.over


async def picks_up(phone: PhoneDesk, board: Switchboard, associate_id: UUID, hz: float) -> FakeBrowser:
    """An associate's browser joins the call."""
    browser = FakeBrowser(hz)
    offer = offers.checked(await browser.offer(), allow_private=False)
    joined = await joining.join(phone.board.database, board, await phone.call(), "associate", associate_id, offer)
    await browser.take(joined.answer)
    return browser


async def test_a_phone_and_a_browser_hear_each_other_and_part(phone: PhoneDesk) -> None:
    sam = await phone.board.associate("sam")
    async with on_the_line(phone, await phone.queued()) as (stream, board):
        # It hears music until somebody is there.
        await until(lambda: len(stream.heard) == 10)
        k = await phone.call()
        browser = await picks_up(phone, board, sam, 900)
        await stream.hears(900)
        await browser.hears(400)
        assert (await phone.call()).state == "connected"
        await phone.board.does(service.end, k.id, "associate_hung_up")
        await browser.close()


async def test_a_caller_on_the_phone_is_handed_over_on_the_same_line(phone: PhoneDesk) -> None:
    sam = await phone.board.associate("sam")
    caller = await phone.queued()
    async with on_the_line(phone, caller) as (stream, board):
        kim = await phone.board.associate("kim")
        sams = await picks_up(phone, board, sam, 900)
        await stream.hears(900)
        epoch = (await phone.conversation()).epoch
        k = await phone.board.does(
            consulting.consult, phone.board.actor(sam), (await phone.call()).id, epoch, associate_id=kim
        )
        kims = await picks_up(phone, board, kim, 1300)
        await asyncio.gather(sams.hears(1300), kims.hears(900), stream.hears(MUSIC))
        board.changed(await phone.board.does(consulting.complete, k.id, epoch))
        await asyncio.gather(stream.hears(1300), kims.hears(400))
        assert (await phone.call()).associate_id == kim
        board.changed(await phone.board.does(service.end, k.id, "associate_hung_up"))
        await asyncio.gather(sams.close(), kims.close())


async def test_a_call_that_comes_while_the_board_looks_which_it_has_is_not_taken_for_gone(phone: PhoneDesk) -> None:
    await phone.board.associate("sam")
    await phone.queued()
    await phone.accept()
    k, database = await phone.call(), phone.board.database
    async with listening(phone) as (_, board):
        async with database.writer() as w:
            await w.execute("LOCK TABLE call_legs IN ACCESS EXCLUSIVE MODE")
            looking = asyncio.create_task(board.look())
            while not await w.value(_WAITS):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            live = await board.carry(k)
        await looking
        assert await board.carry(k) is live


async def test_what_two_phones_say_is_written_down(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    assert caller.copied is not None
    assert await caller.colleague_picks_up()
    k = await phone.call()
    url, key = caller.copied
    async with (
        listening(phone) as (base, _),
        websockets.connect(base + url.removeprefix(PUBLIC)) as socket,
    ):
        stream = Stream(socket)
        await stream.start(key, ("inbound", "outbound"))
        await asyncio.gather(stream.says(440, seconds=0.6), stream.says(880, "outbound", seconds=0.6))
        await stream.send({"event": "stop", "stop": {}})
        async with asyncio.timeout(20):
            await socket.wait_closed()
    said = await _spoken(phone, k.conversation_id)
    assert sorted(said) == ["associate", "requester"]


async def test_who_sends_nonsense_is_hung_up_on_and_the_next_stream_is_heard(phone: PhoneDesk) -> None:
    await phone.calls()
    k = await phone.call()
    path = f"/channels/phone/acme-phone/calls/{k.id}/media"
    async with listening(phone) as (base, _):
        for nonsense in ("{", b"\x00\x01", '{"event": "media", "media": {"payload": 1}}'):
            async with websockets.connect(base + path) as socket:
                await socket.send(nonsense)
                async with asyncio.timeout(20):
                    await socket.wait_closed()
                assert socket.close_code == 1003


async def _spoken(phone: PhoneDesk, conversation_id: object) -> list[str]:
    log = await phone.board.log(conversation_id)
    return [one.author_kind for one in log if "spoken" in one.data]


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_who_does_not_know_the_key_hears_nothing(phone: PhoneDesk, key: str) -> None:
    await phone.calls()
    k = await phone.call()
    async with listening(phone) as (base, _):
        for call_id in (k.id, uuid4(), "x"):
            path = f"/channels/phone/acme-phone/calls/{call_id}/media"
            async with websockets.connect(base + path) as socket:
                await Stream(socket).start(key)
                async with asyncio.timeout(20):
                    await socket.wait_closed()
                assert socket.close_code == 1008
    assert (await phone.call()).host is None
