"""Meta's Graph API, played: messages, media in and out, statuses in any order, and what people write."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.channels.adapters.meta import samples, webhook
from gigline.simulation.providers.line import Provider, Refusals, Taken, said


@dataclass
class Meta(Provider):
    """One number or page. `statuses` are what it says of each message, in this order, to `callback` (None: nothing)."""

    app_secret: str = "the secret of the app"  # noqa: S105
    access_token: str = "EAAG-an-access-token"  # noqa: S105
    number_id: str = samples.NUMBER_ID
    statuses: tuple[str, ...] = ("delivered", "sent", "read")
    callback: str | None = None
    media: bytes = b"\x89PNG\r\n\x1a\n picture"
    uploads: dict[str, bytes] = field(default_factory=dict)
    refuses_uploads: bool = False

    def routes(self) -> list[Route]:
        """Its part of the Graph API."""
        return [
            Route("/{version}/{number}/messages", self._send, methods=["POST"]),
            Route("/{version}/{number}/media", self._upload, methods=["POST"]),
            Route("/{version}/{number}/message_attachments", self._upload, methods=["POST"]),
            Route("/{version}/{id}", self._object, methods=["GET"]),
            Route("/media/{id}", self._medium, methods=["GET"]),
        ]

    async def write(self, url: str, text: str, *, sender: str, seed: str, name: str = "", times: int = 1) -> None:
        """Somebody writes to the number: deliver it."""
        message = samples.whatsapp_text(f"wamid.{seed}", text, sender=sender, name=name)
        await self.post(url, samples.whatsapp(message, number_id=self.number_id), times=times)

    async def post(self, url: str, value: dict[str, Any], *, times: int = 1) -> None:
        """Deliver a value, signed."""
        content = json.dumps(value).encode()
        headers = {"content-type": "application/json", webhook.HEADER: webhook.sign(self.app_secret, content)}
        await self.deliver(url, content, headers, times=times)

    def _is_let_in(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.access_token}"

    async def _object(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"error": {"code": 190}})
        if request.path_params["id"] == self.number_id:
            return said(200, {"id": self.number_id, "verified_name": "Acme"})
        return said(200, {"url": f"{request.base_url}media/{request.path_params['id']}", "mime_type": "image/png"})

    async def _medium(self, request: Request) -> Response:
        return Response(self.media, media_type="image/png") if self._is_let_in(request) else said(401, {})

    async def _send(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"error": {"code": 190}})
        value = json.loads(await request.body())
        refusals: Refusals = {
            "refuse": said(400, {"error": {"code": 131026}}),
            "wait": said(400, {"error": {"code": 130429}}, retry_after="2"),
            "fail": said(500, {"error": {"code": 131000}}),
        }
        return await self.turn(lambda: self._taken(value), refusals)

    async def _upload(self, request: Request) -> Response:
        """A medium of WhatsApp's, whose type is a field of its own, or an attachment of a page's."""
        if not self._is_let_in(request):
            return said(401, {"error": {"code": 190}})
        if self.refuses_uploads:
            return said(500, {"error": {"code": 131000}})
        async with request.form() as form:
            of_page = "filedata" in form
            file = form["filedata" if of_page else "file"]
            assert isinstance(file, UploadFile)
            if not of_page and (form["messaging_product"], form["type"]) != ("whatsapp", file.content_type):
                return said(400, {"error": {"code": 100}})
            content = await file.read()
        id_ = str(10_000 + len(self.uploads))
        self.uploads[id_] = content
        return said(200, {"attachment_id" if of_page else "id": id_})

    def _taken(self, value: dict[str, Any]) -> Response:
        if "messaging_product" not in value:
            return self._taken_by_page(value)
        text, files = self._content(value)
        ours = value.get("biz_opaque_callback_data")
        message = Taken(f"wamid.out{len(self.taken)}", value["to"], text, self.callback, ours, files)
        self.accept(message)
        if message.callback is not None:
            self.soon(self._report(message, message.callback))
        return said(200, {"messaging_product": "whatsapp", "messages": [{"id": message.id}]})

    def _content(self, value: dict[str, Any]) -> tuple[str, tuple[bytes, ...]]:
        """The words and files of a message of WhatsApp's."""
        content = value[value["type"]]
        if value["type"] == "text":
            return content["body"], ()
        if value["type"] == "template":
            return json.dumps(content), ()
        return content.get("caption", ""), (self.uploads[content["id"]],)

    def _taken_by_page(self, value: dict[str, Any]) -> Response:
        """A message of a page has words or one attachment, never both."""
        [(kind, content)] = value["message"].items()
        payload = content["payload"] if kind == "attachment" else {}
        files = (self.uploads[payload["attachment_id"]],) if "attachment_id" in payload else ()
        urls = (payload["url"],) if "url" in payload else ()
        text = content if kind == "text" else ""
        message = Taken(f"m_out{len(self.taken)}", value["recipient"]["id"], text, files=files, urls=urls)
        self.accept(message)
        return said(200, {"recipient_id": message.to, "message_id": message.id})

    async def _report(self, message: Taken, callback: str) -> None:
        for state in self.statuses:
            status = samples.whatsapp_status(message.id, state, ours=message.ours)
            await self.post(callback, samples.whatsapp(statuses=(status,), number_id=self.number_id))
