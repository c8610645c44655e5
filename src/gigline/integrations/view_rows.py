"""Asking a brand's database: read only, with a time-out, at a vetted address, and nothing left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import structlog

from gigline.infra import http, telemetry
from gigline.infra.http import FetchError, NotAllowed
from gigline.integrations import answers
from gigline.integrations.backends import Backends, Secrets
from gigline.integrations.models import Action, Connector, Outcome, SqlCall
from gigline.integrations.schemas import Connection

log = structlog.get_logger()

CONNECT_S = 5.0


async def attempt(
    backends: Backends, connector: Connector, secrets: Secrets, action: Action, call: SqlCall, values: Mapping[str, Any]
) -> Outcome:
    """Ask the brand's database once."""
    settings = Connection.model_validate(connector.settings)
    dsn = secrets.get(settings.dsn_secret)
    if not dsn:
        return Outcome("failed", "secret_missing")
    arguments = [_argument(action, name, values.get(name)) for name in call.parameters]
    try:
        rows = await _rows(backends, dsn, call, arguments, action.timeout_s)
    except NotAllowed:
        return Outcome("failed", "address_not_allowed")
    except (OSError, FetchError, ValueError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError) as error:
        log.warning("view_not_reached", error=telemetry.where(error))
        return Outcome("failed", "not_reached", healthy=False, again=True)
    except (asyncpg.PostgresError, TimeoutError) as error:
        log.warning("view_failed", error=telemetry.where(error))
        return Outcome("failed", "back_end_failed", healthy=False)
    if not rows:
        return Outcome("refused", "nothing_found", 404)
    return Outcome("succeeded", "", 200, answers.outputs(action, {**rows[0], "rows": rows}))


def _argument(action: Action, name: str, value: Any) -> Any:
    dated = any(one.name == name and one.type == "date" for one in action.inputs)
    return date.fromisoformat(value) if dated and value is not None else value


async def _host(backends: Backends, dsn: str) -> str:
    """Where the DSN leads, vetted; raises FetchError, and ValueError when it does not name one server."""
    parts = urlsplit(dsn)
    host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "")
    if parts.scheme not in {"postgres", "postgresql"} or not host or "," in parts.netloc:
        raise ValueError("not the address of one PostgreSQL server")
    if host.startswith("/"):
        if not backends.allow_private:
            raise NotAllowed("a socket of this machine")
        return host
    found = await http.vetted(host, parts.port or 5432, allow_private=backends.allow_private)
    return str(found[0])


async def _rows(
    backends: Backends, dsn: str, call: SqlCall, arguments: Sequence[Any], timeout_s: float
) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(
        dsn,
        host=await _host(backends, dsn),
        timeout=CONNECT_S,
        command_timeout=timeout_s,
        server_settings={
            "default_transaction_read_only": "on",
            "statement_timeout": str(int(timeout_s * 1000)),
            "application_name": "gigline-view",
        },
    )
    try:
        async with connection.transaction(readonly=True):
            found = await connection.fetch(call.statement, *arguments)
    finally:
        await connection.close()
    return [{key: _plain(value) for key, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
