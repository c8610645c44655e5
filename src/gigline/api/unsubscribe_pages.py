"""The page behind the link that stops mails. Looking at it changes nothing: programs look before people do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.accounts import service as accounts
from gigline.api.answer_pages import plain_page
from gigline.channels import threads, unsubscribing
from gigline.channels.errors import NoSuchOutbound
from gigline.channels.models import OutboundRow
from gigline.conversations import service as conversations
from gigline.infra.db import Reader
from gigline.infra.edge import database_of
from gigline.language import wording


async def _show(request: Request) -> Response:
    database = database_of(request)
    await threads.prepare(database)
    async with database.reader() as r:
        try:
            row = await unsubscribing.mail_of(r, request.path_params["token"])
        except NoSuchOutbound:
            return _gone()
        brand = await accounts.brand(r, row.brand_id)
        language = await _language(r, row)
    words = wording.of("page", language)
    button = f'<form method="post"><button>{words["stop"]}</button></form>'
    return plain_page(200, language, brand.name, f"<p>{words['stop_ask']}</p>{button}")


async def _stop(request: Request) -> Response:
    database = database_of(request)
    await threads.prepare(database)
    async with database.writer() as w:
        try:
            row = await unsubscribing.mail_of(w, request.path_params["token"])
            await unsubscribing.stop(w, request.path_params["token"])
        except NoSuchOutbound:
            return _gone()
        language = await _language(w, row)
    return plain_page(200, language, "OK", f"<p>{wording.of('page', language)['stopped']}</p>")


async def _language(r: Reader, mail: OutboundRow) -> str:
    return (await conversations.get(r, mail.conversation_id)).language


def _gone() -> Response:
    """Whoever comes by such a link is nobody we know the language of."""
    return plain_page(404, "en", "404", f"<p>{wording.of('page', 'en')['no_link']}</p>")


ROUTES = [Route("/u/{token}", _show), Route("/u/{token}", _stop, methods=["POST"])]
