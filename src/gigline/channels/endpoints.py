"""Where providers deliver: plain routes, because this is the hot path. 2xx means stored and committed.

`POST /channels/{kind}/{account}` takes messages, `.../receipts` takes receipts. Who is not let in learns nothing about
which accounts exist: an unknown one and a wrong signature look the same.
"""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gigline.accounts import current
from gigline.channels import parsing, service
from gigline.channels.contract import Headers, Inbound, Malformed, Receipt, Unverified, one_header
from gigline.channels.errors import NoSuchAccount
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra.edge import database_of
from gigline.infra.failpoints import hit
from gigline.kit.errors import SignedOut, TooLarge

Part = Inbound | Receipt


async def _messages(request: Request) -> JSONResponse:
    return await _take(request, Inbound)


async def _receipts(request: Request) -> JSONResponse:
    return await _take(request, Receipt)


async def _take(request: Request, wanted: type[Part]) -> JSONResponse:
    adapter = ADAPTERS.get(request.path_params["kind"])
    if adapter is None or adapter.capabilities.native:
        raise NoSuchAccount("There is no such channel account.")
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.scope["headers"]]
    body = await _body(request)
    account = await _account(request)
    account = await _let_in(request, account, headers, body)
    parts = adapter.parse(account.settings, headers, body)
    if not all(isinstance(part, wanted) for part in parts):
        raise Malformed("Messages and receipts have an address each.")
    new = await service.accept(database_of(request), account, parts)
    await hit("ingest.after_commit_before_ack")
    word = "new" if wanted is Inbound else "changed"
    return JSONResponse(_answer(parts, new, word), status_code=202)


async def _body(request: Request) -> bytes:
    """The whole body, read no further than the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > parsing.MAX_BODY:
            raise TooLarge(f"A delivery is at most {parsing.MAX_BODY} bytes.")
    return bytes(body)


async def _account(request: Request) -> ChannelAccount | None:
    try:
        async with database_of(request).reader() as r:
            found = await service.account_by_key(r, request.path_params["account"])
    except NoSuchAccount:
        return None
    return found if found.kind == request.path_params["kind"] else None


async def _let_in(request: Request, account: ChannelAccount | None, headers: Headers, body: bytes) -> ChannelAccount:
    """The account, for one of its brand's API keys or the provider's signature; raises SignedOut or NoSuchAccount."""
    adapter = ADAPTERS[request.path_params["kind"]]
    if adapter.capabilities.api_keys and one_header(headers, "authorization") is not None:
        return await _key_of_brand(request, account)
    if account is None:
        raise Unverified("The signature is not right for this body.")
    adapter.verify(account.settings, headers, body, time.time())
    return account


async def _key_of_brand(request: Request, account: ChannelAccount | None) -> ChannelAccount:
    who = await current.identify(database_of(request), request)
    if who is None or who.via != "key":
        raise SignedOut("This API key is not good, or no longer.")
    if account is None or who.actor.brand_id != account.brand_id:
        raise NoSuchAccount("There is no such channel account.")
    return account


def _answer(parts: list[Part], new: list[bool], word: str) -> dict[str, object]:
    """What was taken; a repetition is as good as the first time."""
    items = [
        {"id": part.provider_id if isinstance(part, Inbound) else part.message_id, word: fresh}
        for part, fresh in zip(parts, new, strict=True)
    ]
    return dict(items[0]) if len(items) == 1 else {"items": items}


ROUTES = [
    Route("/channels/{kind}/{account}", _messages, methods=["POST"]),
    Route("/channels/{kind}/{account}/receipts", _receipts, methods=["POST"]),
]
