"""Whoever listens in to a call: the transcriber, and the recorder where the requester agreed."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from gigline.calls import service as calls
from gigline.calls.media.bridge import Bridge
from gigline.calls.media.recognising import Heard, Recogniser, Transcriber, Who
from gigline.calls.models import Call, Line, Speaker
from gigline.channels.contract import Attachment
from gigline.infra import telemetry
from gigline.infra.db import Database

if TYPE_CHECKING:
    from gigline.calls.media.recording import Recorder

log = structlog.get_logger()


class Listening:
    """The taps of one call, from the moment both sides are there."""

    def __init__(self, database: Database, call: Call, *, who: Who = lambda _: None, records: bool = True):
        self._database = database
        self._call = call
        self._who = who
        self._records = records and call.consent == "given"
        self._began_s = asyncio.get_running_loop().time()
        self._lines = 0
        self._transcriber: Transcriber | None = None
        self._recorder: Recorder | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._starting: asyncio.Task[None] | None = None

    def start(self, bridge: Bridge, recognisers: Recognisers) -> None:
        """Listen as soon as what that needs is loaded; the two talk meanwhile. To be called once."""
        self._starting = asyncio.create_task(self._start(bridge, recognisers))

    async def _start(self, bridge: Bridge, recognisers: Recognisers) -> None:
        try:
            await self.begin(bridge, await recognisers.get())
        except Exception as error:
            log.error("call_not_listened_to", error=telemetry.where(error))

    async def begin(self, bridge: Bridge, recogniser: Recogniser | None) -> None:
        """Listen from now on; to be called once."""
        if recogniser is not None:
            self._transcriber = Transcriber(recogniser, self._call.language, self._write_down, self._who)
            self._run(self._transcriber.run())
            bridge.taps.append(self._transcriber)
        if self._records:
            recording = await asyncio.to_thread(importlib.import_module, "gigline.calls.media.recording")
            self._recorder = recorder = recording.Recorder()
            self._run(recorder.run())
            bridge.taps.append(recorder)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _write_down(self, heard: Heard) -> None:
        self._lines += 1
        words = heard.words
        speaker: Speaker = "requester" if heard.side == "requester" else "associate"
        line = Line(
            f"said-{self._lines}", speaker, words.text, heard.start_ms, heard.end_ms, words.confidence,
            heard.person_id if speaker == "associate" else None,
        )  # fmt: skip
        async with self._database.writer() as w:
            await calls.append_transcript(w, self._call.id, line)

    async def finish(self) -> None:
        """The call is over: what was said last is written down, the recording is kept."""
        if self._starting is not None:
            await self._starting
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._transcriber is not None:
            await self._transcriber.finish()
        if self._recorder is not None:
            await self._keep(self._recorder)

    async def _keep(self, recorder: Recorder) -> None:
        content = await recorder.finish()
        if content is None:
            return
        length_s = asyncio.get_running_loop().time() - self._began_s
        file = Attachment("call.ogg", "audio/ogg", content)
        async with self._database.writer() as w:
            await calls.keep_recording(w, self._call.id, "whole", file, length_s)


class Recognisers:
    """The process's recogniser, loaded with the first call. `path` is `module:name`, empty for none."""

    def __init__(self, path: str):
        self._path = path
        self._loading: asyncio.Future[Recogniser | None] | None = None

    async def get(self) -> Recogniser | None:
        """It, or None when there is none or it cannot be loaded: calls go on without a transcript."""
        if not self._path:
            return None
        if self._loading is None:
            self._loading = asyncio.ensure_future(asyncio.to_thread(partial(_load, self._path)))
        return await asyncio.shield(self._loading)


def _load(path: str) -> Recogniser | None:
    module, _, name = path.partition(":")
    try:
        made: Recogniser = getattr(importlib.import_module(module), name)()
    except Exception as error:
        log.error("recogniser_not_loaded", error=telemetry.where(error))
        return None
    return made
