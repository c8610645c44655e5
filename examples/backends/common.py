"""What both back ends do alike: a schema of their own, an API key, idempotency keys, refusals with a code.

    python -m backends.deliveries --dsn DSN --api-key KEY --port 8971      (with the folder above this one on the path)

They stand for systems that a company has already, so they know nothing of Gigline.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, cast

import asyncpg
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

KEYS = """
CREATE TABLE IF NOT EXISTS idempotency_keys (
    key text PRIMARY KEY, digest text NOT NULL, answer jsonb, at timestamptz NOT NULL DEFAULT now());
"""


class Refused(Exception):
    """A definite no with a code that programs understand; whatever was begun is rolled back."""

    def __init__(self, code: str, status: int = 409):
        super().__init__(code)
        self.code = code
        self.status = status


class Refusal(BaseModel):
    """What a refused request is answered with."""

    code: str


REFUSALS: dict[int | str, dict[str, Any]] = {404: {"model": Refusal}, 409: {"model": Refusal}}


class Person(BaseModel):
    id: str
    name: str


@dataclass(frozen=True)
class Backend:
    """`tables` is the schema's SQL, `seed` fills it, `dumped` are the tables that say how things stand."""

    name: str
    title: str
    tables: str
    seed: Callable[[Connection], Awaitable[None]]
    dumped: Sequence[str]
    router: APIRouter


def build(backend: Backend, dsn: str, api_key: str) -> FastAPI:
    """The service. Its schema is made and seeded at the first start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            dsn, min_size=1, max_size=4, init=_prepare, server_settings={"search_path": backend.name}
        ) as pool:
            app.state.pool = pool
            async with pool.acquire() as connection, connection.transaction():
                await _set_up(connection, backend)
            yield

    async def authorised(x_api_key: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(x_api_key.encode(), api_key.encode()):
            raise Refused("wrong_api_key", 401)

    app = FastAPI(title=backend.title, version="1.0.0", lifespan=lifespan)
    app.include_router(_people(), dependencies=[Depends(authorised)])
    app.include_router(backend.router, dependencies=[Depends(authorised)])
    app.include_router(_grading(backend), dependencies=[Depends(authorised)])
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _set_up(connection: Connection, backend: Backend) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", backend.name)
    there = await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", backend.name)
    if not there:
        # The name is one of two constants, which no parameter can be.
        await connection.execute(f"CREATE SCHEMA {backend.name}")
        await connection.execute(backend.tables + KEYS)
        await backend.seed(connection)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return JSONResponse({"code": error.code}, error.status)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return JSONResponse(
        {"code": "invalid_request", "fields": [".".join(map(str, e["loc"])) for e in error.errors()]}, 422
    )


def _people() -> APIRouter:
    router = APIRouter(responses=REFUSALS)

    @router.get("/customers", operation_id="findCustomer")
    async def find_customer(request: Request, email: Annotated[str, Query(max_length=254)]) -> Person:
        """Who signs in with this e-mail address."""
        async with reading(request) as connection:
            row = await connection.fetchrow("SELECT id, name FROM customers WHERE lower(email) = lower($1)", email)
        if row is None:
            raise Refused("no_such_customer", 404)
        return Person(**row)

    return router


def _grading(backend: Backend) -> APIRouter:
    """How things stand, for whoever grades what was done here; not part of the API's description."""
    router = APIRouter(include_in_schema=False)

    @router.get("/_state")
    async def state(request: Request) -> JSONResponse:
        async with request.app.state.pool.acquire() as connection, connection.transaction(readonly=True):
            found = {
                table: await connection.fetch(f"SELECT * FROM {table} t ORDER BY t::text")  # noqa: S608
                for table in backend.dumped
            }
        return JSONResponse({table: [_plain(row) for row in rows] for table, rows in found.items()})

    @router.post("/_reset", status_code=204)
    async def reset(request: Request) -> None:
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            await connection.execute(f"TRUNCATE {', '.join([*backend.dumped, 'idempotency_keys'])}")
            await backend.seed(connection)

    return router


def _plain(row: asyncpg.Record) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date | datetime) else value for key, value in row.items()}


Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
Answer = TypeVar("Answer", bound=BaseModel)
Work = Callable[[Connection], Awaitable[Answer]]


async def once(request: Request, key: str | None, work: Work[Answer]) -> Answer:
    """Do the work in a transaction, and under one idempotency key only once: later requests get the first answer.

    A request that comes while the first is at work waits for it, because the key's row is in the same transaction. What
    was refused changed nothing and is not remembered.
    """
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        if key is None:
            return await work(connection)
        digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
        first = await connection.fetchval(
            "INSERT INTO idempotency_keys (key, digest) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true",
            key,
            digest,
        )
        if not first:
            known = await connection.fetchrow("SELECT digest, answer FROM idempotency_keys WHERE key = $1", key)
            if known["digest"] != digest:
                raise Refused("idempotency_key_reused", 422)
            # Its fields: FastAPI makes the route's model of them.
            return cast(Answer, known["answer"])
        answer = await work(connection)
        body = answer.model_dump(mode="json")
        await connection.execute("UPDATE idempotency_keys SET answer = $2 WHERE key = $1", key, body)
        return answer


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[Connection]:
    """A connection that only reads."""
    async with request.app.state.pool.acquire() as connection, connection.transaction(readonly=True):
        yield connection


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@{domain}"


def run(backend: Backend) -> None:
    """The command line. With --openapi it prints the document and ends."""
    parser = argparse.ArgumentParser(description=backend.title)
    parser.add_argument("--dsn", default=os.environ.get("BACKEND_DSN", ""))
    parser.add_argument("--api-key", default=os.environ.get("BACKEND_API_KEY", ""), help="or BACKEND_API_KEY")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8971)
    parser.add_argument("--openapi", action="store_true")
    given = parser.parse_args()
    if given.openapi:
        sys.stdout.write(json.dumps(build(backend, "", "-").openapi(), indent=1) + "\n")
        return
    if not given.dsn or not given.api_key:
        parser.error("say --dsn and --api-key (or BACKEND_DSN and BACKEND_API_KEY)")
    app = build(backend, given.dsn, given.api_key)
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", access_log=False)
