"""What HTTP endpoints need of the language slice."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from gigline.kit.errors import Unavailable
from gigline.language.service import Embedder


def embedder_of(connection: HTTPConnection) -> Embedder:
    """The application's embedder, which `app.web` puts there; raises Unavailable in a process without one."""
    embedder: Embedder | None = connection.app.state.embedder
    if embedder is None:
        raise Unavailable("This process has no language model: ask one that serves the web with it.")
    return embedder
