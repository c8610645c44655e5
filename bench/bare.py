"""The framework alone: reads a body and says ok, on the same server as ours. `python -m bench.bare PORT`."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _take(request: Request) -> Response:
    await request.body()
    return Response(b"<Response/>", media_type="text/xml")


def main() -> None:
    """Serve until stopped."""
    app = Starlette(routes=[Route("/{path:path}", _take, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="uvloop", access_log=False, log_level="error")


if __name__ == "__main__":
    main()
