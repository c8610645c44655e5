"""The files browsers ask for: the console, the widget's script, and a page to try the widget on."""

from __future__ import annotations

from html import escape
from importlib import resources
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gigline.accounts import service as accounts
from gigline.api import answer_pages, file_links, unsubscribe_pages
from gigline.channels import service as channels
from gigline.channels.errors import NoSuchAccount
from gigline.infra.edge import database_of

WEB = Path(str(resources.files("gigline"))) / "web"
# Whoever talks with somebody from these pages needs the microphone there. No other page may ask for it.
TALKING = {"Permissions-Policy": "geolocation=(), camera=(), microphone=(self), payment=()"}
NOT_BUILT = "The web pages are not built: run `make web`."


class Console(StaticFiles):
    """The single-page app: paths that are no file are its own routes. Hashed assets never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets/"):
                raise
            response = await super().get_response("index.html", scope)
        fixed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fixed else "no-cache"
        response.headers.update(TALKING)
        return response


async def _widget(_: Request) -> Response:
    return _script(WEB / "widget.js")


async def _widget_words(request: Request) -> Response:
    """What the widget says in a language but English; its page fetches the one that it speaks."""
    language = request.path_params["language"]
    if not language.isalpha():
        raise HTTPException(404, "There are no words in this language.")
    return _script(WEB / "widget" / f"{language}.js")


def _script(path: Path) -> Response:
    """A script for pages of any site."""
    if not path.is_file():
        raise HTTPException(404, NOT_BUILT if not (WEB / "widget.js").is_file() else "There is no such script.")
    headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    return FileResponse(path, media_type="text/javascript", headers=headers)


_DEMO = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title><link rel="stylesheet" href="/demo.css"></head>
<body><main><p class="brand">{name}</p><nav aria-label="Who is writing">{links}</nav><h1>How can we help?</h1>
<p>This page stands in for a brand's own. The chat in the corner is Gigline's widget, one script tag:</p>
<pre tabindex="0">&lt;script src="/widget.js" data-brand="{key}"&gt;&lt;/script&gt;</pre></main>
<script src="/widget.js" data-brand="{key}" data-accent="{accent}"></script></body></html>"""
_DEMO_CSS = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; background: light-dark(#f6f7f9, #14171c); color: light-dark(#1b1f27, #e6e9ef) }
main { max-width: 40rem; margin: 0 auto; padding: 12vh 1.5rem }
.brand { font-weight: 600; letter-spacing: .02em; margin: 0 }
h1 { font-size: 2.4rem; margin: .2em 0 .6em }
nav { display: flex; gap: 1rem; margin-top: .4rem }
nav a { color: inherit; opacity: .65 }
nav a[aria-current] { opacity: 1; font-weight: 600; text-decoration: none }
pre { overflow-x: auto; padding: 1rem; border-radius: 8px; background: light-dark(#e9ecf1, #1f242c) }
"""


async def _demo(request: Request) -> Response:
    async with database_of(request).reader() as r:
        try:
            account = await channels.account_by_key(r, request.path_params["account"])
        except NoSuchAccount as error:
            raise HTTPException(404, "There is no such chat.") from error
        brand = await accounts.brand(r, account.brand_id)
    settings = accounts.settings_of(brand)
    chats = [one for one in settings.channels if one.kind == "webchat"]
    links = " ".join(_link(one.account, one.requester_kind, account.key) for one in chats)
    accent = settings.brand.accent or ""
    page = _DEMO.format(name=escape(brand.name), key=escape(account.key), links=links, accent=accent)
    return HTMLResponse(page, headers=TALKING)


def _link(key: str, kind: str, current: str) -> str:
    here = ' aria-current="page"' if key == current else ""
    return f'<a href="/demo/{escape(key)}"{here}>as a {escape(kind)}</a>'


async def _demo_css(_: Request) -> Response:
    return Response(_DEMO_CSS, media_type="text/css")


async def _home(_: Request) -> Response:
    return RedirectResponse("/console/")


def routes() -> list[BaseRoute]:
    """All of them; the console only when it is built."""
    found: list[BaseRoute] = [
        Route("/", _home),
        Route("/console", _home),
        Route("/widget.js", _widget, middleware=[Middleware(GZipMiddleware)]),
        Route("/widget/{language}.js", _widget_words, middleware=[Middleware(GZipMiddleware)]),
        Route("/demo.css", _demo_css),
        Route("/demo/{account}", _demo),
        *answer_pages.ROUTES,
        *unsubscribe_pages.ROUTES,
        *file_links.ROUTES,
    ]
    if (WEB / "console" / "index.html").is_file():
        found.append(Mount("/console", GZipMiddleware(Console(directory=WEB / "console", html=True))))
    return found
