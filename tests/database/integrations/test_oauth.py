"""OAuth 2 client credentials against a server of tokens: kept, renewed, refused, and never in a log."""

from __future__ import annotations

import base64
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import pytest
from fastapi import FastAPI, Form, Header, Response
from tests.database.integrations.conftest import World, compiled, world_at

from gigline.infra.db import Database
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import service as integrations
from gigline.integrations.errors import BackendUnavailable, CredentialsRefused

CLIENT, SECRET = "gigline client", "a secret: with/odd+characters"
REFUND = {"order_number": "HP-46950", "amount": 100, "reason": "late"}
DONE = {"order_number": "HP-46950", "amount": 100, "arrives_by": "2026-11-30"}


@dataclass
class Company:
    """A back end that takes tokens, and the server that gives them (RFC 6749, section 4.4)."""

    lasts_s: int = 3600
    status: int = 200
    valid: set[str] = field(default_factory=set)
    given: list[str] = field(default_factory=list)
    asked: int = 0

    def app(self) -> FastAPI:
        app = FastAPI()
        numbers = itertools.count(1)
        pair = base64.b64encode(b"gigline+client:a+secret%3A+with%2Fodd%2Bcharacters").decode()

        @app.post("/oauth/token")
        def token(
            response: Response,
            grant_type: Annotated[str, Form()],
            scope: Annotated[str, Form()],
            authorization: Annotated[str, Header()],
        ) -> dict[str, object]:
            if self.status != 200 or authorization != f"Basic {pair}":
                response.status_code = self.status if self.status != 200 else 401
                return {"error": "invalid_client"}
            assert (grant_type, scope) == ("client_credentials", "orders:write")
            self.given.append(f"token-{next(numbers)}-{uuid4().hex}")
            self.valid.add(self.given[-1])
            return {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": self.lasts_s}

        @app.post("/{rest:path}", status_code=201)
        def api(response: Response, authorization: Annotated[str, Header()]) -> dict[str, object]:
            self.asked += 1
            if authorization.removeprefix("Bearer ") not in self.valid:
                response.status_code = 401
                return {"error": "invalid_token"}
            return DONE

        return app


@dataclass
class Clocked:
    """A clock that goes on when told."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def scene(
    database: Database, folder: Path, company: Company, secret: str = SECRET
) -> AsyncIterator[tuple[World, Clocked]]:
    async with serving(company.app()) as url, world_at(database, url, folder) as world:
        clock = Clocked()
        world.backends.monotonic = clock
        auth = {"type": "oauth2", "token_url": f"{url}/oauth/token", "client_id": CLIENT, "scope": "orders:write"}
        await world.save(compiled(url, _connection={"auth": auth}))
        async with database.writer() as w:
            vault = Vault(Settings(data_dir=folder))
            await integrations.set_secret(w, vault, world.brand_id, "deliveries", "client_secret", secret)
        yield world, clock


async def test_a_token_is_asked_for_once_and_again_before_it_is_over(database: Database, tmp_path: Path) -> None:
    company = Company(lasts_s=600)
    async with scene(database, tmp_path, company) as (world, clock):
        for _ in range(3):
            await world.run("refund_order", **REFUND)
        assert (len(company.given), company.asked) == (1, 3)
        clock.now += 571
        await world.run("refund_order", **REFUND)
        assert len(company.given) == 2


async def test_a_token_taken_back_early_is_replaced_once(database: Database, tmp_path: Path) -> None:
    company = Company()
    async with scene(database, tmp_path, company) as (world, _):
        await world.run("refund_order", **REFUND)
        company.valid.clear()
        await world.run("refund_order", **REFUND)
        assert (len(company.given), company.asked) == (2, 3)
        # A back end that takes no token at all is not asked on and on.
        company.valid.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(company, "valid", _Nothing())
            with pytest.raises(CredentialsRefused):
                await world.run("refund_order", **REFUND)
        assert (len(company.given), company.asked) == (3, 5)
        assert await world.states() == ["succeeded", "succeeded", "failed"]


class _Nothing(set[str]):
    def add(self, _: str) -> None:
        """Nothing is valid."""


async def test_a_wrong_secret_is_an_error_of_its_own_and_asks_the_back_end_nothing(
    database: Database, tmp_path: Path
) -> None:
    company = Company()
    async with scene(database, tmp_path, company, "wrong") as (world, _):
        with pytest.raises(CredentialsRefused) as refused:
            await world.run("refund_order", key="again", **REFUND)
        assert (refused.value.code, company.asked, await world.states()) == ("credentials_refused", 0, ["failed"])
        async with database.writer() as w:
            vault = Vault(Settings(data_dir=tmp_path))
            await integrations.set_secret(w, vault, world.brand_id, "deliveries", "client_secret", SECRET)
        # Nothing was done, so that the same key may be tried again.
        await world.run("refund_order", key="again", **REFUND)
        assert await world.states() == ["succeeded"]


async def test_a_server_of_tokens_that_is_not_well_is_no_wrong_secret(database: Database, tmp_path: Path) -> None:
    company = Company(status=503)
    async with scene(database, tmp_path, company) as (world, _):
        with pytest.raises(BackendUnavailable) as away:
            await world.run("refund_order", **REFUND)
        assert (away.value.code, company.asked) == ("backend_unavailable", 0)


async def test_neither_secret_nor_token_is_logged_stored_or_told(
    database: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    company = Company()
    told = []
    async with scene(database, tmp_path, company) as (world, _):
        await world.run("refund_order", **REFUND)
        company.valid = _Nothing()
        with pytest.raises(CredentialsRefused) as refused:
            await world.run("refund_order", **REFUND)
        told.append(f"{refused.value!r} {refused.value.detail}")
        async with database.reader() as r:
            told += [str(dict(row)) for row in await r.rows("SELECT * FROM action_runs")]
            told += [str(dict(row)) for row in await r.rows("SELECT * FROM connector_secrets")]
        told.append(repr(world.backends))
    everything = "".join([*told, *capfd.readouterr()])
    assert "refund_order" in everything
    for hidden in (SECRET, "a+secret", *company.given):
        assert hidden not in everything
