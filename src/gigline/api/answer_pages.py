"""Pages that show an answer to whoever has their address: without scripts, kept by nobody, found by no search.

From there its reader may go on by chat. That takes a click, because programs that look at links before people do must
not use it up.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gigline.accounts import requesters
from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.channels import service as channels
from gigline.channels.models import ChannelAccount
from gigline.conversations import files, pages
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchPage
from gigline.conversations.models import AnswerPage, Conversation, Entry
from gigline.infra.db import Reader
from gigline.infra.edge import database_of
from gigline.kit import markdown
from gigline.language import wording

_STYLE = """
:root { color-scheme: light dark; font: 1.05rem/1.55 system-ui, sans-serif }
body { max-width: 40rem; margin: 0 auto; padding: 2rem 1.2rem; overflow-wrap: anywhere;
  background: light-dark(#f6f7f9, #14171c); color: light-dark(#1b1f27, #e6e9ef) }
article { background: light-dark(#fff, #1d2229); border-radius: 12px; padding: .4rem 1.2rem; margin: 1rem 0 }
small { color: light-dark(#5b6472, #9aa4b2) }
a { color: light-dark(#0b57d0, #8ab4f8) }
table { border-collapse: collapse } td { padding: .2rem .6rem; border: 1px solid light-dark(#d0d7de, #3a4149) }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: 8px; color: #fff; background: #0b57d0 }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    # The address is the key: it must not go on to where a link in the answer leads.
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>{title}</title>
<style>{style}</style></head><body><h1>{title}</h1>{body}</body></html>"""
_CHAT = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>{title}</title></head>
<body><h1>{title}</h1><script src="/widget.js" data-brand="{account}" data-visitor="{visitor}" data-open></script>
</body></html>"""


async def _show(request: Request) -> Response:
    async with database_of(request).reader() as r:
        try:
            page = await pages.find(r, request.path_params["token"])
        except NoSuchPage:
            return plain_page(404, "en", "404", f"<p>{wording.of('page', 'en')['gone']}</p>")
        c = await conversations.get(r, page.conversation_id)
        brand = await accounts.brand(r, c.brand_id)
        said = await pages.shown(r, page)
        chats = await _chat_account(r, brand, c) is not None and await pages.may_chat(r, page, c)
    return plain_page(200, c.language, brand.name, _body(request, page, c, said, chats=chats))


def _body(request: Request, page: AnswerPage, c: Conversation, said: list[Entry], *, chats: bool) -> str:
    words = wording.of("page", c.language)
    here = escape(f"/a/{request.path_params['token']}")
    articles = "".join(_article(one, words, here) for one in said)
    button = f'<form method="post" action="{here}/chat"><button>{words["chat"]}</button></form>' if chats else ""
    until = escape(words["until"].format(day=f"{page.expires_at:%Y-%m-%d}"))
    return f"{articles}{button}<p><small>{until}</small></p>"


def _article(entry: Entry, words: wording.Words, here: str) -> str:
    name = entry.author_name.split(" ")[0]
    signed = words["by_bot"].format(name=entry.author_name) if entry.author_kind == "bot" else name
    named = [one for one in entry.data.get("attachments") or [] if one.get("state") == "stored"]
    links = "".join(f'<li><a href="{here}/files/{escape(one["id"])}">{escape(one["name"])}</a></li>' for one in named)
    kept = f"<ul>{links}</ul>" if links else ""
    return f"<article>{markdown.html(entry.body)}{kept}<p><small>{escape(signed)}</small></p></article>"


def plain_page(status: int, language: str, title: str, body: str) -> Response:
    """A page without scripts; `body` is markup, the title is not."""
    text = _PAGE.format(language=escape(language), title=escape(title), style=_STYLE, body=body)
    return HTMLResponse(text, status, headers=_HEADERS)


async def _file(request: Request) -> Response:
    async with database_of(request).reader() as r:
        page = await pages.find(r, request.path_params["token"])
        row = await files.file_on_page(r, page, request.path_params["attachment_id"])
    return Response(row.content, headers={**files.headers_of(row), "cache-control": "no-store"})


async def _chat(request: Request) -> Response:
    """The chat, in which this browser is the contact from now on; a second one is nobody in particular."""
    database = database_of(request)
    visitor = requesters.new_visitor_id()
    async with database.writer() as w:
        page = await pages.find(w, request.path_params["token"])
        c = await conversations.get(w, page.conversation_id)
        brand = await accounts.brand(w, c.brand_id)
        account = await _chat_account(w, brand, c)
        if account is None:
            raise NoSuchPage("There is no chat.")
        known = await pages.go_on_by_chat(w, page, account.id, visitor)
    token = await requesters.issue_visitor(database, brand.id, visitor) if known else ""
    text = _CHAT.format(
        language=escape(c.language), title=escape(brand.name), account=escape(account.key), visitor=escape(token)
    )
    headers = {name: value for name, value in _HEADERS.items() if name != "content-security-policy"}
    return HTMLResponse(text, headers=headers)


async def _chat_account(r: Reader, brand: Brand, c: Conversation) -> ChannelAccount | None:
    """The brand's chat for this kind of requester."""
    settings = accounts.settings_of(brand)
    chats = {one.account: one.requester_kind for one in settings.channels if one.kind == "webchat"}
    found = [one for one in await channels.accounts(r, brand.id) if one.key in chats]
    return min(found, key=lambda one: (chats[one.key] != c.requester_kind, one.key), default=None)


ROUTES = [
    Route("/a/{token}", _show),
    Route("/a/{token}/files/{attachment_id}", _file),
    Route("/a/{token}/chat", _chat, methods=["POST"]),
]
