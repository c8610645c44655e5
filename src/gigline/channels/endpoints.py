"""Where providers deliver: plain routes, because this is the hot path. 2xx means stored and committed.

`POST /channels/{kind}/{account}` takes messages, `.../receipts` takes receipts; providers with one address for both use
either. `GET` is for those who first ask whether they are wanted. Who is not let in learns nothing about which accounts
exist: an unknown one and a wrong signature look the same.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gigline.accounts import current
from gigline.channels import service, webhook_log, webhooks
from gigline.channels.contract import (
    Adapter,
    Answer,
    Greets,
    Headers,
    Malformed,
    Part,
    Receipt,
    Seen,
    Unverified,
    one_header,
)
from gigline.channels.errors import NoSuchAccount
from gigline.channels.models import ChannelAccount
from gigline.channels.registry import ADAPTERS
from gigline.infra.edge import database_of
from gigline.infra.failpoints import hit
from gigline.kit.errors import SignedOut


async def _messages(request: Request) -> Response:
    return await _take(request, receipts=False)


async def _receipts(request: Request) -> Response:
    return await _take(request, receipts=True)


async def _take(request: Request, *, receipts: bool) -> Response:
    adapter = _adapter(request)
    headers = webhooks.headers_of(request)
    body = await webhooks.body_of(request, adapter.capabilities.max_body)
    account = await webhooks.account_of(request, adapter.kind)
    heard = webhook_log.Heard(database_of(request), account, one_header(headers, "content-type") or "", body)
    with heard:
        account = await _let_in(request, account, headers, body)
        heard.proved()
        parts = adapter.parse(account.settings, headers, body)
        if not adapter.capabilities.one_address and not all(isinstance(one, Receipt) is receipts for one in parts):
            raise Malformed("Messages and receipts have an address each.")
        new = await service.accept(database_of(request), account, parts)
        heard.stored(new)
    await hit("ingest.after_commit_before_ack")
    said = adapter.capabilities.acknowledgement
    if said is not None:
        return _verbatim(said)
    return JSONResponse(_answer(parts, new, "changed" if receipts else "new"), status_code=202)


async def _greeting(request: Request) -> Response:
    adapter = _adapter(request)
    account = await webhooks.account_of(request, adapter.kind)
    if account is None or not isinstance(adapter, Greets):
        raise Unverified("This is not how to ask.")
    return _verbatim(adapter.greet(account.settings, webhooks.headers_of(request)))


def _adapter(request: Request) -> Adapter:
    adapter = ADAPTERS.get(request.path_params["kind"])
    if adapter is None or adapter.capabilities.native:
        raise NoSuchAccount("There is no such channel account.")
    return adapter


def _verbatim(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type=answer.content_type)


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


def _answer(parts: Sequence[Part], new: list[bool], word: str) -> dict[str, object]:
    """What was taken; a repetition is as good as the first time."""
    items = [{"id": _id(part), word: fresh} for part, fresh in zip(parts, new, strict=True)]
    return dict(items[0]) if len(items) == 1 else {"items": items}


def _id(part: Part) -> str:
    if isinstance(part, Receipt):
        return part.message_id
    return part.sender if isinstance(part, Seen) else part.provider_id


ROUTES = [
    Route("/channels/{kind}/{account}", _messages, methods=["POST"]),
    Route("/channels/{kind}/{account}", _greeting, methods=["GET"]),
    Route("/channels/{kind}/{account}/receipts", _receipts, methods=["POST"]),
]
