"""Files of answers, for providers that fetch them from us to hand them on."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gigline.channels import carrying, filenames, threads
from gigline.channels.errors import NoSuchAttachment
from gigline.infra.edge import database_of

# What somebody attached is data here too, though its type is told: providers compare it with the bytes.
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cache-control": "private, no-store",
    "x-robots-tag": "noindex",
}


async def _file(request: Request) -> Response:
    database = database_of(request)
    await threads.prepare(database)
    async with database.reader() as r:
        try:
            row = await carrying.file_at(r, request.path_params["token"])
        except NoSuchAttachment:
            return PlainTextResponse("", 404)
    headers = {
        **_ALWAYS,
        "content-type": row.sniffed_type or filenames.UNKNOWN,
        "content-disposition": f"inline; filename*=UTF-8''{quote(row.name, safe='')}",
    }
    return Response(row.content, headers=headers)


ROUTES = [Route("/m/{token}", _file)]
