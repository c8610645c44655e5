"""Twilio, played: Messages.json, its list, status callbacks, and messages that come in."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.channels.adapters.twilio import samples, signature
from gigline.simulation.providers.line import Provider, Refusals, Taken, form_of, said

_ROOT = "/2010-04-01/Accounts/{sid}"


@dataclass
class Twilio(Provider):
    """One account with one number. `receipts` are the states it reports of each message, in this order."""

    account_sid: str = samples.SID
    auth_token: str = "0123456789abcdef0123456789abcdef"  # noqa: S105
    number: str = "+14155550100"
    receipts: tuple[str, ...] = ("sent", "delivered")
    listed: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> list[Route]:
        """Its REST API."""
        return [
            Route(f"{_ROOT}.json", self._account, methods=["GET"]),
            Route(f"{_ROOT}/Messages.json", self._list, methods=["GET"]),
            Route(f"{_ROOT}/Messages.json", self._send, methods=["POST"]),
        ]

    async def write(self, webhook: str, text: str, *, sender: str, seed: str, times: int = 1) -> None:
        """Somebody writes to the number: deliver it."""
        prefix = "whatsapp:" if sender.startswith("whatsapp:") else ""
        fields = samples.message(seed, sender=sender, to=prefix + self.number, body=text, account_sid=self.account_sid)
        await self._post(webhook, fields, times)

    async def _post(self, url: str, fields: dict[str, str], times: int = 1) -> None:
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            signature.HEADER: signature.sign(self.auth_token, url, list(fields.items())),
        }
        await self.deliver(url, urlencode(fields).encode(), headers, times=times)

    def _is_let_in(self, request: Request) -> bool:
        pair = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {pair}"

    async def _account(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"code": 20003})
        return said(200, {"sid": self.account_sid, "friendly_name": "Acme texts"})

    async def _list(self, request: Request) -> Response:
        to = request.query_params.get("To")
        return said(200, {"messages": [one for one in reversed(self.listed) if one["to"] == to]})

    async def _send(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"code": 20003})
        fields, urls = await form_of(request), await _addresses(request)
        refusals: Refusals = {
            "refuse": said(400, {"code": 21211, "message": "The 'To' number is not a valid phone number."}),
            "wait": said(429, {"code": 20429}, retry_after="2"),
            "fail": said(500, {"code": 20500}),
        }
        return await self.turn(lambda: self._taken(fields, urls), refusals)

    def _taken(self, fields: dict[str, str], urls: tuple[str, ...]) -> Response:
        sid = samples.sid("SM", f"out-{len(self.taken)}-{id(self)}")
        text = fields.get("Body", fields.get("ContentVariables", ""))
        message = Taken(sid, fields["To"], text, fields.get("StatusCallback"), urls=urls)
        self.accept(message)
        row = {"sid": sid, "to": message.to, "body": text, "direction": "outbound-api", "status": "queued"}
        self.listed.append(row | {"date_created": formatdate(time.time(), usegmt=True)})
        if message.callback is not None:
            self.soon(self._report(message, message.callback))
        return said(201, row)

    async def _report(self, message: Taken, callback: str) -> None:
        for state in self.receipts:
            await self._post(callback, samples.status(message.id, state, account_sid=self.account_sid))


async def _addresses(request: Request) -> tuple[str, ...]:
    """The one field that comes more than once: where each medium is fetched."""
    fields = parse_qsl((await request.body()).decode(), keep_blank_values=True)
    return tuple(value for name, value in fields if name == "MediaUrl")
