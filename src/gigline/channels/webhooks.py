"""What a provider's request says, at every address that one delivers to."""

from __future__ import annotations

from starlette.requests import Request

from gigline.accounts import current
from gigline.channels import service
from gigline.channels.contract import Headers
from gigline.channels.errors import NoSuchAccount
from gigline.channels.models import ChannelAccount
from gigline.infra.edge import database_of
from gigline.kit.errors import TooLarge


def headers_of(request: Request) -> Headers:
    """The headers as adapters read them."""
    given = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.scope["headers"]]
    # No header of a request begins with a colon: nobody can say these but us.
    return [(":method", request.method), (":url", url_of(request)), *(one for one in given if one[0][:1] != ":")]


def url_of(request: Request) -> str:
    """What the provider asked: by our own settings, or as asked where there are none; the edge has checked the host,
    and believed X-Forwarded-Proto of trusted peers only."""
    public = current.settings_of(request).public_url
    scope = request.scope
    base = public.rstrip("/") if public else f"{scope['scheme']}://{request.headers.get('host', '')}"
    path, query = (
        scope.get("raw_path", b"").decode("latin-1").partition("?")[0],
        scope["query_string"].decode("latin-1"),
    )
    return f"{base}{path}{'?' + query if query else ''}"


async def body_of(request: Request, largest: int) -> bytes:
    """The whole body, read no further than the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge(f"A delivery is at most {largest} bytes.")
    return bytes(body)


async def account_of(request: Request, kind: str) -> ChannelAccount | None:
    """The account of this kind that the path names; None without one."""
    try:
        async with database_of(request).reader() as r:
            found = await service.account_by_key(r, request.path_params["account"])
    except NoSuchAccount:
        return None
    return found if found.kind == kind else None
