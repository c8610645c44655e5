"""What HTTP endpoints depend on: a session for the length of a request. The edge commits, nobody else.

The commit happens before the answer leaves (`scope="function"`), so that a 2xx is never a promise still to keep.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gigline.infra.db import Database, Reader, Writer


def database_of(connection: HTTPConnection) -> Database:
    """The application's database; `app.web` puts it there."""
    database = connection.app.state.database
    assert isinstance(database, Database)
    return database


async def _read(connection: HTTPConnection) -> AsyncIterator[Reader]:
    async with database_of(connection).reader() as reader:
        yield reader


async def _look(connection: HTTPConnection) -> AsyncIterator[Reader]:
    async with database_of(connection).snapshot() as reader:
        yield reader


async def _write(connection: HTTPConnection) -> AsyncIterator[Writer]:
    async with database_of(connection).writer() as writer:
        yield writer


ReadSession = Annotated[Reader, Depends(_read, scope="function")]
SnapshotSession = Annotated[Reader, Depends(_look, scope="function")]
WriteSession = Annotated[Writer, Depends(_write, scope="function")]
