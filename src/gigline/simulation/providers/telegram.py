"""Telegram's Bot API, played: sendMessage, getFile, getMe, and updates."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.channels.adapters.telegram import samples
from gigline.channels.adapters.telegram.adapter import HEADER
from gigline.simulation.providers.line import Provider, Refusals, Taken, said


@dataclass
class Telegram(Provider):
    """One bot."""

    bot_token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105
    secret_token: str = "a-secret-of-the-bot"  # noqa: S105
    retry_after: int = 2
    file: bytes = b"\xff\xd8\xff\xe0 picture"
    updates: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list[Route]:
        """Its API."""
        return [
            Route("/bot{token}/{method}", self._call, methods=["POST"]),
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
        ]

    async def write(self, url: str, text: str, *, chat: int, message_id: int, name: str = "", times: int = 1) -> None:
        """Somebody writes to the bot: deliver it."""
        await self.post(url, message=samples.message(message_id, text, chat=chat, name=name), times=times)

    async def post(self, url: str, *, times: int = 1, **what: Any) -> None:
        """Deliver an update."""
        content = json.dumps(samples.update(next(self.updates), **what)).encode()
        headers = {"content-type": "application/json", HEADER: self.secret_token}
        await self.deliver(url, content, headers, times=times)

    async def _file(self, request: Request) -> Response:
        return Response(self.file, media_type="application/octet-stream")

    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != self.bot_token:
            return said(401, {"ok": False, "error_code": 401})
        value = json.loads(await request.body())
        method = request.path_params["method"]
        if method == "getMe":
            return said(200, {"ok": True, "result": {"id": 1, "is_bot": True, "username": "acme_bot"}})
        if method == "getFile":
            return said(200, {"ok": True, "result": {"file_path": f"photos/{value['file_id']}.jpg"}})
        refusals: Refusals = {
            "refuse": said(403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}),
            "wait": said(429, {"ok": False, "parameters": {"retry_after": self.retry_after}}),
            "fail": said(502, {"ok": False}),
        }
        return await self.turn(lambda: self._taken(value), refusals)

    def _taken(self, value: dict[str, Any]) -> Response:
        number = 100_000 + len(self.taken)
        self.accept(Taken(str(number), str(value["chat_id"]), value["text"]))
        return said(200, {"ok": True, "result": {"message_id": number}})
