"""The page behind the link that stops mails. Looking at it changes nothing: programs look before people do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.accounts import service as accounts
from gigline.api.answer_pages import plain_page
from gigline.channels import threads, unsubscribing
from gigline.channels.errors import NoSuchOutbound
from gigline.infra.edge import database_of

_ASK = "<p>No more automatic mails to your address, until you write to us again?</p>"
_BUTTON = '<form method="post"><button>No more mails</button></form>'
_DONE = "<p>Done. Write to us any time, and we answer.</p>"
_GONE = "<p>This link is no longer good.</p>"


async def _show(request: Request) -> Response:
    database = database_of(request)
    await threads.prepare(database)
    async with database.reader() as r:
        try:
            row = await unsubscribing.mail_of(r, request.path_params["token"])
        except NoSuchOutbound:
            return plain_page(404, "en", "404", _GONE)
        brand = await accounts.brand(r, row.brand_id)
    return plain_page(200, "en", brand.name, _ASK + _BUTTON)


async def _stop(request: Request) -> Response:
    database = database_of(request)
    await threads.prepare(database)
    async with database.writer() as w:
        try:
            await unsubscribing.stop(w, request.path_params["token"])
        except NoSuchOutbound:
            return plain_page(404, "en", "404", _GONE)
    return plain_page(200, "en", "OK", _DONE)


ROUTES = [Route("/u/{token}", _show), Route("/u/{token}", _stop, methods=["POST"])]
