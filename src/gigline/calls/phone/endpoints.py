"""Where a phone's provider asks what to do with a call. Plain routes, as providers' are; signatures as for messages.

`POST /channels/phone/{account}/calls` hears of calls that come in and that end, `.../calls/{call}/{what}` of one call.
"""

from __future__ import annotations

import time
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.accounts import current
from gigline.calls.errors import NoSuchCall
from gigline.calls.phone import desk, taking
from gigline.channels import service as channels
from gigline.channels import webhook_log, webhooks
from gigline.channels.calling import CallNews, CarriesCalls, Verb
from gigline.channels.contract import Answer, Unverified, one_header
from gigline.channels.models import ChannelAccount
from gigline.infra.edge import database_of
from gigline.kit.errors import Unavailable

KIND = "phone"
MAX_BODY = 64 * 1024


async def _calls(request: Request) -> Response:
    return await _take(request, None, "")


async def _call(request: Request) -> Response:
    return await _take(request, request.path_params["call"], request.path_params["what"])


async def _take(request: Request, call_id: str | None, what: str) -> Response:
    adapter = channels.adapter(KIND)
    assert isinstance(adapter, CarriesCalls)
    headers = webhooks.headers_of(request)
    body = await webhooks.body_of(request, MAX_BODY)
    account = await webhooks.account_of(request, KIND)
    database = database_of(request)
    heard = webhook_log.Heard(database, account, one_header(headers, "content-type") or "", body)
    with heard:
        if account is None:
            raise Unverified("The signature is not right for this request.")
        channels.adapter(KIND).verify(account.settings, headers, body, time.time())
        heard.proved()
        verbs = await _answer(request, account, adapter.hear(account.settings, headers, body), call_id, what)
        heard.stored([True])
    return _verbatim(adapter.render(verbs))


async def _answer(
    request: Request, account: ChannelAccount, news: CallNews, call_id: str | None, what: str
) -> list[Verb]:
    """One transaction, committed before the caller hears a word of it."""
    try:
        async with database_of(request).writer() as w:
            at = await desk.open_desk(w, account, _base(request), database_of(request).clock.now())
            if call_id is None:
                return await taking.incoming(at, news)
            return await taking.about(at, _id(call_id), what, _query(request), news)
    except channels.AWAY as error:
        raise Unavailable("The call could not be answered just now: ask again.") from error


def _id(text: str) -> UUID:
    """Only who signs learns what is there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NoSuchCall("There is no such call.") from error


def _base(request: Request) -> str:
    """Where the provider found us, which is where it will find us again."""
    public = current.settings_of(request).public_url
    return public or f"{request.scope['scheme']}://{request.headers.get('host', '')}"


def _query(request: Request) -> dict[str, int]:
    """The numbers in the address, which is signed; whatever is no number is not there."""
    given = request.query_params.multi_items()
    return {name: int(value) for name, value in given if value.isascii() and value.isdigit() and len(value) <= 9}


def _verbatim(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type=answer.content_type)


ROUTES = [
    Route("/channels/phone/{account}/calls", _calls, methods=["POST"]),
    Route("/channels/phone/{account}/calls/{call}/{what}", _call, methods=["POST"]),
]
